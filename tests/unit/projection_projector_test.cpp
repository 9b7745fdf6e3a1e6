// The projector over a real store: it follows, waits, starts again, and stops at what it cannot
// read.
#include "ledger/projection/subject_state.hpp"
#include "tests/unit/projection_support.hpp"

#include <thread>

using namespace ledger;
using namespace ledger::test;
using namespace std::chrono_literals;
using wire::EventType;

TEST_CASE("the projector follows the log, and a reader can wait for a record") {
  const TempFolder folder;
  const auto store = open_store(folder);
  const auto projector = start(*store, one<SubjectProjection>());
  History history;
  history.add(EventType::SUBJECT_REGISTERED, {person(1)});
  commit(*store, history, 0, 2);
  projector->notify(TreeSize(2));
  REQUIRE(reaches(*projector, TreeSize(2)));
  const auto facts = facts_about(*projector, person(1));
  REQUIRE(facts.size() == 1);
  CHECK(facts[0].by() == Sequence(1));
  CHECK(facts[0].type() == EventType::SUBJECT_REGISTERED);
  CHECK(facts_about(*projector, person(2)).empty());
  REQUIRE(projector->list().size() == 1);
  CHECK(projector->list()[0].name == kSubjects);
  CHECK(projector->list()[0].folded == TreeSize(2));
}

TEST_CASE("waiting for a record that does not come ends at the deadline, and asks to come again") {
  const TempFolder folder;
  const auto store = open_store(folder);
  const auto projector = start(*store, one<SubjectProjection>());
  const Status waited = projector->wait_for(TreeSize(1), std::chrono::steady_clock::now() + 10ms);
  REQUIRE_FALSE(waited.has_value());
  CHECK(waited.error().code() == Errc::kBusy);
  CHECK(projector->rebuild("unknown").error().code() == Errc::kNotFound);
}

TEST_CASE("a stopping projector lets go of those who wait") {
  const TempFolder folder;
  const auto store = open_store(folder);
  const auto projector = start(*store, one<SubjectProjection>());
  std::thread stopper([&] { projector->stop(); });
  const Status waited = projector->wait_for(TreeSize(1), std::chrono::steady_clock::now() + 30s);
  stopper.join();
  REQUIRE_FALSE(waited.has_value());
  CHECK(waited.error().code() == Errc::kStopping);
}

TEST_CASE("replay equals live over random histories, however they were cut") {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    CAPTURE(seed);
    const TempFolder folder;
    const auto store = open_store(folder);
    const History history = random_history(seed, 600);
    const auto projector = start(*store, one<SubjectProjection>());
    std::mt19937 random(seed);
    for (std::uint64_t done = 0; done < history.size().get();) {
      const std::uint64_t to = std::min(history.size().get(), done + 1 + random() % 90);
      commit(*store, history, done, to);
      projector->notify(TreeSize(to));
      if (random() % 2 == 0) REQUIRE(reaches(*projector, TreeSize(to)));
      done = to;
    }
    REQUIRE(reaches(*projector, history.size()));
    CHECK(keys_in(*store, kFamily) > 20);
    CHECK(projector->digest(kSubjects).value().digest == replayed_digest(*store));
    const auto comparison = projector->compare(kSubjects);
    REQUIRE(comparison.has_value());
    CHECK(comparison->equal);
    CHECK(comparison->folded == history.size());
    CHECK(comparison->first_difference.empty());
  }
}

TEST_CASE("after a clean end the projector goes on where it was") {
  const TempFolder folder;
  const History history = random_history(1, 100);
  for (const std::uint64_t size : {40u, 100u}) {
    CAPTURE(size);
    const auto store = open_store(folder);
    commit(*store, history, store->size().value().get(), size);
    auto applied = std::make_shared<std::atomic<int>>(0);
    const auto projector = start(*store, one<RecordCount>(1u, applied));
    REQUIRE(reaches(*projector, TreeSize(size)));
    CHECK(counted(*projector) == size);
    CHECK(*applied == (size == 40 ? 40 : 60));
    projector->stop();
    REQUIRE(store->close().has_value());
  }
}

TEST_CASE("after a crash the state is made again from the log") {
  const TempFolder folder;
  const History history = random_history(2, 300);
  {
    const auto store = open_store(folder);
    commit(*store, history, 0, 300);
    const auto projector = start(*store, one<SubjectProjection>());
    REQUIRE(reaches(*projector, TreeSize(300)));
  } // the store is not closed: what was derived is lost
  const auto store = open_store(folder);
  const auto projector = start(*store, one<SubjectProjection>());
  REQUIRE(reaches(*projector, TreeSize(300)));
  CHECK(projector->digest(kSubjects).value().digest == replayed_digest(*store));
}

