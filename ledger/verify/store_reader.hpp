// Reads the database of a folder, which nobody may be writing to.
#pragma once

#include "ledger/store/store.hpp"
#include "ledger/verify/ledger_reader.hpp"

namespace ledger {

class StoreReader final : public LedgerReader {
 public:
  // `store` is kept by reference.
  explicit StoreReader(const Store& store) : store_(store) {}
  [[nodiscard]] Result<TreeSize> size() override { return store_.size(); }
  [[nodiscard]] Status scan(Sequence from, const KeyedRecordVisitor& visit) override {
    return store_.scan_raw(from, visit);
  }
  [[nodiscard]] Result<Bytes> record(Sequence sequence) override { return store_.record(sequence); }
  [[nodiscard]] bool has_tiles() const override { return true; }
  [[nodiscard]] Result<std::optional<Bytes>> tile(unsigned level, std::uint64_t index) override {
    return store_.tile(level, index);
  }
  [[nodiscard]] Status each_checkpoint(const CheckpointVisitor& visit) override {
    return store_.each_checkpoint(visit);
  }
  [[nodiscard]] Result<std::optional<Bytes>> document(const DocumentHash& hash) override;

 private:
  const Store& store_;
};

} // namespace ledger
