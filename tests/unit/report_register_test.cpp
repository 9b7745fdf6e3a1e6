// The register of processing activities: that nothing of a policy is missing in it, and what it
// says on which day.
#include "ledger/report/register_diff.hpp"
#include "policy_support.hpp"
#include "tools/render/register_text.hpp"

#include <boost/json/array.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace ledger;
using policy::at;
using policy::Ground;
using policy::Objectability;

namespace {

const Timestamp kDay = at("2026-03-01T00:00:00Z");

ProcessingRegister example_register(Timestamp day = kDay, std::string_view language = "en") {
  return make_register(policy::example(), day, language);
}

const RegisterRow& row_of(const ProcessingRegister& all, std::string_view activity) {
  const auto found = std::find_if(all.rows.begin(), all.rows.end(), [&](const RegisterRow& row) {
    return row.activity.id == activity;
  });
  REQUIRE(found != all.rows.end());
  return *found;
}

Texts field_of(const RegisterRow& row, std::string_view name) {
  for (const ActivityField& field : activity_fields())
    if (field.name == name) return field.values(row);
  FAIL("no such column");
  return {};
}

Texts ids_of(const std::vector<NamedItem>& items) {
  Texts ids;
  for (const NamedItem& item : items)
    ids.push_back(item.id);
  return ids;
}

// The example with other words in it.
Policy edited(const std::vector<std::pair<std::string, std::string>>& edits) {
  std::string text = policy::example_text();
  for (const auto& [old, fresh] : edits) {
    const std::size_t place = text.find(old);
    REQUIRE(place != std::string::npos);
    text.replace(place, old.size(), fresh);
  }
  auto policy = parse_new_policy(as_bytes(text));
  REQUIRE_MESSAGE(policy.has_value(), policy::shown(policy.error()));
  return *policy;
}

std::size_t count_of(const RegisterCounts& counts, Ground ground) {
  for (const auto& [each, number] : counts.grounds)
    if (each == ground) return number;
  return 0;
}

tools::ShownRegister shown(ProcessingRegister all) {
  tools::PublishedPolicy published;
  published.when.record = Sequence(1);
  published.hash = all.policy_id;
  return {std::move(all), published};
}

tools::ReportFrame frame() {
  tools::ReportFrame frame;
  frame.head.size = TreeSize(7);
  frame.checks = {"auditledger verify"};
  return frame;
}

} // namespace

TEST_CASE("the register of the example policy has the 28 declared rows and their counts") {
  const ProcessingRegister all = example_register();
  const RegisterCounts counts = count(all);
  CHECK(counts.declared == 28);
  CHECK(count_of(counts, Ground::kLegitimateInterest) == 22);
  CHECK(count_of(counts, Ground::kContract) == 4);
  CHECK(count_of(counts, Ground::kConsent) == 2);
  CHECK(counts.objection_excluded == 13);
  CHECK(counts.assessed_only == 9);
  CHECK(all.rows.size() == 37);
  // What is only assessed comes behind, and none is there twice.
  std::set<std::string> ids;
  for (std::size_t i = 0; i < all.rows.size(); ++i) {
    CHECK(all.rows[i].declared == (i < 28));
    ids.insert(all.rows[i].activity.id);
  }
  CHECK(ids.size() == 37);
  std::set<std::string> people;
  for (std::size_t i = 0; i < 28; ++i)
    for (const NamedItem& relation : all.rows[i].people)
      people.insert(relation.id);
  CHECK(people.size() == 11);
}

TEST_CASE("every row of both policies says what article 30 asks of it") {
  for (const Policy& policy : {policy::example(), policy::webshop()}) {
    const ProcessingRegister all = make_register(policy, kDay, "nl");
    CHECK(all.rows.size() == policy.contents().activities.size());
    CHECK_FALSE(all.controller.name.empty());
    for (const RegisterRow& row : all.rows) {
      CAPTURE(row.activity.id);
      for (const std::string name : {"activity", "purpose", "groundAssessed", "objectionAssessed",
                                     "retention", "retentionThen", "security"}) {
        CAPTURE(name);
        CHECK_FALSE(field_of(row, name).empty());
      }
      CHECK((row.everyone || !row.people.empty()));
      CHECK_FALSE(row.data.empty());
      CHECK((!row.term.empty() || !row.term_criterion.empty()));
      for (const auto& items : {row.people, row.data, row.recipient_categories, row.recipients})
        for (const NamedItem& item : items)
          CHECK_FALSE(item.label.empty());
      if (row.declared) CHECK_FALSE(row.statement_ref.empty());
    }
  }
}

