// The gate and the findings, asked as applications and privacy officers ask them.
#include "json_support.hpp"
#include "ledger/base/ids.hpp"

#include <algorithm>
#include <sstream>

using e2e::again;
using e2e::Daemon;
using e2e::holds;
using e2e::post_lines;
using ledger::Timestamp;
using ledger::to_rfc3339;
namespace json = boost::json;

namespace {

constexpr const char* kNewsletter = "newsletter.marketing-communication";
constexpr const char* kMailing = "customer.marketing-communication";

std::string event(const std::string& type, const std::string& activity,
                  const std::string& more = {}) {
  return R"({"type":")" + type + R"(","subject":"ann","activities":[")" + activity + "\"]" + more +
         "}\n";
}

json::object verdict(const Daemon& daemon, const std::string& activity,
                     std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"check", "ann", "--activity", activity, "-o", "json"});
  const auto asked = daemon.ask(more);
  INFO(asked.err);
  json::object object = json::parse(asked.out).as_object();
  CHECK(asked.code == (object.at("allowed").as_bool() ? 0 : 1));
  return object;
}

std::string reason(const Daemon& daemon, const std::string& activity,
                   std::vector<std::string> more = {}) {
  return std::string(verdict(daemon, activity, std::move(more)).at("reason").as_string());
}

json::array findings(const Daemon& daemon, std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"findings", "-q", "-o", "json"});
  const auto asked = daemon.ask(more);
  INFO(asked.err);
  REQUIRE(asked.code == 0);
  return json::parse(asked.out).at("findings").as_array();
}

const std::string kConsent = R"(,"consentMethod":"box")";
const std::string kNoMarketing =
    R"({"type":"objection.lodged","subject":"ann","objectionScope":"directMarketing"})"
    "\n";

} // namespace

TEST_CASE("the gate follows a person's wishes from one request to the next") {
  const Daemon daemon;
  CHECK(reason(daemon, kNewsletter) == "noConsent");
  // By post; electronic mail would need a consent of its own.
  CHECK(reason(daemon, kMailing, {"--channel", "post"}) == "allowed");
  CHECK(reason(daemon, kMailing, {"--channel", "email"}) == "noConsent");
  post_lines(daemon, event("consent.given", kNewsletter, kConsent));
  const auto given = verdict(daemon, kNewsletter);
  CHECK(given.at("allowed").as_bool());
  CHECK(given.contains("record"));
  post_lines(daemon, kNoMarketing);
  CHECK(reason(daemon, kNewsletter) == "objected");
  CHECK(reason(daemon, kMailing, {"--channel", "post"}) == "objected");
  CHECK(reason(daemon, "customer.invoicing") == "allowed");
}

TEST_CASE("the gate knows what the policy declares, and no more") {
  const Daemon daemon;
  CHECK(reason(daemon, "no.such-activity") == "unknownActivity");
  CHECK(reason(daemon, "customer.invoicing", {"--operation", "profile"}) == "profiling");
  CHECK(reason(daemon, "customer.invoicing", {"--relation", "job-applicant"}) ==
        "relationNotDeclared");
  CHECK(reason(daemon, "customer.invoicing", {"--category", "camera-images"}) ==
        "categoryNotDeclared");
  CHECK(reason(daemon, "customer.invoicing", {"--recipient", "nobody"}) == "unknownRecipient");
  CHECK(reason(daemon, "customer.invoicing", {"--country", "US"}) == "noMechanism");
  CHECK(reason(daemon, "customer.invoicing", {"--country", "FR"}) == "allowed");
  CHECK(reason(daemon, "customer.invoicing", {"--at", "2017-01-01"}) == "noPolicy");
  CHECK(daemon.ask({"check", "ann"}).code == 2);
}

TEST_CASE("the gate closes for whoever was erased") {
  const Daemon daemon;
  post_lines(daemon, event("consent.given", kNewsletter, kConsent));
  const auto shown = daemon.ask({"subject", "ann", "-o", "json"});
  const std::string id(json::parse(shown.out).at("subjectId").as_string());
  REQUIRE(daemon.ask({"erase", "ann", "--yes"}).code == 0);
  const auto asked = daemon.ask({"check", id, "--id", "--activity", kNewsletter});
  CHECK(asked.code == 1);
  CHECK(holds(asked.out, "erased"));
  // By name nobody is known any more: whoever comes in again starts anew.
  CHECK(reason(daemon, kNewsletter) == "noConsent");
}

TEST_CASE("what was done against a wish is found, for everybody and for one person") {
  const Daemon daemon;
  post_lines(daemon, event("consent.given", kNewsletter, kConsent) + kNoMarketing +
                         event("use", kMailing) + event("use", "customer.invoicing"));
  const json::array found = findings(daemon, {"--rule", "F04"});
  REQUIRE(found.size() == 1);
  const json::object& finding = found[0].as_object();
  CHECK(finding.at("rule") == "F04");
  CHECK(finding.at("state") == "open");
  CHECK(finding.at("about") == kMailing);
  CHECK(finding.at("evidence").as_array().size() == 2);
  CHECK(findings(daemon, {"ann", "--rule", "F04"}).size() == 1);
  CHECK(findings(daemon, {"--rule", "F04", "--as-of", "2020-01-01"}).empty());
  CHECK(findings(daemon, {"--rule", "F04", "--known-at",
                          std::to_string(finding.at("record").to_number<std::uint64_t>())})
            .empty());
  const auto dutch = daemon.ask({"findings", "--rule", "F04", "--lang", "nl"});
  CHECK(holds(dutch.out, "Reclame voor"));
  CHECK(holds(dutch.err, "No legal advice"));
  CHECK(daemon.ask({"findings", "--rule", "F99"}).code == 2);
  const auto csv = daemon.ask({"findings", "--rule", "F04", "-o", "csv"});
  CHECK(csv.out.find("rule,severity,article,breaks,from,state,record,evidence,about,") == 0);
  CHECK(std::count(csv.out.begin(), csv.out.end(), '\n') == 2);
  CHECK(holds(csv.out, "\r\nF04,"));
}

