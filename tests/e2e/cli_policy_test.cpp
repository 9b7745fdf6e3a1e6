// What an officer and an auditor ask about policies: before one is published, and of those that
// were, from a daemon and from a folder.
#include "cli_support.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

using e2e::Daemon;
using e2e::holds;
using e2e::run;
namespace json = boost::json;

namespace {

const std::string kPolicies = LEDGER_SOURCE_DIR "/schemas/policies/";
const std::string kExample = kPolicies + "example.toml";
const std::string kWebshop = kPolicies + "webshop.toml";

// A copy of the example with other words in it.
std::string edited(const e2e::TemporaryFolder& folder, const std::string& name,
                   const std::vector<std::pair<std::string, std::string>>& edits) {
  std::string text = e2e::content_of(kExample);
  for (const auto& [old, fresh] : edits) {
    const std::size_t at = text.find(old);
    REQUIRE(at != std::string::npos);
    text.replace(at, old.size(), fresh);
  }
  std::ofstream(folder.path / name, std::ios::binary) << text;
  return (folder.path / name).string();
}

json::object object_of(const e2e::Outcome& outcome) {
  INFO(outcome.err);
  REQUIRE_FALSE(outcome.out.empty());
  return json::parse(outcome.out).as_object();
}

json::array list_of(const e2e::Outcome& outcome, const char* name) {
  return object_of(outcome).at(name).as_array();
}

std::string publish(const Daemon& daemon, const std::vector<std::string>& words) {
  std::vector<std::string> line = {"policy", "publish", "-o", "json"};
  line.insert(line.end(), words.begin(), words.end());
  return std::string(object_of(daemon.ask(line)).at("policyHash").as_string());
}

} // namespace

TEST_CASE("policy check passes both examples and needs no daemon") {
  for (const std::string& file : {kExample, kWebshop}) {
    const auto checked = run({"--socket", "/nonexistent", "policy", "check", file});
    INFO(checked.err);
    CHECK(checked.code == 0);
    CHECK(holds(checked.out, "valid    " + file));
  }
  const json::object object = object_of(run({"policy", "check", kWebshop, "-o", "json"}));
  CHECK(object.at("valid") == true);
  CHECK(object.at("version") == "3");
  CHECK(object.at("errors").as_array().empty());
}

TEST_CASE("policy check names every error of a file with its line, its column and what to do") {
  const e2e::TemporaryFolder folder;
  const std::string file =
      edited(folder, "wrong.toml",
             {{"format = 1", "format = 2"},
              {"time_zone = \"Europe/Brussels\"", "time_zone = \"Europe/Brusels\""},
              {"purpose = \"support\"", "purpose = \"suport\""}});
  const auto checked = run({"policy", "check", file});
  CHECK(checked.code == 1);
  CHECK(holds(checked.out, "where: " + file + ", line 11, column 10, field format\n"));
  CHECK(holds(checked.out, "did you mean \"Europe/Brussels\"?"));
  CHECK(holds(checked.out, "there is no purpose \"suport\""));
  CHECK(holds(checked.out, "3 errors; nothing was sent\n"));

  const auto as_json = run({"policy", "check", file, "-o", "json"});
  CHECK(as_json.code == 1);
  CHECK(as_json.err.empty());
  const json::object object = object_of(as_json);
  CHECK(object.at("valid") == false);
  const json::array& errors = object.at("errors").as_array();
  REQUIRE(errors.size() == 3);
  CHECK(errors[0].at("line") == 11);
  CHECK(errors[0].at("column") == 10);
  CHECK(errors[0].at("code") == "AL-1003");

  std::ofstream(folder.path / "no.toml") << "[[purposes]\n";
  CHECK(run({"policy", "check", (folder.path / "no.toml").string()}).code == 1);
  CHECK(run({"policy", "check", (folder.path / "none.toml").string()}).code == 3);
  // The daemon refuses the same file for the first of the same reasons.
  const Daemon daemon;
  const auto refused = daemon.ask({"policy", "publish", file});
  CHECK(refused.code == 1);
  CHECK(holds(refused.err, "line 11, column 10, field format"));
}

