#include "tools/render/requests_text.hpp"

#include "ledger/report/schema_words.hpp"
#include "tools/render/csv.hpp"

#include <boost/json/array.hpp>

#include <algorithm>

namespace ledger::tools {
namespace {

namespace json = boost::json;

// Everything but the numbers of records, by name; empty: there is none.
NamedTexts texts_of(const RequestLine& line) {
  return {{"standing", std::string(word_of(line.standing))},
          {"right", word_of(line.right)},
          {"rule", line.rule},
          {"receivedAt", to_rfc3339(line.received_at)},
          {"due", line.due ? to_rfc3339(*line.due) : ""},
          {"answeredAt", line.answered_at ? to_rfc3339(*line.answered_at) : ""},
          {"outcome", line.answered_by ? word_of(line.outcome) : ""},
          {"subjectId", to_uuid_text(line.subject.view())},
          {"reference", line.reference ? to_uuid_text(line.reference->view()) : ""}};
}

using NamedRecord = std::pair<const char*, std::optional<Sequence>>;
std::vector<NamedRecord> records_of(const RequestLine& line) {
  return {{"record", line.received_by},
          {"extendedBy", line.extended_by},
          {"identityBy", line.identity_by},
          {"answeredBy", line.answered_by}};
}

std::string text_of(const std::optional<Sequence>& record) {
  return record ? std::to_string(record->get()) : std::string();
}

json::object line_object(const RequestLine& line) {
  json::object object;
  for (const auto& [name, text] : texts_of(line)) {
    if (text.empty())
      object[name] = nullptr;
    else
      object[name] = text;
  }
  for (const auto& [name, record] : records_of(line)) {
    object[name] = nullptr;
    if (record) object[name] = record->get();
  }
  return object;
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
               line.answered_by ? word_of(line.outcome) : "", text_of(line.received_by),
               text_of(line.extended_by), text_of(line.answered_by),
               to_uuid_text(line.subject.view())});
  std::string out = palette.bold("Requests of persons (GDPR art. 12 and 15 to 22)") + "\n";
  out += named_line("as of", to_rfc3339(shown.as_of));
  out += named_line("shown", std::string(shown.which) + ": " + counts_words(shown));
  out +=
      named_line("due", "the first instant at which it is too late, by the rule for finding F26");
  if (!table.empty()) out += "\n" + table.render(width, palette);
  return out + "\n" + frame_words(frame) +
         named_line("not recorded", "that these people were looked up stands in no record");
}

json::object requests_object(const ShownRequests& shown, const ReportFrame& frame) {
  json::array requests;
  for (const RequestLine& line : shown.lines)
    requests.push_back(line_object(line));
  json::object counts;
  for (const RequestStanding standing : kStandings)
    counts[word_of(standing)] = count_of(shown, standing);
  return {{"report", "requests"},
          {"which", shown.which},
          {"asOf", to_rfc3339(shown.as_of)},
          {"ledger", ledger_object(frame.head)},
          {"check", checks_array(frame)},
          {"lookUpRecorded", false},
          {"counts", std::move(counts)},
          {"requests", std::move(requests)}};
}

std::vector<json::object> requests_objects(const ShownRequests& shown, const ReportFrame& frame) {
  std::vector<json::object> objects;
  for (const RequestLine& line : shown.lines) {
    json::object object = line_object(line);
    object["asOf"] = to_rfc3339(shown.as_of);
    for (const auto& [name, text] : frame_cells(frame))
      object[name] = text;
    objects.push_back(std::move(object));
  }
  return objects;
}

std::string requests_csv(const ShownRequests& shown, const ReportFrame& frame) {
  NamedTexts origin = {{"asOf", to_rfc3339(shown.as_of)}};
  for (auto& cell : frame_cells(frame))
    origin.push_back(std::move(cell));
  std::vector<std::string> titles;
  for (const auto& cell : texts_of(RequestLine()))
    titles.push_back(cell.first);
  for (const auto& cell : records_of(RequestLine()))
    titles.emplace_back(cell.first);
  for (const auto& cell : origin)
    titles.push_back(cell.first);
  Csv csv(titles);
  for (const RequestLine& line : shown.lines) {
    std::vector<std::string> cells;
    for (const auto& cell : texts_of(line))
      cells.push_back(cell.second);
    for (const auto& cell : records_of(line))
      cells.push_back(text_of(cell.second));
    for (const auto& cell : origin)
      cells.push_back(cell.second);
    csv.add(std::move(cells));
  }
  return csv.text();
}

} // namespace ledger::tools
