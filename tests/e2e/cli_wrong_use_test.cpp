// What a newcomer meets in the first hour: each has its three parts and its exit code.
#include "tests/e2e/service.hpp"

#include <algorithm>
#include <array>
#include <sstream>
#include <sys/mount.h>
#include <sys/stat.h>

using e2e::holds;
using e2e::Outcome;
using e2e::run;
using e2e::Service;
namespace fs = e2e::fs;

namespace {

struct Expected {
  int code;
  std::string what;  // with its number
  std::string where; // a part of it
  std::string next;  // a part of it
};

// One error, in three lines, on standard error, and nothing on standard output.
void check_error(const Outcome& outcome, const Expected& expected) {
  INFO(outcome.err);
  CHECK(outcome.code == expected.code);
  CHECK(outcome.out == "");
  CHECK(outcome.err.find("error[" + expected.what) == 0);
  const std::size_t where = outcome.err.find("\n  where: ");
  const std::size_t next = outcome.err.find("\n  next:  ");
  REQUIRE(where != std::string::npos);
  REQUIRE(next != std::string::npos);
  CHECK(holds(outcome.err.substr(where, next - where), expected.where));
  CHECK(holds(outcome.err.substr(next), expected.next));
  CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 3);
}

Outcome run_daemon(const std::vector<std::string>& words) {
  const e2e::TemporaryFolder folder;
  std::vector<std::string> line = {AUDITLEDGERD_PROGRAM};
  line.insert(line.end(), words.begin(), words.end());
  const int code = e2e::wait_for(e2e::start(line, {}, folder.path / "out", folder.path / "err"));
  return {code, e2e::content_of(folder.path / "out"), e2e::content_of(folder.path / "err")};
}

// The part of what the daemon wrote that is no log line.
Outcome without_log(Outcome outcome) {
  std::string rest;
  std::istringstream in(outcome.err);
  for (std::string line; std::getline(in, line);)
    if (line.find('<') != 0) rest += line + "\n";
  outcome.err = rest;
  return outcome;
}

std::size_t count_lines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

std::string event_line(int i) {
  return "{\"type\":\"subject.registered\",\"subject\":\"person-" + std::to_string(i) + "\"}\n";
}

} // namespace

TEST_CASE(
    "a daemon that does not run, a ledger that was not made and a wrong socket are told apart") {
  const Service service; // made, not started
  const std::string none = service.file("none").string();
  const std::string file = service.file("file").string();
  std::ofstream(file) << "x";
  const std::vector<std::string> commands[] = {
      {"status"},
      {"log"},
      {"append", "--type", "subject.registered", "--subject", "a"},
      {"subject", "a"}};
  for (const auto& command : commands) {
    CAPTURE(command.front());
    const auto ask = [&](std::vector<std::string> words) {
      words.insert(words.end(), command.begin(), command.end());
      return run(words);
    };
    check_error(ask({"--state", none}), {3, "AL-5007]: there is no ledger in this folder", none,
                                         "auditledger --state " + none + " init"});
    check_error(ask({"--state", file}), {3, "AL-5007]", file, "init"});
    check_error(ask({"--state", service.state()}),
                {5, "AL-5006]: there is no socket", "socket " + service.socket(),
                 "auditledgerd --state " + service.state()});
    check_error(ask({"--socket", none}),
                {5, "AL-5006]: there is no socket", "socket " + none, "auditledger doctor"});
    check_error(ask({"--socket", file}),
                {5, "AL-5006]: this is no socket", "socket " + file, "--socket"});
    check_error(ask({"--socket", service.state()}),
                {5, "AL-5006]: this is no socket", "socket " + service.state(), "--socket"});
    check_error(ask({"--socket", std::string(200, 'x')}),
                {2, "AL-1005]: the path of the socket is empty or too long", "--socket", "107"});
  }
  check_error(run({"verify", "--state", none}),
              {3, "AL-5007]: there is no ledger in this folder", none, "state directory"});
}

