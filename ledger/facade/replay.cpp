#include "ledger/facade/replay.hpp"

#include "ledger/event/views.hpp"
#include "ledger/facade/same_event.hpp"

#include <kj/exception.h>

#include <algorithm>

namespace ledger {
namespace {

constexpr std::uint64_t kProgressStep = 1 << 16;

} // namespace

Status Replay::run(TreeSize size) {
  const TreeSize from = std::min(keyring_from_, impl_.store->ids().covered());
  const std::uint64_t all = size.get() - from.get();
  Status visited;
  try {
    visited = impl_.store->scan(next_of(from), size, [&](Sequence sequence, ByteView record) {
      const std::uint64_t done = sequence.get() - from.get();
      if (impl_.options.on_progress && done % kProgressStep == 0)
        impl_.options.on_progress(done, all);
      return visit(sequence, record);
    });
  } catch (const kj::Exception&) {
    return fail(Errc::kDamaged, "a stored record cannot be decoded", "the records to replay",
                "auditledger verify --state");
  }
  LEDGER_TRY(visited);
  LEDGER_TRY(flush_ids(size));
  return destroy_again();
}

std::vector<UnfinishedErasure> Replay::unfinished() const {
  std::vector<UnfinishedErasure> all;
  for (const auto& [started, erasure] : started_)
    all.push_back(erasure);
  return all;
}

Status Replay::visit(Sequence sequence, ByteView record) {
  LEDGER_ASSIGN(const StoredBody body, StoredBody::parse(body_of(record)));
  const auto event = body.event();
  if (event.hasSource() && event.getPartIndex() == 0)
    ids_.push_back(IdEntry{id_key(body.source(), body.event_id()), sequence});
  if (ids_.size() == kProgressStep) LEDGER_TRY(flush_ids(size_after(sequence)));
  if (!contains(keyring_from_, sequence)) return replay_keys(sequence, body);
  return {};
}

Status Replay::flush_ids(TreeSize size) {
  LEDGER_TRY(impl_.store->ids().insert(ids_, size));
  ids_.clear();
  return {};
}

Status Replay::replay_keys(Sequence sequence, const StoredBody& body) {
  const auto event = body.event();
  switch (event.getType()) {
  case wire::EventType::POLICY_PUBLISHED:
    return impl_.shelf->note(sequence, event);
  case wire::EventType::ERASURE_STARTED:
    return replay_erasure(sequence, body);
  case wire::EventType::KEY_DESTROYED:
    replay_destruction(event.getControl().getKeyDestroyed());
    return {};
  case wire::EventType::LEDGER_OPENED:
  case wire::EventType::LEDGER_KEY_ANNOUNCED:
  case wire::EventType::LEDGER_KEY_RETIRED:
    return impl_.signing_keys->note(sequence, event);
  default:
    return replay_boxes(sequence, body);
  }
}

Status Replay::replay_boxes(Sequence sequence, const StoredBody& body) {
  const auto boxes = body.event().getBoxes();
  if (boxes.size() == 0) return {};
  const ContentHash clear = hash_clear(body.clear_message());
  const LedgerId& ledger_id = impl_.identity.ledger_id;
  for (unsigned i = 0; i < boxes.size(); ++i) {
    LEDGER_ASSIGN(const BoxContext context, body.box_context(ledger_id, i, clear));
    const KeyId key_id(view(boxes[i].getKeyId()).first<KeyId::kSize>());
    impl_.keyring->replay_assignment(
        context.subject, KeyName(key_id, std::string(context.key_class), context.incarnation));
    LEDGER_ASSIGN(const BoxOpening box, open_stored_box(body, i, ledger_id, clear, *impl_.keyring));
    if (box.fate == BoxFate::kNotAuthentic)
      return damaged_record(sequence, "a box does not open with its key");
    if (box.fate == BoxFate::kOpened) link_name(context.subject, box.content.view());
  }
  return {};
}

void Replay::link_name(const SubjectId& subject, ByteView content) {
  const kj::ArrayPtr<const capnp::word> words(reinterpret_cast<const capnp::word*>(content.data()),
                                              content.size() / 8);
  const kj::ArrayPtr<const capnp::word> segments[] = {words};
  capnp::SegmentArrayMessageReader message(kj::arrayPtr(segments, 1));
  const auto box = message.getRoot<wire::BoxContent>();
  if (box.getReference().size() > 0)
    impl_.keyring->link({view(box.getNamespace()), view(box.getReference())}, subject);
}

Status Replay::replay_erasure(Sequence sequence, const StoredBody& body) {
  const auto subjects = body.subjects();
  if (subjects.size() != 1)
    return damaged_record(sequence, "an erasure that is not about one person");
  UnfinishedErasure erasure;
  erasure.subject = subjects.front();
  erasure.started = sequence;
  for (const auto name : body.event().getClear().getKeyClasses())
    erasure.classes.emplace_back(view(name));
  const auto marked = impl_.keyring->mark_erased(erasure.subject, erasure.classes, sequence);
  if (!marked && marked.error().code() != Errc::kNotFound) return fail(marked.error());
  started_.emplace(sequence, std::move(erasure));
  return {};
}

void Replay::replay_destruction(wire::Control::KeyDestroyed::Reader record) {
  ErasurePlan plan;
  plan.subject = SubjectId(view(record.getSubjectId()).first<SubjectId::kSize>());
  plan.erasure = Sequence(record.getErasure());
  plan.whole = record.getWhole();
  for (const auto key : record.getKeys())
    plan.keys.emplace_back(KeyId(view(key.getKeyId()).first<KeyId::kSize>()),
                           std::string(view(key.getKeyClass())), Incarnation(key.getIncarnation()));
  recorded_epoch_ = std::max(recorded_epoch_, record.getEpoch());
  started_.erase(plan.erasure);
  destroyed_.push_back(std::move(plan));
}

Status Replay::destroy_again() {
  const std::uint64_t found = impl_.keyring->status().epoch;
  for (const ErasurePlan& plan : destroyed_)
    LEDGER_TRY(impl_.keyring->destroy(plan));
  keyring_was_older_ = found < recorded_epoch_ && found != impl_.keyring->status().epoch;
  return {};
}

} // namespace ledger
