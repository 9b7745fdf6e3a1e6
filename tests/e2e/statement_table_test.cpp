// Every row of the tables that describe the privacy statement is reachable: what carries it is
// posted and asked for, and none is carried any more by a policy that lacks its item.
#include "statement_rows.hpp"
#include "story.hpp"

#include <map>
#include <sstream>
#include <toml++/toml.h>

using e2e::Daemon;
using e2e::object_in;
using e2e::Row;
using e2e::Rows;
namespace json = boost::json;

namespace {

const std::string kExample = LEDGER_SOURCE_DIR "/schemas/policies/example.toml";

// What a daemon said of a row.
struct Outcome {
  std::string found;
  std::string registered;
  std::string label;
};

std::string joined(std::vector<std::string> texts) {
  std::sort(texts.begin(), texts.end());
  std::string all;
  for (const std::string& text : texts)
    all += (all.empty() ? "" : ", ") + text;
  return all;
}

Outcome expected_of(const Row& row) {
  return {joined(row.found), row.registered, row.label};
}

// The row's people are its own: nothing that is told of another row is about them.
std::string members_of(const Row& row, std::string members) {
  const std::string own = row.section + "-" + row.id + "-";
  for (std::size_t at = members.find('$'); at != std::string::npos;
       at = members.find('$', at + own.size()))
    members.replace(at, 1, own);
  return members;
}

// Which event of which row a record is.
struct Place {
  std::size_t row;
  std::size_t event;
};
using Places = std::map<std::uint64_t, Place>;

// All of it at once.
Places post(const Daemon& daemon, const Rows& rows) {
  e2e::Story story(daemon);
  std::vector<Place> lines;
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t event = 0; event < rows[i].told.size(); ++event) {
      const e2e::Told& told = rows[i].told[event];
      story.tell(told.time, told.type, members_of(rows[i], told.members));
      lines.push_back({i, event});
    }
  Places places;
  const auto records = story.post();
  REQUIRE(records.size() == lines.size());
  for (std::size_t line = 0; line < records.size(); ++line)
    places.emplace(records[line], lines[line]);
  return places;
}

// What was found by the records of each row.
std::vector<std::string> findings_of(const Daemon& daemon, const Rows& rows, const Places& places) {
  std::vector<std::vector<std::string>> found(rows.size());
  const json::object all = object_in(daemon.ask({"findings", "-q", "-o", "json"}));
  for (const json::value& each : all.at("findings").as_array()) {
    const auto place = places.find(each.at("record").to_number<std::uint64_t>());
    if (place == places.end()) continue;
    const auto& rules = rows[place->second.row].rules;
    const std::string rule(each.at("rule").as_string());
    if (std::find(rules.begin(), rules.end(), rule) != rules.end())
      found[place->second.row].push_back(e2e::shown(each.as_object()));
  }
  std::vector<std::string> texts;
  for (const auto& each : found)
    texts.push_back(joined(each));
  return texts;
}

std::string text_of(const json::value& value) {
  return value.is_string() ? std::string(value.as_string()) : std::string();
}

// What the register says of each activity.
std::map<std::string, std::string> registered(const Daemon& daemon) {
  std::map<std::string, std::string> all;
  const json::object report = object_in(daemon.ask({"report", "register", "-o", "json"}));
  for (const json::value& row : report.at("activities").as_array()) {
    const std::string reason = text_of(row.at("objectionReason"));
    std::string people;
    for (const json::value& each : row.at("peopleIds").as_array())
      people += text_of(each) + ", ";
    all[text_of(row.at("activityId"))] =
        people + text_of(row.at("purposeId")) + ", " + text_of(row.at("groundDeclared")) + ", " +
        text_of(row.at("objectionDeclared")) + (reason.empty() ? "" : ": " + reason) +
        (row.at("directMarketing").as_bool() ? ", marketing" : "");
  }
  return all;
}

