// The gate of an open ledger, asked the moment an event is acknowledged.
#include "ledger/crypto/random.hpp"
#include "ledger/report/answers.hpp"
#include "tests/support/opened_ledger.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::test;
using wire::EventType;

namespace {

constexpr const char* kActivity = "newsletter.marketing-communication";

using Fill = std::function<void(wire::Draft::Builder)>;

Draft draft_of(EventType type, const Fill& fill) {
  const auto message = std::make_shared<capnp::MallocMessageBuilder>();
  auto draft = message->initRoot<wire::Draft>();
  draft.setType(type);
  const auto id = random_id<EventId>();
  draft.setEventId({id.view().data(), id.view().size()});
  draft.initClear().setOccurredAt(test_clock().now().get());
  fill(draft);
  return {message, message->getRoot<wire::Draft>().asReader()};
}

void name_people(wire::Draft::Builder draft, unsigned count) {
  auto people = draft.initSubjects(count);
  for (unsigned i = 0; i < count; ++i) {
    const std::string reference = "customer-" + std::to_string(i + 1);
    const ByteView bytes = as_bytes(reference);
    people[i].setReference({bytes.data(), bytes.size()});
  }
}

Draft about_consent(EventType type) {
  return draft_of(type, [](wire::Draft::Builder draft) {
    draft.getClear().initActivities(1).set(0, kActivity);
    draft.getClear().setConsentMethod(wire::ConsentMethod::DOUBLE_OPT_IN);
    name_people(draft, 1);
  });
}

// A batch of which most parts are stored in records of their own.
Draft mailing(unsigned people) {
  const auto id = random_id<OpaqueRef>();
  return draft_of(EventType::USE_BATCH, [people, id](wire::Draft::Builder draft) {
    draft.getClear().initActivities(1).set(0, kActivity);
    draft.getClear().setCampaign({id.view().data(), id.view().size()});
    name_people(draft, people);
  });
}

Result<std::vector<Receipt>> post(OpenedLedger& ledger, std::vector<Draft> drafts) {
  std::promise<Result<std::vector<Receipt>>> answered;
  ledger->append(std::move(drafts), "crm", PostedBy::kApplication,
                 [&](const Result<std::vector<Receipt>>& stored) { answered.set_value(stored); });
  ledger->turn_ended();
  return answered.get_future().get();
}

GateAnswer ask(OpenedLedger& ledger) {
  GateQuery query;
  query.activity = kActivity;
  query.at = test_clock().now();
  const auto subject = ledger->find_subject(SubjectName("crm", as_bytes("customer-1")));
  REQUIRE(subject.has_value());
  return must(ledger->answers().check(subject, query,
                                      std::chrono::steady_clock::now() + std::chrono::seconds(30)));
}

} // namespace

TEST_CASE("the gate knows a consent, and its withdrawal, the moment it is acknowledged") {
  const MadeLedger made;
  OpenedLedger ledger(made.state());
  for (int round = 0; round < 100; ++round) {
    CAPTURE(round);
    const bool gives = round % 2 == 0;
    const EventType type = gives ? EventType::CONSENT_GIVEN : EventType::CONSENT_WITHDRAWN;
    std::vector<Draft> drafts;
    // In front of it what takes several records, so that places are counted right.
    if (round % 10 == 0) drafts.push_back(mailing(5'000));
    drafts.push_back(about_consent(type));
    const auto receipts = must(post(ledger, std::move(drafts)));
    const GateAnswer answer = ask(ledger);
    CHECK(answer.allowed == gives);
    CHECK(answer.record == receipts.back().sequence);
    CHECK(answer.folded.get() > receipts.back().sequence.get());
  }
}

TEST_CASE("the gate waits until the erasure of a person is folded") {
  const MadeLedger made;
  OpenedLedger ledger(made.state());
  std::vector<Draft> drafts;
  drafts.push_back(about_consent(EventType::CONSENT_GIVEN));
  must(post(ledger, std::move(drafts)));
  CHECK(ask(ledger).allowed);
  const auto subject = ledger->find_subject(SubjectName("crm", as_bytes("customer-1")));
  std::promise<Result<ErasureReport>> erased;
  EraseRequest request;
  request.subject = subject;
  request.ground = wire::ErasureGround::OBJECTION;
  request.event_id = random_id<EventId>();
  request.source = "dpo";
  ledger->erase(std::move(request),
                [&](const Result<ErasureReport>& report) { erased.set_value(report); });
  must(erased.get_future().get());
  GateQuery query;
  query.activity = kActivity;
  query.at = test_clock().now();
  const TreeSize durable = ledger->durable().size;
  const auto answer = must(ledger->answers().check(
      subject, query, std::chrono::steady_clock::now() + std::chrono::seconds(30)));
  CHECK(answer.folded >= durable);
}
