#include "ledger/verify/diagnose.hpp"

#include "ledger/chain/tile.hpp"
#include "ledger/verify/read_body.hpp"

#include <algorithm>

namespace ledger {
namespace {

// What something other than the record itself says that its leaf hash is.
struct Witness {
  LeafHash leaf;
  std::string name;
};

class Diagnosis {
 public:
  Diagnosis(LedgerReader& reader, const ChainFault& fault, const std::optional<HeadState>& head)
      : reader_(reader), fault_(fault), head_(head) {}

  VerifyFinding run(const std::optional<LeafHash>& before) {
    switch (fault_.kind) {
    case FaultKind::kGap:
      return gap();
    case FaultKind::kPlace:
      return place();
    case FaultKind::kLink:
      return link(before);
    case FaultKind::kParts:
      return parts();
    case FaultKind::kLedger:
      return finding(Errc::kForeign, fault_.at, fault_.what, "what the records hold");
    default:
      return changed(fault_.at, fault_.what);
    }
  }

 private:
  std::optional<Bytes> stored(Sequence sequence) {
    auto bytes = reader_.record(sequence);
    if (!bytes) return std::nullopt;
    return std::move(*bytes);
  }

  std::optional<Witness> tile_witness(Sequence sequence) {
    auto tile = reader_.tile(0, sequence.get() / kTileWidth);
    if (!tile || !*tile) return std::nullopt;
    const auto hashes = decode_tile(**tile, kTileWidth);
    if (!hashes) return std::nullopt;
    return Witness{LeafHash((*hashes)[sequence.get() % kTileWidth].view()), "the stored hash tile"};
  }

  std::optional<Witness> link_witness(Sequence sequence) {
    const Sequence next(sequence.get() + 1);
    const auto record = stored(next);
    if (!record) return std::nullopt;
    const auto header = parse_header(*record);
    if (!header || header->sequence != next) return std::nullopt;
    return Witness{header->previous, "the hash held by record " + std::to_string(next.get())};
  }

  std::optional<Witness> head_witness(Sequence sequence) {
    if (!head_ || head_->size != size_after(sequence)) return std::nullopt;
    return Witness{head_->last_leaf, "the head beside the ledger"};
  }

  std::optional<Witness> witness(Sequence sequence) {
    if (auto tile = tile_witness(sequence)) return tile;
    if (auto link = link_witness(sequence)) return link;
    return head_witness(sequence);
  }

  VerifyFinding finding(Errc code, Sequence record, std::string what, std::string proven_by) {
    VerifyFinding found;
    found.code = code;
    found.what = std::move(what);
    found.record = record;
    found.proven_by = std::move(proven_by);
    const auto bytes = stored(record);
    found.where = record_name(record) + ": " + (bytes ? describe_record(*bytes) : "not there");
    found.next = "keep this copy as evidence; compare with a backup or a snapshot from before, and "
                 "ask who could write here";
    return found;
  }

  // What was stored under this key is not what stands there.
  VerifyFinding changed(Sequence sequence, const std::string& why) {
    const auto bytes = stored(sequence);
    const auto expected = witness(sequence);
    VerifyFinding found =
        finding(Errc::kChanged, sequence,
                record_name(sequence) + " was changed after it was stored (" + why + ")",
                expected ? expected->name : "");
    if (!bytes) return found;
    const LeafHash leaf = hash_leaf(*bytes);
    found.where += ", hash " + to_hex(leaf.view());
    if (expected && expected->leaf != leaf)
      found.where += ", should be " + to_hex(expected->leaf.view());
    return found;
  }

  VerifyFinding gap() {
    const std::uint64_t first = fault_.at.get();
    std::uint64_t next = std::max(fault_.found.get(), first + 1);
    // The run may have ended inside the gap.
    static_cast<void>(reader_.scan(fault_.at, [&](ByteView key, ByteView) -> Status {
      if (key.size() == 8) next = std::max(next, get_be(key.data(), 8));
      return fail(Errc::kStopping, "found", "", "");
    }));
    const std::string what = next == first + 1 ? record_name(fault_.at) + " is gone"
                                               : "the records " + std::to_string(first) + " to " +
                                                     std::to_string(next - 1) + " are gone";
    return finding(Errc::kMissing, fault_.at, what, "the records stored behind the gap");
  }

  VerifyFinding place() {
    const auto bytes = stored(fault_.at);
    const Sequence claimed = fault_.found;
    const auto expected = witness(claimed);
    const bool intact = bytes && expected && hash_leaf(*bytes) == expected->leaf;
    if (!intact && !swapped_with(claimed)) return changed(fault_.at, fault_.what);
    return finding(Errc::kReordered, fault_.at,
                   record_name(claimed) + " stands in the place of " + record_name(fault_.at),
                   intact ? expected->name : "the record that stands in its place in return");
  }

  bool swapped_with(Sequence other) {
    const auto bytes = stored(other);
    if (!bytes) return false;
    const auto header = parse_header(*bytes);
    return header && header->sequence == fault_.at;
  }

  // Record at-1 or record at: the one that something else contradicts.
  VerifyFinding link(const std::optional<LeafHash>& before) {
    const Sequence later = fault_.at;
    if (later.get() == 0) return changed(later, fault_.what);
    const Sequence earlier(later.get() - 1);
    const auto bytes = stored(later);
    const std::optional<LeafHash> leaf = bytes ? std::optional(hash_leaf(*bytes)) : std::nullopt;
    const auto tile = tile_witness(earlier);
    if (tile && before) {
      if (tile->leaf != *before) return changed(earlier, "its hash is another one");
      return changed(later, fault_.what);
    }
    const auto vouched = witness(later);
    const bool later_changed = vouched && leaf && vouched->leaf != *leaf;
    if (later_changed) return changed(later, fault_.what);
    return changed(earlier, vouched ? "its hash is another one"
                                    : "or the hash of it that the next record holds was");
  }

  VerifyFinding parts() {
    const auto bytes = stored(fault_.at);
    const auto expected = witness(fault_.at);
    if (bytes && expected && hash_leaf(*bytes) != expected->leaf)
      return changed(fault_.at, fault_.what);
    return finding(Errc::kMissing, fault_.at, fault_.what, "the parts that are stored");
  }

  LedgerReader& reader_;
  const ChainFault& fault_;
  const std::optional<HeadState>& head_;
};

} // namespace

std::string record_name(Sequence sequence) {
  return "record " + std::to_string(sequence.get());
}

VerifyFinding diagnose(LedgerReader& reader, const ChainFault& fault,
                       const std::optional<LeafHash>& before,
                       const std::optional<HeadState>& head) {
  return Diagnosis(reader, fault, head).run(before);
}

} // namespace ledger
