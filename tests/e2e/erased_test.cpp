// What is personal never lies readable on the disk, and what was erased never comes back: not by a
// copy, not by a crash. AUDITLEDGER_KILLS sets the number of kills, AUDITLEDGER_SEED repeats a run.
#include "ledger/crypto/base64.hpp"
#include "ledger/event/body.hpp"
#include "tests/e2e/service.hpp"

#include <cctype>
#include <iostream>
#include <set>
#include <sys/resource.h>
#include <sys/stat.h>

using e2e::Service;
namespace fs = e2e::fs;
namespace wire = ledger::wire;

namespace {

// The text as it is, in hexadecimal, and in base64 at each of the three places in a group.
std::vector<std::string> disguises(const std::string& text) {
  std::vector<std::string> all = {text, ledger::to_hex(ledger::as_bytes(text))};
  std::string upper = all[1];
  for (char& c : upper)
    c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  all.push_back(upper);
  for (std::size_t shift = 0; shift < 3; ++shift) {
    const std::string encoded = ledger::to_base64(ledger::as_bytes(std::string(shift, ' ') + text));
    all.push_back(encoded.substr(4, encoded.size() - 8)); // the ends depend on the neighbours
  }
  return all;
}

// The files below the state folder, and the logs, that hold the text in any form.
std::vector<std::string> places_of(const Service& service, const std::string& text) {
  auto files = e2e::contents_below(service.state());
  files["the daemon's log"] = service.logs();
  std::vector<std::string> found;
  for (const auto& [name, bytes] : files)
    for (const std::string& form : disguises(text))
      if (e2e::holds(bytes, form)) found.push_back(name);
  return found;
}

const std::vector<std::string> kCanaries = {
    "canary-reference-7d1f",   "canary-namespace-7d1f",  "canary-value-7d1f@example.org",
    "canary-correlation-7d1f", "canary-undeclared-7d1f", "canary-former-7d1f@example.org"};

void check_no_canary(const Service& service) {
  for (const std::string& canary : kCanaries) {
    CAPTURE(canary);
    for (const std::string& place : places_of(service, canary))
      FAIL_CHECK("readable in ", place);
  }
}

// What became of the boxes about each person, who is named by the random id.
struct Boxes {
  int opened = 0;
  int destroyed = 0;
};

std::map<std::string, Boxes> boxes_by_person(e2e::Client& client) {
  std::map<std::string, Boxes> all;
  e2e::each_record(client, 0, true, [&](wire::StoredRecord::Reader record) {
    const auto body = ledger::StoredBody::parse(ledger::body_of(e2e::bytes_of(record)));
    REQUIRE(body.has_value());
    const auto subjects = body->subjects();
    const auto boxes = body->event().getBoxes();
    for (const auto box : record.getOpened()) {
      const auto subject = subjects.at(boxes[box.getBoxIndex()].getSubjectIndex());
      Boxes& counted = all[ledger::to_hex(subject.view())];
      if (box.getState() == wire::BoxState::OPENED) ++counted.opened;
      if (box.getState() == wire::BoxState::KEY_DESTROYED) ++counted.destroyed;
    }
  });
  return all;
}

struct Erasures {
  std::map<std::uint64_t, std::string> started; // record -> person
  std::map<std::uint64_t, int> destroyed;       // started record -> how often it was finished
};

Erasures erasures(e2e::Client& client) {
  Erasures all;
  e2e::each_record(client, 0, false, [&](wire::StoredRecord::Reader record) {
    const auto body = ledger::StoredBody::parse(ledger::body_of(e2e::bytes_of(record)));
    REQUIRE(body.has_value());
    const auto type = body->event().getType();
    if (type == wire::EventType::ERASURE_STARTED)
      all.started[record.getSequence()] = ledger::to_hex(body->subjects().at(0).view());
    if (type == wire::EventType::KEY_DESTROYED)
      ++all.destroyed[body->event().getControl().getKeyDestroyed().getErasure()];
  });
  return all;
}

// Every erasure that was begun is finished once, and exactly these people cannot be read.
void check_finished(const Service& service, std::size_t at_least) {
  auto client = service.client();
  const Erasures found = erasures(client);
  CHECK(found.started.size() >= at_least);
  CHECK(found.destroyed.size() == found.started.size());
  auto boxes = boxes_by_person(client);
  for (const auto& entry : found.started) {
    const auto& [record, person] = entry;
    INFO("record ", entry.first);
    CHECK(found.destroyed.count(record) == 1);
    CHECK(boxes[person].opened == 0);
    CHECK(boxes[person].destroyed > 0);
    boxes.erase(person);
  }
  for (const auto& [person, counted] : boxes) {
    CHECK(counted.opened > 0);
    CHECK(counted.destroyed == 0);
  }
}

void post_two_each(const Service& service, const std::vector<std::string>& people) {
  auto client = service.client();
  for (int i = 0; i < 2; ++i)
    for (const std::string& who : people)
      REQUIRE(e2e::post(client, e2e::new_id(), who, "x@example.org").receipt.has_value());
}

} // namespace

