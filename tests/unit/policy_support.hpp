// The example policies, for tests of policies.
#pragma once

#include "ledger/policy/document.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

namespace ledger::policy {

inline std::string policy_text(const std::string& name) {
  std::ifstream file(LEDGER_SOURCE_DIR "/schemas/policies/" + name, std::ios::binary);
  REQUIRE(file.is_open());
  return {std::istreambuf_iterator<char>(file), {}};
}
inline std::string example_text() {
  return policy_text("example.toml");
}

inline std::string shown(const std::vector<Error>& errors) {
  std::string text;
  for (const Error& error : errors)
    text += error.where() + ": " + error.what() + " -> " + error.next() + "\n";
  return text;
}

inline Policy policy_named(const std::string& name) {
  const std::string text = policy_text(name);
  auto policy = parse_new_policy(as_bytes(text));
  REQUIRE_MESSAGE(policy.has_value(), shown(policy.error()));
  return *policy;
}
inline Policy example() {
  return policy_named("example.toml");
}
inline Policy webshop() {
  return policy_named("webshop.toml");
}

inline Timestamp at(std::string_view text) {
  return parse_rfc3339(text).value();
}

} // namespace ledger::policy