std::string label_of(const json::object& document, const Row& row) {
  const json::value& list =
      row.kind == "breach" ? document.at("breach").at("kinds") : document.at(row.kind);
  for (const json::value& item : list.as_array())
    if (text_of(item.at("id")) == row.id) return text_of(item.at("label").at("nl"));
  return "none";
}

// Whether the record says in the clear what was told. People are random ids there, times have
// another spelling, and what no policy knows is sealed.
bool reads_back(const json::object& record, const Row& row, const e2e::Told& told) {
  if (text_of(record.at("type")) != told.type) return false;
  const json::object members = json::parse("{" + members_of(row, told.members) + "}").as_object();
  return std::all_of(members.begin(), members.end(), [&](const json::key_value_pair& member) {
    if (member.key().starts_with("subject") || text_of(member.value()).ends_with("Z")) return true;
    const json::value* value = record.if_contains(member.key());
    return value != nullptr && (*value == member.value() || *value == "undeclared");
  });
}

std::vector<Outcome> outcomes_of(const Daemon& daemon, const Rows& rows, const Places& places) {
  const auto found = findings_of(daemon, rows, places);
  auto in_register = registered(daemon);
  const json::object shown = object_in(daemon.ask({"policy", "show", "-o", "json"}));
  std::vector<Outcome> outcomes;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Row& row = rows[i];
    outcomes.push_back({found[i], row.registered.empty() ? "" : in_register[row.id],
                        row.label.empty() ? "" : label_of(shown.at("document").as_object(), row)});
  }
  return outcomes;
}

Rows all_rows() {
  Rows all;
  for (const Rows& rows :
       {e2e::category_rows(), e2e::relation_rows(), e2e::activity_rows(), e2e::group_rows(),
        e2e::clause_rows(), e2e::recipient_rows(), e2e::transfer_rows(), e2e::retention_rows(),
        e2e::right_rows(), e2e::protection_rows()})
    all.insert(all.end(), rows.begin(), rows.end());
  return all;
}

using Names = std::vector<std::string>;

// Where the items of a list are named, beside the list itself.
const std::map<std::string, Names> kNamedBy = {
    {"categories", {"categories", "category"}},
    {"relations", {"relation", "relations", "follows", "addressees"}},
    {"activities", {"activities"}},
    {"channels", {"channels"}},
    {"clauses", {"clauses"}},
    {"recipient_categories", {"recipient_categories", "recipients", "category"}},
    {"transfer_mechanisms", {"mechanisms"}},
    {"retention", {"retention", "refines"}},
    {"rights", {"rights"}},
    {"breach", {}},
};

bool has(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void rename_if_meant(toml::node& node, const Names& ids) {
  toml::value<std::string>* text = node.as_string();
  if (text != nullptr && has(ids, text->get())) *text = "gone." + text->get();
}

void rename_below(toml::node& node, const Names& keys, const Names& ids) {
  if (toml::array* array = node.as_array())
    for (toml::node& each : *array)
      rename_below(each, keys, ids);
  toml::table* table = node.as_table();
  if (table == nullptr) return;
  for (auto&& [key, value] : *table) {
    if (has(keys, std::string(key.str()))) {
      rename_if_meant(value, ids);
      if (toml::array* array = value.as_array())
        for (toml::node& each : *array)
          rename_if_meant(each, ids);
    }
    rename_below(value, keys, ids);
  }
}

// The example in which no item of these lists bears its name any more: a valid policy that lacks
// them all.
std::string example_without(const Names& kinds, const e2e::fs::path& file) {
  toml::table document = toml::parse_file(kExample);
  for (const std::string& kind : kinds) {
    toml::array* items =
        kind == "breach" ? document["breach"]["kinds"].as_array() : document[kind].as_array();
    REQUIRE(items != nullptr);
    Names ids;
    for (toml::node& item : *items)
      ids.push_back(item.as_table()->at("id").value<std::string>().value());
    for (toml::node& item : *items)
      rename_if_meant(item.as_table()->at("id"), ids);
    rename_below(document, kNamedBy.at(kind), ids);
  }
  std::ofstream(file, std::ios::binary) << document << "\n";
  return file.string();
}

} // namespace