TEST_CASE("a daemon that was killed leaves a socket that nobody listens on") {
  Service service;
  service.start();
  service.stop(SIGKILL);
  check_error(service.ask({"status"}), {5, "AL-5006]: nobody listens on the socket",
                                        service.socket(), "auditledgerd --state "});
}

TEST_CASE(
    "a slip of the finger is answered with what was meant, where it stands and what to type") {
  check_error(run({"append", "--type", "consent.givn", "--subject", "a"}),
              {2, "AL-1004]: no such type of event", "--type", "did you mean consent.given?"});
  check_error(run({"log", "--limt", "3"}),
              {2, "AL-1005]: no such option: --limt", "auditledger log", "did you mean --limit?"});
  check_error(run({"statsu"}),
              {2, "AL-1005]: no such command: statsu", "auditledger", "did you mean status?"});
  check_error(run({"log", "more"}),
              {2, "AL-1005]: one argument too many", "auditledger log", "--help"});
  check_error(run({"-o", "xml", "status"}),
              {2, "AL-1005]: --format: xml is none of: csv json jsonl table", "auditledger status",
               "--help"});
  check_error(run({"--color", "red", "status"}),
              {2, "AL-1005]: --color: red is none of: always auto never", "status", "--help"});
  check_error(run({"append", "--type", "use", "--set", "activites=a"}),
              {2, "AL-1005]: no such field", "--set", "did you mean activities?"});
  check_error(run({"append", "--type", "use", "--id", "7"}),
              {2, "AL-1005]: an event id is a UUID", "--id", "leave it out"});
  check_error(run({"init"}),
              {2, "AL-1005]: no place for the ledger was given", "init", "--state DIR"});
  check_error(run_daemon({"--stat", "x"}), {2, "AL-1005]", "auditledgerd", "auditledgerd --help"});
  check_error(run_daemon({}), {2, "AL-1005]: neither a configuration nor a state folder was given",
                               "command line", "--state DIR"});
}

TEST_CASE("a second init touches nothing, and an init where nothing can be made says so") {
  const Service service;
  const auto before = e2e::contents_below(service.state());
  check_error(run({"init", "--state", service.state()}),
              {1, "AL-3005]: there is something here already", service.state(), "another folder"});
  fs::rename(service.part("master.key"), service.file("kept.key"));
  fs::rename(service.part("recovery-sheet.txt"), service.file("kept.txt"));
  check_error(run({"init", "--state", service.state()}),
              {1, "AL-3005]: there is something here already", service.state(), "another folder"});
  fs::rename(service.file("kept.key"), service.part("master.key"));
  fs::rename(service.file("kept.txt"), service.part("recovery-sheet.txt"));
  CHECK(e2e::contents_below(service.state()) == before);
  for (const char* left : {"master.key", "recovery-sheet.txt"}) {
    CAPTURE(left);
    const fs::path folder = service.file(std::string("with-") + left);
    fs::create_directory(folder);
    std::ofstream(folder / left) << "x";
    check_error(run({"init", "--state", folder.string()}),
                {1, "AL-3005]: there is a file already", left, "move it away"});
  }
  std::ofstream(service.file("file")) << "x";
  check_error(run({"init", "--state", service.file("file").string()}),
              {13, "AL-5002]: the file cannot be made", "master.key", "Not a directory"});
  check_error(run({"init", "--state", service.file("new").string(), "--policy", "/no/such"}),
              {3, "AL-3004]: the policy cannot be read", "/no/such", "check the path"});
}

