// Replies as frames: one function for each kind of answer of schemas/protocol.capnp.
#pragma once

#include "ledger/ledger.hpp"

#include <functional>

namespace ledger {

// Records are put into a reply up to here, which is well below what a client accepts as one frame.
inline constexpr std::size_t kReplyBytes = 1u << 20;

// Fills one reply and returns it as a whole frame: segment table and segments.
[[nodiscard]] Bytes encode_reply(std::uint64_t request_id,
                                 const std::function<void(wire::Reply::Builder)>& fill);

[[nodiscard]] Bytes encode_done(std::uint64_t request_id);
// `batch`: the request was one, so the answer is a list.
[[nodiscard]] Bytes encode_receipts(std::uint64_t request_id, std::span<const Receipt> receipts,
                                    bool batch);
[[nodiscard]] Bytes encode_status(std::uint64_t request_id, const LedgerStatus& status,
                                  std::size_t connections, Timestamp started_at);
[[nodiscard]] Bytes encode_proof(std::uint64_t request_id, const std::string& text,
                                 const LeafHash& leaf);
[[nodiscard]] Bytes encode_erased(std::uint64_t request_id, const ErasureReport& report);
[[nodiscard]] Bytes encode_rotated(std::uint64_t request_id, const RotateReport& report);
[[nodiscard]] Bytes encode_signing_keys(std::uint64_t request_id,
                                        std::span<const SigningKeyInfo> keys);

struct ReadRecord {
  ReadRecord(Sequence s, Bytes b, std::vector<OpenedBox> o)
      : sequence(s), bytes(std::move(b)), opened(std::move(o)) {}
  Sequence sequence;
  Bytes bytes;
  std::vector<OpenedBox> opened;
};
void fill_records(capnp::List<wire::StoredRecord>::Builder out,
                  std::span<const ReadRecord> records);
[[nodiscard]] Bytes encode_records(std::uint64_t request_id, std::span<const ReadRecord> records,
                                   Sequence next, TreeSize size);

} // namespace ledger
