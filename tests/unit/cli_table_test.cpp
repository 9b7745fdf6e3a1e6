#include "tools/render/table.hpp"
#include "tools/render/text.hpp"

#include <doctest/doctest.h>

using namespace ledger::tools;

namespace {

Table people() {
  Table table({{"N", Align::kRight}, {"NAME"}, {"CITY", Align::kLeft, 6}});
  table.add({"1", "Zoë", "Ghent"});
  table.add({"200", "李小龍", "香港"});
  table.add({"3", "a\x1b[31mred\nb", ""});
  return table;
}

} // namespace

TEST_CASE("columns line up by what a terminal shows, and control characters stay visible") {
  CHECK(people().render(0, Palette()) == "  N  NAME             CITY\n"
                                         "  1  Zoë              Ghent\n"
                                         "200  李小龍           香港\n"
                                         "  3  a\\x1b[31mred\\nb\n");
}

TEST_CASE("the widest column gives way when the terminal is narrow") {
  CHECK(people().render(24, Palette()) == "  N  NAME         CITY\n"
                                          "  1  Zoë          Ghent\n"
                                          "200  李小龍       香港\n"
                                          "  3  a\\x1b[31mr…\n");
  for (const std::size_t width : {std::size_t{20}, std::size_t{40}, std::size_t{80}}) {
    CAPTURE(width);
    std::string text = people().render(width, Palette());
    while (!text.empty()) {
      const std::size_t end = text.find('\n');
      CHECK(display_width(text.substr(0, end)) <= width);
      text.erase(0, end + 1);
    }
  }
}

TEST_CASE("titles can be left out and are bold where colour is on") {
  Table table({{"A"}});
  table.add({"x"});
  CHECK(table.render(0, Palette(), false) == "x\n");
  CHECK(table.render(0, Palette(true)) == "\x1b[1mA\x1b[0m\nx\n");
}

TEST_CASE("nothing that a terminal acts on gets through") {
  CHECK(escape_terminal("plain é 李 ~") == "plain é 李 ~");
  CHECK(escape_terminal("\t\r\n\\") == "\\t\\r\\n\\\\");
  CHECK(escape_terminal(std::string_view("\0\x07\x7f", 3)) == "\\x00\\x07\\x7f");
  CHECK(escape_terminal("\xc2\x9b") == "\\x9b");
  CHECK(escape_terminal("\xff\xc3") == "\\xff\\xc3");
  CHECK(escape_terminal("a\u202eb\u2067c\u2028") == "a\\u{202e}b\\u{2067}c\\u{2028}");
}

TEST_CASE("text is cut at whole characters, with an ellipsis") {
  CHECK(fit_to_width("abc", 3) == "abc");
  CHECK(fit_to_width("abcd", 3) == "ab…");
  CHECK(fit_to_width("李小龍", 5) == "李小…");
  CHECK(fit_to_width("李小龍", 4) == "李…");
  CHECK(fit_to_width("abc", 0).empty());
}

TEST_CASE("numbers are grouped and bytes have units") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(18642) == "18 642");
  CHECK(grouped(1234567) == "1 234 567");
  CHECK(byte_count(1023) == "1023 B");
  CHECK(byte_count(41 << 20) == "41.0 MiB");
}
