# Everything comes from Debian 12; tools/packages names the packages themselves.
find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(CapnProto CONFIG REQUIRED)
find_package(RocksDB CONFIG REQUIRED)
# Asio, Beast and JSON are header-only in 1.81; the default Boost of Debian 12 is 1.74 and too old.
find_package(Boost 1.81 CONFIG REQUIRED)
find_package(tomlplusplus CONFIG REQUIRED)
find_package(date CONFIG REQUIRED)

find_path(EXPECTED_INCLUDE_DIR tl/expected.hpp REQUIRED)
find_path(CLI11_INCLUDE_DIR CLI/CLI.hpp REQUIRED)
