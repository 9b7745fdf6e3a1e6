#include "tests/unit/keyring_support.hpp"

#include <set>
#include <thread>

using namespace ledger;
using namespace ledger::test;

TEST_CASE("the same name is the same person, each class has a key of its own") {
  House house;
  house.create();
  auto keyring = house.open();
  const SealingKey first = must(keyring->acquire(person("anna"), "invoice"));
  const SealingKey again = must(keyring->acquire(person("anna"), "invoice"));
  const SealingKey other = must(keyring->acquire(person("anna"), "marketing"));
  const SealingKey by_id = must(keyring->acquire(first.subject, "marketing"));
  const SealingKey someone = must(keyring->acquire(person("bert"), "invoice"));
  CHECK(first.key_class == "invoice");
  CHECK(first.incarnation == Incarnation(1));
  CHECK(again.key_id == first.key_id);
  CHECK(bytes_of(again) == bytes_of(first));
  CHECK(other.subject == first.subject);
  CHECK(other.key_id != first.key_id);
  CHECK(bytes_of(other) != bytes_of(first));
  CHECK(by_id.key_id == other.key_id);
  CHECK(someone.subject != first.subject);
  CHECK(keyring->is_live(first.subject, "invoice", Incarnation(1)));
  CHECK_FALSE(keyring->is_live(first.subject, "invoice", Incarnation(2)));
  CHECK_FALSE(keyring->is_live(first.subject, "unheard-of", Incarnation(1)));
  CHECK(keyring->status().subjects == 2);
  CHECK(keyring->status().keys == 3);
}

TEST_CASE("names are opaque bytes, and namespace and reference do not run into each other") {
  House house;
  house.create();
  auto keyring = house.open();
  std::set<SubjectId> seen;
  for (const auto& [space, reference] :
       std::vector<std::pair<std::string, std::string>>{{"ab", "c"},
                                                        {"a", "bc"},
                                                        {"", "abc"},
                                                        {"ab", "C"},
                                                        {"ab", std::string("c\0", 2)},
                                                        {"ab", ""}}) {
    const SubjectName name(space, as_bytes(reference));
    CHECK_FALSE(keyring->find(name));
    seen.insert(must(keyring->acquire(name, "invoice")).subject);
  }
  CHECK(seen.size() == 6);
}

TEST_CASE("several names may belong to one person, and the first link of a name stays") {
  House house;
  house.create();
  auto keyring = house.open();
  const SealingKey anna = must(keyring->acquire(person("anna"), "invoice"));
  const SealingKey bert = must(keyring->acquire(person("bert"), "invoice"));
  keyring->link(person("anna@example.org"), anna.subject);
  keyring->link(person("anna@example.org"), bert.subject);
  keyring->link(person("nobody"), random_id<SubjectId>());
  CHECK(keyring->find(person("anna@example.org")) == anna.subject);
  CHECK_FALSE(keyring->find(person("nobody")));
  must(keyring->close(TreeSize(2)));
  keyring.reset();
  CHECK(house.open()->find(person("anna@example.org")) == anna.subject);
}

TEST_CASE("an id that was never given out gets no key") {
  House house;
  house.create();
  auto keyring = house.open();
  const auto stranger = random_id<SubjectId>();
  const auto key = keyring->acquire(stranger, "invoice");
  REQUIRE_FALSE(key.has_value());
  CHECK(key.error().code() == Errc::kNotFound);
  CHECK_FALSE(keyring->knows(stranger));
  CHECK_FALSE(keyring->erased(stranger));
  CHECK_FALSE(keyring->key(random_id<KeyId>()));
}

TEST_CASE("references are hashed the same way by one keyring and another way by the next") {
  House house;
  House elsewhere;
  house.create();
  elsewhere.create();
  const auto one = house.open();
  const auto two = elsewhere.open();
  CHECK(one->hash_reference("campaign") == one->hash_reference("campaign"));
  CHECK(one->hash_reference("campaign") != one->hash_reference("campaigns"));
  CHECK(one->hash_reference("campaign") != two->hash_reference("campaign"));
}

TEST_CASE("before the replay has ended no new key is given out") {
  House house;
  house.create();
  auto keyring = must(house.try_open());
  const auto key = keyring->acquire(person("anna"), "invoice");
  REQUIRE_FALSE(key.has_value());
  CHECK(key.error().code() == Errc::kBusy);
  CHECK_FALSE(keyring->find(person("anna")));
  must(keyring->finish_replay());
  CHECK(keyring->acquire(person("anna"), "invoice").has_value());
}

TEST_CASE("an empty pool says busy, mints nobody, and is refilled to twice its size") {
  House house;
  house.create();
  auto keyring = house.open();
  std::set<KeyId> ids;
  for (std::uint32_t i = 0; i < kPoolKeys; ++i) {
    ids.insert(must(keyring->acquire(person(std::to_string(i)), "invoice")).key_id);
  }
  CHECK(ids.size() == kPoolKeys);
  CHECK(keyring->pool_low());
  const auto refused = keyring->acquire(person("one more"), "invoice");
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code() == Errc::kBusy);
  CHECK(keyring->status().subjects == kPoolKeys);
  CHECK(keyring->acquire(person("0"), "invoice").has_value()); // known: needs no new key

  must(keyring->refill_pool());
  CHECK_FALSE(keyring->pool_low());
  CHECK(keyring->status().pool == kPoolKeys * 2);
  CHECK(keyring->acquire(person("one more"), "invoice").has_value());
}

TEST_CASE("four threads that name the same people at once get the same people") {
  House house;
  house.create();
  auto keyring = house.open();
  constexpr int kPeople = 500;
  std::vector<std::vector<SubjectId>> seen(4);
  std::vector<std::thread> threads;
  for (std::vector<SubjectId>& mine : seen) {
    threads.emplace_back([&keyring, &mine] {
      for (int i = 0; i < kPeople; ++i) {
        auto key = keyring->acquire(person(std::to_string(i)), "invoice");
        mine.push_back(key ? key->subject : SubjectId());
      }
    });
  }
  threads.emplace_back([&keyring] {
    for (int i = 0; i < 5; ++i)
      static_cast<void>(keyring->flush(TreeSize(0)));
  });
  for (std::thread& thread : threads)
    thread.join();
  CHECK(seen[0] == seen[1]);
  CHECK(seen[0] == seen[2]);
  CHECK(seen[0] == seen[3]);
  CHECK(std::set<SubjectId>(seen[0].begin(), seen[0].end()).size() == kPeople);
  CHECK(keyring->status().subjects == kPeople);
  CHECK(keyring->status().keys == kPeople);
}
