// Which policy ids any published policy knows, and under which key class an activity falls. An
// unknown id may be anything, a name even: it is sealed, and the clear part says "undeclared".
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/crypto/digest.hpp"

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace ledger {

inline constexpr std::string_view kUndeclared = "undeclared";

enum class SlugKind : std::uint8_t {
  kRelation,
  kActivity,
  kCategory,
  kItem,
  kRecipient,
  kRecipientCategory,
  kMechanism,
  kClass,
  kSystem,
  kRetentionRule,
  kStaffRole,
  kCommitment,
  kLookupReason,
  kLaw,
  kBreachKind,
  kPurpose,
};
inline constexpr std::size_t kSlugKinds = 16;

// Which kind of id a slug field of the clear part holds, by its name in the schema.
[[nodiscard]] SlugKind slug_kind_of_field(std::string_view field);

class SlugBook {
 public:
  void add(SlugKind kind, std::string_view slug);
  void add_activity(std::string_view slug, std::string_view key_class);
  [[nodiscard]] bool knows(SlugKind kind, std::string_view slug) const;
  // Whether keys of this class may exist: of a policy's class, or of one of the ledger's own two,
  // `unclassified` and `after-erasure`, which no policy may take.
  [[nodiscard]] bool knows_key_class(std::string_view slug) const;
  // Null when the activity is unknown.
  [[nodiscard]] const std::string* class_of_activity(std::string_view slug) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  using Set = std::unordered_set<std::string, Hash, std::equal_to<>>;
  std::array<Set, kSlugKinds> known_;
  std::unordered_map<std::string, std::string, Hash, std::equal_to<>> class_of_activity_;
};

// The policies as they stood when a record was validated: all published up to that point count for
// what is known, the last one for classes. Immutable, shared between threads.
struct PolicySnapshot {
  PolicySnapshot() = default;
  DocumentHash hash; // zero before the first policy
  Sequence sequence; // of the record that published it
  SlugBook slugs;
};
using PolicySnapshotPtr = std::shared_ptr<const PolicySnapshot>;

} // namespace ledger
