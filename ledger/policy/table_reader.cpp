#include "ledger/policy/table_reader.hpp"

#include "ledger/base/limits.hpp"
#include "ledger/policy/slug.hpp"

#include <algorithm>

namespace ledger::policy {
namespace {

using Kind = TomlNode::Kind;

std::string_view name_of(Kind kind) {
  switch (kind) {
  case Kind::kText:
    return "text in quotation marks";
  case Kind::kNumber:
    return "a whole number";
  case Kind::kFlag:
    return "true or false";
  case Kind::kInstant:
    return "a date, or a date-time with its offset from UTC";
  case Kind::kList:
    return "a list";
  case Kind::kTable:
    return "a table";
  case Kind::kOther:
    break;
  }
  return "of no kind that a policy uses";
}

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

} // namespace

const TomlField* TableReader::field(std::string_view key) const {
  const auto at = std::find_if(table_.fields.begin(), table_.fields.end(),
                               [key](const TomlField& each) { return each.key == key; });
  return at == table_.fields.end() ? nullptr : &*at;
}

std::string TableReader::path_of(std::string_view key) const {
  return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
}

bool TableReader::has(std::string_view key) const {
  return field(key) != nullptr;
}

Place TableReader::place_of(std::string_view key) const {
  const TomlField* found = field(key);
  return found == nullptr ? table_.place : found->value.place;
}

void TableReader::complain(std::string_view key, std::string what, std::string next) {
  reading_.problems.add(std::move(what), place_of(key), path_of(key), std::move(next));
}

bool TableReader::is(const TomlNode& node, Kind kind, std::string_view key) {
  if (node.kind == kind) return true;
  reading_.problems.add("the value is " + std::string(name_of(node.kind)), node.place, path_of(key),
                        "write " + std::string(name_of(kind)));
  return false;
}

const TomlNode* TableReader::value(std::string_view key, Kind kind, Need need) {
  asked_.push_back(key);
  const TomlField* found = field(key);
  if (found == nullptr) {
    if (need == Need::kRequired) complain(key, "the field is missing", "add it to this table");
    return nullptr;
  }
  return is(found->value, kind, key) ? &found->value : nullptr;
}

const std::vector<TomlNode>& TableReader::entries(std::string_view key, Kind kind) {
  static const std::vector<TomlNode> kNone;
  const TomlNode* list = value(key, Kind::kList, Need::kOptional);
  if (list == nullptr) return kNone;
  if (kind == Kind::kTable || list->list.size() <= limits::kSlugsPerList) return list->list;
  complain(key, "the list has " + std::to_string(list->list.size()) + " entries",
           "keep it to " + std::to_string(limits::kSlugsPerList));
  return kNone;
}

bool TableReader::check_slug(const TomlNode& node, std::string_view key) {
  if (is_slug(node.text)) return true;
  reading_.problems.add(in_quotes(node.text) + " is not an id", node.place, path_of(key),
                        "use at most 64 lowercase letters, digits, dots and hyphens, beginning "
                        "with a letter or a digit");
  return false;
}

bool TableReader::check_country(const TomlNode& node, std::string_view key) {
  if (node.text.size() == 2 && is_upper(node.text[0]) && is_upper(node.text[1])) return true;
  reading_.problems.add(in_quotes(node.text) + " is not a country code", node.place, path_of(key),
                        "use the two capital letters of ISO 3166-1, for example BE");
  return false;
}

void TableReader::refer(const TomlNode& node, std::string_view key, Target target) {
  reading_.references.push_back({target, node.text, node.place, path_of(key)});
}

void TableReader::unknown_word(const TomlNode& node, std::string_view key,
                               const std::vector<std::string_view>& known) {
  if (reading_.problems.full()) return;
  reading_.problems.add(in_quotes(node.text) + " is not a word that this field knows", node.place,
                        path_of(key), advice(node.text, known));
}

std::string TableReader::text(std::string_view key, Need need) {
  const TomlNode* node = value(key, Kind::kText, need);
  if (node == nullptr) return {};
  if (node->text.empty()) complain(key, "the text is empty", "write it, or remove the field");
  return node->text;
}

std::string TableReader::slug(std::string_view key, Need need) {
  const TomlNode* node = value(key, Kind::kText, need);
  return node != nullptr && check_slug(*node, key) ? node->text : std::string();
}

Slugs TableReader::slugs(std::string_view key) {
  Slugs found;
  each(key, Kind::kText, [&](const TomlNode& node) {
    if (check_slug(node, key)) found.push_back(node.text);
  });
  return found;
}

Slugs TableReader::texts(std::string_view key) {
  Slugs found;
  each(key, Kind::kText, [&](const TomlNode& node) { found.push_back(node.text); });
  return found;
}

std::string TableReader::reference(std::string_view key, Target target, Need need) {
  const TomlNode* node = value(key, Kind::kText, need);
  if (node == nullptr) return {};
  refer(*node, key, target);
  return node->text;
}

Slugs TableReader::references(std::string_view key, Target target) {
  Slugs found;
  each(key, Kind::kText, [&](const TomlNode& node) {
    if (std::find(found.begin(), found.end(), node.text) != found.end())
      reading_.problems.add(in_quotes(node.text) + " stands twice in this list", node.place,
                            path_of(key), "remove one of the two");
    refer(node, key, target);
    found.push_back(node.text);
  });
  return found;
}

std::string TableReader::country(std::string_view key, Need need) {
  const TomlNode* node = value(key, Kind::kText, need);
  return node != nullptr && check_country(*node, key) ? node->text : std::string();
}

Slugs TableReader::countries(std::string_view key) {
  Slugs found;
  each(key, Kind::kText, [&](const TomlNode& node) {
    if (check_country(node, key)) found.push_back(node.text);
  });
  return found;
}

Labels TableReader::labels(std::string_view key, Need need) {
  Labels found;
  table(key, need, [&](TableReader& reader) {
    for (const std::string& language : reading_.languages) {
      const std::string each =
          reader.text(language, need == Need::kRequired ? Need::kRequired : Need::kOptional);
      if (!each.empty()) found.texts.emplace_back(language, each);
    }
  });
  return found;
}

bool TableReader::flag(std::string_view key, bool fallback) {
  const TomlNode* node = value(key, Kind::kFlag, Need::kOptional);
  return node == nullptr ? fallback : node->flag;
}

std::optional<int> TableReader::number(std::string_view key, int least, int most) {
  const TomlNode* node = value(key, Kind::kNumber, Need::kOptional);
  if (node == nullptr) return std::nullopt;
  if (node->number >= least && node->number <= most) return static_cast<int>(node->number);
  complain(key, "the number is out of range",
           "use one from " + std::to_string(least) + " to " + std::to_string(most));
  return std::nullopt;
}

std::vector<int> TableReader::numbers(std::string_view key, int least, int most) {
  std::vector<int> found;
  each(key, Kind::kNumber, [&](const TomlNode& node) {
    if (node.number >= least && node.number <= most)
      found.push_back(static_cast<int>(node.number));
    else
      reading_.problems.add("the number is out of range", node.place, path_of(key),
                            "use one from " + std::to_string(least) + " to " +
                                std::to_string(most));
  });
  return found;
}

std::optional<Timestamp> TableReader::instant(std::string_view key, Need need) {
  const TomlNode* node = value(key, Kind::kInstant, need);
  if (node == nullptr) return std::nullopt;
  return node->instant;
}

std::optional<Period> TableReader::period(std::string_view key) {
  const TomlNode* node = value(key, Kind::kText, Need::kOptional);
  if (node == nullptr) return std::nullopt;
  const auto parsed = parse_period(node->text);
  if (!parsed)
    complain(key, in_quotes(node->text) + " is not a period",
             "write years, months, weeks, days or hours as ISO 8601 does: P3Y, P1M, P90D, PT72H");
  return parsed;
}

Validity TableReader::validity(std::string_view from_key, std::string_view to_key) {
  Validity found;
  found.from = instant(from_key, Need::kOptional);
  found.to = instant(to_key, Need::kOptional);
  if (found.from && found.to && *found.to <= *found.from)
    complain(to_key, "the end is not after the beginning", "correct one of the two dates");
  return found;
}

std::string TableReader::sha256(std::string_view key) {
  std::string digits = text(key, Need::kOptional);
  if (digits.empty() || (digits.size() == 64 && std::all_of(digits.begin(), digits.end(), is_hex)))
    return digits;
  complain(key, "not a SHA-256 digest", "write its 64 lowercase hexadecimal digits");
  return {};
}

void TableReader::finish() {
  for (const TomlField& each : table_.fields) {
    if (reading_.problems.full()) return;
    if (std::find(asked_.begin(), asked_.end(), each.key) == asked_.end())
      reading_.problems.add("the key " + in_quotes(each.key) + " is not known here", each.place,
                            path_of(in_quotes(each.key)), advice(each.key, asked_));
  }
}

} // namespace ledger::policy
