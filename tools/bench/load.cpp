#include "tools/bench/load.hpp"

#include "tools/bench/stop_asked.hpp"

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

namespace ledger::tools {
namespace {

constexpr std::size_t kMostLatencies = 1u << 22;

// User and system time of a process in seconds; /proc/PID/stat, fields 14 and 15 (proc(5)).
double processor_seconds(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string stat(std::istreambuf_iterator<char>(file), {});
  const std::size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos) return 0;
  std::istringstream fields(stat.substr(name_end + 1));
  std::string skipped;
  for (int field = 3; field < 14; ++field)
    fields >> skipped;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double own_processor_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

class Load {
 public:
  Load(LoadSocket& socket, EventFrames& frames, const LoadPlan& plan)
      : socket_(socket), frames_(frames), plan_(plan), latencies_(kMostLatencies),
        sent_at_(plan.in_flight), open_(plan.in_flight, false) {
    for (std::size_t slot = plan.in_flight; slot-- > 0;)
      free_.push_back(slot);
  }

  Result<LoadResult> run() {
    const double daemon_before = processor_seconds(socket_.peer());
    const double own_before = own_processor_seconds();
    start_ = last_ = BenchClock::now();
    const LoadSocket::OnReply on_reply = [this](wire::Reply::Reader reply) { return take(reply); };
    for (;;) {
      fill();
      if (free_.size() == plan_.in_flight) break;
      LEDGER_TRY(socket_.exchange(last_ + plan_.patience, on_reply));
    }
    result_.timing.count = acknowledged_;
    result_.timing.seconds = std::chrono::duration<double>(last_ - start_).count();
    result_.timing.p50_us = latencies_.quantile_us(0.50);
    result_.timing.p99_us = latencies_.quantile_us(0.99);
    const double events = static_cast<double>(acknowledged_) / 1e6;
    const double daemon_after = processor_seconds(socket_.peer());
    if (acknowledged_ > 0 && daemon_after > 0)
      result_.daemon_cpu_us = (daemon_after - daemon_before) / events;
    if (acknowledged_ > 0) result_.client_cpu_us = (own_processor_seconds() - own_before) / events;
    return result_;
  }

 private:
  // A request in each free slot, unless it is time to end. The number of the slot is the request's.
  void fill() {
    const auto now = BenchClock::now();
    if (stop_asked()) result_.interrupted = true;
    while (!free_.empty() && !is_over(now)) {
      const std::size_t slot = free_.back();
      free_.pop_back();
      open_[slot] = true;
      sent_at_[slot] = now;
      frames_.append_to(socket_.out(), slot, plan_.filling);
      posted_ += frames_.batch();
    }
    received_at_ = {};
  }

  [[nodiscard]] bool is_over(BenchClock::time_point now) const {
    if (result_.interrupted) return true;
    return plan_.events > 0 ? posted_ >= plan_.events : now - start_ >= plan_.how_long;
  }

  // Replies that were read together came together.
  Status take(wire::Reply::Reader reply) {
    if (received_at_ == BenchClock::time_point{}) received_at_ = BenchClock::now();
    LEDGER_TRY(check(reply));
    const std::size_t slot = reply.getId();
    latencies_.add(received_at_ - sent_at_[slot]);
    open_[slot] = false;
    free_.push_back(slot);
    acknowledged_ += frames_.batch();
    last_ = received_at_;
    return {};
  }

  [[nodiscard]] Status check(wire::Reply::Reader reply) const {
    if (reply.isError()) return fail(error_of(reply.getError()));
    const bool known = reply.getId() < open_.size() && open_[reply.getId()];
    const bool one = reply.isReceipt() && frames_.batch() == 1;
    const bool many =
        reply.isReceipts() && frames_.batch() > 1 && reply.getReceipts().size() == frames_.batch();
    if (!known || !(one || many))
      return fail(Errc::kMalformed, "the daemon answered something else than was asked", "reply",
                  "compare auditledger --version with auditledgerd --version");
    const auto receipt = one ? reply.getReceipt() : reply.getReceipts()[0];
    if (receipt.getRepeated())
      return fail(Errc::kExists, "an event with a new id was recorded before", "receipt",
                  "the figures would mean nothing; report this");
    return {};
  }

  LoadSocket& socket_;
  EventFrames& frames_;
  const LoadPlan& plan_;
  Latencies latencies_;
  std::vector<BenchClock::time_point> sent_at_;
  std::vector<bool> open_;
  std::vector<std::size_t> free_;
  BenchClock::time_point start_;
  BenchClock::time_point last_;        // reply
  BenchClock::time_point received_at_; // of the replies at hand
  std::uint64_t posted_ = 0;           // events
  std::uint64_t acknowledged_ = 0;
  LoadResult result_;
};

} // namespace

Result<LoadResult> run_load(LoadSocket& socket, EventFrames& frames, const LoadPlan& plan) {
  return Load(socket, frames, plan).run();
}

} // namespace ledger::tools
