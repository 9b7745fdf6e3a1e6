// kill -9 at random moments under load, against an oracle of what was sent and acknowledged. The
// seed is printed; AUDITLEDGER_KILLS sets the number of kills, AUDITLEDGER_SEED repeats a run.
#include "ledger/event/body.hpp"
#include "tests/e2e/service.hpp"

#include <atomic>
#include <iostream>
#include <mutex>
#include <unordered_map>
#include <unordered_set>
#include <utility>

using e2e::EventId;
using e2e::Receipt;
using e2e::Service;

namespace {

constexpr int kConnections = 3;
constexpr std::size_t kWindow = 48;
constexpr unsigned kKnownPeople = 25;
constexpr int kWholeEvery = 10; // kills: it takes as long as everything before it took

// The content of an event follows from its id, so that it can be sent again. Every fourth is about
// somebody new.
std::string reference_of(const EventId& id) {
  const unsigned number = id.view()[15];
  if (number % 4 == 0) return "new-" + ledger::to_hex(id.view());
  return "person-" + std::to_string(number % kKnownPeople);
}
std::string email_of(const EventId& id) {
  return ledger::to_hex(id.view()) + "@example.org";
}

using Receipts = std::unordered_map<EventId, Receipt, ledger::TailHash<EventId>>;
using Ids = std::unordered_set<EventId, ledger::TailHash<EventId>>;

bool same(const Receipt& a, const Receipt& b) {
  return a.sequence == b.sequence && a.leaf == b.leaf;
}

// What was sent, and each receipt, which is synced in a file of its own before it counts.
class Oracle {
 public:
  Oracle() : file_(open((folder_.path / "receipts").c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600)) {
    REQUIRE(file_ >= 0);
  }
  Oracle(const Oracle&) = delete;
  Oracle& operator=(const Oracle&) = delete;
  ~Oracle() { close(file_); }

  // Any thread.
  void sent(const EventId& id) {
    const std::lock_guard lock(mutex_);
    sent_.insert(id);
    unanswered_.insert(id);
  }
  void acknowledged(const std::vector<std::pair<EventId, Receipt>>& receipts) {
    std::string lines;
    for (const auto& [id, receipt] : receipts)
      lines += ledger::to_hex(id.view()) + " " + std::to_string(receipt.sequence) + " " +
               receipt.leaf + "\n";
    const std::lock_guard lock(mutex_);
    intact_ = intact_ &&
              write(file_, lines.data(), lines.size()) == static_cast<ssize_t>(lines.size()) &&
              fdatasync(file_) == 0;
    for (const auto& [id, receipt] : receipts) {
      acknowledged_[id] = receipt;
      fresh_.push_back(id);
      unanswered_.erase(id);
    }
  }

  // Between loads.
  [[nodiscard]] bool intact() const { return intact_; }
  [[nodiscard]] const Ids& all_sent() const { return sent_; }
  [[nodiscard]] const Ids& unanswered() const { return unanswered_; }
  [[nodiscard]] const Receipts& all_acknowledged() const { return acknowledged_; }
  // Those that were acknowledged since this was asked last.
  [[nodiscard]] std::vector<EventId> take_fresh() { return std::exchange(fresh_, {}); }
  [[nodiscard]] bool file_agrees() const {
    std::ifstream in(folder_.path / "receipts");
    std::string id;
    Receipt receipt;
    std::size_t lines = 0;
    for (; in >> id >> receipt.sequence >> receipt.leaf; ++lines) {
      const auto known = acknowledged_.find(
          EventId(ledger::ByteView(*ledger::from_hex(id)).first<EventId::kSize>()));
      if (known == acknowledged_.end() || !same(known->second, receipt)) return false;
    }
    return lines >= acknowledged_.size();
  }

