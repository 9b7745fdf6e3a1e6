// A ledger through its own face, with each call waited for: what a daemon does with it, without the
// daemon. Every part of it may lie on a file system of the test's.
#pragma once

#include "ledger/ledger.hpp"

#include <atomic>
#include <functional>
#include <future>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ledger::test {

// One registration as a client knows it: sending it again gives the same event.
struct Posting {
  EventId id;
  std::string reference;
  std::string email;
};
[[nodiscard]] Posting new_posting(const std::string& reference);
[[nodiscard]] Draft draft_of(const Posting& posting);
// A use for people who are known by these references, with nothing personal of its own.
[[nodiscard]] Draft batch_use(const EventId& id, const std::vector<std::string>& references);
// A policy document; each number is another version.
[[nodiscard]] Bytes small_policy(int version);

inline constexpr const char* kPoster = "shop";

// Makes a ledger with small_policy(1).
[[nodiscard]] Result<InitReport> make_ledger(const StatePaths& paths, const MasterKey& master,
                                             const FileSystemPtr& file_system);

// What a caller waits for. Answered at most once.
template <class T>
class Answer {
 public:
  // Any thread; outlives this object.
  [[nodiscard]] std::function<void(Result<T>)> taker() {
    return [promise = promise_](Result<T> result) { promise->set_value(std::move(result)); };
  }
  // The result, or nothing: nobody was told.
  [[nodiscard]] std::optional<Result<T>> wait() {
    if (future_.wait_for(std::chrono::seconds(10)) != std::future_status::ready)
      return std::nullopt;
    return future_.get();
  }

 private:
  std::shared_ptr<std::promise<Result<T>>> promise_ = std::make_shared<std::promise<Result<T>>>();
  std::future<Result<T>> future_ = promise_->get_future();
};
using Receipts = Answer<std::vector<Receipt>>;

// One process's life with the ledger. One thread calls it, as an I/O thread would.
class OpenLedger {
 public:
  [[nodiscard]] static Result<std::unique_ptr<OpenLedger>>
  open(const StatePaths& paths, const MasterKey& master, const FileSystemPtr& file_system);

  Ledger* operator->() { return ledger_.get(); }
  Ledger& operator*() { return *ledger_; }

  [[nodiscard]] Receipts post(const std::vector<Posting>& postings);
  [[nodiscard]] Receipts post(std::vector<Draft> drafts);
  [[nodiscard]] Answer<ErasureReport> erase(const std::string& reference,
                                            const std::vector<std::string>& classes = {});
  [[nodiscard]] Receipts publish(int policy_version);
  // Until a signed checkpoint covers all that is stored; false when storage failed first.
  [[nodiscard]] bool wait_for_checkpoint();

  // How often the ledger said that it must stop, and why first.
  [[nodiscard]] int fatals() const { return fatals_; }

 private:
  OpenLedger() = default;
  std::unique_ptr<Clock> clock_ = make_system_clock();
  std::atomic<int> fatals_ = 0;
  std::unique_ptr<Ledger> ledger_; // first to go
};

// One stored box about a person, and what is in it when it opens.
struct StoredBox {
  Sequence record;
  EventId event;
  SubjectId subject;
  std::string key_class;
  wire::BoxState state = wire::BoxState::NOT_AUTHENTIC;
  std::string reference;
  std::string email;
};
// What the chain says about one erasure.
struct StoredErasure {
  Sequence started;
  SubjectId subject;
  std::vector<std::string> classes; // empty: the whole person
  int finished = 0;                 // records that say that its keys are destroyed
};
// All records, read one by one; `broken` names the first that is not what follows the one before.
struct StoredChain {
  std::vector<LeafHash> leaves;
  std::map<EventId, std::vector<Sequence>> posted; // by kPoster; part 0 only
  std::vector<StoredBox> boxes;
  std::vector<StoredErasure> erasures; // as they began
  std::optional<std::string> broken;
  // Whether an erasure that began behind the box covers it.
  [[nodiscard]] bool erased_later(const StoredBox& box) const;
};
[[nodiscard]] StoredChain read_chain(OpenLedger& ledger);

} // namespace ledger::test
