# A room is one folder with one target. Each room has an include root of its own, in which only its
# folder is seen, and hands it on to whoever links it. So a room sees exactly the rooms that it
# links: an include against the direction of the house does not build.
#
# ledger_room(NAME FOLDER <folder under the source root> SOURCES ... [LINKS ...] [USES ...] [FACE ...]
#             [HEADERS ...])
#   LINKS    rooms and packages that the room's headers need;  USES  those that only its sources need
#   FACE     a header above the folder that belongs to the room
#   HEADERS  the target whose precompiled headers it reads, room_headers if not given
function(ledger_room name)
  cmake_parse_arguments(ROOM "" "FOLDER;FACE;HEADERS" "SOURCES;LINKS;USES" ${ARGN})
  set(root ${CMAKE_BINARY_DIR}/rooms/${name})
  get_filename_component(parent ${root}/${ROOM_FOLDER} DIRECTORY)
  file(MAKE_DIRECTORY ${parent})
  file(CREATE_LINK ${CMAKE_SOURCE_DIR}/${ROOM_FOLDER} ${root}/${ROOM_FOLDER} SYMBOLIC)
  if(ROOM_FACE)
    file(CREATE_LINK ${CMAKE_SOURCE_DIR}/${ROOM_FACE} ${root}/${ROOM_FACE} SYMBOLIC)
  endif()
  list(TRANSFORM ROOM_SOURCES PREPEND ${CMAKE_SOURCE_DIR}/${ROOM_FOLDER}/)
  add_library(${name} STATIC ${ROOM_SOURCES})
  target_include_directories(${name} PUBLIC ${root})
  target_link_libraries(${name} PUBLIC ${ROOM_LINKS} PRIVATE ${ROOM_USES} ledger_flags)
  if(NOT ROOM_HEADERS)
    set(ROOM_HEADERS room_headers)
  endif()
  target_precompile_headers(${name} REUSE_FROM ${ROOM_HEADERS})
endfunction()
