#include "ledger/projection/statistics_keys.hpp"

namespace ledger {
namespace {

using Kind = StatisticsProjection::Kind;

constexpr std::uint32_t kMiddleDay = 1U << 31;

void append_number(std::string& key, std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8)
    key.push_back(static_cast<char>(number >> shift));
}

std::uint32_t sortable(DayNumber day) {
  return static_cast<std::uint32_t>(day) + kMiddleDay;
}
DayNumber from_sortable(std::uint64_t number) {
  return static_cast<DayNumber>(static_cast<std::uint32_t>(number) - kMiddleDay);
}

tl::unexpected<Error> damaged() {
  return fail(Errc::kDamaged, "a count cannot be read",
              "projection " + std::string(StatisticsProjection::kName),
              "auditledger projection rebuild statistics");
}

} // namespace

DayNumber day_number(Timestamp time) {
  return static_cast<DayNumber>(utc_day_of(time).time_since_epoch().count());
}
std::chrono::sys_days day_of(DayNumber number) {
  return std::chrono::sys_days(std::chrono::days(number));
}

std::uint32_t as_number(wire::EventType type) {
  return static_cast<std::uint16_t>(type);
}
std::uint32_t as_number(wire::Right right, wire::Outcome outcome) {
  return static_cast<std::uint32_t>(right) << 16 | static_cast<std::uint16_t>(outcome);
}

std::string key_of(Kind kind, const StatisticDays& days, std::uint32_t number,
                   std::string_view name) {
  std::string key(1, static_cast<char>(kind));
  append_number(key, sortable(days.happened));
  append_number(key, sortable(days.recorded));
  append_number(key, number);
  key.append(name);
  return key;
}

Bytes encode(const StatisticTally& tally) {
  Bytes value;
  append_be(value, tally.count, 8);
  append_be(value, tally.first.get(), 8);
  return value;
}

Bytes day_prefix() {
  return Bytes{'d'};
}
Bytes day_key(DayNumber day) {
  Bytes key = day_prefix();
  append(key, encode_day(day));
  return key;
}
Bytes last_day_key() {
  return Bytes{'D'};
}
Bytes encode_day(DayNumber day) {
  Bytes bytes;
  append_be(bytes, sortable(day), 4);
  return bytes;
}

Result<StatisticTally> parse_tally(ByteView value) {
  ByteReader in(value);
  StatisticTally tally;
  tally.count = in.be(8);
  tally.first = Sequence(in.be(8));
  if (!in.at_end()) return damaged();
  return tally;
}

Result<DayNumber> parse_day(ByteView bytes) {
  ByteReader in(bytes);
  const DayNumber day = from_sortable(in.be(4));
  if (!in.at_end()) return damaged();
  return day;
}

Result<Statistic> parse_statistic(ByteView key, ByteView value) {
  ByteReader in(key);
  Statistic found;
  found.kind = static_cast<Kind>(in.be(1));
  found.day = day_of(from_sortable(in.be(4)));
  found.recorded = day_of(from_sortable(in.be(4)));
  const std::uint64_t number = in.be(4);
  if (!in.ok()) return damaged();
  found.name = as_text(in.take(in.left()));
  if (found.kind == Kind::kType || found.kind == Kind::kConsent) {
    found.type = static_cast<wire::EventType>(number);
  } else {
    found.right = static_cast<wire::Right>(number >> 16);
    found.outcome = static_cast<wire::Outcome>(number & 0xffff);
  }
  LEDGER_ASSIGN(const StatisticTally tally, parse_tally(value));
  found.count = tally.count;
  found.first = tally.first;
  return found;
}

} // namespace ledger
