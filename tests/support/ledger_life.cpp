#include "tests/support/ledger_life.hpp"

#include "ledger/crypto/random.hpp"
#include "ledger/verify/verify_state.hpp"
#include "tests/support/sanitized.hpp"

#include <rocksdb/env.h>

#include <algorithm>
#include <thread>

namespace ledger::test {
namespace {

namespace fs = std::filesystem;

// Everything once, each step after the answer to the one before.
class Life {
 public:
  Life(OpenLedger& ledger, Told& told) : ledger_(ledger), told_(told) {}

  // True when it came to its end.
  bool live() {
    return meet() && batch() && checkpoint() && erase_while_posting() && erase_class() &&
           settle(ledger_.publish(2), told_.published) && post({"bert"}) && checkpoint() && stop();
  }

 private:
  bool meet() {
    const auto anna = send({"anna"});
    const auto bert = send({"bert"});
    auto first = ledger_.post(anna);
    auto second = ledger_.post(bert);
    ledger_->turn_ended();
    const bool both = settle(first, anna);
    return settle(second, bert) && both && post({"anna"});
  }

  bool batch() {
    if (!post({"carl", "anna", "bert"})) return false;
    const Posting use{random_id<EventId>(), {}, {}};
    told_.sent.push_back({use});
    std::vector<Draft> drafts;
    drafts.push_back(batch_use(use.id, {"anna", "bert"}));
    auto receipts = ledger_.post(std::move(drafts));
    ledger_->turn_ended();
    return settle(receipts, {use});
  }

  // What comes in beside the erasure belongs to before it or after it.
  bool erase_while_posting() {
    auto erasure = ledger_.erase("anna");
    const auto late = send({"anna"});
    auto receipts = ledger_.post(late);
    ledger_->turn_ended();
    const bool posted = settle(receipts, late);
    return settle(erasure, "anna") && posted && post({"dora"}) && post({"anna"});
  }

  bool erase_class() {
    auto erasure = ledger_.erase("bert", {"unclassified"});
    return settle(erasure, "bert");
  }

  bool checkpoint() {
    const TreeSize size = ledger_->durable().size;
    if (!ledger_.wait_for_checkpoint()) return false;
    told_.checkpoint = size;
    return true;
  }

  bool stop() { return ledger_->stop().has_value(); }

  std::vector<Posting> send(const std::vector<std::string>& references) {
    std::vector<Posting>& group = told_.sent.emplace_back();
    for (const std::string& reference : references)
      group.push_back(new_posting(reference));
    return group;
  }

  bool post(const std::vector<std::string>& references) {
    const auto group = send(references);
    auto receipts = ledger_.post(group);
    ledger_->turn_ended();
    return settle(receipts, group);
  }

  // The value of an answer, or nothing when it was refused. Everybody is answered.
  template <class T>
  std::optional<T> value(Answer<T>& answer) {
    auto result = answer.wait();
    REQUIRE(result.has_value());
    if (*result) return std::move(**result);
    told_.refusals.push_back(result->error().code());
    return std::nullopt;
  }
  bool settle(Receipts& answer, const std::vector<Posting>& group) {
    const auto receipts = value(answer);
    for (std::size_t i = 0; receipts && i < group.size(); ++i)
      told_.receipts.emplace(group[i].id, receipts->at(i));
    return receipts.has_value();
  }
  bool settle(Answer<ErasureReport>& answer, const std::string& reference) {
    const bool done = value(answer).has_value();
    if (done) told_.erased.insert(reference);
    return done;
  }
  bool settle(Receipts answer, bool& done) { return done = value(answer).has_value(); }

