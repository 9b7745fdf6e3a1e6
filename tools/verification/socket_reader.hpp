// Reads a ledger from the daemon, for verification. The daemon is asked for bytes only; nothing
// that it says about them is believed.
#pragma once

#include "ledger/verify/ledger_reader.hpp"
#include "tools/context.hpp"

#include <mutex>

namespace ledger::tools {

// Up to the latest checkpoint, which is fetched first: what is appended meanwhile is not looked at.
// Needs the role audit. `context` is kept by reference.
class SocketReader final : public LedgerReader {
 public:
  SocketReader(const Context& context, Client client)
      : context_(context), client_(std::move(client)) {}

  // The id that record 0, or the last opening, claims.
  [[nodiscard]] Result<LedgerId> claimed_id();
  // Why the daemon could not be asked any more; then no verdict on the ledger is to be given.
  [[nodiscard]] std::optional<Error> failure() const;

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

  const Context& context_;
  mutable std::mutex mutex_; // one question at a time; guards all below
  Client client_;
  std::optional<Error> failure_;
  std::optional<std::string> checkpoint_;
};

} // namespace ledger::tools
