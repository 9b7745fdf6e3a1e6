// What counts as text: UTF-8 as RFC 3629 has it, up to each border.
#include "ledger/base/bytes.hpp"
#include "ledger/base/utf8.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace std::string_literals;

TEST_SUITE_BEGIN("base.utf8");

TEST_CASE("well-formed UTF-8 is accepted up to each border") {
  for (const std::string& text :
       {""s, "a"s, "\0"s, "\x7F"s, "\xC2\x80"s, "\xDF\xBF"s, "\xE0\xA0\x80"s, "\xED\x9F\xBF"s,
        "\xEE\x80\x80"s, "\xEF\xBF\xBF"s, "\xF0\x90\x80\x80"s, "\xF4\x8F\xBF\xBF"s}) {
    CAPTURE(to_hex(as_bytes(text)));
    CHECK(is_valid_utf8(text));
    CHECK(is_valid_utf8("x" + text + "y"));
  }
}

TEST_CASE("overlong, surrogate, too large, stray and cut sequences are refused") {
  for (const std::string& text :
       {"\x80"s, "\xBF"s, "\xC0\x80"s, "\xC1\xBF"s, "\xE0\x9F\xBF"s, "\xED\xA0\x80"s,
        "\xED\xBF\xBF"s, "\xF0\x8F\xBF\xBF"s, "\xF4\x90\x80\x80"s, "\xF5\x80\x80\x80"s,
        "\xF8\x88\x80\x80\x80"s, "\xFE"s, "\xFF"s, "\xC2"s, "\xE2\x80"s, "\xF0\x90\x80"s,
        "\xC2\xC2"s, "\xE2\x28\xA1"s}) {
    CAPTURE(to_hex(as_bytes(text)));
    CHECK_FALSE(is_valid_utf8(text));
    CHECK_FALSE(is_valid_utf8("x" + text + "y"));
    std::string_view rest = text;
    if (!take_code_point(rest)) CHECK(rest == text);
  }
}

TEST_SUITE_END();
