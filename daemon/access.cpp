#include "daemon/access.hpp"

#include "ledger/base/limits.hpp"

#include <algorithm>

namespace ledger {
namespace {

constexpr uid_t kRoot = 0;

bool is_slug_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

} // namespace

std::optional<SourceName> SourceName::from_slug(std::string_view text) {
  if (text.empty() || text.size() > limits::kSourceChars) return std::nullopt;
  if (text.front() < 'a' || text.front() > 'z') return std::nullopt;
  if (!std::ranges::all_of(text, is_slug_character)) return std::nullopt;
  return SourceName(std::string(text));
}

SourceName SourceName::of_uid(uid_t uid) {
  return SourceName("uid:" + std::to_string(uid));
}

AccessTable::AccessTable(std::vector<AccessRule> rules, uid_t own_uid) : rules_(std::move(rules)) {
  const auto grant_by_default = [this](uid_t uid) {
    const auto names_it = [uid](const AccessRule& rule) { return rule.uid == uid; };
    if (std::ranges::any_of(rules_, names_it)) return;
    AccessRule rule;
    rule.uid = uid;
    rule.roles = Roles::all();
    rules_.push_back(std::move(rule));
  };
  grant_by_default(kRoot);
  grant_by_default(own_uid);
}

Roles AccessTable::roles_of(uid_t uid, const std::vector<gid_t>& groups) const {
  Roles roles;
  for (const AccessRule& rule : rules_) {
    const bool by_uid = rule.uid == uid;
    const bool by_gid =
        rule.gid.has_value() && std::ranges::find(groups, *rule.gid) != groups.end();
    if (by_uid || by_gid) roles.add(rule.roles);
  }
  return roles;
}

SourceName AccessTable::source_of(uid_t uid) const {
  for (const AccessRule& rule : rules_)
    if (rule.uid == uid && rule.source.has_value()) return *rule.source;
  return SourceName::of_uid(uid);
}

} // namespace ledger