  OpenLedger& ledger_;
  Told& told_;
};

void check_events(const Told& told, const StoredChain& chain) {
  for (const auto& [id, receipt] : told.receipts) {
    const auto found = chain.posted.find(id);
    REQUIRE(found != chain.posted.end());
    REQUIRE(found->second.size() == 1);
    CHECK(found->second.front() == receipt.sequence);
    CHECK(chain.leaves.at(receipt.sequence.get()) == receipt.leaf);
  }
  for (const auto& entry : chain.posted) {
    CHECK(told.knows(entry.first));
    CHECK(entry.second.size() == 1);
  }
  std::uint64_t last = 0;
  for (const std::vector<Posting>& group : told.sent) {
    std::vector<std::uint64_t> places;
    for (const Posting& posting : group)
      if (const auto found = chain.posted.find(posting.id); found != chain.posted.end())
        places.push_back(found->second.front().get());
    if (places.empty()) continue;
    CHECK(places.size() == group.size()); // all of a batch or nothing of it
    CHECK(places.back() - places.front() == group.size() - 1);
    if (told.receipts.count(group.front().id) == 0) continue;
    CHECK(places.front() > last); // in the order in which they were answered
    last = places.back();
  }
}

// A box is closed for ever when an erasure behind it covers it, and open otherwise.
void check_boxes(const Told& told, const StoredChain& chain) {
  std::map<EventId, const Posting*> postings;
  for (const auto& group : told.sent)
    for (const Posting& posting : group)
      postings[posting.id] = &posting;
  for (const StoredBox& box : chain.boxes) {
    CAPTURE(box.record.get());
    if (chain.erased_later(box)) {
      CHECK(box.state == wire::BoxState::KEY_DESTROYED);
      continue;
    }
    CHECK(box.state == wire::BoxState::OPENED);
    const Posting& posting = *postings.at(box.event);
    CHECK(box.reference == posting.reference);
    CHECK(box.email == posting.email);
  }
}

void check_erasures(const Told& told, const StoredChain& chain) {
  CHECK(chain.erasures.size() >= told.erased.size());
  CHECK(chain.erasures.size() <= 2);
  for (const StoredErasure& erasure : chain.erasures)
    CHECK(erasure.finished == 1);
}

void check_kept(OpenLedger& ledger, const Site& site, const Told& told) {
  const StoredChain chain = read_chain(ledger);
  REQUIRE_MESSAGE(!chain.broken, *chain.broken);
  check_events(told, chain);
  check_boxes(told, chain);
  check_erasures(told, chain);
  const LedgerStatus status = ledger->status();
  CHECK(status.durable.size.get() == chain.leaves.size());
  CHECK(status.checkpoint_size >= told.checkpoint);
  const bool second_policy = status.policy == sha256_as<DocumentHash>({small_policy(2)});
  if (told.published) CHECK(second_policy);
  CHECK(ledger->document(status.policy).has_value());
  CHECK(std::distance(fs::directory_iterator(site.paths.root), {}) == 1); // the root of today
}

// What was never answered is sent again under the same ids, and is there once in the end.
void check_sent_again(OpenLedger& ledger, const Told& told) {
  for (const std::vector<Posting>& group : told.sent) {
    std::vector<Draft> drafts;
    const bool is_use = group.front().reference.empty();
    if (is_use) continue; // its people may be gone
    auto answer = ledger.post(group);
    ledger->turn_ended();
    const auto result = answer.wait();
    REQUIRE(result.has_value());
    if (!*result) {
      CHECK(result->error().code() == Errc::kErased);
      continue;
    }
    for (std::size_t i = 0; i < group.size(); ++i)
      if (const auto first = told.receipts.find(group[i].id); first != told.receipts.end()) {
        CHECK((**result)[i].sequence == first->second.sequence);
        CHECK((**result)[i].repeated);
      }
  }
  const StoredChain chain = read_chain(ledger);
  REQUIRE_MESSAGE(!chain.broken, *chain.broken);
  for (const std::vector<Posting>& group : told.sent)
    for (const Posting& posting : group) {
      const auto found = chain.posted.find(posting.id);
      if (!posting.reference.empty()) REQUIRE(found != chain.posted.end());
      if (found != chain.posted.end()) CHECK(found->second.size() == 1);
    }
}

void check_projection(OpenLedger& ledger) {
  const TreeSize size = ledger->durable().size;
  REQUIRE(ledger->projector().wait_for(size, std::chrono::steady_clock::now() +
                                                 std::chrono::seconds(60)));
  const auto compared = ledger->projector().compare("subjects");
  REQUIRE(compared);
  CHECK(compared->equal);
}

} // namespace

MasterKey site_key() {
  MasterKey key;
  std::ranges::fill(key.writable(), std::uint8_t{42});
  return key;
}

FileSystemPtr quick_disk(const TempFolder& folder) {
  return std::make_shared<PowerCutFs>(folder / "attic");
}

Nursery::Nursery() {
  fs::create_directory(folder_ / "made");
  const auto made =
      make_ledger(StatePaths::under(folder_ / "made"), site_key(), quick_disk(folder_));
  REQUIRE(made);
}

Site Nursery::fresh(const TempFolder& folder) const {
  fs::copy(folder_ / "made", folder / "state", fs::copy_options::recursive);
  return Site(folder / "state");
}

bool Told::knows(const EventId& id) const {
  return std::ranges::any_of(sent, [&id](const std::vector<Posting>& group) {
    return std::ranges::any_of(group, [&id](const Posting& one) { return one.id == id; });
  });
}

bool live_once(OpenLedger& ledger, Told& told) {
  return Life(ledger, told).live();
}

void check_verifies(const Site& site, const Told& told, const std::string& key) {
  Evidence evidence;
  evidence.trusted_key = parse_verifier_key(key).value();
  for (const auto& [id, receipt] : told.receipts)
    evidence.receipts.push_back(receipt);
  const auto report = verify_state(find_state(site.state).value(), evidence, nullptr, {});
  REQUIRE(report);
  for (const VerifyFinding& finding : report->findings)
    FAIL_CHECK(finding.what, " | ", finding.where);
  CHECK(report->verdict() == Verdict::kVerified);
}

void check_start(const Site& site, const FileSystemPtr& disk, const Told& told) {
  std::string key;
  {
    auto ledger = OpenLedger::open(site.paths, site_key(), disk);
    if (!ledger) FAIL(ledger.error().what(), " | ", ledger.error().where());
    check_kept(**ledger, site, told);
    check_sent_again(**ledger, told);
    check_projection(**ledger);
    key = (**ledger)->status().verifier_key;
    REQUIRE((**ledger)->stop());
    CHECK((*ledger)->fatals() == 0);
  }
  check_verifies(site, told, key);
}

std::uint64_t at_each_sync(const std::function<bool(std::uint64_t)>& body) {
  constexpr int kAtOnce = 16;
  rocksdb::Env::Default()->SetBackgroundThreads(kAtOnce, rocksdb::Env::HIGH);
  // A sanitizer looks for other faults, and sees the same code with fewer of them.
  constexpr std::uint64_t kStep = kMemoryFactor > 1 ? 5 : 1;
  std::atomic<std::uint64_t> next = 1;
  std::atomic<bool> ended = false;
  std::atomic<std::uint64_t> reached = 0;
  const auto work = [&] {
    while (!ended) {
      const std::uint64_t number = next.fetch_add(kStep);
      CAPTURE(number);
      try {
        if (body(number))
          ++reached;
        else
          ended = true;
      } catch (...) { // a failed REQUIRE, which is noted already
        ended = true;
      }
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < kAtOnce; ++i)
    threads.emplace_back(work);
  for (std::thread& thread : threads)
    thread.join();
  return reached * kStep;
}

} // namespace ledger::test
