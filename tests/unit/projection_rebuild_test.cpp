// A projection that is compared with its replay, rebuilt, or superseded by another version.
#include "ledger/projection/compare.hpp"
#include "ledger/projection/subject_state.hpp"
#include "tests/unit/projection_support.hpp"

#include <thread>

using namespace ledger;
using namespace ledger::test;
using namespace std::chrono_literals;

TEST_CASE("a comparison names the state that was tampered with, and a rebuild mends it") {
  const TempFolder folder;
  const History history = random_history(6, 400);
  make_projected(folder, history);
  const auto store = open_store(folder);
  const Bytes key = first_key(*store, person(7));
  Bytes fact = store->read_derived(kFamily, stored(key)).value().value();
  fact.back() = static_cast<std::uint8_t>(fact.back() ^ 1);
  REQUIRE(store->write_derived(kFamily, {{stored(key), fact}}).has_value());

  const auto projector = start(*store, one<SubjectProjection>());
  const auto comparison = projector->compare(kSubjects);
  REQUIRE(comparison.has_value());
  CHECK_FALSE(comparison->equal);
  CHECK(comparison->folded == history.size());
  CHECK(comparison->live != comparison->replayed);
  CHECK(comparison->first_difference == key);
  CHECK(keys_in(*store, kFamily + ".compared") == 0);

  REQUIRE(projector->rebuild(kSubjects).has_value());
  CHECK(projector->compare(kSubjects).value().equal);
  CHECK(projector->digest(kSubjects).value().digest == comparison->replayed);
  CHECK(keys_in(*store, kFamily) == 0); // the old copy is gone
}

TEST_CASE("the first difference is the lowest key that is changed, gone or too many") {
  const auto some = [] {
    StateChanges changes;
    for (std::uint8_t i = 10; i < 30; ++i)
      changes.emplace_back(Bytes(4, i), Bytes(2, i));
    return changes;
  };
  const TempFolder folder;
  const auto store = open_store(folder);
  MemoryCopy whole;
  REQUIRE(whole.write(some(), Cursor()).has_value());
  const auto difference = [&](const std::string& family, StateChanges changes) {
    const auto copy = StoredCopy::open(*store, family).value();
    REQUIRE(copy->write(std::move(changes), Cursor()).has_value());
    Bytes found = first_difference(*copy, whole).value();
    CHECK(found == first_difference(whole, *copy).value());
    return found;
  };
  CHECK(difference("same", some()).empty());
  StateChanges changes = some();
  changes[5].second = Bytes(1);
  CHECK(difference("changed", changes) == Bytes(4, 15));
  changes.erase(changes.begin() + 3);
  CHECK(difference("gone", changes) == Bytes(4, 13));
  changes.emplace_back(Bytes(4, 1), Bytes());
  CHECK(difference("too-many", changes) == Bytes(4, 1));
}

TEST_CASE("a fact that is taken out of the state, or put into it, is found") {
  const TempFolder folder;
  make_projected(folder, random_history(7, 400));
  for (const bool taken_out : {true, false}) {
    CAPTURE(taken_out);
    const auto store = open_store(folder);
    const auto shelf = SubjectProjection::Shelf::kStanding;
    const Bytes key = taken_out ? first_key(*store, person(9))
                                : SubjectProjection::person_key(person(200), shelf, Sequence(1));
    std::optional<Bytes> value;
    if (!taken_out) value = Fact::encode(FactHead(), Fact::Root::kClear, {});
    REQUIRE(store->write_derived(kFamily, {{stored(key), value}}).has_value());
    const auto projector = start(*store, one<SubjectProjection>());
    const auto comparison = projector->compare(kSubjects).value();
    CHECK_FALSE(comparison.equal);
    CHECK(comparison.first_difference == key);
  } // not closed: the change is lost
}

TEST_CASE("a state that cannot be read stops the projector, and a rebuild starts it again") {
  const TempFolder folder;
  const History history = random_history(8, 300);
  const auto store = open_store(folder);
  commit(*store, history, 0, 200);
  {
    const auto projector = start(*store, one<RecordCount>(1u));
    REQUIRE(reaches(*projector, TreeSize(200)));
  }
  REQUIRE(store->write_derived("count.v1", {{stored(as_bytes("n")), Bytes(3)}}).has_value());
  commit(*store, history, 200, 300);
  CHECK(stopped_at(*store, TreeSize(300), one<RecordCount>(1u)).second.code() == Errc::kDamaged);
  const auto projector = start(*store, one<RecordCount>(1u));
  CHECK_FALSE(projector->wait_for(TreeSize(300), std::chrono::steady_clock::now() + 30s));
  REQUIRE(projector->rebuild("count").has_value());
  CHECK(reaches(*projector, TreeSize(300)));
  CHECK_FALSE(projector->error().has_value());
  CHECK(counted(*projector) == 300);
}

TEST_CASE("a fact that cannot be read is never served") {
  const TempFolder folder;
  make_projected(folder, random_history(16, 300));
  const auto store = open_store(folder);
  const Bytes key = stored(first_key(*store, person(3)));
  REQUIRE(store->write_derived(kFamily, {{key, Bytes(3)}}).has_value());
  const auto projector = start(*store, one<SubjectProjection>());
  const Status read = projector->read(kSubjects, [](const StateCopy& copy) -> Status {
    LEDGER_TRY(read_person(copy, person(3), Extent::kAll, std::nullopt));
    return {};
  });
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().code() == Errc::kDamaged);
}

