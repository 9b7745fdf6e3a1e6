// The power is cut before every sync of a life of the keyring, and each sync is made to fail: what
// starts afterwards must hold every key that a record needs, and none that was erased.
#include "tests/support/power_cut_fs.hpp"
#include "tests/unit/keyring_support.hpp"

#include <functional>

using namespace ledger;
using namespace ledger::test;

namespace {

// What the chain would hold. It is durable at once: the keyring alone loses its power.
struct Record {
  enum class Kind { kBox, kErasureStarted, kKeyDestroyed } kind;
  std::string name; // kBox
  SubjectId subject;
  KeyName key;                      // kBox
  std::string key_bytes;            // kBox
  std::vector<std::string> classes; // kErasureStarted
  ErasurePlan plan;                 // kKeyDestroyed
};
using Chain = std::vector<Record>;

// Tries once more after an error when `patient`, as a keeper does whose disk came back.
struct Effort {
  bool patient = false;
  [[nodiscard]] bool operator()(const std::function<Status()>& operation) const {
    return operation().has_value() || (patient && operation().has_value());
  }
};

TreeSize size_of(const Chain& chain) {
  return TreeSize(chain.size());
}

void record_box(Chain& chain, Keyring& keyring, const std::string& name,
                const std::string& key_class) {
  const SealingKey key = must(keyring.acquire(person(name), key_class));
  chain.push_back({Record::Kind::kBox, name, key.subject, name_of(key), bytes_of(key), {}, {}});
}

bool finished(const Chain& chain, std::size_t started) {
  return std::ranges::any_of(chain, [started](const Record& record) {
    return record.kind == Record::Kind::kKeyDestroyed && record.plan.erasure == Sequence(started);
  });
}

// What the sequencer does at start, in the order that keyring.hpp asks for.
bool replay(const Chain& chain, Keyring& keyring, Effort effort) {
  const std::size_t cursor = keyring.cursor().get();
  REQUIRE(cursor <= chain.size());
  std::vector<ErasurePlan> unfinished;
  const auto mark = [&](std::size_t i) {
    auto plan = keyring.mark_erased(chain[i].subject, chain[i].classes, Sequence(i));
    if (plan && !finished(chain, i)) unfinished.push_back(*plan);
  };
  for (std::size_t i = 0; i < cursor; ++i) {
    if (chain[i].kind == Record::Kind::kErasureStarted && !finished(chain, i)) mark(i);
  }
  for (std::size_t i = cursor; i < chain.size(); ++i) {
    const Record& record = chain[i];
    if (record.kind == Record::Kind::kErasureStarted) mark(i);
    if (record.kind != Record::Kind::kBox) continue;
    keyring.replay_assignment(record.subject, record.key);
    if (keyring.key(record.key.key_id)) keyring.link(person(record.name), record.subject);
  }
  for (const Record& record : chain) {
    if (record.kind != Record::Kind::kKeyDestroyed) continue;
    if (!effort([&] { return keyring.destroy(record.plan); })) return false;
  }
  for (const ErasurePlan& plan : unfinished) {
    if (!effort([&] { return keyring.destroy(plan); })) return false;
  }
  return effort([&] { return keyring.finish_replay(); });
}

bool erase(Chain& chain, Keyring& keyring, const std::string& name,
           const std::vector<std::string>& classes, Effort effort) {
  const SubjectId subject = keyring.find(person(name)).value();
  const Sequence started(chain.size());
  chain.push_back({Record::Kind::kErasureStarted, {}, subject, {}, {}, classes, {}});
  const ErasurePlan plan = must(keyring.mark_erased(subject, classes, started));
  record_box(chain, keyring, name, "invoice"); // the person is back before the keys are dead
  if (!effort([&] { return keyring.destroy(plan); })) return false;
  chain.push_back({Record::Kind::kKeyDestroyed, {}, subject, {}, {}, {}, plan});
  return true;
}

// A life of the keyring; ends at the first error, like the daemon. True when it came to its end.
bool live(const House& house, const DurableFiles& files, Chain& chain, Effort effort) {
  std::unique_ptr<Keyring> keyring;
  const bool opened = effort([&]() -> Status {
    auto result = Keyring::open(files, house.paths, house.master, house.ledger_id);
    if (!result) return fail(result.error());
    keyring = std::move(*result);
    return {};
  });
  if (!opened || !replay(chain, *keyring, effort)) return false;
  record_box(chain, *keyring, "anna", "invoice");
  record_box(chain, *keyring, "bert", "invoice");
  record_box(chain, *keyring, "bert", "marketing");
  if (!effort([&] { return keyring->flush(size_of(chain)); })) return false;
  record_box(chain, *keyring, "carl", "invoice");
  if (!erase(chain, *keyring, "bert", {}, effort)) return false;
  record_box(chain, *keyring, "dora", "invoice");
  if (!effort([&] { return keyring->flush(size_of(chain)); })) return false;
  record_box(chain, *keyring, "carl", "marketing");
  if (!erase(chain, *keyring, "anna", {"invoice"}, effort)) return false;
  return effort([&] { return keyring->close(size_of(chain)); });
}

bool erased_later(const Chain& chain, std::size_t box) {
  for (std::size_t i = box + 1; i < chain.size(); ++i) {
    const Record& record = chain[i];
    if (record.kind != Record::Kind::kErasureStarted) continue;
    if (record.subject != chain[box].subject) continue;
    if (record.classes.empty() || record.classes.front() == chain[box].key.key_class) return true;
  }
  return false;
}

// Starts on a healthy disk and compares the keyring with the chain. Nobody cuts the power of this
// disk: it is of the same kind because that one is not kept waiting by real syncs.
void check_against(const Chain& chain, const House& house) {
  const ScratchFolder attic;
  const DurableFiles files(std::make_shared<PowerCutFs>(attic.path() / "attic"));
  auto keyring = must(Keyring::open(files, house.paths, house.master, house.ledger_id));
  REQUIRE(replay(chain, *keyring, {}));
  for (std::size_t i = 0; i < chain.size(); ++i) {
    const Record& record = chain[i];
    if (record.kind != Record::Kind::kBox) continue;
    CAPTURE(i);
    const auto key = keyring->key(record.key.key_id);
    const bool gone = erased_later(chain, i);
    CHECK(key.has_value() != gone);
    CHECK(keyring->is_live(record.subject, record.key.key_class, record.key.incarnation) != gone);
    if (key) CHECK(bytes_of(key->view()) == record.key_bytes);
    if (!gone) CHECK(keyring->find(person(record.name)) == record.subject);
  }
  CHECK(keyring->status().pool == kPoolKeys);
  CHECK(files_below(house.paths.root).size() == 1); // of the epoch of today
  must(keyring->close(size_of(chain)));
}

// A fresh keyring for each life, without making its pool each time.
class Nursery {
 public:
  Nursery() {
    house_.create();
    std::filesystem::copy(house_.folder.path(), template_.path(), kAll);
  }
  const House& fresh() {
    for (const auto& folder : {house_.paths.keyring, house_.paths.root}) {
      std::filesystem::remove_all(folder);
    }
    std::filesystem::copy(template_.path(), house_.folder.path(), kAll);
    return house_;
  }

