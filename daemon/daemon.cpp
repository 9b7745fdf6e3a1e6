#include "daemon/daemon.hpp"

#include "daemon/log.hpp"

#include <boost/asio/post.hpp>
#include <unistd.h>

#include <csignal>

namespace ledger {
namespace {

// So many ticks with events queued and nothing committed: no longer alive in any useful sense.
constexpr int kStalledTicks = 3;

} // namespace

Daemon::Daemon(Config config, const ServiceEnvironment& environment, ServiceManager manager)
    : config_(std::move(config)), environment_(environment), manager_(std::move(manager)) {}

Daemon::~Daemon() = default;

Status Daemon::run(const MasterKey& master) {
  io_thread_ = std::this_thread::get_id();
  log(LogMessage::kStarting);
  LEDGER_TRY(open_ledger(master));
  handlers_ = std::make_unique<Handlers>(*ledger_, *clock_, io_,
                                         [this] { return server_ ? server_->connections() : 0; });
  server_ = std::make_unique<Server>(io_, config_.limits, AccessTable(config_.access, geteuid()),
                                     *handlers_);
  if (const Status listening = open_sockets(); !listening) {
    const Error& error = listening.error();
    server_.reset();
    handlers_->stop_readers();
    if (Status closed = ledger_->stop(); !closed) return closed;
    return fail(error);
  }

  signals_.add(SIGTERM);
  signals_.add(SIGINT);
  signals_.async_wait([this](const boost::system::error_code& error, int) {
    if (!error) begin_stop();
  });
  LEDGER_ASSIGN(const auto interval, watchdog_ping_interval(environment_, getpid()));
  if (interval) {
    watched_ = true;
    tick_every_ =
        std::min(tick_every_, std::chrono::duration_cast<std::chrono::milliseconds>(*interval));
  }
  serving_ = true;
  tick();
  static_cast<void>(manager_.ready("serving"));
  log(LogMessage::kReady, {{"records", ledger_->durable().size.get()}});
  io_.run();
  return close();
}

Status Daemon::open_ledger(const MasterKey& master) {
  OpenOptions options;
  options.paths = {config_.directories.ledger, config_.directories.keyring,
                   config_.directories.head, config_.directories.root};
  options.checkpoint_interval = config_.checkpoint_interval;
  options.heartbeat_interval = config_.heartbeat_interval;
  options.deliver = [this](std::vector<std::function<void()>> done) { deliver(std::move(done)); };
  options.on_fatal = [this](const Error& error) { on_fatal(error); };
  options.on_progress = [this](std::uint64_t done, std::uint64_t all) {
    static_cast<void>(manager_.extend_timeout(std::chrono::seconds(30)));
    static_cast<void>(
        manager_.status("replaying record " + std::to_string(done) + " of " + std::to_string(all)));
  };
  LEDGER_ASSIGN(ledger_, Ledger::open(options, master, *clock_));
  return {};
}

Status Daemon::open_sockets() {
  LEDGER_ASSIGN(const auto inherited, inherited_sockets(environment_, getpid()));
  for (const InheritedSocket& socket : inherited) {
    Roles roles = Roles::all();
    for (const SocketConfig& row : config_.sockets)
      if (row.name == socket.name) roles = row.roles;
    LEDGER_TRY(server_->adopt(socket.descriptor, roles));
  }
  if (!inherited.empty()) return {};
  for (const SocketConfig& socket : config_.sockets)
    LEDGER_TRY(server_->listen(socket));
  return {};
}

// Any thread of the ledger's.
void Daemon::deliver(std::vector<std::function<void()>> completions) {
  if (!serving_ || std::this_thread::get_id() == io_thread_) {
    for (const auto& completion : completions)
      completion();
    return;
  }
  boost::asio::post(io_, [completions = std::move(completions)] {
    for (const auto& completion : completions)
      completion();
  });
}

// Any thread of the ledger's. Whoever waits has been, or is being, told that the outcome is
// unknown.
void Daemon::on_fatal(const Error& error) {
  {
    const std::lock_guard lock(fatal_mutex_);
    if (fatal_) return;
    fatal_ = error;
  }
  log(LogMessage::kStorageFailed, {{"code", error.code()}});
  boost::asio::post(io_, [this] { begin_stop(); });
}

void Daemon::begin_stop() {
  if (stopping_) return;
  stopping_ = true;
  log(LogMessage::kStopping);
  static_cast<void>(manager_.stopping("stopping"));
  signals_.cancel();
  server_->stop([this] {
    ticker_.cancel();
    io_.stop();
  });
  ledger_->turn_ended(); // what is queued is answered before its connection closes
}

void Daemon::tick() {
  handlers_->record_denials(false);
  if (!stopping_) handlers_->turn_ended();
  if (watched_ && progressing()) static_cast<void>(manager_.watchdog());
  ticker_.expires_after(tick_every_);
  ticker_.async_wait([this](const boost::system::error_code& error) {
    if (!error) tick();
  });
}

// That this runs shows that the I/O thread lives; that the queue moves shows that the disk does.
bool Daemon::progressing() {
  const LedgerStatus status = ledger_->status();
  const bool stalled = status.queued_events > 0 && status.durable.size == ticked_size_;
  stalled_ticks_ = stalled ? stalled_ticks_ + 1 : 0;
  ticked_size_ = status.durable.size;
  return stalled_ticks_ < kStalledTicks;
}

Status Daemon::close() {
  serving_ = false;
  handlers_->stop_readers();
  // Completions that were posted and not run: their sessions are gone, but their tasks go on.
  io_.restart();
  io_.poll();
  server_.reset();
  handlers_->record_denials(true);
  std::optional<Error> fatal;
  {
    const std::lock_guard lock(fatal_mutex_);
    fatal = fatal_;
  }
  if (fatal) { // never another write after a storage error
    ledger_.reset();
    return fail(*fatal);
  }
  LEDGER_TRY(ledger_->stop());
  io_.restart();
  io_.poll();
  log(LogMessage::kStopped, {{"records", ledger_->durable().size.get()}});
  return {};
}

} // namespace ledger