 private:
  e2e::TemporaryFolder folder_;
  int file_;
  std::mutex mutex_;
  bool intact_ = true;
  Ids sent_;
  Ids unanswered_;
  Receipts acknowledged_;
  std::vector<EventId> fresh_;
};

// Keeps a window of events in flight on one connection until that breaks. No assertions: a thread.
void load(const Service& service, Oracle& oracle, std::atomic<int>& refused) {
  auto client = e2e::Client::connect(service.socket(), e2e::soon());
  if (!client) return;
  std::unordered_map<std::uint64_t, EventId> open;
  for (;;) {
    while (open.size() < kWindow) {
      const EventId id = e2e::new_id();
      e2e::RequestMessage request;
      e2e::fill(request->initAppend(), id, reference_of(id), email_of(id));
      oracle.sent(id);
      open.emplace(client->queue(request, e2e::Effect::kWrites), id);
    }
    const auto woken = client->wait(-1, e2e::soon());
    std::vector<std::pair<EventId, Receipt>> receipts;
    for (auto reply = client->take(); reply && *reply; reply = client->take()) {
      const auto found = open.find((**reply)->getId());
      if (found == open.end() || (*reply)->which() != ledger::wire::Reply::RECEIPT)
        ++refused;
      else
        receipts.emplace_back(found->second, e2e::receipt_from((**reply)->getReceipt()));
      if (found != open.end()) open.erase(found);
    }
    if (!receipts.empty()) oracle.acknowledged(receipts);
    if (!woken || woken->timed_out) return;
  }
}

struct Stored {
  Receipts events;
  std::vector<EventId> fresh; // of those, what the last reading met
  std::uint64_t records = 0;
  ledger::LeafHash last;
  ledger::Timestamp time;
};

// Reads on from what was read before, and checks that it is one chain with each event in it once.
void read_on(e2e::Client& client, Stored& stored) {
  stored.fresh.clear();
  bool sound = true;
  const auto add = [&](ledger::wire::StoredRecord::Reader record) {
    const auto header = ledger::parse_header(e2e::bytes_of(record));
    const auto body = ledger::StoredBody::parse(ledger::body_of(e2e::bytes_of(record)));
    sound = sound && header && body && header->sequence.get() == stored.records &&
            header->previous == stored.last && header->recorded_at >= stored.time;
    if (!sound) return;
    stored.last = ledger::hash_leaf(e2e::bytes_of(record));
    stored.time = header->recorded_at;
    ++stored.records;
    if (body->event().getType() != ledger::wire::EventType::SUBJECT_REGISTERED) return;
    const Receipt place{header->sequence.get(), ledger::to_hex(stored.last.view()), false};
    sound = stored.events.emplace(body->event_id(), place).second;
    stored.fresh.push_back(body->event_id());
  };
  e2e::each_record(client, stored.records, false, add);
  CHECK(sound);
}

// acknowledged ⊆ stored ⊆ sent, each at the place that its receipt names; of these only.
void check_against(const Oracle& oracle, const Stored& stored,
                   const std::vector<EventId>& acknowledged) {
  CHECK(oracle.intact());
  std::size_t lost = 0;
  for (const EventId& id : acknowledged) {
    const auto found = stored.events.find(id);
    if (found == stored.events.end() || !same(found->second, oracle.all_acknowledged().at(id)))
      ++lost;
  }
  CHECK(lost == 0);
  std::size_t invented = 0;
  for (const EventId& id : stored.fresh)
    if (!oracle.all_sent().contains(id)) ++invented;
  CHECK(invented == 0);
}

// What was never acknowledged is sent again: what was stored answers with its place, what was not
// is stored now, behind everything that was there.
std::size_t send_again(e2e::Client& client, Oracle& oracle, const Stored& before) {
  std::vector<std::pair<EventId, Receipt>> receipts;
  std::size_t wrong = 0;
  for (const EventId& id : oracle.unanswered()) {
    const auto posted = e2e::post(client, id, reference_of(id), email_of(id));
    REQUIRE_MESSAGE(posted.receipt.has_value(), posted.error);
    const auto found = before.events.find(id);
    const bool known = found != before.events.end();
    const bool right =
        known ? same(*posted.receipt, found->second) : posted.receipt->sequence >= before.records;
    if (!right || posted.receipt->repeated != known) ++wrong;
    receipts.emplace_back(id, *posted.receipt);
  }
  CHECK(wrong == 0);
  oracle.acknowledged(receipts);
  return receipts.size();
}

// The same once more of everything, from the first record on, and of the projection.
void check_whole(const Service& service, const Oracle& oracle, const Stored& known) {
  auto client = service.client();
  Stored whole;
  read_on(client, whole);
  CHECK(whole.last == known.last);
  std::vector<EventId> all;
  for (const auto& [id, receipt] : oracle.all_acknowledged())
    all.push_back(id);
  check_against(oracle, whole, all);
  CHECK(whole.events.size() == oracle.all_sent().size());
  CHECK(oracle.file_agrees());
  const auto compared = service.ask({"projection", "compare", "subjects"});
  INFO(compared.out, compared.err);
  CHECK(compared.code == 0);
}

} // namespace

TEST_CASE("nothing that was acknowledged is lost, and nothing is stored twice, however often the "
          "daemon is killed") {
  const int seed = e2e::rounds("AUDITLEDGER_SEED", static_cast<int>(std::random_device()() >> 1));
  std::cout << "AUDITLEDGER_SEED=" << seed << std::endl;
  CAPTURE(seed);
  std::mt19937 random(static_cast<unsigned>(seed));
  const auto up_to = [&random](int most) {
    return std::chrono::microseconds(std::uniform_int_distribution<int>(0, most)(random));
  };
  Service service;
  Oracle oracle;
  Stored stored;
  const int kills = e2e::rounds("AUDITLEDGER_KILLS", 40);
  for (int i = 0; i < kills; ++i) {
    CAPTURE(i);
    service.start();
    std::atomic<int> refused = 0;
    std::vector<std::thread> connections;
    for (int n = 0; n < kConnections; ++n)
      connections.emplace_back([&] { load(service, oracle, refused); });
    e2e::pause(up_to(400'000));
    service.stop(SIGKILL);
    for (std::thread& connection : connections)
      connection.join();
    CHECK(refused == 0);
    if (i % 2 == 1) { // and once more while it starts
      service.launch();
      e2e::pause(up_to(120'000));
      service.stop(SIGKILL);
    }
    service.start();
    auto client = service.client();
    read_on(client, stored);
    check_against(oracle, stored, oracle.take_fresh());
    const std::size_t again = send_again(client, oracle, stored);
    read_on(client, stored);
    check_against(oracle, stored, oracle.take_fresh());
    CHECK(stored.events.size() == oracle.all_sent().size());
    if (i % kWholeEvery == kWholeEvery - 1 || i + 1 == kills) check_whole(service, oracle, stored);
    MESSAGE("kill ", i + 1, ": ", stored.events.size(), " events, ", again, " sent again");
    service.stop(i % 3 == 2 ? SIGTERM : SIGKILL);
  }
}
