// The signing key rotated through the daemon and the command line, also while the daemon is killed.
#include "tests/e2e/service.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <iostream>

namespace json = boost::json;
using e2e::holds;
using e2e::Outcome;
using e2e::Service;

namespace {

struct Key {
  std::string vkey;
  std::uint64_t from;
  std::uint64_t until; // 0: it signs
  std::string state;
};

std::vector<Key> keys_of(const Service& service) {
  const Outcome listed = service.ask({"key", "list", "-o", "json"});
  INFO(listed.err);
  REQUIRE(listed.code == 0);
  std::vector<Key> keys;
  const json::value parsed = json::parse(listed.out);
  for (const json::value& entry : parsed.at("keys").as_array()) {
    const json::object& key = entry.as_object();
    keys.push_back({key.at("verifierKey").as_string().c_str(),
                    key.at("from").to_number<std::uint64_t>(),
                    key.at("until").is_null() ? 0 : key.at("until").to_number<std::uint64_t>(),
                    key.at("state").as_string().c_str()});
  }
  REQUIRE(!keys.empty());
  return keys;
}

void append(const Service& service, int count) {
  std::string lines;
  for (int i = 0; i < count; ++i)
    lines += R"({"type":"subject.registered","subjects":[{"reference":"p-)" + std::to_string(i) +
             "\"}]}\n";
  const Outcome appended = service.ask({"append", "-q"}, lines);
  INFO(appended.err);
  REQUIRE(appended.code == 0);
}

// With the first key, through the daemon; the checkpoint may still be a second away.
void check_verified_by(const Service& service, const std::string& key) {
  Outcome verified{};
  for (int i = 0; i < 50; ++i) {
    verified = service.ask({"verify", "--through-socket", "--key", key});
    if (verified.code == 0) break;
    e2e::pause(std::chrono::milliseconds(100));
  }
  INFO(verified.out);
  INFO(verified.err);
  CHECK(verified.code == 0);
  CHECK(holds(verified.out, "VERIFIED"));
}

// Knows nothing of what others on this machine have verified.
struct OwnMemory {
  explicit OwnMemory(const e2e::fs::path& folder) {
    REQUIRE(setenv("XDG_STATE_HOME", folder.c_str(), 1) == 0);
  }
};

} // namespace

TEST_CASE("a rotation needs a yes, says what to do next, and the first key still verifies") {
  Service service;
  const OwnMemory memory(service.file("memory"));
  service.start();
  append(service, 5);
  const auto before = keys_of(service);
  REQUIRE(before.size() == 1);
  CHECK(before[0].state == "signs");
  const std::string first = before[0].vkey;
  check_verified_by(service, first); // and is remembered

  CHECK(service.ask({"key", "rotate"}).code == 2);
  CHECK(keys_of(service).size() == 1);
  const Outcome rotated = service.ask({"key", "rotate", "--yes"});
  INFO(rotated.err);
  REQUIRE(rotated.code == 0);
  CHECK(holds(rotated.out, "retired   " + first));
  CHECK(holds(rotated.err, "Auditors keep the first key"));
  CHECK(holds(rotated.err, "copy the keyring folder anew"));

  const auto after = keys_of(service);
  REQUIRE(after.size() == 2);
  CHECK(after[0].vkey == first);
  CHECK(after[0].state == "retired");
  CHECK(after[1].state == "signs");
  CHECK(after[0].until > after[1].from);
  CHECK(holds(service.ask({"key", "list"}).out, after[1].vkey));
  CHECK(holds(service.ask({"status"}).out, after[1].vkey));
  append(service, 5);
  check_verified_by(service, first);

  // By what was remembered before the rotation, without any key brought.
  const Outcome remembered = service.ask({"verify", "--through-socket"});
  INFO(remembered.out);
  CHECK(remembered.code == 0);
  CHECK(holds(remembered.out, first + ", trusted"));

  service.stop(SIGTERM);
  const Outcome offline = service.ask({"verify", "--key", first});
  INFO(offline.out);
  CHECK(offline.code == 0);
  CHECK(service.ask({"verify", "--key", after[1].vkey}).code == 0);
}

