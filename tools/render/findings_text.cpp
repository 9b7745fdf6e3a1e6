#include "tools/render/findings_text.hpp"

#include "tools/render/csv.hpp"
#include "tools/render/record.hpp"
#include "tools/render/text.hpp"

#include <boost/json/array.hpp>

#include <map>
#include <tuple>

namespace ledger::tools {
namespace {

namespace json = boost::json;

std::string_view word_of(Severity severity) {
  switch (severity) {
  case Severity::kNote:
    return "note";
  case Severity::kLow:
    return "low";
  case Severity::kMedium:
    return "medium";
  case Severity::kHigh:
    break;
  }
  return "high";
}

std::string_view word_of(FindingState state) {
  switch (state) {
  case FindingState::kOpen:
    return "open";
  case FindingState::kExplained:
    return "explained";
  case FindingState::kAccepted:
    return "accepted";
  case FindingState::kClosed:
    break;
  }
  return "closed";
}

std::string day_of(Timestamp time) {
  return to_rfc3339(time).substr(0, 10);
}

json::object finding_object(const ShownFinding& shown) {
  const Finding& finding = shown.finding;
  json::object object{{"rule", name_of(finding.rule)},
                      {"severity", word_of(shown.severity)},
                      {"article", shown.article},
                      {"breaks", finding.breaks == Breaks::kPromise ? "promise" : "law"},
                      {"from", to_rfc3339(finding.from)},
                      {"state", word_of(finding.state)},
                      {"record", finding.trigger.get()},
                      {"sentence", shown.sentence}};
  json::array evidence;
  for (const Sequence record : finding.evidence)
    evidence.push_back(record.get());
  object["evidence"] = std::move(evidence);
  if (!finding.about.empty()) object["about"] = finding.about;
  if (finding.subject) object["subjectId"] = to_uuid_text(finding.subject->view());
  if (finding.closed_at) object["closedAt"] = to_rfc3339(*finding.closed_at);
  if (finding.state_by) object["stateBy"] = finding.state_by->get();
  return object;
}

void add_frame(const FindingsList& list, const ReportFrame& frame, json::object& object) {
  object["asOf"] = to_rfc3339(list.as_of);
  object["language"] = list.language;
  object["ledger"] = ledger_object(frame.head);
  object["check"] = checks_array(frame);
  if (frame.look_up != LookUp::kOfNobody)
    object["lookUpRecorded"] = frame.look_up == LookUp::kRecorded;
}

std::string grouped_table(const FindingsList& list, std::size_t width, const Palette& palette) {
  struct Group {
    std::uint64_t count = 0;
    const ShownFinding* first = nullptr;
    const ShownFinding* last = nullptr;
  };
  std::map<std::tuple<std::string, std::string_view, std::string_view>, Group> groups;
  for (const ShownFinding& shown : list.findings) {
    Group& group =
        groups[{name_of(shown.finding.rule), word_of(shown.finding.state), shown.sentence}];
    if (group.count++ == 0) group.first = &shown;
    group.last = &shown;
  }
  Table table({{"RULE"},
               {"SEVERITY"},
               {"STATE"},
               {"TIMES", Align::kRight},
               {"FIRST"},
               {"LAST"},
               {"RECORD", Align::kRight},
               {"WHAT"}});
  for (const auto& [key, group] : groups) {
    const auto& [rule, state, sentence] = key;
    table.add({rule, std::string(word_of(group.first->severity)), std::string(state),
               grouped(group.count), day_of(group.first->finding.from),
               day_of(group.last->finding.from), std::to_string(group.first->finding.trigger.get()),
               std::string(sentence)});
  }
  return table.empty() ? std::string() : table.render(width, palette);
}

std::string each_table(const FindingsList& list, std::size_t width, const Palette& palette) {
  Table table({{"RULE"}, {"SEVERITY"}, {"STATE"}, {"SINCE"}, {"RECORD", Align::kRight}, {"WHAT"}});
  for (const ShownFinding& shown : list.findings)
    table.add({name_of(shown.finding.rule), std::string(word_of(shown.severity)),
               std::string(word_of(shown.finding.state)), day_of(shown.finding.from),
               std::to_string(shown.finding.trigger.get()), shown.sentence});
  return table.empty() ? std::string() : table.render(width, palette);
}

} // namespace

std::string findings_in_words(const FindingsList& list, const ReportFrame& frame, bool each,
                              std::size_t width, const Palette& palette) {
  std::string out = each ? each_table(list, width, palette) : grouped_table(list, width, palette);
  out += out.empty() ? "nothing found\n\n" : "\n";
  if (list.subject) out += named_line("person", to_uuid_text(list.subject->view()));
  return out + named_line("as of", to_rfc3339(list.as_of)) + frame_words(frame);
}

json::object findings_object(const FindingsList& list, const ReportFrame& frame) {
  json::object object{{"report", "findings"}};
  if (list.subject) object["subjectId"] = to_uuid_text(list.subject->view());
  add_frame(list, frame, object);
  object["total"] = list.total;
  json::array findings;
  for (const ShownFinding& shown : list.findings)
    findings.push_back(finding_object(shown));
  object["findings"] = std::move(findings);
  return object;
}

std::vector<json::object> findings_objects(const FindingsList& list, const ReportFrame& frame) {
  std::vector<json::object> objects;
  for (const ShownFinding& shown : list.findings) {
    json::object& object = objects.emplace_back(finding_object(shown));
    add_frame(list, frame, object);
  }
  return objects;
}

std::string findings_csv(const FindingsList& list, const ReportFrame& frame) {
  const std::vector<std::string> own = {"rule",     "severity", "article",  "breaks", "from",
                                        "state",    "record",   "evidence", "about",  "subjectId",
                                        "closedAt", "stateBy",  "sentence"};
  std::vector<std::string> titles = own;
  titles.emplace_back("asOf");
  const NamedTexts origin = frame_cells(frame);
  for (const auto& cell : origin)
    titles.push_back(cell.first);
  Csv csv(titles);
  for (const ShownFinding& shown : list.findings) {
    const json::object object = finding_object(shown);
    std::vector<std::string> cells;
    for (const std::string& name : own) {
      const json::value* value = object.if_contains(name);
      cells.push_back(value == nullptr ? std::string() : plain_words(*value));
    }
    cells.push_back(to_rfc3339(list.as_of));
    for (const auto& cell : origin)
      cells.push_back(cell.second);
    csv.add(std::move(cells));
  }
  return csv.text();
}

} // namespace ledger::tools
