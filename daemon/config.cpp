#include "daemon/config.hpp"

#include "daemon/config_table.hpp"
#include "daemon/user_database.hpp"

#include <array>
#include <cerrno>
#include <fstream>
#include <sys/un.h>
#include <system_error>

namespace ledger {
namespace {

constexpr std::size_t kFileBytes = 1 << 20;
constexpr std::int64_t kLargestId = 0xFFFF'FFFE; // 0xFFFFFFFF is no user (chown(2))
constexpr std::int64_t kSecondsPerDay = 86'400;

StateDirectories below(const std::filesystem::path& state) {
  return {state / "ledger", state / "keyring", state / "head", state / "root"};
}

void put_under(Config& config, const std::filesystem::path& state,
               const ConfigSurroundings& surroundings) {
  config.directories = below(state);
  if (!surroundings.credentials_directory.has_value()) config.master_key = state / "master.key";
  for (SocketConfig& socket : config.sockets)
    socket.path = state / "run" / (socket.name + ".sock");
}

// Reads the sections of the file into a Config that holds the defaults.
class ConfigReading {
 public:
  ConfigReading(Config& config, ConfigComplaints& complaints)
      : config_(config), complaints_(complaints) {}

  void read_directories(ConfigTable& table) {
    StateDirectories& directories = config_.directories;
    if (auto found = table.path("ledger")) directories.ledger = found->value;
    if (auto found = table.path("keyring")) directories.keyring = found->value;
    if (auto found = table.path("head")) directories.head = found->value;
    if (auto found = table.path("root")) directories.root = found->value;
  }

  void read_keys(ConfigTable& table) {
    if (auto found = table.path("master")) config_.master_key = found->value;
  }

  void read_socket(ConfigTable& table) {
    SocketConfig socket;
    if (auto name = table.text("name"))
      socket.name = name->value;
    else
      complaints_.add(table.place(), "a socket without name", "add name = \"append\"");
    if (auto path = table.path("path")) {
      socket.path = path->value;
      if (socket.path.native().size() >= sizeof(sockaddr_un::sun_path))
        complaints_.add(path->place, "path is too long for a Unix socket",
                        "use at most " + std::to_string(sizeof(sockaddr_un::sun_path) - 1) +
                            " characters");
    } else {
      complaints_.add(table.place(), "a socket without a usable path",
                      "add path = \"/run/auditledger/append.sock\"");
    }
    if (auto mode = table.text("mode")) read_mode(*mode, socket);
    if (auto group = table.text("group")) {
      socket.group = gid_named(group->value);
      if (!socket.group.has_value())
        complaints_.add(group->place, "no such group on this machine",
                        "create it, or name another group");
    }
    if (auto roles = read_roles(table)) socket.roles = *roles;
    for (const SocketConfig& other : sockets_)
      if (other.name == socket.name || other.path == socket.path)
        complaints_.add(table.place(), "two sockets have the same name or path",
                        "give each its own");
    sockets_.push_back(std::move(socket));
  }

  void read_access(ConfigTable& table) {
    AccessRule rule;
    const int selectors = read_selectors(table, rule);
    if (selectors != 1)
      complaints_.add(table.place(),
                      selectors == 0 ? "an access row that names nobody"
                                     : "an access row that names more than one",
                      "give each row exactly one of uid, user, gid, group");
    if (auto source = table.text("source")) read_source(*source, table, rule);
    const bool states_roles = table.has("roles");
    if (auto roles = read_roles(table))
      rule.roles = *roles;
    else if (!states_roles)
      complaints_.add(table.place(), "an access row without roles", "add roles = [\"append\"]");
    config_.access.push_back(std::move(rule));
  }

