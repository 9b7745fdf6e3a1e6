// Dealings with people and with those who get their data, told from beginning to end, and what is
// found on each day: prospects, mailings, transfers, a successor.
#include "story.hpp"

#include "ledger/crypto/digest.hpp"

using e2e::Daemon;
using e2e::ref;
using e2e::Story;
namespace json = boost::json;

namespace {

const std::string kWording =
    "Ja, stuur mij de nieuwsbrief en uitnodigingen voor events. Uitschrijven kan altijd.";

// A subscriber who pays invoices too, unsubscribes, and gets the newsletter as a customer.
void tell_of_subscriber(Story& story) {
  const std::string hash =
      ledger::to_hex(ledger::sha256_as<ledger::DocumentHash>({ledger::as_bytes(kWording)}).view());
  story.tell("2024-05-02T09:00:00Z", "notice.served", R"("subject":"nora","noticeKind":"art13")");
  story.tell("2024-05-02T09:01:00Z", "consent.given",
             R"("subject":"nora","activities":["newsletter.marketing-communication"],)"
             R"("consentMethod":"doubleOptIn","documents":[{"kind":"consentWording","hash":")" +
                 hash + "\"}]");
  story.tell("2024-06-01T09:00:00Z", "relation.started",
             R"("subject":"nora","relation":"paying-customer")");
  story.tell("2025-02-01T09:00:00Z", "use",
             R"("subject":"nora","activities":["newsletter.marketing-communication"],)"
             R"("item":"newsletter","channel":"email","operation":"send")");
  story.tell("2025-03-01T09:00:00Z", "consent.withdrawn",
             R"("subject":"nora","activities":["newsletter.marketing-communication"])");
  // To an own customer about similar products, so that no rule on mail stands against it.
  story.tell("2025-03-10T09:00:00Z", "use",
             R"("subject":"nora","activities":["customer.marketing-communication"],)"
             R"("item":"newsletter","channel":"email","operation":"send",)"
             R"("ground":"legitimateInterest","softOptInAtSale":"yes","softOptInSimilar":"yes",)"
             R"("softOptInOffered":"yes")");
}

void tell_of_analytics(Story& story) {
  const std::string at = R"("recipient":"example-analytics",)";
  story.tell("2018-06-01T00:00:00Z", "contract.signed",
             at + R"("contractKind":"processor","contractItems":255,"contract":)" + ref(4));
  story.tell("2018-06-01T00:00:00Z", "recipient.certified",
             at +
                 R"("mechanism":"tm.privacy-shield","effectiveFrom":"2018-06-01T00:00:00Z",)"
                 R"("certificate":)" +
                 ref(1));
  story.tell("2021-07-01T00:00:00Z", "contract.signed",
             at +
                 R"("contractKind":"standardClauses","mechanism":"tm.scc-commission-2021",)"
                 R"("clauseModule":2,"contract":)" +
                 ref(2));
  story.tell("2021-07-02T00:00:00Z", "assessment.recorded",
             at +
                 R"("assessmentKind":"transfer","assessmentOutcome":"acceptable","country":"US",)"
                 R"("assessment":)" +
                 ref(3));
  story.tell("2023-08-01T00:00:00Z", "recipient.certified",
             at +
                 R"("mechanism":"tm.dpf","effectiveFrom":"2023-08-01T00:00:00Z",)"
                 R"("effectiveTo":"2024-08-01T00:00:00Z","certificate":)" +
                 ref(5));
}

void transfer(Story& story, const std::string& time, const std::string& mechanism,
              const std::string& documents) {
  story.tell(time, "transfer.third-country",
             R"("subject":"kim","recipient":"example-analytics","country":"US",)"
             R"("activities":["customer.satisfaction-survey"],"eeaInfeasible":"noProvider",)"
             R"("mechanism":")" +
                 mechanism + "\"," + documents);
}

void hand_over(Story& story, const std::string& person, const std::string& more) {
  story.tell(
      "2025-09-01T09:00:00Z", "disclosure",
      R"("subject":")" + person +
          R"(","recipient":"newco",)"
          R"("recipientCategory":"rc.successor-entity","activities":["customer.invoicing"])" +
          more);
}

} // namespace

