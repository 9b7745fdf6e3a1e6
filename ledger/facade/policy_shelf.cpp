#include "ledger/facade/policy_shelf.hpp"

#include "ledger/chain/record.hpp"
#include "ledger/event/body.hpp"
#include "ledger/policy/document.hpp"
#include "ledger/store/store.hpp"

#include <algorithm>
#include <kj/exception.h>

namespace ledger {
namespace {

constexpr std::string_view kFamily = "policies";

// Everything that the policy names becomes known; its activities decide about classes.
void add_all(SlugBook& book, const Policy& policy) {
  const policy::Contents& contents = policy.contents();
  for (const auto& relation : contents.relations)
    book.add(SlugKind::kRelation, relation.id);
  for (const auto& category : contents.categories)
    book.add(SlugKind::kCategory, category.id);
  for (const auto& item : contents.items)
    book.add(SlugKind::kItem, item.id);
  for (const auto& recipient : contents.recipients)
    book.add(SlugKind::kRecipient, recipient.id);
  for (const auto& category : contents.recipient_categories)
    book.add(SlugKind::kRecipientCategory, category.id);
  for (const auto& mechanism : contents.mechanisms)
    book.add(SlugKind::kMechanism, mechanism.id);
  for (const auto& system : contents.systems)
    book.add(SlugKind::kSystem, system.id);
  for (const auto& rule : contents.retention)
    book.add(SlugKind::kRetentionRule, rule.id);
  for (const auto& role : contents.staff.roles)
    book.add(SlugKind::kStaffRole, role.id);
  for (const auto& commitment : contents.staff.commitments)
    book.add(SlugKind::kCommitment, commitment);
  for (const auto& reason : contents.staff.lookup_reasons)
    book.add(SlugKind::kLookupReason, reason.id);
  for (const auto& law : contents.laws)
    book.add(SlugKind::kLaw, law.id);
  for (const auto& kind : contents.breach.kinds)
    book.add(SlugKind::kBreachKind, kind.id);
  for (const auto& purpose : contents.purposes)
    book.add(SlugKind::kPurpose, purpose.id);
  for (const auto& activity : contents.activities)
    book.add_activity(activity.id, policy.retention_class_of(activity.id));
}

} // namespace

Status PolicyShelf::load(TreeSize size) {
  LEDGER_TRY(store_.each_derived(kFamily, [this](ByteView key, ByteView value) -> Status {
    if (key.size() != 8 || value.size() != DocumentHash::kSize)
      return fail(Errc::kDamaged, "the list of policies is not readable", "derived family policies",
                  "restore the database from a good copy");
    return add_stored(Sequence(get_be(key.data(), 8)),
                      DocumentHash(value.first<DocumentHash::kSize>()));
  }));
  persisted_ = shelf_.size();
  if (!shelf_.empty()) return {};
  // A database that was made anew from its records has lost what is derived.
  try {
    return store_.scan(Sequence(), size, [this](Sequence sequence, ByteView record) -> Status {
      LEDGER_ASSIGN(const StoredBody body, StoredBody::parse(body_of(record)));
      return note(sequence, body.event());
    });
  } catch (const kj::Exception&) {
    return fail(Errc::kDamaged, "a stored record cannot be decoded", "the published policies",
                "auditledger verify --state");
  }
}

Status PolicyShelf::note(Sequence sequence, wire::Event::Reader event) {
  if (event.getType() != wire::EventType::POLICY_PUBLISHED) return {};
  for (const auto document : event.getClear().getDocuments()) {
    const auto hash = document.getHash();
    if (document.getKind() == wire::DocumentKind::POLICY && hash.size() == DocumentHash::kSize)
      return add_stored(
          sequence, DocumentHash(ByteView(hash.begin(), hash.size()).first<DocumentHash::kSize>()));
  }
  return fail(Errc::kDamaged, "a published policy names no document",
              "record " + std::to_string(sequence.get()), "auditledger verify --state");
}

void PolicyShelf::add(Sequence sequence, const Policy& policy) {
  const std::lock_guard lock(mutex_);
  if (!shelf_.empty() && shelf_.back()->sequence >= sequence) return;
  auto snapshot = std::make_shared<PolicySnapshot>();
  if (!shelf_.empty()) snapshot->slugs = shelf_.back()->slugs;
  add_all(snapshot->slugs, policy);
  snapshot->hash = policy.id();
  snapshot->sequence = sequence;
  shelf_.push_back(std::move(snapshot));
}

Status PolicyShelf::add_stored(Sequence sequence, const DocumentHash& hash) {
  LEDGER_ASSIGN(const auto document, store_.document(hash));
  const std::string where = "record " + std::to_string(sequence.get());
  if (!document)
    return fail(Errc::kNotFound, "the text of a published policy is not in the store", where,
                "auditledger verify");
  const auto policy = parse_policy(document->bytes);
  if (!policy)
    return fail(Errc::kDamaged, "a published policy no longer parses", where, "auditledger verify");
  add(sequence, *policy);
  return {};
}

Status PolicyShelf::persist(TreeSize size) {
  Store::Changes changes;
  std::size_t upto = persisted_;
  {
    const std::lock_guard lock(mutex_);
    for (; upto < shelf_.size() && contains(size, shelf_[upto]->sequence); ++upto) {
      Bytes key;
      append_be(key, shelf_[upto]->sequence.get(), 8);
      const auto hash = shelf_[upto]->hash.view();
      changes.emplace_back(std::move(key), Bytes(hash.begin(), hash.end()));
    }
  }
  if (changes.empty()) return {};
  LEDGER_TRY(store_.write_derived(kFamily, changes));
  LEDGER_TRY(store_.flush_derived());
  persisted_ = upto;
  return {};
}

PolicySnapshotPtr PolicyShelf::current() const {
  const std::lock_guard lock(mutex_);
  return shelf_.empty() ? none_ : shelf_.back();
}

PolicySnapshotPtr PolicyShelf::published_by(Sequence sequence) const {
  const std::lock_guard lock(mutex_);
  const auto found =
      std::lower_bound(shelf_.begin(), shelf_.end(), sequence,
                       [](const auto& entry, Sequence wanted) { return entry->sequence < wanted; });
  if (found != shelf_.end() && (*found)->sequence == sequence) return *found;
  return sequence == Sequence() ? none_ : nullptr;
}

} // namespace ledger
