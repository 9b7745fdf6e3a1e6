// The daemon as a whole: ledger, sockets, signals, watchdog, and the order in which they end.
#pragma once

#include "daemon/config.hpp"
#include "daemon/handlers.hpp"
#include "daemon/server.hpp"
#include "daemon/systemd.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <mutex>
#include <optional>
#include <thread>

namespace ledger {

class Daemon {
 public:
  Daemon(Config config, const ServiceEnvironment& environment, ServiceManager manager);
  ~Daemon();

  // Opens the ledger and the sockets, serves until SIGTERM, SIGINT or the first storage error, and
  // closes. The calling thread is the I/O thread. An error: nothing was served, or the storage
  // failed while serving.
  [[nodiscard]] Status run(const MasterKey& master);

 private:
  [[nodiscard]] Status open_ledger(const MasterKey& master);
  [[nodiscard]] Status open_sockets();
  void deliver(std::vector<std::function<void()>> completions);
  void on_fatal(const Error& error);
  void begin_stop();
  void tick();
  [[nodiscard]] bool progressing();
  [[nodiscard]] Status close();

  Config config_;
  const ServiceEnvironment& environment_;
  std::unique_ptr<Clock> clock_ = make_system_clock();
  boost::asio::io_context io_{1};
  std::thread::id io_thread_;        // set before the ledger is opened
  std::atomic<bool> serving_{false}; // false: deliver() runs things where it is called
  std::unique_ptr<Ledger> ledger_;
  std::unique_ptr<Handlers> handlers_;
  std::unique_ptr<Server> server_;
  ServiceManager manager_;

  boost::asio::signal_set signals_{io_};
  boost::asio::steady_timer ticker_{io_};
  std::chrono::milliseconds tick_every_{1'000};
  bool watched_ = false; // the service manager wants pings
  bool stopping_ = false;
  TreeSize ticked_size_; // durable at the last tick
  int stalled_ticks_ = 0;

  std::mutex fatal_mutex_;
  std::optional<Error> fatal_; // under fatal_mutex_
};

} // namespace ledger
