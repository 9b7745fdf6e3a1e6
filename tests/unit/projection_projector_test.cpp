// The projector over a real store: it follows, waits, starts again, rebuilds, compares, and stops
// at what it cannot read.
#include "ledger/projection/compare.hpp"
#include "ledger/projection/projector.hpp"
#include "ledger/projection/subject_projection.hpp"
#include "ledger/projection/subject_state.hpp"
#include "tests/support/projection_history.hpp"
#include "tests/support/store_testing.hpp"

#include <atomic>
#include <doctest/doctest.h>
#include <random>
#include <thread>

using namespace ledger;
using namespace ledger::test;
using namespace std::chrono_literals;
using wire::EventType;

namespace {

constexpr std::string_view kSubjects = SubjectProjection::kName;
constexpr std::string_view kFamily = "subjects.v2";

// Counts records; a version of it, and how many it was given, can be chosen.
class RecordCount : public Projection {
 public:
  explicit RecordCount(std::uint32_t version, std::shared_ptr<std::atomic<int>> applied = nullptr)
      : version_(version), applied_(std::move(applied)) {}
  std::string name() const override { return "count"; }
  std::uint32_t version() const override { return version_; }
  std::unique_ptr<Fold> start(StateView& state) const override {
    return std::make_unique<Counting>(state, version_, applied_.get());
  }

 private:
  class Counting : public Fold {
   public:
    Counting(StateView& state, std::uint32_t step, std::atomic<int>* applied)
        : state_(state), step_(step), applied_(applied) {}
    Status apply(const RecordView&) override {
      LEDGER_ASSIGN(const auto before, state_.get(as_bytes("n")));
      Bytes count(8);
      put_be(count.data(), (before ? get_be(before->data(), 8) : 0) + step_, 8);
      state_.put(as_bytes("n"), count);
      if (applied_ != nullptr) ++*applied_;
      return {};
    }
    Status flush() override { return {}; }
    std::size_t pending() const override { return 1; }

