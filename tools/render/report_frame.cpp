#include "tools/render/report_frame.hpp"

#include "tools/render/text.hpp"

#include <boost/json/array.hpp>

namespace ledger::tools {

namespace json = boost::json;

json::object ledger_object(const LedgerHead& head) {
  return {{"id", to_hex(head.ledger_id.view())},
          {"records", head.size.get()},
          {"lastRecordAt", to_rfc3339(head.recorded_at)},
          {"lastLeaf", to_hex(head.last_leaf.view())}};
}

json::array checks_array(const ReportFrame& frame) {
  json::array checks;
  for (const std::string& check : frame.checks)
    checks.push_back(json::string(check));
  return checks;
}

NamedTexts frame_cells(const ReportFrame& frame) {
  NamedTexts cells = {{"ledgerId", to_hex(frame.head.ledger_id.view())},
                      {"records", std::to_string(frame.head.size.get())},
                      {"lastLeaf", to_hex(frame.head.last_leaf.view())},
                      {"check", joined(frame.checks)}};
  if (frame.look_up != LookUp::kOfNobody)
    cells.emplace_back("lookUpRecorded", frame.look_up == LookUp::kRecorded ? "yes" : "no");
  return cells;
}

std::string frame_words(const ReportFrame& frame) {
  std::string out = named_line("ledger", to_hex(frame.head.ledger_id.view()));
  out += named_line("true for", "the first " + grouped(frame.head.size.get()) +
                                    " records; the last has the leaf hash " +
                                    to_hex(frame.head.last_leaf.view()));
  for (const std::string& check : frame.checks)
    out += named_line("check", check);
  if (frame.look_up == LookUp::kRecorded)
    out += named_line("recorded", "a record says that this report was drawn up (report.produced)");
  if (frame.look_up == LookUp::kNotRecorded)
    out += named_line("not recorded",
                      "read from a folder: that this person was looked up stands in no record");
  return out + named_line("note", "no legal advice");
}

std::string named_line(std::string_view name, std::string_view value) {
  constexpr std::size_t kNameWidth = 16;
  if (value.empty()) return {};
  const std::size_t gap = name.size() < kNameWidth ? kNameWidth - name.size() : 1;
  return std::string(name) + std::string(gap, ' ') + escape_terminal(value) + "\n";
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts)
    out += (out.empty() ? "" : "; ") + text;
  return out;
}

} // namespace ledger::tools
