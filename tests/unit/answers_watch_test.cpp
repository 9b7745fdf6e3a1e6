// What is found about everybody together, over a real store: sources that fell silent, unusually
// many look-ups, copies of identity documents demanded as a matter of course.
#include "ledger/report/answers.hpp"
#include "tests/support/store_testing.hpp"
#include "tests/unit/answers_support.hpp"
#include "tests/unit/policy_support.hpp"

using namespace ledger;
using namespace ledger::test;
using policy::at;
using wire::EventType;
using wire::Rule;

namespace {

// A ledger of the first `size` records of a history under the example policy.
class Watched {
 public:
  Watched(const History& history, TreeSize size) {
    auto store = Store::open(options_for(folder_ / "db", true));
    REQUIRE(store.has_value());
    store_ = std::move(*store);
    projector_ = project(*store_, history, size);
  }
  [[nodiscard]] Projector& projector() { return *projector_; }

  // About everybody together, as of a time, as the first `known_at` records say.
  [[nodiscard]] std::vector<Finding> findings(Timestamp as_of, TreeSize known_at) const {
    const Answers answers(*projector_, always(policy_));
    FindingsQuery query;
    query.as_of = as_of;
    query.known_at = known_at;
    auto answer = answers.findings(query);
    REQUIRE_MESSAGE(answer.has_value(), answer.error().what());
    std::erase_if(answer->findings, [](const Finding& finding) { return finding.subject; });
    return std::move(answer->findings);
  }

 private:
  TempFolder folder_;
  std::string policy_ = policy::example_text();
  std::unique_ptr<Store> store_;
  std::unique_ptr<Projector> projector_;
};

void publish(History& history) {
  history.add(EventType::POLICY_PUBLISHED, {}, [](wire::Clear::Builder clear) {
    clear.setEffectiveFrom(at("2018-05-25").get());
    auto document = clear.initDocuments(1)[0];
    document.setKind(wire::DocumentKind::POLICY);
    document.setHash(data_of(sha256_as<DocumentHash>({as_bytes(policy::example_text())}).view()));
  });
}

void look_up(History& history, int times) {
  for (int i = 0; i < times; ++i)
    history.add(EventType::STAFF_ACCESSED, {person(1)},
                [](wire::Clear::Builder clear) { clear.setStaffRole("support"); });
}

void demand_copy(History& history) {
  history.add(EventType::REQUEST_RECEIVED, {person(2)},
              [](wire::Clear::Builder clear) { clear.setRight(wire::Right::ACCESS); });
  history.add(EventType::IDENTITY_REQUESTED, {person(2)}, [](wire::Clear::Builder clear) {
    clear.setIdentityProof(wire::IdentityProof::ID_COPY);
    clear.setDoubtReason(wire::DoubtReason::MISMATCH);
  });
}

// The shop is heard on 2 and on 20 March; a colleague looks up many on the 20th; copies are
// demanded for every request, with a reason each time.
struct Month {
  Month() {
    publish(history);
    history.wait_until(at("2026-03-02T10:00:00Z"));
    history.post_as("crm");
    demand_copy(history);
    history.post_as("shop");
    look_up(history, 2);
    history.post_as("crm");
    for (const char* day : {"2026-03-08T10:00:00Z", "2026-03-14T10:00:00Z"}) {
      history.wait_until(at(day));
      look_up(history, 2);
    }
    history.wait_until(at("2026-03-20T10:00:00Z"));
    demand_copy(history);
    first_of_many = next_of(history.size());
    look_up(history, 11);
    history.post_as("shop");
    heard_again = next_of(history.size());
    look_up(history, 1);
    history.wait_until(at("2026-03-21T10:00:00Z"));
    look_up(history, 1);
  }
  History history;
  Sequence first_of_many;
  Sequence heard_again;
};

} // namespace

TEST_CASE("a source that fell silent is found until it is heard again, from the live projections") {
  const Month month;
  const TreeSize all = month.history.size();
  Watched watched(month.history, all);
  auto found = watched.findings(at("2026-03-19T00:00:00Z"), all);
  std::erase_if(found, [](const Finding& finding) { return finding.rule != Rule::F41; });
  REQUIRE(found.size() == 1);
  CHECK(found[0].about == "shop");
  CHECK(found[0].trigger == Sequence(4)); // the first of the last hour
  CHECK(found[0].from == at("2026-03-10T00:00:00+01:00"));
  CHECK(found[0].state == FindingState::kOpen);
  found = watched.findings(at("2026-03-22T00:00:00Z"), all);
  std::erase_if(found, [](const Finding& finding) { return finding.rule != Rule::F41; });
  REQUIRE(found.size() == 1);
  CHECK(found[0].state == FindingState::kClosed);
  CHECK(found[0].state_by == month.heard_again);
}

TEST_CASE("what is unusual for everybody together is found from the live projections") {
  const Month month;
  const TreeSize all = month.history.size();
  Watched watched(month.history, all);
  const auto found = watched.findings(at("2026-03-22T00:00:00Z"), all);
  const auto of = [&](Rule rule) {
    return std::find_if(found.begin(), found.end(),
                        [&](const Finding& finding) { return finding.rule == rule; });
  };
  REQUIRE(of(Rule::F37) != found.end());
  CHECK(of(Rule::F37)->about == "support");
  CHECK(of(Rule::F37)->trigger == month.first_of_many);
  CHECK(of(Rule::F37)->from == at("2026-03-21T00:00:00Z"));
  REQUIRE(of(Rule::F29) != found.end());
  CHECK(of(Rule::F29)->from == at("2026-03-21T00:00:00Z"));
  for (const char* name : {"sources", "statistics"}) {
    CAPTURE(name);
    CHECK(watched.projector().compare(name).value().equal);
    REQUIRE(watched.projector().rebuild(name).has_value());
  }
  CHECK((watched.findings(at("2026-03-22T00:00:00Z"), all) == found));
}

TEST_CASE("what was known of everybody at a record is what a ledger that ends there says") {
  const Month month;
  const Watched whole(month.history, month.history.size());
  std::size_t found = 0;
  for (std::uint64_t size = 1; size <= month.history.size().get(); size += 3) {
    CAPTURE(size);
    const Watched cut(month.history, TreeSize(size));
    const auto then = cut.findings(at("2026-06-01"), TreeSize(size));
    CHECK((whole.findings(at("2026-06-01"), TreeSize(size)) == then));
    found += then.size();
  }
  CHECK(found > 10);
}
