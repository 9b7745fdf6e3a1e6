// What keeps one peer from starving another or flooding the journal, apart from any socket.
#include "daemon/admission.hpp"
#include "daemon/event_budget.hpp"
#include "daemon/fair_queue.hpp"
#include "daemon/trouble_log.hpp"
#include "ledger/base/limits.hpp"

#include <doctest/doctest.h>
#include <string>

using namespace ledger;

namespace {

const auto kAny = [](const auto&) { return true; };

ConnectionLimits of_memory(std::size_t bytes) {
  ConnectionLimits limits;
  limits.memory_bytes = bytes;
  return limits;
}

} // namespace

TEST_CASE("each uid has its turn, and each connection within it, however much one asks") {
  const int first = 0;
  const int second = 0;
  const int other = 0;
  FairQueue<std::string> queue;
  for (int i = 0; i < 3; ++i)
    queue.add(33, &first, "a" + std::to_string(i));
  queue.add(33, &second, "b");
  queue.add(34, &other, "c");
  std::string order;
  while (const auto item = queue.take(kAny))
    order += *item + " ";
  CHECK((order == "a0 c b a1 a2 " || order == "b c a0 a1 a2 "));
  CHECK(queue.empty());
}

TEST_CASE("who may not go is passed over and keeps its place") {
  const int connection = 0;
  FairQueue<int> queue;
  queue.add(33, &connection, 1);
  queue.add(33, &connection, 2);
  queue.add(34, &connection, 3);
  const auto not_one = [](int item) { return item != 1; };
  CHECK(queue.take(not_one) == 3);
  CHECK_FALSE(queue.take(not_one).has_value());
  CHECK(queue.take(kAny) == 1);
  CHECK(queue.take(kAny) == 2);
}

TEST_CASE("whoever comes last finds room, however many fill what they may") {
  Admission admission(of_memory(1 << 20));
  std::vector<Admission::Pass> passes;
  for (uid_t uid = 1; uid <= 8; ++uid) {
    CAPTURE(uid);
    passes.push_back(std::move(*admission.admit(uid)));
    REQUIRE(passes.back().has_room_to_read());
    std::size_t taken = 0;
    for (; passes.back().has_room_for_work(); ++taken)
      passes.back().add_request(64);
    CHECK(taken > 0);
  }
}

TEST_CASE(
    "a uid alone has half of the requests that may be under way, and an idle one its reserve") {
  Admission admission(of_memory(1 << 30));
  Admission::Pass busy = std::move(*admission.admit(33));
  std::size_t taken = 0;
  for (; busy.has_room_for_work(); ++taken)
    busy.add_request(1);
  CHECK(taken == Admission::kMostRequests / 2);
  CHECK_FALSE(busy.is_idle());
  const Admission::Pass neighbour = std::move(*admission.admit(33));
  CHECK_FALSE(neighbour.has_room_for_work());
  CHECK(neighbour.is_idle());
}

TEST_CASE("batches of one uid leave room in the queue for others, and for single events") {
  const auto events = std::make_shared<EventBudget>();
  std::vector<EventBudget::Share> batches;
  while (auto share = events->take(33, limits::kEventsPerBatch))
    batches.push_back(std::move(share));
  CHECK(batches.size() * limits::kEventsPerBatch == limits::kQueueEvents / 2);
  std::vector<EventBudget::Share> singles;
  const EventBudget::Share others = events->take(34, limits::kEventsPerBatch);
  CHECK(others != nullptr);
  CHECK(events->take(33, 1) == nullptr);
  batches.pop_back();
  while (auto share = events->take(33, 1))
    singles.push_back(std::move(share));
  CHECK(singles.size() > 512);
  CHECK(events->take(33, limits::kEventsPerBatch) == nullptr);
  CHECK(events->take(35, 1) != nullptr);
  batches.clear();
  CHECK(events->take(33, limits::kEventsPerBatch) != nullptr);
}

TEST_CASE("requests that wait do not keep replies from being made") {
  Admission admission(of_memory(1 << 20));
  Admission::Pass pass = std::move(*admission.admit(33));
  while (pass.has_room_for_work())
    pass.add_request(64 << 10);
  CHECK(pass.has_room_for_reply());
  pass.add_reply(1 << 20);
  CHECK_FALSE(pass.has_room_for_reply());
  pass.end_reply(1 << 20);
  CHECK(pass.has_room_for_reply());
}

TEST_CASE("a connection that ends gives back all that was counted for it") {
  Admission admission(of_memory(1 << 20));
  Admission::Pass stays = std::move(*admission.admit(33));
  {
    Admission::Pass goes = std::move(*admission.admit(33));
    while (goes.has_room_for_work())
      goes.add_request(64);
    goes.add_reply(1 << 20);
    goes.set_held(1'000);
    CHECK_FALSE(stays.has_room_to_read());
  }
  CHECK(stays.has_room_to_read());
  CHECK(stays.has_room_for_reply());
  CHECK(admission.connections() == 1);
}

TEST_CASE(
    "a trouble is told at once, then once a minute, by peer, and forgotten when it has passed") {
  TroubleLog log;
  const auto start = TroubleLog::Clock::now();
  const auto second = [&](int count) { return start + std::chrono::seconds(count); };
  log.add(LogMessage::kProtocolError, 33);
  log.add(LogMessage::kProtocolError, 33);
  log.add(LogMessage::kProtocolError, 34);
  CHECK(log.take_due(start).size() == 2);
  std::uint64_t told = 0;
  std::size_t lines = 0;
  for (int i = 1; i <= 600; ++i) {
    log.add(LogMessage::kProtocolError, 33);
    for (const Troubles& row : log.take_due(second(i))) {
      CHECK(row.uid == 33);
      told += row.times;
      ++lines;
    }
  }
  CHECK(lines == 10);
  CHECK(told == 600);
  CHECK(log.take_due(second(700)).empty());
  CHECK(log.empty());
}

TEST_CASE("troubles of any number of peers stay bounded and are all counted") {
  TroubleLog log;
  for (uid_t uid = 0; uid < 10'000; ++uid)
    log.add(LogMessage::kConnectionsRefused, uid);
  std::uint64_t sum = 0;
  const auto all = log.take_all();
  for (const Troubles& row : all)
    sum += row.times;
  CHECK(all.size() <= TroubleLog::kMostRows + 1);
  CHECK(sum == 10'000);
  CHECK(log.empty());
}
