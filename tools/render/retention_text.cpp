#include "tools/render/retention_text.hpp"

#include "ledger/report/statistics.hpp"
#include "tools/render/text.hpp"

namespace ledger::tools {
namespace {

ReportRow row_of(const RetentionLine& line) {
  return {{"term", word_of(line.term)},
          {"month", cell(line.month ? to_text(*line.month) : std::string())},
          {"rule", cell(line.rule)},
          {"category", line.category},
          {"firstDue", cell(line.first_due)},
          {"people", line.people},
          {"holdings", line.holdings},
          {"overdue", line.overdue},
          {"kept", line.kept},
          {"afterHold", line.after_hold},
          {"boundByLaw", line.bound_by_law},
          {"record", line.first_record.get()}};
}

std::string due_words(const RetentionLine& line) {
  switch (line.term) {
  case RetentionTerm::kDated:
    return line.month ? to_text(*line.month) : "";
  case RetentionTerm::kNotBegun:
    return "no term runs";
  case RetentionTerm::kNoEnd:
    return "no end set";
  case RetentionTerm::kNoRule:
    return "no rule";
  }
  return {};
}

std::string number_or_nothing(std::uint64_t number) {
  return number == 0 ? std::string() : grouped(number);
}

Table table_of(const std::vector<RetentionLine>& lines) {
  Table table({{"DUE"},
               {"RULE"},
               {"CATEGORY"},
               {"PEOPLE", Align::kRight},
               {"HELD", Align::kRight},
               {"OVERDUE", Align::kRight},
               {"KEPT", Align::kRight},
               {"AFTER HOLD", Align::kRight},
               {"LAW", Align::kRight},
               {"FIRST DUE"},
               {"RECORD", Align::kRight}});
  for (const RetentionLine& line : lines)
    table.add({due_words(line), line.rule, line.category, grouped(line.people),
               grouped(line.holdings), number_or_nothing(line.overdue),
               number_or_nothing(line.kept), number_or_nothing(line.after_hold),
               number_or_nothing(line.bound_by_law),
               line.first_due ? to_rfc3339(*line.first_due) : "",
               std::to_string(line.first_record.get())});
  return table;
}

std::string shown_words(const ShownRetention& shown) {
  std::string words = shown.overdue_only ? "overdue, and kept by nothing" : "all that is held";
  if (shown.list.until) words += ", due by " + to_rfc3339(*shown.list.until);
  return words;
}

} // namespace

std::string retention_in_words(const ShownRetention& shown, const ReportFrame& frame,
                               std::size_t width, const Palette& palette) {
  const RetentionList& list = shown.list;
  const Table table = table_of(list.lines);
  std::string out = palette.bold("Retention schedule (GDPR art. 5(1)(e) and 30(1)(f))") + "\n";
  out += named_line("as of", to_rfc3339(list.as_of));
  out += named_line("shown", shown_words(shown));
  out += named_line("people", grouped(list.people) + "; with something overdue that nothing lets " +
                                  "be kept: " + grouped(list.overdue_people));
  out += named_line("held", "a category of one collection, kept for one activity");
  out += named_line("overdue", "held past its term, by the rule for finding F18; kept: of these, "
                               "by a hold or a deferral; after hold: until a hold was released, "
                               "which is left to finding F35");
  out += named_line("law", "of what is held, what a law has be kept still");
  if (!table.empty()) out += "\n" + table.render(width, palette);
  return out + "\n" + frame_words(frame);
}

ReportData retention_data(const ShownRetention& shown, const ReportFrame& frame) {
  ReportData data = report_data("retention", shown.list.as_of, frame, "lines");
  data.head["which"] = shown.overdue_only ? "overdue" : "all";
  data.head["until"] = cell(shown.list.until);
  data.head["people"] = shown.list.people;
  data.head["overduePeople"] = shown.list.overdue_people;
  data.head["leftOut"] = shown.left_out;
  data.origin.insert(data.origin.begin(),
                     {{"which", shown.overdue_only ? "overdue" : "all"},
                      {"until", shown.list.until ? to_rfc3339(*shown.list.until) : ""},
                      {"leftOut", std::to_string(shown.left_out)}});
  data.columns = row_of(RetentionLine());
  for (const RetentionLine& line : shown.list.lines)
    data.rows.push_back(row_of(line));
  return data;
}

} // namespace ledger::tools