 private:
  static constexpr auto kAll = std::filesystem::copy_options::recursive;
  House house_;
  ScratchFolder template_;
};

} // namespace

TEST_CASE("whenever the power goes, no needed key is lost and no erased key comes back") {
  Nursery nursery;
  std::uint64_t cuts = 0;
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    bool done = false;
    for (std::uint64_t at = 1; !done; ++at) {
      CAPTURE(seed);
      CAPTURE(at);
      const House& house = nursery.fresh();
      const ScratchFolder attic;
      auto disk = std::make_shared<PowerCutFs>(attic.path() / "attic");
      disk->before_each_sync([&disk, at](std::uint64_t number, const std::string&) {
        if (number == at) disk->cut();
      });
      Chain chain;
      done = live(house, DurableFiles(disk), chain, {});
      if (!done) {
        ++cuts;
        disk->apply(seed);
      }
      check_against(chain, house);
    }
  }
  MESSAGE("the power was cut " << cuts << " times");
  CHECK(cuts > 100);
}

TEST_CASE("a sync that fails once is made up for, whether or not it had reached the disk") {
  Nursery nursery;
  for (const bool persist : {false, true}) {
    for (std::uint64_t at = 1;; ++at) {
      CAPTURE(persist);
      CAPTURE(at);
      const House& house = nursery.fresh();
      const ScratchFolder attic;
      auto disk = std::make_shared<PowerCutFs>(attic.path() / "attic");
      disk->fail_sync_at(at, persist);
      Chain chain;
      Effort patient;
      patient.patient = true;
      REQUIRE(live(house, DurableFiles(disk), chain, patient));
      const bool past_the_end = disk->syncs() < at;
      disk->cut();
      disk->apply(0); // only what was truly synced counts
      check_against(chain, house);
      if (past_the_end) break;
    }
  }
}

TEST_CASE("a sync that fails and a power cut during the next try do no more harm than the cut") {
  Nursery nursery;
  for (std::uint64_t failing = 1, past_the_end = 0; past_the_end == 0; ++failing) {
    for (std::uint64_t later = 1; later <= 8; ++later) {
      CAPTURE(failing);
      CAPTURE(later);
      const House& house = nursery.fresh();
      const ScratchFolder attic;
      auto disk = std::make_shared<PowerCutFs>(attic.path() / "attic");
      disk->fail_sync_at(failing, true);
      disk->before_each_sync(
          [&disk, at = failing + later](std::uint64_t number, const std::string&) {
            if (number == at) disk->cut();
          });
      Chain chain;
      Effort patient;
      patient.patient = true;
      static_cast<void>(live(house, DurableFiles(disk), chain, patient));
      past_the_end = disk->syncs() < failing ? 1 : 0;
      disk->cut();
      disk->apply(0);
      check_against(chain, house);
    }
  }
}

TEST_CASE("a keyring whose making was cut short is either not there or says so") {
  for (std::uint64_t at = 1;; ++at) {
    CAPTURE(at);
    const House house;
    const ScratchFolder attic;
    auto disk = std::make_shared<PowerCutFs>(attic.path() / "attic");
    disk->before_each_sync([&disk, at](std::uint64_t number, const std::string&) {
      if (number == at) disk->cut();
    });
    const Status made =
        Keyring::create(DurableFiles(disk), house.paths, house.master, house.ledger_id, house.seed);
    if (made) {
      CHECK(house.try_open().has_value());
      break;
    }
    disk->apply(0);
    const auto opened = house.try_open();
    REQUIRE_FALSE(opened.has_value());
    const bool told =
        opened.error().code() == Errc::kNotInitialised || opened.error().code() == Errc::kWrongKey;
    CHECK(told);
  }
}
