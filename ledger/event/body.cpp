#include "ledger/event/body.hpp"

#include "ledger/base/limits.hpp"
#include "ledger/event/canonical.hpp"
#include "ledger/event/views.hpp"

#include <kj/exception.h>

#include <algorithm>
#include <cstring>
#include <limits>

namespace ledger {
namespace {

// Pointers of Event, in the order of schemas/event.capnp.
enum EventPointer : std::size_t {
  kEventId,
  kSource,
  kPolicyHash,
  kSubjectIds,
  kBoxes,
  kControl,
  kClear,
  kEventPointers,
};

// Box: one data word (algorithm, subject index, incarnation), five pointers that every box has, and
// one each for the tags.
constexpr std::size_t kBoxDataWords = 1;
constexpr std::size_t kBoxPointers = 5;

// In a canonical list all structs have the room that the largest needs.
std::size_t box_pointers(std::span<const BoxEntry> boxes) {
  std::size_t pointers = kBoxPointers;
  for (const BoxEntry& entry : boxes) {
    if (!entry.tags.stated.empty()) pointers = std::max(pointers, kBoxPointers + 1);
    if (!entry.tags.former.empty()) pointers = std::max(pointers, kBoxPointers + 2);
  }
  return pointers;
}

void write_tags(CanonicalWriter& out, CanonicalWriter::Place pointer, const TagList& tags) {
  if (tags.empty()) return;
  const auto first = out.add_pointers(pointer, tags.size());
  static_assert(sizeof(ValueTag) == ValueTag::kSize);
  for (std::size_t i = 0; i < tags.size(); ++i)
    out.add_data(first + i, {reinterpret_cast<const std::uint8_t*>(tags[i].data()),
                             tags[i].size() * ValueTag::kSize});
}

void write_boxes(CanonicalWriter& out, CanonicalWriter::Place pointer,
                 std::span<const BoxEntry> boxes) {
  const std::size_t pointers = box_pointers(boxes);
  const auto first = out.add_structs(pointer, boxes.size(), kBoxDataWords, pointers);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const BoxEntry& entry = boxes[i];
    const auto at = first + i * (kBoxDataWords + pointers);
    const auto algorithm = static_cast<std::uint64_t>(wire::BoxAlgorithm::HKDF_SHA256_AES256_GCM);
    out.set(at, algorithm | std::uint64_t{entry.subject_index} << 16 |
                    std::uint64_t{entry.incarnation.get()} << 32);
    out.add_text(at + 1, entry.key_class);
    out.add_data(at + 2, entry.key_id.view());
    out.add_data(at + 3, entry.box.salt.view());
    out.add_data(at + 4, entry.box.commitment.view());
    out.add_data(at + 5, entry.box.ciphertext);
    write_tags(out, at + 6, entry.tags.stated);
    write_tags(out, at + 7, entry.tags.former);
  }
}

capnp::ReaderOptions reader_options(std::size_t words) {
  capnp::ReaderOptions options;
  options.traversalLimitInWords = words * limits::kTraversalFactor + 64;
  options.nestingLimit = limits::kNestingDepth;
  return options;
}

} // namespace

Result<Bytes> write_body(const BodyParts& parts) {
  const bool used[kEventPointers] = {true,
                                     !parts.source.empty(),
                                     !parts.policy.is_zero(),
                                     !parts.subjects.empty(),
                                     !parts.boxes.empty(),
                                     false,
                                     !parts.clear.empty()};
  std::size_t pointers = kEventPointers;
  while (!used[pointers - 1])
    --pointers;
  const std::size_t data_words = parts.policy_sequence.get() != 0 ? 2 : 1;

  CanonicalWriter out;
  const auto root = out.add_struct(CanonicalWriter::kRoot, data_words, pointers);
  out.set(root, static_cast<std::uint16_t>(parts.type) | std::uint64_t{parts.part_index} << 16 |
                    std::uint64_t{parts.part_count} << 32);
  if (data_words > 1) out.set(root + 1, parts.policy_sequence.get());
  const auto pointer = root + data_words;
  out.add_data(pointer + kEventId, parts.event_id.view());
  if (used[kSource]) out.add_text(pointer + kSource, parts.source);
  if (used[kPolicyHash]) out.add_data(pointer + kPolicyHash, parts.policy.view());
  if (used[kSubjectIds]) {
    static_assert(sizeof(SubjectId) == SubjectId::kSize);
    out.add_data(pointer + kSubjectIds,
                 {reinterpret_cast<const std::uint8_t*>(parts.subjects.data()),
                  parts.subjects.size_bytes()});
  }
  if (used[kBoxes]) write_boxes(out, pointer + kBoxes, parts.boxes);
  if (used[kClear]) out.add_message(pointer + kClear, parts.clear);

  if (out.bytes().size() > limits::kBodyBytes)
    return fail(Errc::kTooLarge,
                "the record would be larger than " + std::to_string(limits::kRecordBytes) +
                    " bytes",
                "event", "post several events, or keep documents elsewhere");
  return Bytes(out.bytes().begin(), out.bytes().end());
}

Bytes canonical_body(wire::Event::Reader event) {
  const kj::Array<capnp::word> words = capnp::canonicalize(event);
  const auto bytes = words.asBytes();
  return Bytes(bytes.begin(), bytes.end());
}

