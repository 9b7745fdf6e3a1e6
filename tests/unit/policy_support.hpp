// The example policy, for tests of policies.
#pragma once

#include "ledger/policy/document.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

namespace ledger::policy {

inline std::string example_text() {
  std::ifstream file(LEDGER_SOURCE_DIR "/schemas/policies/example.toml", std::ios::binary);
  REQUIRE(file.is_open());
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::string shown(const std::vector<Error>& errors) {
  std::string text;
  for (const Error& error : errors)
    text += error.where() + ": " + error.what() + " -> " + error.next() + "\n";
  return text;
}

inline Policy example() {
  const std::string text = example_text();
  auto policy = parse_policy(as_bytes(text));
  REQUIRE_MESSAGE(policy.has_value(), shown(policy.error()));
  return *policy;
}

inline Timestamp at(std::string_view text) {
  return parse_rfc3339(text).value();
}

} // namespace ledger::policy
