// The requests that read: one after the other on a thread of their own, since they may wait for the
// disk, and fairly between those who ask.
#pragma once

#include "daemon/fair_queue.hpp"
#include "daemon/request_handler.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>

namespace ledger {

// Used on the I/O thread, which runs `io`; `io` outlives it.
class ReadQueue {
 public:
  // What runs on the reader thread, and gives back what is then to be done on the I/O thread.
  using Answer = std::function<void()>;
  using Read = std::function<Answer()>;

  explicit ReadQueue(boost::asio::io_context& io) : io_(io) {}

  // `read` is started when it is its turn and the peer takes what it is sent (ReplySink::has_room):
  // what a peer does not read is not read from the disk for it either.
  void add(uid_t uid, const ReplySink& sink, Read read);
  // Some peer may have room again.
  void start_next();
  // Waits for the read that runs; starts no other. `io` is not run any more.
  void stop();

 private:
  struct Waiting {
    ReplySink sink;
    Read read;
  };

  boost::asio::io_context& io_;
  boost::asio::thread_pool reader_{1};
  FairQueue<Waiting> waiting_;
  bool running_ = false;
};

} // namespace ledger