   private:
    StateView& state_;
    std::uint32_t step_;
    std::atomic<int>* applied_;
  };
  std::uint32_t version_;
  std::shared_ptr<std::atomic<int>> applied_;
};

using Projections = std::vector<std::unique_ptr<Projection>>;

template <class P, class... Args>
Projections one(Args&&... args) {
  Projections projections;
  projections.push_back(std::make_unique<P>(std::forward<Args>(args)...));
  return projections;
}

void add_random_event(History& history, std::mt19937& random) {
  static const std::vector<std::string> kNames = {"newsletter", "support", "billing", "profiling"};
  const auto pick = [&](std::size_t count) { return static_cast<std::size_t>(random() % count); };
  const auto types = all_types();
  const TypeInfo& type = types[pick(types.size())];
  if (type.type == EventType::KEY_DESTROYED) {
    Destruction destruction;
    destruction.subject = person(static_cast<std::uint8_t>(pick(30)));
    destruction.keys.emplace_back(destruction.subject, kNames[pick(4)], Incarnation(1));
    destruction.key_ids.emplace_back();
    destruction.whole = pick(2) == 0;
    history.add_own(key_destroyed(destruction));
  } else if (type.posted_by == PostedBy::kLedger) {
    history.add_own(heartbeat());
  } else {
    std::vector<SubjectId> people;
    for (std::size_t i = pick(3); type.max_subjects > 0 && i < 3; ++i)
      people.push_back(person(static_cast<std::uint8_t>(pick(30))));
    history.add(type.type, people, [&](wire::Clear::Builder clear) {
      clear.setOccurredAt(History::kStart + static_cast<std::int64_t>(pick(500)) * 1'000'000);
      clear.setRelation(kNames[pick(4)].c_str());
      clear.setRecipient(kNames[pick(4)].c_str());
      clear.setCountry(pick(2) == 0 ? "US" : "IN");
      clear.setRight(static_cast<wire::Right>(1 + pick(3)));
      clear.setObjectionScope(static_cast<wire::ObjectionScope>(1 + pick(3)));
      if (pick(2) == 0) {
        const OpaqueRef ref = reference(static_cast<std::uint8_t>(pick(4)));
        clear.setCorrelation(data_of(ref.view()));
      }
      set_activities(clear, {kNames[pick(4)], kNames[pick(4)]});
      set_categories(clear, {"email", kNames[pick(4)]});
    });
  }
}

History random_history(unsigned seed, std::size_t count) {
  std::mt19937 random(seed);
  History history;
  while (history.size().get() < count)
    add_random_event(history, random);
  return history;
}

// Commits the records [from, to) of a history.
void commit(Store& store, const History& history, std::uint64_t from, std::uint64_t to) {
  CommitGroup group;
  for (std::uint64_t i = from; i < to; ++i)
    group.put_record(Sequence(i), history.records()[i]);
  REQUIRE(store.commit(group).has_value());
}

std::unique_ptr<Store> open_store(const TempFolder& folder,
                                  StoreMode mode = StoreMode::kReadWrite) {
  StoreOptions options = options_for(folder / "db", mode == StoreMode::kReadWrite);
  options.mode = mode;
  auto store = Store::open(options);
  REQUIRE_MESSAGE(store.has_value(), store.error().what());
  return std::move(*store);
}

std::unique_ptr<Projector> start(Store& store, Projections projections,
                                 ProjectorOptions options = {}) {
  auto projector = Projector::start(store, std::move(projections), std::move(options));
  REQUIRE(projector.has_value());
  return std::move(*projector);
}

bool reaches(const Projector& projector, TreeSize size) {
  const Status waited = projector.wait_for(size, std::chrono::steady_clock::now() + 30s);
  if (!waited) MESSAGE(waited.error().what() << ", " << waited.error().where());
  return waited.has_value();
}

// The digest of a replay in memory of everything that the store holds.
StateDigest replayed_digest(Store& store) {
  ProjectorOptions options;
  options.in_memory = true;
  const auto projector = start(store, one<SubjectProjection>(), options);
  REQUIRE(reaches(*projector, store.size().value()));
  return projector->digest(kSubjects).value().digest;
}

std::uint64_t counted(const Projector& projector) {
  const auto count = projector.state("count", as_bytes("n"));
  REQUIRE(count.has_value());
  REQUIRE(count->value);
  return get_be(count->value->data(), 8);
}

std::size_t keys_in(const Store& store, std::string_view family) {
  std::size_t keys = 0;
  REQUIRE(store
              .each_derived(family,
                            [&](ByteView, ByteView) -> Status {
                              ++keys;
                              return {};
                            })
              .has_value());
  return keys;
}

Bytes stored_key(const SubjectId& subject) {
  Bytes key(1 + SubjectId::kSize, 1);
  std::copy(subject.view().begin(), subject.view().end(), key.begin() + 1);
  return key;
}

// A store with a history that has been projected and closed.
void make_projected(const TempFolder& folder, const History& history) {
  const auto store = open_store(folder);
  commit(*store, history, 0, history.size().get());
  const auto projector = start(*store, one<SubjectProjection>());
  REQUIRE(reaches(*projector, history.size()));
  projector->stop();
  REQUIRE(store->close().has_value());
}

// Where a projector stops, and with which error.
std::pair<TreeSize, Error> stopped_at(Store& store, TreeSize size) {
  std::atomic<int> told = 0;
  ProjectorOptions options;
  options.on_error = [&](const Error&) { ++told; };
  const auto projector = start(store, one<SubjectProjection>(), options);
  const Status waited = projector->wait_for(size, std::chrono::steady_clock::now() + 30s);
  REQUIRE_FALSE(waited.has_value());
  REQUIRE(projector->error().has_value());
  CHECK(projector->error()->code() == waited.error().code());
  projector->stop();
  CHECK(told == 1);
  return {projector->folded(), waited.error()};
}

} // namespace

