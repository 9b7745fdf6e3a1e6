// A newsletter goes to people whom the ledger has never heard of. It is a fact, so it is recorded,
// and they become known with it: once, whoever repeats it, races it, or was erased since.
#include "ledger/event/body.hpp"
#include "tests/e2e/service.hpp"

#include <algorithm>

using e2e::EventId;
using e2e::Service;
namespace wire = ledger::wire;

namespace {

struct Answer {
  std::optional<e2e::Receipt> receipt;
  std::string error;
};

void fill_batch(wire::Draft::Builder draft, const EventId& id,
                const std::vector<std::string>& names) {
  draft.setType(wire::EventType::USE_BATCH);
  draft.setEventId(e2e::blob(id.view()));
  auto clear = draft.initClear();
  clear.setOccurredAt(1'700'000'000'000'000);
  clear.initActivities(1).set(0, "newsletter.marketing-communication");
  const EventId campaign;
  clear.setCampaign(e2e::blob(campaign.view()));
  auto subjects = draft.initSubjects(static_cast<unsigned>(names.size()));
  for (unsigned i = 0; i < subjects.size(); ++i)
    subjects[i].setReference(e2e::blob(names[i]));
}

Answer answer_of(const e2e::Reply& reply) {
  if (reply->which() == wire::Reply::ERROR)
    return {{}, ledger::code_text(ledger::tools::error_of(reply->getError()).code())};
  REQUIRE(reply->which() == wire::Reply::RECEIPT);
  return {e2e::receipt_from(reply->getReceipt()), {}};
}

Answer send(e2e::Client& client, const EventId& id, const std::vector<std::string>& names) {
  e2e::RequestMessage request;
  fill_batch(request->initAppend(), id, names);
  const auto reply = client.call(request, e2e::Effect::kWrites, e2e::soon());
  if (!reply) return {{}, ledger::code_text(reply.error().code())};
  return answer_of(*reply);
}

std::vector<std::string> people_named(const std::string& prefix, int count) {
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i)
    names.push_back(prefix + std::to_string(i));
  return names;
}

// What the records from `from` on say: who was registered under which name, and whom the parts of
// batch uses name.
struct Told {
  std::map<std::string, std::string> registered; // reference -> id
  std::vector<std::string> batch;                // ids, in order
  std::uint64_t registrations = 0;
  std::uint64_t parts = 0;
  std::uint64_t last_registration = 0;
  std::uint64_t first_part = 0;
};

Told told_from(e2e::Client& client, std::uint64_t from) {
  Told told;
  e2e::each_record(client, from, true, [&](wire::StoredRecord::Reader record) {
    const auto body = ledger::StoredBody::parse(ledger::body_of(e2e::bytes_of(record)));
    REQUIRE(body.has_value());
    const auto subjects = body->subjects();
    const auto type = body->event().getType();
    if (type == wire::EventType::USE_BATCH) {
      if (told.parts++ == 0) told.first_part = record.getSequence();
      for (const auto& subject : subjects)
        told.batch.push_back(ledger::to_hex(subject.view()));
    }
    if (type != wire::EventType::SUBJECT_REGISTERED) return;
    ++told.registrations;
    told.last_registration = record.getSequence();
    const auto boxes = body->event().getBoxes();
    for (const auto box : record.getOpened()) {
      if (box.getState() != wire::BoxState::OPENED) continue;
      const auto reference = box.getContent().getReference();
      const std::string name(reference.begin(), reference.end());
      const auto& id = subjects.at(boxes[box.getBoxIndex()].getSubjectIndex());
      CHECK(told.registered.emplace(name, ledger::to_hex(id.view())).second);
    }
  });
  return told;
}

} // namespace

TEST_CASE("an event about sixteen people is read with all its boxes, and replayed after kill -9") {
  Service service;
  service.start();
  auto client = service.client();
  const auto before = e2e::size_of(client);
  e2e::RequestMessage request;
  auto draft = request->initAppend();
  e2e::fill(draft, e2e::new_id(), "p0", "x@example.org");
  auto subjects = draft.initSubjects(16);
  for (unsigned i = 0; i < subjects.size(); ++i)
    subjects[i].setReference(e2e::blob(people_named("p", 16)[i]));
  REQUIRE(client.call(request, e2e::Effect::kWrites, e2e::soon()).has_value());
  CHECK(told_from(client, before).registered.size() == 16);
  service.stop(SIGKILL);
  service.start();
  auto again = service.client();
  CHECK(told_from(again, before).registered.size() == 16);
  CHECK(e2e::people(again) == 16);
  CHECK(service.ask({"subject", "p15"}).code == 0);
}

