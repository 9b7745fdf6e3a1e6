// The names that records, people and ledgers go by.
#pragma once

#include "ledger/base/bytes.hpp"
#include "ledger/base/strong.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace ledger {

// A record's place in the ledger, from 0; also its leaf index in the tree (RFC 6962 section 2.1).
using Sequence = Strong<struct SequenceTag>;
// A number of records; the tree of size n holds the records 0 to n-1.
using TreeSize = Strong<struct TreeSizeTag>;

[[nodiscard]] constexpr TreeSize size_after(Sequence last) {
  return TreeSize(last.get() + 1);
}
// The record that the next append will become.
[[nodiscard]] constexpr Sequence next_of(TreeSize size) {
  return Sequence(size.get());
}
[[nodiscard]] constexpr bool contains(TreeSize size, Sequence record) {
  return record.get() < size.get();
}

// Microseconds since 1970-01-01T00:00:00Z.
using Timestamp = Strong<struct TimestampTag, std::int64_t>;

// First 16 bytes of a digest over what record 0 declares (schemas/FORMAT.md section 2).
using LedgerId = FixedBytes<struct LedgerIdTag, 16>;
// Chosen by the client, unique per source for ever; our clients make UUIDv7 (RFC 9562).
using EventId = FixedBytes<struct EventIdTag, 16>;
// A person, known in the ledger only by this random number.
using SubjectId = FixedBytes<struct SubjectIdTag, 16>;
// A subject key in the keyring; random.
using KeyId = FixedBytes<struct KeyIdTag, 16>;
// A reference chosen by an application: a UUID as it is, anything else as a keyed hash.
using OpaqueRef = FixedBytes<struct OpaqueRefTag, 16>;

// How often the key of one (subject, class) has been replaced after an erasure, from 1.
using Incarnation = Strong<struct IncarnationTag, std::uint32_t>;

// The 36-character text of RFC 9562 section 4, lowercase.
[[nodiscard]] std::string to_uuid_text(std::span<const std::uint8_t, 16> bytes);
// Accepts the 36-character form and 32 bare hexadecimal digits.
[[nodiscard]] std::optional<std::array<std::uint8_t, 16>> parse_uuid(std::string_view text);

// RFC 3339 in UTC with microseconds, for example 2026-03-02T08:00:00.000000Z.
[[nodiscard]] std::string to_rfc3339(Timestamp time);
// Accepts RFC 3339 date-times (zero to six fractional digits, any offset) and bare dates (00:00Z).
[[nodiscard]] std::optional<Timestamp> parse_rfc3339(std::string_view text);

} // namespace ledger
