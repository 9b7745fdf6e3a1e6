// Runs projections from the log, behind the commits and never in their way: own thread, own
// cursors, low priority. State is always derived, so that whatever is wrong with it is mended by
// folding again, and never by hand.
#pragma once

#include "ledger/projection/projection.hpp"

#include <chrono>

namespace ledger {

class Store;

struct ProjectorOptions {
  // Keeps all state in memory, folded from record 0: for a store that is open for reading only.
  bool in_memory = false;
  // Both are called on the projector's thread and must not call back. The first once for each error
  // that stops it; the second after each chunk, with what every projection has folded.
  std::function<void(const Error&)> on_error;
  std::function<void(TreeSize)> on_folded;
};

struct ProjectionInfo {
  std::string name;
  std::uint32_t version = 0;
  TreeSize folded;
};

struct ProjectionComparison {
  ProjectionComparison() = default;
  bool equal = false;
  TreeSize folded; // both hold the first so many records
  StateDigest live;
  StateDigest replayed;
  Bytes first_difference; // a key of the projection; empty when equal
};

// In the store, a projection lives in a family `<name>.v<version>`, or that with ".b" behind it; a
// family `projections` says which. A copy that is built stands beside the live one until it has
// caught up.
//
// Any thread, but start, stop and the destructor by one. Names that are not known: kNotFound.
class Projector {
 public:
  // Opens the states that are there, drops those that do not belong to this log, and folds on up to
  // the size of the store. The store outlives the projector.
  [[nodiscard]] static Result<std::unique_ptr<Projector>>
  start(Store& store, std::vector<std::unique_ptr<Projection>> projections,
        ProjectorOptions options);
  // Stops as stop() does.
  ~Projector();

  // So many records are durable: fold up to there. Returns at once.
  void notify(TreeSize durable);
  // Returns when every projection has folded `size`. kBusy at the deadline, the error that stopped
  // the projector, kStopping. Blocks: not for an I/O thread, which has on_folded.
  [[nodiscard]] Status wait_for(TreeSize size,
                                std::chrono::steady_clock::time_point deadline) const;

  // Hands out a copy, which is not dropped meanwhile, and returns what `use` returns.
  [[nodiscard]] Status read(std::string_view name,
                            const std::function<Status(const StateCopy&)>& use) const;
  // What is stored for a key, and for how many records that is true.
  [[nodiscard]] Result<StateAt> state(std::string_view name, ByteView key) const;
  [[nodiscard]] std::vector<ProjectionInfo> list() const;
  // The lowest of list().
  [[nodiscard]] TreeSize folded() const;
  // Rises when a rebuild has put a copy in the place of another: what was read before may be wrong.
  [[nodiscard]] std::uint64_t rebuilds() const;
  // What stopped it: a gap, an unreadable record, a damaged state. It never skips.
  [[nodiscard]] std::optional<Error> error() const;

  // Over all of the state; reads all of it, on the calling thread.
  [[nodiscard]] Result<DigestAt> digest(std::string_view name) const;
  // Both replay the log from record 0, on a thread of low priority, and block until they are done.
  // One at a time: kBusy. kStopping when stop() came in between: nothing is changed then, nor by
  // any error before the new copies take their places. rebuild: a new copy beside the live one
  // takes its place; starts a projector again that an error stopped. No name: all of them, over one
  // reading of the log. compare: with a copy that is dropped afterwards; in memory, what the store
  // holds is compared, and kNotFound when it holds nothing.
  [[nodiscard]] Status rebuild(std::string_view name);
  [[nodiscard]] Result<ProjectionComparison> compare(std::string_view name);

  // Ends within a few records; what was folded is in the store, and durable when that is closed.
  void stop();

 private:
  struct Impl;
  explicit Projector(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

} // namespace ledger
