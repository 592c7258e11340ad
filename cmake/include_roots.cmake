# Who may include whom.
#
# Includes are written "engine/trace.hpp". If all of src/ were on the include path, everybody could include everybody. So
# each room gets a root of its own, <build>/roots/<room>, in which there is nothing but a link <room> -> src/<room>: a target
# sees its own root and those of what it links.

function(frontrun_include_root target room)
  set(root ${CMAKE_BINARY_DIR}/roots/${room})
  file(MAKE_DIRECTORY ${root})
  file(CREATE_LINK ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../src/${room} ${root}/${room} SYMBOLIC)
  target_include_directories(${target} PUBLIC ${root})
endfunction()
