// Who may do what, tried by real processes with real uids and gids against a real daemon.
#include "tests/e2e/real_uids.hpp"

#include <boost/json/parse.hpp>
#include <set>
#include <sstream>

using e2e::holds;
using e2e::Identity;
using e2e::RequestMessage;
using e2e::Service;

namespace {

using Set = std::set<std::string>;

struct Person {
  std::string name;
  Identity who;
  Set roles;
};

constexpr gid_t kAppenders = 61'050;
const Identity kStranger{61'009, 61'009};
const std::vector<Person> kPeople = {
    {"shop", {61'001, 61'001}, {"append"}},
    {"auditor", {61'002, 61'002}, {"audit"}},
    {"officer", {61'003, 61'003}, {"officer"}},
    {"administrator", {61'004, 61'004}, {"admin"}},
    {"witness", {61'005, 61'005}, {"witness"}},
    {"several roles", {61'006, 61'006}, {"append", "officer"}},
    {"first group", {61'007, kAppenders}, {"append"}},
    {"further group", {61'008, 61'008, {61'060, kAppenders}}, {"append"}},
    {"another group", {61'010, 61'010, {61'060}}, {}},
    {"stranger", kStranger, {}},
    {"root", {0, 0}, {"append", "audit", "officer", "admin", "witness"}}};

std::string socket_row(const Service& service, const std::string& rest) {
  return "[[socket]]\nname = \"append\"\npath = \"" + service.socket() + "\"\n" + rest;
}

std::string access_table() {
  return R"([[access]]
uid = 61001
source = "webshop"
roles = ["append"]
[[access]]
uid = 61002
roles = ["audit"]
[[access]]
uid = 61003
roles = ["officer"]
[[access]]
uid = 61004
roles = ["admin"]
[[access]]
uid = 61005
roles = ["witness"]
[[access]]
uid = 61006
source = "office"
roles = ["append", "officer"]
[[access]]
gid = 61050
roles = ["append"]
)";
}

// What daemon/README.md says: request -> roles of which one is enough.
std::map<std::string, Set> documented() {
  const auto words = [](const std::string& cell) {
    Set found;
    std::istringstream in(cell);
    for (std::string word; std::getline(in >> std::ws, word, ',');)
      found.insert(word.substr(0, word.find_last_not_of(' ') + 1));
    return found;
  };
  std::map<std::string, Set> table;
  std::ifstream in(LEDGER_SOURCE_DIR "/daemon/README.md");
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line == "|---|---|") inside = true;
    const std::size_t middle = line.find(" | ");
    if (!inside || line.find('|') != 0 || middle == std::string::npos) continue;
    for (const std::string& request : words(line.substr(2, middle - 2)))
      table[request] = words(line.substr(middle + 3, line.size() - middle - 5));
  }
  return table;
}

using Fill = std::function<void(RequestMessage&)>;

// One request of each kind. What is asked for need not succeed: only who may ask is of interest.
std::vector<std::pair<std::string, Fill>> requests(const std::string& snapshot_folder) {
  const auto text = [](const std::string& words) {
    return capnp::Text::Reader(words.c_str(), words.size());
  };
  return {
      {"status", [](RequestMessage& r) { r->setStatus(); }},
      {"append",
       [](RequestMessage& r) { e2e::fill(r->initAppend(), e2e::new_id(), "someone", "x@y.z"); }},
      {"appendBatch",
       [](RequestMessage& r) {
         e2e::fill(r->initAppendBatch(1)[0], e2e::new_id(), "someone", "x@y.z");
       }},
      {"read", [](RequestMessage& r) { r->initRead().setLimit(1); }},
      {"follow", [](RequestMessage& r) { r->initFollow().setLimit(1); }},
      {"prove", [](RequestMessage& r) { r->initProve(); }},
      {"checkpoint", [](RequestMessage& r) { r->setCheckpoint(); }},
      {"subject", [](RequestMessage& r) { r->initSubject().setReference(e2e::blob("nobody")); }},
      {"publishPolicy", [](RequestMessage& r) { r->initPublishPolicy(); }},
      {"erase", [](RequestMessage& r) { r->initErase().setReference(e2e::blob("nobody")); }},
      {"putDocument", [](RequestMessage& r) { r->initPutDocument(); }},
      {"projections", [](RequestMessage& r) { r->setProjections(); }},
      {"rebuildProjection",
       [=](RequestMessage& r) { r->setRebuildProjection(text("no-such-projection")); }},
      {"compareProjection",
       [=](RequestMessage& r) { r->setCompareProjection(text("no-such-projection")); }},
      {"snapshot", [=](RequestMessage& r) { r->setSnapshot(text(snapshot_folder)); }},
      {"consistency", [](RequestMessage& r) { r->initConsistency().setOldSize(1); }},
      {"document", [](RequestMessage& r) { r->initDocument(3); }},
      {"policies", [](RequestMessage& r) { r->initPolicies(); }},
      {"subjectRecords",
       [](RequestMessage& r) { r->initSubjectRecords().setReference(e2e::blob("nobody")); }},
      {"selected", [](RequestMessage& r) { r->initSelected(); }},
      {"rotateKey", [=](RequestMessage& r) { r->setRotateKey(text("no-such-key")); }},
      {"signingKeys", [](RequestMessage& r) { r->setSigningKeys(); }},
      {"appendAsOfficer",
       [](RequestMessage& r) {
         e2e::fill(r->initAppendAsOfficer(), e2e::new_id(), "someone", "x@y.z");
       }},
      {"check", [](RequestMessage& r) { r->initCheck().setReference(e2e::blob("nobody")); }},
      {"findings", [](RequestMessage& r) { r->initFindings().setLimit(1); }},
      {"retention", [](RequestMessage& r) { r->initRetention(); }},
  };
}

// "status=yes append=AL-4001 ...": no more than what the daemon answers decides.
std::string try_each(const Service& service) {
  std::string result;
  for (const auto& [name, fill] : requests(service.part("no-such/folder").string())) {
    auto client = e2e::Client::connect(service.socket(), e2e::soon());
    if (!client) return "no connection: " + client.error().what();
    RequestMessage request;
    fill(request);
    const auto reply = client->call(request, e2e::Effect::kReads, e2e::soon());
    const bool denied = !reply && reply.error().code() == ledger::Errc::kDenied;
    const bool unreachable = !reply && reply.error().code() == ledger::Errc::kUnreachable;
    result += name + "=" + (denied ? "denied" : unreachable ? "silence" : "heard") + "\n";
  }
  return result;
}

std::string expected_of(const Set& roles) {
  std::string result;
  const auto table = documented();
  for (const auto& [name, fill] : requests({})) {
    REQUIRE(table.contains(name));
    const Set& needed = table.at(name);
    const bool may = std::any_of(roles.begin(), roles.end(),
                                 [&](const std::string& role) { return needed.contains(role); });
    result += name + "=" + (may ? "heard" : "denied") + "\n";
  }
  return result;
}

std::vector<boost::json::object> log_of(const Service& service, const std::string& type) {
  const auto log = service.ask({"log", "--type", type, "-o", "jsonl"});
  INFO(log.err);
  REQUIRE((log.code == 0 || log.code == 3));
  std::vector<boost::json::object> records;
  std::istringstream in(log.out);
  for (std::string line; std::getline(in, line);)
    records.push_back(boost::json::parse(line).as_object());
  return records;
}

// The number behind "name=" in a line of the daemon's log.
std::uint64_t field(const std::string& line, const std::string& name) {
  const std::size_t at = line.find(" " + name + "=");
  return at == std::string::npos ? 0 : std::stoull(line.substr(at + name.size() + 2));
}

} // namespace

TEST_CASE("each role may ask for what the table says and for nothing else, whatever process asks") {
  if (!e2e::can_become_others()) return;
  REQUIRE(documented().size() == requests({}).size());
  Service service;
  service.show_folders();
  service.configure(socket_row(service, "mode = \"0666\"\n") + access_table());
  service.start();
  for (const Person& person : kPeople) {
    CAPTURE(person.name);
    const std::string tried = e2e::in_process_of(person.who, [&] { return try_each(service); });
    CHECK(tried == expected_of(person.roles));
  }
}

TEST_CASE("without a table only root and the daemon's own user are heard, whoever may connect") {
  if (!e2e::can_become_others()) return;
  const Identity own{61'000, 61'000};
  Service service;
  service.show_folders();
  service.configure(socket_row(service, "mode = \"0666\"\n"));
  service.give_to(own);
  service.start();
  const Set all = {"append", "audit", "officer", "admin", "witness"};
  for (const Person& person :
       {Person{"root", {0, 0}, all}, Person{"own user", own, all},
        Person{"own group", {61'011, 61'000}, {}}, Person{"stranger", kStranger, {}}}) {
    CAPTURE(person.name);
    const std::string tried = e2e::in_process_of(person.who, [&] { return try_each(service); });
    CHECK(tried == expected_of(person.roles));
  }
}

TEST_CASE("the mode of the socket keeps strangers out, and behind it the daemon still decides") {
  if (!e2e::can_become_others()) return;
  Service service;
  service.show_folders();
  const Identity own{61'000, 61'000};
  service.configure(socket_row(service, "mode = \"0660\"\n"));
  service.give_to(own);
  service.start();
  const std::vector<std::string> status = {"--socket", service.socket(), "status"};
  const auto outside = e2e::run(status, {}, kStranger);
  CHECK(outside.code == 4);
  CHECK(outside.out.empty());
  CHECK(holds(outside.err, "error[AL-5005]: this user may not open the socket\n"));
  CHECK(holds(outside.err, "where: socket " + service.socket()));
  CHECK(holds(outside.err, "next:  join the group"));

  const auto inside = e2e::run(status, {}, Identity{61'012, 61'012, {61'000}});
  CHECK(inside.code == 4);
  CHECK(inside.out.empty());
  CHECK(holds(inside.err, "error[AL-4001]: status needs one of the roles: append, audit\n"));
  CHECK(holds(inside.err, "where: uid 61012 has on this socket: none"));
  CHECK(holds(inside.err, "next:  ask the administrator for an [[access]] row with uid = 61012"));
  CHECK(e2e::run(status, {}, own).code == 0);
}

TEST_CASE("a socket narrows the roles of whoever comes through it, root included") {
  if (!e2e::can_become_others()) return;
  Service service;
  service.show_folders();
  service.configure(socket_row(service, "mode = \"0666\"\nroles = [\"append\"]\n") +
                    access_table());
  service.start();
  for (const Person& person : kPeople) {
    CAPTURE(person.name);
    const bool appends = person.roles.contains("append");
    const std::string tried = e2e::in_process_of(person.who, [&] { return try_each(service); });
    CHECK(tried == expected_of(appends ? Set{"append"} : Set{}));
  }
}

TEST_CASE("the source of a record is the name of the uid, or its number, and never the client's") {
  if (!e2e::can_become_others()) return;
  Service service;
  service.show_folders();
  service.configure(socket_row(service, "mode = \"0666\"\n") + access_table());
  service.start();
  const std::vector<std::string> words = {"--socket",    service.socket(),     "append",
                                          "--type",      "subject.registered", "--subject",
                                          "customer-42", "--namespace",        "somebody-else"};
  const std::map<uid_t, std::string> names = {
      {61'001, "webshop"}, {61'006, "office"}, {61'007, "uid:61007"}, {0, "uid:0"}};
  for (const auto& row : names) {
    const uid_t uid = row.first;
    const std::string& name = row.second;
    CAPTURE(name);
    const auto posted = e2e::run(words, {}, Identity{uid, kAppenders});
    INFO(posted.err);
    REQUIRE(posted.code == 0);
    CHECK(log_of(service, "subject.registered").back().at("source").as_string() == name);
  }
}

TEST_CASE("denials are records and log lines, summed up by peer, operation and minute") {
  if (!e2e::can_become_others()) return;
  Service service;
  service.show_folders();
  service.configure(socket_row(service, "mode = \"0666\"\n") + access_table());
  service.start();
  constexpr std::uint64_t kTimes = 300;
  const auto erase_often = [&] {
    auto client = e2e::Client::connect(service.socket(), e2e::soon());
    for (std::uint64_t i = 0; i < kTimes; ++i) {
      RequestMessage request;
      request->initErase().setReference(e2e::blob("canary-of-a-person"));
      static_cast<void>(client->call(request, e2e::Effect::kReads, e2e::soon()));
    }
    return std::string();
  };
  e2e::in_process_of(kStranger, erase_often);
  e2e::in_process_of({61'001, 61'001}, erase_often);
  e2e::in_process_of(kStranger, [&] { return try_each(service); });
  service.stop(SIGTERM); // the running minute is told too
  const std::string logs = service.logs();
  service.start();

  std::map<std::pair<std::uint64_t, std::string>, std::uint64_t> recorded;
  const auto records = log_of(service, "ledger.access-denied");
  for (const auto& record : records) {
    const auto& denied = record.at("control").as_object().at("accessDenied").as_object();
    const auto number = [&](const char* name) {
      const auto& value = denied.at(name);
      return value.is_string() ? std::stoull(std::string(value.as_string()))
                               : value.to_number<std::uint64_t>();
    };
    const std::string operation(denied.at("operation").as_string());
    recorded[{number("peerUid"), operation}] += number("count");
  }
  CHECK(recorded[{kStranger.uid, "erase"}] == kTimes + 1);
  CHECK(recorded[{61'001, "erase"}] == kTimes);
  CHECK(recorded.size() == 1 + requests({}).size());
  CHECK(records.size() <= 2 * recorded.size()); // a minute may have ended in between

  std::uint64_t told = 0;
  std::size_t lines = 0;
  std::istringstream in(logs);
  for (std::string line; std::getline(in, line);) {
    if (!holds(line, "L-208 requests denied uid=")) continue;
    ++lines;
    if (holds(line, " operation=erase ")) told += field(line, "times");
  }
  CHECK(lines == records.size());
  CHECK(told == 2 * kTimes + 1);
  CHECK(!holds(logs, "canary"));
}