  void read_limits(ConfigTable& table) {
    ConnectionLimits& limits = config_.limits;
    read_count(table, "connections", limits::kConnections, limits.connections);
    read_count(table, "connections_per_uid", limits::kConnectionsPerUid,
               limits.connections_per_uid);
    read_seconds(table, "idle_seconds", 1, kSecondsPerDay, limits.idle);
    read_seconds(table, "frame_seconds", 1, 300, limits.frame);
    read_seconds(table, "write_seconds", 1, 300, limits.write);
    read_seconds(table, "stop_seconds", 1, 3'600, limits.stop);
  }

  void read_checkpoint(ConfigTable& table) {
    read_seconds(table, "interval_seconds", 1, 3'600, config_.checkpoint_interval);
    read_seconds(table, "heartbeat_seconds", 1, kSecondsPerDay, config_.heartbeat_interval);
    if (config_.heartbeat_interval < config_.checkpoint_interval)
      complaints_.add(table.place(), "heartbeat_seconds is shorter than interval_seconds",
                      "make it at least as long: a heartbeat is there to be checkpointed");
  }

  void finish() {
    if (!sockets_.empty()) config_.sockets = std::move(sockets_);
  }

 private:
  void read_mode(const Found<std::string>& text, SocketConfig& socket) {
    const bool octal = text.value.size() >= 3 && text.value.size() <= 4 &&
                       text.value.find_first_not_of("01234567") == std::string::npos;
    const unsigned long mode = octal ? std::stoul(text.value, nullptr, 8) : 0;
    if (octal && mode <= 0777) {
      socket.mode = static_cast<mode_t>(mode);
      return;
    }
    complaints_.add(text.place, "mode must be permission bits in octal",
                    "write for example mode = \"0660\"");
  }

  std::optional<Roles> read_roles(ConfigTable& table) {
    const auto names = table.texts("roles");
    if (!names.has_value()) return std::nullopt;
    std::array<std::string_view, kAllRoles.size()> known;
    std::ranges::transform(kAllRoles, known.begin(), [](Role role) { return name_of(role); });
    Roles roles;
    for (const Found<std::string>& name : *names) {
      if (const auto role = role_named(name.value))
        roles.add({*role});
      else
        complaints_.add(name.place, "unknown role",
                        "did you mean " + std::string(nearest_word(name.value, known)) + "?");
    }
    return roles;
  }

  // How many of the four ways to name somebody the row has.
  int read_selectors(ConfigTable& table, AccessRule& rule) {
    const int named = int{table.has("uid")} + int{table.has("user")} + int{table.has("gid")} +
                      int{table.has("group")};
    if (auto uid = table.number("uid", 0, kLargestId)) rule.uid = static_cast<uid_t>(*uid);
    if (auto gid = table.number("gid", 0, kLargestId)) rule.gid = static_cast<gid_t>(*gid);
    if (auto user = table.text("user")) {
      rule.uid = uid_named(user->value);
      if (!rule.uid.has_value())
        complaints_.add(user->place, "no such user on this machine",
                        "create it, or give the number as uid");
    }
    if (auto group = table.text("group")) {
      rule.gid = gid_named(group->value);
      if (!rule.gid.has_value())
        complaints_.add(group->place, "no such group on this machine",
                        "create it, or give the number as gid");
    }
    return named;
  }

  void read_source(const Found<std::string>& text, ConfigTable& table, AccessRule& rule) {
    rule.source = SourceName::from_slug(text.value);
    if (!rule.source.has_value())
      complaints_.add(text.place, "source is not a name that records can carry",
                      "use up to " + std::to_string(limits::kSourceChars) +
                          " of a-z, 0-9, '-', '_' and '.', a letter first");
    if (table.has("gid") || table.has("group"))
      complaints_.add(text.place, "a source for a whole group",
                      "name the source in a row with uid or user");
    for (const AccessRule& other : config_.access)
      if (rule.uid.has_value() && other.uid == rule.uid && other.source.has_value() &&
          other.source != rule.source)
        complaints_.add(text.place, "two sources for the same uid", "keep one of them");
  }

  void read_count(ConfigTable& table, std::string_view key, std::size_t most, std::size_t& out) {
    if (auto value = table.number(key, 1, static_cast<std::int64_t>(most)))
      out = static_cast<std::size_t>(*value);
  }

  template <class Duration>
  void read_seconds(ConfigTable& table, std::string_view key, std::int64_t least, std::int64_t most,
                    Duration& out) {
    if (auto value = table.number(key, least, most)) out = std::chrono::seconds(*value);
  }

  Config& config_;
  ConfigComplaints& complaints_;
  std::vector<SocketConfig> sockets_; // of the file; replace the default one
};

Config read(const toml::table& root, const ConfigSurroundings& surroundings,
            ConfigComplaints& complaints) {
  Config config = default_config(surroundings);
  ConfigReading reading(config, complaints);
  ConfigTable table(root, complaints);
  const auto state = table.path("state");
  if (state.has_value() && !surroundings.state.has_value())
    put_under(config, state->value, surroundings);
  table.table("directories", [&](ConfigTable& inner) { reading.read_directories(inner); });
  table.table("keys", [&](ConfigTable& inner) { reading.read_keys(inner); });
  table.tables("socket", [&](ConfigTable& inner) { reading.read_socket(inner); });
  table.tables("access", [&](ConfigTable& inner) { reading.read_access(inner); });
  table.table("limits", [&](ConfigTable& inner) { reading.read_limits(inner); });
  table.table("checkpoint", [&](ConfigTable& inner) { reading.read_checkpoint(inner); });
  table.complain_of_others();
  reading.finish();
  return config;
}

} // namespace

Config default_config(const ConfigSurroundings& surroundings) {
  Config config;
  SocketConfig socket;
  socket.name = "append";
  socket.path = "/run/auditledger/append.sock";
  config.sockets.push_back(std::move(socket));
  config.directories = {"/var/lib/auditledger/ledger", "/var/lib/auditledger/keyring",
                        "/var/lib/auditledger-head", "/var/lib/auditledger-root"};
  config.master_key = "/etc/auditledger/master.key";
  if (surroundings.credentials_directory.has_value())
    config.master_key = *surroundings.credentials_directory / "master.key";
  if (surroundings.state.has_value()) put_under(config, *surroundings.state, surroundings);
  return config;
}

ParsedConfig parse_config(std::string_view toml, const ConfigSurroundings& surroundings) {
  ConfigComplaints complaints;
  const toml::parse_result parsed = toml::parse(toml);
  if (!parsed) {
    complaints.add(parsed.error().source(),
                   "not valid TOML: " + std::string(parsed.error().description()),
                   "see https://toml.io/en/v1.0.0");
    return tl::unexpected(std::move(complaints).in_order_of_file());
  }
  Config config = read(parsed.table(), surroundings, complaints);
  if (!complaints.empty()) return tl::unexpected(std::move(complaints).in_order_of_file());
  return config;
}

ParsedConfig load_config(const std::filesystem::path& file,
                         const ConfigSurroundings& surroundings) {
  const auto refuse = [&file](Errc code, std::string what, std::string next) {
    return tl::unexpected(ConfigErrors{Error(code, std::move(what), file, std::move(next))});
  };
  std::ifstream stream(file, std::ios::binary);
  if (!stream)
    return refuse(Errc::kIo, std::system_category().message(errno),
                  "check the path given with --config and who may read it");
  std::string text(kFileBytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (stream.bad())
    return refuse(Errc::kIo, "it could not be read", "check the file system that it lies on");
  if (text.size() > kFileBytes)
    return refuse(Errc::kTooLarge, "more than " + std::to_string(kFileBytes) + " bytes",
                  "is this the configuration of auditledgerd?");

  ParsedConfig parsed = parse_config(text, surroundings);
  if (parsed.has_value()) return parsed;
  ConfigErrors errors;
  for (const Error& error : parsed.error())
    errors.push_back(error.within(file));
  return tl::unexpected(std::move(errors));
}

} // namespace ledger
