// CPython's tables of opcodes are not exported; a C file compiles them from the internal header (g++ refuses their
// designated initialisers).
#define NEED_OPCODE_TABLES
#include <Python.h>
#include "internal/pycore_opcode.h"

unsigned char frontrun_opcode_caches(int opcode) { return _PyOpcode_Caches[opcode]; }
unsigned char frontrun_opcode_deopt(int opcode) { return _PyOpcode_Deopt[opcode]; }