TEST_CASE("policy list says what was published and which version is in force at a time") {
  const e2e::TemporaryFolder folder;
  const Daemon daemon; // record 1: the example, in force from 2018-05-25 in Brussels
  const std::string second =
      edited(folder, "second.toml", {{"version = \"2026.1\"", "version = \"2030.1\""}});
  const std::string ahead = publish(daemon, {second, "--effective-from", "2999-01-01"});
  const std::string late =
      publish(daemon, {edited(folder, "late.toml", {{"\"2026.1\"", "\"2020.1\""}}),
                       "--effective-from", "2020-01-01"});

  const auto in_force = [&](const std::vector<std::string>& words) {
    std::vector<std::string> line = {"policy", "list", "-o", "json"};
    line.insert(line.end(), words.begin(), words.end());
    std::string records;
    for (const json::value& each : list_of(daemon.ask(line), "policies"))
      if (each.at("inForce").as_bool()) records += json::serialize(each.at("record")) + " ";
    return records;
  };
  CHECK(in_force({}) == "3 ");
  CHECK(in_force({"--as-of", "2019-12-31T23:59:59Z"}) == "1 ");
  CHECK(in_force({"--as-of", "2018-05-24T21:59:59Z"}).empty());
  CHECK(in_force({"--as-of", "2018-05-24T22:00:00Z"}) == "1 ");
  CHECK(in_force({"--as-of", "2999-01-01"}) == "2 ");

  const json::array all = list_of(daemon.ask({"policy", "list", "-o", "json"}), "policies");
  REQUIRE(all.size() == 3);
  CHECK(all[0].at("effectiveFrom") == "2018-05-24T22:00:00.000000Z");
  CHECK(all[0].at("effectiveTo").is_null());
  CHECK(all[1].at("version") == "2030.1");
  CHECK(all[1].at("hash").as_string() == ahead);
  CHECK(all[2].at("hash").as_string() == late);
  const auto table = daemon.ask({"policy", "list", "--as-of", "2019-01-01"});
  CHECK(table.code == 0);
  CHECK(holds(table.out, "IN FORCE FROM"));
  CHECK(holds(table.out, late));
  CHECK(daemon.ask({"policy", "list", "--as-of", "yesterday"}).code == 2);
}

TEST_CASE("a policy is published with its statement, and whether people have to be told anew") {
  const Daemon daemon;
  const e2e::TemporaryFolder folder;
  const std::string statement = (folder.path / "statement.txt").string();
  std::ofstream(statement, std::ios::binary) << "We keep orders for ten years.\n";
  const json::object published =
      object_of(daemon.ask({"policy", "publish", kWebshop, "--statement", statement, "--material",
                            "yes", "-o", "json"}));
  const std::string record = json::serialize(published.at("sequence"));
  const json::object shown = object_of(daemon.ask({"show", record, "-o", "json"}));
  const json::array& documents = shown.at("documents").as_array();
  REQUIRE(documents.size() == 2);
  for (const json::value& document : documents)
    CHECK(document.at("material") == "yes");
  CHECK(documents[0].at("kind") == "policy");
  CHECK(documents[1].at("kind") == "statement");
  const auto kept =
      daemon.ask({"document", "get", std::string(documents[1].at("hash").as_string())});
  CHECK(kept.out == e2e::content_of(statement));
  CHECK(daemon.ask({"policy", "publish", kWebshop, "--material", "perhaps"}).code == 2);
  CHECK(daemon.ask({"policy", "publish", kWebshop, "--notice", "/nonexistent"}).code == 3);
}

