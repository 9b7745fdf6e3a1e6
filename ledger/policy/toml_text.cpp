#include "ledger/policy/toml_text.hpp"

#include "ledger/base/limits.hpp"

#include <chrono>
#include <optional>
#include <toml++/toml.h>

namespace ledger::policy {
namespace {

// toml++ 3.3 bounds nested brackets (256) but not the dots of one key, and frees tables by
// recursion: a key of a hundred thousand dots would end the process. No policy needs many.
constexpr int kMostDots = 8;
constexpr int kDeepestTable = 32;

constexpr std::string_view kBasicQuotes = R"(""")";
constexpr std::string_view kLiteralQuotes = "'''";

// The index behind the quoted text that begins at `at`.
std::size_t behind_quotes(std::string_view text, std::size_t at) {
  const char quote = text[at];
  const bool escapes = quote == '"';
  const std::string_view triple = escapes ? kBasicQuotes : kLiteralQuotes;
  const bool multi_line = text.substr(at, 3) == triple;
  at += multi_line ? 3 : 1;
  for (; at < text.size(); ++at) {
    if (escapes && text[at] == '\\') {
      ++at;
    } else if (multi_line ? text.substr(at, 3) == triple : text[at] == quote) {
      at += multi_line ? 3 : 1;
      // A multi-line text may end in up to two quotation marks of its own.
      for (int own = 0; multi_line && own < 2 && at < text.size() && text[at] == quote; ++own)
        ++at;
      return at;
    } else if (!multi_line && text[at] == '\n') {
      return at;
    }
  }
  return text.size();
}

// The line of the first key with more than kMostDots dots.
std::optional<std::uint32_t> line_of_deep_key(std::string_view text) {
  int dots = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"' || c == '\'') {
      at = behind_quotes(text, at);
      continue;
    }
    if (c == '#') {
      at = std::min(text.find('\n', at), text.size());
      continue;
    }
    if (std::string_view("=,[]{}\n").find(c) != std::string_view::npos) dots = 0;
    if (c == '.' && ++dots > kMostDots) {
      const auto lines = std::count(text.begin(), text.begin() + static_cast<long>(at), '\n');
      return static_cast<std::uint32_t>(lines) + 1;
    }
    ++at;
  }
  return std::nullopt;
}

Place place_of(const toml::source_region& region) {
  return {region.begin.line, region.begin.column};
}

Timestamp midnight_utc(const toml::date& date) {
  using namespace std::chrono;
  const year_month_day day{year(date.year), month(date.month), std::chrono::day(date.day)};
  return Timestamp(duration_cast<microseconds>(sys_days(day).time_since_epoch()).count());
}

Timestamp instant_of(const toml::date_time& value) {
  using namespace std::chrono;
  const auto time = hours(value.time.hour) + minutes(value.time.minute - value.offset->minutes) +
                    seconds(value.time.second);
  return Timestamp(midnight_utc(value.date).get() + duration_cast<microseconds>(time).count() +
                   value.time.nanosecond / 1000);
}

void convert_scalar(const toml::node& from, TomlNode& to) {
  using Kind = TomlNode::Kind;
  if (const auto* text = from.as_string()) {
    to.kind = Kind::kText;
    to.text = text->get();
  } else if (const auto* number = from.as_integer()) {
    to.kind = Kind::kNumber;
    to.number = number->get();
  } else if (const auto* flag = from.as_boolean()) {
    to.kind = Kind::kFlag;
    to.flag = flag->get();
  } else if (const auto* date = from.as_date()) {
    to.kind = Kind::kInstant;
    to.instant = midnight_utc(date->get());
  } else if (const auto* time = from.as_date_time(); time && time->get().offset) {
    to.kind = Kind::kInstant;
    to.instant = instant_of(time->get());
  }
}

// False when the tree is deeper than kDeepestTable; `to.place` then says where.
bool convert(const toml::node& from, TomlNode& to, int depth) {
  to.place = place_of(from.source());
  if (depth > kDeepestTable) return false;
  if (const auto* table = from.as_table()) {
    to.kind = TomlNode::Kind::kTable;
    for (const auto& [key, value] : *table) {
      TomlField& field = to.fields.emplace_back();
      field.key = key.str();
      field.place = place_of(key.source());
      if (!convert(value, field.value, depth + 1)) return false;
    }
  } else if (const auto* list = from.as_array()) {
    to.kind = TomlNode::Kind::kList;
    for (const toml::node& entry : *list)
      if (!convert(entry, to.list.emplace_back(), depth + 1)) return false;
  } else {
    convert_scalar(from, to);
  }
  return true;
}

tl::unexpected<Error> too_deep(Place place) {
  return fail(Errc::kMalformed, "the document nests too deeply", where_text(place),
              "use the tables that schemas/policies/example.toml shows");
}

} // namespace

std::string where_text(Place place, std::string_view field) {
  std::string text =
      "line " + std::to_string(place.line) + ", column " + std::to_string(place.column);
  if (!field.empty()) text.append(", field ").append(field);
  return text;
}

Result<TomlNode> parse_toml(std::string_view text) {
  if (text.size() > limits::kDocumentBytes)
    return fail(Errc::kTooLarge, "the document has " + std::to_string(text.size()) + " bytes",
                where_text({1, 1}),
                "shorten it to " + std::to_string(limits::kDocumentBytes) +
                    " bytes, for example by moving wordings to documents of their own");
  if (const auto line = line_of_deep_key(text)) return too_deep({*line, 1});
  try {
    const toml::table table = toml::parse(text);
    TomlNode root;
    if (!convert(table, root, 0)) return too_deep({1, 1});
    return root;
  } catch (const toml::parse_error& error) {
    return fail(Errc::kMalformed, "not TOML: " + std::string(error.description()),
                where_text(place_of(error.source())), "correct the text at this place");
  }
}

} // namespace ledger::policy
