# The target "tidy": clang-tidy over all our sources, as .clang-tidy says. It takes minutes, so it is
# no test. Only clang's own compile commands are of use to it, hence the presets of clang.
find_program(RUN_CLANG_TIDY NAMES run-clang-tidy-14 run-clang-tidy)
if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang" OR NOT RUN_CLANG_TIDY)
  add_custom_target(tidy
    COMMAND ${CMAKE_COMMAND} -E echo
      "tidy needs clang-tidy (tools/setup installs it) and a preset of clang: ninja -C build/asan tidy"
    COMMAND ${CMAKE_COMMAND} -E false VERBATIM)
else()
  # What the compile commands name and no repository holds: generated headers.
  set(generated
    ${CMAKE_BINARY_DIR}/rooms/schemas/schemas/event.capnp.h
    ${CMAKE_BINARY_DIR}/rooms/schemas/schemas/protocol.capnp.h
    ${CMAKE_BINARY_DIR}/CMakeFiles/room_headers.dir/cmake_pch.hxx.pch
    ${CMAKE_BINARY_DIR}/tools/CMakeFiles/tool_headers.dir/cmake_pch.hxx.pch
    ${CMAKE_BINARY_DIR}/tests/CMakeFiles/test_headers.dir/cmake_pch.hxx.pch)
  add_custom_target(tidy
    COMMAND ${RUN_CLANG_TIDY} -quiet -p ${CMAKE_BINARY_DIR}
      "^${CMAKE_SOURCE_DIR}/(daemon|ledger|tests|tools)/"
    DEPENDS ${generated} VERBATIM USES_TERMINAL)
endif()
