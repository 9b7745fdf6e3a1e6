#include "ledger/event/slug_book.hpp"

namespace ledger {

SlugKind slug_kind_of_field(std::string_view field) {
  if (field == "relation") return SlugKind::kRelation;
  if (field == "activities") return SlugKind::kActivity;
  if (field == "categories") return SlugKind::kCategory;
  if (field == "item") return SlugKind::kItem;
  if (field == "recipientCategory") return SlugKind::kRecipientCategory;
  if (field == "mechanism") return SlugKind::kMechanism;
  if (field == "retentionClass" || field == "keyClasses") return SlugKind::kClass;
  return SlugKind::kRecipient; // recipient, via, receivedVia
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