TEST_CASE("a batch use registers the people it names whom nobody knew, in front of its parts") {
  Service service;
  service.start();
  auto client = service.client();
  REQUIRE(e2e::post(client, e2e::new_id(), "known", "k@example.org").receipt.has_value());
  const auto before = e2e::size_of(client);
  auto names = people_named("new-", 2'100);
  names.insert(names.begin() + 7, "known");
  names.push_back("new-3"); // twice in one batch
  const EventId id = e2e::new_id();
  const Answer sent = send(client, id, names);
  INFO(sent.error);
  REQUIRE(sent.receipt.has_value());
  CHECK(e2e::people(client) == 2'101);

  const Told told = told_from(client, before);
  CHECK(told.parts == 2);
  CHECK(told.registered.size() == 2'100);
  CHECK(told.registered.count("known") == 0);
  CHECK(told.last_registration < told.first_part);
  CHECK(sent.receipt->sequence == told.first_part);
  REQUIRE(told.batch.size() == names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == "known") continue;
    const auto found = told.registered.find(names[i]);
    REQUIRE(found != told.registered.end());
    CHECK(found->second == told.batch[i]);
  }

  // The names lead to the same people when the keyring was never written: all is in the records.
  const auto size = e2e::size_of(client);
  for (const int signal : {SIGKILL, SIGTERM}) {
    service.stop(signal);
    service.start();
    auto again = service.client();
    const Answer repeated = send(again, id, names);
    INFO(repeated.error);
    REQUIRE(repeated.receipt.has_value());
    CHECK(repeated.receipt->repeated);
    CHECK(repeated.receipt->sequence == sent.receipt->sequence);
    CHECK(repeated.receipt->leaf == sent.receipt->leaf);
    CHECK(e2e::size_of(again) == size);
    CHECK(e2e::people(again) == 2'101);
    auto shown = service.ask({"subject", "new-1234", "-o", "json"});
    CHECK(shown.code == 0);
    shown.out.erase(std::remove(shown.out.begin(), shown.out.end(), '-'), shown.out.end());
    CHECK(e2e::holds(shown.out, told.registered.at("new-1234")));
  }
  service.stop(SIGTERM);
  const auto verified = service.ask({"verify"});
  INFO(verified.err);
  CHECK(e2e::holds(verified.out, "CONSISTENT"));
}

TEST_CASE("more strangers than there are ready keys are registered all the same") {
  Service service;
  service.start();
  auto client = service.client();
  const auto before = e2e::size_of(client);
  const auto names = people_named("p", 9'000);
  const Answer sent = send(client, e2e::new_id(), names);
  INFO(sent.error);
  REQUIRE(sent.receipt.has_value());
  CHECK(e2e::people(client) == names.size());
  const Told told = told_from(client, before);
  CHECK(told.registered.size() == names.size());
  CHECK(told.batch.size() == names.size());
}

TEST_CASE("a batch use that is sent again after an erasure mints nobody") {
  Service service;
  service.start();
  auto client = service.client();
  const EventId id = e2e::new_id();
  REQUIRE(send(client, id, {"a", "b", "c"}).receipt.has_value());
  REQUIRE(service.ask({"erase", "b", "--yes"}).code == 0);
  for (const int signal : {0, SIGTERM, SIGKILL}) {
    CAPTURE(signal);
    if (signal != 0) {
      service.stop(signal);
      service.start();
    }
    auto again = service.client();
    const auto people = e2e::people(again);
    const auto size = e2e::size_of(again);
    CHECK(send(again, id, {"a", "b", "c"}).error == "AL-3003");
    CHECK(e2e::people(again) == people);
    CHECK(e2e::size_of(again) == size);
    CHECK(service.ask({"subject", "b"}).code == 3);
    CHECK(service.ask({"subject", "a"}).code == 0);
  }
}

TEST_CASE("one batch use that is sent at once over two connections registers everybody once") {
  Service service;
  service.start();
  auto one = service.client();
  auto other = service.client();
  for (int race = 0; race < 10; ++race) {
    const auto before = e2e::size_of(one);
    const EventId id = e2e::new_id();
    const auto names = people_named("race-" + std::to_string(race) + "-", 200);
    for (e2e::Client* client : {&one, &other}) {
      e2e::RequestMessage same;
      fill_batch(same->initAppend(), id, names);
      client->queue(same, e2e::Effect::kWrites);
      REQUIRE(client->wait(-1, std::chrono::steady_clock::now()).has_value());
    }
    std::vector<Answer> answers;
    for (e2e::Client* client : {&one, &other}) {
      for (;;) {
        const auto reply = client->take();
        REQUIRE(reply.has_value());
        if (reply->has_value()) {
          answers.push_back(answer_of(**reply));
          break;
        }
        REQUIRE(client->wait(-1, e2e::soon()).has_value());
      }
    }
    for (const Answer& answer : answers) {
      INFO(answer.error);
      REQUIRE(answer.receipt.has_value());
      CHECK(answer.receipt->leaf == answers[0].receipt->leaf);
    }
    CHECK(answers[0].receipt->repeated != answers[1].receipt->repeated);
    const Told told = told_from(one, before); // which checks that no name comes twice
    CHECK(told.registered.size() == names.size());
    CHECK(told.parts == 1);
  }
}

TEST_CASE("a batch may register somebody and use their address in one go") {
  Service service;
  service.start();
  auto client = service.client();
  const auto before = e2e::size_of(client);
  e2e::RequestMessage request;
  auto drafts = request->initAppendBatch(3);
  e2e::fill(drafts[0], e2e::new_id(), "a", "a@example.org");
  fill_batch(drafts[1], e2e::new_id(), {"a", "b"});
  fill_batch(drafts[2], e2e::new_id(), {"b", "c"});
  const auto reply = client.call(request, e2e::Effect::kWrites, e2e::soon());
  REQUIRE(reply.has_value());
  REQUIRE(reply->which() == wire::Reply::RECEIPTS);
  const auto receipts = (*reply)->getReceipts();
  REQUIRE(receipts.size() == 3);
  const Told told = told_from(client, before);
  CHECK(told.registrations == 3);
  CHECK(told.parts == 2);
  CHECK(told.batch == std::vector<std::string>{told.registered.at("a"), told.registered.at("b"),
                                               told.registered.at("b"), told.registered.at("c")});
  CHECK(receipts[0].getSequence() == before);
  CHECK(receipts[1].getSequence() == before + 2);
  CHECK(receipts[2].getSequence() == before + 4);
}

TEST_CASE("a subject id that was never given out is refused, and nobody becomes known") {
  Service service;
  service.start();
  auto client = service.client();
  const auto before = e2e::size_of(client);
  e2e::RequestMessage request;
  auto draft = request->initAppend();
  fill_batch(draft, e2e::new_id(), {"a", "b"});
  draft.getSubjects()[1].setReference(nullptr);
  const EventId random = e2e::new_id();
  draft.getSubjects()[1].setSubjectId(e2e::blob(random.view()));
  const auto reply = client.call(request, e2e::Effect::kWrites, e2e::soon());
  REQUIRE(!reply.has_value());
  CHECK(reply.error().code() == ledger::Errc::kNotFound);
  CHECK(e2e::size_of(client) == before);
  CHECK(e2e::people(client) == 0);
}

TEST_CASE("whom a batch use from before the ledger registers was known before the ledger as well") {
  Service service;
  service.start();
  for (const std::string before : {"yes", "no"}) {
    CAPTURE(before);
    const auto posted = service.ask(
        {"append", "--stdin", "-q"},
        R"({"type":"use.batch","subjects":["imported-)" + before + R"("],"campaign":"spring",)" +
            R"("activities":["newsletter.marketing-communication"],"beforeLedger":")" + before +
            "\"}\n");
    INFO(posted.err);
    REQUIRE(posted.code == 0);
    const auto log = service.ask({"log", "--type", "subject.registered", "-o", "jsonl"});
    CHECK(e2e::holds(log.out, R"("beforeLedger":")" + before + "\""));
  }
}
