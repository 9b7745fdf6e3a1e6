# Language level, warnings, hardening and sanitizers, for our own targets only.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
set(THREADS_PREFER_PTHREAD_FLAG ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # What ccache asks for where headers are precompiled; none of them holds a time.
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
  add_compile_options($<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fpch-preprocess>)
endif()

# -O3 buys nothing here that was measured, and makes g++ 12 see overlaps in std::string that are none.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1 -DNDEBUG")

set(LEDGER_SANITIZE "" CACHE STRING "address+undefined, address, thread or fuzzer; empty for none")

add_library(ledger_flags INTERFACE)
target_compile_options(ledger_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Wold-style-cast
  -Wcast-qual -Werror)
# Hardening: what Debian's own hardening=+all sets, plus checked standard containers.
target_compile_options(ledger_flags INTERFACE
  -fstack-protector-strong -fstack-clash-protection -fcf-protection)
target_compile_definitions(ledger_flags INTERFACE _GLIBCXX_ASSERTIONS)
target_link_options(ledger_flags INTERFACE -Wl,-z,relro -Wl,-z,now -Wl,--as-needed)
if(CMAKE_BUILD_TYPE STREQUAL "Release" OR CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
  target_compile_options(ledger_flags INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif()
include(CheckPIESupported)
check_pie_supported()

# Sanitizers apply to everything that is compiled here, generated code included.
# clang 14 cannot place the prologue of its function check in front of a coroutine.
if(LEDGER_SANITIZE STREQUAL "address+undefined")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize=function,vptr
    -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
elseif(LEDGER_SANITIZE STREQUAL "fuzzer")
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize=function,vptr
    -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
elseif(LEDGER_SANITIZE)
  add_compile_options(-fsanitize=${LEDGER_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${LEDGER_SANITIZE})
endif()
