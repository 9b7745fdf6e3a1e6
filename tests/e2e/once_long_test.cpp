// Once, after a long time: ids from many records and three restarts ago. AUDITLEDGER_ONCE_RECORDS
// sets how many; tests/soak/run takes a million.
#include "tests/e2e/service.hpp"

#include <iostream>

using e2e::Entry;
using e2e::EventId;
using e2e::kConflict;
using e2e::kErased;
using e2e::Posted;
using e2e::Service;

namespace {

constexpr unsigned kPerBatch = 500;

// Event number n of the history, the same in every call. Half of the ids are UUIDv7 as our clients
// make them, half are random, as others do.
Entry entry(std::uint64_t number) {
  std::mt19937_64 random(number);
  EventId id;
  ledger::put_be(id.writable().data(), random(), 8);
  ledger::put_be(id.writable().data() + 8, random(), 8);
  if (number % 2 == 0) {
    ledger::put_be(id.writable().data(), 1'790'000'000'000 + number / 20, 6); // milliseconds
    id.writable()[6] = static_cast<std::uint8_t>(0x70 | (id.view()[6] & 0x0f));
    id.writable()[8] = static_cast<std::uint8_t>(0x80 | (id.view()[8] & 0x3f));
  }
  return {id, "person-" + std::to_string(number % 300), std::to_string(number) + "@example.org"};
}

std::vector<e2e::Receipt> post_all(e2e::Client& client, const std::vector<Entry>& entries) {
  e2e::BatchAnswer answer = e2e::post_batch(client, entries);
  INFO(answer.error);
  REQUIRE(answer.error.empty());
  return std::move(answer.receipts);
}

Posted post(e2e::Client& client, const Entry& entry) {
  return e2e::post(client, entry.id, entry.reference, entry.email);
}

void check_repeats(const Posted& again, const e2e::Receipt& first) {
  INFO(again.error);
  REQUIRE(again.receipt.has_value());
  CHECK(again.receipt->repeated);
  CHECK(again.receipt->sequence == first.sequence);
  CHECK(again.receipt->leaf == first.leaf);
}

// Entries [from, to), in batches; keeps the receipt of every `keep`-th.
void fill_up(const Service& service, std::uint64_t from, std::uint64_t to, std::uint64_t keep,
             std::map<std::uint64_t, e2e::Receipt>& kept) {
  auto client = service.client();
  for (std::uint64_t first = from; first < to; first += kPerBatch) {
    std::vector<Entry> entries;
    for (std::uint64_t i = first; i < std::min(to, first + kPerBatch); ++i)
      entries.push_back(entry(i));
    const auto receipts = post_all(client, entries);
    for (std::uint64_t i = 0; i < receipts.size(); ++i)
      if ((first + i) % keep == 0) kept.emplace(first + i, receipts[i]);
  }
}

} // namespace

TEST_CASE("an id from many records and three restarts ago is known, and what it stood for") {
  const auto records = static_cast<std::uint64_t>(e2e::rounds("AUDITLEDGER_ONCE_RECORDS", 20'000));
  Service service;
  service.start();
  std::map<std::uint64_t, e2e::Receipt> kept;
  const Entry gone{e2e::new_id(), "gone", "gone@example.org"};
  {
    auto client = service.client();
    REQUIRE(post(client, gone).receipt.has_value());
  }
  std::uint64_t done = 0;
  for (const int signal : {SIGTERM, SIGKILL, SIGTERM}) {
    const std::uint64_t to = done + records / 3;
    fill_up(service, done, to, records / 100, kept);
    done = to;
    service.stop(signal);
    service.start();
  }
  REQUIRE(service.ask({"erase", "gone", "--yes"}).code == 0);

  auto one = service.client();
  auto other = service.client();
  const auto size = e2e::size_of(one);
  const auto people = e2e::people(one);
  for (const auto& [number, receipt] : kept) {
    check_repeats(post(one, entry(number)), receipt);
    Entry changed = entry(number);
    changed.email += "x";
    CHECK(post(one, changed).error == kConflict);
    changed = entry(number);
    changed.reference = "stranger";
    CHECK(post(other, changed).error == kConflict);
  }
  CHECK(post(one, gone).error == kErased);
  CHECK(e2e::size_of(one) == size);
  CHECK(e2e::people(one) == people);
  CHECK(service.ask({"subject", "gone"}).code == 3);
  CHECK(service.ask({"subject", "stranger"}).code == 3);

  // A batch of an old one, a new one and both again: one record more.
  const Entry fresh{e2e::new_id(), "person-1", "fresh@example.org"};
  const std::uint64_t old = kept.begin()->first;
  const auto receipts = post_all(one, {entry(old), fresh, fresh, entry(old)});
  CHECK(receipts[0].leaf == kept.at(old).leaf);
  CHECK(receipts[3].leaf == kept.at(old).leaf);
  CHECK(receipts[1].leaf == receipts[2].leaf);
  CHECK(e2e::size_of(one) == size + 1);
  CHECK(e2e::people(one) == people);
  std::cout << "once: " << kept.size() << " ids of " << done << " found again\n";
}

TEST_CASE("an old id that two connections send at once gives its first receipt to both") {
  Service service;
  service.start();
  std::map<std::uint64_t, e2e::Receipt> kept;
  fill_up(service, 0, 1'000, 50, kept);
  service.stop(SIGKILL);
  service.start();
  auto one = service.client();
  auto other = service.client();
  const auto size = e2e::size_of(one);
  for (const auto& [number, receipt] : kept) {
    const Entry again = entry(number);
    for (e2e::Client* client : {&one, &other}) {
      e2e::RequestMessage request;
      e2e::fill(request->initAppend(), again.id, again.reference, again.email);
      client->queue(request, e2e::Effect::kWrites);
      REQUIRE(client->wait(-1, std::chrono::steady_clock::now()).has_value());
    }
    for (e2e::Client* client : {&one, &other}) {
      for (;;) {
        const auto reply = client->take();
        REQUIRE(reply.has_value());
        if (reply->has_value()) {
          REQUIRE((**reply).which() == ledger::wire::Reply::RECEIPT);
          check_repeats({e2e::receipt_from((**reply)->getReceipt()), {}}, receipt);
          break;
        }
        REQUIRE(client->wait(-1, e2e::soon()).has_value());
      }
    }
  }
  CHECK(e2e::size_of(one) == size);
}