TEST_CASE("nothing personal is readable in any file or log, before and after an erasure") {
  Service service;
  service.start();
  const auto posted =
      service.ask({"append", "--type", "consent.given", "--subject", kCanaries[0], "--namespace",
                   kCanaries[1], "--value", "email=" + kCanaries[2], "--set",
                   "correlation=" + kCanaries[3], "--set", "consentMethod=box", "--set",
                   "activities=newsletter.marketing-communication," + kCanaries[4]});
  INFO(posted.err);
  REQUIRE(posted.code == 0);
  const auto rectified = service.ask({"append", "--type", "rectification.executed", "--subject",
                                      kCanaries[0], "--namespace", kCanaries[1], "--set",
                                      "categories=email", "--former", "email=" + kCanaries[5]});
  INFO(rectified.err);
  REQUIRE(rectified.code == 0);
  const std::string shown =
      service.ask({"show", "2", "-o", "json"}).out + service.ask({"show", "3", "-o", "json"}).out;
  for (const std::string& canary : kCanaries)
    CHECK(e2e::holds(shown, canary));
  CHECK(service.ask({"subject", kCanaries[0], "--namespace", kCanaries[1]}).code == 0);
  // That the search can find something.
  CHECK(!places_of(service, "newsletter.marketing-communication").empty());
  check_no_canary(service);
  for (const int signal : {SIGKILL, SIGTERM}) { // the log is replayed, then everything is flushed
    service.stop(signal);
    check_no_canary(service);
    service.start();
  }
  check_no_canary(service);
  REQUIRE(service.ask({"erase", kCanaries[0], "--namespace", kCanaries[1], "--yes"}).code == 0);
  check_no_canary(service);
  service.stop(SIGTERM);
  check_no_canary(service);
}

TEST_CASE("after an erasure the person's records say so, everyone else reads, and the old root is "
          "nowhere") {
  Service service;
  service.start();
  post_two_each(service, {"a", "b", "c"});
  std::vector<std::string> roots;
  for (const auto& [name, bytes] : e2e::contents_below(service.part("root")))
    roots.push_back(bytes);
  REQUIRE(roots.size() == 1);
  REQUIRE(service.ask({"erase", "b", "--yes"}).code == 0);
  check_finished(service, 1);
  CHECK(e2e::holds(service.ask({"show", "3"}).out, "keyDestroyed"));
  CHECK(e2e::holds(service.ask({"show", "2"}).out, "x@example.org"));
  const std::string secret = roots[0].substr(roots[0].size() / 2, 24);
  for (const auto& file : e2e::contents_below(service.state())) {
    INFO(file.first);
    CHECK(!e2e::holds(file.second, secret));
  }
  post_two_each(service, {"b"}); // somebody new, who is not tied to the records before
  check_finished(service, 1);
}

TEST_CASE(
    "a copy of the disk from before an erasure opens neither without a root nor with today's, "
    "and its keys put back open nothing") {
  Service service;
  service.start();
  post_two_each(service, {"a", "b"});
  service.stop(SIGKILL);
  Service copy{Service::Made{}};
  e2e::copy_state(service.state(), copy.state());
  fs::remove_all(copy.part("root"));
  service.start();
  REQUIRE(service.ask({"erase", "a", "--yes"}).code == 0);
  service.stop(SIGKILL);

  constexpr int kWrongKey = 14;
  CHECK(copy.refusal().code == kWrongKey);
  fs::copy(service.part("root"), copy.part("root"), fs::copy_options::recursive);
  CHECK(copy.refusal().code == kWrongKey);

  fs::rename(service.part("keyring"), service.file("keyring"));
  fs::copy(copy.part("keyring"), service.part("keyring"), fs::copy_options::recursive);
  CHECK(service.refusal().code == kWrongKey);
  fs::remove_all(service.part("keyring"));
  fs::rename(service.file("keyring"), service.part("keyring"));
  service.start();
  check_finished(service, 1);
}

