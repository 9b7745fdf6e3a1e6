// What auditors and officers ask of a running daemon: a part of the log, a text, how it is doing,
// and a verdict while applications go on posting.
#include "cli_support.hpp"

#include <algorithm>

using e2e::Daemon;
using e2e::holds;

namespace {

std::size_t lines_in(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

// The value of a field of the first object that has it; texts without their quotes.
std::string field(const std::string& json, const std::string& name) {
  const std::size_t at = json.find("\"" + name + "\":");
  REQUIRE(at != std::string::npos);
  const std::size_t from = at + name.size() + 3;
  if (json[from] == '"') return json.substr(from + 1, json.find('"', from + 1) - from - 1);
  return json.substr(from, json.find_first_of(",}", from) - from);
}

void post(const Daemon& daemon, const std::string& type, const std::string& who) {
  const auto posted = daemon.ask({"append", "-q"}, "{\"type\":\"" + type + "\",\"subject\":\"" +
                                                       who + "\",\"relation\":\"customer\"}\n");
  INFO(posted.err);
  REQUIRE(posted.code == 0);
}

bool waits_for(const e2e::fs::path& file, std::size_t lines) {
  for (int i = 0; i < 600; ++i) {
    if (lines_in(e2e::content_of(file)) >= lines) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

} // namespace

TEST_CASE("the log is filtered by type, person, source, time and number") {
  const Daemon daemon; // records 0 and 1
  post(daemon, "relation.started", "a");
  post(daemon, "relation.started", "b");
  const std::string middle = [&] {
    post(daemon, "relation.ended", "a");
    const auto last = daemon.ask({"log", "--type", "relation.ended", "-o", "jsonl"});
    return field(last.out, "recordedAt");
  }();
  post(daemon, "relation.started", "c");
  const auto person = field(daemon.ask({"subject", "a", "-o", "json"}).out, "subjectId");
  const auto shown = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"log", "-o", "jsonl"});
    words.insert(words.end(), {"--type", "relation.started"});
    const auto log = daemon.ask(words);
    INFO(log.err);
    CHECK(log.code == (log.out.empty() ? 3 : 0));
    return lines_in(log.out);
  };
  CHECK(shown({}) == 3);
  CHECK(shown({"--limit", "2"}) == 2);
  CHECK(shown({"--from", "3"}) == 2);
  CHECK(shown({"--subject", person}) == 1);
  CHECK(shown({"--subject", "00000000-0000-0000-0000-000000000000"}) == 0);
  CHECK(shown({"--source", "nobody"}) == 0);
  CHECK(shown({"--since", middle}) == 1);
  CHECK(shown({"--until", middle}) == 2);
  CHECK(shown({"--since", "2000-01-01"}) == 3);
  CHECK(shown({"--since", "2999-01-01"}) == 0);
  CHECK(shown({"--until", "2000-01-01"}) == 0);
  CHECK(shown({"--since", "3", "--until", "4"}) == 1);
  const auto all = daemon.ask({"log", "--subject", person, "-o", "json"});
  CHECK(holds(all.out, "relation.ended"));
  CHECK(lines_in(daemon.ask({"log", "--subject", person}).out) == 3); // with the title

  for (const auto& wrong : std::vector<std::vector<std::string>>{{"--type", "relation.startd"},
                                                                 {"--subject", "a"},
                                                                 {"--since", "yesterday"},
                                                                 {"--until", "-1"}}) {
    auto words = wrong;
    words.insert(words.begin(), "log");
    const auto refused = daemon.ask(words);
    INFO(wrong[0]);
    CHECK(refused.code == 2);
    CHECK(holds(refused.err, wrong[0]));
  }
  CHECK(holds(daemon.ask({"log", "--type", "relation.startd"}).err, "relation.started?"));
}

TEST_CASE("a log that is followed takes the filters too, and ends where --until says") {
  const Daemon daemon;
  post(daemon, "relation.started", "a");
  const auto person = field(daemon.ask({"subject", "a", "-o", "json"}).out, "subjectId");
  const pid_t following =
      e2e::start({AUDITLEDGER_PROGRAM, "--state", daemon.state(), "log", "-f", "-o", "jsonl",
                  "--subject", person, "--since", "2", "--limit", "3"},
                 {}, daemon.file("out"), daemon.file("err"));
  for (int i = 0; i < 3; ++i) {
    post(daemon, "relation.ended", "b");
    post(daemon, "relation.ended", "a");
  }
  CHECK(e2e::wait_for(following) == 0);
  CHECK(lines_in(e2e::content_of(daemon.file("out"))) == 3);
  const auto ended = daemon.ask({"log", "-f", "-o", "jsonl", "--until", "4"});
  CHECK(ended.code == 0);
  CHECK(lines_in(ended.out) == 4);
}

