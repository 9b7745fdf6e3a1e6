// Who receives data: what was given, on what basis, under which contract, as of a time.
#include "ledger/report/recipient_list.hpp"
#include "tests/unit/example_times.hpp"
#include "tests/unit/projection_support.hpp"

#include "ledger/projection/house_projection.hpp"

#include <algorithm>

using namespace ledger;
using namespace ledger::test;
using policy::at;
using wire::EventType;

namespace {

Sequence tell(History& history, EventType type, const char* when, const char* recipient,
              const FillClear& more = {}) {
  history.wait_until(at(when));
  const bool of_a_person = type != EventType::CONTRACT_SIGNED && type != EventType::CONTRACT_ENDED;
  const std::vector<SubjectId> people =
      of_a_person ? std::vector{person(1)} : std::vector<SubjectId>();
  return history.add(type, people, [&](wire::Clear::Builder clear) {
    clear.setRecipient(recipient);
    if (more) more(clear);
  });
}

FillClear contract(wire::ContractKind kind, const char* until = nullptr) {
  return [=](wire::Clear::Builder clear) {
    clear.setContractKind(kind);
    if (until != nullptr) clear.setEffectiveTo(at(until).get());
  };
}

std::vector<RecipientLine> listed(const History& history, const char* as_of,
                                  std::optional<TreeSize> known_at = std::nullopt) {
  const TreeSize size = known_at.value_or(history.size());
  const auto recipients = folded(RecipientProjection(), history);
  auto facts = read_house(*folded(HouseProjection(), history), size);
  REQUIRE(facts.has_value());
  const House house(std::move(facts->facts));
  auto lines = list_recipients(*recipients, house, example_times(), {size, at(as_of)});
  REQUIRE(lines.has_value());
  return std::move(*lines);
}

RecipientLine line_of(const std::vector<RecipientLine>& lines, std::string_view id) {
  const auto found = std::find_if(lines.begin(), lines.end(),
                                  [&](const RecipientLine& line) { return line.id == id; });
  REQUIRE_MESSAGE(found != lines.end(), id);
  return *found;
}

bool lists(const std::vector<RecipientLine>& lines, std::string_view id) {
  return std::any_of(lines.begin(), lines.end(),
                     [&](const RecipientLine& line) { return line.id == id; });
}

} // namespace

TEST_CASE("recipients that the policy names are listed before anything was given to them") {
  const auto lines = listed(History(), "2024-01-01");
  const RecipientLine mail = line_of(lines, "example-mail");
  CHECK(mail.name == "Example Mail BV");
  CHECK(mail.category == "rc.communication");
  CHECK(mail.role == "processor");
  CHECK(mail.times == 0);
  CHECK(mail.contract_needed);
  CHECK_FALSE(mail.contract_by.has_value());
  CHECK_FALSE(lists(listed(History(), "2018-06-01"), "example-leads")); // from 2020 on
  CHECK(std::is_sorted(lines.begin(), lines.end(),
                       [](const auto& a, const auto& b) { return a.id < b.id; }));
}

TEST_CASE("what was given counts from when it happened, with its activities and data") {
  History history;
  tell(history, EventType::DISCLOSURE, "2024-02-01", "example-mail",
       [](wire::Clear::Builder clear) {
         set_activities(clear, {"newsletter.marketing-communication"});
         set_categories(clear, {"email"});
       });
  const Sequence last =
      tell(history, EventType::DISCLOSURE, "2024-03-01", "example-mail",
           [](wire::Clear::Builder clear) { set_categories(clear, {"first-name"}); });
  tell(history, EventType::RECIPIENT_NOTIFIED, "2024-03-02", "example-mail");
  tell(history, EventType::RECIPIENT_CONFIRMED, "2024-03-03", "example-mail");
  tell(history, EventType::RECIPIENT_NOTIFIED, "2024-03-04", "example-mail");
  const RecipientLine now = line_of(listed(history, "2024-04-01"), "example-mail");
  CHECK(now.times == 2);
  CHECK(now.first_at == at("2024-02-01"));
  CHECK(now.last_at == at("2024-03-01"));
  CHECK(now.last_by == last);
  CHECK((now.activities == std::set<std::string>{"newsletter.marketing-communication"}));
  CHECK((now.categories == std::set<std::string>{"email", "first-name"}));
  CHECK(now.notified == 2);
  CHECK(now.confirmed == 1);
  CHECK(now.countries_outside.empty());
  CHECK(now.without_basis == 0);
  CHECK(line_of(listed(history, "2024-02-15"), "example-mail").times == 1);
  CHECK(line_of(listed(history, "2024-04-01", TreeSize(2)), "example-mail").times == 1);
  CHECK(line_of(listed(history, "2024-01-15"), "example-mail").times == 0);
}

