// Inside ledger/store only.
#pragma once

#include "ledger/store/engine.hpp"
#include "ledger/store/id_index.hpp"

#include <map>
#include <shared_mutex>

namespace ledger {

// The key of a record and of a checkpoint: 8 bytes, big-endian, so that they are kept in order.
using NumberKey = std::array<std::uint8_t, 8>;
[[nodiscard]] inline NumberKey number_key(std::uint64_t number) {
  NumberKey key;
  put_be(key.data(), number, key.size());
  return key;
}

struct Store::Impl {
  // Nothing when there is no such family.
  [[nodiscard]] Family derived_family(std::string_view name) const;
  [[nodiscard]] Result<Family> make_derived_family(std::string_view name);
  // Nothing when there is no such key. `where` names what is read, for the error.
  [[nodiscard]] Result<std::optional<Bytes>> get(const Family& family, ByteView key,
                                                 const std::string& where,
                                                 const StoreMoment& moment = {}) const;
  // One durable Put.
  [[nodiscard]] Status put(const Family& family, ByteView key, ByteView value);

  Engine engine;
  mutable std::shared_mutex derived_mutex;
  std::map<std::string, Family, std::less<>> derived; // without the prefix
  std::unique_ptr<IdIndex> ids;                       // stops its thread before all else is closed

  ~Impl();
};

} // namespace ledger
