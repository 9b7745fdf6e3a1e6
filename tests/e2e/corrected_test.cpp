// What a correction takes back counts nowhere: in no report, no finding and not at the gate, also
// when the correction names nobody or somebody else.
#include "json_support.hpp"

using e2e::Daemon;
using e2e::post_lines;
namespace json = boost::json;

namespace {

constexpr const char* kNewsletter = "newsletter.marketing-communication";

std::string correcting(std::uint64_t record, const std::string& more = {}) {
  return R"({"type":"correction","correctionReason":"wrongPerson","target":)" +
         std::to_string(record) + more + "}\n";
}

std::size_t found(const Daemon& daemon, const std::string& rule) {
  const auto asked = daemon.ask({"findings", "--rule", rule, "-q", "-o", "json"});
  INFO(asked.err);
  const json::value report = json::parse(asked.out);
  return report.at("findings").as_array().size();
}

} // namespace

TEST_CASE("a request that is taken back is late in no report and no finding") {
  const Daemon daemon;
  post_lines(
      daemon,
      R"({"type":"request.received","subject":"ann","right":"access","occurredAt":"2026-01-05T10:00:00Z"})"
      "\n"); // record 2
  CHECK(daemon.ask({"report", "requests", "--late"}).code == 0);
  CHECK(found(daemon, "F26") == 1);
  post_lines(daemon, correcting(2, R"(,"subject":"bob")"));
  CHECK(daemon.ask({"report", "requests", "--late"}).code == 3);
  CHECK(found(daemon, "F26") == 0);
}

TEST_CASE("a consent that is taken back allows nothing at the gate, at once and after a restart") {
  Daemon daemon;
  post_lines(daemon, R"({"type":"consent.given","subject":"ann","activities":[")" +
                         std::string(kNewsletter) +
                         R"("],"consentMethod":"box"})"
                         "\n"); // record 2
  const std::vector<std::string> asked = {"check", "ann", "--activity", kNewsletter};
  CHECK(daemon.ask(asked).code == 0);
  const auto consents = [&daemon](std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"subject", "ann", "-o", "json"});
    return json::parse(daemon.ask(more).out).at("consents").as_array().size();
  };
  CHECK(consents() == 1);
  post_lines(daemon, correcting(2));
  CHECK(daemon.ask(asked).code != 0);
  CHECK(consents() == 0);
  CHECK(consents({"--as-of", "3"}) == 1); // as the first three records have it
  daemon.stop(SIGTERM);
  daemon.start_daemon();
  CHECK(daemon.ask(asked).code != 0);
}
