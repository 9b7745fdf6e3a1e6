// Facts by what they are about: whatever is told, live is replay, an earlier ledger says what was
// known then, and the records that are handed out make the same facts again.
#include "ledger/projection/breach_projection.hpp"
#include "ledger/projection/recipient_projection.hpp"
#include "ledger/projection/request_projection.hpp"
#include "ledger/projection/selection.hpp"
#include "tests/unit/projection_support.hpp"

#include <set>

using namespace ledger;
using namespace ledger::test;
using wire::EventType;

namespace {

using Grouped = std::map<Bytes, std::vector<Sequence>>;

Grouped groups_in(const StateCopy& state, TreeSize as_of) {
  Grouped groups;
  const auto read =
      each_group(state, as_of, [&](ByteView group, std::vector<Fact> facts) -> Status {
        for (const Fact& fact : facts)
          groups[Bytes(group.begin(), group.end())].push_back(fact.by());
        return {};
      });
  REQUIRE(read.has_value());
  return groups;
}

Bytes name(std::string_view text) {
  return {as_bytes(text).begin(), as_bytes(text).end()};
}

Sequence tell(History& history, EventType type, const FillClear& fill) {
  return history.add(type, {person(1)}, fill);
}

FillClear recipient(const char* id, const std::vector<const char*>& via = {}) {
  return [=](wire::Clear::Builder clear) {
    clear.setRecipient(id);
    auto list = clear.initVia(static_cast<unsigned>(via.size()));
    for (unsigned i = 0; i < list.size(); ++i)
      list.set(i, via[i]);
  };
}

FillClear correcting(Sequence target) {
  return [=](wire::Clear::Builder clear) { clear.setTarget(target.get()); };
}

// Each of the projections by group, over one history.
void check_replay(Projections projections, const History& history) {
  const std::string projection = projections.front()->name();
  const auto whole = folded(*projections.front(), history);
  const TempFolder folder;
  const auto store = open_store(folder);
  commit(*store, history, 0, history.size().get());
  const auto projector = start(*store, std::move(projections));
  REQUIRE(reaches(*projector, history.size()));
  CHECK(projector->compare(projection).value().equal);
  REQUIRE(projector->rebuild(projection).has_value());
  const auto same = [&](const StateCopy& copy) -> Status {
    CHECK((groups_in(copy, history.size()) == groups_in(*whole, history.size())));
    return {};
  };
  CHECK(projector->read(projection, same).has_value());
}

} // namespace

TEST_CASE("the projections of recipients and breaches are those of a replay") {
  const History history = random_history(7, 600);
  check_replay(one<RecipientProjection>(), history);
  check_replay(one<BreachProjection>(), history);
  CHECK(groups_in(*folded(RecipientProjection(), history), history.size()).size() > 3);
  CHECK(groups_in(*folded(BreachProjection(), history), history.size()).size() > 1);
}

TEST_CASE("what was known of recipients as of a record is what a ledger that ends there says") {
  const auto whole = folded(RecipientProjection(), random_history(8, 400));
  for (const std::size_t size : {1u, 50u, 399u}) {
    CAPTURE(size);
    const auto cut = folded(RecipientProjection(), random_history(8, size));
    CHECK((groups_in(*whole, TreeSize(size)) == groups_in(*cut, TreeSize(size))));
  }
}

TEST_CASE("a disclosure is told of the recipient, and of whoever it passes through") {
  History history;
  const Sequence direct = tell(history, EventType::DISCLOSURE, recipient("mail"));
  const Sequence passed = tell(history, EventType::DISCLOSURE, recipient("shop", {"mail", "host"}));
  tell(history, EventType::COLLECTION, {});
  const Grouped groups = groups_in(*folded(RecipientProjection(), history), history.size());
  CHECK(groups.size() == 3);
  CHECK((groups.at(name("mail")) == std::vector{direct, passed}));
  CHECK((groups.at(name("shop")) == std::vector{passed}));
  CHECK((groups.at(name("host")) == std::vector{passed}));
}

TEST_CASE("a correction belongs where what it corrects does, and nowhere else") {
  History history;
  const Sequence given = tell(history, EventType::DISCLOSURE, recipient("shop", {"mail"}));
  const Sequence use = tell(history, EventType::USE, {});
  const Sequence taken_back = tell(history, EventType::CORRECTION, correcting(given));
  tell(history, EventType::CORRECTION, correcting(use));
  const Sequence restored = tell(history, EventType::CORRECTION, correcting(taken_back));
  const Grouped groups = groups_in(*folded(RecipientProjection(), history), history.size());
  CHECK(groups.size() == 2);
  CHECK((groups.at(name("shop")) == std::vector{given, taken_back, restored}));
  CHECK((groups.at(name("mail")) == std::vector{given, taken_back, restored}));
}

