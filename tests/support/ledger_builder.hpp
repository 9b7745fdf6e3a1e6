// Makes small whole ledgers in a folder, by the library and without a daemon: record 0, events,
// batch uses, a policy, tiles, signed checkpoints, the head. Everything but times and random ids is
// the same in each run.
#pragma once

#include "ledger/chain/receipt.hpp"
#include "ledger/chain/record.hpp"
#include "ledger/chain/tile_stack.hpp"
#include "ledger/crypto/sign.hpp"
#include "ledger/event/own_events.hpp"
#include "ledger/store/head.hpp"
#include "ledger/store/store.hpp"

#include <filesystem>
#include <functional>

namespace ledger::test {

// The seed whose bytes are all `fill`.
[[nodiscard]] SigningSeed seed_of(std::uint8_t fill);
// The key that verifies what it signs, under this name.
[[nodiscard]] std::string vkey_of(std::uint8_t fill, const std::string& origin);

inline constexpr const char* kTestOrigin = "audit.example/ledger";

// Makes <state>/ledger and <state>/head. A broken call throws std::runtime_error with the error's
// text: a test that cannot build its ledger has failed. One thread.
class LedgerBuilder {
 public:
  explicit LedgerBuilder(const std::filesystem::path& state, std::uint8_t seed_fill = 7,
                         std::string origin = kTestOrigin);
  ~LedgerBuilder();

  // Each call is one committed group; records get a time a second behind the group before.
  Sequence append_body(ByteView body, std::uint16_t flags = 0);
  Sequence append(const Sealed& own) { return append_body(own.body(), kControlRecord); }
  // `count` events of a posted type in one group; `extra` bytes of list fields each, to set a size.
  void append_events(std::uint64_t count, std::size_t extra = 0);
  // Parts of one batch use; `skip`: a part that is left out, for ledgers that are wrong.
  void append_batch_use(std::uint16_t parts, int skip = -1);
  // Stores the text and a record that names it.
  Sequence publish_policy(std::string_view text);
  Sequence announce_key(std::uint8_t seed_fill);
  Sequence retire_key(std::uint8_t seed_fill, TreeSize closing);

  // Signs with every seed given (default: the first), stores it, and returns the note.
  std::string checkpoint(const std::vector<std::uint8_t>& seed_fills = {});
  void write_head();
  // Closes the store; what is in memtables stays in the log unless `flush`.
  void close(bool flush = true);

  [[nodiscard]] Receipt receipt(Sequence sequence) const;
  [[nodiscard]] TreeSize size() const { return tiles_.size(); }
  [[nodiscard]] const LedgerId& ledger_id() const { return id_; }
  [[nodiscard]] Store& store() { return *store_; }

 private:
  void commit(const std::vector<Bytes>& bodies, std::uint16_t flags);

  std::filesystem::path state_;
  std::uint8_t seed_fill_;
  std::string origin_;
  LedgerId id_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Head> head_;
  TileStack tiles_;
  LeafHash last_;
  Timestamp time_;
  std::uint64_t events_ = 0;
  std::vector<std::pair<LeafHash, Timestamp>> records_;
};

// The body of a posted event of type `collection`, from its parts; each number another event.
[[nodiscard]] Bytes event_body(std::uint64_t number, std::size_t extra, std::uint16_t part = 0,
                               std::uint16_t parts = 0);

// The value, or a runtime_error with the error's three parts.
template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().what() + " / " + result.error().where());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

} // namespace ledger::test
