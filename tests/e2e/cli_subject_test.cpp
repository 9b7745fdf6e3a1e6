// What is known about one person, through the daemon and the command line, at each stage of an
// erasure; and that a replay of the records says the same.
#include "cli_support.hpp"

#include <boost/json/parse.hpp>

using e2e::Daemon;
using e2e::holds;
namespace json = boost::json;

namespace {

const std::string kPerson =
    R"("subject":"ann","activities":["newsletter.marketing-communication"])";

void post(const Daemon& daemon, const std::string& fields) {
  const auto posted = daemon.ask({"append", "-q"}, "{" + fields + "}\n");
  INFO(fields);
  INFO(posted.err);
  REQUIRE(posted.code == 0);
}

json::object state_of(const Daemon& daemon, std::vector<std::string> person = {"ann"}) {
  person.insert(person.begin(), "subject");
  person.insert(person.end(), {"-o", "json"});
  const auto asked = daemon.ask(person);
  INFO(asked.err);
  REQUIRE(asked.code == 0);
  return json::parse(asked.out).as_object();
}

const json::object& only(const json::object& state, std::string_view list) {
  REQUIRE(state.at(list).as_array().size() == 1);
  return state.at(list).as_array()[0].as_object();
}

void check_replay(const Daemon& daemon) {
  const auto compared = daemon.ask({"projection", "compare", "subjects"});
  INFO(compared.out);
  CHECK(compared.code == 0);
  CHECK(holds(compared.out, "are equal"));
}

void post_a_life(const Daemon& daemon) {
  post(daemon, R"("type":"relation.started","relation":"customer",)" + kPerson.substr(0, 15));
  post(daemon, R"("type":"notice.served","noticeKind":"art13",)" + kPerson);
  post(daemon,
       R"("type":"collection","categories":["email"],"dataSource":"dataSubject",)" + kPerson);
  post(daemon, R"("type":"consent.given","consentMethod":"box",)"
               R"("validUntil":"2999-01-01T00:00:00Z",)" +
                   kPerson);
  post(daemon, R"("type":"use",)" + kPerson);
  post(daemon, R"("type":"use.batch","campaign":"spring","activities":)"
               R"(["newsletter.marketing-communication"],"subjects":[{"reference":"ann"},)"
               R"({"reference":"bob"}])");
  post(daemon,
       R"("type":"disclosure","recipient":"example-mail","via":["example-hosting"],)" + kPerson);
  post(daemon, R"("type":"objection.lodged","objectionScope":"directMarketing",)" + kPerson);
  post(daemon, R"("type":"request.received","right":"access",)" + kPerson);
  post(daemon, R"("type":"request.answered","right":"access","outcome":"fulfilled",)" +
                   kPerson.substr(0, 15));
}

} // namespace

TEST_CASE("everything that was reported about a person is shown, batch uses and recipients too") {
  const Daemon daemon;
  post_a_life(daemon);
  const json::object ann = state_of(daemon);
  CHECK(ann.at("events") == 10);
  CHECK(ann.at("firstEvent") == 2);
  CHECK(ann.at("erased") == false);
  CHECK(only(ann, "relations").at("active") == true);
  CHECK(only(ann, "relations").at("endedAt").is_null());
  CHECK(only(ann, "relations").at("startedAt").is_string());
  CHECK(only(ann, "notices").at("kind") == "art13");
  CHECK(only(ann, "holdings").at("times") == 1);
  CHECK(only(ann, "consents").at("state") == "consent.given");
  CHECK(only(ann, "consents").at("validUntil") == "2999-01-01T00:00:00.000000Z");
  CHECK(only(ann, "uses").at("times") == 2);
  CHECK(only(ann, "uses").at("inBatches") == 1);
  CHECK(only(ann, "objections").at("scope") == "directMarketing");
  CHECK(only(ann, "requests").at("outcome") == "fulfilled");
  REQUIRE(ann.at("recipients").as_array().size() == 2);
  CHECK(ann.at("erasedClasses").as_array().empty());
  CHECK(ann.at("unlisted") == 0);

  const json::object bob = state_of(daemon, {"bob"});
  CHECK(only(bob, "uses").at("inBatches") == 1);
  CHECK(bob.at("events") == 2); // and the registration in front of the batch use
  const auto table = daemon.ask({"subject", "ann"});
  for (const char* part : {"relations", "holdings", "uses", "notices", "consents", "objections",
                           "recipients", "requests", "inBatches", "art13", "fulfilled"})
    CHECK_MESSAGE(holds(table.out, part), part);
  CHECK(!holds(table.out, "1970-"));
  CHECK(!holds(table.out, "erasure "));
  check_replay(daemon);
}

TEST_CASE("the erasure of a class is shown, whether or not there was a key, and so is the rest") {
  Daemon daemon;
  post_a_life(daemon);
  const std::string id = [&] {
    return std::string(state_of(daemon).at("subjectId").as_string());
  }();
  const auto none = daemon.ask({"erase", "ann", "--class", "after-erasure", "--yes"});
  INFO(none.err);
  REQUIRE(none.code == 0);
  CHECK(holds(none.out, "none: nothing was sealed"));
  REQUIRE(daemon.ask({"erase", "ann", "--class", "unclassified", "--yes"}).code == 0);
  for (const int signal : {0, SIGKILL}) {
    if (signal != 0) {
      daemon.stop(signal);
      daemon.start_daemon();
    }
    const json::object state = state_of(daemon);
    const json::array& classes = state.at("erasedClasses").as_array();
    REQUIRE(classes.size() == 2);
    CHECK(classes[0].at("keyClass") == "after-erasure");
    CHECK(classes[0].at("incarnation") == 0);
    CHECK(classes[0].at("complete") == true);
    CHECK(classes[1].at("keyClass") == "unclassified");
    CHECK(classes[1].at("incarnation") == 1);
    CHECK(classes[1].at("complete") == true);
    CHECK(state.at("erased") == false);
    CHECK(state.at("erasureStarted").at("times") == 2);
    CHECK(only(state, "uses").at("times") == 2); // facts stay
    check_replay(daemon);
  }
  CHECK(holds(daemon.ask({"subject", "ann"}).out, "erasedClasses"));

  REQUIRE(daemon.ask({"erase", "ann", "--yes"}).code == 0);
  const json::object gone = state_of(daemon, {id, "--id"});
  CHECK(gone.at("erased") == true);
  CHECK(holds(daemon.ask({"subject", id, "--id"}).out, "keys of the whole person destroyed by"));
  CHECK(daemon.ask({"projection", "rebuild", "subjects"}).code == 0);
  CHECK(state_of(daemon, {id, "--id"}).at("erasedClasses") == gone.at("erasedClasses"));
  check_replay(daemon);
}