TEST_CASE("a document is put by its kind and got back by its hash") {
  const Daemon daemon;
  const std::string text = "Ja, stuur mij de nieuwsbrief.\n";
  std::ofstream(daemon.file("wording")) << text;
  const std::string file = daemon.file("wording").string();
  const auto kept = daemon.ask({"document", "put", file, "--kind", "consentWording", "-o", "json"});
  INFO(kept.err);
  REQUIRE(kept.code == 0);
  const std::string hash = field(kept.out, "hash");
  CHECK(hash.size() == 64);
  CHECK(holds(daemon.ask({"document", "put", file, "--kind", "consentWording"}).out, hash));
  CHECK(daemon.ask({"document", "get", hash}).out == text);
  const auto json = daemon.ask({"document", "get", hash, "-o", "json"});
  CHECK(field(json.out, "hash") == hash);
  CHECK(holds(json.out, "nieuwsbrief.\\n\""));
  const auto used = daemon.ask({"append", "--type", "consent.given", "--subject", "a", "--set",
                                "activities=newsletter", "--set", "consentMethod=box", "--set",
                                "documents=consentWording:" + hash});
  INFO(used.err);
  CHECK(used.code == 0);

  const auto kind = daemon.ask({"document", "put", file, "--kind", "letter"});
  CHECK(kind.code == 2);
  CHECK(holds(kind.err, "consentWording"));
  CHECK(daemon.ask({"document", "get", "abc"}).code == 2);
  CHECK(daemon.ask({"document", "get", std::string(64, '0')}).code == 3);
  CHECK(daemon.ask({"document", "put", file + "-not-there", "--kind", "statement"}).code != 0);
}

TEST_CASE("status is watched until Ctrl-C, a line or an object each second") {
  const Daemon daemon;
  for (const bool json : {false, true}) {
    CAPTURE(json);
    const auto out = daemon.file(json ? "objects" : "lines");
    std::vector<std::string> words = {AUDITLEDGER_PROGRAM, "--state", daemon.state(), "status",
                                      "--watch"};
    if (json) words.insert(words.end(), {"-o", "jsonl"});
    const pid_t watching = e2e::start(words, {}, out, daemon.file("err"));
    REQUIRE(waits_for(out, 1));
    post(daemon, "relation.started", "a");
    REQUIRE(waits_for(out, 3));
    kill(watching, SIGINT);
    CHECK(e2e::wait_for(watching) == 130);
    const std::string text = e2e::content_of(out);
    if (json)
      CHECK(text.find("{\"schema_version\":1,\"origin\":") == 0);
    else
      CHECK(holds(text, " records  +1  signed to "));
  }
  CHECK(daemon.ask({"status", "--watch", "-o", "json"}).code == 2);
}

TEST_CASE("verify through the socket gives its verdict while events keep coming") {
  const Daemon daemon;
  const std::string key = field(daemon.ask({"status", "-o", "json"}).out, "verifierKey");
  const std::string receipts = daemon.file("receipts").string();
  post(daemon, "relation.started", "first");
  REQUIRE(daemon
              .ask({"append", "--type", "subject.registered", "--subject", "kept", "--receipt",
                    receipts})
              .code == 0);
  std::ofstream lines(daemon.file("in"));
  for (int i = 0; i < 400'000; ++i)
    lines << "{\"type\":\"subject.registered\",\"subject\":\"p" << i % 500 << "\"}\n";
  lines.close();
  const pid_t posting =
      e2e::start({AUDITLEDGER_PROGRAM, "--state", daemon.state(), "append", "--stdin"},
                 daemon.file("in"), daemon.file("out"), daemon.file("err"));
  REQUIRE(waits_for(daemon.file("out"), 1'000));
  std::uint64_t first = 0;
  std::uint64_t records = 0;
  std::string checkpoint;
  // Checkpoints come once a second: until two verdicts were about different sizes.
  for (int i = 0; i < 40 && (i < 3 || records == first); ++i) {
    const auto verified = daemon.ask(
        {"verify", "--through-socket", "--key", key, "--receipt", receipts, "-o", "json"});
    INFO(verified.out);
    INFO(verified.err);
    REQUIRE(verified.code == 0);
    CHECK(std::stoull(field(verified.out, "records")) >= records);
    records = std::stoull(field(verified.out, "records"));
    if (i > 0) continue;
    first = records;
    checkpoint = daemon.ask({"checkpoint"}).out;
  }
  CHECK(records > first);
  CHECK(waitpid(posting, nullptr, WNOHANG) == 0); // it went on all the time
  kill(posting, SIGINT);
  CHECK(e2e::wait_for(posting) == 130);

  std::ofstream(daemon.file("checkpoint")) << checkpoint;
  const auto held = daemon.ask({"verify", "--through-socket", "--key", key, "--checkpoint",
                                daemon.file("checkpoint").string()});
  CHECK(held.code == 0);
  CHECK(holds(held.out, "VERIFIED"));
  const Daemon other;
  const std::string wrong = field(other.ask({"status", "-o", "json"}).out, "verifierKey");
  CHECK(daemon.ask({"verify", "--through-socket", "--key", wrong}).code != 0);
  const auto foreign =
      other.ask({"verify", "--through-socket", "--key", wrong, "--receipt", receipts});
  CHECK(foreign.code != 0);
}
