#include "ledger/sequencer/open_group.hpp"

#include "ledger/keyring/keyring.hpp"

namespace ledger {
namespace {

tl::unexpected<Error> look_again(const char* what) {
  return fail(Errc::kStaleKey, what, "sequencing", "nothing was stored; send it again");
}

} // namespace

OpenGroup::OpenGroup(Store& store, Keyring& keyring, TileStack tiles,
                     const SequencerOptions& options)
    : store_(store), keyring_(keyring), ledger_id_(options.ledger_id), tiles_(std::move(tiles)),
      last_leaf_(options.last_leaf) {
  stamp_.time = options.last_recorded_at;
}

Status OpenGroup::check_fresh(const Sealed& event) const {
  if (event.erasure_count() == keyring_.erasure_count()) return {};
  for (const KeyUse& use : event.keys())
    if (!keyring_.is_live(use.subject, use.key_class, use.incarnation))
      return look_again("a key was erased between sealing and sequencing");
  return {};
}

// An event with the same id may stand in this group already: then whoever sent the second one looks
// again once the group is stored, and compares with what is stored.
Status OpenGroup::check_new(const IdKey& key) const {
  if (held_.contains(key)) return look_again("an event with this id is being recorded");
  LEDGER_ASSIGN(const auto stored, store_.ids().find(key));
  if (stored) return look_again("an event with this id was recorded meanwhile");
  return {};
}

UnitResult OpenGroup::place(const Unit& unit) {
  // First everything that may refuse the unit, then the placing, which cannot fail.
  keys_.clear();
  for (const Sealed& event : unit.events) {
    if (!event.starts_posted_event()) continue;
    const IdKey& key = keys_.emplace_back(id_keys_.key(event.source(), event.event_id()));
    LEDGER_TRY(check_new(key));
    LEDGER_TRY(check_fresh(event));
  }

  std::vector<Placed> placed;
  placed.reserve(unit.events.size());
  std::size_t next_key = 0;
  for (const Sealed& event : unit.events) {
    const Placed here = append(event);
    if (event.continues_batch()) continue;
    placed.push_back(here);
    if (!event.starts_posted_event()) continue;
    const IdKey& key = keys_[next_key++];
    held_.insert(key);
    ids_.push_back(IdEntry{key, here.sequence});
  }
  if (unit.on_sequenced && !placed.empty()) unit.on_sequenced(placed.front().sequence);
  return placed;
}

Placed OpenGroup::append(const Sealed& event) {
  RecordHeader header;
  header.flags =
      static_cast<std::uint16_t>(stamp_.flags | (event.source().empty() ? kControlRecord : 0));
  header.sequence = next_of(tiles_.size());
  header.recorded_at = stamp_.time;
  header.previous = last_leaf_;
  header.ledger_id = ledger_id_;
  make_record(record_, header, event.body());
  last_leaf_ = hash_leaf(record_);
  batch_.put_record(header.sequence, record_);
  tiles_.append(last_leaf_,
                [this](unsigned level, std::uint64_t index, std::span<const NodeHash> hashes) {
                  batch_.put_tile(level, index, encode_tile(hashes));
                });
  ++records_;
  return Placed(header.sequence, last_leaf_, header.recorded_at);
}

DurableState OpenGroup::state() const {
  DurableState state;
  state.size = tiles_.size();
  state.last_leaf = last_leaf_;
  state.root = tiles_.root();
  state.recorded_at = stamp_.time;
  return state;
}

void OpenGroup::clear() {
  batch_.clear();
  ids_.clear();
  held_.clear();
  records_ = 0;
}

} // namespace ledger
