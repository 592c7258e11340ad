# The CPython to embed: target frontrun_python.
#
# Debian's own by default, whatever `python3` comes first on PATH: pyenv, conda and friends put other builds there, without
# a shared library or with other internals. Choose another with -DFRONTRUN_PYTHON=/path/to/python3.

set(FRONTRUN_PYTHON /usr/bin/python3.11 CACHE FILEPATH "The Python interpreter to embed (CPython 3.11 with a shared library)")

if(NOT EXISTS ${FRONTRUN_PYTHON})
  message(FATAL_ERROR "No Python at ${FRONTRUN_PYTHON}. Install Debian's python3 and libpython3.11-dev (./dev build does that), "
                      "or choose another CPython 3.11 with -DFRONTRUN_PYTHON=/path/to/python3")
endif()

execute_process(
  COMMAND ${FRONTRUN_PYTHON} -I -S ${CMAKE_CURRENT_LIST_DIR}/describe_python.py
  OUTPUT_VARIABLE description OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "${FRONTRUN_PYTHON} does not run (exit status ${failed}); set FRONTRUN_PYTHON to a working CPython 3.11")
endif()
list(GET description 0 implementation)
list(GET description 1 version)
list(GET description 2 flavour)
list(GET description 3 include_dir)
list(GET description 4 library)

if(NOT implementation STREQUAL "cpython" OR NOT version MATCHES "^3\\.11\\.")
  message(FATAL_ERROR "${FRONTRUN_PYTHON} is ${implementation} ${version}: frontrun reads the interpreter's own structures and knows "
                      "those of CPython 3.11 only. Choose one with -DFRONTRUN_PYTHON=/path/to/python3.11")
endif()
if(NOT flavour STREQUAL "release")
  message(FATAL_ERROR "${FRONTRUN_PYTHON} is a ${flavour} build of CPython, whose structures differ. Choose a release build with "
                      "-DFRONTRUN_PYTHON=/path/to/python3.11")
endif()
if(NOT EXISTS ${include_dir}/internal/pycore_frame.h)
  message(FATAL_ERROR "${include_dir} has no CPython headers (internal/pycore_frame.h). On Debian: apt-get install libpython3.11-dev")
endif()
if(NOT EXISTS ${library})
  message(FATAL_ERROR "${FRONTRUN_PYTHON} has no shared library to embed (${library}). On Debian: apt-get install libpython3.11-dev; "
                      "elsewhere build CPython with --enable-shared")
endif()
message(STATUS "Embedding CPython ${version}: ${library}")

add_library(frontrun_python INTERFACE)
target_include_directories(frontrun_python SYSTEM INTERFACE ${include_dir})
target_link_libraries(frontrun_python INTERFACE ${library})
# Where the embedded interpreter finds its standard library: it computes that from the path of "its" executable.
target_compile_definitions(frontrun_python INTERFACE FRONTRUN_PYTHON_EXECUTABLE="${FRONTRUN_PYTHON}")
