#include "tools/render/progress.hpp"

#include "tools/render/terminal.hpp"
#include "tools/render/text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <unistd.h>

namespace ledger::tools {
namespace {

constexpr auto kRedraw = std::chrono::milliseconds(100);
constexpr auto kPlainEvery = std::chrono::seconds(30);
constexpr std::size_t kBarWidth = 20;

std::string rate_text(const ProgressState& state) {
  const double seconds = state.elapsed.count();
  if (seconds <= 0) return {};
  const double rate = static_cast<double>(state.done) / seconds;
  std::array<char, 40> text{};
  if (rate >= 10'000)
    std::snprintf(text.data(), text.size(), "%.0f k/s", rate / 1000);
  else
    std::snprintf(text.data(), text.size(), "%.0f/s", rate);
  return text.data();
}

std::string eta_text(const ProgressState& state) {
  if (!state.total || state.done == 0 || state.done >= *state.total) return {};
  const double left = static_cast<double>(*state.total - state.done);
  const double seconds = state.elapsed.count() * left / static_cast<double>(state.done);
  const auto whole = static_cast<unsigned long>(std::min(seconds, 359'999.0));
  std::array<char, 40> text{};
  if (whole >= 3600)
    std::snprintf(text.data(), text.size(), "ETA %lu:%02lu:%02lu", whole / 3600, whole / 60 % 60,
                  whole % 60);
  else
    std::snprintf(text.data(), text.size(), "ETA %lu:%02lu", whole / 60, whole % 60);
  return text.data();
}

std::uint64_t percent(const ProgressState& state) {
  if (*state.total == 0) return 100;
  return std::min<std::uint64_t>(100, state.done * 100 / *state.total);
}

// Filled to an eighth of a character.
std::string bar(const ProgressState& state) {
  constexpr std::array<const char*, 8> kParts = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const std::uint64_t total = std::max<std::uint64_t>(1, *state.total);
  const std::uint64_t eighths = std::min(state.done, total) * kBarWidth * 8 / total;
  std::string out;
  for (std::uint64_t i = 0; i < eighths / 8; ++i)
    out += "█";
  out += kParts.at(eighths % 8);
  return out + std::string(kBarWidth - display_width(out), ' ');
}

void add_part(std::string& line, std::string_view part, std::string_view separator) {
  if (part.empty()) return;
  if (!line.empty()) line += separator;
  line += part;
}

std::string counts(const ProgressState& state, std::string_view of) {
  std::string text = grouped(state.done);
  if (state.total) text += std::string(of) + grouped(*state.total);
  return text + " " + std::string(state.unit);
}

} // namespace

std::string progress_bar_line(const ProgressState& state, std::size_t width) {
  std::string tail;
  if (state.total) add_part(tail, std::to_string(percent(state)) + " %", "  ");
  add_part(tail, counts(state, " / "), "  ");
  add_part(tail, rate_text(state), "  ");
  add_part(tail, eta_text(state), "  ");
  const std::string label(state.label);
  std::string wide = state.total ? label + "  " + bar(state) + "  " + tail : label + "  " + tail;
  if (display_width(wide) <= width) return wide;
  return fit_to_width(label + "  " + tail, width);
}

std::string progress_plain_line(const ProgressState& state) {
  std::string line = std::string(state.label) + ": " + counts(state, " of ");
  if (state.total) add_part(line, std::to_string(percent(state)) + " %", ", ");
  add_part(line, rate_text(state), ", ");
  add_part(line, eta_text(state), ", ");
  return line;
}

Progress::Progress(std::string label, std::string unit, std::optional<std::uint64_t> total,
                   bool quiet)
    : label_(std::move(label)), unit_(std::move(unit)), total_(total), quiet_(quiet),
      terminal_(isatty(STDERR_FILENO) == 1) {
  next_ = start_ + (terminal_ ? Clock::duration(kRedraw) : Clock::duration(kPlainEvery));
}

Progress::~Progress() {
  clear();
}

void Progress::update(std::uint64_t done) {
  const Clock::time_point now = Clock::now();
  if (quiet_ || now < next_) return;
  const ProgressState state{label_, unit_, done, total_, now - start_};
  if (terminal_) {
    const std::size_t columns = terminal_width(STDERR_FILENO);
    std::fprintf(stderr, "\r\x1b[K%s", progress_bar_line(state, columns - 1).c_str());
    drawn_ = true;
    next_ = now + kRedraw;
  } else {
    std::fprintf(stderr, "%s\n", progress_plain_line(state).c_str());
    next_ = now + kPlainEvery;
  }
  std::fflush(stderr);
}

void Progress::clear() {
  if (!drawn_) return;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
  drawn_ = false;
}

} // namespace ledger::tools
