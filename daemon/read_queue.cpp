#include "daemon/read_queue.hpp"

#include <boost/asio/post.hpp>
#include <utility>

namespace ledger {

void ReadQueue::add(uid_t uid, const ReplySink& sink, Read read) {
  waiting_.add(uid, sink.connection(), Waiting{sink, std::move(read)});
  start_next();
}

void ReadQueue::start_next() {
  if (running_ || waiting_.empty()) return;
  // Those whose peer has gone go too: they are dropped without being read.
  const auto may_go = [](const Waiting& waiting) {
    return !waiting.sink.is_open() || waiting.sink.has_room();
  };
  std::optional<Waiting> next = waiting_.take(may_go);
  while (next && !next->sink.is_open())
    next = waiting_.take(may_go);
  if (!next) return;
  running_ = true;
  boost::asio::post(reader_, [this, read = std::move(next->read)] {
    boost::asio::post(io_, [this, answer = read()] {
      running_ = false;
      answer();
      start_next();
    });
  });
}

void ReadQueue::stop() {
  reader_.join();
}

} // namespace ledger
