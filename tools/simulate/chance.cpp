#include "tools/simulate/chance.hpp"

namespace ledger::tools {

EventId Chance::event_id(Timestamp time) {
  EventId id;
  const auto bytes = id.writable();
  put_be(bytes.data(), static_cast<std::uint64_t>(time.get() / 1000), 6);
  put_be(bytes.data() + 6, 0x7000 | (engine_() & 0x0FFF), 2);
  put_be(bytes.data() + 8, (engine_() >> 2) | std::uint64_t{1} << 63, 8);
  return id;
}

} // namespace ledger::tools
