// Reads a ledger from the daemon, for verification. The daemon is asked for bytes only; nothing
// that it says about them is believed.
#pragma once

#include "ledger/verify/ledger_reader.hpp"
#include "tools/context.hpp"

#include <mutex>

namespace ledger::tools {

// Up to the latest checkpoint, which is fetched first: what is appended meanwhile is not looked at.
// `reach`: what the outside evidence is about. A checkpoint that is younger than a record by a
// second or two is waited for, within the deadline, while the daemon says that it has the records.
// Needs the role audit. `context` is kept by reference.
class SocketReader final : public LedgerReader {
 public:
  SocketReader(const Context& context, Client client, TreeSize reach)
      : context_(context), reach_(reach), client_(std::move(client)) {}

  // Why the daemon could not be asked any more; then no verdict on the ledger is to be given.
  [[nodiscard]] std::optional<Error> failure() const;

  // kNotFound when no checkpoint came in time.
  [[nodiscard]] Result<TreeSize> size() override;
  [[nodiscard]] Status scan(Sequence from, const KeyedRecordVisitor& visit) override;
  [[nodiscard]] Result<Bytes> record(Sequence sequence) override;
  [[nodiscard]] bool has_tiles() const override { return false; }
  [[nodiscard]] Result<std::optional<Bytes>> tile(unsigned, std::uint64_t) override {
    return std::nullopt;
  }
  [[nodiscard]] Status each_checkpoint(const CheckpointVisitor& visit) override;
  [[nodiscard]] Result<std::optional<Bytes>> document(const DocumentHash& hash) override;

 private:
  [[nodiscard]] Result<Reply> ask(RequestMessage& request, wire::Reply::Which wanted);

  [[nodiscard]] Result<TreeSize> size_of_daemon();
  // Nothing when there is none yet.
  [[nodiscard]] Result<std::optional<TreeSize>> fetch_checkpoint();

  const Context& context_;
  TreeSize reach_;
  mutable std::mutex mutex_; // one question at a time; guards all below
  Client client_;
  std::optional<Error> failure_;
  std::optional<std::string> checkpoint_;
};

} // namespace ledger::tools
