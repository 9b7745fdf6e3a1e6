#include "ledger/facade/intake.hpp"

#include "ledger/keyring/keyring.hpp"
#include "ledger/store/id_index.hpp"
#include "ledger/store/store.hpp"

namespace ledger {
namespace {

// Erasures and repeats meet a given event a few times at most; a client that races itself for ever
// is told to come back.
constexpr int kMaxRounds = 8;

// Not an error: the fast lane gives up and the worker takes over.
tl::unexpected<Error> needs_worker() {
  return fail(Errc::kStaleKey, "needs the disk", "intake", "the worker takes it");
}

tl::unexpected<Error> unknown_in_batch(std::size_t index) {
  return fail(Errc::kNotFound, "a batch use may only name people that the ledger knows",
              "subject " + std::to_string(index), "post subject.registered for them first");
}

} // namespace

struct Intake::Job {
  Job(std::vector<Validated> all, std::string posted_by, AppendDone when_done)
      : events(std::move(all)), source(std::move(posted_by)), done(std::move(when_done)),
        receipts(events.size()) {}
  std::vector<Validated> events;
  std::string source;
  AppendDone done;
  std::function<void(Sequence)> on_sequenced;
  std::vector<std::optional<Receipt>> receipts; // of those recorded before
  bool looked_up = false;                       // all ids, before the first person was minted
  int rounds = 0;
};

Intake::Intake(Store& store, Keyring& keyring, PolicyShelf& shelf, Sequencer& sequencer,
               Worker& worker, Identity identity,
               std::function<void(std::vector<std::function<void()>>)> deliver)
    : store_(store), keyring_(keyring), shelf_(shelf), sequencer_(sequencer), worker_(worker),
      identity_(std::move(identity)), deliver_(std::move(deliver)),
      hasher_([&keyring](std::string_view text) { return keyring.hash_reference(text); }) {}

void Intake::append(std::vector<Draft> drafts, std::string source, AppendDone done) {
  std::vector<Validated> events;
  events.reserve(drafts.size());
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    auto event = validate(std::move(drafts[i]), PostedBy::kApplication);
    if (!event) {
      Error error = std::move(event).error();
      done(fail(drafts.size() == 1 ? error : error.within("event " + std::to_string(i))));
      return;
    }
    events.push_back(std::move(*event));
  }
  admit(std::make_shared<Job>(std::move(events), std::move(source), std::move(done)));
}

void Intake::append_own(Validated event, std::string source,
                        std::function<void(Sequence)> on_sequenced, AppendDone done) {
  std::vector<Validated> events;
  events.push_back(std::move(event));
  auto job = std::make_shared<Job>(std::move(events), std::move(source), std::move(done));
  job->on_sequenced = std::move(on_sequenced);
  admit_slowly(job);
  sequencer_.kick();
}

void Intake::admit(const JobPtr& job) {
  auto sealed = seal_fresh(*job, Lane::kFast);
  if (sealed) {
    submit(job, std::move(*sealed));
  } else if (sealed.error().code() == Errc::kStaleKey) {
    worker_.post([this, job] {
      admit_slowly(job);
      sequencer_.kick();
    });
  } else {
    job->done(fail(std::move(sealed).error()));
  }
}

void Intake::admit_slowly(const JobPtr& job) {
  if (++job->rounds > kMaxRounds) {
    answer(job, fail(Errc::kBusy, "keys are being erased faster than this can be sealed", "intake",
                     "nothing was stored; send it again in a moment"));
    return;
  }
  if (!answer_repeats(job)) return;
  auto sealed = seal_fresh(*job, Lane::kSlow);
  if (sealed) {
    submit(job, std::move(*sealed));
  } else {
    answer(job, fail(std::move(sealed).error()));
  }
}

bool Intake::answer_repeats(const JobPtr& job) {
  std::size_t fresh = 0;
  for (std::size_t i = 0; i < job->events.size(); ++i) {
    const Validated& event = job->events[i];
    const auto found = store_.ids().find(id_key(job->source, event.event_id()));
    if (!found) return answer(job, fail(found.error())), false;
    if (!*found) {
      ++fresh;
      continue;
    }
    const auto stored =
        compare_with_stored(event, job->source, **found, store_, keyring_, shelf_, hasher_);
    if (!stored) return answer(job, fail(stored.error())), false;
    const std::string where = "record " + std::to_string((*found)->get());
    if (stored->sameness == Sameness::kDifferent) {
      answer(job, fail(Errc::kConflict, "this id was used for another event", where,
                       "make a new id for a new event"));
      return false;
    }
    if (stored->sameness == Sameness::kErased && job->events.size() == 1) {
      answer(job, fail(Errc::kErased, "already recorded, and erased since", where,
                       "nothing is left to do for this event"));
      return false;
    }
    job->receipts[i] =
        receipt_of(Placed(stored->header.sequence, stored->leaf, stored->header.recorded_at, true));
  }
  if (fresh > 0) return true;
  std::vector<Receipt> receipts;
  for (const auto& receipt : job->receipts)
    receipts.push_back(*receipt);
  answer(job, std::move(receipts));
  return false;
}

