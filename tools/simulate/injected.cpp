#include "tools/simulate/injected.hpp"

#include <boost/json/parse.hpp>

#include <set>
#include <sstream>

namespace ledger::tools {
namespace json = boost::json;

namespace {

// Rule and record, as often as they are found.
using Named = std::multiset<std::pair<std::string, std::uint64_t>>;

std::vector<json::value> lines_of(const std::string& text) {
  std::vector<json::value> values;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);)
    values.push_back(json::parse(line));
  return values;
}

std::string text_at(const json::value& object, const char* key) {
  return std::string(object.at(key).as_string());
}

std::map<std::string, std::uint64_t> records_by_event(const std::string& receipts) {
  std::map<std::string, std::uint64_t> records;
  for (const json::value& receipt : lines_of(receipts))
    records[text_at(receipt, "eventId")] = receipt.at("sequence").to_number<std::uint64_t>();
  return records;
}

Named named_by(const std::string& findings) {
  Named named;
  const json::value answer = json::parse(findings);
  for (const json::value& finding : answer.at("findings").as_array())
    named.emplace(text_at(finding, "rule"), finding.at("record").to_number<std::uint64_t>());
  return named;
}

InjectedFound compared(const std::string& injected, const std::string& receipts,
                       const std::string& findings) {
  const auto records = records_by_event(receipts);
  Named named = named_by(findings);
  InjectedFound result;
  for (const json::value& each : lines_of(injected)) {
    ++result.injected;
    const std::string rule = text_at(each, "rule");
    const std::string event = text_at(each, "eventId");
    const auto record = records.find(event);
    const auto found = record == records.end() ? named.end() : named.find({rule, record->second});
    if (found == named.end())
      result.missing.push_back(rule + ", event " + event);
    else
      named.erase(found);
  }
  for (const auto& [rule, record] : named)
    ++result.own[rule];
  return result;
}

} // namespace

Result<InjectedFound> compare_injected(const std::string& injected, const std::string& receipts,
                                       const std::string& findings) {
  try {
    return compared(injected, receipts, findings);
  } catch (const std::exception&) {
    return fail(Errc::kMalformed, "not what was injected, receipts and findings",
                "the files to compare", "write them anew");
  }
}

} // namespace ledger::tools
