#include "ledger/chain/verify.hpp"

namespace ledger {
namespace {

ChainFault fault_at(const ChainRecord& record, FaultKind kind, std::string what) {
  return {kind, record.header.sequence, Sequence(), std::move(what)};
}

std::string part_text(const BatchPart& part) {
  return "part " + std::to_string(part.index + 1) + " of " + std::to_string(part.count);
}

bool is_last_part(const BatchPart& part) {
  return part.count == 0 || part.index + 1 == part.count;
}

bool continues(const BatchPart& before, const BatchPart& next) {
  return next.count == before.count && next.index == before.index + 1 &&
         next.event_id == before.event_id && next.source == before.source &&
         next.content == before.content;
}

std::optional<ChainFault> check_parts(const ChainRecord& before, const ChainRecord& next) {
  const BatchPart& earlier = before.facts.part;
  const BatchPart& part = next.facts.part;
  if (!is_last_part(earlier) && !continues(earlier, part))
    return fault_at(next, FaultKind::kParts,
                    "a batch use breaks off behind " + part_text(earlier) +
                        ", in the record before");
  if (is_last_part(earlier) && part.index > 0)
    return fault_at(next, FaultKind::kParts,
                    part_text(part) + " of a batch use does not stand behind the part before it");
  return std::nullopt;
}

// A ledger's id changes only where a restore with loss opened the next generation.
std::optional<ChainFault> check_ledger(const ChainRecord& before, const ChainRecord& next) {
  const auto& opening = next.facts.opening;
  const bool same = next.header.ledger_id == before.header.ledger_id;
  if (same && !opening) return std::nullopt;
  if (same) return fault_at(next, FaultKind::kLedger, "the ledger is opened a second time");
  if (opening && opening->id == next.header.ledger_id &&
      opening->previous == before.header.ledger_id)
    return std::nullopt;
  return fault_at(next, FaultKind::kLedger, "a record of another ledger stands here");
}

} // namespace

std::optional<ChainFault> check_first(const ChainRecord& record) {
  const auto& opening = record.facts.opening;
  if (!opening) return fault_at(record, FaultKind::kBody, "record 0 does not open a ledger");
  if (opening->id != record.header.ledger_id)
    return fault_at(record, FaultKind::kLedger,
                    "the ledger's id is not the hash of what record 0 declares");
  if (!record.header.previous.is_zero())
    return fault_at(record, FaultKind::kLink, "record 0 claims that a record stands before it");
  return std::nullopt;
}

std::optional<ChainFault> check_follows(const ChainRecord& before, const ChainRecord& next) {
  if (next.header.previous != before.leaf)
    return fault_at(next, FaultKind::kLink, "the hash of the record before is not the one held");
  if (auto fault = check_ledger(before, next)) return fault;
  if (next.header.recorded_at < before.header.recorded_at)
    return fault_at(next, FaultKind::kTime, "recorded earlier than the record before");
  return check_parts(before, next);
}

std::optional<ChainFault> check_last(const ChainRecord& last) {
  if (is_last_part(last.facts.part)) return std::nullopt;
  ChainFault fault = fault_at(last, FaultKind::kParts, "");
  fault.what = "the ledger ends within a batch use, behind " + part_text(last.facts.part);
  return fault;
}

bool ChainRun::refuse(FaultKind kind, std::string what, Sequence found) {
  fault_ = ChainFault{kind, Sequence(next_), found, std::move(what)};
  return false;
}

bool ChainRun::add(ByteView key, ByteView record) {
  if (key.size() != 8) return refuse(FaultKind::kKey, "stored under a key that no record has");
  const Sequence stored(get_be(key.data(), 8));
  if (stored != Sequence(next_)) return refuse(FaultKind::kGap, "nothing is stored here", stored);
  auto header = parse_header(record);
  if (!header) return refuse(FaultKind::kHeader, header.error().what());
  if (header->sequence != stored)
    return refuse(FaultKind::kPlace, "the record says that it is another one", header->sequence);
  auto facts = read_(*header, body_of(record));
  if (!facts) return refuse(FaultKind::kBody, facts.error().what());
  return accept({*header, hash_leaf(record), std::move(*facts)});
}

bool ChainRun::accept(ChainRecord record) {
  const BatchPart& part = record.facts.part;
  if (part.count == 0 ? part.index != 0 : part.index >= part.count)
    return refuse(FaultKind::kParts, "the number of a part is above their count");
  if (next_ == 0)
    fault_ = check_first(record);
  else if (!leaves_.empty())
    fault_ = check_follows(back_, record);
  if (fault_) return false;
  leaves_.push_back(record.leaf);
  if (leaves_.size() == 1) front_ = record;
  back_ = std::move(record);
  ++next_;
  return true;
}

bool ChainRun::finish(TreeSize size) {
  if (fault_) return false;
  if (next_ == size.get()) return true;
  return refuse(FaultKind::kGap, "nothing is stored here", next_of(size));
}

} // namespace ledger
