// Policies with one thing changed, and the lints that this adds or takes away.
#pragma once

#include "ledger/policy/lint.hpp"
#include "tests/unit/policy_support.hpp"

#include <algorithm>
#include <set>

namespace ledger::policy {

// A rowing club's policy, which raises no lint.
inline std::string club_text() {
  std::ifstream file(LEDGER_SOURCE_DIR "/tests/support/club_policy.toml", std::ios::binary);
  REQUIRE(file.is_open());
  return {std::istreambuf_iterator<char>(file), {}};
}

// In the table that has this id, `from` becomes `to`. Without `from`, `to` is a line more.
struct Edit {
  std::string item;
  std::string from;
  std::string to;
};

inline std::string edited(std::string text, const std::vector<Edit>& edits) {
  for (const Edit& edit : edits) {
    CAPTURE(edit.item);
    CAPTURE(edit.from);
    const std::string id = "\nid = \"" + edit.item + "\"\n";
    const std::size_t begin = text.find(id);
    REQUIRE(begin != std::string::npos);
    const std::size_t end = text.find("\n\n", begin);
    if (edit.from.empty()) {
      text.insert(begin + id.size(), edit.to + "\n");
      continue;
    }
    const std::size_t at = text.find(edit.from, begin);
    REQUIRE(at < end);
    REQUIRE(text.find(edit.from, at + 1) >= end);
    text.replace(at, edit.from.size(), edit.to);
  }
  return text;
}

inline std::vector<Lint> lints_of(const std::string& text, const char* as_of = "2026-11-01") {
  const auto policy = parse_policy(as_bytes(text));
  REQUIRE_MESSAGE(policy.has_value(), shown(policy.error()));
  return lint(*policy, at(as_of));
}

// A lint by its id and where it is: "A2 email.conversation".
using Found = std::multiset<std::string>;

inline Found found_in(const std::vector<Lint>& lints) {
  Found found;
  for (const Lint& each : lints)
    found.insert(std::string(each.id) + " " + each.item);
  return found;
}

inline Found without(const Found& all, const Found& some) {
  Found left;
  std::set_difference(all.begin(), all.end(), some.begin(), some.end(),
                      std::inserter(left, left.end()));
  return left;
}

inline std::string shown(const Found& found) {
  std::string text;
  for (const std::string& each : found)
    text += each + "; ";
  return text;
}

inline bool has_lint(const std::vector<Lint>& lints, std::string_view id, std::string_view article,
                     std::string_view item) {
  return std::any_of(lints.begin(), lints.end(), [&](const Lint& each) {
    return each.id == id && each.article == article && each.item == item;
  });
}

// One change of one policy: which lint it is about, and which others move with it.
struct LintChange {
  std::string id;
  std::string article;
  std::string item;
  std::vector<Edit> edits;
  Found also = {};

  [[nodiscard]] Found all() const {
    Found found = also;
    found.insert(id + " " + item);
    return found;
  }
};

} // namespace ledger::policy
