// The command line against a daemon, both as they are installed.
#include "cli_support.hpp"

#include <algorithm>
#include <sys/stat.h>

using e2e::Daemon;
using e2e::holds;

namespace {

std::string lines_of(int count, const std::string& type = "subject.registered") {
  std::string text;
  for (int i = 0; i < count; ++i)
    text += "{\"type\":\"" + type + "\",\"subject\":\"person-" + std::to_string(i) + "\"}\n";
  return text;
}

std::size_t count_lines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

// Waits until a file has so many lines.
bool grows_to(const e2e::fs::path& file, std::size_t lines) {
  for (int i = 0; i < 600; ++i) {
    if (count_lines(e2e::content_of(file)) >= lines) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

// `append --stdin` with its streams in the files in (or another), out and err of the daemon.
pid_t start_append(const Daemon& daemon, const e2e::fs::path& in) {
  return e2e::start({AUDITLEDGER_PROGRAM, "--state", daemon.state(), "append", "--stdin"}, in,
                    daemon.file("out"), daemon.file("err"));
}

} // namespace

TEST_CASE("an event is posted, shown, proved and kept as a receipt") {
  const Daemon daemon;
  const std::string receipts = daemon.file("receipts.jsonl").string();
  const auto posted =
      daemon.ask({"append", "--type", "consent.given", "--subject", "customer-42", "--set",
                  "activities=newsletter.marketing-communication", "--set", "consentMethod=box",
                  "--value", "email=x@example.org", "--receipt", receipts});
  INFO(posted.err);
  REQUIRE(posted.code == 0);
  CHECK(holds(posted.out, "auditledger-receipt/v1 "));
  CHECK(holds(e2e::content_of(receipts), "\"receipt\":\"auditledger-receipt/v1 "));
  const auto log = daemon.ask({"log", "--type", "consent.given", "-o", "jsonl"});
  REQUIRE(log.code == 0);
  REQUIRE(count_lines(log.out) == 1);
  CHECK(!holds(log.out, "x@example.org"));
  const std::size_t at = log.out.find("\"sequence\":") + 11;
  const std::string sequence = log.out.substr(at, log.out.find(',', at) - at);
  const auto shown = daemon.ask({"show", sequence});
  CHECK(shown.code == 0);
  CHECK(holds(shown.out, "A person consented."));
  CHECK(holds(shown.out, "x@example.org"));
  CHECK(holds(daemon.ask({"subject", "customer-42"}).out, "consent.given"));
  const std::string proof = daemon.file("proof").string();
  for (int i = 0; i < 100 && daemon.ask({"prove", sequence, "-o", proof}).code != 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  CHECK(e2e::content_of(proof).find("c2sp.org/tlog-proof@v1\nindex " + sequence + "\n") == 0);
}

TEST_CASE("a bad line is named and the rest is stored") {
  const Daemon daemon;
  const std::string input = lines_of(2) +
                            "garbage\n\n{\"type\":\"use\",\"subject\":\"a\","
                            "\"activities\":[\"BAD SLUG\"]}\n" +
                            lines_of(1);
  const auto result = daemon.ask({"append", "--stdin"}, input);
  CHECK(result.code == 1);
  CHECK(count_lines(result.out) == 3);
  CHECK(holds(result.err, "where: line 3, byte 0"));
  CHECK(holds(result.err, "where: line 5, field activities"));
  CHECK(holds(result.err, "3 events acknowledged, 2 not accepted (lines 3, 5)"));
  const auto json = daemon.ask({"append", "-o", "jsonl", "-q"}, input);
  CHECK(json.code == 1);
  CHECK(json.err.empty());
  CHECK(count_lines(json.out) == 5);
}

TEST_CASE("the same event id is stored once, also when its time was left out") {
  const Daemon daemon;
  const std::vector<std::string> words = {"append",
                                          "--type",
                                          "subject.registered",
                                          "--subject",
                                          "a",
                                          "--id",
                                          "01981111-2222-7333-8444-555566667777"};
  const auto first = daemon.ask(words);
  const auto second = daemon.ask(words);
  REQUIRE(first.code == 0);
  INFO(second.err);
  REQUIRE(second.code == 0);
  CHECK(!holds(first.out, "recorded before"));
  CHECK(holds(second.out, "recorded before"));
  auto other = words;
  other[4] = "b";
  const auto conflict = daemon.ask(other);
  CHECK(conflict.code == 1);
  CHECK(holds(conflict.err, "error[AL-3002]"));
}

TEST_CASE("a daemon that dies in the middle leaves the open lines unknown, each with its id") {
  Daemon daemon;
  const auto in = daemon.file("in");
  const auto out = daemon.file("out");
  std::ofstream(in) << lines_of(200'000);
  const pid_t appending = start_append(daemon, in);
  REQUIRE(grows_to(out, 500));
  daemon.stop(SIGKILL);
  CHECK(e2e::wait_for(appending) == 6);
  const std::string results = e2e::content_of(out);
  const std::size_t unknown = count_of(results, "  unknown  event ");
  const std::size_t acknowledged = count_of(results, "  record ");
  CHECK(unknown > 0);
  CHECK(unknown <= 256);
  const std::string talk = e2e::content_of(daemon.file("err"));
  CHECK(holds(talk, "error[AL-5001]"));
  CHECK(holds(talk, " without answer (line"));
  daemon.start_daemon();
  const auto log = daemon.ask({"log", "--type", "subject.registered", "-o", "jsonl"});
  CHECK(count_lines(log.out) >= acknowledged);
  CHECK(count_lines(log.out) <= acknowledged + unknown);
}

TEST_CASE("Ctrl-C ends a bulk append with what was acknowledged") {
  const Daemon daemon;
  const auto fifo = daemon.file("fifo");
  REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);
  const int writing = open(fifo.c_str(), O_RDWR | O_CLOEXEC);
  const pid_t appending = start_append(daemon, fifo);
  const std::string lines = lines_of(3);
  REQUIRE(write(writing, lines.data(), lines.size()) == static_cast<ssize_t>(lines.size()));
  CHECK(grows_to(daemon.file("out"), 3));
  kill(appending, SIGINT);
  CHECK(e2e::wait_for(appending) == 130);
  close(writing);
  CHECK(e2e::content_of(daemon.file("err")) == "3 events acknowledged\n");
}

TEST_CASE("a log that is followed shows records as they come") {
  const Daemon daemon;
  const pid_t following = e2e::start({AUDITLEDGER_PROGRAM, "--state", daemon.state(), "log", "-f",
                                      "-o", "jsonl", "--type", "subject.registered"},
                                     {}, daemon.file("out"), daemon.file("err"));
  REQUIRE(daemon.ask({"append", "-q"}, lines_of(5)).code == 0);
  CHECK(grows_to(daemon.file("out"), 5));
  kill(following, SIGINT);
  CHECK(e2e::wait_for(following) == 130);
  CHECK(count_lines(e2e::content_of(daemon.file("out"))) == 5);
  CHECK(daemon.ask({"log", "-f", "-o", "json"}).code == 2);
}

TEST_CASE("erasing needs a yes, and then nothing opens any more") {
  const Daemon daemon;
  REQUIRE(daemon
              .ask({"append", "--type", "subject.registered", "--subject", "a", "--value",
                    "email=x@example.org"})
              .code == 0);
  CHECK(daemon.ask({"erase", "a"}).code == 2);
  CHECK(holds(daemon.ask({"show", "2"}).out, "x@example.org"));
  const auto erased = daemon.ask({"erase", "a", "--yes", "--ground", "consentWithdrawn"});
  INFO(erased.err);
  REQUIRE(erased.code == 0);
  CHECK(holds(erased.out, "keys       1 "));
  CHECK(holds(daemon.ask({"show", "2"}).out, "keyDestroyed"));
  CHECK(daemon.ask({"subject", "a"}).code == 3);
}

TEST_CASE("projections are listed, compared and rebuilt") {
  const Daemon daemon;
  REQUIRE(daemon.ask({"append", "-q"}, lines_of(20)).code == 0);
  CHECK(holds(daemon.ask({"projection", "list"}).out, "subjects"));
  CHECK(holds(daemon.ask({"projection", "compare", "subjects"}).out, "are equal"));
  CHECK(daemon.ask({"projection", "rebuild", "subjects"}).code == 0);
  CHECK(holds(daemon.ask({"projection", "rebuild"}).out, "rebuilt all projections"));
  for (const char* name : {"subjects", "house", "requests", "sources", "statistics"}) {
    CAPTURE(name);
    CHECK(holds(daemon.ask({"projection", "compare", name}).out, "are equal"));
  }
  CHECK(daemon.ask({"projection", "compare", "no-such"}).code != 0);
}

TEST_CASE("status, doctor, checkpoint and snapshot answer") {
  const Daemon daemon;
  CHECK(daemon.ask({"status", "-o", "json"}).out.find("{\"schema_version\":1,\"origin\":") == 0);
  CHECK(daemon.ask({"doctor"}).code == 0);
  e2e::fs::permissions(daemon.state() + "/master.key", e2e::fs::perms(0644));
  const auto open_key = daemon.ask({"doctor"});
  CHECK(open_key.code == 1);
  CHECK(holds(open_key.out, "chmod go-rwx " + daemon.state() + "/master.key"));
  CHECK(holds(daemon.ask({"checkpoint"}).out, "\n— "));
  const std::string copy = daemon.file("copy").string();
  CHECK(daemon.ask({"snapshot", copy}).code == 0);
  CHECK(e2e::fs::is_directory(copy));
  CHECK(daemon.ask({"show", "999999"}).code == 3);
}
