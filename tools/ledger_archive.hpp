// What a ledger holds, from its daemon, or from its folder when none answers: records, how far it
// had come, and the policies that it published.
#pragma once

#include "ledger/findings/policy_times.hpp"
#include "ledger/store/store.hpp"
#include "tools/context.hpp"
#include "tools/published_policy.hpp"
#include "tools/record_pages.hpp"

namespace ledger::tools {

// How far a ledger had come when something was read from it. Each record holds the hash of the one
// before, so the last one's stands for all.
struct LedgerHead {
  LedgerId ledger_id;
  TreeSize size;
  LeafHash last_leaf;
  Timestamp recorded_at; // of the last record
};

class LedgerArchive {
 public:
  // Asks the daemon. Where --state names a folder on which none is running, opens the database
  // there, read-only, and says so: what it says is not verified. `context` must outlive this.
  // Errors as of Context::connect() and Store::open().
  [[nodiscard]] static Result<LedgerArchive> open(const Context& context);

  // In the order of their records, each with its end as later records set it: all that there are
  // now, or as the first `size` records say it.
  [[nodiscard]] Result<std::vector<PublishedPolicy>>
  policies(std::optional<TreeSize> size = std::nullopt) const;
  // As the first `size` records leave it, or all that there are now. kNotFound when there are
  // fewer.
  [[nodiscard]] Result<LedgerHead> head(std::optional<TreeSize> size);
  // Visits [from, to) in order; an error ends it and is the result.
  [[nodiscard]] Status scan(Sequence from, TreeSize to, const RecordVisitor& visit) const;
  // Visits the records that the daemon's projection of that name selects, of the first `size`, in
  // order; an error ends it and is the result. Not from a folder, which has no daemon to select.
  [[nodiscard]] Status scan_selected(const std::string& projection, TreeSize size,
                                     const RecordVisitor& visit) const;
  // Is a folder read, not the daemon?
  [[nodiscard]] bool is_offline() const { return store_ != nullptr; }
  // The policies that these facts about the house publish and retire, with their texts. Errors: of
  // text(); kDamaged when one no longer parses.
  [[nodiscard]] Result<PolicyTimes> times(std::span<const Fact> house);
  // The exact bytes; kNotFound when they are not kept, kChanged when they are others.
  [[nodiscard]] Result<Bytes> text(const DocumentHash& hash);

 private:
  LedgerArchive(const Context& context, std::unique_ptr<Store> store)
      : context_(&context), store_(std::move(store)) {}
  [[nodiscard]] Status scan_policies(const RecordVisitor& visit) const;
  [[nodiscard]] Status read_from_daemon(std::optional<TreeSize> end, const AskForPage& ask,
                                        const RecordVisitor& visit) const;
  [[nodiscard]] Result<TreeSize> size() const;
  [[nodiscard]] Result<Bytes> record(Sequence sequence) const;
  [[nodiscard]] Result<Bytes> stored_text(const DocumentHash& hash) const;

  const Context* context_;
  std::unique_ptr<Store> store_; // null: the daemon
};

} // namespace ledger::tools