TEST_CASE("a rebuild while records come in misses none, and survives the next start") {
  const TempFolder folder;
  const History history = random_history(9, 3'000);
  {
    const auto store = open_store(folder);
    const auto projector = start(*store, one<SubjectProjection>());
    std::thread appender([&] {
      for (std::uint64_t done = 0; done < 3'000; done += 50) {
        commit(*store, history, done, done + 50);
        projector->notify(TreeSize(done + 50));
      }
    });
    for (int i = 0; i < 3; ++i) {
      const Status rebuilt = projector->rebuild(kSubjects);
      CHECK(rebuilt.has_value());
      const auto comparison = projector->compare(kSubjects);
      CHECK(comparison.has_value());
      if (comparison) CHECK(comparison->equal);
    }
    appender.join();
    REQUIRE(reaches(*projector, TreeSize(3'000)));
    projector->stop();
    REQUIRE(store->close().has_value());
  }
  const auto store = open_store(folder);
  CHECK(keys_in(*store, kFamily) == 0);
  CHECK(keys_in(*store, kFamily + ".b") > 20);
  const auto projector = start(*store, one<SubjectProjection>());
  REQUIRE(reaches(*projector, TreeSize(3'000)));
  CHECK(projector->digest(kSubjects).value().digest == replayed_digest(*store));
}

TEST_CASE(
    "all projections are rebuilt together, and nothing is left of a rebuild that was stopped") {
  const TempFolder folder;
  const History history = random_history(12, 600);
  const auto store = open_store(folder);
  commit(*store, history, 0, 600);
  const auto both = [] {
    Projections projections = one<SubjectProjection>();
    projections.push_back(std::make_unique<RecordCount>(1u));
    return projections;
  };
  const auto projector = start(*store, both());
  REQUIRE(reaches(*projector, TreeSize(600)));
  const StateDigest before = projector->digest(kSubjects).value().digest;
  const std::uint64_t rebuilds = projector->rebuilds();
  REQUIRE(projector->rebuild("").has_value());
  CHECK(projector->rebuilds() == rebuilds + 2);
  CHECK(projector->digest(kSubjects).value().digest == before);
  CHECK(counted(*projector) == 600);
  CHECK(keys_in(*store, kFamily) == 0); // the old copies are gone
  CHECK(keys_in(*store, "count.v1") == 0);

  projector->stop();
  const Status stopped = projector->rebuild("");
  REQUIRE_FALSE(stopped.has_value());
  CHECK(stopped.error().code() == Errc::kStopping);
  CHECK(keys_in(*store, kFamily) == 0);
  CHECK(keys_in(*store, "count.v1") == 0);
  CHECK(keys_in(*store, kFamily + ".b") > 20);
  CHECK(projector->digest(kSubjects).value().digest == before);
}

TEST_CASE("a new version is built beside the old one, which goes when it has caught up") {
  const TempFolder folder;
  const auto store = open_store(folder);
  commit(*store, random_history(10, 120), 0, 120);
  {
    const auto projector = start(*store, one<RecordCount>(1u));
    REQUIRE(reaches(*projector, TreeSize(120)));
    CHECK(counted(*projector) == 120);
  }
  CHECK(keys_in(*store, "count.v1") == 2);
  {
    const auto projector = start(*store, one<RecordCount>(2u));
    REQUIRE(reaches(*projector, TreeSize(120)));
    CHECK(counted(*projector) == 240);
  }
  CHECK(keys_in(*store, "count.v1") == 0);
  CHECK(keys_in(*store, "count.v2") == 2);
}

TEST_CASE("a store that is open for reading only is replayed in memory and compared") {
  const TempFolder folder;
  const History history = random_history(15, 300);
  make_projected(folder, history);
  ProjectorOptions options;
  options.in_memory = true;
  {
    const auto store = open_store(folder, StoreMode::kReadOnly);
    const auto projector = start(*store, one<SubjectProjection>(), options);
    REQUIRE(reaches(*projector, history.size()));
    CHECK_FALSE(facts_about(*projector, person(7)).empty());
    const auto comparison = projector->compare(kSubjects);
    REQUIRE(comparison.has_value());
    CHECK(comparison->equal);
    CHECK(comparison->live == projector->digest(kSubjects).value().digest);
  }
  Bytes key;
  {
    const auto store = open_store(folder);
    key = first_key(*store, person(7));
    REQUIRE(store->write_derived(kFamily, {{stored(key), Bytes(3)}}).has_value());
    REQUIRE(store->close().has_value());
  }
  const auto store = open_store(folder, StoreMode::kReadOnly);
  const auto projector = start(*store, one<SubjectProjection>(), options);
  const auto comparison = projector->compare(kSubjects);
  REQUIRE(comparison.has_value());
  CHECK_FALSE(comparison->equal);
  CHECK(comparison->first_difference == key);
}

TEST_CASE("in memory there is nothing to compare with when nobody projected before") {
  const TempFolder folder;
  const auto store = open_store(folder);
  commit(*store, random_history(16, 20), 0, 20);
  ProjectorOptions options;
  options.in_memory = true;
  const auto projector = start(*store, one<SubjectProjection>(), options);
  CHECK(projector->compare(kSubjects).error().code() == Errc::kNotFound);
}
