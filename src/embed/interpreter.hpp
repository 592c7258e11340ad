// The embedded interpreter: started once a process, never finalised (its thread states and stacks live as long as it does).
#pragma once

namespace frontrun::embed {

/// Starts CPython with a fixed hash seed and without writing bytecode, and takes over SIGINT and SIGTERM. Later calls do
/// nothing. Throws std::runtime_error.
void start_interpreter();

/// See python_program.hpp.
bool interrupted();

}  // namespace frontrun::embed
