#include "ledger/policy/diff.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace ledger::policy {
namespace {

using Kind = TomlNode::Kind;

const TomlNode* child(const TomlNode& table, std::string_view key) {
  const auto at = std::find_if(table.fields.begin(), table.fields.end(),
                               [key](const TomlField& field) { return field.key == key; });
  return at == table.fields.end() ? nullptr : &at->value;
}

std::string text_at(const TomlNode& table, std::string_view key) {
  const TomlNode* found = child(table, key);
  return found != nullptr && found->kind == Kind::kText ? found->text : std::string();
}

// What an item goes by within its list; empty when it has no name. Of adequacy decisions one
// territory may have several.
std::string name_of(const TomlNode& item) {
  if (item.kind != Kind::kTable) return {};
  std::string id = text_at(item, "id");
  const std::string territory = text_at(item, "territory");
  if (!id.empty() || territory.empty()) return id;
  return territory + " " + text_at(item, "decision");
}

using Items = std::map<std::string, const TomlNode*, std::less<>>;

// Nothing when this is no list of items with names of their own.
std::optional<Items> items_of(const TomlNode* node) {
  if (node == nullptr) return Items();
  if (node->kind != Kind::kList) return std::nullopt;
  Items items;
  for (const TomlNode& entry : node->list) {
    const std::string name = name_of(entry);
    if (name.empty() || !items.emplace(name, &entry).second) return std::nullopt;
  }
  return items;
}

Labels label_of(const TomlNode& item) {
  Labels label;
  const TomlNode* texts = child(item, "label");
  if (texts != nullptr && texts->kind == Kind::kTable)
    for (const TomlField& field : texts->fields)
      label.texts.emplace_back(field.key, field.value.text);
  // A recipient goes by its legal name.
  const std::string name = text_at(item, "name");
  if (label.texts.empty() && !name.empty()) label.texts.emplace_back("", name);
  return label;
}

std::string quoted_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string instant_text(Timestamp time) {
  std::string text = to_rfc3339(time);
  constexpr std::string_view kMidnight = "T00:00:00.000000Z";
  if (text.ends_with(kMidnight)) text.resize(text.size() - kMidnight.size());
  return text;
}

class Comparison {
 public:
  std::vector<Change> changes;

  // The tables that stand in the place of `here`; either may be missing, not both.
  void tables(const Change& here, const TomlNode* before, const TomlNode* after) {
    std::set<std::string_view> keys;
    for (const TomlNode* node : {before, after})
      if (node != nullptr)
        for (const TomlField& field : node->fields)
          keys.insert(field.key);
    for (const std::string_view key : keys)
      values(here, key, before == nullptr ? nullptr : child(*before, key),
             after == nullptr ? nullptr : child(*after, key));
  }

 private:
  void values(const Change& here, std::string_view key, const TomlNode* before,
              const TomlNode* after) {
    const bool at_top = here.section.empty() && here.field.empty();
    const auto old_items = items_of(before);
    const auto new_items = items_of(after);
    if (old_items && new_items && here.item.empty())
      return items(joined(joined(here.section, here.field), key), *old_items, *new_items);
    const bool are_tables = (before == nullptr || before->kind == Kind::kTable) &&
                            (after == nullptr || after->kind == Kind::kTable);
    if (are_tables) {
      Change inside = here;
      (at_top ? inside.section : inside.field) =
          at_top ? std::string(key) : joined(here.field, key);
      return tables(inside, before, after);
    }
    Change change = here;
    change.field = joined(here.field, key);
    note(std::move(change), before, after);
  }

  void items(const std::string& section, const Items& before, const Items& after) {
    Items all = before;
    all.insert(after.begin(), after.end());
    for (const auto& entry : all) {
      const auto was = before.find(entry.first);
      const auto is = after.find(entry.first);
      Change here;
      here.section = section;
      here.item = entry.first;
      here.label = label_of(*(is == after.end() ? was : is)->second);
      if (was == before.end() || is == after.end()) {
        here.kind = was == before.end() ? Change::Kind::kAdded : Change::Kind::kRemoved;
        changes.push_back(std::move(here));
      } else {
        tables(here, was->second, is->second);
      }
    }
  }

  void note(Change change, const TomlNode* before, const TomlNode* after) {
    const auto is_list = [](const TomlNode* node) {
      return node != nullptr && node->kind == Kind::kList;
    };
    if (is_list(before) && is_list(after)) {
      compare_lists(change, *before, *after);
      if (change.lost.empty() && change.gained.empty()) return;
    }
    if (before != nullptr) change.before = as_toml(*before);
    if (after != nullptr) change.after = as_toml(*after);
    if (change.before != change.after) changes.push_back(std::move(change));
  }

  static void compare_lists(Change& change, const TomlNode& before, const TomlNode& after) {
    std::multiset<std::string> gained;
    for (const TomlNode& entry : after.list)
      gained.insert(as_toml(entry));
    for (const TomlNode& entry : before.list) {
      std::string text = as_toml(entry);
      const auto same = gained.find(text);
      change.kept_some = change.kept_some || same != gained.end();
      if (same == gained.end())
        change.lost.push_back(std::move(text));
      else
        gained.erase(same);
    }
    change.gained.assign(gained.begin(), gained.end());
  }

  static std::string joined(std::string_view path, std::string_view key) {
    if (path.empty() || key.empty()) return std::string(path) + std::string(key);
    return std::string(path) + "." + std::string(key);
  }
};

} // namespace

std::string as_toml(const TomlNode& node) {
  std::string out;
  switch (node.kind) {
  case Kind::kText:
    return quoted_text(node.text);
  case Kind::kNumber:
    return std::to_string(node.number);
  case Kind::kFlag:
    return node.flag ? "true" : "false";
  case Kind::kInstant:
    return instant_text(node.instant);
  case Kind::kList:
    for (const TomlNode& entry : node.list)
      out += (out.empty() ? "" : ", ") + as_toml(entry);
    return "[" + out + "]";
  case Kind::kTable:
    for (const TomlField& field : node.fields)
      out += (out.empty() ? "" : ", ") + field.key + " = " + as_toml(field.value);
    return "{ " + out + " }";
  case Kind::kOther:
    break;
  }
  return "?"; // no policy that was read has one
}

std::vector<Change> changes_between(const TomlNode& before, const TomlNode& after) {
  Comparison comparison;
  comparison.tables({}, &before, &after);
  std::stable_sort(
      comparison.changes.begin(), comparison.changes.end(), [](const Change& a, const Change& b) {
        return std::tie(a.section, a.item, a.field) < std::tie(b.section, b.item, b.field);
      });
  return std::move(comparison.changes);
}

} // namespace ledger::policy
