#include "ledger/facade/intake.hpp"

#include "ledger/keyring/keyring.hpp"
#include "ledger/store/id_index.hpp"
#include "ledger/store/store.hpp"

namespace ledger {
namespace {

// Erasures and repeats meet a given event a few times at most; a client that races itself for ever
// is told to come back.
constexpr int kMaxRounds = 8;

} // namespace

Intake::Intake(Store& store, Keyring& keyring, PolicyShelf& shelf, Sequencer& sequencer,
               Worker& worker, Identity identity, Hooks hooks)
    : store_(store), keyring_(keyring), newcomers_(keyring), shelf_(shelf), sequencer_(sequencer),
      worker_(worker), identity_(std::move(identity)), hooks_(std::move(hooks)),
      hasher_([&keyring](std::string_view text) { return keyring.hash_reference(text); }) {}

void Intake::append(std::vector<Draft> drafts, std::string source, PostedBy by, AppendDone done) {
  Job::Events events;
  events.reserve(drafts.size());
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    auto event = validate(std::move(drafts[i]), by);
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
  Job::Events events;
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
  } else if (sealed.error().code() == Errc::kStaleKey) {
    admit_slowly(job); // somebody whom it names was erased while it was sealed
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
    job->receipts.resize(job->events.size());
    job->receipts[i] =
        receipt_of(Placed(stored->header.sequence, stored->leaf, stored->header.recorded_at), true);
  }
  if (fresh > 0) return true;
  std::vector<Receipt> receipts;
  for (const auto& receipt : job->receipts)
    receipts.push_back(*receipt);
  answer(job, std::move(receipts));
  return false;
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
  for (std::size_t i = 0; i < job->events.size(); ++i) {
    if (!job->registrations.empty()) next += job->registrations[i];
    if (job->recorded(i)) {
      receipts.push_back(*job->receipts[i]);
    } else if (job->is_fresh(i)) {
      receipts.push_back(receipt_of((*result)[next++], false));
    } else {
      receipts.push_back(receipts[job->twins[i]]);
      receipts.back().repeated = true;
    }
  }
  newcomers_.recorded(job->minted);
  newcomers_.recorded(job->registered);
  job->done(std::move(receipts));
}

void Intake::answer(const JobPtr& job, Result<std::vector<Receipt>> result) {
  std::vector<std::function<void()>> one;
  one.emplace_back([job, result = std::move(result)] { job->done(result); });
  hooks_.deliver(std::move(one));
}

Receipt Intake::receipt_of(const Placed& placed, bool repeated) const {
  Receipt receipt;
  receipt.origin = identity_.origin;
  receipt.ledger_id = identity_.ledger_id;
  receipt.sequence = placed.sequence;
  receipt.leaf = placed.leaf;
  receipt.recorded_at = placed.recorded_at;
  receipt.repeated = repeated;
  return receipt;
}

} // namespace ledger
