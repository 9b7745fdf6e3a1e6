#include "tools/render/requests_text.hpp"

#include "ledger/report/schema_words.hpp"

#include <boost/json/array.hpp>

#include <algorithm>

namespace ledger::tools {
namespace {

namespace json = boost::json;

ReportRow row_of(const RequestLine& line) {
  return {{"standing", word_of(line.standing)},
          {"right", word_of(line.right)},
          {"rule", cell(line.rule)},
          {"receivedAt", to_rfc3339(line.received_at)},
          {"due", cell(line.due)},
          {"answeredAt", cell(line.answered_at)},
          {"outcome", cell(line.answered_by ? word_of(line.outcome) : std::string())},
          {"subjectId", to_uuid_text(line.subject.view())},
          {"reference", cell(line.reference ? to_uuid_text(line.reference->view()) : "")},
          {"record", line.received_by.get()},
          {"extendedBy", cell(line.extended_by)},
          {"identityBy", cell(line.identity_by)},
          {"answeredBy", cell(line.answered_by)}};
}

std::string text_of(const std::optional<Sequence>& record) {
  return record ? std::to_string(record->get()) : std::string();
}

std::size_t count_of(const ShownRequests& shown, RequestStanding standing) {
  return static_cast<std::size_t>(
      std::count_if(shown.lines.begin(), shown.lines.end(),
                    [&](const RequestLine& line) { return line.standing == standing; }));
}

constexpr RequestStanding kStandings[] = {RequestStanding::kOpen, RequestStanding::kLate,
                                          RequestStanding::kAnswered,
                                          RequestStanding::kAnsweredLate};

std::string counts_words(const ShownRequests& shown) {
  std::vector<std::string> counts;
  for (const RequestStanding standing : kStandings)
    counts.push_back(std::string(word_of(standing)) + " " +
                     std::to_string(count_of(shown, standing)));
  return joined(counts);
}

} // namespace

std::string requests_in_words(const ShownRequests& shown, const ReportFrame& frame,
                              std::size_t width, const Palette& palette) {
  Table table({{"STANDING"},
               {"RIGHT"},
               {"RECEIVED"},
               {"DUE"},
               {"ANSWERED"},
               {"OUTCOME"},
               {"RECORD", Align::kRight},
               {"EXTENDED", Align::kRight},
               {"ANSWER", Align::kRight},
               {"PERSON"}});
  for (const RequestLine& line : shown.lines)
    table.add({std::string(word_of(line.standing)), word_of(line.right),
               to_rfc3339(line.received_at), line.due ? to_rfc3339(*line.due) : "no term",
               line.answered_at ? to_rfc3339(*line.answered_at) : "",
               line.answered_by ? word_of(line.outcome) : "",
               std::to_string(line.received_by.get()), text_of(line.extended_by),
               text_of(line.answered_by), to_uuid_text(line.subject.view())});
  std::string out = palette.bold("Requests of persons (GDPR art. 12 and 15 to 22)") + "\n";
  out += named_line("as of", to_rfc3339(shown.as_of));
  out += named_line("shown", std::string(shown.which) + ": " + counts_words(shown));
  out +=
      named_line("due", "the first instant at which it is too late, by the rule for finding F26");
  if (!table.empty()) out += "\n" + table.render(width, palette);
  return out + "\n" + frame_words(frame) +
         named_line("not recorded", "that these people were looked up stands in no record");
}

ReportData requests_data(const ShownRequests& shown, const ReportFrame& frame) {
  ReportData data = report_data("requests", shown.as_of, frame, "requests");
  json::object counts;
  for (const RequestStanding standing : kStandings)
    counts[word_of(standing)] = count_of(shown, standing);
  data.head["which"] = shown.which;
  data.head["lookUpRecorded"] = false;
  data.head["counts"] = std::move(counts);
  data.columns = row_of(RequestLine());
  for (const RequestLine& line : shown.lines)
    data.rows.push_back(row_of(line));
  return data;
}

} // namespace ledger::tools
