// Inside daemon/config.cpp only: reads the keys of one TOML table and collects what is wrong with
// them, each with its line and column.
#pragma once

#include "daemon/config.hpp"
#include "daemon/nearest.hpp"

// Errors as values, compiled into this one file: no shared library and no exceptions.
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <algorithm>

namespace ledger {

class ConfigComplaints {
 public:
  void add(const toml::source_region& place, std::string what, std::string next) {
    add_at(place.begin.line, place.begin.column, std::move(what), std::move(next));
  }
  [[nodiscard]] bool empty() const { return found_.empty(); }
  [[nodiscard]] ConfigErrors in_order_of_file() && {
    std::ranges::stable_sort(found_, {}, &Complaint::place);
    ConfigErrors errors;
    for (Complaint& complaint : found_)
      if (errors.size() < kConfigErrors) errors.push_back(std::move(complaint.error));
    return errors;
  }

 private:
  struct Complaint {
    std::pair<unsigned, unsigned> place;
    Error error;
  };
  void add_at(unsigned line, unsigned column, std::string what, std::string next) {
    std::string where = "line " + std::to_string(line) + ", column " + std::to_string(column);
    Error error(Errc::kConfig, std::move(what), std::move(where), std::move(next));
    found_.push_back({{line, column}, std::move(error)});
  }
  std::vector<Complaint> found_;
};

// A value that was found in the file, and where it stands.
template <class T>
struct Found {
  T value;
  toml::source_region place;
};

class ConfigTable {
 public:
  ConfigTable(const toml::table& table, ConfigComplaints& complaints)
      : table_(table), complaints_(complaints) {}

  [[nodiscard]] const toml::source_region& place() const { return table_.source(); }
  [[nodiscard]] bool has(std::string_view key) {
    known_.push_back(key);
    return table_.contains(key);
  }

  [[nodiscard]] std::optional<Found<std::string>> text(std::string_view key) {
    const toml::node* node = find(key);
    if (node == nullptr) return std::nullopt;
    const auto* value = node->as_string();
    if (value == nullptr || value->get().empty() || value->get().find('\0') != std::string::npos) {
      complain(*node, key, "must be a text that is not empty", "write it in double quotes");
      return std::nullopt;
    }
    return Found<std::string>{value->get(), node->source()};
  }

  [[nodiscard]] std::optional<std::int64_t> number(std::string_view key, std::int64_t least,
                                                   std::int64_t most) {
    const toml::node* node = find(key);
    if (node == nullptr) return std::nullopt;
    const auto* value = node->as_integer();
    if (value == nullptr || value->get() < least || value->get() > most) {
      complain(*node, key,
               "must be a whole number from " + std::to_string(least) + " to " +
                   std::to_string(most),
               "write a number without quotes");
      return std::nullopt;
    }
    return value->get();
  }

  [[nodiscard]] std::optional<Found<std::filesystem::path>> path(std::string_view key) {
    auto found = text(key);
    if (!found.has_value()) return std::nullopt;
    std::filesystem::path path(found->value);
    if (path.is_absolute()) return Found<std::filesystem::path>{std::move(path), found->place};
    complaints_.add(found->place, std::string(key) + " must be an absolute path",
                    "start it with /");
    return std::nullopt;
  }

  // The texts of an array, each with its place.
  [[nodiscard]] std::optional<std::vector<Found<std::string>>> texts(std::string_view key) {
    const toml::node* node = find(key);
    if (node == nullptr) return std::nullopt;
    const toml::array* array = node->as_array();
    std::vector<Found<std::string>> found;
    for (std::size_t i = 0; array != nullptr && i < array->size(); ++i)
      if (const auto* value = array->get(i)->as_string())
        found.push_back({value->get(), array->get(i)->source()});
    if (array == nullptr || array->empty() || found.size() != array->size()) {
      complain(*node, key, "must be a list of texts", "write for example [\"append\"]");
      return std::nullopt;
    }
    return found;
  }

  // Calls read(ConfigTable&) for the table under `key`, if there is one.
  template <class Read>
  void table(std::string_view key, Read read) {
    const toml::node* node = find(key);
    if (node == nullptr) return;
    if (const toml::table* inner = node->as_table()) return read_inner(*inner, read);
    complain(*node, key, "must be a table", "write [" + std::string(key) + "] on its own line");
  }
  // The same for each table of the list under `key`.
  template <class Read>
  void tables(std::string_view key, Read read) {
    const toml::node* node = find(key);
    if (node == nullptr) return;
    const toml::array* array = node->as_array();
    if (array == nullptr || !array->is_array_of_tables())
      return complain(*node, key, "must be a list of tables",
                      "write [[" + std::string(key) + "]] on its own line");
    for (const toml::node& element : *array)
      read_inner(*element.as_table(), read);
  }

  // After all known keys have been asked for.
  void complain_of_others() {
    for (const auto& [key, node] : table_) {
      if (std::ranges::find(known_, key.str()) != known_.end()) continue;
      complaints_.add(key.source(), "unknown key " + printable(key.str()),
                      "did you mean " + std::string(nearest_word(key.str(), known_)) + "?");
    }
  }

 private:
  [[nodiscard]] const toml::node* find(std::string_view key) {
    known_.push_back(key);
    return table_.get(key);
  }
  template <class Read>
  void read_inner(const toml::table& inner, Read read) {
    ConfigTable reader(inner, complaints_);
    read(reader);
    reader.complain_of_others();
  }
  void complain(const toml::node& node, std::string_view key, const std::string& what,
                std::string next) {
    complaints_.add(node.source(), std::string(key) + " " + what, std::move(next));
  }
  // A key is typed by a person and shown on a terminal: no control characters, no end of it.
  [[nodiscard]] static std::string printable(std::string_view key) {
    std::string text(key.substr(0, 64));
    std::ranges::replace_if(
        text, [](unsigned char c) { return c < 0x20 || c == 0x7F; }, '?');
    return text;
  }

  const toml::table& table_;
  ConfigComplaints& complaints_;
  std::vector<std::string_view> known_;
};

} // namespace ledger
