// Where a day begins: one time zone as a table of offsets from UTC. The only file of the room that
// sees the zone database is this one's source.
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/base/result.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::policy {

// Immutable; copies share the table; any thread. Nothing is looked up in the database after find().
// Offsets are those that the machine's database knows, and from its last entry on those of the rule
// that it states for the future, to the year 2200; behind that the last one holds for ever.
class Zone {
 public:
  // `name` is an IANA name, "Europe/Brussels"; "UTC" needs no database. kNotFound when this
  // machine's database (Debian: tzdata) does not have it, or when there is none.
  [[nodiscard]] static Result<Zone> find(std::string_view name);
  // Every name that find() takes; empty without a database.
  [[nodiscard]] static std::vector<std::string> names();

  // The calendar day in the zone. Times before the year 1 or after the year 9999 count as the first
  // or last day of those years.
  [[nodiscard]] std::chrono::local_days day_of(Timestamp time) const;
  // The first instant of that day: 00:00, or the end of the gap where a change of the clocks leaves
  // 00:00 out.
  [[nodiscard]] Timestamp start_of(std::chrono::local_days day) const;

 private:
  struct Stretch {
    std::chrono::sys_seconds from;
    std::chrono::seconds offset; // to be added to UTC
  };
  using Stretches = std::vector<Stretch>;
  explicit Zone(Stretches stretches);
  static Stretches read(std::string_view name);
  [[nodiscard]] Stretches::const_iterator stretch_at(std::chrono::sys_seconds time) const;

  std::shared_ptr<const Stretches> stretches_; // ascending, never empty
};

} // namespace ledger::policy
