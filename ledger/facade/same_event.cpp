#include "ledger/facade/same_event.hpp"

#include "ledger/facade/policy_shelf.hpp"
#include "ledger/keyring/keyring.hpp"
#include "ledger/store/store.hpp"

#include <kj/exception.h>

#include <algorithm>

namespace ledger {
namespace {

// Every person of the event, over all parts of a batch use.
Result<std::vector<SubjectId>> stored_subjects(const StoredBody& body, Sequence sequence,
                                               const Store& store) {
  std::vector<SubjectId> subjects = body.subjects();
  for (std::uint16_t part = 1; part < body.event().getPartCount(); ++part) {
    LEDGER_ASSIGN(const Bytes record, store.record(Sequence(sequence.get() + part)));
    LEDGER_ASSIGN(const StoredBody next, StoredBody::parse(body_of(record)));
    const auto more = next.subjects();
    subjects.insert(subjects.end(), more.begin(), more.end());
  }
  return subjects;
}

Sameness compare_subjects(const Prepared& prepared, const std::vector<SubjectId>& stored,
                          const Keyring& keyring) {
  if (prepared.subjects.size() != stored.size()) return Sameness::kDifferent;
  Sameness result = Sameness::kSame;
  for (std::size_t i = 0; i < stored.size(); ++i) {
    const SubjectMention& mention = prepared.subjects[i];
    if (mention.id) {
      if (*mention.id != stored[i]) return Sameness::kDifferent;
      continue;
    }
    const auto known = keyring.find({mention.name_space, mention.reference});
    if (known == stored[i]) continue;
    // A name that now means nobody, or a new person, says nothing about an erased one.
    if (!keyring.erased(stored[i])) return Sameness::kDifferent;
    result = Sameness::kErased;
  }
  return result;
}

Result<Sameness> compare_boxes(const Prepared& prepared, const StoredBody& body,
                               const RecordHeader& header, const Keyring& keyring) {
  const auto boxes = body.event().getBoxes();
  const auto wanted = static_cast<std::size_t>(
      std::count_if(prepared.contents.begin(), prepared.contents.end(),
                    [](const SecretBytes& content) { return content.size() > 0; }));
  if (wanted != boxes.size()) return Sameness::kDifferent;
  const ContentHash clear = hash_clear(body.clear_message());
  Sameness result = Sameness::kSame;
  for (unsigned i = 0; i < boxes.size(); ++i) {
    LEDGER_ASSIGN(const BoxOpening box, open_stored_box(body, i, header.ledger_id, clear, keyring));
    if (box.fate == BoxFate::kKeyDestroyed) {
      result = Sameness::kErased;
      continue;
    }
    if (box.fate == BoxFate::kNotAuthentic)
      return fail(Errc::kDamaged, "a box does not open with its key",
                  "record " + std::to_string(header.sequence.get()), "auditledger verify");
    const ByteView now = prepared.contents[boxes[i].getSubjectIndex()].view();
    if (!equal_constant_time(box.content.view(), now)) return Sameness::kDifferent;
  }
  return result;
}

Result<StoredEvent> compare(const Validated& event, std::string_view source, Sequence sequence,
                            const Store& store, const Keyring& keyring, const PolicyShelf& shelf,
                            const ReferenceHasher& hasher) {
  LEDGER_ASSIGN(const Bytes record, store.record(sequence));
  LEDGER_ASSIGN(const RecordHeader header, parse_header(record));
  LEDGER_ASSIGN(const StoredBody body, StoredBody::parse(body_of(record)));
  const LeafHash leaf = hash_leaf(record);
  const auto verdict = [&](Sameness sameness) { return StoredEvent(header, leaf, sameness); };

  const auto policy = shelf.published_by(Sequence(body.event().getPolicySequence()));
  if (policy == nullptr)
    return fail(Errc::kDamaged, "the record names a policy that was never published",
                "record " + std::to_string(sequence.get()), "auditledger verify");
  LEDGER_ASSIGN(const Prepared prepared, prepare(event, PrepareContext(*policy, source, hasher)));
  if (body.event().getType() != event.type().type || body.clear_message() != prepared.clear)
    return verdict(Sameness::kDifferent);
  LEDGER_ASSIGN(const auto subjects, stored_subjects(body, sequence, store));
  const Sameness people = compare_subjects(prepared, subjects, keyring);
  if (people == Sameness::kDifferent) return verdict(people);
  LEDGER_ASSIGN(const Sameness boxes, compare_boxes(prepared, body, header, keyring));
  return verdict(boxes == Sameness::kSame ? people : boxes);
}

} // namespace

Result<BoxOpening> open_stored_box(const StoredBody& body, unsigned index,
                                   const LedgerId& ledger_id, const ContentHash& clear,
                                   const Keyring& keyring) {
  LEDGER_ASSIGN(const BoxContext context, body.box_context(ledger_id, index, clear));
  const auto box = body.event().getBoxes()[index];
  const auto id = box.getKeyId();
  const auto key = keyring.key(KeyId(ByteView(id.begin(), id.size()).first<KeyId::kSize>()));
  if (!key) return BoxOpening(BoxFate::kKeyDestroyed, SecretBytes());
  const auto view = [](capnp::Data::Reader data) { return ByteView(data.begin(), data.size()); };
  auto content = open_box(key->view(), context, view(box.getSalt()), view(box.getCommitment()),
                          view(box.getCiphertext()));
  if (!content) return BoxOpening(BoxFate::kNotAuthentic, SecretBytes());
  return BoxOpening(BoxFate::kOpened, std::move(*content));
}

Result<StoredEvent> compare_with_stored(const Validated& event, std::string_view source,
                                        Sequence sequence, const Store& store,
                                        const Keyring& keyring, const PolicyShelf& shelf,
                                        const ReferenceHasher& hasher) {
  try {
    return compare(event, source, sequence, store, keyring, shelf, hasher);
  } catch (const kj::Exception&) {
    return fail(Errc::kDamaged, "a stored record cannot be decoded",
                "record " + std::to_string(sequence.get()), "auditledger verify");
  }
}

} // namespace ledger
