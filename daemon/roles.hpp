// What a peer may be: the roles that the configuration grants, as a set.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace ledger {

enum class Role : std::uint8_t { kAppend, kAudit, kOfficer, kAdmin, kWitness };

inline constexpr std::array kAllRoles{Role::kAppend, Role::kAudit, Role::kOfficer, Role::kAdmin,
                                      Role::kWitness};

// As the configuration spells it: append, audit, officer, admin, witness.
[[nodiscard]] std::string_view name_of(Role role);
[[nodiscard]] std::optional<Role> role_named(std::string_view name);

class Roles {
 public:
  constexpr Roles() = default;
  constexpr Roles(std::initializer_list<Role> roles) {
    for (const Role role : roles)
      bits_ = static_cast<std::uint8_t>(bits_ | bit(role));
  }
  [[nodiscard]] static constexpr Roles all() {
    return {Role::kAppend, Role::kAudit, Role::kOfficer, Role::kAdmin, Role::kWitness};
  }

  [[nodiscard]] constexpr bool has(Role role) const { return (bits_ & bit(role)) != 0; }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  [[nodiscard]] constexpr bool meets(Roles other) const { return (bits_ & other.bits_) != 0; }
  constexpr void add(Roles other) { bits_ = static_cast<std::uint8_t>(bits_ | other.bits_); }
  // What both have: a socket narrows what the peer was granted.
  [[nodiscard]] constexpr Roles narrowed_to(Roles other) const {
    Roles both;
    both.bits_ = static_cast<std::uint8_t>(bits_ & other.bits_);
    return both;
  }
  friend constexpr bool operator==(Roles, Roles) = default;

 private:
  static constexpr std::uint8_t bit(Role role) {
    return static_cast<std::uint8_t>(1u << static_cast<unsigned>(role));
  }
  std::uint8_t bits_ = 0;
};

// "append, audit"; "none" for the empty set.
[[nodiscard]] std::string to_text(Roles roles);

} // namespace ledger
