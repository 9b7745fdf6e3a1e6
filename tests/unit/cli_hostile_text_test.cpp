// What somebody wrote to harm whoever reads it comes out harmless in every form of output.
#include "ledger/base/utf8.hpp"
#include "tools/render/access_text.hpp"
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
    std::string("\xc2\x9b") + "31m",
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

namespace {

// An answer in which everything that is text says the same.
ledger::AccessAnswer answer_saying(const std::string& text) {
  const ledger::NamedItem item{text, text};
  const ledger::Texts list = {text, text};
  ledger::AccessAnswer answer;
  answer.language = text;
  answer.controller.name = answer.controller.address = answer.controller.email = text;
  answer.controller.dpo = answer.controller.supervisory_authority = text;
  answer.rights = {item};
  ledger::HeldRow held;
  held.category = held.activity = held.purpose = held.retention = item;
  held.ground = held.term = held.criterion = held.term_from = held.key_class = text;
  held.origins = list;
  answer.held = {held};
  ledger::UsedRow used;
  used.activity = used.purpose = item;
  used.ground = text;
  used.operations = used.channels = used.categories = list;
  answer.used = {used};
  ledger::GivenRow given;
  given.category = given.mechanism = item;
  given.recipient = given.name = given.role = given.through = given.country = text;
  given.basis = given.article = text;
  given.activities = given.categories = list;
  given.is_recipient = false;
  answer.given = {given};
  answer.looked_up = {{{}, item, item, list, 1, {}}};
  answer.reported = {{{}, text, {}}};
  answer.consents = {{item, text, {}, {}, text, {}}};
  answer.objections = {{text, item, {}, {}, text, text, {}}};
  answer.restrictions = {{item, list, text, {}, {}, true}};
  ledger::RequestRow request;
  request.right = request.via = request.outcome = request.justification = text;
  answer.requests = {request};
  ledger::ErasureRow erasure;
  erasure.type = erasure.ground = erasure.exception = erasure.method = erasure.system = text;
  erasure.categories = erasure.activities = erasure.key_classes = list;
  answer.erasures = {erasure};
  answer.surviving = {{text, list, list, {}, {}}};
  return answer;
}

std::vector<std::string_view> lines_of(std::string_view text, std::string_view end) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t at = text.find(end);
    REQUIRE(at != std::string_view::npos);
    lines.push_back(text.substr(0, at));
    text.remove_prefix(at + end.size());
  }
  return lines;
}

} // namespace

TEST_CASE("hostile text anywhere in the answer about a person is harmless in every form") {
  const ReportFrame frame;
  const std::size_t lines =
      lines_of(access_in_words(answer_saying("x"), frame, 0, Palette()), "\n").size();
  for (const std::string& text : kHostile) {
    CAPTURE(escape_terminal(text));
    const ledger::AccessAnswer answer = answer_saying(text);
    const std::string words = access_in_words(answer, frame, 0, Palette());
    CHECK(lines_of(words, "\n").size() == lines);
    for (const std::string_view line : lines_of(words, "\n"))
      CHECK(is_harmless_line(line));
    const std::string csv = access_csv(answer, frame);
    CHECK(lines_of(csv, "\r\n").size() == 13);
    for (const std::string_view line : lines_of(csv, "\r\n")) {
      CHECK(is_harmless_line(line));
      for (const std::string& cell : cells_of(line))
        CHECK_FALSE(would_run(cell));
    }
    const std::string json = json_line(access_object(answer, frame));
    CHECK(is_harmless_line(std::string_view(json).substr(0, json.size() - 1)));
    if (!ledger::is_valid_utf8(text)) continue;
    const boost::json::object read = boost::json::parse(json).as_object();
    CHECK(read.at("given").as_array()[0].at("recipient").as_string() == text);
  }
}