TEST_CASE("declared and assessed stand beside each other, with reason, law and term") {
  const ProcessingRegister all = example_register();
  const RegisterRow& mail = row_of(all, "customer.informative-communication");
  CHECK(mail.declared_objection == Objectability::kExcluded);
  CHECK(mail.assessed_objection == Objectability::kPossible);
  CHECK_FALSE(mail.objection_reason.empty());
  CHECK(mail.purpose.id == "support");
  CHECK(ids_of(mail.people) == Texts{"paying-customer"});
  CHECK(mail.data.size() == 14); // every category of the relation; address and place are two
  const RegisterRow& invoice = row_of(all, "customer.invoicing");
  CHECK(invoice.further_grounds == Texts{"legal-obligation"});
  CHECK(invoice.law.label == "BE, VAT Code, art. 60");
  CHECK(invoice.term == "P10Y");
  CHECK(invoice.earlier_terms == Texts{"documents before 2023-01-01: P7Y"});
  const RegisterRow& recording = row_of(all, "phone.call-recording");
  CHECK_FALSE(recording.declared);
  CHECK(ids_of(recording.data) == Texts{"call-recording"});
  CHECK(field_of(recording, "declared") == Texts{"no"});
  CHECK(row_of(all, "rights.request-handling").everyone);
  CHECK(row_of(all, "newsletter.marketing-communication").direct_marketing);
}

TEST_CASE("a recipient outside the European Economic Area shows with what holds on the day") {
  const auto transfers = [](std::string_view day) {
    const ProcessingRegister all = example_register(at(day));
    return row_of(all, "customer.satisfaction-survey").transfers;
  };
  const auto shield = transfers("2020-07-15T23:59:59Z");
  REQUIRE(shield.size() == 1);
  CHECK(shield[0].recipient == "Example Analytics Inc.");
  CHECK(shield[0].country == "US");
  CHECK(shield[0].mechanisms == Texts{"EU-US Privacy Shield (art. 45(3), needs certificate)"});
  const auto nothing = transfers("2020-07-16T00:00:00Z");
  REQUIRE(nothing.size() == 1);
  CHECK(nothing[0].mechanisms.empty());
  const auto clauses = transfers("2022-01-01T00:00:00Z");
  CHECK(clauses.at(0).mechanisms ==
        Texts{"Commission standard clauses 2021 (art. 46(2)(c), needs contract, assessment)"});
  CHECK(row_of(example_register(), "customer.invoicing").transfers.empty());
}

TEST_CASE("recipients are named with those whom they engage, as long as they hold") {
  const ProcessingRegister late = example_register();
  CHECK(ids_of(row_of(late, "service.delivery").recipients) ==
        Texts{"example-hosting", "example-backup"});
  CHECK(ids_of(row_of(late, "prospect.disclosure").recipients) == Texts{"example-leads"});
  const ProcessingRegister early = example_register(at("2019-12-31T23:59:59Z"));
  CHECK(row_of(early, "prospect.disclosure").recipients.empty());
  CHECK(ids_of(row_of(early, "prospect.disclosure").recipient_categories) ==
        Texts{"rc.marketing-company", "rc.partner"});
}

TEST_CASE("labels come in the language that was asked for") {
  CHECK(row_of(example_register(kDay, "nl"), "customer.invoicing").activity.label == "Facturatie");
  CHECK(row_of(example_register(kDay, "fr"), "customer.invoicing").activity.label == "Facturation");
  CHECK(row_of(example_register(kDay, "en"), "customer.invoicing").activity.label == "Invoicing");
}

