#include "tools/render/recipients_text.hpp"

#include <boost/json/array.hpp>

namespace ledger::tools {
namespace {

namespace json = boost::json;

json::array array_of(const std::set<std::string>& names) {
  json::array array;
  for (const std::string& name : names)
    array.emplace_back(name);
  return array;
}

std::string joined(const std::set<std::string>& names) {
  return tools::joined(std::vector<std::string>(names.begin(), names.end()));
}

ReportRow row_of(const RecipientLine& line) {
  return {{"recipient", line.id},
          {"name", cell(line.name)},
          {"category", cell(line.category)},
          {"role", line.role},
          {"times", line.times},
          {"passedThrough", line.passed_through},
          {"firstAt", cell(line.first_at)},
          {"lastAt", cell(line.last_at)},
          {"lastBy", cell(line.last_by)},
          {"activities", array_of(line.activities)},
          {"categories", array_of(line.categories)},
          {"countriesOutside", array_of(line.countries_outside)},
          {"mechanisms", array_of(line.mechanisms)},
          {"withoutBasis", line.without_basis},
          {"contractNeeded", line.contract_needed},
          {"contractBy", cell(line.contract_by)},
          {"contractKind", cell(line.contract_kind)},
          {"contractUntil", cell(line.contract_until)},
          {"notified", line.notified},
          {"confirmed", line.confirmed},
          {"notNotifiable", line.not_notifiable}};
}

std::string contract_words(const RecipientLine& line) {
  if (line.contract_by)
    return line.contract_kind + ", record " + std::to_string(line.contract_by->get());
  return line.contract_needed ? "missing" : "";
}

std::string transfer_words(const RecipientLine& line) {
  std::string words = joined(line.countries_outside);
  if (!line.mechanisms.empty()) words += " by " + joined(line.mechanisms);
  if (line.without_basis != 0)
    words += ", " + std::to_string(line.without_basis) + " without a basis";
  return words;
}

} // namespace

std::string recipients_in_words(const ShownRecipients& shown, const ReportFrame& frame,
                                std::size_t width, const Palette& palette) {
  Table table({{"RECIPIENT"},
               {"CATEGORY"},
               {"ROLE"},
               {"TIMES", Align::kRight},
               {"PASSED ON", Align::kRight},
               {"LAST"},
               {"RECORD", Align::kRight},
               {"OUTSIDE THE EEA"},
               {"CONTRACT"}});
  for (const RecipientLine& line : shown.lines)
    table.add({line.id, line.category, line.role, std::to_string(line.times),
               std::to_string(line.passed_through), line.last_at ? to_rfc3339(*line.last_at) : "",
               line.last_by ? std::to_string(line.last_by->get()) : "", transfer_words(line),
               contract_words(line)});
  std::string out =
      palette.bold("Recipients of personal data (GDPR art. 28, 30(1)(d), (e))") + "\n";
  out += named_line("as of", to_rfc3339(shown.as_of));
  out += named_line("times", "records of data given or opened to it; passed on: of data given to "
                             "others by way of it");
  out += named_line("undeclared", "all recipients together that no policy knew; show RECORD opens "
                                  "what an application called them");
  if (!table.empty()) out += "\n" + table.render(width, palette);
  return out + "\n" + frame_words(frame);
}

ReportData recipients_data(const ShownRecipients& shown, const ReportFrame& frame) {
  ReportData data = report_data("recipients", shown.as_of, frame, "recipients");
  data.columns = row_of(RecipientLine());
  for (const RecipientLine& line : shown.lines)
    data.rows.push_back(row_of(line));
  return data;
}

} // namespace ledger::tools
