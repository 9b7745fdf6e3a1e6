// What remains provable when keys are put back, when everybody is erased, and when somebody with
// root was at the records. FORGER_PROGRAM is set by the build.
#include "story.hpp"

using e2e::Daemon;
using e2e::holds;
using e2e::object_in;
using e2e::Story;
namespace fs = e2e::fs;
namespace json = boost::json;

namespace {

void tell_of_subscribers(Story& story, const std::vector<std::string>& people) {
  for (const std::string& person : people) {
    story.tell("2025-03-01T09:00:00Z", "consent.given",
               R"("subject":")" + person +
                   R"(","activities":["newsletter.marketing-communication"],)"
                   R"("consentMethod":"box","values":{"email":")" +
                   person + R"(@example.org"})");
    story.tell("2025-04-01T09:00:00Z", "use",
               R"("subject":")" + person +
                   R"(","activities":["customer.marketing-communication"],"channel":"post",)"
                   R"("ground":"consent","values":{"address":")" +
                   person + R"( street 1"})");
  }
}

std::string record_of(const Daemon& daemon, std::uint64_t record) {
  const auto shown = daemon.ask({"show", std::to_string(record), "-o", "json"});
  INFO(shown.err);
  REQUIRE(shown.code == 0);
  return shown.out;
}

std::ptrdiff_t restorations_on(const Daemon& daemon) {
  const std::string log = daemon.ask({"log", "--type", "ledger.restored", "-o", "jsonl"}).out;
  return std::count(log.begin(), log.end(), '\n');
}

std::uint64_t size_of(const Daemon& daemon) {
  return object_in(daemon.ask({"status", "-o", "json"})).at("size").to_number<std::uint64_t>();
}

std::string verifier_key(const Daemon& daemon) {
  const json::object status = object_in(daemon.ask({"status", "-o", "json"}));
  return std::string(status.at("verifierKey").as_string());
}

void check_verifies(const Daemon& daemon, const std::string& key) {
  const auto verified = daemon.ask({"verify", "--key", key});
  INFO(verified.out, verified.err);
  CHECK(verified.code == 0);
}

// What a stopped ledger's copy is called once the adversary was there: the code of the first
// finding.
std::string verdict_on(const Daemon& daemon, const std::vector<std::string>& forgery,
                       const std::vector<std::string>& evidence) {
  const e2e::TemporaryFolder folder;
  const fs::path copy = folder.path / "copy";
  fs::create_directory(copy);
  for (const char* part : {"ledger", "head"})
    fs::copy(fs::path(daemon.state()) / part, copy / part, fs::copy_options::recursive);
  if (!forgery.empty()) {
    std::vector<std::string> words = {FORGER_PROGRAM, forgery[0], copy.string()};
    words.insert(words.end(), forgery.begin() + 1, forgery.end());
    REQUIRE(e2e::wait_for(e2e::start(words, {}, folder.path / "out", folder.path / "err")) == 0);
  }
  std::vector<std::string> words = {"--state", copy.string(), "verify", "-o", "json"};
  words.insert(words.end(), evidence.begin(), evidence.end());
  const json::object report = object_in(e2e::run(words));
  const auto& findings = report.at("findings").as_array();
  return findings.empty() ? "none" : std::string(findings[0].at("code").as_string());
}

} // namespace

