#include "tests/unit/keyring_support.hpp"

using namespace ledger;
using namespace ledger::test;

namespace {

const std::vector<std::string> kMarketing{"marketing"};

} // namespace

TEST_CASE("after a stop without close the records bring back assignments and names") {
  House house;
  house.create();
  auto keyring = house.open();
  const SealingKey early = must(keyring->acquire(person("anna"), "invoice"));
  must(keyring->flush(TreeSize(1)));
  const SealingKey late = must(keyring->acquire(person("bert"), "invoice"));
  const SealingKey more = must(keyring->acquire(person("anna"), "marketing"));
  keyring.reset(); // as a crash leaves it

  keyring = must(house.try_open());
  CHECK(keyring->cursor() == TreeSize(1));
  CHECK(keyring->find(person("anna")) == early.subject);
  CHECK_FALSE(keyring->find(person("bert")));
  CHECK_FALSE(keyring->key(late.key_id)); // still a free key
  keyring->replay_assignment(late.subject, name_of(late));
  CHECK(bytes_of(keyring->key(late.key_id)->view()) == bytes_of(late));
  keyring->link(person("bert"), late.subject);
  keyring->replay_assignment(more.subject, name_of(more));
  keyring->replay_assignment(more.subject, name_of(more)); // each box of the key says it
  must(keyring->finish_replay());

  CHECK(keyring->find(person("bert")) == late.subject);
  CHECK(must(keyring->acquire(person("bert"), "invoice")).key_id == late.key_id);
  CHECK(must(keyring->acquire(person("anna"), "marketing")).key_id == more.key_id);
  CHECK(keyring->status().subjects == 2);
  CHECK(keyring->status().keys == 3);
}

TEST_CASE("after a stop without close every free key is burnt and the pool made anew") {
  House house;
  house.create();
  auto keyring = house.open();
  const SealingKey kept = must(keyring->acquire(person("anna"), "invoice"));
  must(keyring->flush(TreeSize(1)));
  const SealingKey lost = must(keyring->acquire(person("bert"), "invoice")); // never recorded
  keyring.reset();
  keyring = house.open();
  CHECK(keyring->key(kept.key_id));
  CHECK_FALSE(keyring->key(lost.key_id));
  CHECK_FALSE(keyring->knows(lost.subject));
  CHECK(keyring->status().pool == kPoolKeys);
  for (std::uint32_t i = 0; i < kPoolKeys; ++i) {
    const SealingKey key = must(keyring->acquire(person(std::to_string(i)), "invoice"));
    CHECK(key.key_id != lost.key_id);
    CHECK(bytes_of(key) != bytes_of(lost));
  }
}

TEST_CASE("after close nothing is burnt, and nothing is given out any more") {
  House house;
  house.create();
  auto keyring = house.open();
  const auto pages = files_below(house.paths.keyring).size();
  const SealingKey known = must(keyring->acquire(person("anna"), "invoice"));
  must(keyring->close(TreeSize(1)));
  CHECK(keyring->acquire(person("anna"), "invoice").has_value());
  const auto refused = keyring->acquire(person("bert"), "invoice");
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code() == Errc::kBusy);
  keyring.reset();

  const auto closed = files_below(house.paths.keyring);
  keyring = house.open();
  CHECK(must(keyring->acquire(person("anna"), "invoice")).key_id == known.key_id);
  std::size_t untouched = 0;
  for (const auto& [file, bytes] : files_below(house.paths.keyring)) {
    untouched += closed.contains(file) && closed.at(file) == bytes ? 1 : 0;
  }
  CHECK(untouched >= pages - 2); // the index, and at most the page of the missing key
}

TEST_CASE("a keyring closed in order, put back from before, burns what was given out since") {
  House house;
  house.create();
  auto keyring = house.open();
  must(keyring->close(TreeSize(0)));
  keyring.reset();
  const auto copy = files_below(house.folder.path());
  keyring = house.open();
  const SealingKey recorded = must(keyring->acquire(person("anna"), "invoice"));
  const SealingKey unrecorded = must(keyring->acquire(person("bert"), "invoice"));
  keyring.reset();
  std::filesystem::remove_all(house.paths.keyring);
  std::filesystem::create_directory(house.paths.keyring);
  for (const auto& [file, bytes] : copy)
    write_file(file, bytes);

  keyring = must(house.try_open());
  keyring->replay_assignment(recorded.subject, name_of(recorded));
  must(keyring->finish_replay());
  CHECK(keyring->key(recorded.key_id));
  for (std::uint32_t i = 0; i < kPoolKeys; ++i) {
    CHECK(must(keyring->acquire(person(std::to_string(i)), "invoice")).key_id != unrecorded.key_id);
  }
}

