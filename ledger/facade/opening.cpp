// An open ledger: its parts, made in their order and joined.
#include "ledger/facade/ledger_impl.hpp"
#include "ledger/projection/breach_projection.hpp"
#include "ledger/projection/house_projection.hpp"
#include "ledger/projection/recipient_projection.hpp"
#include "ledger/projection/request_projection.hpp"
#include "ledger/projection/source_projection.hpp"
#include "ledger/projection/statistics_projection.hpp"
#include "ledger/projection/subject_projection.hpp"

namespace ledger {
namespace {

SequencerOptions sequencer_options(Ledger::Impl* impl, const StartReport& start) {
  SequencerOptions options;
  options.ledger_id = impl->identity.ledger_id;
  options.generation = start.head.generation;
  options.last_recorded_at = start.durable.recorded_at;
  options.last_leaf = start.durable.last_leaf;
  options.deliver = impl->options.deliver;
  options.on_fatal = [impl](const Error& error) { impl->fatal(error); };
  options.on_stored = [impl](const auto& units, const auto& results, TreeSize size) {
    impl->note_stored(units, results, size);
  };
  options.on_durable = [impl](TreeSize size) { impl->after_group(size); };
  return options;
}

// A projector that stops says so in its own status; it is derived, so the ledger goes on.
Result<std::unique_ptr<Projector>> start_projector(Store& store, Unfolded& unfolded) {
  std::vector<std::unique_ptr<Projection>> projections;
  projections.push_back(std::make_unique<SubjectProjection>());
  projections.push_back(std::make_unique<HouseProjection>());
  projections.push_back(std::make_unique<RequestProjection>());
  projections.push_back(std::make_unique<RecipientProjection>());
  projections.push_back(std::make_unique<BreachProjection>());
  projections.push_back(std::make_unique<SourceProjection>());
  projections.push_back(std::make_unique<StatisticsProjection>());
  ProjectorOptions options;
  options.on_folded = [&unfolded](TreeSize folded) { unfolded.forget(folded); };
  return Projector::start(store, std::move(projections), std::move(options));
}

// An erasure that a crash interrupted is finished before anything is served.
Status finish_unfinished(Ledger::Impl& impl, const std::vector<UnfinishedErasure>& unfinished) {
  for (const UnfinishedErasure& erasure : unfinished) {
    auto plan = impl.keyring->mark_erased(erasure.subject, erasure.classes, erasure.started);
    if (!plan && plan.error().code() != Errc::kNotFound) return fail(plan.error());
    if (!plan) plan = ErasurePlan();
    plan->subject = erasure.subject;
    plan->erasure = erasure.started;
    plan->whole = erasure.classes.empty();
    impl.begin_erasure();
    finish_erasure(impl, std::move(*plan), [](const Result<ErasureReport>&) {});
  }
  std::unique_lock lock(impl.erasing_mutex);
  impl.erasing_done.wait(lock, [&impl] { return impl.erasing == 0; });
  return impl.check_storage();
}

} // namespace

Result<std::unique_ptr<Ledger>> Ledger::open(const OpenOptions& options, const MasterKey& master,
                                             const Clock& clock) {
  auto impl = std::make_unique<Impl>(options, clock);
  LEDGER_ASSIGN(StartReport start, start_ledger(*impl, master));
  Impl* const raw = impl.get();
  const auto on_fatal = [raw](const Error& error) { raw->fatal(error); };

  impl->worker = std::make_unique<Worker>();
  impl->head_keeper = std::make_unique<HeadKeeper>(*impl->head, on_fatal);
  impl->unfolded = std::make_unique<Unfolded>(*impl->store, start.durable.size);
  impl->sequencer = std::make_unique<Sequencer>(*impl->store, *impl->head, *impl->keyring, clock,
                                                start.tiles, sequencer_options(raw, start));
  impl->intake = std::make_unique<Intake>(
      *impl->store, *impl->keyring, *impl->shelf, *impl->sequencer, *impl->worker, impl->identity,
      Intake::Hooks{options.deliver, [raw] { return raw->refill_pool(); }});
  LEDGER_ASSIGN(impl->projector, start_projector(*impl->store, *impl->unfolded));
  impl->projector->notify(start.durable.size);
  impl->answers = std::make_unique<Answers>(
      *impl->projector,
      [store = impl->store.get()](const DocumentHash& hash) -> Result<Bytes> {
        LEDGER_ASSIGN(auto document, store->document(hash));
        if (document) return std::move(document->bytes);
        return fail(Errc::kNotFound, "the text of a published policy is not in the store",
                    to_hex(hash.view()), "auditledger verify");
      },
      impl->unfolded.get());
  LEDGER_TRY(record_restoration(*impl));
  if (start.keyring_was_older) {
    LEDGER_TRY(record_older_keyring(*impl));
  }
  LEDGER_TRY(finish_unfinished(*impl, start.unfinished));

  CheckpointerOptions checkpoints;
  checkpoints.origin = impl->identity.origin;
  checkpoints.interval = options.checkpoint_interval;
  checkpoints.heartbeat = options.heartbeat_interval;
  checkpoints.on_fatal = on_fatal;
  impl->checkpointer = std::make_unique<Checkpointer>(
      *impl->store, *impl->head_keeper, *impl->keyring, *impl->signing_keys, *impl->sequencer,
      std::move(start.signed_tiles), checkpoints);
  impl->rotator = std::make_unique<Rotator>(*impl);
  impl->rotator->resume();
  return std::unique_ptr<Ledger>(new Ledger(std::move(impl)));
}

} // namespace ledger