TEST_CASE("an erasure that was answered is done, also when the daemon is killed right then") {
  Service service;
  service.start();
  post_two_each(service, {"a", "b", "c"});
  std::size_t erased = 0;
  for (const char* who : {"a", "b"}) {
    REQUIRE(service.ask({"erase", who, "--yes"}).code == 0);
    service.stop(SIGKILL);
    service.start();
    check_finished(service, ++erased);
  }
}

TEST_CASE("an erasure that a kill interrupts is finished before anything is served") {
  const int seed = e2e::rounds("AUDITLEDGER_SEED", static_cast<int>(std::random_device()() >> 1));
  std::cout << "AUDITLEDGER_SEED=" << seed << std::endl;
  CAPTURE(seed);
  std::mt19937 random(static_cast<unsigned>(seed));
  Service service;
  service.start();
  post_two_each(service, {"first"});
  const auto begin = std::chrono::steady_clock::now();
  REQUIRE(service.ask({"erase", "first", "--yes"}).code == 0);
  const std::chrono::nanoseconds took = std::chrono::steady_clock::now() - begin;
  std::uniform_int_distribution<std::int64_t> moment(0, took.count() / 1'000);
  std::size_t answered = 1;
  const int kills = e2e::rounds("AUDITLEDGER_KILLS", 8);
  for (int i = 0; i < kills; ++i) {
    CAPTURE(i);
    const std::string who = "person-" + std::to_string(i);
    post_two_each(service, {who, who + "-who-stays"});
    const pid_t erasing =
        e2e::start({AUDITLEDGER_PROGRAM, "--state", service.state(), "erase", who, "--yes"}, {},
                   service.file("out"), service.file("err"));
    e2e::pause(std::chrono::microseconds(moment(random)));
    service.stop(SIGKILL);
    if (e2e::wait_for(erasing) == 0) ++answered;
    if (i % 2 == 1) { // and once more while it is being finished
      service.launch();
      e2e::pause(std::chrono::microseconds(moment(random)));
      service.stop(SIGKILL);
    }
    service.start();
    check_finished(service, answered);
  }
  MESSAGE(answered, " erasures were answered, of ", kills + 1);
}

// Whether this machine writes a core where it can be seen: a process that asks for it gets one.
bool machine_writes_cores() {
  const e2e::TemporaryFolder folder;
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::signal(SIGABRT, SIG_DFL); // not the test program's handler
    const rlimit unlimited{RLIM_INFINITY, RLIM_INFINITY};
    if (chdir(folder.path.c_str()) != 0 || setrlimit(RLIMIT_CORE, &unlimited) != 0) _exit(1);
    std::abort();
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return WIFSIGNALED(status) && WCOREDUMP(status);
}

TEST_CASE("a daemon that dies leaves no core with what it had in memory") {
  Service service;
  service.start();
  {
    auto client = service.client();
    REQUIRE(e2e::post(client, e2e::new_id(), kCanaries[0], kCanaries[2]).receipt.has_value());
  }
  const std::string process = "/proc/" + std::to_string(service.pid());
  CHECK(e2e::holds(e2e::content_of(process + "/limits"),
                   "Max core file size        0                    0"));
  // Root can take that limit away again; then it is the process itself that forbids it.
  const rlimit unlimited{RLIM_INFINITY, RLIM_INFINITY};
  if (prlimit(service.pid(), RLIMIT_CORE, &unlimited, nullptr) != 0)
    MESSAGE(
        "not shown: this user may not raise the limit of the daemon, to see that it is not all");
  else if (!machine_writes_cores())
    MESSAGE("not shown: cores go to ", e2e::content_of("/proc/sys/kernel/core_pattern"));
  // What a process that is not dumpable shows in /proc belongs to root, whoever it runs as.
  struct stat memory {};
  REQUIRE(stat((process + "/mem").c_str(), &memory) == 0);
  CHECK(memory.st_uid == 0);
  const fs::path folder = fs::read_symlink(process + "/cwd");
  const auto cores = [&folder] {
    std::set<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder))
      if (entry.path().filename().string().starts_with("core")) found.insert(entry.path());
    return found;
  };
  const auto before = cores();
  const int status = service.wait_after(SIGABRT);
  REQUIRE(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGABRT);
  CHECK_FALSE(WCOREDUMP(status)); // the kernel's own word for it
  CHECK(cores() == before);
}
