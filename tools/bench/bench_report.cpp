#include "tools/bench/bench_report.hpp"

#include "ledger/base/limits.hpp"
#include "tools/render/table.hpp"
#include "tools/render/text.hpp"

#include <boost/json/array.hpp>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace ledger::tools {
namespace {

std::string whole(double number) {
  return grouped(static_cast<std::uint64_t>(std::llround(number)));
}

std::string decimal(double number, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", digits, number);
  return text;
}

// The floor of a row: the mean of the one before and the one after, where there is one.
Timing floor_of(const BenchFigures& figures, const LoadFigures& load) {
  Timing floor = figures.floors[load.floor_before];
  if (load.floor_before + 1 >= figures.floors.size()) return floor;
  const Timing& after = figures.floors[load.floor_before + 1];
  floor.count += after.count;
  floor.seconds += after.seconds;
  floor.p50_us = (floor.p50_us + after.p50_us) / 2;
  floor.p99_us = (floor.p99_us + after.p99_us) / 2;
  return floor;
}

double ratio(double value, double floor) {
  return floor > 0 ? value / floor : 0;
}

void add_floor(Table& table, const Timing& floor) {
  table.add({"F: append 4 KiB + fdatasync", whole(floor.per_second()), whole(floor.p50_us),
             whole(floor.p99_us)});
}

void add_load(Table& table, const BenchFigures& figures, const LoadFigures& load) {
  const Timing floor = floor_of(figures, load);
  const Timing& timing = load.result.timing;
  table.add({load.row.name(), whole(timing.per_second()), whole(timing.p50_us),
             whole(timing.p99_us), decimal(ratio(timing.per_second(), floor.per_second()), 2),
             decimal(ratio(timing.p50_us, floor.p50_us), 2), decimal(load.result.daemon_cpu_us, 1),
             decimal(load.result.client_cpu_us, 1)});
}

boost::json::object timing_object(const Timing& timing) {
  return {{"count", timing.count},
          {"seconds", timing.seconds},
          {"per_second", timing.per_second()},
          {"p50_us", timing.p50_us},
          {"p99_us", timing.p99_us}};
}

boost::json::object load_object(const BenchFigures& figures, const LoadFigures& load) {
  const Timing floor = floor_of(figures, load);
  const Timing& timing = load.result.timing;
  boost::json::object object{{"row", load.row.name()},
                             {"in_flight", load.row.in_flight},
                             {"batch", load.row.batch},
                             {"ids", load.row.ids == IdKind::kRandom ? "random" : "uuidv7"}};
  for (const auto& member : timing_object(timing))
    object.insert(member);
  object["rate_to_floor"] = ratio(timing.per_second(), floor.per_second());
  object["p50_to_floor"] = ratio(timing.p50_us, floor.p50_us);
  object["daemon_cpu_us"] = load.result.daemon_cpu_us;
  object["client_cpu_us"] = load.result.client_cpu_us;
  object["floor_before"] = load.floor_before;
  return object;
}

bool parse_part(std::string_view text, std::size_t most, std::size_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number > 0 && number <= most;
}

} // namespace

std::string BenchRow::name() const {
  std::string text = std::to_string(in_flight) + " in flight";
  if (batch > 1) text = std::to_string(in_flight) + " batches of " + std::to_string(batch);
  return ids == IdKind::kRandom ? text + ", random ids" : text;
}

Result<BenchRow> parse_bench_row(const std::string& text) {
  std::string_view rest = text;
  BenchRow row;
  if (rest.ends_with('r')) {
    row.ids = IdKind::kRandom;
    rest.remove_suffix(1);
  }
  const std::size_t cross = rest.find('x');
  const bool good =
      parse_part(rest.substr(0, cross), limits::kInFlightPerConnection, row.in_flight) &&
      (cross == rest.npos ||
       parse_part(rest.substr(cross + 1), limits::kEventsPerBatch, row.batch));
  if (!good)
    return fail(Errc::kUsage, "no such row: " + text, "--rows",
                "for example 1, 64, 1024r, 4x512: requests in flight, x events in each, r for "
                "random ids");
  return row;
}

std::string render_bench(const BenchFigures& figures, std::size_t width, const Palette& palette) {
  Table table({{"MEASUREMENT"},
               {"PER SECOND", Align::kRight},
               {"P50 us", Align::kRight},
               {"P99 us", Align::kRight},
               {"RATE : F", Align::kRight},
               {"P50 : F", Align::kRight},
               {"DAEMON us", Align::kRight},
               {"CLIENT us", Align::kRight}});
  for (std::size_t i = 0; i < figures.floors.size(); ++i) {
    add_floor(table, figures.floors[i]);
    for (const LoadFigures& load : figures.loads)
      if (load.floor_before == i) add_load(table, figures, load);
  }
  for (const VerifyFigures& verified : figures.verified)
    table.add({"verify offline, threads: " + std::to_string(verified.threads),
               whole(ratio(static_cast<double>(verified.records), verified.seconds))});
  std::string text = "events of " + std::to_string(figures.event_bytes) + " bytes, sent as " +
                     std::to_string(figures.frame_bytes) + "; " + grouped(figures.records_before) +
                     " records before\n\n" + table.render(width, palette);
  for (const std::string& note : figures.notes)
    text += "\n" + note + "\n";
  return text;
}

boost::json::object bench_object(const BenchFigures& figures) {
  boost::json::array floors;
  for (const Timing& floor : figures.floors)
    floors.push_back(timing_object(floor));
  boost::json::array rows;
  for (const LoadFigures& load : figures.loads)
    rows.push_back(load_object(figures, load));
  boost::json::array verified;
  for (const VerifyFigures& run : figures.verified)
    verified.push_back(
        boost::json::object{{"threads", run.threads},
                            {"records", run.records},
                            {"seconds", run.seconds},
                            {"per_second", ratio(static_cast<double>(run.records), run.seconds)}});
  boost::json::array notes;
  for (const std::string& note : figures.notes)
    notes.emplace_back(note);
  return {{"event_bytes", figures.event_bytes},
          {"frame_bytes", figures.frame_bytes},
          {"records_before", figures.records_before},
          {"preload", timing_object(figures.preload.timing)},
          {"floors", std::move(floors)},
          {"rows", std::move(rows)},
          {"verified", std::move(verified)},
          {"notes", std::move(notes)}};
}

} // namespace ledger::tools
