// The register of breaches as officers ask for it, from a daemon and from a folder.
#include "json_support.hpp"

#include <algorithm>

using e2e::again;
using e2e::Daemon;
using e2e::holds;
using e2e::lines_in;
using e2e::object_of;
using e2e::post_lines;
namespace json = boost::json;

namespace {

constexpr const char* kLost = "11111111-1111-4111-8111-111111111111";
constexpr const char* kSeen = "22222222-2222-4222-8222-222222222222";

std::string event(const std::string& type, const std::string& breach, const std::string& when,
                  const std::string& more = {}) {
  return R"({"type":"breach.)" + type + R"(","correlation":")" + breach + R"(","occurredAt":")" +
         when + "\"" + more + "}\n";
}

// One of which the authority never heard, and one of which everybody heard, late and with a reason.
void post_breaches(const Daemon& daemon) {
  post_lines(
      daemon,
      event(
          "detected", kLost, "2026-02-06T20:00:00Z",
          R"(,"breachKind":"loss","breachNature":"availability","awareAt":"2026-02-06T19:00:00Z",)"
          R"("subjectsApprox":300,"recordsApprox":900,"categories":["phone","email"])") +
          event("detected", kSeen, "2026-01-10T08:00:00Z",
                R"(,"subject":"ann","breachKind":"unauthorised-access",)"
                R"("awareAt":"2026-01-10T08:00:00Z")") +
          event("assessed", kSeen, "2026-01-11T08:00:00Z", R"(,"risk":"high")") +
          event("notified-authority", kSeen, "2026-01-14T08:30:00Z",
                R"(,"delayReason":"technical")") +
          event("notified-subjects", kSeen, "2026-01-12T08:00:00Z", R"(,"subject":"ann")") +
          event("closed", kSeen, "2026-01-20T08:00:00Z",
                R"(,"effectsRecorded":"yes","remedyRecorded":"yes")"));
}

std::vector<std::string> asked(std::vector<std::string> more) {
  more.insert(more.begin(), {"report", "breaches"});
  return more;
}

} // namespace

TEST_CASE("breaches are listed alike from a daemon and from a folder, in every form") {
  Daemon daemon;
  post_breaches(daemon);
  const auto live = daemon.ask(asked({"--as-of", "2026-03-01", "-o", "json"}));
  const json::object report = object_of(live);
  const json::array& breaches = report.at("breaches").as_array();
  REQUIRE(breaches.size() == 2);
  const json::object& seen = breaches[0].as_object();
  CHECK(seen.at("standing") == "closed");
  CHECK(seen.at("reference") == kSeen);
  CHECK(seen.at("kind") == "unauthorised-access");
  CHECK(seen.at("authorityDue") == "2026-01-13T08:00:00.000000Z");
  CHECK(seen.at("hoursToNotice") == 96);
  CHECK(seen.at("delayReason") == "technical");
  CHECK(seen.at("subjectsNeeded") == true);
  CHECK(seen.at("subjectsDue") == "2026-01-14T08:00:00.000000Z");
  CHECK(seen.at("subjectsNotifiedAt") == "2026-01-12T08:00:00.000000Z");
  CHECK(seen.at("complete") == true);
  const json::object& lost = breaches[1].as_object();
  CHECK(lost.at("standing") == "late");
  CHECK(lost.at("risk").is_null());
  CHECK(lost.at("nature") == "availability");
  CHECK(lost.at("subjectsApprox") == 300);
  CHECK(lost.at("categories").as_array().size() == 2);
  CHECK(lost.at("authorityNotifiedAt").is_null());
  CHECK(lost.at("complete") == false);
  CHECK(report.at("counts").at("late") == 1);
  CHECK(report.at("counts").at("closed") == 1);

  const auto table = daemon.ask(asked({"--as-of", "2026-03-01"}));
  CHECK(holds(table.out, "open 0; late 1; closed 1"));
  CHECK(holds(table.out, "unauthorised-access"));
  CHECK(holds(table.out, "true for"));
  CHECK(holds(table.out, "no legal advice"));
  const auto csv = daemon.ask(asked({"--as-of", "2026-03-01", "--known-at", "8", "-o", "csv"}));
  CHECK(csv.out.find("standing,reference,kind,nature,awareAt,awareStated,record,risk,riskBy,") ==
        0);
  CHECK(holds(csv.out, "email; phone"));
  CHECK(lines_in(csv.out) == 3);
  const auto lines = daemon.ask(asked({"--as-of", "2026-03-01", "-o", "jsonl"}));
  CHECK(lines_in(lines.out) == 2);

  const auto repeated = again(report);
  CHECK(daemon.ask(repeated).out == live.out);
  daemon.stop(SIGTERM);
  const auto offline = daemon.ask(repeated);
  CHECK(offline.code == 0);
  CHECK(offline.out == live.out);
  CHECK(daemon.ask(asked({"--as-of", "2026-03-01"})).out == table.out);
  CHECK(daemon.ask(asked({"--as-of", "2026-03-01", "--known-at", "8", "-o", "csv"})).out ==
        csv.out);
  CHECK(daemon.ask(asked({"--as-of", "2026-03-01", "-o", "jsonl"})).out == lines.out);
}

TEST_CASE("open breaches stand apart, as of a time and as known at a record") {
  const Daemon daemon;
  CHECK(daemon.ask(asked({})).code == 3);
  post_breaches(daemon);
  const auto open = daemon.ask(asked({"--open", "--as-of", "2026-03-01", "-o", "json"}));
  CHECK(open.code == 0);
  const json::object report = object_of(open);
  CHECK(report.at("which") == "open");
  REQUIRE(report.at("breaches").as_array().size() == 1);
  CHECK(report.at("breaches").as_array()[0].at("reference") == kLost);
  CHECK(daemon.ask(again(report)).out == open.out);
  const auto then = daemon.ask(asked({"--open", "--as-of", "2026-01-13", "-o", "json"}));
  const json::object before = object_of(then).at("breaches").as_array().at(0).as_object();
  CHECK(before.at("reference") == kSeen);
  CHECK(before.at("standing") == "open");
  CHECK(before.at("authorityNotifiedAt").is_null());
  CHECK(daemon.ask(asked({"--as-of", "2025-12-31"})).code == 3);
  CHECK(daemon.ask(asked({"--known-at", "2"})).code == 3); // opened, and the policy
}

TEST_CASE("a wrong time says what it is, where, and what to do") {
  const Daemon daemon;
  const auto wrong = daemon.ask(asked({"--as-of", "soon"}));
  CHECK(wrong.code == 2);
  CHECK(wrong.out.empty());
  CHECK(holds(wrong.err, "--as-of"));
  const auto error = daemon.ask(asked({"--as-of", "soon", "-o", "json"}));
  INFO(error.err);
  const json::object parts = json::parse(error.err).at("error").as_object();
  CHECK(parts.at("what") == "a time is expected");
  CHECK(parts.at("where") == "--as-of");
  CHECK_FALSE(parts.at("next").as_string().empty());
}
