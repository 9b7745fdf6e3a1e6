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

UnitResult OpenGroup::place(const Unit& unit) {
  // First everything that may refuse the unit, then the placing, which cannot fail.
  std::vector<std::pair<IdKey, const Held*>> seen;
  seen.reserve(unit.events.size());
  std::unordered_map<IdKey, const Sealed*, TailHash<IdKey>> in_unit;
  for (const Sealed& event : unit.events) {
    if (event.continues_batch() || event.source().empty()) continue;
    const IdKey key = id_key(event.source(), event.event_id());
    const auto held = held_.find(key);
    if (held != held_.end()) {
      if (held->second.fingerprint != event.fingerprint())
        return fail(Errc::kConflict, "this id was used for another event", "field eventId",
                    "make a new id for a new event");
    } else {
      LEDGER_ASSIGN(const auto stored, store_.ids().find(key));
      if (stored) return look_again("an event with this id was recorded meanwhile");
      LEDGER_TRY(check_fresh(event));
    }
    seen.emplace_back(key, held != held_.end() ? &held->second : nullptr);
    if (unit.events.size() == 1) continue;
    const auto twice = in_unit.try_emplace(key, &event);
    if (!twice.second && twice.first->second->fingerprint() != event.fingerprint())
      return fail(Errc::kConflict, "the batch holds this id twice, for different events",
                  "field eventId", "make a new id for a new event");
  }

  std::vector<Placed> placed;
  placed.reserve(seen.size());
  std::size_t next_seen = 0;
  for (const Sealed& event : unit.events) {
    if (event.source().empty()) {
      placed.push_back(append(event));
      continue;
    }
    if (event.continues_batch()) {
      if (!placed.back().repeated) static_cast<void>(append(event));
      continue;
    }
    const auto& [key, held] = seen[next_seen++];
    // An atomic batch may hold one event twice: the first one was placed just now.
    const auto now_held = held != nullptr ? held_.end() : held_.find(key);
    const Held* earlier = held != nullptr           ? held
                          : now_held != held_.end() ? &now_held->second
                                                    : nullptr;
    if (earlier != nullptr) {
      placed.push_back(earlier->placed);
      placed.back().repeated = true;
      continue;
    }
    placed.push_back(append(event));
    held_.emplace(key, Held(event.fingerprint(), placed.back()));
    ids_.push_back(IdEntry{key, placed.back().sequence});
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
  return Placed(header.sequence, last_leaf_, header.recorded_at, false);
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
