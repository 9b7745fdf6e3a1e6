#include "daemon/roles.hpp"

#include <algorithm>

namespace ledger {

std::string_view name_of(Role role) {
  switch (role) {
  case Role::kAppend:
    return "append";
  case Role::kAudit:
    return "audit";
  case Role::kOfficer:
    return "officer";
  case Role::kAdmin:
    return "admin";
  case Role::kWitness:
    return "witness";
  }
  return "";
}

std::optional<Role> role_named(std::string_view name) {
  const auto found =
      std::ranges::find_if(kAllRoles, [name](Role role) { return name_of(role) == name; });
  if (found == kAllRoles.end()) return std::nullopt;
  return *found;
}

std::string to_text(Roles roles) {
  std::string text;
  for (const Role role : kAllRoles) {
    if (!roles.has(role)) continue;
    if (!text.empty()) text += ", ";
    text += name_of(role);
  }
  return text.empty() ? "none" : text;
}

} // namespace ledger
