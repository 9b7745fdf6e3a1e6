// The configuration of the daemon: a TOML file, checked once, then an immutable value. The same
// function serves the daemon at its start and `config check` of the command line.
//
//   state = "/srv/al"                      # one directory for everything; or else:
//   [directories]                          # any of ledger, keyring, head, root
//   [keys]         master = "/path"        # the file with the master key
//   [[socket]]     name, path, mode = "0660", group, roles = ["append"]
//   [[access]]     uid | user | gid | group, source, roles = ["append", "audit"]
//   [limits]       connections (half of them for one uid alone), connections_per_uid,
//                  idle_seconds, frame_seconds, write_seconds, stop_seconds
//   [checkpoint]   interval_seconds, heartbeat_seconds
#pragma once

#include "daemon/access.hpp"
#include "ledger/base/limits.hpp"
#include "ledger/base/result.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace ledger {

struct StateDirectories {
  std::filesystem::path ledger;
  std::filesystem::path keyring;
  std::filesystem::path head;
  std::filesystem::path root; // the epoch root: outside every backup
};

struct SocketConfig {
  std::string name; // FileDescriptorName= of the socket unit, when systemd opens it
  std::filesystem::path path;
  mode_t mode = 0660;
  std::optional<gid_t> group; // unset: the group of the daemon
  Roles roles = Roles::all(); // narrows what peers of this socket are granted
};

// What one connection, and all of them together, may take up.
struct ConnectionLimits {
  std::size_t connections = limits::kConnections;
  std::size_t connections_per_uid = limits::kConnectionsPerUid;
  std::size_t in_flight = limits::kInFlightPerConnection; // requests of one connection
  std::size_t unread_bytes = 64 << 10; // replies that wait for a peer to read before it is heard
  // Frames and replies of all connections. The rest of the growth is the write buffers of what they
  // post, 12 to 25 MiB measured, and what the allocator keeps of outgrown buffers.
  std::size_t memory_bytes = limits::kHostileGrowthBytes / 2;
  std::chrono::milliseconds idle{300'000};
  std::chrono::milliseconds frame{10'000}; // from the first byte of a frame to its last
  std::chrono::milliseconds write{30'000}; // without the peer reading anything of its replies
  std::chrono::milliseconds stop{60'000};  // below TimeoutStopSec= of the unit
};

struct Config {
  StateDirectories directories;
  std::filesystem::path master_key;
  std::vector<SocketConfig> sockets;
  std::vector<AccessRule> access;
  ConnectionLimits limits;
  std::chrono::seconds checkpoint_interval{1};
  std::chrono::seconds heartbeat_interval{60};
};

// What the answer depends on beside the file.
struct ConfigSurroundings {
  std::optional<std::filesystem::path> state;                 // --state; wins over the file
  std::optional<std::filesystem::path> credentials_directory; // $CREDENTIALS_DIRECTORY
};

inline constexpr std::size_t kConfigErrors = 50;
// Each says "line 7, column 3" in where(), in the order of the file; at most kConfigErrors.
using ConfigErrors = std::vector<Error>;
using ParsedConfig = tl::expected<Config, ConfigErrors>;

// What holds where the file says nothing: all defaults are made here and in the types above.
[[nodiscard]] Config default_config(const ConfigSurroundings& surroundings);

// Looks up users and groups in the user database. kConfig in every error.
[[nodiscard]] ParsedConfig parse_config(std::string_view toml,
                                        const ConfigSurroundings& surroundings);
// The same for a file, whose name stands in front of each place. kIo when it cannot be read;
// kTooLarge beyond 1 MiB.
[[nodiscard]] ParsedConfig load_config(const std::filesystem::path& file,
                                       const ConfigSurroundings& surroundings);

} // namespace ledger
