// Lists of names in a fact, as ranges and questions.
#pragma once

#include <capnp/list.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace ledger {

// Whether the value is one of the list's, which the policies keep short.
template <class List, class Value>
[[nodiscard]] bool lists(const List& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

[[nodiscard]] inline std::string_view name_of(capnp::Text::Reader text) {
  return {text.cStr(), text.size()};
}

[[nodiscard]] inline std::vector<std::string_view> names_of(capnp::List<capnp::Text>::Reader list) {
  std::vector<std::string_view> names;
  names.reserve(list.size());
  for (const auto text : list)
    names.push_back(name_of(text));
  return names;
}

[[nodiscard]] inline bool names(capnp::List<capnp::Text>::Reader list, std::string_view name) {
  for (const auto text : list)
    if (name_of(text) == name) return true;
  return false;
}

// The bytes of a reference; empty when none was stated.
[[nodiscard]] inline std::string_view bytes_of(capnp::Data::Reader reference) {
  return {reinterpret_cast<const char*>(reference.begin()), reference.size()};
}

} // namespace ledger