TEST_CASE("projections at different places meet, and each sees every record once") {
  const TempFolder folder;
  const History history = random_history(3, 200);
  make_projected(folder, history);
  const auto store = open_store(folder);
  auto applied = std::make_shared<std::atomic<int>>(0);
  Projections both = one<SubjectProjection>();
  both.push_back(std::make_unique<RecordCount>(1u, applied));
  const auto projector = start(*store, std::move(both));
  REQUIRE(reaches(*projector, TreeSize(200)));
  CHECK(*applied == 200);
  CHECK(projector->digest(kSubjects).value().digest == replayed_digest(*store));
}

TEST_CASE("a state that was folded from other records than the store holds is dropped") {
  const TempFolder before;
  const TempFolder after;
  make_projected(before, random_history(4, 50));
  // The derived state of one ledger, put beside the records of another.
  const auto source = open_store(before);
  Store::Changes stolen;
  REQUIRE(source
              ->each_derived(kFamily,
                             [&](ByteView key, ByteView value) -> Status {
                               stolen.emplace_back(Bytes(key.begin(), key.end()),
                                                   Bytes(value.begin(), value.end()));
                               return {};
                             })
              .has_value());
  REQUIRE(stolen.size() > 10);
  const auto store = open_store(after);
  commit(*store, random_history(5, 60), 0, 60);
  REQUIRE(store->write_derived(kFamily, stolen).has_value());
  const auto projector = start(*store, one<SubjectProjection>());
  REQUIRE(reaches(*projector, TreeSize(60)));
  CHECK(projector->digest(kSubjects).value().digest == replayed_digest(*store));
}

TEST_CASE("a gap in the log stops the projector before it, and is named") {
  const TempFolder folder;
  const auto store = open_store(folder);
  const History history = random_history(11, 20);
  commit(*store, history, 0, 10);
  commit(*store, history, 11, 20);
  const auto [folded, error] = stopped_at(*store, TreeSize(20), one<SubjectProjection>());
  CHECK(folded == TreeSize(10));
  CHECK(error.code() == Errc::kMissing);
  CHECK(error.where().find("10") != std::string::npos);
}

TEST_CASE("an unreadable record stops the projector before it, and is named") {
  const TempFolder folder;
  const auto store = open_store(folder);
  const History history = random_history(12, 20);
  CommitGroup group;
  for (std::uint64_t i = 0; i < 20; ++i) {
    Bytes record = history.records()[i];
    if (i == 12) record[limits::kHeaderBytes] = 0xff;
    group.put_record(Sequence(i), record);
  }
  REQUIRE(store->commit(group).has_value());
  const auto [folded, error] = stopped_at(*store, TreeSize(20), one<SubjectProjection>());
  CHECK(folded == TreeSize(12));
  CHECK(error.code() == Errc::kMalformed);
  CHECK(error.where().find("record 12") != std::string::npos);
}

TEST_CASE("a record that does not follow the folded ones stops the projector") {
  const TempFolder folder;
  const auto store = open_store(folder);
  commit(*store, random_history(13, 20), 0, 10);
  const auto projector = start(*store, one<SubjectProjection>());
  REQUIRE(reaches(*projector, TreeSize(10)));
  commit(*store, random_history(14, 20), 10, 20);
  projector->notify(TreeSize(20));
  const Status waited = projector->wait_for(TreeSize(20), std::chrono::steady_clock::now() + 30s);
  REQUIRE_FALSE(waited.has_value());
  CHECK(waited.error().code() == Errc::kReordered);
  CHECK(projector->folded() == TreeSize(10));
}

TEST_CASE("stopping in the middle of a long log is quick, and the next start goes on") {
  const TempFolder folder;
  const auto store = open_store(folder);
  History history;
  for (int i = 0; i < 20'000; ++i)
    history.add(EventType::SUBJECT_REGISTERED, {person(static_cast<std::uint8_t>(i % 200))});
  commit(*store, history, 0, history.size().get());
  auto applied = std::make_shared<std::atomic<int>>(0);
  const auto first = start(*store, one<RecordCount>(1u, applied));
  while (*applied == 0)
    std::this_thread::yield();
  first->stop();
  const int at_stop = *applied;
  CHECK(static_cast<std::uint64_t>(at_stop) == first->folded().get());
  const auto second = start(*store, one<RecordCount>(1u, applied));
  REQUIRE(reaches(*second, history.size()));
  CHECK(static_cast<std::uint64_t>(*applied) == history.size().get());
  CHECK(counted(*second) == history.size().get());
}