TEST_CASE("the tables of the statement have as many rows as the statement has") {
  CHECK(e2e::category_rows().size() == 18);
  CHECK(e2e::relation_rows().size() == 11);
  CHECK(e2e::activity_rows().size() == 28);
  CHECK(e2e::group_rows().size() == 4 + 9);  // groups; channels of collection
  CHECK(e2e::clause_rows().size() == 8);     // S1 to S8
  CHECK(e2e::recipient_rows().size() == 14); // section 3, and staff
  CHECK(e2e::transfer_rows().size() == 9);   // the cascade and what else there is
  CHECK(e2e::retention_rows().size() == 4);
  CHECK(e2e::right_rows().size() == 12);         // 5.1 to 5.8, the rights of 5.2, 5.3 and 5.8 apart
  CHECK(e2e::protection_rows().size() == 7 + 3); // incidents; staff, liability, account holder
  std::map<std::string, int> grounds;
  int excluded = 0;
  for (const Row& row : e2e::activity_rows()) {
    for (const char* ground : {"legitimate-interest", "contract", "consent"})
      if (e2e::holds(row.registered, std::string(", ") + ground + ",")) ++grounds[ground];
    if (e2e::holds(row.registered, "excluded")) ++excluded;
  }
  CHECK(grounds ==
        std::map<std::string, int>{{"legitimate-interest", 22}, {"contract", 4}, {"consent", 2}});
  CHECK(excluded == 13);
}

TEST_CASE("every row of the statement's tables is carried by what is posted and asked") {
  const Daemon daemon;
  const Rows rows = all_rows();
  const Places places = post(daemon, rows);
  const auto outcomes = outcomes_of(daemon, rows, places);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CAPTURE(rows[i].section);
    CAPTURE(rows[i].id);
    const Outcome expected = expected_of(rows[i]);
    CHECK(outcomes[i].found == expected.found);
    CHECK(outcomes[i].registered == expected.registered);
    CHECK(outcomes[i].label == expected.label);
  }
  std::istringstream log(daemon.ask({"log", "-o", "jsonl"}).out);
  std::size_t read = 0;
  for (std::string line; std::getline(log, line);) {
    const json::object record = json::parse(line).as_object();
    const auto place = places.find(record.at("sequence").to_number<std::uint64_t>());
    if (place == places.end()) continue;
    const Row& row = rows[place->second.row];
    CAPTURE(line);
    CHECK(reads_back(record, row, row.told[place->second.event]));
    ++read;
  }
  CHECK(read == places.size());
}

TEST_CASE("no row is carried by a policy that lacks its item") {
  // Together only what no row needs from two of them.
  const std::vector<Names> apart = {
      {"categories", "transfer_mechanisms", "rights", "breach", "retention"},
      {"relations", "channels", "recipient_categories", "clauses"},
      {"activities"}};
  std::size_t tried = 0;
  for (const Names& kinds : apart) {
    const e2e::TemporaryFolder folder;
    const Daemon daemon({"--policy", example_without(kinds, folder.path / "without.toml")});
    Rows rows = all_rows();
    std::erase_if(rows, [&](const Row& row) { return !has(kinds, row.kind); });
    const auto outcomes = outcomes_of(daemon, rows, post(daemon, rows));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      CAPTURE(rows[i].section);
      CAPTURE(rows[i].id);
      const Outcome expected = expected_of(rows[i]);
      ++tried;
      if (rows[i].label.empty())
        CHECK(outcomes[i].found != expected.found);
      else
        CHECK(outcomes[i].label == "none");
      if (!rows[i].registered.empty()) CHECK(outcomes[i].registered.empty());
    }
  }
  CHECK(tried == all_rows().size());
}