TEST_CASE("a transfer counts as without a basis where nothing holds at its time") {
  History history;
  const auto to_us = [](wire::Clear::Builder clear) { clear.setCountry("US"); };
  tell(history, EventType::DISCLOSURE, "2021-01-01", "example-analytics", to_us);
  tell(history, EventType::DISCLOSURE, "2021-01-02", "stranger", to_us);
  const auto lines = listed(history, "2022-01-01");
  const RecipientLine analytics = line_of(lines, "example-analytics");
  CHECK((analytics.countries_outside == std::set<std::string>{"US"}));
  CHECK(analytics.without_basis == 1); // after the Privacy Shield, before any clauses
  const RecipientLine stranger = line_of(lines, "stranger");
  CHECK(stranger.name.empty());
  CHECK(stranger.role == "unstated");
  CHECK(stranger.without_basis == 1);

  History shielded;
  tell(shielded, EventType::RECIPIENT_CERTIFIED, "2019-01-01", "example-analytics",
       [](wire::Clear::Builder clear) { clear.setMechanism("tm.privacy-shield"); });
  tell(shielded, EventType::DISCLOSURE, "2019-02-01", "example-analytics", to_us);
  const RecipientLine held = line_of(listed(shielded, "2022-01-01"), "example-analytics");
  CHECK(held.without_basis == 0);
  CHECK((held.mechanisms == std::set<std::string>{"tm.privacy-shield"}));
}

TEST_CASE("a transfer before any policy was in force is judged by none, as by the rules") {
  History history;
  tell(history, EventType::DISCLOSURE, "2010-01-01", "stranger",
       [](wire::Clear::Builder clear) { clear.setCountry("US"); });
  CHECK(line_of(listed(history, "2022-01-01"), "stranger").without_basis == 0);
}

TEST_CASE("of all recipients that no policy knew, no contract and no role is stated") {
  History history;
  tell(history, EventType::DISCLOSURE, "2023-01-01", "undeclared");
  tell(history, EventType::CONTRACT_SIGNED, "2023-01-01", "undeclared",
       contract(wire::ContractKind::PROCESSOR));
  const RecipientLine line = line_of(listed(history, "2023-06-01"), "undeclared");
  CHECK(line.times == 1);
  CHECK_FALSE(line.contract_by.has_value());
  CHECK(line.role == "unstated");
}

TEST_CASE("the contract is the one that is in force at the time") {
  History history;
  const Sequence first = tell(history, EventType::CONTRACT_SIGNED, "2023-01-01", "example-mail",
                              contract(wire::ContractKind::PROCESSOR, "2024-01-01"));
  const RecipientLine within = line_of(listed(history, "2023-06-01"), "example-mail");
  CHECK(within.contract_by == first);
  CHECK(within.contract_kind == "processor");
  CHECK(within.contract_until == at("2024-01-01"));
  CHECK_FALSE(line_of(listed(history, "2024-06-01"), "example-mail").contract_by.has_value());
  CHECK_FALSE(line_of(listed(history, "2022-06-01"), "example-mail").contract_by.has_value());
}

TEST_CASE("whoever passes data on is listed with what it passed on") {
  History history;
  tell(history, EventType::DISCLOSURE, "2024-02-01", "example-hosting",
       [](wire::Clear::Builder clear) { clear.initVia(1).set(0, "example-backup"); });
  const RecipientLine backup = line_of(listed(history, "2024-03-01"), "example-backup");
  CHECK(backup.times == 0);
  CHECK(backup.passed_through == 1);
  CHECK(backup.last_at == at("2024-02-01"));
  CHECK(backup.category == "rc.ict.hosting");
}

TEST_CASE("a disclosure that a correction takes back is none") {
  History history;
  const Sequence given = tell(history, EventType::DISCLOSURE, "2024-02-01", "stranger");
  CHECK(line_of(listed(history, "2024-03-01"), "stranger").times == 1);
  history.add(EventType::CORRECTION, {person(1)},
              [=](wire::Clear::Builder clear) { clear.setTarget(given.get()); });
  CHECK_FALSE(lists(listed(history, "2024-03-01"), "stranger"));
}
