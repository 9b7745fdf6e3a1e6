#include "tools/render/retention_text.hpp"

#include "ledger/report/statistics.hpp"
#include "tools/render/csv.hpp"
#include "tools/render/text.hpp"

#include <boost/json/array.hpp>

namespace ledger::tools {
namespace {

namespace json = boost::json;

// Everything but numbers, by name; empty: there is none.
NamedTexts texts_of(const RetentionLine& line) {
  return {{"term", std::string(word_of(line.term))},
          {"month", line.month ? to_text(*line.month) : ""},
          {"rule", line.rule},
          {"category", line.category},
          {"firstDue", line.first_due ? to_rfc3339(*line.first_due) : ""}};
}

using NamedNumber = std::pair<const char*, std::uint64_t>;
std::vector<NamedNumber> numbers_of(const RetentionLine& line) {
  return {{"people", line.people},
          {"holdings", line.holdings},
          {"overdue", line.overdue},
          {"kept", line.kept},
          {"afterHold", line.after_hold},
          {"boundByLaw", line.bound_by_law},
          {"record", line.first_record.get()}};
}

json::object line_object(const RetentionLine& line) {
  json::object object;
  for (const auto& [name, text] : texts_of(line)) {
    if (text.empty())
      object[name] = nullptr;
    else
      object[name] = text;
  }
  for (const auto& [name, number] : numbers_of(line))
    object[name] = number;
  return object;
}

// What the report was asked for, for a row that stands alone.
NamedTexts origin_of(const ShownRetention& shown, const ReportFrame& frame) {
  NamedTexts origin = {{"asOf", to_rfc3339(shown.list.as_of)}};
  for (auto& cell : frame_cells(frame))
    origin.push_back(std::move(cell));
  return origin;
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

json::object retention_object(const ShownRetention& shown, const ReportFrame& frame) {
  json::array lines;
  for (const RetentionLine& line : shown.list.lines)
    lines.push_back(line_object(line));
  json::object object{{"report", "retention"},
                      {"which", shown.overdue_only ? "overdue" : "all"},
                      {"asOf", to_rfc3339(shown.list.as_of)},
                      {"until", nullptr},
                      {"ledger", ledger_object(frame.head)},
                      {"check", checks_array(frame)},
                      {"people", shown.list.people},
                      {"overduePeople", shown.list.overdue_people},
                      {"leftOut", shown.left_out},
                      {"lines", std::move(lines)}};
  if (shown.list.until) object["until"] = to_rfc3339(*shown.list.until);
  return object;
}

std::vector<json::object> retention_objects(const ShownRetention& shown, const ReportFrame& frame) {
  std::vector<json::object> objects;
  for (const RetentionLine& line : shown.list.lines) {
    json::object object = line_object(line);
    for (const auto& [name, text] : origin_of(shown, frame))
      object[name] = text;
    objects.push_back(std::move(object));
  }
  return objects;
}

std::string retention_csv(const ShownRetention& shown, const ReportFrame& frame) {
  const NamedTexts origin = origin_of(shown, frame);
  std::vector<std::string> titles;
  for (const auto& cell : texts_of(RetentionLine()))
    titles.push_back(cell.first);
  for (const auto& cell : numbers_of(RetentionLine()))
    titles.emplace_back(cell.first);
  for (const auto& cell : origin)
    titles.push_back(cell.first);
  Csv csv(titles);
  for (const RetentionLine& line : shown.list.lines) {
    std::vector<std::string> cells;
    for (const auto& cell : texts_of(line))
      cells.push_back(cell.second);
    for (const auto& cell : numbers_of(line))
      cells.push_back(std::to_string(cell.second));
    for (const auto& cell : origin)
      cells.push_back(cell.second);
    csv.add(std::move(cells));
  }
  return csv.text();
}

} // namespace ledger::tools
