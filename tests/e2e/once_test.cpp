// An event is recorded once, however often it is sent, whoever races, and whatever happened since.
#include "tests/e2e/service.hpp"

using e2e::BatchAnswer;
using e2e::Entry;
using e2e::EventId;
using e2e::kConflict;
using e2e::kErased;
using e2e::post_batch;
using e2e::Posted;
using e2e::Service;

namespace {

// One reply of those that are in flight.
Posted next_reply(e2e::Client& client) {
  for (;;) {
    const auto reply = client.take();
    REQUIRE(reply.has_value());
    if (reply->has_value()) {
      if ((**reply).which() == ledger::wire::Reply::ERROR)
        return {{}, ledger::code_text(ledger::tools::error_of((**reply)->getError()).code())};
      REQUIRE((**reply).which() == ledger::wire::Reply::RECEIPT);
      return {e2e::receipt_from((**reply)->getReceipt()), {}};
    }
    const auto woken = client.wait(-1, e2e::soon());
    REQUIRE(woken.has_value());
    REQUIRE(!woken->timed_out);
  }
}

void queue(e2e::Client& client, const EventId& id, const std::string& reference,
           const std::string& email) {
  e2e::RequestMessage request;
  e2e::fill(request->initAppend(), id, reference, email);
  client.queue(request, e2e::Effect::kWrites);
}

void check_repeats(const Posted& again, const e2e::Receipt& first) {
  INFO(again.error);
  REQUIRE(again.receipt.has_value());
  CHECK(again.receipt->repeated);
  CHECK(again.receipt->sequence == first.sequence);
  CHECK(again.receipt->leaf == first.leaf);
}

} // namespace

TEST_CASE("the same event gets its first receipt again, also after a stop and after kill -9") {
  Service service;
  const EventId id = e2e::new_id();
  e2e::Receipt first;
  {
    service.start();
    auto client = service.client();
    const Posted posted = e2e::post(client, id, "a", "a@example.org");
    REQUIRE(posted.receipt.has_value());
    first = *posted.receipt;
    CHECK(!first.repeated);
    check_repeats(e2e::post(client, id, "a", "a@example.org"), first);
  }
  for (const int signal : {SIGTERM, SIGKILL, SIGKILL}) {
    service.stop(signal);
    service.start();
    auto client = service.client();
    check_repeats(e2e::post(client, id, "a", "a@example.org"), first);
    CHECK(e2e::size_of(client) == first.sequence + 1);
    CHECK(e2e::people(client) == 1);
  }
}

