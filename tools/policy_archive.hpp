// The policies that a ledger published: from its daemon, or from its folder when none answers.
#pragma once

#include "ledger/findings/policy_times.hpp"
#include "ledger/policy/document.hpp"
#include "ledger/policy/in_force.hpp"
#include "ledger/store/store.hpp"
#include "tools/context.hpp"

namespace ledger::tools {

// What the record of a publication says.
struct PublishedPolicy {
  policy::Publication when;
  Timestamp recorded_at;
  std::string source; // who published it
  DocumentHash hash;
};

// How far a ledger had come when something was read from it. Each record holds the hash of the one
// before, so the last one's stands for all.
struct LedgerHead {
  LedgerId ledger_id;
  TreeSize size;
  LeafHash last_leaf;
  Timestamp recorded_at; // of the last record
};

class PolicyArchive {
 public:
  // Asks the daemon. Where --state names a folder on which none is running, opens the database
  // there, read-only, and says so: what it says is not verified. `context` must outlive this.
  // Errors as of Context::connect() and Store::open().
  [[nodiscard]] static Result<PolicyArchive> open(const Context& context);

  // In the order of their records, each with its end as later records set it: all that there are
  // now, or as the first `size` records say it.
  [[nodiscard]] Result<std::vector<PublishedPolicy>>
  all(std::optional<TreeSize> size = std::nullopt) const;
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
  PolicyArchive(const Context& context, std::unique_ptr<Store> store)
      : context_(&context), store_(std::move(store)) {}
  [[nodiscard]] Status scan_policies(const RecordVisitor& visit) const;
  [[nodiscard]] Result<TreeSize> size() const;
  [[nodiscard]] Result<Bytes> record(Sequence sequence) const;
  [[nodiscard]] Result<Bytes> stored_text(const DocumentHash& hash) const;

  const Context* context_;
  std::unique_ptr<Store> store_; // null: the daemon
};

// One of those: by the number of its record, or by its hash, of which four digits are enough when
// no other begins with them. kNotFound; kUsage when several do.
[[nodiscard]] Result<PublishedPolicy> find_policy(const std::vector<PublishedPolicy>& all,
                                                  const std::string& which);
// The one in force; kNotFound when there is none.
[[nodiscard]] Result<PublishedPolicy> policy_in_force(const std::vector<PublishedPolicy>& all,
                                                      Timestamp time);

// A policy's text and where it came from.
struct PolicyText {
  Bytes bytes;
  std::string place;                        // "record 1", or the file as it was named
  std::optional<PublishedPolicy> published; // nothing for a file
};
// What find_policy() takes, else a file; what is all digits or at least four hexadecimal digits is
// taken for a publication unless there is a file of that name. Empty: the version in force now.
[[nodiscard]] Result<PolicyText> policy_text(const Context& context, const std::string& which);

// parse_policy with the first error, and how many more there are.
[[nodiscard]] Result<Policy> read_policy(const PolicyText& text);

} // namespace ledger::tools
