# The headers of the standard library and of Cap'n Proto, read once for the rooms and once for the
# tests: in a cold build they were half of the time. None of our own is among them, so what a room
# sees is still what it links; and the preset asan-gcc does without (CMake's own
# CMAKE_DISABLE_PRECOMPILE_HEADERS), so that a file which forgets an include does not build there.
set(PRECOMPILED_HEADERS
  <algorithm> <array> <atomic> <chrono> <deque> <filesystem> <fstream> <functional>
  <iostream> <map> <memory> <mutex> <optional> <set> <span> <sstream> <string> <string_view> <thread>
  <unordered_map> <utility> <variant> <vector>
  <capnp/generated-header-support.h> <capnp/message.h> <capnp/serialize.h>)


set(PRECOMPILED_SOURCE ${CMAKE_BINARY_DIR}/precompiled.cpp)
file(CONFIGURE OUTPUT ${PRECOMPILED_SOURCE} CONTENT "// Headers only.\n" @ONLY)

# The flags of a room.
add_library(room_headers OBJECT ${PRECOMPILED_SOURCE})
target_link_libraries(room_headers PRIVATE ledger_flags)
target_precompile_headers(room_headers PRIVATE ${PRECOMPILED_HEADERS})

# g++ 12 forgets with a precompiled header that a line is the library's own, and warns of what it
# warns of by mistake there (GCC bugs 105329, 105651). asan-gcc has these warnings.
if(NOT CMAKE_DISABLE_PRECOMPILE_HEADERS)
  target_compile_options(ledger_flags INTERFACE
    $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds> $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overflow>
    $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overread>)
endif()