TEST_CASE("the same key is retired once, however often it is asked, and rotations follow another") {
  Service service;
  const OwnMemory memory(service.file("memory"));
  service.start();
  const std::string first = keys_of(service)[0].vkey;
  const Outcome once = service.ask({"key", "rotate", "--yes", "--retire", first, "-o", "json"});
  REQUIRE(once.code == 0);
  const Outcome twice = service.ask({"key", "rotate", "--yes", "--retire", first, "-o", "json"});
  CHECK(twice.code == 0);
  CHECK(twice.out == once.out);
  CHECK(keys_of(service).size() == 2);
  CHECK(service.ask({"key", "rotate", "--yes", "--retire", "no-key"}).code == 2);
  REQUIRE(service.ask({"key", "rotate", "--yes"}).code == 0);
  const auto keys = keys_of(service);
  REQUIRE(keys.size() == 3);
  CHECK(keys[1].state == "retired");
  append(service, 2);
  check_verified_by(service, first);
  check_verified_by(service, keys[2].vkey);
}

TEST_CASE("a receipt and a proof from before a rotation hold after it") {
  Service service;
  const OwnMemory memory(service.file("memory"));
  service.start();
  const Outcome posted =
      service.ask({"append", "--type", "subject.registered", "--subject", "a", "-o", "json"});
  REQUIRE(posted.code == 0);
  const auto receipt = json::parse(posted.out).at("receipt").as_string();
  const std::string receipt_file = service.file("receipt").string();
  std::ofstream(receipt_file) << std::string_view(receipt.data(), receipt.size()) << "\n";
  const std::string proof_file = service.file("proof").string();
  for (int i = 0; i < 100; ++i) {
    if (service.ask({"prove", "2", "-o", proof_file}).code == 0) break;
    e2e::pause(std::chrono::milliseconds(50));
  }
  const std::string first = keys_of(service)[0].vkey;
  REQUIRE(service.ask({"key", "rotate", "--yes"}).code == 0);
  const Outcome proven =
      service.ask({"receipt", "verify", receipt_file, "--proof", proof_file, "--key", first});
  INFO(proven.err);
  CHECK(proven.code == 0);
  append(service, 1);
  service.stop(SIGTERM);
  const Outcome held = service.ask({"verify", "--key", first, "--receipt", receipt_file});
  INFO(held.out);
  CHECK(held.code == 0);
}

TEST_CASE("a rotation that a kill interrupts is finished by the next daemon, or never began") {
  const int seed = e2e::rounds("AUDITLEDGER_SEED", static_cast<int>(std::random_device()() >> 1));
  std::cout << "AUDITLEDGER_SEED=" << seed << std::endl;
  CAPTURE(seed);
  std::mt19937 random(static_cast<unsigned>(seed));
  Service service;
  const OwnMemory memory(service.file("memory"));
  service.start();
  const std::string first = keys_of(service)[0].vkey;
  const auto begin = std::chrono::steady_clock::now();
  REQUIRE(service.ask({"key", "rotate", "--yes"}).code == 0);
  const std::chrono::nanoseconds took = std::chrono::steady_clock::now() - begin;
  std::uniform_int_distribution<std::int64_t> moment(took.count() / 4'000, took.count() / 1'000);
  std::size_t answered = 2;
  const int kills = e2e::rounds("AUDITLEDGER_KILLS", 6);
  for (int i = 0; i < kills; ++i) {
    CAPTURE(i);
    append(service, 2);
    const pid_t rotating =
        e2e::start({AUDITLEDGER_PROGRAM, "--state", service.state(), "key", "rotate", "--yes"}, {},
                   service.file("out"), service.file("err"));
    e2e::pause(std::chrono::microseconds(moment(random)));
    service.stop(SIGKILL);
    if (e2e::wait_for(rotating) == 0) ++answered;
    service.start();
    auto keys = keys_of(service);
    const auto is_over = [&keys] {
      return keys.back().state == "signs" &&
             std::all_of(keys.begin(), keys.end() - 1,
                         [](const Key& key) { return key.state == "retired"; });
    };
    for (int wait = 0; wait < 500 && !is_over(); ++wait) {
      e2e::pause(std::chrono::milliseconds(10));
      keys = keys_of(service);
    }
    CHECK(is_over());
    CHECK(keys.size() >= answered);
    answered = keys.size();
  }
  append(service, 1);
  check_verified_by(service, first);
  service.stop(SIGTERM);
  const Outcome offline = service.ask({"verify", "--key", first});
  INFO(offline.out);
  CHECK(offline.code == 0);
  MESSAGE(answered, " keys after ", kills, " kills");
}