TEST_CASE("the same id with other content is a conflict that stores nothing and mints nobody") {
  Service service;
  service.start();
  const EventId id = e2e::new_id();
  auto client = service.client();
  REQUIRE(e2e::post(client, id, "a", "a@example.org").receipt.has_value());
  for (int life = 0; life < 2; ++life) {
    auto asking = service.client();
    const auto size = e2e::size_of(asking);
    CHECK(e2e::post(asking, id, "b", "a@example.org").error == kConflict);
    CHECK(e2e::post(asking, id, "a", "b@example.org").error == kConflict);
    e2e::RequestMessage later;
    e2e::fill(later->initAppend(), id, "a", "a@example.org");
    later->getAppend().getClear().setOccurredAt(1'700'000'000'000'001);
    const auto reply = asking.call(later, e2e::Effect::kWrites, e2e::soon());
    REQUIRE(!reply.has_value());
    CHECK(ledger::code_text(reply.error().code()) == kConflict);
    CHECK(e2e::size_of(asking) == size);
    CHECK(e2e::people(asking) == 1);
    service.stop(SIGKILL);
    service.start();
  }
}

TEST_CASE("two connections that post one id at once make one record") {
  Service service;
  service.start();
  auto one = service.client();
  auto other = service.client();
  const auto before = e2e::size_of(one);
  constexpr int kRaces = 60;
  for (int i = 0; i < kRaces; ++i) {
    const EventId id = e2e::new_id();
    const std::string who = "person-" + std::to_string(i);
    queue(one, id, who, "x@example.org");
    queue(other, id, who, "x@example.org");
    queue(one, id, who, "x@example.org");
    // Both are sent before either is answered.
    REQUIRE(one.wait(-1, std::chrono::steady_clock::now()).has_value());
    REQUIRE(other.wait(-1, std::chrono::steady_clock::now()).has_value());
    const Posted answers[] = {next_reply(one), next_reply(one), next_reply(other)};
    int fresh = 0;
    for (const Posted& answer : answers) {
      INFO(answer.error);
      REQUIRE(answer.receipt.has_value());
      CHECK(answer.receipt->leaf == answers[0].receipt->leaf);
      fresh += answer.receipt->repeated ? 0 : 1;
    }
    CHECK(fresh == 1);
  }
  CHECK(e2e::size_of(one) == before + kRaces);
  CHECK(e2e::people(one) == kRaces);
}

TEST_CASE("of two different events that race for one id, one is recorded and one is a conflict") {
  Service service;
  service.start();
  auto one = service.client();
  auto other = service.client();
  const auto before = e2e::size_of(one);
  constexpr int kRaces = 40;
  for (int i = 0; i < kRaces; ++i) {
    const EventId id = e2e::new_id();
    queue(one, id, "one", std::to_string(i) + "@example.org");
    queue(other, id, "other", std::to_string(i) + "@example.org");
    REQUIRE(one.wait(-1, std::chrono::steady_clock::now()).has_value());
    REQUIRE(other.wait(-1, std::chrono::steady_clock::now()).has_value());
    const Posted first = next_reply(one);
    const Posted second = next_reply(other);
    CHECK(first.receipt.has_value() != second.receipt.has_value());
    CHECK((first.receipt ? second.error : first.error) == kConflict);
  }
  CHECK(e2e::size_of(one) == before + kRaces);
}

TEST_CASE("a batch that holds an id twice gives equal receipts if equal, and is refused if not") {
  Service service;
  service.start();
  auto client = service.client();
  const EventId twice = e2e::new_id();
  const Entry entry{twice, "a", "a@example.org"};
  const Entry between{e2e::new_id(), "b", "b@example.org"};
  const auto before = e2e::size_of(client);
  const BatchAnswer equal = post_batch(client, {entry, between, entry});
  INFO(equal.error);
  REQUIRE(equal.receipts.size() == 3);
  CHECK(equal.receipts[0].leaf == equal.receipts[2].leaf);
  CHECK(equal.receipts[0].leaf != equal.receipts[1].leaf);
  CHECK(e2e::size_of(client) == before + 2);

  const BatchAnswer again = post_batch(client, {entry, {e2e::new_id(), "c", "c@example.org"}});
  REQUIRE(again.receipts.size() == 2);
  CHECK(again.receipts[0].leaf == equal.receipts[0].leaf);
  CHECK(again.receipts[0].repeated);
  CHECK(!again.receipts[1].repeated);

  const auto size = e2e::size_of(client);
  const EventId fresh = e2e::new_id();
  CHECK(post_batch(client, {{fresh, "a", "a@example.org"}, {fresh, "a", "b@example.org"}}).error ==
        kConflict);
  CHECK(post_batch(client, {{fresh, "d", "d@example.org"}, {twice, "a", "b@example.org"}}).error ==
        kConflict);
  CHECK(e2e::size_of(client) == size);
  CHECK(e2e::post(client, fresh, "a", "a@example.org").receipt.has_value());
}

TEST_CASE("a batch that is refused for a conflict mints nobody") {
  Service service;
  service.start();
  auto client = service.client();
  const EventId used = e2e::new_id();
  REQUIRE(e2e::post(client, used, "a", "a@example.org").receipt.has_value());
  const Entry newcomer{e2e::new_id(), "b", "b@example.org"};
  CHECK(post_batch(client, {newcomer, {used, "a", "other@example.org"}}).error == kConflict);
  CHECK(e2e::people(client) == 1);
  CHECK(service.ask({"subject", "b"}).code == 3);
}

TEST_CASE("an event about an erased person is known, and brings nobody back") {
  Service service;
  service.start();
  const EventId id = e2e::new_id();
  {
    auto client = service.client();
    REQUIRE(e2e::post(client, id, "a", "a@example.org").receipt.has_value());
    REQUIRE(e2e::post(client, e2e::new_id(), "b", "b@example.org").receipt.has_value());
    REQUIRE(service.ask({"erase", "a", "--yes"}).code == 0);
  }
  for (const int signal : {0, SIGTERM, SIGKILL}) {
    CAPTURE(signal);
    if (signal != 0) {
      service.stop(signal);
      service.start();
    }
    auto client = service.client();
    const auto known = e2e::people(client);
    const auto size = e2e::size_of(client);
    CHECK(e2e::post(client, id, "a", "a@example.org").error == kErased);
    const BatchAnswer batch = post_batch(client, {{id, "a", "a@example.org"}});
    CHECK(batch.error == kErased);
    CHECK(e2e::people(client) == known);
    CHECK(e2e::size_of(client) == size);
    CHECK(service.ask({"subject", "a"}).code == 3);
  }
}
