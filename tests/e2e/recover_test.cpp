// `auditledger recover`: the master key from its sheet, and a damaged database in which all that
// was acknowledged is still there, or is not.
#include "ledger/facade/restoring.hpp"
#include "tests/e2e/service.hpp"
#include "tools/master_key_file.hpp"

#include <algorithm>
#include <iostream>
#include <sys/stat.h>

using e2e::Service;

namespace {

namespace fs = std::filesystem;

void register_people(const Service& service, int first, int last) {
  for (int i = first; i <= last; ++i)
    REQUIRE(service
                .ask({"-q", "append", "--type", "subject.registered", "--subject",
                      "person-" + std::to_string(i)})
                .code == 0);
}

fs::path log_of(const fs::path& database) {
  fs::path largest;
  for (const auto& entry : fs::directory_iterator(database))
    if (entry.path().extension() == ".log" &&
        (largest.empty() || entry.file_size() > fs::file_size(largest)))
      largest = entry.path();
  REQUIRE(!largest.empty());
  return largest;
}

// Flips a bit `before_end` bytes before the end of what was written; the rest is preallocated.
void flip(const fs::path& file, std::size_t before_end) {
  std::string bytes = e2e::content_of(file);
  const std::size_t end = bytes.find_last_not_of('\0');
  REQUIRE(end != std::string::npos);
  REQUIRE(end > before_end);
  bytes[end - before_end] = static_cast<char>(bytes[end - before_end] ^ 1);
  std::ofstream(file, std::ios::binary) << bytes;
}

// A killed daemon's state. The head that was copied after the fifth person is put back when
// `head_behind`, as after a power cut: the last three records then lie above it.
void make_killed(Service& service, bool head_behind) {
  service.start();
  register_people(service, 1, 5);
  const std::string head = e2e::content_of(service.part("head") / "head");
  register_people(service, 6, 8);
  service.stop(SIGKILL);
  if (head_behind) std::ofstream(service.part("head") / "head", std::ios::binary) << head;
  fs::remove_all(service.part("run"));
}

// One whose write-ahead log is damaged above the head.
void make_damaged(Service& service) {
  make_killed(service, true);
  flip(log_of(service.part("ledger")), 300);
}

// One use for an activity of a policy; the same id and activity give the same event.
e2e::Outcome post_use(const Service& service, const std::string& id, const std::string& activity) {
  return service.ask({"-o", "json", "append", "--type", "use", "--subject", "person-1", "--id", id,
                      "--at", "2026-03-02T08:00:00Z", "--set", "activities=" + activity});
}
// The text up to the next quote behind `name`, of an answer in JSON.
std::string field_of(const std::string& json, const std::string& name) {
  const std::string start = "\"" + name + "\":\"";
  const std::size_t at = json.find(start);
  if (at == std::string::npos) return {};
  const std::size_t begin = at + start.size();
  return json.substr(begin, json.find('"', begin) - begin);
}
std::string policy_hash(const Service& service) {
  return field_of(service.ask({"-o", "json", "status"}).out, "policyHash");
}
// The example policy with other names for its version and for one activity, in a file.
fs::path changed_policy(const Service& service, const std::string& activity) {
  std::string text = e2e::content_of(LEDGER_SOURCE_DIR "/schemas/policies/example.toml");
  const auto replace_all = [&text](const std::string& old, const std::string& now) {
    std::size_t at = text.find(old);
    REQUIRE(at != std::string::npos);
    for (; at != std::string::npos; at = text.find(old, at + now.size()))
      text.replace(at, old.size(), now);
  };
  replace_all("2026.1", "2026.2");
  replace_all("customer.satisfaction-survey", activity);
  fs::path file = service.file("changed.toml");
  std::ofstream(file) << text;
  return file;
}

// The records about repairs, one line each.
std::string restorations(const Service& service) {
  const auto log = service.ask({"-o", "jsonl", "log", "--type", "ledger.restored"});
  REQUIRE(log.code == 0);
  return log.out;
}
std::size_t lines_of(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

} // namespace

TEST_CASE("the recovery sheet brings the master key back, and never writes over one") {
  Service service;
  const fs::path key = service.part("master.key");
  const std::string made = e2e::content_of(key);
  const std::string sheet = service.part("recovery-sheet.txt").string();
  CHECK(service.ask({"recover", "--sheet", sheet}).code == 1);
  CHECK(e2e::content_of(key) == made);
  fs::remove(key);
  const auto restored = service.ask({"recover", "--sheet", sheet});
  INFO(restored.err);
  CHECK(restored.code == 0);
  CHECK(e2e::holds(restored.out, "it opens the keyring"));
  CHECK(e2e::content_of(key) == made);
  service.start();
  register_people(service, 1, 1);
}

TEST_CASE("a wrong digit on the sheet is named by its line, and nothing is written") {
  const Service service;
  fs::remove(service.part("master.key"));
  std::string sheet = e2e::content_of(service.part("recovery-sheet.txt"));
  const std::size_t digit = sheet.find("\n3  ") + 4;
  sheet[digit] = sheet[digit] == '0' ? '1' : '0';
  std::ofstream(service.file("typed.txt")) << sheet;
  const auto refused = service.ask({"recover", "--sheet", service.file("typed.txt").string()});
  CHECK(refused.code == 1);
  CHECK(e2e::holds(refused.err, "line 3"));
  CHECK(!fs::exists(service.part("master.key")));
}

TEST_CASE("the sheet of another ledger is refused, and nothing is written") {
  const Service service;
  const Service other;
  fs::remove(service.part("master.key"));
  const auto before = e2e::contents_below(service.state());
  const auto refused =
      service.ask({"recover", "--sheet", other.part("recovery-sheet.txt").string()});
  INFO(refused.err);
  CHECK(refused.code == 14);
  CHECK(e2e::contents_below(service.state()) == before);
}

TEST_CASE("a sound database has nothing to recover, also after a kill and after a clean stop") {
  Service service;
  make_killed(service, false);
  const auto before = e2e::contents_below(service.state());
  CHECK(service.ask({"recover", "--yes"}).code == 0);
  CHECK(e2e::contents_below(service.state()) == before);
  service.start();
  service.stop(SIGTERM);
  const auto sound = service.ask({"recover", "--yes"});
  INFO(sound.err);
  CHECK(sound.code == 0);
  CHECK(e2e::holds(sound.out, "nothing to do"));
}

TEST_CASE("damage above the head is set aside as it is, and the ledger goes on and says so") {
  Service service;
  make_killed(service, true);
  flip(log_of(service.part("ledger")), 300);
  CHECK(service.refusal().code == 13);
  fs::remove_all(service.part("run"));

  const auto before = e2e::contents_below(service.state());
  const auto damaged = e2e::contents_below(service.part("ledger"));
  const auto examined = service.ask({"recover"});
  INFO(examined.out, examined.err);
  CHECK(examined.code == 0);
  CHECK(e2e::holds(examined.out, "nothing was changed"));
  CHECK(e2e::contents_below(service.state()) == before);

  const auto recovered = service.ask({"recover", "--yes", "--approver", "officer-1"});
  INFO(recovered.out, recovered.err);
  REQUIRE(recovered.code == 0);
  fs::path aside;
  for (const auto& entry : fs::directory_iterator(service.state()))
    if (e2e::holds(entry.path().filename().string(), "set-aside-")) aside = entry.path();
  REQUIRE(!aside.empty());
  CHECK(e2e::contents_below(aside / "ledger") == damaged);

  service.start();
  const auto log = service.ask({"-o", "jsonl", "log", "--type", "ledger.restored"});
  INFO(log.out);
  CHECK(e2e::holds(log.out, "officer-1"));
  register_people(service, 9, 9);
  const auto status = service.ask({"-o", "json", "status"});
  const std::size_t at = status.out.find("\"verifierKey\":\"") + 15;
  const std::string key = status.out.substr(at, status.out.find('"', at) - at);
  service.stop(SIGTERM);
  const auto verified = service.ask({"verify", "--key", key});
  INFO(verified.out, verified.err);
  CHECK(verified.code == 0);
  CHECK(service.ask({"recover"}).code == 0);
}

TEST_CASE("what was published before a repair still holds after it") {
  const std::string old_activity = "customer.marketing-communication";
  const std::string new_activity = "customer.yearly-survey";
  const std::string first = "018f5b1a-7c8e-7a3b-9d2e-000000000001";
  const std::string second = "018f5b1a-7c8e-7a3b-9d2e-000000000002";
  Service service;
  const fs::path changed = changed_policy(service, new_activity);
  service.start();
  const std::string old_policy = policy_hash(service);
  const std::string leaf_1 = field_of(post_use(service, first, old_activity).out, "leafHash");
  REQUIRE(service.ask({"policy", "publish", changed.string()}).code == 0);
  const std::string leaf_2 = field_of(post_use(service, second, new_activity).out, "leafHash");
  const std::string new_policy = policy_hash(service);
  REQUIRE_FALSE(leaf_1.empty());
  REQUIRE_FALSE(leaf_2.empty());
  REQUIRE(new_policy != old_policy);
  service.stop(SIGTERM); // keyring and lists are written, and nothing of it is replayed again
  make_damaged(service);
  REQUIRE(service.ask({"recover", "--yes"}).code == 0);
  for (const int start : {1, 2}) { // the second from what the first has written
    CAPTURE(start);
    service.start();
    CHECK(policy_hash(service) == new_policy);
    const auto again_1 = post_use(service, first, old_activity);
    const auto again_2 = post_use(service, second, new_activity);
    INFO(again_1.err, again_2.err);
    CHECK(e2e::holds(again_1.out, "\"repeated\":true"));
    CHECK(e2e::holds(again_2.out, "\"repeated\":true"));
    CHECK(field_of(again_1.out, "leafHash") == leaf_1);
    CHECK(field_of(again_2.out, "leafHash") == leaf_2);
    for (const std::string& activity : {old_activity, new_activity})
      CHECK(service
                .ask({"append", "--type", "use", "--subject", "person-1", "--set",
                      "activities=" + activity})
                .code == 0);
    const auto uses = service.ask({"-o", "jsonl", "log", "--type", "use"});
    CHECK(e2e::holds(uses.out, new_activity));
    CHECK_FALSE(e2e::holds(uses.out, "undeclared"));
    CHECK(service.ask({"document", "get", old_policy}).out ==
          e2e::content_of(LEDGER_SOURCE_DIR "/schemas/policies/example.toml"));
    CHECK(service.ask({"document", "get", new_policy}).out == e2e::content_of(changed));
    service.stop(SIGTERM);
  }
}

TEST_CASE("a repair that would lose the text of a policy is refused and changes nothing") {
  Service service;
  service.start();
  REQUIRE(service.ask({"policy", "publish", changed_policy(service, "other").string()}).code == 0);
  register_people(service, 1, 3);
  service.stop(SIGKILL);
  fs::remove_all(service.part("run"));
  const fs::path log = log_of(service.part("ledger"));
  std::string bytes = e2e::content_of(log);
  const std::size_t text = bytes.find("2026.2");
  REQUIRE(text != std::string::npos);
  bytes[text] = static_cast<char>(bytes[text] ^ 1);
  std::ofstream(log, std::ios::binary) << bytes;
  const auto before = e2e::contents_below(service.state());
  const auto refused = service.ask({"recover", "--yes"});
  INFO(refused.out, refused.err);
  CHECK(refused.code == 10);
  CHECK(e2e::holds(refused.err, "the text of a policy is gone"));
  CHECK(e2e::contents_below(service.state()) == before);
}

TEST_CASE("damage below the head is refused, names the last intact record and changes nothing") {
  Service service;
  make_killed(service, false);
  flip(log_of(service.part("ledger")), 300);
  const auto before = e2e::contents_below(service.state());
  for (const bool yes : {false, true}) {
    CAPTURE(yes);
    const auto refused = yes ? service.ask({"recover", "--yes"}) : service.ask({"recover"});
    INFO(refused.err);
    CHECK(refused.code == 11);
    CHECK(e2e::holds(refused.err, "the last intact record is "));
    CHECK(e2e::contents_below(service.state()) == before);
  }
}

TEST_CASE("nothing is recovered beside a daemon at work, nor without the right master key") {
  Service service;
  service.start();
  CHECK(service.ask({"recover", "--yes"}).code == 75);
  service.stop(SIGTERM);
  fs::remove(service.part("master.key"));
  CHECK(service.ask({"recover", "--yes"}).code == 14);
  const Service other;
  fs::copy_file(other.part("master.key"), service.part("master.key"));
  CHECK(service.ask({"recover", "--yes"}).code == 14);
}

TEST_CASE("a repair that is killed before it is recorded is recorded by the next start, once") {
  Service service;
  make_damaged(service);
  const fs::path place = service.part("set-aside-test") / "ledger";
  fs::create_directory(place.parent_path());
  { // what `auditledger recover --yes` does, up to the exchange
    const auto master = ledger::tools::load_master_key(service.part("master.key"));
    REQUIRE(master);
    const auto paths = ledger::StatePaths::under(service.state());
    const auto recovery = ledger::Recovery::examine(paths, *master, nullptr);
    REQUIRE(recovery);
    REQUIRE((*recovery)->damage().found);
    REQUIRE((*recovery)->rebuild(place));
    REQUIRE((*recovery)->put_in_place(place, "officer-1"));
  }
  const fs::path marker = service.part("ledger") / "RESTORED";
  const std::string note = e2e::content_of(marker);
  REQUIRE_FALSE(note.empty());
  service.start();
  CHECK_FALSE(fs::exists(marker));
  CHECK(lines_of(restorations(service)) == 1);
  CHECK(e2e::holds(restorations(service), "officer-1"));
  service.stop(SIGKILL);
  std::ofstream(marker, std::ios::binary) << note; // killed between the record and its removal
  service.start();
  CHECK_FALSE(fs::exists(marker));
  CHECK(lines_of(restorations(service)) == 1);
  service.stop(SIGKILL);
  std::ofstream(marker, std::ios::binary) << note.substr(1);
  CHECK(service.refusal().code == 13);
}

TEST_CASE("a repair that is killed at any moment was either not begun or is recorded") {
  const int seed = e2e::rounds("AUDITLEDGER_SEED", static_cast<int>(std::random_device()() >> 1));
  std::cout << "AUDITLEDGER_SEED=" << seed << std::endl;
  CAPTURE(seed);
  std::mt19937 random(static_cast<unsigned>(seed));
  Service damaged;
  make_damaged(damaged);
  std::int64_t took = 0;
  int recorded = 0;
  const int kills = e2e::rounds("AUDITLEDGER_KILLS", 5);
  for (int i = 0; i <= kills; ++i) {
    CAPTURE(i);
    Service service{Service::Made{}};
    e2e::copy_state(damaged.state(), service.state());
    const auto begin = std::chrono::steady_clock::now();
    const pid_t repair =
        e2e::start({AUDITLEDGER_PROGRAM, "--state", service.state(), "recover", "--yes"}, {},
                   service.file("out"), service.file("err"));
    if (i > 0) { // the first one tells how long it takes
      e2e::pause(
          std::chrono::microseconds(std::uniform_int_distribution<std::int64_t>(0, took)(random)));
      kill(repair, SIGKILL);
    }
    const bool finished = e2e::wait_for(repair) == 0;
    if (i == 0) took = (std::chrono::steady_clock::now() - begin) / std::chrono::microseconds(1);
    if (service.refusal().code == 13) { // as it was
      CHECK_FALSE(finished);
      continue;
    }
    fs::remove_all(service.part("run"));
    service.start();
    CHECK(lines_of(restorations(service)) == 1);
    ++recorded;
  }
  MESSAGE(recorded, " of ", kills + 1, " were recorded");
  CHECK(recorded > 0);
}

TEST_CASE("what root repairs for the daemon's user still belongs to that user") {
  if (geteuid() != 0) {
    MESSAGE("skipped: only root can work on somebody else's folder");
    return;
  }
  constexpr uid_t kNobody = 65534;
  Service service;
  make_damaged(service);
  fs::permissions(service.file(""), fs::perms::owner_all | fs::perms::others_exec);
  const auto all = [&service] {
    std::vector<fs::path> found = {service.state()};
    for (const auto& entry : fs::recursive_directory_iterator(service.state()))
      if (entry.path().filename() != "master.key") found.push_back(entry.path()); // root's own
    return found;
  };
  for (const fs::path& path : all())
    REQUIRE(lchown(path.c_str(), kNobody, kNobody) == 0);
  const auto recovered = service.ask({"recover", "--yes"});
  INFO(recovered.out, recovered.err);
  REQUIRE(recovered.code == 0);
  CHECK(e2e::holds(recovered.out, "uid:0"));
  for (const fs::path& path : all()) {
    CAPTURE(path.string());
    struct stat status {};
    REQUIRE(lstat(path.c_str(), &status) == 0);
    CHECK(status.st_uid == kNobody);
    CHECK(status.st_gid == kNobody);
  }
}
