// Where and when lints stand: at the item they are about, in the order of the document, as of a
// day.
#include "tests/unit/policy_lint_support.hpp"

#include <tuple>

using namespace ledger;
using namespace ledger::policy;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t begin = 0;
  for (std::size_t end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1)
    lines.push_back(text.substr(begin, end - begin));
  return lines;
}

std::pair<char, int> rank_of(std::string_view id) {
  return {id.front(), std::stoi(std::string(id.substr(1)))};
}

} // namespace

TEST_CASE("a lint points at the table of the item that it is about") {
  const std::string text = example_text();
  const auto lines = lines_of(text);
  for (const Lint& each : lints_of(text)) {
    CAPTURE(each.id);
    CAPTURE(each.item);
    REQUIRE(each.place.line >= 1);
    REQUIRE(each.place.line < lines.size());
    CHECK(each.place.column == 1);
    CHECK(lines[each.place.line - 1].front() == '[');
    CHECK(lines[each.place.line] == "id = \"" + each.item + "\"");
  }
}

TEST_CASE("lints come in the order of the document, then of their numbers, every time") {
  const auto lints = lints_of(example_text());
  const auto again = lints_of(example_text());
  REQUIRE(lints.size() == again.size());
  for (std::size_t i = 0; i < lints.size(); ++i) {
    CHECK(lints[i].id == again[i].id);
    CHECK(lints[i].item == again[i].item);
    CHECK(lints[i].what.texts == again[i].what.texts);
    if (i == 0) continue;
    const auto key = [](const Lint& each) {
      return std::tuple(each.place.line, each.place.column, rank_of(each.id));
    };
    CHECK(key(lints[i - 1]) <= key(lints[i]));
  }
}

TEST_CASE("laws and mechanisms are looked at as of the day that is asked for") {
  struct Day {
    const char* as_of;
    bool law;
    bool shield;
  };
  constexpr Day kDays[] = {{"2018-05-25", false, false},
                           {"2018-09-04T23:59:59.999999Z", false, false},
                           {"2018-09-05", true, false},
                           {"2020-07-15T23:59:59.999999Z", true, false},
                           {"2020-07-16", true, true}};
  for (const Day& day : kDays) {
    CAPTURE(day.as_of);
    const Found found = found_in(lints_of(example_text(), day.as_of));
    CHECK(found.contains("A1 law.privacy-act-1992") == day.law);
    CHECK(found.contains("A15 tm.privacy-shield") == day.shield);
    CHECK(found.contains("A21 liability"));
  }
}

TEST_CASE("a sentence names what it speaks of") {
  const auto lints = lints_of(example_text());
  const auto what = [&](std::string_view id, std::string_view item, const char* language) {
    const auto at = std::find_if(lints.begin(), lints.end(), [&](const Lint& each) {
      return each.id == id && each.item == item;
    });
    REQUIRE(at != lints.end());
    return std::string(at->what.in(language));
  };
  const auto names = [](const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
  };
  CHECK(names(what("A1", "law.privacy-act-1992", "en"), "2018-09-05"));
  CHECK(names(what("A4", "event.informative-communication", "nl"), "gerechtvaardigd belang"));
  CHECK(names(what("A4", "event.informative-communication", "fr"), "intérêt légitime"));
  CHECK(names(what("A6", "customer.marketing-communication", "fr"), "Lettre d'information"));
  CHECK(names(what("A7", "product-update", "en"), "commercial.marketing-communication"));
  CHECK(names(what("A14", "rc.partner", "nl"), "verwerkingsverantwoordelijke"));
  CHECK(names(what("G4", "example-analytics", "en"), "EU-US Privacy Shield"));
}

TEST_CASE("a period exceeds another when it can last longer") {
  struct Case {
    const char* period;
    const char* bound;
    bool exceeds;
  };
  constexpr Case kCases[] = {
      {"P1M", "P1M", false},     {"P28D", "P1M", false},  {"P29D", "P1M", true},
      {"P31D", "P1M", true},     {"P1M", "P31D", false},  {"P1M", "P30D", true},
      {"P1M", "P30DT23H", true}, {"P2M", "P62D", false},  {"P2M", "P61D", true},
      {"P59D", "P2M", false},    {"P60D", "P2M", true},   {"P365D", "P1Y", false},
      {"P366D", "P1Y", true},    {"P1Y", "P366D", false}, {"P1Y", "P365D", true},
      {"P10Y", "P7Y", true},     {"P7Y", "P10Y", false},  {"PT72H", "P3D", false},
      {"PT73H", "P3D", true},    {"P1Y1D", "P1Y", true},
  };
  for (const Case& each : kCases) {
    CAPTURE(each.period);
    CAPTURE(each.bound);
    CHECK(may_exceed(*parse_period(each.period), *parse_period(each.bound)) == each.exceeds);
  }
}
