// Where time comes from. A port, since histories, anomalies and deadlines cannot be tested without.
#pragma once

#include "ledger/base/ids.hpp"

#include <chrono>
#include <memory>

namespace ledger {

class Clock {
 public:
  virtual ~Clock() = default;
  // Wall time, UTC. May jump.
  [[nodiscard]] virtual Timestamp now() const = 0;
  // Never jumps; only differences mean anything.
  [[nodiscard]] virtual std::chrono::microseconds monotonic() const = 0;
  // False when the wall clock is not known to be synchronised (adjtimex, or systemd-timesyncd).
  [[nodiscard]] virtual bool synchronised() const = 0;
};

// The machine's clock; any thread.
[[nodiscard]] std::unique_ptr<Clock> make_system_clock();

} // namespace ledger
