// The configuration file: what it says, and where it is wrong.
#include "daemon/config.hpp"

#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>
#include <vector>

using namespace ledger;

namespace {

constexpr const char* kWhole = R"(
state = "/srv/al"
[directories]
root = "/srv/al-root"
[keys]
master = "/etc/al.key"
[[socket]]
name = "append"
path = "/run/al/append.sock"
mode = "0660"
group = "root"
roles = ["append"]
[[socket]]
name = "all"
path = "/run/al/all.sock"
[[access]]
uid = 33
source = "webshop"
roles = ["append"]
[[access]]
user = "root"
roles = ["admin"]
[[access]]
gid = 7
roles = ["audit", "officer"]
[limits]
connections = 10
connections_per_uid = 3
idle_seconds = 60
frame_seconds = 5
write_seconds = 6
stop_seconds = 7
[checkpoint]
interval_seconds = 2
heartbeat_seconds = 30
)";

ConfigErrors errors_of(const std::string& toml) {
  const ParsedConfig parsed = parse_config(toml, {});
  REQUIRE_FALSE(parsed.has_value());
  return parsed.error();
}

std::string repeated(const std::string& line, int times) {
  std::string text;
  for (int i = 0; i < times; ++i)
    text += line + std::to_string(i) + " = 1\n";
  return text;
}

} // namespace

TEST_CASE("a whole configuration is read") {
  const ParsedConfig parsed = parse_config(kWhole, {});
  REQUIRE(parsed.has_value());
  CHECK(parsed->directories.ledger == "/srv/al/ledger");
  CHECK(parsed->directories.root == "/srv/al-root");
  CHECK(parsed->master_key == "/etc/al.key");
  REQUIRE(parsed->sockets.size() == 2);
  CHECK(parsed->sockets[0].path == "/run/al/append.sock");
  CHECK(parsed->sockets[0].mode == 0660);
  CHECK(parsed->sockets[0].group == gid_t{0});
  CHECK(parsed->sockets[0].roles == Roles{Role::kAppend});
  CHECK(parsed->sockets[1].roles == Roles::all());
  CHECK_FALSE(parsed->sockets[1].group.has_value());
  REQUIRE(parsed->access.size() == 3);
  CHECK(parsed->access[0].source->text() == "webshop");
  CHECK(parsed->access[1].uid == uid_t{0});
  CHECK(parsed->access[2].gid == gid_t{7});
  CHECK(parsed->access[2].roles == Roles{Role::kAudit, Role::kOfficer});
  CHECK(parsed->limits.connections == 10);
  CHECK(parsed->limits.connections_per_uid == 3);
  CHECK(parsed->limits.idle == std::chrono::seconds(60));
  CHECK(parsed->limits.frame == std::chrono::seconds(5));
  CHECK(parsed->limits.write == std::chrono::seconds(6));
  CHECK(parsed->limits.stop == std::chrono::seconds(7));
  CHECK(parsed->checkpoint_interval == std::chrono::seconds(2));
  CHECK(parsed->heartbeat_interval == std::chrono::seconds(30));
}

TEST_CASE("an empty configuration is the packaged one") {
  ConfigSurroundings surroundings;
  surroundings.credentials_directory = "/run/credentials/x";
  const ParsedConfig parsed = parse_config("", surroundings);
  REQUIRE(parsed.has_value());
  CHECK(parsed->directories.ledger == "/var/lib/auditledger/ledger");
  CHECK(parsed->directories.keyring == "/var/lib/auditledger/keyring");
  CHECK(parsed->directories.head == "/var/lib/auditledger-head");
  CHECK(parsed->directories.root == "/var/lib/auditledger-root");
  CHECK(parsed->master_key == "/run/credentials/x/master.key");
  REQUIRE(parsed->sockets.size() == 1);
  CHECK(parsed->sockets[0].name == "append");
  CHECK(parsed->sockets[0].path == "/run/auditledger/append.sock");
  CHECK(parsed->access.empty());
}

