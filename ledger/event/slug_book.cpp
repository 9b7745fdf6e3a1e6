#include "ledger/event/slug_book.hpp"

#include <utility>

namespace ledger {

SlugKind slug_kind_of_field(std::string_view field) {
  constexpr std::array<std::pair<std::string_view, SlugKind>, 20> kKinds = {{
      {"relation", SlugKind::kRelation},
      {"activities", SlugKind::kActivity},
      {"categories", SlugKind::kCategory},
      {"item", SlugKind::kItem},
      {"recipient", SlugKind::kRecipient},
      {"recipients", SlugKind::kRecipient},
      {"via", SlugKind::kRecipient},
      {"receivedVia", SlugKind::kRecipient},
      {"recipientCategory", SlugKind::kRecipientCategory},
      {"mechanism", SlugKind::kMechanism},
      {"retentionClass", SlugKind::kClass},
      {"keyClasses", SlugKind::kClass},
      {"system", SlugKind::kSystem},
      {"systems", SlugKind::kSystem},
      {"retentionRule", SlugKind::kRetentionRule},
      {"staffRole", SlugKind::kStaffRole},
      {"commitment", SlugKind::kCommitment},
      {"lookupReason", SlugKind::kLookupReason},
      {"law", SlugKind::kLaw},
      {"breachKind", SlugKind::kBreachKind},
  }};
  for (const auto& [name, kind] : kKinds)
    if (name == field) return kind;
  return SlugKind::kPurpose;
}

void SlugBook::add(SlugKind kind, std::string_view slug) {
  known_[static_cast<std::size_t>(kind)].emplace(slug);
}

void SlugBook::add_activity(std::string_view slug, std::string_view key_class) {
  add(SlugKind::kActivity, slug);
  add(SlugKind::kClass, key_class);
  class_of_activity_.insert_or_assign(std::string(slug), std::string(key_class));
}

bool SlugBook::knows(SlugKind kind, std::string_view slug) const {
  if (kind == SlugKind::kClass && (slug == "unclassified" || slug == "after-erasure")) return true;
  return known_[static_cast<std::size_t>(kind)].contains(slug);
}

bool SlugBook::knows_key_class(std::string_view slug) const {
  return slug == "unclassified" || slug == "after-erasure" || knows(SlugKind::kClass, slug);
}

const std::string* SlugBook::class_of_activity(std::string_view slug) const {
  const auto found = class_of_activity_.find(slug);
  return found == class_of_activity_.end() ? nullptr : &found->second;
}

} // namespace ledger
