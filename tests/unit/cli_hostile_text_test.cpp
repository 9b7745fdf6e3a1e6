// What somebody wrote to harm whoever reads it comes out harmless in every form of output.
#include "ledger/base/utf8.hpp"
#include "tools/render/csv.hpp"
#include "tools/render/json.hpp"
#include "tools/render/table.hpp"
#include "tools/render/text.hpp"

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

using namespace ledger::tools;

namespace {

const std::vector<std::string> kHostile = {
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "  =1+1",
    "a;=1+1",
    "a; @b",
    "\uFF1D1+1",
    "a\n=1+1",
    "quote\" comma, end",
    "\x1b[2J\x1b]0;title\x07",
    "\x7f",
    "\xc2\x9b"
    "31m",
    "invoice\u202egnp.exe",
    "\u2066isolate\u2069 \u200f\u061c",
    "line\u2028separator",
    std::string("nul\0byte", 8),
    "\xff\xc3(",
};

bool is_harmless_line(std::string_view text) {
  while (!text.empty()) {
    const auto point = ledger::take_code_point(text);
    if (!point || acts_on_terminal(*point)) return false;
  }
  return true;
}

// One line of RFC 4180 back into its cells.
std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool doubled = quoted && line[i] == '"' && i + 1 < line.size() && line[i + 1] == '"';
    if (doubled)
      cells.back() += line[i++];
    else if (line[i] == '"')
      quoted = !quoted;
    else if (line[i] == ',' && !quoted)
      cells.emplace_back();
    else
      cells.back() += line[i];
  }
  CHECK_FALSE(quoted);
  return cells;
}

bool would_run(std::string_view cell) {
  cell.remove_prefix(std::min(cell.find_first_not_of(' '), cell.size()));
  if (cell.empty()) return false;
  return std::string_view("=+-@\t\r\n").find(cell.front()) != std::string_view::npos ||
         cell.starts_with("\uFF1D");
}

} // namespace

TEST_CASE("hostile text neither acts on a terminal nor breaks a line of a table") {
  for (const std::string& text : kHostile) {
    CAPTURE(escape_terminal(text));
    Table table({{"A"}});
    table.add({text});
    const std::string line = table.render(0, Palette(), false);
    REQUIRE(line.ends_with("\n"));
    CHECK(is_harmless_line(std::string_view(line).substr(0, line.size() - 1)));
  }
}

TEST_CASE("hostile text is neither a formula nor a second line or cell in CSV") {
  for (const std::string& text : kHostile) {
    CAPTURE(escape_terminal(text));
    Csv csv({"A", "B", "C"});
    csv.add({"before", text, "after"});
    REQUIRE(csv.text().ends_with("\r\n"));
    const std::string_view all = csv.text();
    REQUIRE(all.starts_with("A,B,C\r\n"));
    const std::string_view line = all.substr(7, all.size() - 9);
    CHECK(is_harmless_line(line));
    const auto cells = cells_of(line);
    REQUIRE(cells.size() == 3);
    CHECK(cells[2] == "after");
    CHECK_FALSE(would_run(cells[1]));
    // Where the semicolon separates.
    for (std::string_view rest = cells[1]; rest.find(';') != std::string_view::npos;) {
      rest.remove_prefix(rest.find(';') + 1);
      CHECK_FALSE(would_run(rest));
    }
  }
}

TEST_CASE("CSV quotes what has to be quoted and leaves the rest as it is") {
  CHECK(csv_cell("plain") == "plain");
  CHECK(csv_cell("été 李") == "\"été 李\"");
  CHECK(csv_cell("a,b") == "\"a,b\"");
  CHECK(csv_cell("say \"so\"") == "\"say \"\"so\"\"\"");
  CHECK(csv_cell("=cmd()") == "\"'=cmd()\"");
  CHECK(csv_cell("a;-1") == "\"a;'-1\"");
  CHECK(csv_cell("1-1") == "1-1");
  CHECK(csv_cell("a\r\nb") == "a\\r\\nb");
  CHECK(csv_cell("").empty());
  Csv csv({"A", "B"});
  csv.add({"1"});
  csv.add({"1", "2", "3"});
  CHECK(csv.text() == "A,B\r\n1,\r\n1,2\r\n");
}

TEST_CASE("hostile text in JSON stays the same text and acts on no terminal") {
  for (const std::string& text : kHostile) {
    CAPTURE(escape_terminal(text));
    const std::string line = json_line({{"key", text}, {text, 1}});
    REQUIRE(line.ends_with("\n"));
    CHECK(is_harmless_line(std::string_view(line).substr(0, line.size() - 1)));
    if (!ledger::is_valid_utf8(text)) continue; // which JSON has no form for
    const boost::json::object read = boost::json::parse(line).as_object();
    CHECK(read.at("key").as_string() == text);
    CHECK(read.contains(text));
  }
  CHECK(json_text("\u202e\x7f\xc2\x9b é") == "\"\\u202e\\u007f\\u009b é\"");
  CHECK(json_text("\xff") == "\"\\ufffd\"");
}
