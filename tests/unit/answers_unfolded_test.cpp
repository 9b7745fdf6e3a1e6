// The gate knows what was stored a moment ago: with the projector left behind, it answers as it
// does when everything is folded.
#include "ledger/projection/families.hpp"
#include "ledger/report/answers.hpp"
#include "tests/support/store_testing.hpp"
#include "tests/unit/answers_support.hpp"
#include "tests/unit/random_life.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <thread>

using namespace ledger;
using namespace ledger::test;

namespace {

constexpr std::uint8_t kPeople = 4;

// A ledger whose projector has folded the first records only, unless it is told to go on.
class Behind {
 public:
  Behind(const std::vector<Event>& events, TreeSize folded) {
    auto store = Store::open(options_for(folder_ / "db", true));
    REQUIRE(store.has_value());
    store_ = std::move(*store);
    publish(history_, policy_);
    for (const Event& event : events) {
      people_[history_.add(event.type, event.people, event.fill, event.tags).get()] = event;
    }
    projector_ = project(*store_, history_, folded);
    unfolded_ = std::make_unique<Unfolded>(*store_, folded);
  }
  // Stored in groups of a few.
  void store_rest() {
    while (stored() < history_.size()) {
      const TreeSize from = stored();
      const TreeSize to(std::min(from.get() + 7, history_.size().get()));
      commit(*store_, history_, from, to);
      std::vector<NewRecord> events;
      for (std::uint64_t i = from.get(); i < to.get(); ++i)
        events.push_back({Sequence(i), people_.at(i).type, people_.at(i).people});
      unfolded_->add(events, to);
    }
  }
  void damage(const std::string& family, const Bytes& key) {
    REQUIRE(store_->read_derived(family, key).value().has_value());
    REQUIRE(store_->write_derived(family, {{key, std::nullopt}}).has_value());
  }
  // Nothing is known any more but how much is stored.
  void start_again() { unfolded_ = std::make_unique<Unfolded>(*store_, stored()); }
  void fold_on() { projector_->notify(history_.size()); }
  [[nodiscard]] TreeSize size() const { return history_.size(); }
  [[nodiscard]] TreeSize stored() const {
    const auto size = store_->size();
    REQUIRE(size.has_value());
    return *size;
  }
  [[nodiscard]] Projector& projector() { return *projector_; }
  [[nodiscard]] Unfolded& unfolded() { return *unfolded_; }
  [[nodiscard]] Answers answers() { return {*projector_, always(policy_), unfolded_.get()}; }

