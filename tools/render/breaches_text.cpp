#include "tools/render/breaches_text.hpp"

#include "ledger/report/schema_words.hpp"

#include <boost/json/array.hpp>

#include <algorithm>

namespace ledger::tools {
namespace {

namespace json = boost::json;

template <class Number>
json::value number(const std::optional<Number>& number) {
  if (!number) return nullptr;
  return *number;
}
template <class E>
json::value word_or_null(E stated) {
  if (stated == E::UNSTATED) return nullptr;
  return json::string(word_of(stated));
}
json::value list_of(const std::vector<std::string>& texts) {
  json::array list;
  for (const std::string& text : texts)
    list.push_back(json::string(text));
  return list;
}

// The columns of every form for programs.
ReportRow row_of(const BreachLine& line) {
  return {
      {"standing", word_of(line.standing)},
      {"reference", cell(line.reference ? to_uuid_text(line.reference->view()) : std::string())},
      {"kind", cell(line.kind)},
      {"nature", word_or_null(line.nature)},
      {"awareAt", to_rfc3339(line.aware_at)},
      {"awareStated", line.aware_stated},
      {"record", line.first_by.get()},
      {"risk", word_or_null(line.risk)},
      {"riskBy", cell(line.risk_by)},
      {"subjectsApprox", number(line.subjects_approx)},
      {"recordsApprox", number(line.records_approx)},
      {"categories", list_of(line.categories)},
      {"authorityNeeded", line.authority.needed},
      {"authorityDue", cell(line.authority.due)},
      {"authorityNotifiedAt", cell(line.authority.at)},
      {"authorityNotifiedBy", cell(line.authority.by)},
      {"authorityNotices", line.notices},
      {"hoursToNotice", number(line.hours_to_notice)},
      {"delayReason", word_or_null(line.delay_reason)},
      {"subjectsNeeded", line.subjects.needed},
      {"subjectsDue", cell(line.subjects.due)},
      {"subjectsNotifiedAt", cell(line.subjects.at)},
      {"subjectsNotifiedBy", cell(line.subjects.by)},
      {"effectsRecorded", line.effects_recorded},
      {"remedyRecorded", line.remedy_recorded},
      {"closedAt", cell(line.closed_at)},
      {"closedBy", cell(line.closed_by)},
      {"complete", line.complete}};
}

constexpr BreachStanding kStandings[] = {BreachStanding::kOpen, BreachStanding::kLate,
                                         BreachStanding::kClosed};

std::size_t count_of(const ShownBreaches& shown, BreachStanding standing) {
  return static_cast<std::size_t>(
      std::count_if(shown.lines.begin(), shown.lines.end(),
                    [&](const BreachLine& line) { return line.standing == standing; }));
}

std::string counts_words(const ShownBreaches& shown) {
  std::vector<std::string> counts;
  for (const BreachStanding standing : kStandings)
    counts.push_back(std::string(word_of(standing)) + " " +
                     std::to_string(count_of(shown, standing)));
  return joined(counts);
}

std::string when(const std::optional<Timestamp>& time, const char* otherwise) {
  return time ? to_rfc3339(*time) : otherwise;
}

std::string due_words(const BreachNotice& notice) {
  return when(notice.due, notice.needed ? "no term" : "not needed");
}

void add_row(Table& table, const BreachLine& line) {
  table.add({std::string(word_of(line.standing)), line.kind, cell_text(word_or_null(line.risk)),
             to_rfc3339(line.aware_at), due_words(line.authority), when(line.authority.at, ""),
             cell_text(number(line.hours_to_notice)), due_words(line.subjects),
             when(line.subjects.at, ""), line.complete ? "yes" : "no",
             std::to_string(line.first_by.get()),
             line.reference ? to_uuid_text(line.reference->view()) : ""});
}

} // namespace

std::string breaches_in_words(const ShownBreaches& shown, const ReportFrame& frame,
                              std::size_t width, const Palette& palette) {
  Table table({{"STANDING"},
               {"KIND"},
               {"RISK"},
               {"AWARE"},
               {"AUTHORITY DUE"},
               {"AUTHORITY TOLD"},
               {"HOURS", Align::kRight},
               {"PERSONS DUE"},
               {"PERSONS TOLD"},
               {"COMPLETE"},
               {"RECORD", Align::kRight},
               {"REFERENCE"}});
  for (const BreachLine& line : shown.lines)
    add_row(table, line);
  std::string out = palette.bold("Register of breaches (GDPR art. 33(5))") + "\n";
  out += named_line("as of", to_rfc3339(shown.as_of));
  out += named_line("shown", std::string(shown.which) + ": " + counts_words(shown));
  out +=
      named_line("due", "the first instant at which it is too late, by the rule for finding F38");
  out += named_line("more",
                    "-o csv and -o json have nature, numbers, categories, reasons and records");
  if (!table.empty()) out += "\n" + table.render(width, palette);
  return out + "\n" + frame_words(frame);
}

ReportData breaches_data(const ShownBreaches& shown, const ReportFrame& frame) {
  ReportData data = report_data("breaches", shown.as_of, frame, "breaches");
  json::object counts;
  for (const BreachStanding standing : kStandings)
    counts[word_of(standing)] = count_of(shown, standing);
  data.head["which"] = shown.which;
  data.head["counts"] = std::move(counts);
  data.columns = row_of(BreachLine());
  for (const BreachLine& line : shown.lines)
    data.rows.push_back(row_of(line));
  return data;
}

} // namespace ledger::tools