TEST_CASE("the state directory of the command line wins over the file and holds everything") {
  ConfigSurroundings surroundings;
  surroundings.state = "/tmp/s";
  const ParsedConfig parsed = parse_config("state = \"/srv/al\"", surroundings);
  REQUIRE(parsed.has_value());
  CHECK(parsed->directories.keyring == "/tmp/s/keyring");
  CHECK(parsed->directories.head == "/tmp/s/head");
  CHECK(parsed->directories.root == "/tmp/s/root");
  CHECK(parsed->master_key == "/tmp/s/master.key");
  CHECK(parsed->sockets.at(0).path == "/tmp/s/run/append.sock");
}

TEST_CASE("each mistake is named with its line, column and way out") {
  struct Row {
    const char* toml;
    const char* where;
    const char* what; // a part of it
    const char* next; // a part of it
  };
  const std::vector<Row> rows{
      {"state = ", "line 1, column", "not valid TOML", "toml.io"},
      {"\n  sate = \"/x\"", "line 2, column 3", "unknown key sate", "mean state?"},
      {"[limits]\nidle_second = 5", "line 2, column 1", "unknown key", "mean idle_seconds?"},
      {"[limit]\nidle_seconds = 5", "line 1, column", "unknown key limit", "mean limits?"},
      {"state = \"relative\"", "line 1, column 9", "absolute", "start it with /"},
      {"state = 5", "line 1, column 9", "state must be a text", "double quotes"},
      {"[limits]\nconnections = 100000", "line 2, column 15", "from 1 to 1024", "number"},
      {"[limits]\nconnections = \"many\"", "line 2, column 15", "whole number", "without quotes"},
      {"[limits]\nframe_seconds = 0", "line 2, column 17", "from 1 to 300", "number"},
      {"[limits]\nframe_seconds = 1.5", "line 2, column 17", "whole number", "number"},
      {"limits = 1", "line 1, column 10", "must be a table", "[limits]"},
      {"[socket]\nname = \"a\"", "line 1, column", "list of tables", "[[socket]]"},
      {"[[socket]]\npath = \"/a\"", "line 1, column 1", "without name", "name ="},
      {"[[socket]]\nname = \"a\"", "line 1, column 1", "without a usable path", "path ="},
      {"[[socket]]\nname = \"a\"\npath = \"/a\"\nmode = \"0999\"", "line 4, column 8", "octal",
       "0660"},
      {"[[socket]]\nname = \"a\"\npath = \"/a\"\nmode = \"4777\"", "line 4, column 8", "octal",
       "0660"},
      {"[[socket]]\nname = \"a\"\npath = \"/a\"\ngroup = \"no such group\"", "line 4, column 9",
       "no such group", "create it"},
      {"[[socket]]\nname = \"a\"\npath = \"/a\"\n[[socket]]\nname = \"a\"\npath = \"/b\"",
       "line 4, column 1", "same name", "its own"},
      {"[[access]]\nroles = [\"audit\"]", "line 1, column 1", "names nobody", "exactly one"},
      {"[[access]]\nuid = 1\ngid = 1\nroles = [\"audit\"]", "line 1, column 1", "more than one",
       "exactly one"},
      {"[[access]]\nuid = 1", "line 1, column 1", "without roles", "roles ="},
      {"[[access]]\nuid = 1\nroles = []", "line 3, column 9", "list of texts", "append"},
      {"[[access]]\nuid = 1\nroles = [\"audti\"]", "line 3, column 10", "unknown role",
       "mean audit?"},
      {"[[access]]\nuid = 4294967295\nroles = [\"audit\"]", "line 2, column 7", "whole number",
       "number"},
      {"[[access]]\nuser = \"no such user\"\nroles = [\"audit\"]", "line 2, column 8",
       "no such user", "uid"},
      {"[[access]]\nuid = 1\nsource = \"uid:0\"\nroles = [\"append\"]", "line 3, column 10",
       "source is not a name", "a letter first"},
      {"[[access]]\ngid = 1\nsource = \"shop\"\nroles = [\"append\"]", "line 3, column 10",
       "whole group", "uid or user"},
      {"[[access]]\nuid = 1\nsource = \"a\"\nroles = [\"append\"]\n[[access]]\nuid = 1\nsource = "
       "\"b\"\nroles = [\"audit\"]",
       "line 7, column 10", "two sources", "keep one"},
      {"[checkpoint]\ninterval_seconds = 90", "line 1, column 1", "heartbeat_seconds is shorter",
       "at least as long"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.toml);
    const ConfigErrors errors = errors_of(row.toml);
    REQUIRE(errors.size() == 1);
    CHECK(errors[0].code() == Errc::kConfig);
    CHECK(errors[0].where().find(row.where) == 0);
    CHECK(errors[0].what().find(row.what) != std::string::npos);
    CHECK(errors[0].next().find(row.next) != std::string::npos);
  }
}