TEST_CASE("the projector follows the log, and a reader can wait for a record") {
  const TempFolder folder;
  const auto store = open_store(folder);
  const auto projector = start(*store, one<SubjectProjection>());
  History history;
  history.add(EventType::SUBJECT_REGISTERED, {person(1)});
  commit(*store, history, 0, 2);
  projector->notify(TreeSize(2));
  REQUIRE(reaches(*projector, TreeSize(2)));
  const auto found = projector->state(kSubjects, person(1).view());
  REQUIRE(found.has_value());
  CHECK(found->folded == TreeSize(2));
  REQUIRE(found->value);
  CHECK(SubjectState::decode(*found->value).value().events.times == 1);
  CHECK_FALSE(projector->state(kSubjects, person(2).view()).value().value);
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

TEST_CASE("a comparison names the state that was tampered with, and a rebuild mends it") {
  const TempFolder folder;
  const History history = random_history(6, 400);
  make_projected(folder, history);
  const auto store = open_store(folder);
  const Bytes key = stored_key(person(7));
  auto state = SubjectState::decode(store->read_derived(kFamily, key).value().value()).value();
  state.events.times += 1;
  REQUIRE(store->write_derived(kFamily, {{key, state.encode()}}).has_value());

  const auto projector = start(*store, one<SubjectProjection>());
  const auto comparison = projector->compare(kSubjects);
  REQUIRE(comparison.has_value());
  CHECK_FALSE(comparison->equal);
  CHECK(comparison->folded == history.size());
  CHECK(comparison->live != comparison->replayed);
  const auto id = person(7);
  CHECK(comparison->first_difference == Bytes(id.view().begin(), id.view().end()));
  CHECK(keys_in(*store, "subjects.v2.compared") == 0);

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
    const Bytes found = first_difference(*copy, whole).value();
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

TEST_CASE("a person who is taken out of the state, or put into it, is found") {
  const TempFolder folder;
  make_projected(folder, random_history(7, 400));
  for (const bool taken_out : {true, false}) {
    CAPTURE(taken_out);
    const auto store = open_store(folder);
    const SubjectId id = person(taken_out ? 9 : 200);
    const auto before = store->read_derived(kFamily, stored_key(id)).value();
    CHECK(before.has_value() == taken_out);
    std::optional<Bytes> value;
    if (!taken_out) value = SubjectState().encode();
    REQUIRE(store->write_derived(kFamily, {{stored_key(id), value}}).has_value());
    const auto projector = start(*store, one<SubjectProjection>());
    const auto comparison = projector->compare(kSubjects).value();
    CHECK_FALSE(comparison.equal);
    CHECK(comparison.first_difference == Bytes(id.view().begin(), id.view().end()));
  } // not closed: the change is lost
}

TEST_CASE("a state that cannot be read stops the projector, and a rebuild starts it again") {
  const TempFolder folder;
  const History history = random_history(8, 300);
  const auto store = open_store(folder);
  commit(*store, history, 0, 200);
  {
    const auto projector = start(*store, one<SubjectProjection>());
    REQUIRE(reaches(*projector, TreeSize(200)));
  }
  for (std::uint8_t i = 0; i < 30; ++i)
    REQUIRE(store->write_derived(kFamily, {{stored_key(person(i)), Bytes(3)}}).has_value());
  commit(*store, history, 200, 300);
  CHECK(stopped_at(*store, TreeSize(300)).second.code() == Errc::kDamaged);
  const auto projector = start(*store, one<SubjectProjection>());
  CHECK_FALSE(projector->wait_for(TreeSize(300), std::chrono::steady_clock::now() + 30s));
  REQUIRE(projector->rebuild(kSubjects).has_value());
  CHECK(reaches(*projector, TreeSize(300)));
  CHECK_FALSE(projector->error().has_value());
  CHECK(projector->digest(kSubjects).value().digest == replayed_digest(*store));
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
  CHECK(keys_in(*store, "subjects.v2.b") > 20);
  const auto projector = start(*store, one<SubjectProjection>());
  REQUIRE(reaches(*projector, TreeSize(3'000)));
  CHECK(projector->digest(kSubjects).value().digest == replayed_digest(*store));
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

TEST_CASE("a gap in the log stops the projector before it, and is named") {
  const TempFolder folder;
  const auto store = open_store(folder);
  const History history = random_history(11, 20);
  commit(*store, history, 0, 10);
  commit(*store, history, 11, 20);
  const auto [folded, error] = stopped_at(*store, TreeSize(20));
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
  const auto [folded, error] = stopped_at(*store, TreeSize(20));
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
    CHECK(projector->state(kSubjects, person(7).view()).value().value);
    const auto comparison = projector->compare(kSubjects);
    REQUIRE(comparison.has_value());
    CHECK(comparison->equal);
    CHECK(comparison->live == projector->digest(kSubjects).value().digest);
  }
  {
    const auto store = open_store(folder);
    REQUIRE(store->write_derived(kFamily, {{stored_key(person(7)), Bytes(3)}}).has_value());
    REQUIRE(store->close().has_value());
  }
  const auto store = open_store(folder, StoreMode::kReadOnly);
  const auto projector = start(*store, one<SubjectProjection>(), options);
  const auto comparison = projector->compare(kSubjects);
  REQUIRE(comparison.has_value());
  CHECK_FALSE(comparison->equal);
  const auto id = person(7);
  CHECK(comparison->first_difference == Bytes(id.view().begin(), id.view().end()));
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