Result<std::vector<Sealed>> Intake::seal_fresh(Job& job, Lane lane) {
  const PolicySnapshotPtr policy = shelf_.current();
  std::vector<Sealed> sealed;
  sealed.reserve(job.events.size());
  for (std::size_t i = 0; i < job.events.size(); ++i)
    if (!job.receipts[i]) LEDGER_TRY(seal_one(job, i, lane, *policy, sealed));
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

Status Intake::seal_one(Job& job, std::size_t index, Lane lane, const PolicySnapshot& policy,
                        std::vector<Sealed>& out) {
  const Validated& event = job.events[index];
  LEDGER_ASSIGN(const Prepared prepared,
                prepare(event, PrepareContext(policy, job.source, hasher_)));
  const bool batch = event.type().type == wire::EventType::USE_BATCH;
  // Before any key: an erasure that comes in between makes this count too low, which is safe.
  const std::uint64_t erasures = keyring_.erasure_count();

  std::vector<SealingKey> keys;
  std::vector<SubjectId> subjects;
  for (std::size_t i = 0; i < prepared.subjects.size(); ++i) {
    const SubjectMention& mention = prepared.subjects[i];
    const SubjectName name(mention.name_space, mention.reference);
    const auto known = mention.id ? mention.id : keyring_.find(name);
    const bool boxed = prepared.has_content(i);
    if (known && !boxed) {
      if (!keyring_.knows(*known)) return unknown_in_batch(i);
      subjects.push_back(*known);
      continue;
    }
    if (batch && !known) return unknown_in_batch(i);
    if (!known && lane == Lane::kFast) LEDGER_TRY(check_all_new(job));
    auto key = known ? keyring_.acquire(*known, prepared.key_class)
                     : keyring_.acquire(name, prepared.key_class);
    while (!key && key.error().code() == Errc::kBusy) {
      if (lane == Lane::kFast) return needs_worker();
      LEDGER_TRY(keyring_.refill_pool());
      key = known ? keyring_.acquire(*known, prepared.key_class)
                  : keyring_.acquire(name, prepared.key_class);
    }
    if (!key) return fail(std::move(key).error());
    subjects.push_back(key->subject);
    keys.push_back(std::move(*key));
  }

  std::vector<BoxKey> box_keys;
  static const Secret32<struct NoKeyTag> kNoKey;
  std::size_t next_key = 0;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    if (prepared.has_content(i)) {
      const SealingKey& key = keys[next_key++];
      box_keys.emplace_back(key.subject, key.key_class, key.incarnation, key.key_id,
                            key.key.view());
    } else {
      box_keys.emplace_back(subjects[i], std::string(), Incarnation(), KeyId(), kNoKey.view());
    }
  }
  const SealContext context(identity_.ledger_id, job.source, policy, erasures);
  LEDGER_ASSIGN(std::vector<Sealed> sealed, seal(event, prepared, context, box_keys));
  for (Sealed& part : sealed)
    out.push_back(std::move(part));
  return {};
}

void Intake::submit(const JobPtr& job, std::vector<Sealed> sealed) {
  Unit unit(std::move(sealed), [this, job](UnitResult result) { finish(job, std::move(result)); });
  unit.on_sequenced = job->on_sequenced;
  if (const Status queued = sequencer_.submit(std::move(unit)); !queued)
    answer(job, fail(queued.error()));
}

// Where `deliver` runs things.
void Intake::finish(const JobPtr& job, UnitResult result) {
  if (!result) {
    if (result.error().code() == Errc::kStaleKey) {
      worker_.post([this, job] {
        admit_slowly(job);
        sequencer_.kick();
      });
      return;
    }
    job->done(fail(std::move(result).error()));
    return;
  }
  std::vector<Receipt> receipts;
  receipts.reserve(job->events.size());
  std::size_t next = 0;
  for (const auto& earlier : job->receipts)
    receipts.push_back(earlier ? *earlier : receipt_of((*result)[next++]));
  job->done(std::move(receipts));
}

void Intake::answer(const JobPtr& job, Result<std::vector<Receipt>> result) {
  std::vector<std::function<void()>> one;
  one.emplace_back([job, result = std::move(result)] { job->done(result); });
  deliver_(std::move(one));
}

Receipt Intake::receipt_of(const Placed& placed) const {
  Receipt receipt;
  receipt.origin = identity_.origin;
  receipt.ledger_id = identity_.ledger_id;
  receipt.sequence = placed.sequence;
  receipt.leaf = placed.leaf;
  receipt.recorded_at = placed.recorded_at;
  receipt.repeated = placed.repeated;
  return receipt;
}

} // namespace ledger
