// A record: an 80-byte header that anyone can check with a hash function, and a body
// (schemas/FORMAT.md section 1).
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/base/limits.hpp"
#include "ledger/base/result.hpp"
#include "ledger/crypto/digest.hpp"

namespace ledger {

enum RecordFlags : std::uint16_t {
  kClockClamped = 1, // the wall clock stood behind the record before: its time was kept
  kClockUnsynchronised = 2,
  kControlRecord = 4, // one of the ledger's own
};
inline constexpr std::uint16_t kKnownRecordFlags = 7;

struct RecordHeader {
  std::uint16_t flags = 0;
  Sequence sequence;
  Timestamp recorded_at; // when it was sequenced; never before that of the record before
  LeafHash previous;     // of the record before; zeros for record 0
  LedgerId ledger_id;
  std::uint32_t body_length = 0;
};

// Header and body, as stored and hashed. The body's length is set here; it is at most
// limits::kBodyBytes, which whoever made it has seen to.
[[nodiscard]] Bytes make_record(RecordHeader header, ByteView body);
// The same into `out`, which is cleared first: no allocation on the committer's path.
void make_record(Bytes& out, RecordHeader header, ByteView body);

// kMalformed when magic, version, reserved bytes, flags or length are not right.
[[nodiscard]] Result<RecordHeader> parse_header(ByteView record);
[[nodiscard]] inline ByteView body_of(ByteView record) {
  return record.subspan(limits::kHeaderBytes);
}

// What record 0 declares, and what the ledger's id is made of.
struct Genesis {
  Genesis() = default;
  std::string origin;
  FixedBytes<struct PublicKeyTag, 32> verifier_key;
  FixedBytes<struct GenesisRandomTag, 32> random;
};
[[nodiscard]] LedgerId ledger_id_of(const Genesis& genesis);
inline constexpr std::uint16_t kFormatVersion = 1;
inline constexpr std::uint16_t kHashSha256 = 1;

} // namespace ledger
