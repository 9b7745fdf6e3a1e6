// The retention schedule as an officer asks for it, from a daemon and from a folder.
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

std::string collected(const std::string& who, const std::string& when, const std::string& what,
                      const std::string& activity = "prospect.mailing") {
  return R"({"type":"collection","subject":")" + who + R"(","occurredAt":")" + when +
         R"(","activities":[")" + activity + R"("],"categories":[")" + what +
         R"("],"dataSource":"dataSubject"})"
         "\n";
}

// Ann is overdue from 11 January 2024 on, Bob's are kept by a hold, Carol is due a year later; of
// Dave nothing runs.
std::string events() {
  return collected("ann", "2021-01-10T10:00:00Z", "email") +
         collected("bob", "2021-01-12T10:00:00Z", "phone") +
         R"({"type":"hold.placed","subject":"bob","occurredAt":"2023-01-01T10:00:00Z",)"
         R"("hold":"claim 7","holdGround":"legalClaims"})"
         "\n" +
         collected("carol", "2022-01-10T10:00:00Z", "email") +
         collected("dave", "2021-01-10T10:00:00Z", "email", "customer.informative-communication");
}

std::vector<std::string> asking(std::vector<std::string> more) {
  more.insert(more.begin(), {"report", "retention", "--as-of", "2024-06-01"});
  return more;
}

} // namespace

TEST_CASE("the retention schedule is the same from a daemon and from a folder, in every form") {
  Daemon daemon;
  post_lines(daemon, events());
  const auto live = daemon.ask(asking({"-o", "json"}));
  CHECK(live.code == 0);
  const json::object report = object_of(live);
  const json::array& lines = report.at("lines").as_array();
  REQUIRE(lines.size() == 4);
  CHECK(lines[0].at("category") == "email");
  CHECK(lines[0].at("month") == "2024-01");
  CHECK(lines[0].at("firstDue") == "2024-01-10T23:00:00.000000Z");
  CHECK(lines[0].at("overdue") == 1);
  CHECK(lines[0].at("kept") == 0);
  CHECK(lines[1].at("category") == "phone");
  CHECK(lines[1].at("overdue") == 1);
  CHECK(lines[1].at("kept") == 1);
  CHECK(lines[2].at("month") == "2025-01");
  CHECK(lines[3].at("term") == "notBegun");
  CHECK(lines[3].at("month").is_null());
  CHECK(report.at("people") == 4);
  CHECK(report.at("overduePeople") == 1);
  CHECK(report.at("leftOut") == 0);
  for (const char* name : {"ann", "bob", "carol", "dave", "subjectId"})
    CHECK_FALSE(holds(live.out, name));

  const auto table = daemon.ask(asking({}));
  CHECK(holds(table.out, "ret.prospect-3y"));
  CHECK(holds(table.out, "no term runs"));
  CHECK(holds(table.out, "no legal advice"));
  CHECK(lines_in(daemon.ask(asking({"-o", "jsonl"})).out) == 4);
  const auto csv = daemon.ask(asking({"-o", "csv"}));
  CHECK(csv.out.find("term,month,rule,category,firstDue,people,holdings,overdue,kept,afterHold,"
                     "boundByLaw,record,which,until,leftOut,asOf,ledgerId") == 0);
  CHECK(lines_in(csv.out) == 5);

  // Its own command prints it again whatever came since, and a folder by that command.
  post_lines(daemon, collected("erin", "2020-01-10T10:00:00Z", "email"));
  CHECK(daemon.ask(again(report)).out == live.out);
  const json::object more = object_of(daemon.ask(asking({"-o", "json"})));
  CHECK(more.at("overduePeople") == 2);
  daemon.stop(SIGTERM);
  CHECK(daemon.ask(again(report)).out == live.out);
  CHECK(object_of(daemon.ask(again(more))) == more);
}

TEST_CASE(
    "the retention schedule narrows to what is overdue, to what is due by a day, or nothing") {
  const Daemon daemon;
  CHECK(daemon.ask(asking({})).code == 3);
  post_lines(daemon, events());
  const auto overdue = daemon.ask(asking({"--overdue", "-o", "json"}));
  CHECK(overdue.code == 0);
  const json::object report = object_of(overdue);
  REQUIRE(report.at("lines").as_array().size() == 1);
  CHECK(report.at("lines").as_array()[0].at("category") == "email");
  CHECK(report.at("which") == "overdue");
  CHECK(daemon.ask(again(report)).out == overdue.out);
  const auto until = daemon.ask(asking({"--until", "2024-12-31", "-o", "json"}));
  CHECK(object_of(until).at("lines").as_array().size() == 2);
  CHECK(daemon.ask(again(object_of(until))).out == until.out);
  const auto early = daemon.ask({"report", "retention", "--overdue", "--as-of", "2024-01-10"});
  CHECK(early.code == 3);
  CHECK(daemon.ask(asking({"--known-at", "1000000"})).code == 3);
  // What F18 names stands there, no more.
  const auto found = daemon.ask(
      {"findings", "--rule", "F18", "--open", "--as-of", "2024-06-01", "-q", "-o", "json"});
  CHECK(object_of(found).at("findings").as_array().size() == 1);
}

TEST_CASE("a time that is none is refused with what, where and what to do") {
  for (const char* option : {"--as-of", "--until"}) {
    const auto refused = e2e::run({"report", "retention", option, "yesterday"});
    CAPTURE(refused.err);
    CHECK(refused.code == 2);
    CHECK(refused.out.empty());
    CHECK(holds(refused.err, "error[AL-1005]"));
    CHECK(holds(refused.err, option));
    CHECK(lines_in(refused.err) >= 3);
  }
}
