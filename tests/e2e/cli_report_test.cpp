// Reports as officers and auditors ask for them, from a daemon and from a folder.
#include "json_support.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <sstream>

using e2e::Daemon;
using e2e::holds;
using e2e::lines_in;
using e2e::object_of;
using e2e::post_lines;
using e2e::run;
namespace json = boost::json;

namespace {

const std::string kPolicies = LEDGER_SOURCE_DIR "/schemas/policies/";

e2e::Outcome ask(const Daemon& daemon, const std::vector<std::string>& more) {
  std::vector<std::string> words = {"report", "register"};
  words.insert(words.end(), more.begin(), more.end());
  return daemon.ask(words);
}

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::string> words;
  for (std::string word; in >> word;)
    words.push_back(word);
  return words;
}

void publish_webshop(const Daemon& daemon) {
  const auto published = daemon.ask(
      {"policy", "publish", kPolicies + "webshop.toml", "--effective-from", "2024-01-01"});
  INFO(published.err);
  REQUIRE(published.code == 0);
}

} // namespace

TEST_CASE("the register has the 28 declared activities as table, JSON, JSON lines and CSV") {
  const Daemon daemon;
  const auto table = ask(daemon, {});
  INFO(table.err);
  REQUIRE(table.code == 0);
  CHECK(holds(table.out, "28 declared (consent 2, contract 4, legitimate-interest 22; 13 exclude "
                         "objection), 9 assessed only"));
  CHECK(holds(table.out, "Example Software BV"));
  CHECK(holds(table.out, "excluded / possible"));
  CHECK(holds(table.out, "true for"));
  CHECK(holds(table.out, "no legal advice"));
  const json::object object = object_of(ask(daemon, {"-o", "json", "--lang", "fr"}));
  CHECK(object.at("activities").as_array().size() == 37);
  CHECK(object.at("counts").at("declared") == 28);
  CHECK(object.at("policy").at("record") == 1);
  CHECK(object.at("activities").as_array()[3].at("activity") == "Facturation");
  CHECK(lines_in(ask(daemon, {"-o", "jsonl"}).out) == 37);
  const auto csv = ask(daemon, {"-o", "csv"});
  CHECK(lines_in(csv.out) == 38);
  CHECK(csv.out.find("activityId,activity,asNamed,declared,purposeId,purpose,") == 0);
}

TEST_CASE("a report's own command prints it again whatever was recorded since") {
  const Daemon daemon;
  const auto first = ask(daemon, {"-o", "json", "--as-of", "2026-01-01"});
  const json::object object = object_of(first);
  const std::string again(object.at("check").as_array()[0].as_string());
  publish_webshop(daemon);
  std::vector<std::string> words = words_of(again);
  REQUIRE(words.front() == "auditledger");
  words.erase(words.begin());
  CHECK(daemon.ask(words).out == first.out);
  // What was published since is in force on that day all the same.
  CHECK(object_of(ask(daemon, {"-o", "json", "--as-of", "2026-01-01"})).at("policy").at("record") !=
        1);
  // The head is that of the ledger: the leaf hash of its last record.
  const json::object last = object_of(daemon.ask(
      {"show", std::to_string(object.at("ledger").at("records").as_int64() - 1), "-o", "json"}));
  CHECK(last.at("leafHash") == object.at("ledger").at("lastLeaf"));
}

TEST_CASE("the register follows the policy in force, and its difference names what changed") {
  const Daemon daemon;
  publish_webshop(daemon);
  CHECK(holds(ask(daemon, {"--as-of", "2023-12-31"}).out, "Example Software BV"));
  CHECK_FALSE(holds(ask(daemon, {"--as-of", "2024-01-01"}).out, "Example Software BV"));
  CHECK(ask(daemon, {"--as-of", "2018-01-01"}).code == 3);

  const auto changed = ask(daemon, {"--diff", "2023-12-31", "--as-of", "2024-01-01"});
  INFO(changed.err);
  CHECK(changed.code == 0);
  CHECK(holds(changed.out, "Example Software BV"));
  const json::array changes =
      object_of(ask(daemon, {"--diff", "2023-12-31", "--as-of", "2024-01-01", "-o", "json"}))
          .at("changes")
          .as_array();
  const auto kind_of = [&changes](const char* activity) {
    for (const json::value& each : changes)
      if (each.at("activityId") == activity) return json::serialize(each.at("change"));
    return std::string("none");
  };
  CHECK(kind_of("customer.invoicing") == "\"removed\"");
  CHECK(kind_of("order.handling") == "\"added\"");
  const auto csv = ask(daemon, {"--diff", "2023-12-31", "--as-of", "2024-01-01", "-o", "csv"});
  CHECK(csv.out.find("change,activityId,activity,field,before,after,from,to,") == 0);
  CHECK(std::size_t(lines_in(csv.out)) == changes.size() + 1);
  const auto same = ask(daemon, {"--diff", "2025-01-01", "--as-of", "2025-01-02"});
  CHECK(same.code == 3);
  CHECK(holds(same.out, "nothing differs"));
}

