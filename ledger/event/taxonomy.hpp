// The types of events: what each is called, which clear fields it must and may carry, how many
// people it is about, and which article asks for it. A new type is one row.
#pragma once

#include "ledger/event/clear_fields.hpp"

#include <array>
#include <span>
#include <string_view>

namespace ledger {

enum class PostedBy : std::uint8_t {
  kApplication, // append
  kOfficer,     // append as officer
  kRequest,     // through a request of its own: publish policy, erase, report
  kLedger,      // never by a client
};

struct TypeInfo {
  wire::EventType type;
  std::string_view name; // "consent.given"
  PostedBy posted_by;
  std::uint16_t min_subjects;
  std::uint16_t max_subjects;
  std::string_view required; // field names, separated by spaces; besides occurredAt
  std::string_view allowed;  // besides the common ones and the required ones
  std::string_view article;  // of the GDPR
  std::string_view summary;  // one sentence
};

[[nodiscard]] std::span<const TypeInfo> all_types();
// A client may send it as an event, as whoever it is.
[[nodiscard]] constexpr bool can_be_appended(const TypeInfo& type) {
  return type.posted_by == PostedBy::kApplication || type.posted_by == PostedBy::kOfficer;
}
// Null when there is no such type.
[[nodiscard]] const TypeInfo* type_info(wire::EventType type);
[[nodiscard]] const TypeInfo* type_named(std::string_view name);
// The name with the smallest edit distance, for "did you mean".
[[nodiscard]] std::string_view nearest_type(std::string_view name);
// "consent.given", or "type-<number>" for one that this version does not know.
[[nodiscard]] std::string type_name(wire::EventType type);

// Fields that every posted event may carry.
inline constexpr std::string_view kCommonFields =
    "occurredAt channel actorRole beforeLedger relation retentionClass correlation causes language "
    "staff";

// Which bits of the data section and which pointers an event of a type may and must use.
struct TypeShape {
  static constexpr std::size_t kMaxDataWords = 64;
  std::array<std::uint64_t, kMaxDataWords> allowed_data{};
  std::uint64_t allowed_pointers = 0;
  std::vector<const ClearField*> allowed; // by ordinal
  std::vector<const ClearField*> required;
};
[[nodiscard]] const TypeShape& shape_of(const TypeInfo& type);

} // namespace ledger