ContentHash hash_clear(std::span<const std::uint64_t> clear_message) {
  return sha256_as<ContentHash>({ByteView(
      reinterpret_cast<const std::uint8_t*>(clear_message.data()), clear_message.size_bytes())});
}

Result<StoredBody> StoredBody::parse(ByteView body) {
  return parse(body, false);
}

Result<StoredBody> StoredBody::parse_any_form(ByteView body) {
  return parse(body, true);
}

Result<StoredBody> StoredBody::parse(ByteView body, bool any_form) {
  const auto malformed = [] {
    return fail(Errc::kMalformed, "not one canonical Cap'n Proto message", "body of the record",
                "auditledger verify names the first bad record");
  };
  if (body.empty() || body.size() % 8 != 0 || body.size() > limits::kBodyBytes) return malformed();
  StoredBody stored;
  stored.words_.resize(body.size() / 8);
  std::memcpy(stored.words_.data(), body.data(), body.size());
  try {
    auto options = reader_options(stored.words_.size());
    stored.message_ = std::make_unique<Message>(stored.words_, options);
    if (!any_form && !stored.message_->reader.isCanonical()) return malformed();
    const auto event = stored.event();
    if (event.getEventId().size() != EventId::kSize && event.hasClear()) return malformed();
    if (event.getSubjectIds().size() % SubjectId::kSize != 0) return malformed();
    // Canonical: no word is reached twice, so visits need not be counted any more. Each look at the
    // list of boxes counts all of it, and an event about 16 people is looked at 16 times. In any
    // form, words may be reached without end, and a list may be long that takes no word.
    if (!any_form) options.traversalLimitInWords = std::numeric_limits<std::uint64_t>::max();
    stored.message_ = std::make_unique<Message>(stored.words_, options);
  } catch (const kj::Exception&) {
    return malformed();
  }
  return stored;
}

wire::Event::Reader StoredBody::event() const {
  return message_->reader.getRoot<wire::Event>();
}

std::vector<std::uint64_t> StoredBody::clear_message() const {
  if (!event().hasClear()) return {};
  // Root pointer, then the root's data and pointers; `clear` is the last pointer, and canonical
  // order puts what it refers to at the end of the message.
  const std::uint64_t root = words_[0];
  const std::size_t pointer = 1 + (root >> 32 & 0xffff) + kClear;
  const std::uint64_t word = words_[pointer];
  const auto offset = static_cast<std::int32_t>(static_cast<std::uint32_t>(word)) >> 2;
  std::vector<std::uint64_t> message;
  message.push_back((word & 0xffffffff00000000) | (offset == -1 ? 0xfffffffc : 0));
  if (offset >= 0 && pointer + 1 + static_cast<std::size_t>(offset) <= words_.size())
    message.insert(message.end(),
                   words_.begin() + static_cast<std::ptrdiff_t>(pointer) + 1 + offset,
                   words_.end());
  return message;
}

std::vector<SubjectId> StoredBody::subjects() const {
  const ByteView bytes = view(event().getSubjectIds());
  std::vector<SubjectId> ids;
  for (std::size_t at = 0; at + SubjectId::kSize <= bytes.size(); at += SubjectId::kSize)
    ids.emplace_back(bytes.subspan(at).first<SubjectId::kSize>());
  return ids;
}

EventId StoredBody::event_id() const {
  const ByteView bytes = view(event().getEventId());
  return bytes.size() == EventId::kSize ? EventId(bytes.first<EventId::kSize>()) : EventId();
}

std::string StoredBody::source() const {
  return std::string(view(event().getSource()));
}

Result<BoxContext> StoredBody::box_context(const LedgerId& ledger_id, unsigned index,
                                           const ContentHash& clear) const {
  const auto boxes = event().getBoxes();
  const auto malformed = [&](const char* what) {
    return fail(Errc::kMalformed, what, "box " + std::to_string(index), "verify the ledger");
  };
  if (index >= boxes.size()) return malformed("no such box");
  const auto box = boxes[index];
  if (box.getAlgorithm() != wire::BoxAlgorithm::HKDF_SHA256_AES256_GCM)
    return malformed("an algorithm that this version does not know");
  // Both go into the context with one byte of length.
  if (box.getKeyClass().size() > limits::kSlugChars ||
      event().getSource().size() > limits::kSourceChars)
    return malformed("a name is longer than names are");
  const ByteView ids = view(event().getSubjectIds());
  const std::size_t at = std::size_t{box.getSubjectIndex()} * SubjectId::kSize;
  if (at + SubjectId::kSize > ids.size()) return malformed("the box names no subject");
  if (box.getKeyId().size() != KeyId::kSize || box.getSalt().size() != 32 ||
      box.getCommitment().size() != 32)
    return malformed("a field of the box has the wrong length");

  BoxContext context;
  context.ledger_id = ledger_id;
  context.source = view(event().getSource());
  context.event_id = event_id();
  context.type = event().getType();
  context.subject = SubjectId(ids.subspan(at).first<SubjectId::kSize>());
  context.key_class = view(box.getKeyClass());
  context.incarnation = Incarnation(box.getIncarnation());
  context.index = static_cast<std::uint16_t>(index);
  context.count = static_cast<std::uint16_t>(boxes.size());
  context.clear = clear;
  return context;
}

} // namespace ledger