TEST_CASE("a folder without a daemon gives the same register, and says that it was not verified") {
  Daemon daemon;
  const std::vector<std::string> asked = {"--as-of", "2026-01-01", "--known-at", "2", "-o", "csv"};
  const auto live = ask(daemon, asked);
  REQUIRE(live.code == 0);
  CHECK(live.err.empty());
  daemon.stop(SIGTERM);
  const auto offline = ask(daemon, asked);
  CHECK(offline.code == 0);
  CHECK(offline.out == live.out);
  CHECK(holds(offline.err, "not verified"));
  CHECK(ask(daemon, {"--known-at", "1"}).code == 3); // the policy is record 1, the second
  CHECK(ask(daemon, {"--known-at", "1000000"}).code == 3);
}

TEST_CASE("what cannot be asked is a usage error") {
  CHECK(run({"report"}).code == 2);
  CHECK(run({"report", "registr"}).code == 2);
  CHECK(run({"report", "register", "--lang", "de"}).code == 2);
  CHECK(run({"report", "register", "--as-of", "yesterday"}).code == 2);
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"schema", "list"}, {"policy", "list"}, {"help"}}) {
    std::vector<std::string> line = words;
    line.insert(line.end(), {"-o", "csv"});
    const auto refused = run(line);
    CHECK(refused.code == 2);
    CHECK(refused.out.empty());
    CHECK(holds(refused.err, "error[AL-1005]: this command has no CSV output"));
  }
}

namespace {

constexpr const char* kNewsletter = "newsletter.marketing-communication";

std::string event(const std::string& type, const std::string& more) {
  return R"({"type":")" + type + R"(","subject":"ann")" + more + "}\n";
}

const std::string kActivity = R"(,"activities":["newsletter.marketing-communication"])";

} // namespace

TEST_CASE("the proof of a consent has its history, its texts and a proof for each record") {
  Daemon daemon;
  const e2e::fs::path file = daemon.file("wording");
  std::ofstream(file) << "Yes, I want the <script>news</script>";
  const auto put =
      daemon.ask({"document", "put", file.string(), "--kind", "consentWording", "-o", "json"});
  INFO(put.err);
  REQUIRE(put.code == 0);
  const std::string hash(object_of(put).at("hash").as_string());
  const std::string documents =
      R"(,"documents":[{"kind":"consentWording","hash":")" + hash + "\"}]";
  post_lines(daemon,
             event("notice.served", R"(,"noticeKind":"art13")") +
                 event("consent.given", kActivity + R"(,"consentMethod":"box")" + documents));
  post_lines(daemon, event("consent.withdrawn", kActivity + R"(,"withdrawalMethod":"link")"));

  const std::vector<std::string> asked = {"report", "consent", "ann", "--activity", kNewsletter};
  auto with = [&asked](std::vector<std::string> more) {
    more.insert(more.begin(), asked.begin(), asked.end());
    return more;
  };
  const json::object proof = object_of(daemon.ask(with({"-o", "json"})));
  CHECK(proof.at("standing") == "withdrawn");
  CHECK(proof.at("policyConsent") == "consent.newsletter");
  CHECK(proof.at("lookUpRecorded") == true);
  const json::array& history = proof.at("history").as_array();
  REQUIRE(history.size() == 2);
  CHECK(history[0].at("type") == "consent.given");
  CHECK(history[0].at("standingAfter") == "valid");
  CHECK(history[0].at("texts").as_array().at(0).at("text") ==
        "Yes, I want the <script>news</script>");
  CHECK(history[0].at("noticeBefore").at("record").is_int64());
  CHECK(history[1].at("withdrawalMethod") == "link");
  CHECK(proof.at("evidence").as_array().size() == 3);

  const auto table = daemon.ask(asked);
  CHECK(table.code == 0);
  CHECK(holds(table.out, "withdrawn, by record "));
  CHECK(holds(table.out, "auditledger prove "));
  CHECK(lines_in(daemon.ask(with({"-o", "csv"})).out) == 3);
  CHECK(daemon.ask({"report", "consent", "bob", "--activity", kNewsletter}).code == 3);
  CHECK(daemon.ask({"report", "consent", "ann", "--activity", "no.such"}).code == 3);
  CHECK(daemon.ask({"report", "consent", "ann", "--activity", "applicant.screening"}).code == 3);

  // Its own command prints the same again, without the name, and so does a folder by that command.
  std::vector<std::string> again =
      words_of(std::string(proof.at("check").as_array()[0].as_string()));
  again.erase(again.begin());
  const auto first = daemon.ask(again);
  CHECK(object_of(first) == proof);
  daemon.stop(SIGTERM);
  const json::object offline = object_of(daemon.ask(again));
  CHECK(offline.at("lookUpRecorded") == false);
  json::object unrecorded = proof;
  unrecorded["lookUpRecorded"] = false;
  CHECK(offline == unrecorded);
  CHECK(daemon.ask(asked).code == 2);
}

