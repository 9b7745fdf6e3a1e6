#include "tools/render/csv.hpp"
#include "tools/render/register_text.hpp"

#include <boost/json/array.hpp>

namespace ledger::tools {
namespace {

namespace json = boost::json;

std::string_view word_of(RegisterChange::Kind kind) {
  switch (kind) {
  case RegisterChange::Kind::kAdded:
    return "added";
  case RegisterChange::Kind::kRemoved:
    return "removed";
  case RegisterChange::Kind::kChanged:
    break;
  }
  return "changed";
}

std::string whose(const RegisterChange& change) {
  return change.activity.empty() ? "controller" : change.activity;
}

json::array array_of(const Texts& texts) {
  json::array array;
  for (const std::string& text : texts)
    array.push_back(json::string(text));
  return array;
}

json::object object_of(const RegisterChange& change) {
  json::object object{
      {"change", word_of(change.kind)}, {"activityId", nullptr}, {"activity", change.label}};
  if (!change.activity.empty()) object["activityId"] = change.activity;
  if (change.kind != RegisterChange::Kind::kChanged) return object;
  object["field"] = change.field;
  object["before"] = array_of(change.before);
  object["after"] = array_of(change.after);
  return object;
}

json::object side_object(const ShownRegister& shown) {
  return {{"asOf", to_rfc3339(shown.data.as_of)}, {"policy", policy_object(shown)}};
}

} // namespace

RegisterChanges::RegisterChanges(const ShownRegister& before, const ShownRegister& after,
                                 ReportFrame frame)
    : before_(before), after_(after), frame_(std::move(frame)),
      changes_(changes_between(before.data, after.data)) {}

NamedTexts RegisterChanges::origin_cells() const {
  NamedTexts cells = {{"from", to_rfc3339(before_.data.as_of)},
                      {"to", to_rfc3339(after_.data.as_of)},
                      {"policyBefore", to_hex(before_.data.policy_id.view())},
                      {"policyAfter", to_hex(after_.data.policy_id.view())}};
  for (auto& cell : frame_cells(frame_))
    cells.push_back(std::move(cell));
  return cells;
}

std::string RegisterChanges::in_words(std::size_t width, const Palette& palette) const {
  std::string out =
      palette.bold("What changed in the register of processing activities (GDPR art. 30(1))") +
      "\n";
  out += named_line("from", to_rfc3339(before_.data.as_of) + ", policy " + policy_words(before_));
  out += named_line("to", to_rfc3339(after_.data.as_of) + ", policy " + policy_words(after_));
  Table table({{"ACTIVITY"}, {"LABEL"}, {"WHAT"}, {"BEFORE"}, {"AFTER"}});
  for (const RegisterChange& each : changes_)
    table.add(
        {whose(each), each.label,
         std::string(each.kind == RegisterChange::Kind::kChanged ? each.field : word_of(each.kind)),
         joined(each.before), joined(each.after)});
  out += table.empty() ? "\nnothing differs\n\n" : "\n" + table.render(width, palette) + "\n";
  return out + frame_words(frame_);
}

json::object RegisterChanges::object() const {
  json::array changes;
  for (const RegisterChange& each : changes_)
    changes.push_back(object_of(each));
  return {{"report", "registerDiff"},
          {"language", after_.data.language},
          {"ledger", ledger_object(frame_.head)},
          {"check", checks_array(frame_)},
          {"from", side_object(before_)},
          {"to", side_object(after_)},
          {"changes", std::move(changes)}};
}

std::vector<json::object> RegisterChanges::objects() const {
  std::vector<json::object> objects;
  for (const RegisterChange& each : changes_) {
    json::object object = object_of(each);
    for (const auto& [name, text] : origin_cells())
      object[name] = json::string(text);
    objects.push_back(std::move(object));
  }
  return objects;
}

std::string RegisterChanges::csv() const {
  const NamedTexts origin = origin_cells();
  std::vector<std::string> titles = {"change", "activityId", "activity",
                                     "field",  "before",     "after"};
  for (const auto& cell : origin)
    titles.push_back(cell.first);
  Csv csv(titles);
  for (const RegisterChange& each : changes_) {
    std::vector<std::string> cells = {
        std::string(word_of(each.kind)), each.activity,       each.label,
        std::string(each.field),         joined(each.before), joined(each.after)};
    for (const auto& cell : origin)
      cells.push_back(cell.second);
    csv.add(std::move(cells));
  }
  return csv.text();
}

} // namespace ledger::tools