TEST_CASE("a correction belongs where its target does though it names somebody else") {
  History history;
  const Sequence asked = tell(history, EventType::REQUEST_RECEIVED, {});
  const Sequence wrong =
      history.add(EventType::CORRECTION, {person(2)}, correcting(asked)); // the right person
  const Grouped groups = groups_in(*folded(RequestProjection(), history), history.size());
  const auto id = [](const SubjectId& subject) {
    return Bytes(subject.view().begin(), subject.view().end());
  };
  CHECK((groups.at(id(person(1))) == std::vector{asked, wrong}));
  CHECK((groups.at(id(person(2))) == std::vector{wrong}));
}

TEST_CASE("a record of many groups is kept once") {
  History history;
  std::vector<std::string> names;
  for (int i = 0; i < 60; ++i)
    names.push_back("recipient-" + std::to_string(i));
  tell(history, EventType::DISCLOSURE, [&](wire::Clear::Builder clear) {
    clear.setRecipient("shop");
    auto via = clear.initVia(static_cast<unsigned>(names.size()));
    for (unsigned i = 0; i < via.size(); ++i)
      via.set(i, names[i].c_str());
  });
  const auto state = folded(RecipientProjection(), history);
  CHECK(groups_in(*state, history.size()).size() == 61);
  std::size_t bytes = 0;
  const auto size = [&](ByteView key, ByteView value) -> Status {
    bytes += key.size() + value.size();
    return {};
  };
  REQUIRE(state->each(size).has_value());
  CHECK(bytes < 3 * history.records().back().size() + 61 * 64);
}

TEST_CASE("the records of a projection are handed out in order, from any on, and make it again") {
  const History history = random_history(9, 500);
  const RecipientProjection projection;
  const auto state = folded(projection, history);
  std::set<Sequence> expected;
  for (const auto& [group, records] : groups_in(*state, history.size()))
    expected.insert(records.begin(), records.end());
  REQUIRE(expected.size() > 20);

  std::vector<Sequence> read;
  for (Sequence from;;) {
    const auto page = selected_records("recipients", *state, from, 7);
    REQUIRE(page.has_value());
    if (page->empty()) break;
    CHECK(page->size() <= 7);
    read.insert(read.end(), page->begin(), page->end());
    from = Sequence(page->back().get() + 1);
  }
  CHECK((read == std::vector<Sequence>(expected.begin(), expected.end())));

  MemoryCopy again;
  StateView view(again);
  const auto fold = projection.start(view);
  for (const Sequence by : read) {
    const auto record = RecordView::parse(by, history.records()[by.get()]);
    REQUIRE(record.has_value());
    REQUIRE(fold->apply(*record).has_value());
  }
  REQUIRE(view.commit({history.size(), LeafHash()}).has_value());
  CHECK((groups_in(again, history.size()) == groups_in(*state, history.size())));
}

TEST_CASE("what is said of breaches is read back with what corrects it, and nothing else") {
  const auto about = [](std::uint8_t breach) {
    return [breach](wire::Clear::Builder clear) {
      clear.setCorrelation(data_of(reference(breach).view()));
    };
  };
  History history;
  const Sequence first = tell(history, EventType::BREACH_DETECTED, about(1));
  const Sequence request = tell(history, EventType::REQUEST_RECEIVED, about(1));
  const Sequence second = history.add(EventType::BREACH_DETECTED, {}, about(2));
  const Sequence closed = history.add(EventType::BREACH_CLOSED, {}, about(1));
  const Sequence corrected = history.add(EventType::CORRECTION, {}, correcting(second));
  history.add(EventType::CORRECTION, {}, correcting(request));
  const auto state = folded(BreachProjection(), history);
  const auto read = [&](TreeSize as_of) {
    const auto facts = read_breaches(*state, as_of);
    REQUIRE(facts.has_value());
    std::set<Sequence> records;
    for (const Fact& fact : *facts)
      records.insert(fact.by());
    return records;
  };
  CHECK((read(history.size()) == std::set{first, second, closed, corrected}));
  CHECK((read(TreeSize(closed.get())) == std::set{first, second}));
}

TEST_CASE("a projection that selects no records is named as such") {
  const MemoryCopy copy;
  for (const char* other : {"subjects", "statistics", "", "recipient"}) {
    CAPTURE(other);
    const auto records = selected_records(other, copy, Sequence(), 10);
    REQUIRE_FALSE(records.has_value());
    CHECK(records.error().code() == Errc::kNotFound);
  }
}
