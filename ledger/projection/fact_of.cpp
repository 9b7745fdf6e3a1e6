#include "ledger/projection/fact_of.hpp"

#include <capnp/message.h>
#include <capnp/serialize.h>

#include <cstring>

namespace ledger {
namespace {

std::vector<std::uint64_t> control_message(const wire::Control::Reader& control) {
  capnp::MallocMessageBuilder message;
  message.setRoot(control);
  const auto words = capnp::canonicalize(message.getRoot<wire::Control>().asReader());
  std::vector<std::uint64_t> copy(words.size());
  std::memcpy(copy.data(), words.begin(), words.asBytes().size());
  return copy;
}

void add_tags(TagList& all, TagList more) {
  std::move(more.begin(), more.end(), std::back_inserter(all));
}

ValueTags tags_of(capnp::List<wire::Box>::Reader boxes) {
  ValueTags tags;
  for (const auto box : boxes) {
    add_tags(tags.stated, read_tags(box.getValueTags()));
    add_tags(tags.former, read_tags(box.getFormerTags()));
  }
  return tags;
}

} // namespace

Bytes fact_of(const RecordView& record) {
  const wire::Event::Reader& event = record.event();
  FactHead head;
  head.by = record.sequence();
  head.recorded_at = record.header().recorded_at;
  head.type = event.getType();
  head.source = {event.getSource().cStr(), event.getSource().size()};
  head.policy_sequence = Sequence(event.getPolicySequence());
  if (tags_values(head.type)) head.tags = tags_of(event.getBoxes());
  if (event.hasControl())
    return Fact::encode(head, Fact::Root::kControl, control_message(event.getControl()));
  return Fact::encode(head, Fact::Root::kClear, record.clear_message());
}

std::optional<SubjectId> erased_subject(const RecordView& record) {
  const wire::Event::Reader& event = record.event();
  if (event.getType() != wire::EventType::KEY_DESTROYED || !event.getControl().isKeyDestroyed())
    return std::nullopt;
  const auto subject = event.getControl().getKeyDestroyed().getSubjectId();
  if (subject.size() != SubjectId::kSize) return std::nullopt;
  return SubjectId(ByteView(subject.begin(), subject.size()).first<SubjectId::kSize>());
}

} // namespace ledger