TEST_CASE(
    "an init that meets a full disk says so, leaves nothing, and succeeds when there is room") {
  const e2e::TemporaryFolder folder;
  const fs::path disk = folder.path / "disk";
  fs::create_directory(disk);
  const auto resize = [&](const char* size, unsigned long flags) {
    return mount("none", disk.c_str(), "tmpfs", flags, size) == 0;
  };
  if (!resize("size=200k", 0)) {
    MESSAGE("skipped: no small file system can be mounted here");
    return;
  }
  struct Unmount {
    fs::path path;
    ~Unmount() { umount2(path.c_str(), MNT_DETACH); }
  } const unmount{disk};
  const std::string state = (disk / "state").string();
  const Outcome full = run({"init", "--state", state});
  {
    INFO(full.err);
    CHECK(full.code == 15);
    CHECK(full.out == "");
    CHECK(full.err.find("error[AL-3006]") == 0);
    CHECK(holds(full.err, "\n  where: " + state));
    CHECK(holds(full.err, "\n  next:  free space"));
  }
  CHECK(e2e::contents_below(disk).empty());
  REQUIRE(resize("size=100m", MS_REMOUNT));
  const Outcome made = run({"init", "--state", state});
  INFO(made.err);
  CHECK(made.code == 0);
}

TEST_CASE("a folder that is empty or of another version is refused by name and not touched") {
  const e2e::TemporaryFolder empty;
  check_error(without_log(run_daemon({"--state", empty.path.string()})),
              {14, "AL-3004]: the master key is not there", "master.key", "auditledger init"});
  CHECK(e2e::contents_below(empty.path).empty());
  check_error(run({"verify", "--state", empty.path.string()}),
              {3, "AL-5007]", empty.path.string(), "state directory"});

  const Service service;
  // As the next version may write it: another number behind the magic, the digest over it right.
  std::string head = e2e::content_of(service.part("head") / "head");
  for (const std::size_t slot : {std::size_t{0}, std::size_t{4'096}}) {
    if (head[slot] == 0) continue; // never written
    head[slot + 5] = 7;
    std::array<std::uint8_t, 32> digest{};
    ledger::sha256(digest, {ledger::as_bytes(head).subspan(slot, 144)});
    std::copy(digest.begin(), digest.end(), head.begin() + static_cast<std::ptrdiff_t>(slot) + 144);
  }
  std::ofstream(service.part("head") / "head", std::ios::binary) << head;
  const auto before = e2e::contents_below(service.part("head"));
  check_error(without_log(run_daemon({"--state", service.state()})),
              {13, "AL-1001]: written by another version of auditledger: 7", "head/head",
               "the auditledgerd that wrote it"});
  CHECK(e2e::contents_below(service.part("head")) == before);
}

TEST_CASE(
    "a slip in the configuration is named with its line and column, by daemon and command line") {
  const e2e::TemporaryFolder folder;
  const std::string file = (folder.path / "auditledgerd.toml").string();
  std::ofstream(file) << "[limits]\nconections = 3\n\n[[access]]\nuid = 33\nroles = [\"apend\"]\n";
  const std::string wanted = "error[AL-6001]: unknown key conections\n  where: " + file +
                             ", line 2, column 1\n  next:  did you mean connections?\n"
                             "error[AL-6001]: unknown role\n  where: " +
                             file + ", line 6, column 10\n  next:  did you mean append?\n";
  for (const Outcome& outcome : {run({"config", "check", file}), run_daemon({"--config", file}),
                                 run_daemon({"--check-config", file})}) {
    CHECK(outcome.code == 20);
    CHECK(outcome.out == "");
    CHECK(outcome.err == wanted);
  }
  std::ofstream(file) << "[limits\nconnections = 3\n";
  check_error(run({"config", "check", file}),
              {20, "AL-6001]: not valid TOML: ", file + ", line 1, column 8", "toml.io"});
  check_error(run({"config", "check", "/no/such.toml"}),
              {20, "AL-5002]", "/no/such.toml", "check the path"});
}

TEST_CASE("a bad seventh line of ten is named, and the nine others each have their result") {
  Service service;
  service.start();
  std::string input;
  for (int i = 1; i <= 10; ++i)
    input += i == 7 ? "{\"type\":\"subject.registered\",\"subject\":\n" : event_line(i);
  const auto result = service.ask({"append", "--stdin"}, input);
  INFO(result.err);
  CHECK(result.code == 1);
  CHECK(count_lines(result.out) == 9);
  for (int i = 1; i <= 10; ++i)
    CHECK(holds(result.out, "line " + std::to_string(i) + "  record ") == (i != 7));
  CHECK(result.err.find("error[AL-1001]: ") == 0);
  CHECK(holds(result.err, "\n  where: line 7, byte "));
  CHECK(holds(result.err, "\n  next:  "));
  CHECK(holds(result.err, "\n9 events acknowledged, 1 not accepted (line 7)\n"));
  CHECK(count_lines(service.ask({"log", "--type", "subject.registered", "-o", "jsonl"}).out) == 9);
}

TEST_CASE("Ctrl-C in the middle of an import states what was acknowledged, and that stays") {
  Service service;
  service.start();
  {
    std::ofstream in(service.file("in"));
    for (int i = 0; i < 200'000; ++i)
      in << event_line(i);
  }
  const pid_t importing =
      e2e::start({AUDITLEDGER_PROGRAM, "--state", service.state(), "append", "--stdin"},
                 service.file("in"), service.file("out"), service.file("err"));
  const auto deadline = e2e::soon();
  while (count_lines(e2e::content_of(service.file("out"))) < 300 &&
         std::chrono::steady_clock::now() < deadline)
    e2e::pause(std::chrono::milliseconds(2));
  kill(importing, SIGINT);
  CHECK(e2e::wait_for(importing) == 130);
  const std::string results = e2e::content_of(service.file("out"));
  std::size_t acknowledged = 0;
  std::size_t unknown = 0;
  std::istringstream in(results);
  for (std::string line; std::getline(in, line);) {
    acknowledged += holds(line, "  record ") ? 1u : 0u;
    unknown += holds(line, "  unknown  event ") ? 1u : 0u;
  }
  CHECK(acknowledged >= 300);
  CHECK(acknowledged < 200'000);
  const std::string talk = e2e::content_of(service.file("err"));
  INFO(talk);
  std::string digits = talk.substr(0, talk.find(" events acknowledged"));
  std::erase_if(digits, [](char c) { return c < '0' || c > '9'; });
  CHECK(digits == std::to_string(acknowledged));
  CHECK(holds(talk, "without answer") == (unknown > 0));
  CHECK(holds(talk, "send the lines without answer again") == (unknown > 0));
  CHECK(!holds(talk, "error["));
  auto client = service.client();
  const std::uint64_t people = e2e::people(client);
  CHECK(people >= acknowledged);
  CHECK(people <= acknowledged + unknown);
}

TEST_CASE("output into a pipe that nobody reads any more ends quietly, as by the signal") {
  Service service;
  service.start();
  std::string input;
  for (int i = 0; i < 3'000; ++i)
    input += event_line(i);
  REQUIRE(service.ask({"append", "-q"}, input).code == 0);
  const std::vector<std::string> commands[] = {{"log"},
                                               {"log", "-o", "jsonl"},
                                               {"log", "-o", "json"},
                                               {"schema", "list"},
                                               {"help", "fields"}};
  for (const auto& command : commands) {
    CAPTURE(command.front());
    int ends[2];
    REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
    close(ends[0]);
    std::vector<std::string> words = {AUDITLEDGER_PROGRAM, "--state", service.state()};
    words.insert(words.end(), command.begin(), command.end());
    const std::string out = "/proc/self/fd/" + std::to_string(ends[1]);
    const pid_t child = e2e::start(words, {}, out, service.file("err"));
    close(ends[1]);
    CHECK(e2e::wait_for(child) == 128 + SIGPIPE);
    CHECK(e2e::content_of(service.file("err")) == "");
  }
}
