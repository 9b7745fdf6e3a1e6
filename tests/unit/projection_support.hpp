// For the projector's tests: random histories in a real store, projectors over it, and a projection
// whose version can be chosen.
#pragma once

#include "ledger/projection/families.hpp"
#include "ledger/projection/person.hpp"
#include "ledger/projection/projector.hpp"
#include "ledger/projection/subject_projection.hpp"
#include "tests/support/projection_history.hpp"
#include "tests/support/store_testing.hpp"

#include <atomic>
#include <doctest/doctest.h>
#include <random>

namespace ledger::test {

inline constexpr std::string_view kSubjects = SubjectProjection::kName;
inline const std::string kFamily = family_of(SubjectProjection());

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
      if (before && before->size() != 8)
        return fail(Errc::kDamaged, "the count cannot be read", "projection count", "rebuild it");
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

inline void add_random_event(History& history, std::mt19937& random) {
  static const std::vector<std::string> kNames = {"newsletter", "support", "billing", "profiling"};
  const auto pick = [&](std::size_t count) { return static_cast<std::size_t>(random() % count); };
  const auto types = all_types();
  const TypeInfo& type = types[pick(types.size())];
  if (type.type == wire::EventType::KEY_DESTROYED) {
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

inline History random_history(unsigned seed, std::size_t count) {
  std::mt19937 random(seed);
  History history;
  while (history.size().get() < count)
    add_random_event(history, random);
  return history;
}

// Commits the records [from, to) of a history.
inline void commit(Store& store, const History& history, std::uint64_t from, std::uint64_t to) {
  CommitGroup group;
  for (std::uint64_t i = from; i < to; ++i)
    group.put_record(Sequence(i), history.records()[i]);
  REQUIRE(store.commit(group).has_value());
}

inline std::unique_ptr<Store> open_store(const TempFolder& folder,
                                         StoreMode mode = StoreMode::kReadWrite) {
  StoreOptions options = options_for(folder / "db", mode == StoreMode::kReadWrite);
  options.mode = mode;
  auto store = Store::open(options);
  REQUIRE_MESSAGE(store.has_value(), store.error().what());
  return std::move(*store);
}

inline std::unique_ptr<Projector> start(Store& store, Projections projections,
                                        ProjectorOptions options = {}) {
  auto projector = Projector::start(store, std::move(projections), std::move(options));
  REQUIRE(projector.has_value());
  return std::move(*projector);
}

inline bool reaches(const Projector& projector, TreeSize size) {
  const Status waited =
      projector.wait_for(size, std::chrono::steady_clock::now() + std::chrono::seconds(30));
  if (!waited) MESSAGE(waited.error().what() << ", " << waited.error().where());
  return waited.has_value();
}

// The digest of a replay in memory of everything that the store holds.
inline StateDigest replayed_digest(Store& store) {
  ProjectorOptions options;
  options.in_memory = true;
  const auto projector = start(store, one<SubjectProjection>(), options);
  REQUIRE(reaches(*projector, store.size().value()));
  return projector->digest(kSubjects).value().digest;
}

inline std::uint64_t counted(const Projector& projector) {
  const auto count = projector.state("count", as_bytes("n"));
  REQUIRE(count.has_value());
  REQUIRE(count->value);
  return get_be(count->value->data(), 8);
}

inline std::size_t keys_in(const Store& store, std::string_view family) {
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

// A projection's key as the store has it.
inline Bytes stored(ByteView key) {
  Bytes stored_key{1};
  append(stored_key, key);
  return stored_key;
}

// The projection's own key of the first fact about a person.
inline Bytes first_key(const Store& store, const SubjectId& subject) {
  Bytes first;
  const Bytes prefix = stored(SubjectProjection::person_prefix(subject));
  REQUIRE(store
              .each_derived_in(kFamily, prefix, {},
                               [&](ByteView key, ByteView) -> Status {
                                 if (first.empty()) first.assign(key.begin() + 1, key.end());
                                 return {};
                               })
              .has_value());
  REQUIRE_FALSE(first.empty());
  return first;
}

inline std::vector<Fact> facts_about(const Projector& projector, const SubjectId& subject) {
  std::vector<Fact> facts;
  const Status done = projector.read(kSubjects, [&](const StateCopy& copy) -> Status {
    LEDGER_ASSIGN(PersonFacts found, read_person(copy, subject, Extent::kAll, std::nullopt));
    facts = std::move(found.facts);
    return {};
  });
  REQUIRE(done.has_value());
  return facts;
}

// A store with a history that has been projected and closed.
inline void make_projected(const TempFolder& folder, const History& history) {
  const auto store = open_store(folder);
  commit(*store, history, 0, history.size().get());
  const auto projector = start(*store, one<SubjectProjection>());
  REQUIRE(reaches(*projector, history.size()));
  projector->stop();
  REQUIRE(store->close().has_value());
}

// Where a projector stops, and with which error.
inline std::pair<TreeSize, Error> stopped_at(Store& store, TreeSize size, Projections projections) {
  std::atomic<int> told = 0;
  ProjectorOptions options;
  options.on_error = [&](const Error&) { ++told; };
  const auto projector = start(store, std::move(projections), options);
  const Status waited =
      projector->wait_for(size, std::chrono::steady_clock::now() + std::chrono::seconds(30));
  REQUIRE_FALSE(waited.has_value());
  REQUIRE(projector->error().has_value());
  CHECK(projector->error()->code() == waited.error().code());
  projector->stop();
  CHECK(told == 1);
  return {projector->folded(), waited.error()};
}

} // namespace ledger::test
