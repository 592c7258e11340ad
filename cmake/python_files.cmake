# frontrun_python_files(<target> <folder> <file>...): builds the text of Python files into a target (primitives/python_files.hpp).
function(frontrun_python_files target folder)
  set(entries "")
  foreach(file ${ARGN})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${folder}/${file})
    file(READ ${folder}/${file} text)
    string(APPEND entries "    {\"${file}\", R\"__PYTHON__(${text})__PYTHON__\"},\n")
  endforeach()
  set(generated ${CMAKE_BINARY_DIR}/generated/python_files.cpp)
  file(CONFIGURE OUTPUT ${generated} @ONLY CONTENT [[
// Written by cmake/python_files.cmake.
#include "primitives/python_files.hpp"

namespace frontrun::primitives {
namespace {

constexpr PythonFile kFiles[] = {
@entries@};

}  // namespace

std::span<const PythonFile> python_files() { return kFiles; }

}  // namespace frontrun::primitives
]])
  target_sources(${target} PRIVATE ${generated})
endfunction()