TEST_CASE("scenario 8: keys from before an erasure are put back, and die again") {
  Daemon daemon;
  Story story(daemon);
  tell_of_subscribers(story, {"ada", "bob"});
  const auto records = story.post();
  const std::string key = verifier_key(daemon);
  const fs::path state = daemon.state();
  daemon.stop(SIGTERM);
  for (const char* part : {"keyring", "root"})
    fs::copy(state / part, daemon.file(part), fs::copy_options::recursive);
  daemon.start_daemon();
  REQUIRE(daemon.ask({"erase", "ada", "--yes"}).code == 0);
  daemon.stop(SIGTERM);
  for (const char* part : {"keyring", "root"}) {
    fs::remove_all(state / part);
    fs::rename(daemon.file(part), state / part);
  }
  daemon.start_daemon();
  CHECK(daemon.ask({"subject", "ada"}).code == 3);
  for (const std::size_t line : {0U, 1U}) {
    CHECK(holds(record_of(daemon, records.at(line)), "keyDestroyed"));
    CHECK_FALSE(holds(record_of(daemon, records.at(line)), "example.org"));
    CHECK_FALSE(holds(record_of(daemon, records.at(line)), "street 1"));
  }
  CHECK(holds(record_of(daemon, records.at(2)), "bob@example.org"));
  // It is on record, and no start after it says it again.
  CHECK(restorations_on(daemon) == 1);
  for (const int signal : {SIGTERM, SIGKILL}) {
    daemon.stop(signal);
    daemon.start_daemon();
    CHECK(restorations_on(daemon) == 1);
  }
  daemon.stop(SIGTERM);
  check_verifies(daemon, key);
}

TEST_CASE("scenario 11: everybody is erased, and the ledger still verifies, reports and counts") {
  Daemon daemon;
  Story story(daemon);
  const std::vector<std::string> people = {"ada", "bob", "cas"};
  tell_of_subscribers(story, people);
  const auto records = story.post();
  const std::string key = verifier_key(daemon);
  const std::vector<std::string> asked = {
      "report", "register", "--as-of",    "2026-01-01",
      "-o",     "csv",      "--known-at", std::to_string(size_of(daemon))};
  const std::string reported = daemon.ask(asked).out;
  const std::string found = story.found("2026-01-01");
  CHECK(holds(found, "F03 newsletter.marketing-communication"));
  CHECK(holds(found, "F11 customer.marketing-communication"));
  CHECK(holds(record_of(daemon, records.at(0)), "ada@example.org"));
  for (const std::string& person : people)
    REQUIRE(daemon.ask({"erase", person, "--yes"}).code == 0);
  for (std::uint64_t record = 0; record < size_of(daemon); ++record) {
    CAPTURE(record);
    const std::string shown = record_of(daemon, record);
    CHECK_FALSE(holds(shown, R"("state":"opened")"));
    CHECK_FALSE(holds(shown, "@example.org"));
    CHECK_FALSE(holds(shown, "street 1"));
  }
  CHECK(holds(record_of(daemon, records.at(0)), "keyDestroyed"));
  CHECK(daemon.ask(asked).out == reported);
  CHECK(story.found("2026-01-01") == found);
  const auto consents = daemon.ask({"log", "--type", "consent.given", "-o", "jsonl"}).out;
  CHECK(std::count(consents.begin(), consents.end(), '\n') == 3);
  daemon.stop(SIGTERM);
  check_verifies(daemon, key);
}

TEST_CASE("scenario 12: changed, gone, swapped and cut off are four different verdicts") {
  Daemon daemon;
  Story story(daemon);
  tell_of_subscribers(story, {"ada", "bob", "cas"});
  const auto records = story.post();
  const std::string one = std::to_string(records.at(2));
  const std::string next = std::to_string(records.at(3));
  const std::string key = verifier_key(daemon);
  // What an auditor took home: a checkpoint over all of it.
  const std::string kept = daemon.file("kept.txt").string();
  const std::string size = "\n" + std::to_string(size_of(daemon)) + "\n";
  std::string checkpoint;
  for (int i = 0; i < 300 && !holds(checkpoint, size); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    checkpoint = daemon.ask({"checkpoint"}).out;
  }
  REQUIRE(holds(checkpoint, size));
  std::ofstream(kept, std::ios::binary) << checkpoint;
  daemon.stop(SIGTERM);

  const std::vector<std::string> evidence = {"--key", key, "--checkpoint", kept};
  CHECK(verdict_on(daemon, {}, evidence) == "none");
  const std::vector<std::string> verdicts = {
      verdict_on(daemon, {"payload", one}, evidence),
      verdict_on(daemon, {"removal", one}, evidence),
      verdict_on(daemon, {"swap", one, next}, evidence),
      verdict_on(daemon, {"tail-clean", next}, evidence),
  };
  CHECK(verdicts == std::vector<std::string>{"AL-2001", "AL-2002", "AL-2003", "AL-2005"});
}
