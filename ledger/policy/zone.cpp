#include "ledger/policy/zone.hpp"

#include <algorithm>
#include <date/tz.h>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>

// The library is older than C++20, and one name of this header is ambiguous since.
namespace date {
template <class Duration>
using own_hh_mm_ss = hh_mm_ss<Duration>;
}
#define hh_mm_ss own_hh_mm_ss
#include <date/ptz.h>
#undef hh_mm_ss

namespace ledger::policy {
namespace {

using std::chrono::local_days;
using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr const char* kDatabase = "/usr/share/zoneinfo/";
constexpr sys_seconds kBegin{std::chrono::sys_days(std::chrono::year(1900) / 1 / 1)};
constexpr sys_seconds kEnd{std::chrono::sys_days(std::chrono::year(2200) / 1 / 1)};
constexpr sys_seconds kFirst{std::chrono::sys_days(std::chrono::year(1) / 1 / 1)};
constexpr sys_seconds kLast{std::chrono::sys_days(std::chrono::year(9999) / 12 / 31)};

// The rule for the time behind the last entry of a zone's file (RFC 8536 section 3.3): its last
// line. The library reads the entries only, so that summer time would end in 2037. Nothing when
// there is none, or one that the library cannot read.
std::optional<Posix::time_zone> rule_of(std::string_view name) {
  std::ifstream file(kDatabase + std::string(name), std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (bytes.size() < 2 || bytes.back() != '\n') return std::nullopt;
  const std::size_t before = bytes.rfind('\n', bytes.size() - 2);
  if (before == std::string::npos) return std::nullopt;
  try {
    return Posix::time_zone(bytes.substr(before + 1, bytes.size() - before - 2));
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
}

Timestamp timestamp_of(sys_seconds time) {
  return Timestamp(std::chrono::microseconds(time.time_since_epoch()).count());
}

} // namespace

// What held first held always before.
Zone::Zone(Stretches stretches) {
  stretches.front().from = sys_seconds::min();
  stretches_ = std::make_shared<const Stretches>(std::move(stretches));
}

Zone::Stretches Zone::read(std::string_view name) {
  Stretches stretches;
  const date::time_zone* zone = date::locate_zone(name);
  date::sys_info info = zone->get_info(kBegin);
  for (; info.end < kEnd; info = zone->get_info(info.end))
    stretches.push_back({info.begin, info.offset});
  stretches.push_back({info.begin, info.offset});
  const auto rule = rule_of(name);
  if (!rule || stretches.size() == 1) return stretches;
  for (info = rule->get_info(info.begin); info.end < kEnd;) {
    info = rule->get_info(info.end);
    stretches.push_back({info.begin, info.offset});
  }
  return stretches;
}

Result<Zone> Zone::find(std::string_view name) {
  if (name == "UTC") return Zone(Stretches{{kBegin, seconds(0)}});
  try {
    return Zone(read(name));
  } catch (const std::runtime_error&) {
    return fail(Errc::kNotFound, "this machine knows no such time zone", "time zone",
                "use a name of the IANA database, Europe/Brussels for example, and install tzdata");
  }
}

std::vector<std::string> Zone::names() {
  std::vector<std::string> names;
  try {
    for (const date::time_zone& zone : date::get_tzdb().zones)
      names.push_back(zone.name());
  } catch (const std::runtime_error&) {
    names.clear(); // no database
  }
  return names;
}

Zone::Stretches::const_iterator Zone::stretch_at(sys_seconds time) const {
  const auto behind = std::upper_bound(
      stretches_->begin(), stretches_->end(), time,
      [](sys_seconds wanted, const Stretch& stretch) { return wanted < stretch.from; });
  return behind == stretches_->begin() ? behind : std::prev(behind);
}

local_days Zone::day_of(Timestamp time) const {
  const std::chrono::sys_time<std::chrono::microseconds> exact(
      std::chrono::microseconds(time.get()));
  const sys_seconds utc = std::clamp(std::chrono::floor<seconds>(exact), kFirst, kLast);
  return local_days(
      std::chrono::floor<std::chrono::days>(utc.time_since_epoch() + stretch_at(utc)->offset));
}

// The first stretch in which the clock reaches 00:00 of the day decides; at its beginning when the
// clock jumped over 00:00.
Timestamp Zone::start_of(local_days day) const {
  const sys_seconds midnight{seconds(day.time_since_epoch())}; // as if UTC
  auto stretch = stretch_at(midnight - std::chrono::days(2));
  for (;; ++stretch) {
    const sys_seconds reached = std::max(stretch->from, midnight - stretch->offset);
    const auto next = std::next(stretch);
    if (next == stretches_->end() || reached < next->from) return timestamp_of(reached);
  }
}

} // namespace ledger::policy
