#include "tools/render/register_text.hpp"

#include "tools/render/csv.hpp"
#include "tools/render/text.hpp"

#include <boost/json/array.hpp>

namespace ledger::tools {
namespace {

namespace json = boost::json;

template <class Of>
json::value value_of(const RegisterField<Of>& field, const Of& of) {
  const Texts values = field.values(of);
  if (field.shape == RegisterField<Of>::Shape::kFlag) return json::value(values.front() == "yes");
  if (field.shape == RegisterField<Of>::Shape::kText) {
    if (values.empty()) return nullptr;
    return json::value(values.front());
  }
  json::array list;
  for (const std::string& value : values)
    list.push_back(json::string(value));
  return list;
}

template <class Of>
void add_fields(json::object& object, std::span<const RegisterField<Of>> fields, const Of& of) {
  for (const RegisterField<Of>& field : fields)
    object[field.name] = value_of(field, of);
}

// What a row that stands alone says about where it is from.
NamedTexts origin_cells(const ShownRegister& shown, const ReportFrame& frame) {
  NamedTexts cells = {{"statement", shown.data.statement},
                      {"statementUrl", shown.data.statement_url},
                      {"asOf", to_rfc3339(shown.data.as_of)},
                      {"policyRecord", std::to_string(shown.published.when.record.get())},
                      {"policyVersion", shown.data.policy_version},
                      {"policyHash", to_hex(shown.data.policy_id.view())}};
  for (auto& cell : frame_cells(frame))
    cells.push_back(std::move(cell));
  return cells;
}

json::object counts_object(const RegisterCounts& counts) {
  json::object grounds;
  for (const auto& [ground, number] : counts.grounds)
    if (number > 0) grounds[word_of(ground)] = number;
  return {{"declared", counts.declared},
          {"assessedOnly", counts.assessed_only},
          {"groundsDeclared", std::move(grounds)},
          {"objectionExcludedDeclared", counts.objection_excluded}};
}

std::string counts_words(const RegisterCounts& counts) {
  std::string text = std::to_string(counts.declared) + " declared (";
  bool first = true;
  for (const auto& [ground, number] : counts.grounds) {
    if (number == 0) continue;
    text += (first ? "" : ", ") + std::string(word_of(ground)) + " " + std::to_string(number);
    first = false;
  }
  return text + "; " + std::to_string(counts.objection_excluded) + " exclude objection), " +
         std::to_string(counts.assessed_only) + " assessed only";
}

template <class E>
std::string both(E declared, E assessed) {
  const std::string said(word_of(declared));
  return declared == assessed ? said : said + " / " + std::string(word_of(assessed));
}

std::string labels_of(const std::vector<NamedItem>& items) {
  Texts labels;
  for (const NamedItem& item : items)
    labels.push_back(item.label.empty() ? item.id : item.label);
  return joined(labels);
}

std::string term_of(const RegisterRow& row) {
  const std::string& term = row.term.empty() ? row.term_criterion : row.term;
  return term.empty() ? term : term + ", from " + row.term_starts + ", then " + row.term_action;
}

std::string outside_of(const RegisterRow& row) {
  Texts texts;
  for (const RegisterTransfer& each : row.transfers)
    texts.push_back(each.country + " " + each.recipient + " by " +
                    (each.mechanisms.empty() ? "nothing that holds" : joined(each.mechanisms)));
  return joined(texts);
}

std::string why_table(const ProcessingRegister& all, std::size_t width, const Palette& palette) {
  Table table({{"ID"},
               {"DECLARED"},
               {"ACTIVITY"},
               {"PEOPLE"},
               {"PURPOSE"},
               {"GROUND"},
               {"OBJECTION"},
               {"DIRECT MARKETING"}});
  for (const RegisterRow& row : all.rows)
    table.add({row.activity.id, row.declared ? "yes" : "no", row.activity.label,
               row.everyone ? "everyone" : labels_of(row.people), row.purpose.label,
               both(row.declared_ground, row.assessed_ground),
               both(row.declared_objection, row.assessed_objection),
               row.direct_marketing ? "yes" : ""});
  return table.render(width, palette);
}

std::string what_table(const ProcessingRegister& all, std::size_t width, const Palette& palette) {
  Table table(
      {{"ID"}, {"DATA"}, {"RECIPIENTS"}, {"BY NAME"}, {"OUTSIDE THE EEA"}, {"KEPT"}, {"SECURITY"}});
  for (const RegisterRow& row : all.rows)
    table.add({row.activity.id, labels_of(row.data), labels_of(row.recipient_categories),
               labels_of(row.recipients), outside_of(row), term_of(row), joined(row.security)});
  return table.render(width, palette);
}

} // namespace

json::object policy_object(const ShownRegister& shown) {
  return {{"record", shown.published.when.record.get()},
          {"hash", to_hex(shown.data.policy_id.view())},
          {"version", shown.data.policy_version},
          {"effectiveFrom", to_rfc3339(shown.published.when.effective_from)}};
}

std::string policy_words(const ShownRegister& shown) {
  return shown.data.policy_version + ", record " +
         std::to_string(shown.published.when.record.get()) + ", " +
         to_hex(shown.data.policy_id.view());
}

std::string register_in_words(const ShownRegister& shown, const ReportFrame& frame,
                              std::size_t width, const Palette& palette) {
  const ProcessingRegister& all = shown.data;
  std::string out = palette.bold("Register of processing activities (GDPR art. 30(1))") + "\n";
  out += named_line("as of", to_rfc3339(all.as_of));
  out += named_line("policy", policy_words(shown));
  out += named_line("statement", all.statement);
  const policy::Controller& who = all.controller;
  out += named_line("controller", who.name + ", " + who.address + " (" + who.country + ")");
  out += named_line("registration", who.registration);
  out += named_line("contact", who.email.empty() ? who.contact_form : who.email);
  out += named_line("officer", who.dpo);
  out += named_line("representative", who.representative);
  out += named_line("joint with", joined(who.joint_controllers));
  out += named_line("authority", who.supervisory_authority);
  out += named_line("activities", counts_words(count(all)));
  out += "\n" + palette.bold("Who and why") + "\n" + why_table(all, width, palette);
  out += "\n" + palette.bold("What, to whom, for how long") + "\n" +
         what_table(all, width, palette) + "\n";
  return out + frame_words(frame);
}

json::object register_object(const ShownRegister& shown, const ReportFrame& frame) {
  json::object controller;
  add_fields(controller, controller_fields(), shown.data.controller);
  json::array activities;
  for (const RegisterRow& row : shown.data.rows) {
    json::object activity;
    add_fields(activity, activity_fields(), row);
    activities.push_back(std::move(activity));
  }
  return {{"report", "register"},
          {"asOf", to_rfc3339(shown.data.as_of)},
          {"language", shown.data.language},
          {"ledger", ledger_object(frame.head)},
          {"check", checks_array(frame)},
          {"policy", policy_object(shown)},
          {"statement", shown.data.statement},
          {"statementUrl", shown.data.statement_url},
          {"controller", std::move(controller)},
          {"counts", counts_object(count(shown.data))},
          {"activities", std::move(activities)}};
}

std::vector<json::object> register_objects(const ShownRegister& shown, const ReportFrame& frame) {
  std::vector<json::object> objects;
  for (const RegisterRow& row : shown.data.rows) {
    json::object object;
    add_fields(object, activity_fields(), row);
    add_fields(object, controller_fields(), shown.data.controller);
    for (const auto& [name, text] : origin_cells(shown, frame))
      object[name] = json::string(text);
    objects.push_back(std::move(object));
  }
  return objects;
}

std::string register_csv(const ShownRegister& shown, const ReportFrame& frame) {
  const NamedTexts origin = origin_cells(shown, frame);
  std::vector<std::string> titles;
  for (const ActivityField& field : activity_fields())
    titles.emplace_back(field.name);
  for (const ControllerField& field : controller_fields())
    titles.emplace_back(field.name);
  for (const auto& cell : origin)
    titles.push_back(cell.first);
  Csv csv(titles);
  for (const RegisterRow& row : shown.data.rows) {
    std::vector<std::string> cells;
    for (const ActivityField& field : activity_fields())
      cells.push_back(joined(field.values(row)));
    for (const ControllerField& field : controller_fields())
      cells.push_back(joined(field.values(shown.data.controller)));
    for (const auto& cell : origin)
      cells.push_back(cell.second);
    csv.add(std::move(cells));
  }
  return csv.text();
}

} // namespace ledger::tools
