// Reports on a person: that they are drawn up is the daemon's to record, whatever the client does.
#include "json_support.hpp"
#include "tests/e2e/service.hpp"

#include <sstream>

using e2e::again;
using e2e::Daemon;
using e2e::holds;
using e2e::object_of;
using e2e::post_lines;
namespace json = boost::json;

namespace {

constexpr const char* kNewsletter = "newsletter.marketing-communication";

std::string event(const std::string& type, const std::string& more) {
  return R"({"type":")" + type + R"(","subject":"ann")" + more + "}\n";
}
std::string about(const std::string& activity) {
  return R"(,"activities":[")" + activity + "\"]";
}

// A subscriber who was written to, whose address went to a processor abroad, who was looked up, and
// who withdrew.
void live_a_little(const Daemon& daemon) {
  post_lines(daemon,
             event("collection",
                   about(kNewsletter) + R"(,"categories":["email"],"dataSource":"dataSubject")") +
                 event("consent.given", about(kNewsletter) + R"(,"consentMethod":"box")") +
                 event("use", about(kNewsletter) + R"(,"operation":"send")") +
                 event("transfer.third-country",
                       about(kNewsletter) + R"(,"recipient":"example-analytics","country":"US")") +
                 event("staff.accessed",
                       R"(,"staffRole":"support","lookupReason":"support-request","staff":"jan")") +
                 event("request.received", R"(,"right":"access")"));
  post_lines(daemon,
             event("consent.withdrawn", about(kNewsletter) + R"(,"withdrawalMethod":"link")"));
}

std::vector<json::object> reports_recorded(const Daemon& daemon) {
  const auto log = daemon.ask({"log", "--type", "report.produced", "-o", "jsonl"});
  REQUIRE((log.code == 0 || log.code == 3));
  return e2e::objects_in(log.out);
}

using e2e::Client;
using e2e::RequestMessage;

// Asks the daemon itself, as any program could. The record of the report, or the error's code.
ledger::Result<std::uint64_t> ask_records(const Daemon& daemon, const std::string& id,
                                          ledger::wire::ReportKind kind, std::uint64_t report = 0) {
  LEDGER_ASSIGN(Client client, Client::connect(daemon.state() + "/run/append.sock", e2e::soon()));
  RequestMessage request;
  auto query = request->initSubjectRecords();
  const auto bytes = ledger::parse_uuid(id);
  REQUIRE(bytes.has_value());
  query.setSubjectId({bytes->data(), bytes->size()});
  query.setKind(kind);
  query.setReport(report);
  LEDGER_ASSIGN(const e2e::Reply reply, client.call(request, e2e::Effect::kReads, e2e::soon()));
  REQUIRE(reply.which() == ledger::wire::Reply::SUBJECT_RECORDS);
  return reply->getSubjectRecords().getReport();
}

const std::vector<std::string> kAccess = {"report", "access", "ann", "-o", "json"};

} // namespace

TEST_CASE("the answer to a request for access has everything that is on record about a person") {
  const Daemon daemon;
  live_a_little(daemon);
  const json::object answer = object_of(daemon.ask(kAccess));
  const json::object& held = answer.at("held").as_array().at(0).as_object();
  CHECK(held.at("categoryId") == "email");
  CHECK(held.at("activityId") == kNewsletter);
  CHECK(held.at("origins").as_array().at(0) == "dataSubject");
  CHECK(answer.at("used").as_array().at(0).at("times") == 1);
  const json::object& given = answer.at("given").as_array().at(0).as_object();
  CHECK(given.at("recipientId") == "example-analytics");
  CHECK(given.at("recipient") == "Example Analytics Inc.");
  CHECK(given.at("country") == "US");
  CHECK(answer.at("consents").as_array().at(0).at("standing") == "withdrawn");
  CHECK(answer.at("lookedUp").as_array().at(0).at("roleId") == "support");
  CHECK(answer.at("requests").as_array().at(0).at("right") == "access");
  CHECK(answer.at("requests").as_array().at(0).at("due").is_string());
  const auto table = daemon.ask({"report", "access", "ann", "--lang", "fr"});
  CHECK(table.code == 0);
  CHECK(holds(table.out, "Data that is held (GDPR art. 15(1)(a), (b), (d), (g))"));
  CHECK(holds(table.out, "nothing on record"));
  CHECK(holds(table.out, "true for"));
  CHECK_FALSE(holds(table.out, "jan"));
  const auto csv = daemon.ask({"report", "access", "ann", "-o", "csv"});
  CHECK(csv.out.find("section,categoryId,category,activityId,") == 0);
}

