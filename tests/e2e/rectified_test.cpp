// What was put right and is used in its former form all the same: from the application's posts to
// the finding, over people whose events lie under several keys.
#include "json_support.hpp"

using e2e::Daemon;
using e2e::holds;
using e2e::post_lines;
namespace json = boost::json;

namespace {

// Activities of two retention classes.
constexpr const char* kInvoicing = "customer.invoicing";
constexpr const char* kMailing = "customer.marketing-communication";

std::string about(const std::string& person, const std::string& type, const std::string& rest) {
  return R"({"type":")" + type + R"(","subject":")" + person + "\"," + rest + "}\n";
}

std::string with_email(const std::string& type, const char* activity, const std::string& email,
                       const std::string& person = "ann") {
  return about(
      person, type,
      R"("activities":[")" + std::string(activity) + R"("],"values":{"email":")" + email + "\"}" +
          (type == "collection" ? R"(,"categories":["email"],"dataSource":"dataSubject")" : ""));
}

std::string rectification(const std::string& email, const std::string& former) {
  return about("ann", "rectification.executed",
               R"("categories":["email"],"values":{"email":")" + email +
                   R"("},"former":{"email":")" + former + R"("})");
}

// The records that the findings of the rule name first.
std::vector<std::uint64_t> used_wrongly(const Daemon& daemon) {
  const auto asked = daemon.ask({"findings", "--rule", "F43", "-q", "-o", "json"});
  INFO(asked.err);
  REQUIRE(asked.code == 0);
  const json::value report = json::parse(asked.out);
  std::vector<std::uint64_t> records;
  for (const json::value& each : report.at("findings").as_array())
    records.push_back(each.at("record").to_number<std::uint64_t>());
  return records;
}

} // namespace

TEST_CASE("a value that was put right is found where it is used again, whatever its key class") {
  const Daemon daemon;
  post_lines(daemon, with_email("collection", kInvoicing, "old@example.org")); // 2
  post_lines(daemon, with_email("use", kMailing, "old@example.org"));          // 3
  post_lines(daemon, rectification("new@example.org", "old@example.org"));     // 4
  CHECK(used_wrongly(daemon).empty());
  post_lines(daemon, with_email("use", kMailing, "new@example.org"));        // 5
  post_lines(daemon, with_email("use", kMailing, "old@example.org", "bob")); // 6: his own
  post_lines(daemon, with_email("use", kMailing, "old@example.org"));        // 7
  post_lines(daemon, with_email("use", kInvoicing, "old@example.org"));      // 8
  CHECK(used_wrongly(daemon) == std::vector<std::uint64_t>{7, 8});
  post_lines(daemon, with_email("collection", kInvoicing, "old@example.org")); // 9: hers again
  post_lines(daemon, with_email("use", kMailing, "old@example.org"));          // 10
  CHECK(used_wrongly(daemon) == std::vector<std::uint64_t>{7, 8});
  CHECK(daemon.ask({"erase", "ann", "--yes", "-q"}).code == 0);
  CHECK(used_wrongly(daemon) == std::vector<std::uint64_t>{7, 8}); // it happened all the same
}

TEST_CASE("a rectification shows what was wrong to whoever may read it, and tells a retry from "
          "another one") {
  const Daemon daemon;
  const std::string id = R"({"eventId":"0198aaaa-2222-7333-8444-555566667777",)";
  const auto with_id = [&](const std::string& event) { return id + event.substr(1); };
  const std::string event = with_id(rectification("new@example.org", "old@example.org"));
  post_lines(daemon, event);
  const auto words = daemon.ask({"show", "2"});
  CHECK(holds(words.out, "former email"));
  CHECK(holds(words.out, "old@example.org"));
  const auto shown = json::parse(daemon.ask({"show", "2", "-o", "json"}).out);
  const json::object& box = shown.at("boxes").at(0).as_object();
  CHECK(box.at("former").at("email").as_string() == "old@example.org");
  CHECK(box.at("formerTags").at(0).as_string().size() == 32);

  post_lines(daemon, with_email("use", kMailing, "x@example.org")); // one more key to tag under
  post_lines(daemon, event);
  CHECK(daemon.ask({"show", "4"}).code != 0);
  const auto other = daemon.ask({"append", "--stdin", "-q"},
                                with_id(rectification("new@example.org", "other@example.org")));
  CHECK(other.code != 0);
  CHECK(holds(other.out + other.err, "this id was used for another event"));
}

TEST_CASE("a large rectification of a person with many keys is taken, and so is its retry") {
  const Daemon daemon;
  for (const char* key_class : {"relation", "marketing", "prospect", "invoice", "visit"})
    post_lines(daemon, about("ann", "use",
                             R"("activities":[")" + std::string(kMailing) +
                                 R"("],"retentionClass":")" + key_class + "\""));
  const std::string large(12'000, 'x');
  const std::string event = R"({"eventId":"0198aaaa-2222-7333-8444-555566667777",)" +
                            rectification(large, large + "y").substr(1);
  post_lines(daemon, event);
  post_lines(daemon, event);
  CHECK(daemon.ask({"show", "7"}).code == 0);
  CHECK(daemon.ask({"show", "8"}).code != 0);
}

TEST_CASE("what was wrong before belongs to a rectification, and to one person") {
  const Daemon daemon;
  const std::vector<std::string> former = {"--former", "email=old@example.org"};
  const auto refused = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "append");
    words.insert(words.end(), former.begin(), former.end());
    const auto asked = daemon.ask(words);
    CHECK(asked.code != 0);
    CHECK_FALSE(holds(asked.err, "old@example.org"));
    return asked.err;
  };
  CHECK(holds(refused({"--type", "use", "--subject", "ann", "--set",
                       "activities=" + std::string(kMailing)}),
              "only a rectification says what was wrong before"));
  CHECK(holds(refused({"--type", "rectification.executed", "--subject", "ann", "--subject", "bob",
                       "--set", "categories=email"}),
              "--former"));
}
