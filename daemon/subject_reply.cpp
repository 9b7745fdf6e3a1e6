#include "daemon/subject_reply.hpp"

namespace ledger {
namespace {

capnp::Text::Reader text(const std::string& value) {
  return {value.c_str(), value.size()};
}
capnp::Data::Reader blob(ByteView bytes) {
  return {bytes.data(), bytes.size()};
}
unsigned count(const auto& list) {
  return static_cast<unsigned>(list.size());
}

// Everything with these three fields.
template <class Builder>
void fill_seen(Builder out, const Seen& seen) {
  out.setFirst(seen.first.get());
  out.setLast(seen.last.get());
  out.setTimes(seen.times);
}

void fill_uses(wire::SubjectState::Builder out, const SubjectState& state) {
  auto uses = out.initUses(count(state.uses));
  for (unsigned i = 0; i < uses.size(); ++i) {
    uses[i].setActivity(text(state.uses[i].activity));
    fill_seen(uses[i], state.uses[i].seen);
    uses[i].setInBatches(state.uses[i].in_batches);
  }
  auto notices = out.initNotices(count(state.notices));
  for (unsigned i = 0; i < notices.size(); ++i) {
    notices[i].setKind(state.notices[i].kind);
    fill_seen(notices[i], state.notices[i].seen);
  }
}

void fill_erasures(wire::SubjectState::Builder out, const SubjectState& state) {
  fill_seen(out.initErasureRequested(), state.erasure_requested);
  fill_seen(out.initErasureStarted(), state.erasure_started);
  fill_seen(out.initErasureExecuted(), state.erasure_executed);
  auto classes = out.initErasedClasses(count(state.erased_classes));
  for (unsigned i = 0; i < classes.size(); ++i) {
    const ErasedClass& erased = state.erased_classes[i];
    classes[i].setKeyClass(text(erased.key_class));
    classes[i].setIncarnation(erased.incarnation.get());
    if (erased.started) classes[i].setStartedBy(erased.started->get());
    if (erased.destroyed) classes[i].setDestroyedBy(erased.destroyed->get());
    classes[i].setComplete(erased.complete());
  }
}

} // namespace

void fill_subject(wire::SubjectState::Builder out, const SubjectId& subject,
                  const SubjectState& state, TreeSize folded) {
  out.setSubjectId(blob(subject.view()));
  out.setFoldedSize(folded.get());
  out.setErased(state.erased());
  if (state.erased_by) out.setKeyDestroyedAt(state.erased_by->get());
  out.setEvents(state.events.times);
  out.setFirstEvent(state.events.first.get());
  out.setLastEvent(state.events.last.get());
  out.setUnlisted(state.unlisted);
  fill_uses(out, state);
  fill_erasures(out, state);

  auto relations = out.initRelations(count(state.relations));
  for (unsigned i = 0; i < relations.size(); ++i) {
    const SubjectRelation& relation = state.relations[i];
    relations[i].setRelation(text(relation.relation));
    if (relation.started) relations[i].setStartedBy(relation.started->by.get());
    if (relation.started) relations[i].setStartedAt(relation.started->at.get());
    if (relation.ended) relations[i].setEndedBy(relation.ended->by.get());
    if (relation.ended) relations[i].setEndedAt(relation.ended->at.get());
    relations[i].setActive(relation.active());
  }
  auto holdings = out.initHoldings(count(state.holdings));
  for (unsigned i = 0; i < holdings.size(); ++i) {
    const SubjectHolding& holding = state.holdings[i];
    holdings[i].setCategory(text(holding.category));
    holdings[i].setActivity(text(holding.activity));
    fill_seen(holdings[i], holding.seen);
  }
  auto consents = out.initConsents(count(state.consents));
  for (unsigned i = 0; i < consents.size(); ++i) {
    consents[i].setActivity(text(state.consents[i].activity));
    consents[i].setState(state.consents[i].state);
    consents[i].setBy(state.consents[i].act.by.get());
    consents[i].setAt(state.consents[i].act.at.get());
    if (const auto until = state.consents[i].valid_until) consents[i].setValidUntil(until->get());
  }
  auto objections = out.initObjections(count(state.objections));
  for (unsigned i = 0; i < objections.size(); ++i) {
    objections[i].setScope(state.objections[i].scope);
    objections[i].setActivity(text(state.objections[i].activity));
    objections[i].setBy(state.objections[i].act.by.get());
    objections[i].setAt(state.objections[i].act.at.get());
  }
  auto recipients = out.initRecipients(count(state.recipients));
  for (unsigned i = 0; i < recipients.size(); ++i) {
    const SubjectRecipient& recipient = state.recipients[i];
    recipients[i].setRecipient(text(recipient.recipient));
    recipients[i].setCountry(text(recipient.country));
    fill_seen(recipients[i], recipient.seen);
  }
  auto requests = out.initRequests(count(state.requests));
  for (unsigned i = 0; i < requests.size(); ++i) {
    const SubjectRequest& request = state.requests[i];
    requests[i].setRight(request.right);
    if (request.received) requests[i].setReceivedBy(request.received->by.get());
    if (request.received) requests[i].setReceivedAt(request.received->at.get());
    if (request.answered) requests[i].setAnsweredBy(request.answered->by.get());
    if (request.answered) requests[i].setAnsweredAt(request.answered->at.get());
    requests[i].setOutcome(request.outcome);
    if (!request.correlation.is_zero())
      requests[i].setCorrelation(blob(request.correlation.view()));
  }
}

} // namespace ledger