TEST_CASE("each report on a person from the daemon is recorded once, before it is answered") {
  const Daemon daemon;
  live_a_little(daemon);
  CHECK(reports_recorded(daemon).empty());
  const json::object answer = object_of(daemon.ask(kAccess));
  CHECK(answer.at("lookUpRecorded") == true);
  auto recorded = reports_recorded(daemon);
  REQUIRE(recorded.size() == 1);
  CHECK(recorded[0].at("reportKind") == "subjectAnswer");
  CHECK(recorded[0].at("subjectIds").as_array().at(0) == answer.at("subjectId"));
  // The report is true for what was there when it was asked for: not for its own record.
  const std::int64_t size = answer.at("ledger").at("records").as_int64();
  CHECK(recorded[0].at("sequence").as_int64() == size);
  CHECK(recorded[0].at("target").as_int64() == size - 1);

  const auto proof = daemon.ask({"report", "consent", "ann", "--activity", kNewsletter});
  CHECK(holds(proof.out, "report.produced"));
  CHECK(holds(proof.err, "recorded: record "));
  recorded = reports_recorded(daemon);
  REQUIRE(recorded.size() == 2);
  CHECK(recorded[1].at("reportKind") == "consentProof");
  // The next answer tells of the first two; what is about nobody is recorded nowhere.
  CHECK(object_of(daemon.ask(kAccess)).at("reported").as_array().size() == 2);
  CHECK(daemon.ask({"report", "register"}).code == 0);
  CHECK(daemon.ask({"report", "access", "nobody"}).code == 3);
  CHECK(reports_recorded(daemon).size() == 3);
  // Nor does looking raise a finding about staff, or any other.
  const json::object found = object_of(daemon.ask({"findings", "ann", "-q", "-o", "json"}));
  CHECK_FALSE(found.at("findings").as_array().empty());
  for (const json::object& report : reports_recorded(daemon))
    for (const json::value& finding : found.at("findings").as_array())
      CHECK(finding.at("record") != report.at("sequence"));
}

TEST_CASE("nobody can post that a report was drawn up") {
  const Daemon daemon;
  live_a_little(daemon);
  const auto posted = daemon.ask({"append", "--stdin"},
                                 event("report.produced", R"(,"reportKind":"subjectAnswer")"));
  CHECK(posted.code != 0);
  CHECK(reports_recorded(daemon).empty());
}

TEST_CASE("a report's own command and a folder without a daemon give the same answer") {
  Daemon daemon;
  live_a_little(daemon);
  const json::object answer = object_of(daemon.ask(kAccess));
  post_lines(daemon, event("use", about(kNewsletter)));
  CHECK(object_of(daemon.ask(again(answer))) == answer);
  daemon.stop(SIGTERM);
  const auto offline = daemon.ask(again(answer));
  json::object unrecorded = answer;
  unrecorded["lookUpRecorded"] = false;
  CHECK(object_of(offline) == unrecorded);
  CHECK(holds(offline.err, "not verified"));
  std::vector<std::string> as_table = again(answer);
  as_table.resize(as_table.size() - 2);
  CHECK(holds(daemon.ask(as_table).out, "not recorded"));
  CHECK(daemon.ask(kAccess).code == 2);
}

TEST_CASE("an erased person is answered by id, and the answer says what is gone") {
  const Daemon daemon;
  live_a_little(daemon);
  const std::string id(object_of(daemon.ask(kAccess)).at("subjectId").as_string());
  REQUIRE(daemon.ask({"erase", "ann", "--yes"}).code == 0);
  CHECK(daemon.ask(kAccess).code == 3);
  const json::object answer = object_of(daemon.ask({"report", "access", id, "--id", "-o", "json"}));
  CHECK(answer.at("erasedBy").is_int64());
  CHECK(answer.at("held").as_array().at(0).at("stillHeld") == 0);
  CHECK(answer.at("surviving").as_array().empty());
  CHECK(answer.at("erasures").as_array().size() == 2);
  CHECK(answer.at("lookUpRecorded") == true);
}

TEST_CASE("a long history comes in several replies and is one report") {
  const Daemon daemon;
  const std::string value(15'000, 'x');
  std::string events;
  for (int i = 0; i < 40; ++i) {
    events += event("use", about(kNewsletter) + R"(,"values":{"a":")" + value + R"(","b":")" +
                               value + R"(","c":")" + value + "\"}");
  }
  post_lines(daemon, events);
  const json::object answer = object_of(daemon.ask(kAccess));
  CHECK(answer.at("used").as_array().at(0).at("times") == 40);
  CHECK(reports_recorded(daemon).size() == 1);
}

TEST_CASE("only the report that was recorded can be read on, and a kind has to be said") {
  using ledger::Errc;
  using Kind = ledger::wire::ReportKind;
  const Daemon daemon;
  live_a_little(daemon);
  post_lines(daemon,
             R"({"type":"use","subject":"bob","activities":["newsletter.marketing-communication"]})"
             "\n");
  const auto id_of = [&](const char* name) {
    return std::string(
        object_of(daemon.ask({"subject", name, "-o", "json"})).at("subjectId").as_string());
  };
  const std::string ann = id_of("ann");
  const auto report = ask_records(daemon, ann, Kind::SUBJECT_ANSWER);
  REQUIRE(report.has_value());
  CHECK(ask_records(daemon, ann, Kind::SUBJECT_ANSWER, *report) == *report);
  const auto refused = [&](const std::string& id, Kind kind, std::uint64_t record) {
    const auto answer = ask_records(daemon, id, kind, record);
    REQUIRE_FALSE(answer.has_value());
    return answer.error().code();
  };
  CHECK(refused(ann, Kind::CONSENT_PROOF, *report) == Errc::kNotFound);
  CHECK(refused(id_of("bob"), Kind::SUBJECT_ANSWER, *report) == Errc::kNotFound);
  CHECK(refused(ann, Kind::SUBJECT_ANSWER, 2) == Errc::kNotFound);
  CHECK(refused(ann, Kind::SUBJECT_ANSWER, 1'000'000) == Errc::kNotFound);
  CHECK(refused(ann, Kind::UNSTATED, 0) == Errc::kInvalidField);
  CHECK(refused(ann, Kind::REGISTER, 0) == Errc::kInvalidField);
  CHECK(refused(ann, static_cast<Kind>(999), 0) == Errc::kInvalidField);
  CHECK(reports_recorded(daemon).size() == 1);
}
