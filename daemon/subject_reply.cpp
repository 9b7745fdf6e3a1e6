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

} // namespace

void fill_subject(wire::SubjectState::Builder out, const SubjectId& subject,
                  const SubjectState& state, TreeSize folded) {
  out.setSubjectId(blob(subject.view()));
  out.setFoldedSize(folded.get());
  out.setErased(state.erased());
  if (state.erased_by) out.setKeyDestroyedAt(state.erased_by->get());
  out.setEvents(state.events.times);

  auto relations = out.initRelations(count(state.relations));
  for (unsigned i = 0; i < relations.size(); ++i) {
    const SubjectRelation& relation = state.relations[i];
    relations[i].setRelation(text(relation.relation));
    if (relation.started) relations[i].setStartedBy(relation.started->by.get());
    if (relation.ended) relations[i].setEndedBy(relation.ended->by.get());
    relations[i].setActive(relation.active());
  }
  auto holdings = out.initHoldings(count(state.holdings));
  for (unsigned i = 0; i < holdings.size(); ++i) {
    const SubjectHolding& holding = state.holdings[i];
    holdings[i].setCategory(text(holding.category));
    holdings[i].setActivity(text(holding.activity));
    holdings[i].setFirst(holding.seen.first.get());
    holdings[i].setLast(holding.seen.last.get());
    holdings[i].setTimes(holding.seen.times);
  }
  auto consents = out.initConsents(count(state.consents));
  for (unsigned i = 0; i < consents.size(); ++i) {
    consents[i].setActivity(text(state.consents[i].activity));
    consents[i].setState(state.consents[i].state);
    consents[i].setBy(state.consents[i].act.by.get());
    consents[i].setAt(state.consents[i].act.at.get());
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
    recipients[i].setFirst(recipient.seen.first.get());
    recipients[i].setLast(recipient.seen.last.get());
    recipients[i].setTimes(recipient.seen.times);
  }
  auto requests = out.initRequests(count(state.requests));
  for (unsigned i = 0; i < requests.size(); ++i) {
    const SubjectRequest& request = state.requests[i];
    requests[i].setRight(request.right);
    if (request.received) requests[i].setReceivedBy(request.received->by.get());
    if (request.answered) requests[i].setAnsweredBy(request.answered->by.get());
    if (!request.correlation.is_zero())
      requests[i].setCorrelation(blob(request.correlation.view()));
  }
}

} // namespace ledger