TEST_CASE("scenario 1: a prospect of the company register whom nobody told, mailed and sold on") {
  const Daemon daemon;
  Story story(daemon);
  story.tell("2020-01-01T09:00:00+01:00", "contract.signed",
             R"("recipient":"example-leads","contractKind":"controllers","contract":)" + ref(1));
  story.tell("2021-01-10T10:00:00+01:00", "collection",
             R"("subject":"lea","relation":"prospect","categories":["last-name","email"],)"
             R"("dataSource":"companyRegister","channel":"publicSource")");
  story.tell("2024-02-05T10:00:00+01:00", "use",
             R"("subject":"lea","activities":["prospect.mailing"],"operation":"send",)"
             R"("channel":"email","item":"prospect-mailing")");
  const std::string disclosed =
      R"("subject":"lea","activities":["prospect.disclosure"],"recipient":"example-leads",)"
      R"("categories":["last-name","email"],"commercial":"yes","relevanceAssessed":"yes")";
  story.tell("2024-02-12T10:00:00+01:00", "disclosure", disclosed);
  story.tell("2024-03-01T10:00:00+01:00", "objection.lodged",
             R"("subject":"lea","objectionScope":"directMarketing")");
  story.tell("2024-03-04T10:00:00+01:00", "disclosure", disclosed);

  CHECK(story.found("2021-02-10T23:59:59+01:00").empty());
  CHECK(story.found("2021-02-11T00:00:00+01:00") == "F13 prospect");
  CHECK(story.found("2024-01-10T23:59:59+01:00") == "F13 prospect");
  CHECK(story.found("2024-01-11T00:00:00+01:00") == "F13 prospect, F18 ret.prospect-3y");
  std::string now =
      "F10 prospect.mailing promise, F13 prospect, F18 ret.prospect-3y, F46 prospect.mailing";
  CHECK(story.found("2024-02-06") == now);
  now = "F10 prospect.disclosure promise, F10 prospect.mailing promise, F13 prospect, F18 "
        "ret.prospect-3y, F46 prospect.mailing";
  CHECK(story.found("2024-03-02") == now);
  now = "F04 prospect.disclosure, " + now;
  CHECK(story.found("2024-03-05") == now);
  // Eight days after the objection the company has still not been told.
  CHECK(story.found("2024-03-08T23:59:59+01:00") == now);
  now.insert(now.find("F46"), "F32 example-leads promise, ");
  CHECK(story.found("2024-03-09T00:00:00+01:00") == now);

  story.tell("2024-03-20T10:00:00+01:00", "recipient.notified",
             R"("subject":"lea","recipient":"example-leads","notifiedOf":"objection")");
  story.tell("2024-03-21T10:00:00+01:00", "recipient.confirmed",
             R"("subject":"lea","recipient":"example-leads","notifiedOf":"objection")");
  story.tell("2024-04-02T10:00:00+01:00", "retention.executed",
             R"("subject":"lea","retentionRule":"ret.prospect-3y","erasureMethod":"delete")");
  CHECK(story.found("2024-03-19") == now);
  now = "F04 prospect.disclosure, F10 prospect.disclosure promise, F10 prospect.mailing promise, "
        "F13 prospect, F18 ret.prospect-3y closed, F32 example-leads promise closed, F46 "
        "prospect.mailing";
  CHECK(story.found("2024-04-03") == now);
}

TEST_CASE("scenario 2: an unsubscribe counts in every relation, or only in its own") {
  const e2e::TemporaryFolder folder;
  const std::string off = e2e::example_with(folder.path, "unsubscribe_everywhere = true",
                                            "unsubscribe_everywhere = false");
  const Daemon everywhere;
  Story story(everywhere);
  tell_of_subscriber(story);
  CHECK(story.found("2025-03-09").empty());
  CHECK(story.found("2025-03-11") == "F04 customer.marketing-communication");

  const Daemon only_there({"--policy", off});
  Story other(only_there);
  tell_of_subscriber(other);
  CHECK(other.found("2025-03-11").empty());
  // What is then only doubtful stands among the notes on the policy.
  const json::object notes = e2e::object_in(e2e::run({"policy", "lint", off, "-o", "json"}));
  const auto& lints = notes.at("lints").as_array();
  CHECK(std::any_of(lints.begin(), lints.end(), [](const json::value& lint) {
    return lint.at("id") == "A6" && lint.at("item") == "customer.marketing-communication";
  }));
}

TEST_CASE("scenario 3: a vendor in the United States, on one mechanism after the other") {
  const Daemon daemon;
  Story story(daemon);
  tell_of_analytics(story);
  const std::string shield = R"("certificate":)" + ref(1);
  const std::string framework = R"("certificate":)" + ref(5);
  transfer(story, "2019-06-03T09:00:00Z", "tm.privacy-shield", shield);
  CHECK(story.found("2019-12-31").empty());
  transfer(story, "2021-03-01T09:00:00Z", "tm.privacy-shield", shield);
  CHECK(story.found("2021-02-28").empty());
  std::string now = "F21 example-analytics";
  CHECK(story.found("2021-03-02") == now);
  transfer(story, "2021-10-01T09:00:00Z", "tm.scc-commission-2021",
           R"("contract":)" + ref(2) + R"(,"assessment":)" + ref(3));
  CHECK(story.found("2021-10-02") == now);
  // Lawful, but the statement does not name the mechanism.
  transfer(story, "2023-08-15T09:00:00Z", "tm.dpf", framework);
  now += ", F47 example-analytics promise";
  CHECK(story.found("2023-08-16") == now);
  transfer(story, "2024-09-02T09:00:00Z", "tm.dpf", framework);
  CHECK(story.found("2024-09-01") == now);
  now = "F21 example-analytics, F21 example-analytics, F47 example-analytics promise";
  CHECK(story.found("2024-09-03") == now);
}

TEST_CASE("scenario 10: a successor gets the data, and says or does not say why nobody was told") {
  const Daemon daemon;
  Story story(daemon);
  hand_over(story, "one", R"(,"priorNotice":"infeasible","infeasibleReason":"commercial")");
  CHECK(story.found("2025-09-02").empty());
  hand_over(story, "two", ""); // the policy knows no such recipient, so its name is sealed
  CHECK(story.found("2025-09-02", "one").empty());
  CHECK(story.found("2025-09-02", "two") == "F25 undeclared promise");
  // What may be infeasible for a successor is no excuse under an order.
  story.tell("2025-09-03T09:00:00Z", "disclosure",
             R"("subject":"three","recipient":"court","recipientCategory":"rc.authority",)"
             R"("activities":["customer.invoicing"],"compelled":"yes","law":"law.vat-code",)"
             R"("priorNotice":"infeasible","infeasibleReason":"commercial")");
  CHECK(story.found("2025-09-04", "three") == "F25 undeclared promise");
}
