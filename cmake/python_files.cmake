# Builds the text of Python files into a target (primitives/python_files.hpp).
#
# frontrun_python_files(<target>
#   PRIMITIVES <folder> <file>...  # run in this order, in one namespace
#   PACKAGE <folder> <module>...)  # importable by scenarios: frontrun is frontrun/__init__.py, frontrun.sync is frontrun/sync.py
function(frontrun_python_files target)
  cmake_parse_arguments(PARSE_ARGV 1 python "" "" "PRIMITIVES;PACKAGE")
  foreach(kind PRIMITIVES PACKAGE)
    list(POP_FRONT python_${kind} folder)
    set(entries_${kind} "")
    foreach(name ${python_${kind}})
      set(file ${folder}/${name})
      if(kind STREQUAL "PACKAGE")
        string(REPLACE "." "/" file ${name})
        set(file ${folder}/${file})
        cmake_path(APPEND_STRING file ".py")
        if(NOT EXISTS ${file})
          string(REGEX REPLACE "\\.py$" "/__init__.py" file ${file})
        endif()
      endif()
      set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
      file(READ ${file} text)
      string(APPEND entries_${kind} "    {\"${name}\", R\"__PYTHON__(${text})__PYTHON__\"},\n")
    endforeach()
  endforeach()
  set(generated ${CMAKE_BINARY_DIR}/generated/python_files.cpp)
  file(CONFIGURE OUTPUT ${generated} @ONLY CONTENT [[
// Written by cmake/python_files.cmake.
#include "primitives/python_files.hpp"

namespace frontrun::primitives {
namespace {

constexpr PythonFile kPrimitives[] = {
@entries_PRIMITIVES@};

constexpr PythonFile kPackage[] = {
@entries_PACKAGE@};

}  // namespace

std::span<const PythonFile> python_files() { return kPrimitives; }
std::span<const PythonFile> package_modules() { return kPackage; }

}  // namespace frontrun::primitives
]])
  target_sources(${target} PRIVATE ${generated})
endfunction()