TEST_CASE("a version that was retired holds up to its end and to what was known, also offline") {
  Daemon daemon;
  const std::string hash = publish(daemon, {kWebshop});
  const auto register_at = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"report", "register", "-o", "json"});
    return daemon.ask(more).code;
  };
  REQUIRE(register_at({"--as-of", "2026-03-01"}) == 0);
  const auto before = daemon.ask({"status", "-o", "json"});
  const std::string size =
      std::to_string(json::parse(before.out).at("size").to_number<std::uint64_t>());
  const auto ended =
      daemon.ask({"append", "--stdin", "-q"},
                 R"({"type":"policy.retired","documents":[{"kind":"policy","hash":")" + hash +
                     R"("}],"effectiveTo":"2026-03-01T00:00:00Z"})" + "\n");
  INFO(ended.err);
  REQUIRE(ended.code == 0);

  const auto live = daemon.ask({"policy", "list", "-o", "json"});
  const json::array all = list_of(live, "policies");
  REQUIRE(all.size() == 2);
  CHECK(all[1].at("effectiveTo") == "2026-03-01T00:00:00.000000Z");
  CHECK_FALSE(all[1].at("inForce").as_bool());
  CHECK(all[0].at("inForce").as_bool()); // the example, in force before it and again after it
  CHECK(register_at({"--as-of", "2026-02-28"}) == 0);
  const auto of_then = daemon.ask({"policy", "show", "--toml"});
  CHECK(of_then.out == e2e::content_of(kExample));
  const auto known =
      daemon.ask({"report", "register", "--as-of", "2026-03-02", "--known-at", size});
  const auto now_known = daemon.ask({"report", "register", "--as-of", "2026-03-02"});
  CHECK(known.code == 0);
  CHECK(known.out != now_known.out);
  daemon.stop(SIGTERM);
  CHECK(daemon.ask({"policy", "list", "-o", "json"}).out == live.out);
}

TEST_CASE("policy list and show read a folder without a daemon, and say that they did") {
  Daemon daemon;
  const std::string hash = publish(daemon, {kWebshop});
  const auto live = daemon.ask({"policy", "list"});
  const auto shown = daemon.ask({"policy", "show", hash});
  CHECK(live.err.empty());
  daemon.stop(SIGTERM);
  const auto offline = daemon.ask({"policy", "list"});
  CHECK(offline.code == 0);
  CHECK(offline.out == live.out);
  CHECK(holds(offline.err, "not verified"));
  CHECK(daemon.ask({"-q", "policy", "list"}).err.empty());
  CHECK(daemon.ask({"policy", "show", hash}).out == shown.out);
  CHECK(daemon.ask({"policy", "show", hash, "--toml"}).out == e2e::content_of(kWebshop));
  // Where the socket was named, no folder is taken for it.
  CHECK(daemon.ask({"--socket", "/nonexistent", "policy", "list"}).code == 5);
  const e2e::TemporaryFolder empty;
  CHECK(run({"--state", empty.path.string(), "policy", "list"}).code == 3);
}

TEST_CASE("policy show prints an overview of what a version declares and what was assessed") {
  const Daemon daemon;
  const auto current = daemon.ask({"policy", "show"});
  INFO(current.err);
  REQUIRE(current.code == 0);
  CHECK(holds(current.out, "record      1, recorded "));
  CHECK(holds(current.out, "controller  Example Software BV (BE)"));
  CHECK(holds(current.out,
              "28 declared: consent 2, contract 4, legitimate-interest 22; 13 exclude objection"));
  CHECK(holds(current.out, "excluded / possible"));
  CHECK(holds(current.out, "Klant die de factuur betaalt"));
  CHECK(holds(current.out, "Example Analytics Inc."));
  CHECK(holds(daemon.ask({"policy", "show", "--lang", "fr"}).out, "Client payeur"));
  const auto unknown = daemon.ask({"policy", "show", "--lang", "de"});
  CHECK(unknown.code == 0);
  CHECK(holds(unknown.err, "no labels in de"));
  CHECK(holds(daemon.ask({"policy", "show", kWebshop}).out, "Handling orders"));

  const json::object object = object_of(daemon.ask({"policy", "show", "1", "-o", "json"}));
  CHECK(object.at("record") == 1);
  const json::object& document = object.at("document").as_object();
  CHECK(document.at("activities").as_array().size() == 37);
  CHECK(document.at("controller").at("id") == "controller");
  const std::string hash(object.at("hash").as_string());
  CHECK(daemon.ask({"policy", "show", hash.substr(0, 12), "--toml"}).out ==
        e2e::content_of(kExample));
  CHECK(daemon.ask({"policy", "show", "0"}).code == 3);
  CHECK(daemon.ask({"policy", "show", std::string(64, '0')}).code == 3);
  CHECK(daemon.ask({"policy", "show", "no-such-file.toml"}).code == 3);
}

