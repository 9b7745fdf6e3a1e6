// Reads one TOML table field by field. What is asked for is what is known: a key that nobody asked
// for is an error, and so is a value of the wrong kind. Errors gather; reading goes on with a
// default, so that one pass finds them all.
#pragma once

#include "ledger/policy/items.hpp"
#include "ledger/policy/problems.hpp"
#include "ledger/policy/toml_text.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::policy {

// The lists of a document that its other parts refer to.
enum class Target : std::uint8_t {
  kLaw,
  kChannel,
  kSource,
  kItem,
  kCategory,
  kPurpose,
  kRelation,
  kObjectionReason,
  kActivity,
  kRecipientCategory,
  kRecipient,
  kMechanism,
  kRetention,
  kRight,
  kClause,
};

struct Reference {
  Target target;
  std::string id;
  Place place;
  std::string field;
};

// What the readers of one document share.
struct Reading {
  Problems problems;
  std::vector<Reference> references; // resolved when everything is read
  Slugs languages;                   // of the labels
};

enum class Need : std::uint8_t { kRequired, kOptional };

class TableReader {
 public:
  // Borrows both; `path` is the table's name in errors, empty for the whole document.
  TableReader(const TomlNode& table, std::string path, Reading& reading)
      : table_(table), path_(std::move(path)), reading_(reading) {}

  [[nodiscard]] Place place() const { return table_.place; }
  // Of the key's value; of the table when the key is not there.
  [[nodiscard]] Place place_of(std::string_view key) const;
  [[nodiscard]] Reading& reading() { return reading_; }
  [[nodiscard]] bool has(std::string_view key) const;
  // An error at a key of this table.
  void complain(std::string_view key, std::string what, std::string next);

  [[nodiscard]] std::string text(std::string_view key, Need need);
  [[nodiscard]] std::string slug(std::string_view key, Need need);
  [[nodiscard]] Slugs slugs(std::string_view key);
  [[nodiscard]] Slugs texts(std::string_view key);
  // Slugs that must be the id of an item of the target list.
  [[nodiscard]] std::string reference(std::string_view key, Target target, Need need);
  [[nodiscard]] Slugs references(std::string_view key, Target target);
  // ISO 3166-1 alpha-2 codes.
  [[nodiscard]] std::string country(std::string_view key, Need need);
  [[nodiscard]] Slugs countries(std::string_view key);
  // A table of texts by language. kRequired: one text for each language of the document.
  [[nodiscard]] Labels labels(std::string_view key, Need need);
  [[nodiscard]] bool flag(std::string_view key, bool fallback);
  [[nodiscard]] std::optional<int> number(std::string_view key, int least, int most);
  [[nodiscard]] std::vector<int> numbers(std::string_view key, int least, int most);
  [[nodiscard]] std::optional<Timestamp> instant(std::string_view key, Need need);
  [[nodiscard]] std::optional<Period> period(std::string_view key);
  [[nodiscard]] Validity validity(std::string_view from_key, std::string_view to_key);
  [[nodiscard]] std::string sha256(std::string_view key);

  template <class E>
  [[nodiscard]] E word(std::string_view key, E fallback);
  template <class E>
  [[nodiscard]] std::vector<E> words_of(std::string_view key);

  // Calls fill(TableReader&) for the table under the key, or for each table of the list under it.
  template <class Fill>
  void table(std::string_view key, Need need, Fill&& fill);
  template <class Fill>
  void tables(std::string_view key, Fill&& fill);

  // Complains about every key that was not asked for.
  void finish();

 private:
  [[nodiscard]] const TomlField* field(std::string_view key) const;
  [[nodiscard]] const TomlNode* value(std::string_view key, TomlNode::Kind kind, Need need);
  // Of the list under the key; none when there is no list or too long a one.
  [[nodiscard]] const std::vector<TomlNode>& entries(std::string_view key, TomlNode::Kind kind);
  [[nodiscard]] bool is(const TomlNode& node, TomlNode::Kind kind, std::string_view key);
  [[nodiscard]] bool check_slug(const TomlNode& node, std::string_view key);
  [[nodiscard]] bool check_country(const TomlNode& node, std::string_view key);
  void refer(const TomlNode& node, std::string_view key, Target target);
  void unknown_word(const TomlNode& node, std::string_view key,
                    const std::vector<std::string_view>& known);
  [[nodiscard]] std::string path_of(std::string_view key) const;

  template <class Each>
  void each(std::string_view key, TomlNode::Kind kind, Each&& use) {
    for (const TomlNode& entry : entries(key, kind))
      if (is(entry, kind, key)) use(entry);
  }
  template <class E>
  [[nodiscard]] std::optional<E> word_in(const TomlNode& node, std::string_view key);

  const TomlNode& table_;
  std::string path_;
  Reading& reading_;
  std::vector<std::string_view> asked_;
};

template <class E>
std::optional<E> TableReader::word_in(const TomlNode& node, std::string_view key) {
  std::vector<std::string_view> known;
  for (const Word<E>& each : words<E>()) {
    if (each.text == node.text) return each.value;
    known.push_back(each.text);
  }
  unknown_word(node, key, known);
  return std::nullopt;
}

template <class E>
E TableReader::word(std::string_view key, E fallback) {
  const TomlNode* node = value(key, TomlNode::Kind::kText, Need::kOptional);
  return node == nullptr ? fallback : word_in<E>(*node, key).value_or(fallback);
}

template <class E>
std::vector<E> TableReader::words_of(std::string_view key) {
  std::vector<E> found;
  each(key, TomlNode::Kind::kText, [&](const TomlNode& node) {
    if (const auto known = word_in<E>(node, key)) found.push_back(*known);
  });
  return found;
}

template <class Fill>
void TableReader::table(std::string_view key, Need need, Fill&& fill) {
  const TomlNode* node = value(key, TomlNode::Kind::kTable, need);
  if (node == nullptr) return;
  TableReader reader(*node, path_of(key), reading_);
  fill(reader);
  reader.finish();
}

template <class Fill>
void TableReader::tables(std::string_view key, Fill&& fill) {
  each(key, TomlNode::Kind::kTable, [&](const TomlNode& node) {
    TableReader reader(node, path_of(key), reading_);
    fill(reader);
    reader.finish();
  });
}

} // namespace ledger::policy
