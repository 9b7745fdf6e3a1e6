#include "ledger/event/sealed.hpp"

#include "ledger/base/limits.hpp"
#include "ledger/crypto/mac.hpp"
#include "ledger/event/views.hpp"

#include <kj/exception.h>

namespace ledger {
namespace {

Result<BoxEntry> box_of(const BoxKey& key, BoxContext context, std::uint16_t subject_index,
                        ByteView content) {
  context.subject = key.subject;
  context.key_class = key.key_class;
  context.incarnation = key.incarnation;
  BoxEntry entry;
  entry.subject_index = subject_index;
  entry.incarnation = key.incarnation;
  entry.key_class = key.key_class;
  entry.key_id = key.key_id;
  LEDGER_ASSIGN(entry.box, seal_box(key.key, context, content));
  return entry;
}

// The reader counts every fetch of a value against what may be visited: each is fetched once.
struct NamedBytes {
  std::string_view name;
  ByteView value;
};
using Values = boost::container::small_vector<NamedBytes, 4>;

Values values_in(capnp::List<wire::NamedValue>::Reader list) {
  Values values;
  for (const auto value : list)
    values.push_back({view(value.getName()), view(value.getValue())});
  return values;
}

void add_tags(TagList& tags, const Values& values, KeyView key) {
  tags.resize(values.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    tags[i].push_back(value_tag(key, values[i].name, values[i].value));
}

ValueTags tags_of(wire::DraftSubject::Reader subject, const BoxKey& key) {
  ValueTags tags;
  add_tags(tags.stated, values_in(subject.getValues()), key.key);
  const Values former = values_in(subject.getFormer());
  add_tags(tags.former, former, key.key);
  for (const OtherKey& other : key.other_keys)
    add_tags(tags.former, former, other.key);
  return tags;
}

using Boxes = boost::container::small_vector<BoxEntry, 2>;

// The reader counts what is visited of a hostile message, and may have enough of it.
Status tag_boxes(const Validated& event, Boxes& boxes, std::span<const BoxKey> keys) {
  try {
    const auto subjects = event.reader().getSubjects();
    for (BoxEntry& box : boxes)
      if (box.subject_index < subjects.size())
        box.tags = tags_of(subjects[box.subject_index], keys[box.subject_index]);
    forget_hmac_key(); // of the last person
    return {};
  } catch (const kj::Exception&) {
    return fail(Errc::kMalformed, "not a well-formed message", "event",
                "check the client's Cap'n Proto library and schema version");
  }
}

Result<Boxes> boxes_of(const Validated& event, const Prepared& prepared, BoxContext context,
                       std::span<const BoxKey> keys) {
  Boxes boxes;
  for (const SecretBytes& content : prepared.contents)
    context.count += content.size() > 0;
  for (std::size_t i = 0; i < prepared.contents.size(); ++i) {
    if (prepared.contents[i].size() == 0) continue;
    context.index = static_cast<std::uint16_t>(boxes.size());
    LEDGER_ASSIGN(BoxEntry box, box_of(keys[i], context, static_cast<std::uint16_t>(i),
                                       prepared.contents[i].view()));
    boxes.push_back(std::move(box));
  }
  if (tags_values(context.type)) LEDGER_TRY(tag_boxes(event, boxes, keys));
  return boxes;
}

} // namespace

Status seal(const Validated& event, const Prepared& prepared, const SealContext& context,
            std::span<const BoxKey> keys, std::vector<Sealed>& out) {
  BoxContext bound;
  bound.ledger_id = context.ledger_id;
  bound.source = context.source;
  bound.event_id = event.event_id();
  bound.type = event.type().type;
  bound.clear = hash_clear(prepared.clear);
  LEDGER_ASSIGN(const Boxes boxes, boxes_of(event, prepared, bound, keys));

  boost::container::small_vector<SubjectId, 4> subjects;
  subjects.reserve(keys.size());
  for (const BoxKey& key : keys)
    subjects.push_back(key.subject);
  BodyParts parts;
  parts.type = bound.type;
  parts.event_id = bound.event_id;
  parts.source = context.source;
  parts.policy = context.policy.hash;
  parts.policy_sequence = context.policy.sequence;
  parts.boxes = {boxes.data(), boxes.size()};
  parts.clear = prepared.clear;

  const bool batch = bound.type == wire::EventType::USE_BATCH;
  const std::size_t per_part = batch ? limits::kSubjectsPerPart : limits::kSubjectsPerEvent;
  const std::size_t count = subjects.empty() ? 1 : (subjects.size() + per_part - 1) / per_part;
  parts.part_count = static_cast<std::uint16_t>(batch ? count : 0);

  for (std::size_t part = 0; part < count; ++part) {
    const std::size_t first = part * per_part;
    parts.part_index = static_cast<std::uint16_t>(part);
    if (part > 0) parts.boxes = {};
    parts.subjects = {subjects.data() + first, std::min(per_part, subjects.size() - first)};
    Sealed one;
    LEDGER_ASSIGN(one.body_, write_body(parts));
    one.type_ = parts.type;
    one.event_id_ = parts.event_id;
    one.source_ = context.source;
    one.part_index_ = parts.part_index;
    one.subjects_.assign(parts.subjects.begin(), parts.subjects.end());
    one.erasure_count_ = context.erasure_count;
    for (const BoxEntry& box : parts.boxes) {
      const BoxKey& key = keys[box.subject_index];
      one.keys_.emplace_back(key.subject, box.key_class, box.incarnation);
      for (const OtherKey& other : key.other_keys)
        one.keys_.emplace_back(key.subject, other.key_class, other.incarnation);
    }
    out.push_back(std::move(one));
  }
  return {};
}

Sealed seal_own(wire::Event::Reader event) {
  Sealed own;
  own.body_ = canonical_body(event);
  own.type_ = event.getType();
  own.event_id_ = EventId(
      ByteView(event.getEventId().begin(), event.getEventId().size()).first<EventId::kSize>());
  return own;
}

} // namespace ledger