TEST_CASE("a difference names rows that came and went and each field that changed") {
  const Policy after =
      edited({{"name = \"Example Software BV\"", "name = \"Sample Software BV\""},
              {"id = \"customer.satisfaction-survey\"", "id = \"customer.opinion-survey\""},
              {"items = [\"product-update\", \"support-update\", \"usage-email\"]",
               "items = [\"usage-email\", \"support-update\", \"product-update\"]"},
              {"items = [\"newsletter\", \"invitation\"]", "items = [\"newsletter\"]"}});
  const auto changes = changes_between(example_register(), make_register(after, kDay, "en"));
  REQUIRE(changes.size() == 4);
  CHECK(changes[0].activity.empty());
  CHECK(changes[0].field == "controller");
  CHECK(changes[0].before == Texts{"Example Software BV"});
  CHECK(changes[0].after == Texts{"Sample Software BV"});
  CHECK(changes[1].activity == "customer.marketing-communication");
  CHECK(changes[1].field == "itemIds");
  CHECK(changes[1].after == Texts{"newsletter"});
  CHECK(changes[2].kind == RegisterChange::Kind::kAdded);
  CHECK(changes[2].activity == "customer.opinion-survey");
  CHECK(changes[3].kind == RegisterChange::Kind::kRemoved);
  CHECK(changes[3].activity == "customer.satisfaction-survey");
  CHECK(changes_between(example_register(), example_register()).empty());
}

TEST_CASE("the same policy differs between two days by what began and ended") {
  const auto changes = changes_between(example_register(at("2019-12-31T00:00:00Z")),
                                       example_register(at("2020-08-01T00:00:00Z")));
  const auto has = [&changes](std::string_view activity, std::string_view field) {
    return std::any_of(changes.begin(), changes.end(), [&](const RegisterChange& each) {
      return each.activity == activity && each.field == field;
    });
  };
  CHECK(has("customer.satisfaction-survey", "transfers"));
  CHECK(has("prospect.disclosure", "recipientIds"));
  CHECK_FALSE(has("customer.invoicing", "recipientIds"));
}

TEST_CASE("every column is in JSON and CSV, and each row says what it is true for") {
  const tools::ShownRegister all = shown(example_register());
  const boost::json::object object = tools::register_object(all, frame());
  const boost::json::array& activities = object.at("activities").as_array();
  REQUIRE(activities.size() == 37);
  for (const ActivityField& field : activity_fields())
    CHECK(activities[0].as_object().contains(field.name));
  CHECK(object.at("counts").at("groundsDeclared").at("legitimate-interest") == 22);
  CHECK(object.at("ledger").at("records") == 7);
  CHECK(activities[0].at("declared") == true);
  CHECK(activities[36].at("declared") == false);

  const std::string csv = tools::register_csv(all, frame());
  CHECK(std::count(csv.begin(), csv.end(), '\n') == 38);
  const std::string titles = csv.substr(0, csv.find("\r\n"));
  CHECK(std::size_t(std::count(titles.begin(), titles.end(), ',')) + 1 ==
        activity_fields().size() + controller_fields().size() + 10);
  CHECK(csv == tools::register_csv(shown(example_register()), frame()));
  const auto lines = tools::register_objects(all, frame());
  REQUIRE(lines.size() == 37);
  CHECK(lines[5].at("ledgerId").as_string().size() == 32);
  CHECK(lines[5].at("check") == "auditledger verify");
}

TEST_CASE("what a policy says to harm its readers comes out harmless in every form") {
  const std::string formula = "=cmd()";
  const Policy hostile =
      edited({{"name = \"Example Software BV\"", "name = \"" + formula + "\""},
              {"label = { nl = \"Facturatie\", en = \"Invoicing\"",
               "label = { nl = \"Facturatie\", en = \"<script>\\u001b[2J\\u202egnp\""}});
  const tools::ShownRegister all = shown(make_register(hostile, kDay, "en"));
  const std::string csv = tools::register_csv(all, frame());
  CHECK(csv.find(",\"'=cmd()\",") != std::string::npos);
  CHECK(csv.find("," + formula) == std::string::npos);
  CHECK(csv.find("\\x1b[2J\\u{202e}gnp") != std::string::npos);
  const std::string words = tools::register_in_words(all, frame(), 0, tools::Palette());
  const std::string json = tools::json_line(tools::register_object(all, frame()));
  for (const std::string& text : {csv, words, json}) {
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find("\u202e") == std::string::npos);
  }
}
