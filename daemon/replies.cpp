#include "daemon/replies.hpp"

#include <capnp/message.h>
#include <capnp/serialize.h>

#include <cstring>

namespace ledger {
namespace {

capnp::Data::Reader blob(ByteView bytes) {
  return {bytes.data(), bytes.size()};
}
capnp::Text::Reader text(const std::string& value) {
  return {value.c_str(), value.size()};
}

void fill_receipt(wire::Receipt::Builder out, const Receipt& receipt) {
  out.setOrigin(text(receipt.origin));
  out.setLedgerId(blob(receipt.ledger_id.view()));
  out.setSequence(receipt.sequence.get());
  out.setLeafHash(blob(receipt.leaf.view()));
  out.setRecordedAt(receipt.recorded_at.get());
  out.setRepeated(receipt.repeated);
}

void fill_content(wire::OpenedBox::Builder out, const OpenedBox& box) {
  out.setBoxIndex(box.index);
  out.setState(static_cast<wire::BoxState>(box.fate));
  if (box.content.size() == 0) return;
  // Opened under its key, so these are bytes that this daemon wrote: canonical and well-formed.
  std::vector<std::uint64_t> words(box.content.size() / 8);
  std::memcpy(words.data(), box.content.view().data(), box.content.size());
  const kj::ArrayPtr<const capnp::word> segment(reinterpret_cast<const capnp::word*>(words.data()),
                                                words.size());
  const kj::ArrayPtr<const capnp::word> segments[] = {segment};
  {
    capnp::SegmentArrayMessageReader message(kj::arrayPtr(segments, 1));
    out.setContent(message.getRoot<wire::BoxContent>());
  }
  wipe({reinterpret_cast<std::uint8_t*>(words.data()), words.size() * 8});
}

} // namespace

Bytes encode_reply(std::uint64_t request_id,
                   const std::function<void(wire::Reply::Builder)>& fill) {
  capnp::word scratch[128];
  std::memset(static_cast<void*>(scratch), 0, sizeof scratch);
  capnp::MallocMessageBuilder message(kj::arrayPtr(scratch, 128));
  auto reply = message.initRoot<wire::Reply>();
  reply.setId(request_id);
  fill(reply);
  const auto segments = message.getSegmentsForOutput();
  Bytes frame;
  if (segments.size() == 1) {
    // The common case without the library's intermediate copy: a table of one segment.
    const auto bytes = segments[0].asBytes();
    frame.resize(8 + bytes.size());
    const auto words = static_cast<std::uint32_t>(segments[0].size());
    std::memcpy(frame.data() + 4, &words, sizeof words);
    std::memcpy(frame.data() + 8, bytes.begin(), bytes.size());
    return frame;
  }
  const auto words = capnp::messageToFlatArray(segments);
  const auto bytes = words.asBytes();
  frame.assign(bytes.begin(), bytes.end());
  return frame;
}

Bytes encode_done(std::uint64_t request_id) {
  return encode_reply(request_id, [](wire::Reply::Builder reply) { reply.setDone(); });
}

Bytes encode_receipts(std::uint64_t request_id, std::span<const Receipt> receipts, bool batch) {
  return encode_reply(request_id, [&](wire::Reply::Builder reply) {
    if (!batch) return fill_receipt(reply.initReceipt(), receipts.front());
    auto list = reply.initReceipts(static_cast<unsigned>(receipts.size()));
    for (unsigned i = 0; i < list.size(); ++i)
      fill_receipt(list[i], receipts[i]);
  });
}

Bytes encode_status(std::uint64_t request_id, const LedgerStatus& status, std::size_t connections,
                    Timestamp started_at) {
  return encode_reply(request_id, [&](wire::Reply::Builder reply) {
    auto out = reply.initStatus();
    out.setOrigin(text(status.origin));
    out.setLedgerId(blob(status.ledger_id.view()));
    out.setSize(status.durable.size.get());
    out.setRootHash(blob(status.durable.root.view()));
    out.setLastLeaf(blob(status.durable.last_leaf.view()));
    out.setCheckpointSize(status.checkpoint_size.get());
    out.setVerifierKey(text(status.verifier_key));
    out.setPolicyHash(blob(status.policy.view()));
    out.setPolicySequence(status.policy_sequence.get());
    out.setQueuedEvents(static_cast<std::uint32_t>(status.queued_events));
    out.setConnections(static_cast<std::uint32_t>(connections));
    out.setSubjects(status.keyring.subjects);
    out.setEpoch(status.keyring.epoch);
    out.setMemoryLocked(status.keyring.memory_locked);
    out.setSyncP50Us(status.syncs.p50_us);
    out.setSyncP99Us(status.syncs.p99_us);
    out.setFoldedSize(status.folded.get());
    out.setVersion(AUDITLEDGER_VERSION);
    out.setStartedAt(started_at.get());
    out.setFreeBytes(status.free_bytes);
    out.setClockSynchronised(status.clock_synchronised);
  });
}

Bytes encode_proof(std::uint64_t request_id, const std::string& proof_text, const LeafHash& leaf) {
  return encode_reply(request_id, [&](wire::Reply::Builder reply) {
    auto proof = reply.initProof();
    proof.setText(text(proof_text));
    proof.setLeafHash(blob(leaf.view()));
  });
}

Bytes encode_erased(std::uint64_t request_id, const ErasureReport& report) {
  return encode_reply(request_id, [&](wire::Reply::Builder reply) {
    auto erased = reply.initErased();
    erased.setSubjectId(blob(report.subject.view()));
    erased.setStartedBy(report.started.get());
    erased.setDestroyedBy(report.destroyed.get());
    erased.setKeys(static_cast<std::uint32_t>(report.keys));
  });
}

Bytes encode_rotated(std::uint64_t request_id, const RotateReport& report) {
  return encode_reply(request_id, [&](wire::Reply::Builder reply) {
    auto rotated = reply.initRotated();
    rotated.setRetired(text(report.retired));
    rotated.setCurrent(text(report.current));
    rotated.setAnnouncedBy(report.announced_by.get());
    rotated.setRetiredBy(report.retired_by.get());
    rotated.setClosingSize(report.closing.get());
  });
}

Bytes encode_signing_keys(std::uint64_t request_id, std::span<const SigningKeyInfo> keys) {
  return encode_reply(request_id, [&](wire::Reply::Builder reply) {
    auto list = reply.initSigningKeys(static_cast<unsigned>(keys.size()));
    for (unsigned i = 0; i < list.size(); ++i) {
      list[i].setVerifierKey(text(keys[i].verifier_key));
      list[i].setFrom(keys[i].from.get());
      list[i].setClosingSize(keys[i].closing.value_or(TreeSize()).get());
      if (!keys[i].closing_checkpoint.empty())
        list[i].setClosingCheckpoint(text(keys[i].closing_checkpoint));
    }
  });
}

void fill_records(capnp::List<wire::StoredRecord>::Builder out,
                  std::span<const ReadRecord> records) {
  for (unsigned i = 0; i < out.size(); ++i) {
    out[i].setSequence(records[i].sequence.get());
    out[i].setBytes(blob(records[i].bytes));
    if (records[i].opened.empty()) continue;
    auto boxes = out[i].initOpened(static_cast<unsigned>(records[i].opened.size()));
    for (unsigned b = 0; b < boxes.size(); ++b)
      fill_content(boxes[b], records[i].opened[b]);
  }
}

Bytes encode_records(std::uint64_t request_id, std::span<const ReadRecord> records, Sequence next,
                     TreeSize size) {
  return encode_reply(request_id, [&](wire::Reply::Builder reply) {
    auto out = reply.initRecords();
    out.setNext(next.get());
    out.setSize(size.get());
    fill_records(out.initRecords(static_cast<unsigned>(records.size())), records);
  });
}

} // namespace ledger