TEST_CASE("some rules are picked out of many findings") {
  const Daemon daemon;
  std::string events = kNoMarketing;
  for (int i = 0; i < 200; ++i)
    events += event("use", kMailing);
  post_lines(daemon, events);
  CHECK(findings(daemon, {"--rule", "F04,F26"}).size() == 200);
  CHECK(findings(daemon, {"--rule", "F26"}).empty());
}

TEST_CASE("an officer explains a finding, and it is open no more") {
  const Daemon daemon;
  post_lines(daemon, kNoMarketing + event("use", kMailing));
  const auto record = findings(daemon, {"--rule", "F04"})[0].at("record").to_number<int>();
  const auto explained =
      daemon.ask({"append", "--type", "finding.explained", "--set", "rule=f04", "--set",
                  "causes=" + std::to_string(record), "--set", "findingReason=testData"});
  INFO(explained.err);
  REQUIRE(explained.code == 0);
  CHECK(findings(daemon, {"--rule", "F04", "--open"}).empty());
  CHECK(findings(daemon, {"--rule", "F04"})[0].at("state") == "explained");
}

TEST_CASE("an application that is heard no more is found, one that is heard in time is not") {
  const Daemon daemon;
  post_lines(daemon, event("use", "customer.invoicing"));
  const auto silent_at = [&](std::chrono::hours later) {
    const auto time = std::chrono::system_clock::now() + later;
    const auto since =
        std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch());
    return findings(daemon, {"--rule", "F41", "--as-of", to_rfc3339(Timestamp(since.count()))});
  };
  CHECK(silent_at(std::chrono::hours(5 * 24)).empty());
  const json::array found = silent_at(std::chrono::hours(9 * 24));
  REQUIRE(found.size() == 1);
  CHECK(found[0].at("state") == "open");
  CHECK(found[0].at("about").as_string().size() > 0);
  const auto listed = daemon.ask({"projection", "list", "-o", "json"});
  for (const char* name : {"sources", "statistics"}) {
    CAPTURE(name);
    CHECK(holds(listed.out, name));
    CHECK(daemon.ask({"projection", "compare", name}).code == 0);
  }
}

namespace {

json::object report_of(const Daemon& daemon, std::vector<std::string> words) {
  const auto asked = daemon.ask(std::move(words));
  INFO(asked.err);
  REQUIRE(asked.code == 0);
  return json::parse(asked.out).as_object();
}

} // namespace

TEST_CASE("findings carry their head and command, and a folder gives the same ones") {
  Daemon daemon;
  post_lines(daemon, kNoMarketing + event("use", kMailing) + event("use", "no.such-activity"));
  post_lines(daemon, R"({"type":"use","subject":"bob","activities":["customer.invoicing"]})"
                     "\n");
  const json::object all = report_of(daemon, {"findings", "--lang", "fr", "-o", "json"});
  CHECK(all.at("findings").as_array().size() == all.at("total").as_int64());
  CHECK(all.at("findings").as_array().size() > 2);
  CHECK_FALSE(all.contains("lookUpRecorded"));
  const json::object last =
      report_of(daemon, {"show", std::to_string(all.at("ledger").at("records").as_int64() - 1),
                         "-o", "json"});
  CHECK(last.at("leafHash") == all.at("ledger").at("lastLeaf"));
  const json::object ann =
      report_of(daemon, {"findings", "ann", "--rule", "F04,F10", "--open", "-o", "json"});
  CHECK(ann.at("lookUpRecorded") == true);
  CHECK(ann.at("subjectId").is_string());
  CHECK(ann.at("findings").as_array().size() == 2);

  post_lines(daemon, event("use", kMailing));
  CHECK(report_of(daemon, again(all)) == all);
  CHECK(report_of(daemon, again(ann)) == ann);
  daemon.stop(SIGTERM);
  CHECK(report_of(daemon, again(all)) == all);
  json::object unrecorded = ann;
  unrecorded["lookUpRecorded"] = false;
  CHECK(report_of(daemon, again(ann)) == unrecorded);
  CHECK(daemon.ask({"findings", "ann"}).code == 2);
  const auto table = daemon.ask({"findings", "--each"});
  CHECK(holds(table.out, "true for"));
  CHECK(holds(table.err, "not verified"));
}

TEST_CASE("the findings of one person are recorded as a report, those of everybody are not") {
  const Daemon daemon;
  post_lines(daemon, kNoMarketing + event("use", kMailing));
  CHECK(daemon.ask({"findings"}).code == 0);
  CHECK(daemon.ask({"log", "--type", "report.produced"}).code == 3);
  CHECK(daemon.ask({"findings", "nobody"}).code == 3);
  CHECK(holds(daemon.ask({"findings", "ann"}).err, "recorded: record "));
  const auto log = daemon.ask({"log", "--type", "report.produced", "-o", "jsonl"});
  CHECK(std::count(log.out.begin(), log.out.end(), '\n') == 1);
  CHECK(holds(log.out, R"("reportKind":"findings")"));
}
