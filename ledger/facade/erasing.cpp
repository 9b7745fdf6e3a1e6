// Erasure as a barrier: `erasure.started` is sequenced and synced, the marks move with it, the keys
// die, and only then `key.destroyed` says so.
#include "ledger/event/own_events.hpp"
#include "ledger/facade/ledger_impl.hpp"

#include <capnp/message.h>

namespace ledger {
namespace {

capnp::Data::Reader blob(ByteView bytes) {
  return {bytes.data(), bytes.size()};
}

// The barrier as a draft, so that it takes the same way as every event.
Result<Validated> started_event(const EraseRequest& request, const SubjectId& subject,
                                Timestamp now) {
  const auto message = std::make_shared<capnp::MallocMessageBuilder>();
  auto draft = message->initRoot<wire::Draft>();
  draft.setType(wire::EventType::ERASURE_STARTED);
  draft.setEventId(blob(request.event_id.view()));
  auto clear = draft.initClear();
  clear.setOccurredAt(now.get());
  clear.setActorRole(wire::ActorRole::OFFICER);
  clear.setErasureGround(request.ground);
  clear.setErasureMethod(wire::ErasureMethod::KEY_DESTRUCTION);
  if (!request.key_classes.empty()) {
    auto classes = clear.initKeyClasses(static_cast<unsigned>(request.key_classes.size()));
    for (unsigned i = 0; i < classes.size(); ++i)
      classes.set(i, request.key_classes[i].c_str());
  }
  draft.initSubjects(1)[0].setSubjectId(blob(subject.view()));
  return validate(Draft(message, message->getRoot<wire::Draft>().asReader()), PostedBy::kRequest);
}

void answer(Ledger::Impl& impl, const EraseDone& done, Result<ErasureReport> result) {
  std::vector<std::function<void()>> one;
  one.emplace_back([done, result = std::move(result)] { done(result); });
  impl.options.deliver(std::move(one));
}

Sealed destroyed_event(const Ledger::Impl& impl, const ErasurePlan& plan) {
  Destruction destruction;
  destruction.subject = plan.subject;
  destruction.erasure = plan.erasure;
  destruction.whole = plan.whole;
  destruction.epoch = impl.keyring->status().epoch;
  for (const KeyName& key : plan.keys) {
    destruction.keys.emplace_back(plan.subject, key.key_class, key.incarnation);
    destruction.key_ids.push_back(key.key_id);
  }
  return key_destroyed(destruction);
}

// A class that nothing was ever sealed under: a slip, which must not look like an erasure.
Status check_classes(const Ledger::Impl& impl, const EraseRequest& request) {
  const PolicySnapshotPtr policy = impl.shelf->current();
  for (const std::string& name : request.key_classes)
    if (!policy->slugs.knows_key_class(name))
      return fail(Errc::kInvalidField, "no published policy has this key class", "field keyClasses",
                  "check its spelling; without a class the whole person is erased");
  return {};
}

void erase_on_worker(Ledger::Impl& impl, const EraseRequest& request, const EraseDone& done) {
  const auto subject = request.subject
                           ? request.subject
                           : impl.keyring->find({request.name_space, request.reference});
  if (!subject || !impl.keyring->knows(*subject)) {
    answer(impl, done,
           fail(Errc::kNotFound, "nobody is known by this name", "erase",
                "check namespace and reference; an erased person has no name here"));
    return;
  }
  if (impl.keyring->erased(*subject)) {
    answer(impl, done,
           fail(Errc::kErased, "this person was erased before", "erase",
                "auditledger subject shows the record"));
    return;
  }
  if (const Status known = check_classes(impl, request); !known) {
    answer(impl, done, fail(known.error()));
    return;
  }
  auto event = started_event(request, *subject, impl.clock.now());
  if (!event) {
    answer(impl, done, fail(std::move(event).error()));
    return;
  }
  impl.begin_erasure();
  const auto plan = std::make_shared<ErasurePlan>();
  const auto on_sequenced = [&impl, plan, subject = *subject,
                             classes = request.key_classes](Sequence sequence) {
    // The committer, with the barrier in the open group: what is checked behind it is stale.
    if (auto marked = impl.keyring->mark_erased(subject, classes, sequence)) *plan = *marked;
    plan->subject = subject;
    plan->erasure = sequence;
    plan->whole = classes.empty();
  };
  impl.intake->append_own(
      std::move(*event), request.source, on_sequenced,
      [&impl, plan, done](const Result<std::vector<Receipt>>& receipts) {
        if (!receipts || receipts->front().repeated) {
          impl.end_erasure();
          done(receipts ? fail(Errc::kErased, "this erasure was asked for before",
                               "record " + std::to_string(receipts->front().sequence.get()),
                               "auditledger subject shows how far it is")
                        : fail(receipts.error()));
          return;
        }
        impl.worker->post([&impl, plan, done] { finish_erasure(impl, std::move(*plan), done); });
      });
}

} // namespace

void finish_erasure(Ledger::Impl& impl, ErasurePlan plan, EraseDone done) {
  const auto stop_with = [&](const Error& error) {
    // The barrier stands in the chain and the next start finishes it; this process must not go on
    // serving keys that it promised to destroy.
    impl.fatal(error);
    impl.end_erasure();
    answer(impl, done,
           fail(Errc::kOutcomeUnknown, "the storage failed during the erasure: " + error.what(),
                error.where(), "the daemon has to stop; it finishes the erasure when it starts"));
  };
  if (const Status sound = impl.check_storage(); !sound) return stop_with(sound.error());
  if (const Status synced = impl.head_keeper->sync_now(); !synced) return stop_with(synced.error());
  if (const Status dead = impl.keyring->destroy(plan); !dead) return stop_with(dead.error());

  const auto shared = std::make_shared<ErasurePlan>(std::move(plan));
  Unit unit({destroyed_event(impl, *shared)}, [&impl, shared, done](const UnitResult& result) {
    impl.worker->post([&impl, shared, done, result] {
      Status synced;
      if (result) synced = impl.head_keeper->sync_now();
      impl.end_erasure();
      if (!result) return answer(impl, done, fail(result.error()));
      // Done and recorded; only the head beside it is not safe yet, which the next start mends.
      if (!synced) impl.fatal(synced.error());
      ErasureReport report;
      report.subject = shared->subject;
      report.started = shared->erasure;
      report.destroyed = result->front().sequence;
      report.keys = shared->keys.size();
      answer(impl, done, report);
    });
  });
  if (const Status queued = impl.sequencer->submit(std::move(unit)); !queued) {
    impl.end_erasure();
    return answer(impl, done, fail(queued.error()));
  }
  impl.sequencer->kick();
}

void Ledger::Impl::begin_erasure() {
  const std::lock_guard lock(erasing_mutex);
  ++erasing;
}

void Ledger::Impl::end_erasure() {
  {
    const std::lock_guard lock(erasing_mutex);
    --erasing;
  }
  erasing_done.notify_all();
}

void Ledger::erase(EraseRequest request, EraseDone done) {
  impl_->worker->post([impl = impl_.get(), request = std::move(request), done = std::move(done)] {
    erase_on_worker(*impl, request, done);
  });
}

} // namespace ledger
