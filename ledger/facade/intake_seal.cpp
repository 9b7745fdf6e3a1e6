// How the events of a job become sealed: who is meant, which keys, who is new.
#include "ledger/facade/intake.hpp"

#include "ledger/facade/other_keys.hpp"
#include "ledger/facade/twins.hpp"
#include "ledger/keyring/keyring.hpp"
#include "ledger/store/id_index.hpp"
#include "ledger/store/store.hpp"

namespace ledger {
namespace {

// Not an error: the fast lane gives up and the worker takes over.
tl::unexpected<Error> needs_worker() {
  return fail(Errc::kStaleKey, "needs the disk", "intake", "the worker takes it");
}

} // namespace

Result<std::vector<Sealed>> Intake::seal_fresh(Job& job, Lane lane) {
  const PolicySnapshotPtr policy = shelf_.current();
  LEDGER_ASSIGN(job.twins, find_twins({job.events.data(), job.events.size()},
                                      PrepareContext(*policy, job.source, hasher_)));
  std::vector<Sealed> sealed;
  sealed.reserve(job.events.size());
  job.registered.clear();
  job.registrations.clear();
  for (std::size_t i = 0; i < job.events.size(); ++i) {
    if (!job.is_fresh(i)) continue;
    job.sealing = i;
    LEDGER_TRY(seal_one(job, job.events[i], lane, *policy, sealed));
  }
  return sealed;
}

// Before anyone is minted: a repeat must not bring an erased person back, and a batch that holds
// one conflict is refused whole and leaves nobody behind.
Status Intake::check_all_new(Job& job) {
  if (std::exchange(job.looked_up, true)) return {};
  for (const Validated& event : job.events) {
    LEDGER_ASSIGN(const auto seen, store_.ids().find(id_key(job.source, event.event_id())));
    if (seen) return needs_worker();
  }
  return {};
}

Status Intake::seal_newcomers(Job& job, const Validated& batch, const Prepared& prepared, Lane lane,
                              const PolicySnapshot& policy, std::vector<Sealed>& out) {
  SubjectSet in_unit = job.minted;
  in_unit.insert(job.registered.begin(), job.registered.end());
  LEDGER_ASSIGN(const auto places, newcomers_.unregistered(prepared, in_unit, job.registered));
  if (places.empty()) return {};
  if (lane == Lane::kFast) return needs_worker(); // thousands of keys, perhaps
  LEDGER_ASSIGN(const auto events, registrations(batch, prepared, places, job.source));
  SubjectSet by_events = std::exchange(job.minted, SubjectSet());
  Status sealed;
  for (const Validated& event : events)
    if (sealed) sealed = seal_one(job, event, lane, policy, out);
  job.registered.merge(std::exchange(job.minted, std::move(by_events)));
  job.registrations.resize(job.events.size());
  job.registrations[job.sealing] = events.size();
  return sealed;
}

Status Intake::seal_one(Job& job, const Validated& event, Lane lane, const PolicySnapshot& policy,
                        std::vector<Sealed>& out) {
  LEDGER_ASSIGN(const Prepared prepared,
                prepare(event, PrepareContext(policy, job.source, hasher_)));
  if (event.type().type == wire::EventType::USE_BATCH)
    LEDGER_TRY(seal_newcomers(job, event, prepared, lane, policy, out));
  // Before any key: an erasure that comes in between makes this count too low, which is safe.
  const std::uint64_t erasures = keyring_.erasure_count();

  static const Secret32<struct NoKeyTag> kNoKey;
  KeyRack::Use rack(lane == Lane::kFast ? fast_rack_ : slow_rack_);
  boost::container::small_vector<BoxKey, 4> keys;
  keys.reserve(prepared.subjects.size());
  std::deque<OtherKeys> others;
  for (std::size_t i = 0; i < prepared.subjects.size(); ++i) {
    const SubjectMention& mention = prepared.subjects[i];
    if (prepared.has_content(i)) {
      LEDGER_ASSIGN(const BoxKey key, key_for(job, mention, prepared.key_class, lane, rack.next()));
      keys.push_back(key);
      if (!has_former_values(event.type().type)) continue;
      keys.back().other_keys = others.emplace_back(keyring_, key.subject, key.key_id).views();
    } else {
      LEDGER_ASSIGN(const SubjectId subject, known_subject(mention, i));
      keys.emplace_back(subject, std::string_view(), Incarnation(), KeyId(), kNoKey.view());
    }
  }
  const SealContext context(identity_.ledger_id, job.source, policy, erasures);
  return seal(event, prepared, context, {keys.data(), keys.size()}, out);
}

Result<BoxKey> Intake::key_for(Job& job, const SubjectMention& mention, std::string_view key_class,
                               Lane lane, SealingKey& place) {
  const SubjectName name(mention.name_space, mention.reference);
  const auto take = [&]() -> Status {
    if (mention.id) return keyring_.acquire(*mention.id, key_class, place);
    LEDGER_ASSIGN(const bool known, keyring_.acquire_known(name, key_class, place));
    if (known) return {};
    if (lane == Lane::kFast) LEDGER_TRY(check_all_new(job));
    return newcomers_.acquire(name, key_class, place, job.minted);
  };
  Status taken = take();
  while (!taken && taken.error().code() == Errc::kBusy) {
    if (lane == Lane::kFast) return needs_worker();
    LEDGER_TRY(hooks_.refill_pool());
    taken = take();
  }
  if (!taken) return fail(std::move(taken).error());
  return BoxKey(place.subject, place.key_class, place.incarnation, place.key_id, place.key.view());
}

Result<SubjectId> Intake::known_subject(const SubjectMention& mention, std::size_t index) {
  const auto known =
      mention.id ? mention.id : keyring_.find(SubjectName(mention.name_space, mention.reference));
  if (!known) return needs_worker(); // of a batch use: erased since they were registered
  if (!keyring_.knows(*known)) return never_given_out(index);
  return *known;
}

} // namespace ledger