 private:
  TempFolder folder_;
  std::string policy_ = policy::example_text();
  History history_;
  std::map<std::uint64_t, Event> people_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Projector> projector_;
  std::unique_ptr<Unfolded> unfolded_;
};

// Of people and of the house, with some of it taken back.
std::vector<Event> corrected_life(unsigned seed, std::size_t count) {
  std::vector<Event> events = life(seed, count);
  std::mt19937 random(seed);
  for (std::size_t i = 10; i < events.size(); i += 6) {
    const std::uint64_t target = 2 + random() % (i - 1);
    events[i] = {EventType::CORRECTION, events[target - 2].people,
                 [target](wire::Clear::Builder clear) { clear.setTarget(target); }};
  }
  return events;
}

std::vector<GateAnswer> ask(const Answers& answers) {
  std::vector<GateAnswer> all;
  for (std::uint8_t who = 0; who < kPeople; ++who)
    for (const char* activity :
         {"newsletter.marketing-communication", "customer.marketing-communication",
          "customer.satisfaction-survey", "event.photo-video", "visit.camera-surveillance"})
      for (const char* recipient : {"", "example-analytics"}) {
        GateQuery query;
        query.activity = activity;
        query.recipient = recipient;
        query.at = Timestamp(History::kStart + 4'000 * kDay);
        const auto answer = answers.check(person(who), query, soon());
        REQUIRE_MESSAGE(answer.has_value(), answer.error().what());
        all.push_back(*answer);
      }
  return all;
}

bool same(const GateAnswer& a, const GateAnswer& b) {
  return a.allowed == b.allowed && a.reason == b.reason && a.policy == b.policy &&
         a.policy_id == b.policy_id && a.record == b.record && a.folded == b.folded;
}

} // namespace

TEST_CASE("the gate answers from what is stored as it does from what is folded") {
  std::size_t changed = 0;
  for (unsigned seed = 1; seed <= 8; ++seed) {
    CAPTURE(seed);
    const auto events = corrected_life(seed, 150);
    Behind ledger(events, TreeSize(2 + seed * 8));
    const Answers answers = ledger.answers(); // what it has kept must not mislead it
    const auto before = ask(answers);
    ledger.store_rest();
    const auto behind = ask(answers);
    CHECK(ledger.projector().folded() < ledger.size());
    ledger.fold_on();
    REQUIRE(ledger.projector().wait_for(ledger.size(), soon()).has_value());
    const auto folded = ask(ledger.answers());
    ledger.unfolded().forget(ledger.size());
    const auto forgotten = ask(answers);
    for (std::size_t i = 0; i < behind.size(); ++i) {
      CAPTURE(i);
      CHECK(same(behind[i], folded[i]));
      CHECK(same(behind[i], forgotten[i]));
      CHECK(behind[i].folded == ledger.size());
      changed += behind[i].reason != before[i].reason ? 1 : 0;
    }
  }
  CHECK(changed > 0);
}

TEST_CASE("the gate's part of the house answers as the whole house does") {
  for (unsigned seed = 1; seed <= 4; ++seed) {
    CAPTURE(seed);
    const auto events = corrected_life(seed, 200);
    Behind ledger(events, TreeSize(events.size() + 2));
    const auto answers = ledger.answers();
    const auto known = answers.known(std::nullopt);
    REQUIRE(known.has_value());
    for (std::uint8_t who = 0; who < kPeople; ++who) {
      GateQuery query;
      query.activity = "customer.marketing-communication";
      query.recipient = "example-analytics";
      query.at = Timestamp(History::kStart + 4'000 * kDay);
      const auto answer = answers.check(person(who), query, soon());
      REQUIRE(answer.has_value());
      PersonFacts facts;
      REQUIRE(ledger.projector()
                  .read(SubjectProjection::kName,
                        [&](const StateCopy& copy) -> Status {
                          auto read = read_person(copy, person(who), Extent::kAll, std::nullopt);
                          REQUIRE(read.has_value());
                          facts = std::move(*read);
                          return {};
                        })
                  .has_value());
      const PersonCase whole(person(who), std::move(facts.facts), *known->house, *known->policies);
      const auto verdict = check(whole, query);
      REQUIRE(verdict.has_value());
      CHECK(answer->allowed == verdict->allowed);
      CHECK(answer->reason == verdict->reason);
      CHECK(answer->record == verdict->record);
    }
  }
}

TEST_CASE("after a start the gate waits until everything is folded, and not for ever") {
  Behind ledger(corrected_life(3, 40), TreeSize(5));
  ledger.store_rest();
  ledger.start_again();
  GateQuery query;
  query.activity = "event.photo-video";
  query.at = Timestamp(History::kStart);
  const auto at_once = std::chrono::steady_clock::now();
  const auto busy = ledger.answers().check(person(1), query, at_once);
  REQUIRE(!busy.has_value());
  CHECK(busy.error().code() == Errc::kBusy);
  ledger.fold_on();
  const auto answer = ledger.answers().check(person(1), query, soon());
  REQUIRE(answer.has_value());
  CHECK(answer->folded == ledger.size());
}

TEST_CASE("the gate waits for a key that was destroyed a moment ago") {
  Behind ledger(corrected_life(3, 40), TreeSize(5));
  ledger.store_rest();
  const std::vector<NewRecord> destroyed{{next_of(ledger.size()), EventType::KEY_DESTROYED, {}}};
  const TreeSize size(ledger.size().get() + 1);
  ledger.unfolded().add(destroyed, size);
  CHECK(ledger.unfolded().about(person(1)).fold_first == size);
}

TEST_CASE("what a rebuild has mended is not answered from memory") {
  Behind ledger(corrected_life(6, 40), TreeSize(42));
  const Bytes published{1, 'h', 0, 0, 0, 0, 0, 0, 0, 1}; // as the projection of the house keeps it
  ledger.damage(family_of(HouseProjection()), published);
  const auto answers = ledger.answers();
  GateQuery query;
  query.activity = "event.photo-video";
  query.at = Timestamp(History::kStart);
  CHECK_FALSE(answers.check(person(1), query, soon())->policy.has_value());
  CHECK(answers.known(std::nullopt)->policies->versions().empty());
  REQUIRE(ledger.projector().rebuild("house").has_value());
  CHECK(answers.check(person(1), query, soon())->policy == Sequence(1));
  CHECK(answers.known(std::nullopt)->policies->versions().size() == 1);
}

TEST_CASE("who has very much behind the projector is waited for") {
  Behind ledger({}, TreeSize(2));
  const std::vector<SubjectId> one{person(1)};
  std::vector<NewRecord> many;
  for (std::uint64_t i = 0; i <= Unfolded::kMostRead; ++i)
    many.push_back({Sequence(2 + i), EventType::NOTICE_SERVED, one});
  const TreeSize size(2 + many.size());
  ledger.unfolded().add(many, size);
  CHECK(ledger.unfolded().about(person(1)).fold_first == size);
  CHECK(ledger.unfolded().about(person(1)).of_person.empty());
  CHECK(ledger.unfolded().about(person(2)).fold_first == TreeSize(2));
}

TEST_CASE("questions beside a committer and a projector see what was stored before them") {
  Behind ledger({}, TreeSize(2));
  Unfolded& unfolded = ledger.unfolded();
  constexpr std::uint64_t kRecords = 20'000;
  std::atomic<std::uint64_t> stored{2};
  std::atomic<std::uint64_t> folded{2};
  const std::vector<SubjectId> one{person(1)};
  std::thread committer([&] {
    for (std::uint64_t at = 2; at < kRecords; ++at) {
      const std::vector<NewRecord> record{{Sequence(at), EventType::NOTICE_SERVED, one}};
      unfolded.add(record, TreeSize(at + 1));
      stored = at + 1;
    }
  });
  std::thread projector([&] {
    while (folded < kRecords) {
      folded = stored.load();
      unfolded.forget(TreeSize(folded));
    }
  });
  std::uint64_t missed = 0;
  while (stored < kRecords) {
    const std::uint64_t before = stored;
    const auto tail = unfolded.about(person(1));
    const std::uint64_t covered =
        tail.of_person.empty() ? tail.fold_first.get() : tail.of_person.back().get() + 1;
    missed += tail.size.get() < before || covered < before ? 1 : 0;
  }
  committer.join();
  projector.join();
  CHECK(missed == 0);
}

TEST_CASE("a person about whom very much is stored at once is waited for") {
  std::vector<Event> events = corrected_life(4, 3);
  Behind ledger(events, TreeSize(2));
  ledger.store_rest();
  const std::vector<SubjectId> people{person(1), person(2)};
  std::vector<NewRecord> many;
  for (std::uint64_t i = 0; i <= Unfolded::kMostKept; ++i)
    many.push_back({Sequence(ledger.size().get() + i), EventType::NOTICE_SERVED, people});
  const TreeSize size(ledger.size().get() + many.size());
  ledger.unfolded().add(many, size);
  const auto tail = ledger.unfolded().about(person(1));
  CHECK(tail.of_person.empty());
  CHECK(tail.fold_first == size);
  ledger.unfolded().forget(size);
  CHECK(ledger.unfolded().about(person(1)).fold_first == size);
}

TEST_CASE("what is folded is forgotten, and what is not is kept in order") {
  Behind ledger({}, TreeSize(2));
  const std::vector<SubjectId> one{person(1)};
  const std::vector<SubjectId> both{person(1), person(2), person(1)};
  const std::vector<NewRecord> events{{Sequence(2), EventType::NOTICE_SERVED, one},
                                      {Sequence(3), EventType::USE, one},
                                      {Sequence(4), EventType::CONSENT_GIVEN, both},
                                      {Sequence(5), EventType::CONSENT_WITHDRAWN, one},
                                      {Sequence(6), EventType::CONTRACT_SIGNED, {}},
                                      {Sequence(7), EventType::CORRECTION, {}},
                                      {Sequence(8), EventType::STAFF_GRANTED, {}}};
  Unfolded& unfolded = ledger.unfolded();
  unfolded.add(events, TreeSize(9));
  CHECK(
      (unfolded.about(person(1)).of_person == std::vector{Sequence(2), Sequence(4), Sequence(5)}));
  CHECK((unfolded.about(person(2)).of_person == std::vector{Sequence(4)}));
  CHECK((unfolded.about(person(2)).of_house == std::vector{Sequence(6), Sequence(7)}));
  CHECK(unfolded.about(person(3)).of_person.empty());
  CHECK(unfolded.about(std::nullopt).size == TreeSize(9));
  unfolded.forget(TreeSize(5));
  CHECK((unfolded.about(person(1)).of_person == std::vector{Sequence(5)}));
  CHECK(unfolded.about(person(2)).of_person.empty());
  CHECK(unfolded.about(person(1)).fold_first == TreeSize(5));
  unfolded.forget(TreeSize(7));
  CHECK(unfolded.about(person(1)).of_person.empty());
  CHECK((unfolded.about(person(1)).of_house == std::vector{Sequence(7)}));
}