TEST_CASE("all mistakes are collected in the order of the file") {
  const ConfigErrors errors =
      errors_of("sate = 1\n[limits]\nconnections = 0\nwrite_secnds = 1\n[keys]\nmaster = \"x\"");
  REQUIRE(errors.size() == 4);
  CHECK(errors[0].where() == "line 1, column 1");
  CHECK(errors[1].where() == "line 3, column 15");
  CHECK(errors[2].where() == "line 4, column 1");
  CHECK(errors[3].where() == "line 6, column 10");
}

TEST_CASE("no more than fifty mistakes are told") {
  CHECK(errors_of(repeated("wrong", 60)).size() == kConfigErrors);
}

TEST_CASE("a file's mistakes carry its name and a missing file is an error") {
  const std::filesystem::path file =
      std::filesystem::temp_directory_path() / ("config-" + std::to_string(getpid()) + ".toml");
  std::ofstream(file) << "x = 1\n";
  const ParsedConfig wrong = load_config(file, {});
  REQUIRE_FALSE(wrong.has_value());
  CHECK(wrong.error().at(0).where() == file.string() + ", line 1, column 1");
  std::filesystem::remove(file);
  const ParsedConfig missing = load_config(file, {});
  REQUIRE_FALSE(missing.has_value());
  CHECK(missing.error().at(0).code() == Errc::kIo);
}

TEST_CASE("an unknown key cannot write control characters to a terminal") {
  const ConfigErrors errors = errors_of("\"a\\u001bb\" = 1");
  CHECK(errors.at(0).what() == "unknown key a?b");
}

TEST_CASE("root and the daemon's own user have all roles until a row of theirs says otherwise") {
  const AccessTable table({}, 500);
  CHECK(table.roles_of(0, {}) == Roles::all());
  CHECK(table.roles_of(500, {}) == Roles::all());
  CHECK(table.roles_of(501, {501}).empty());

  AccessRule narrowed;
  narrowed.uid = 0;
  narrowed.roles = {Role::kAdmin};
  const AccessTable second({narrowed}, 500);
  CHECK(second.roles_of(0, {}) == Roles{Role::kAdmin});
}

TEST_CASE("roles of a uid and of its groups add up and the source is the uid's alone") {
  AccessRule user;
  user.uid = 33;
  user.source = SourceName::from_slug("webshop");
  user.roles = {Role::kAppend};
  AccessRule group;
  group.gid = 7;
  group.roles = {Role::kAudit};
  const AccessTable table({user, group}, 500);
  CHECK(table.roles_of(33, {33, 7}) == Roles{Role::kAppend, Role::kAudit});
  CHECK(table.roles_of(34, {7}) == Roles{Role::kAudit});
  CHECK(table.source_of(33).text() == "webshop");
  CHECK(table.source_of(34).text() == "uid:34");
}