TEST_CASE("policy diff names what was added, removed and changed between files and versions") {
  const e2e::TemporaryFolder folder;
  const Daemon daemon;
  const std::string file = edited(
      folder, "next.toml",
      {{"version = \"2026.1\"", "version = \"2026.2\""},
       {"[[items]]\nid = \"reply\"\nlabel = { nl = \"Antwoord\", en = \"Reply\", fr = \"Réponse\" "
        "}\n",
        "[[items]]\nid = \"call-back\"\nlabel = { nl = \"Terugbellen\", en = \"Call back\", fr = "
        "\"Rappel\" }\n"},
       {"items = [\"product-update\", \"support-update\", \"usage-email\"]",
        "items = [\"usage-email\", \"product-update\", \"newsletter\"]"}});
  std::string text = e2e::content_of(file);
  for (std::size_t at; (at = text.find("\"reply\"")) != std::string::npos;)
    text.replace(at, 7, "\"call-back\"");
  std::ofstream(file, std::ios::binary) << text;

  const auto table = daemon.ask({"policy", "diff", "1", file, "--lang", "nl"});
  INFO(table.err);
  REQUIRE(table.code == 0);
  CHECK(holds(table.out, "[..., \"support-update\"]"));
  CHECK(holds(table.out, "[..., \"newsletter\"]"));
  CHECK(holds(table.out, "Terugbellen"));
  CHECK(table.out == daemon.ask({"policy", "diff", "1", file, "--lang", "nl"}).out);

  const std::string hash = publish(daemon, {file});
  const json::array changes =
      list_of(daemon.ask({"policy", "diff", "1", hash.substr(0, 8), "-o", "json"}), "changes");
  const auto count = [&changes](const char* change, const char* section, const char* item) {
    int found = 0;
    for (const json::value& each : changes)
      if (each.at("change") == change && each.at("section") == section && each.at("item") == item)
        ++found;
    return found;
  };
  CHECK(count("added", "items", "call-back") == 1);
  CHECK(count("removed", "items", "reply") == 1);
  CHECK(count("changed", "activities", "customer.informative-communication") == 1);
  CHECK(changes[0].at("section") == "");
  CHECK(changes[0].at("field") == "version");
  CHECK(changes[0].at("before") == "\"2026.1\"");
  CHECK(changes[0].at("after") == "\"2026.2\"");

  const auto same = daemon.ask({"policy", "diff", "2", file});
  CHECK(same.code == 3);
  CHECK(same.out.empty());
  CHECK(holds(same.err, "byte for byte"));
  CHECK(run({"policy", "diff", kExample, kWebshop}).code == 0);
  CHECK(daemon.ask({"policy", "diff", "1", "9999"}).code == 3);
}

TEST_CASE("what somebody wrote into a policy moves no cursor, whichever command shows it") {
  const e2e::TemporaryFolder folder;
  const std::string file = edited(folder, "hostile.toml",
                                  {{"version = \"2026.1\"", "version = \"\\u001b[31m\\u202e1\""},
                                   {"nl = \"Foto\"", "nl = \"\\u001b]0;x\\u0007\""},
                                   {"name = \"Example Pay NV\"", "name = \"\\u009b2J\""}});
  for (const auto& words :
       std::vector<std::vector<std::string>>{{"policy", "check", file},
                                             {"policy", "show", file},
                                             {"policy", "show", file, "-o", "json"},
                                             {"policy", "diff", kExample, file}}) {
    CAPTURE(words[1]);
    const auto shown = run(words);
    INFO(shown.err);
    CHECK(shown.code == 0);
    CHECK_FALSE(holds(shown.out, "\x1b"));
    CHECK_FALSE(holds(shown.out, "\x07"));
  }
  CHECK(holds(run({"policy", "check", file}).out, "\\x1b[31m\\u{202e}1"));
  CHECK_FALSE(holds(run({"policy", "show", file}).out, "\xc2\x9b"));
  CHECK_FALSE(holds(run({"policy", "diff", kExample, file}).out, "\xc2\x9b"));
}
