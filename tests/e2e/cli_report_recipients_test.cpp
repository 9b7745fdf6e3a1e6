// Who receives data, from a daemon and from a folder; and what a daemon hands out for reports that
// are folded by whoever asks.
#include "json_support.hpp"
#include "service.hpp"

#include <algorithm>

using e2e::Daemon;
using e2e::holds;
using e2e::post_lines;
namespace json = boost::json;
namespace wire = ledger::wire;

namespace {

json::object row_of(const json::object& report, std::string_view recipient) {
  for (const json::value& row : report.at("recipients").as_array())
    if (row.at("recipient").as_string() == recipient) return row.as_object();
  FAIL("no such recipient: " << recipient);
  return {};
}

} // namespace

TEST_CASE("recipients are listed alike from a daemon and from a folder, in every form") {
  Daemon daemon;
  post_lines(
      daemon,
      R"({"type":"contract.signed","recipient":"example-mail","contractKind":"processor","contractItems":255,"occurredAt":"2026-01-01T10:00:00Z"})"
      "\n"
      R"({"type":"disclosure","subject":"ann","recipient":"example-mail","activities":["newsletter.marketing-communication"],"categories":["email"],"occurredAt":"2026-01-05T10:00:00Z"})"
      "\n"
      R"({"type":"disclosure","subject":"bob","recipient":"example-mail","activities":["newsletter.marketing-communication"],"categories":["email"],"occurredAt":"2026-01-06T10:00:00Z"})"
      "\n"
      R"({"type":"disclosure","subject":"bob","recipient":"jane-doe-privately","activities":["newsletter.marketing-communication"],"country":"US","occurredAt":"2026-01-07T10:00:00Z"})"
      "\n");
  const auto live = daemon.ask({"report", "recipients", "--as-of", "2026-03-01", "-o", "json"});
  INFO(live.err);
  REQUIRE(live.code == 0);
  const json::object report = json::parse(live.out).as_object();
  const json::object mail = row_of(report, "example-mail");
  CHECK(mail.at("times") == 2);
  CHECK(mail.at("contractKind") == "processor");
  CHECK(mail.at("withoutBasis") == 0);
  const json::object unknown = row_of(report, "undeclared"); // what no policy knows is sealed
  CHECK(unknown.at("times") == 1);
  CHECK(unknown.at("withoutBasis") == 1);
  CHECK_FALSE(holds(live.out, "jane"));
  const std::ptrdiff_t rows = std::ptrdiff_t(report.at("recipients").as_array().size());

  const auto csv = daemon.ask({"report", "recipients", "--as-of", "2026-03-01", "-o", "csv"});
  CHECK(csv.out.find("recipient,name,category,role,times,passedThrough,") == 0);
  CHECK(std::count(csv.out.begin(), csv.out.end(), '\n') == rows + 1);
  const auto lines = daemon.ask({"report", "recipients", "-o", "jsonl"});
  CHECK(std::count(lines.out.begin(), lines.out.end(), '\n') == rows);
  const auto table = daemon.ask({"report", "recipients", "--as-of", "2026-03-01"});
  CHECK(holds(table.out, "processor, record "));
  CHECK(holds(table.out, "1 without a basis"));
  CHECK(daemon.ask({"projection", "compare", "recipients"}).code == 0);
  CHECK(daemon.ask({"projection", "compare", "breaches"}).code == 0);

  const auto wrong = daemon.ask({"report", "recipients", "--as-of", "soon"});
  CHECK(wrong.code == 2);
  CHECK(holds(wrong.err, "where:"));
  CHECK(holds(wrong.err, "next:"));

  const std::vector<std::string> repeated = e2e::again(report);
  CHECK(daemon.ask(repeated).out == live.out);
  daemon.stop(SIGTERM);
  const auto offline = daemon.ask(repeated);
  CHECK(offline.code == 0);
  CHECK(offline.out == live.out);
}

TEST_CASE("a daemon hands out the records that a projection selects, page by page, and no others") {
  Daemon daemon;
  // Each with a text of its own, so that they are more than one reply.
  std::string events;
  const std::string text(8'000, 'x');
  for (int i = 0; i < 300; ++i) {
    events += R"({"type":"disclosure","subject":"ann","recipient":"example-mail",)"
              R"("activities":["newsletter.marketing-communication"],"values":{"message":")" +
              text + "\"}}\n";
    events +=
        R"({"type":"use","subject":"ann","activities":["newsletter.marketing-communication"]})"
        "\n";
  }
  post_lines(daemon, events);
  std::size_t records = 0;
  std::size_t pages = 0;
  auto client = e2e::Client::connect(daemon.state() + "/run/append.sock", e2e::soon());
  REQUIRE(client.has_value());
  for (std::uint64_t from = 0, size = 1; from < size; ++pages) {
    e2e::RequestMessage request;
    auto query = request->initSelected();
    query.setProjection("recipients");
    query.setFrom(from);
    const auto reply = client->call(request, e2e::Effect::kReads, e2e::soon());
    REQUIRE(reply.has_value());
    REQUIRE((*reply)->isRecords());
    const auto page = (*reply)->getRecords();
    for (const auto record : page.getRecords()) {
      CHECK(record.getSequence() >= from);
      ++records;
    }
    REQUIRE(page.getNext() > from);
    from = page.getNext();
    size = page.getSize();
  }
  CHECK(records == 300);
  CHECK(pages > 1);
  const auto report = daemon.ask({"report", "recipients", "-o", "json"});
  INFO(report.err);
  REQUIRE(report.code == 0);
  CHECK(row_of(json::parse(report.out).as_object(), "example-mail").at("times") == 300);
}

TEST_CASE("a projection that selects no records, or that there is not, is an error with a way on") {
  const Daemon daemon;
  auto client = e2e::Client::connect(daemon.state() + "/run/append.sock", e2e::soon());
  REQUIRE(client.has_value());
  for (const char* name : {"subjects", "nonesuch"}) {
    CAPTURE(name);
    e2e::RequestMessage request;
    request->initSelected().setProjection(name);
    const auto reply = client->call(request, e2e::Effect::kReads, e2e::soon());
    REQUIRE_FALSE(reply.has_value());
    CHECK(reply.error().code() == ledger::Errc::kNotFound);
    CHECK_FALSE(reply.error().next().empty());
  }
}
