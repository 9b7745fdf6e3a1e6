#include "tools/simulate/chance.hpp"

namespace ledger::tools {
namespace {

constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15;

std::uint64_t mixed(std::uint64_t value) {
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
  return value ^ (value >> 31);
}

} // namespace

Chance::Chance(std::uint64_t seed, std::uint64_t stream)
    : state_(mixed(seed + kStep) ^ mixed(stream * kStep)) {}

std::uint64_t Chance::next() {
  state_ += kStep;
  return mixed(state_);
}

EventId Chance::event_id(Timestamp time) {
  EventId id;
  const auto bytes = id.writable();
  put_be(bytes.data(), static_cast<std::uint64_t>(time.get() / 1000), 6);
  put_be(bytes.data() + 6, 0x7000 | (next() & 0x0FFF), 2);
  put_be(bytes.data() + 8, (next() >> 2) | std::uint64_t{1} << 63, 8);
  return id;
}

} // namespace ledger::tools