TEST_CASE("a replayed box never revives a destroyed key") {
  House house;
  house.create();
  auto keyring = house.open();
  const SealingKey gone = must(keyring->acquire(person("anna"), "marketing"));
  must(keyring->destroy(must(keyring->mark_erased(gone.subject, {}, Sequence(3)))));
  keyring.reset();
  keyring = must(house.try_open());
  keyring->replay_assignment(gone.subject, name_of(gone));
  keyring->link(person("anna"), gone.subject);
  must(keyring->finish_replay());
  CHECK_FALSE(keyring->key(gone.key_id));
  CHECK_FALSE(keyring->find(person("anna")));
  CHECK_FALSE(keyring->is_live(gone.subject, "marketing", Incarnation(1)));
}

TEST_CASE("a box whose key the keyring never had keeps its person and incarnation known") {
  House house;
  house.create();
  auto keyring = must(house.try_open());
  const auto subject = random_id<SubjectId>();
  const KeyName lost(random_id<KeyId>(), "marketing", Incarnation(4));
  keyring->replay_assignment(subject, lost);
  must(keyring->finish_replay());
  CHECK(keyring->knows(subject));
  CHECK_FALSE(keyring->key(lost.key_id));
  CHECK_FALSE(keyring->is_live(subject, "marketing", Incarnation(4)));
  must(keyring->close(TreeSize(5)));
  keyring.reset();
  keyring = house.open();
  CHECK(must(keyring->acquire(subject, "marketing")).incarnation == Incarnation(5));
}

TEST_CASE("an erasure that the crash cut short is taken up where it was") {
  House house;
  house.create();
  auto keyring = house.open();
  const SealingKey old = must(keyring->acquire(person("anna"), "marketing"));
  static_cast<void>(must(keyring->mark_erased(old.subject, kMarketing, Sequence(4))));
  const SealingKey next = must(keyring->acquire(person("anna"), "marketing"));
  must(keyring->flush(TreeSize(3))); // the mark and the next key are on disk, the cursor is below
  keyring.reset();

  keyring = must(house.try_open());
  keyring->replay_assignment(old.subject, name_of(old));
  const ErasurePlan plan = must(keyring->mark_erased(old.subject, kMarketing, Sequence(4)));
  REQUIRE(plan.keys.size() == 1);
  CHECK(plan.keys[0].key_id == old.key_id);
  keyring->replay_assignment(next.subject, name_of(next));
  must(keyring->destroy(plan));
  must(keyring->finish_replay());
  CHECK_FALSE(keyring->key(old.key_id));
  CHECK(keyring->is_live(old.subject, "marketing", next.incarnation));
}

TEST_CASE("a box of an erased person that is replayed after the erasure is erased too") {
  House house;
  house.create();
  auto keyring = house.open();
  const SealingKey first = must(keyring->acquire(person("anna"), "invoice"));
  must(keyring->flush(TreeSize(1)));
  const SealingKey second = must(keyring->acquire(person("anna"), "marketing"));
  ErasurePlan recorded;
  recorded.subject = first.subject;
  recorded.erasure = Sequence(5);
  recorded.whole = true;
  recorded.keys.push_back(name_of(first)); // of the second, nobody knew
  CHECK(keyring->live_keys(first.subject).size() == 2);
  keyring.reset();

  keyring = must(house.try_open());
  must(keyring->destroy(recorded));
  keyring->replay_assignment(second.subject, name_of(second));
  CHECK_FALSE(keyring->is_live(second.subject, "marketing", Incarnation(1)));
  must(keyring->destroy(recorded));
  must(keyring->finish_replay());
  CHECK_FALSE(keyring->key(second.key_id));
  CHECK(keyring->erased(second.subject));
}
