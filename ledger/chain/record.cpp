#include "ledger/chain/record.hpp"

#include <cstring>

namespace ledger {
namespace {

constexpr std::uint8_t kMagic[4] = {'A', 'L', 'R', 'D'};

// Offsets of schemas/FORMAT.md section 1.
constexpr std::size_t kVersionAt = 4;
constexpr std::size_t kFlagsAt = 6;
constexpr std::size_t kSequenceAt = 8;
constexpr std::size_t kTimeAt = 16;
constexpr std::size_t kPreviousAt = 24;
constexpr std::size_t kLedgerAt = 56;
constexpr std::size_t kLengthAt = 72;
constexpr std::size_t kReservedAt = 76;

tl::unexpected<Error> malformed(const char* what) {
  return fail(Errc::kMalformed, what, "header of the record",
              "auditledger verify names the first bad record");
}

} // namespace

void make_record(Bytes& out, RecordHeader header, ByteView body) {
  out.resize(limits::kHeaderBytes + body.size());
  std::uint8_t* at = out.data();
  std::memcpy(at, kMagic, sizeof kMagic);
  put_be(at + kVersionAt, kFormatVersion, 2);
  put_be(at + kFlagsAt, header.flags, 2);
  put_be(at + kSequenceAt, header.sequence.get(), 8);
  put_be(at + kTimeAt, static_cast<std::uint64_t>(header.recorded_at.get()), 8);
  std::memcpy(at + kPreviousAt, header.previous.view().data(), LeafHash::kSize);
  std::memcpy(at + kLedgerAt, header.ledger_id.view().data(), LedgerId::kSize);
  put_be(at + kLengthAt, body.size(), 4);
  put_be(at + kReservedAt, 0, 4);
  std::memcpy(at + limits::kHeaderBytes, body.data(), body.size());
}

Bytes make_record(RecordHeader header, ByteView body) {
  Bytes record;
  make_record(record, header, body);
  return record;
}

Result<RecordHeader> parse_header(ByteView record) {
  if (record.size() < limits::kHeaderBytes || record.size() > limits::kRecordBytes)
    return malformed("not the length of a record");
  if (std::memcmp(record.data(), kMagic, sizeof kMagic) != 0)
    return malformed("does not begin with the magic of a record");
  if (get_be(&record[kVersionAt], 2) != kFormatVersion)
    return malformed("of a format version that this program does not know");
  RecordHeader header;
  header.flags = static_cast<std::uint16_t>(get_be(&record[kFlagsAt], 2));
  header.sequence = Sequence(get_be(&record[kSequenceAt], 8));
  header.recorded_at = Timestamp(static_cast<std::int64_t>(get_be(&record[kTimeAt], 8)));
  header.previous = LeafHash(record.subspan(kPreviousAt).first<LeafHash::kSize>());
  header.ledger_id = LedgerId(record.subspan(kLedgerAt).first<LedgerId::kSize>());
  header.body_length = static_cast<std::uint32_t>(get_be(&record[kLengthAt], 4));
  if ((header.flags & ~kKnownRecordFlags) != 0) return malformed("a flag that is not known is set");
  if (get_be(&record[kReservedAt], 4) != 0) return malformed("reserved bytes are not zero");
  if (header.body_length != record.size() - limits::kHeaderBytes)
    return malformed("the length of the body is not the one stated");
  return header;
}

LedgerId ledger_id_of(const Genesis& genesis) {
  constexpr std::string_view kLabel = "auditledger/ledger-id/v1\n";
  std::uint8_t origin_length[2];
  put_be(origin_length, genesis.origin.size(), 2);
  std::uint8_t algorithms[4];
  put_be(algorithms, kFormatVersion, 2);
  put_be(algorithms + 2, kHashSha256, 2);
  const auto digest = sha256_as<Digest<struct GenesisDigestTag>>(
      {as_bytes(kLabel), origin_length, as_bytes(genesis.origin), genesis.verifier_key.view(),
       genesis.random.view(), algorithms});
  return LedgerId(digest.view().first<LedgerId::kSize>());
}

} // namespace ledger