TEST_CASE("statistics are counted alike from a daemon and from a folder, in every form") {
  Daemon daemon;
  std::string events;
  for (int i = 0; i < 6; ++i)
    events += R"({"type":"request.received","subject":"ann","right":"access"})"
              "\n";
  events += R"({"type":"request.received","subject":"ann","right":"erasure"})"
            "\n";
  const auto posted = daemon.ask({"append", "--stdin", "-q"}, events);
  INFO(posted.err);
  REQUIRE(posted.code == 0);
  const auto live = daemon.ask({"report", "stats", "-o", "json"});
  const json::object report = object_of(live);
  const auto count_of = [&report](const char* what, const char* name) {
    for (const json::value& row : report.at("rows").as_array())
      if (row.at("what") == what && row.at("name") == name) return json::serialize(row.at("count"));
    return std::string("none");
  };
  CHECK(count_of("events", "request.received") == "7");
  CHECK(count_of("events", "policy.published") == "1");
  CHECK(count_of("requests", "erasure") == "null");
  CHECK(count_of("requests", "access") == "null"); // 7 less 6 would tell the other
  const std::size_t rows = report.at("rows").as_array().size();

  std::vector<std::string> again =
      words_of(std::string(report.at("check").as_array()[0].as_string()));
  again.erase(again.begin());
  CHECK(daemon.ask(again).out == live.out);
  CHECK(lines_in(daemon.ask({"report", "stats", "-o", "jsonl"}).out) == std::ptrdiff_t(rows));
  const auto csv = daemon.ask({"report", "stats", "-o", "csv"});
  CHECK(csv.out.find("what,name,month,count,withheld,from,to,ledgerId,records,lastLeaf,check") ==
        0);
  CHECK(lines_in(csv.out) == std::ptrdiff_t(rows) + 1);
  const auto table = daemon.ask({"report", "stats"});
  CHECK(holds(table.out, "withheld"));
  CHECK(holds(table.out, "no legal advice"));
  CHECK(daemon.ask({"report", "stats", "--to", "2020-01-01"}).code == 3);
  CHECK(daemon.ask({"report", "stats", "--from", "soon"}).code == 2);

  daemon.stop(SIGTERM);
  const auto offline = daemon.ask(again);
  CHECK(offline.code == 0);
  CHECK(offline.out == live.out);
}

TEST_CASE("requests are listed alike from a daemon and from a folder, open and late ones apart") {
  Daemon daemon;
  const auto posted = daemon.ask(
      {"append", "--stdin", "-q"},
      R"({"type":"request.received","subject":"ann","right":"access","occurredAt":"2026-01-05T10:00:00Z"})"
      "\n"
      R"({"type":"request.received","subject":"bob","right":"erasure","occurredAt":"2026-01-20T10:00:00Z"})"
      "\n"
      R"({"type":"request.answered","subject":"bob","right":"erasure","outcome":"fulfilled","occurredAt":"2026-01-25T10:00:00Z"})"
      "\n");
  INFO(posted.err);
  REQUIRE(posted.code == 0);
  const std::vector<std::string> asked = {"report",     "requests", "--as-of",
                                          "2026-03-01", "-o",       "json"};
  const auto live = daemon.ask(asked);
  const json::object report = object_of(live);
  const json::array& requests = report.at("requests").as_array();
  REQUIRE(requests.size() == 2);
  CHECK(requests[0].at("standing") == "late");
  CHECK(requests[0].at("right") == "access");
  CHECK(requests[0].at("answeredBy").is_null());
  CHECK(requests[1].at("standing") == "answered");
  CHECK(requests[1].at("outcome") == "fulfilled");
  CHECK(report.at("counts").at("late") == 1);
  CHECK(report.at("lookUpRecorded") == false);

  const auto late =
      daemon.ask({"report", "requests", "--late", "--as-of", "2026-03-01", "-o", "csv"});
  CHECK(late.out.find("standing,right,rule,receivedAt,due,answeredAt,outcome,subjectId,reference,"
                      "record,extendedBy,identityBy,answeredBy,asOf,ledgerId") == 0);
  CHECK(lines_in(late.out) == 2);
  const auto open = daemon.ask({"report", "requests", "--open", "--as-of", "2026-01-21"});
  CHECK(holds(open.out, "open 2; late 0"));
  CHECK(daemon.ask({"report", "requests", "--late", "--as-of", "2026-01-21"}).code == 3);
  CHECK(daemon.ask({"report", "requests", "--late", "--open"}).code == 2);
  CHECK(lines_in(daemon.ask({"report", "requests", "-o", "jsonl"}).out) == 2);
  CHECK(daemon.ask({"projection", "compare", "requests"}).code == 0);

  std::vector<std::string> again =
      words_of(std::string(report.at("check").as_array()[0].as_string()));
  again.erase(again.begin());
  CHECK(daemon.ask(again).out == live.out);
  daemon.stop(SIGTERM);
  const auto offline = daemon.ask(again);
  CHECK(offline.code == 0);
  CHECK(offline.out == live.out);
}
