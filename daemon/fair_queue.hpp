// What waits for its turn, in a queue of its own for each connection: each uid has its turn, and
// within a uid each of its connections, so that whoever asks much waits for himself.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <sys/types.h>
#include <utility>

namespace ledger {

// One thread. Its size is bounded by what is put in: the requests that may be in flight.
template <class T>
class FairQueue {
 public:
  // `connection` tells the connections of one uid apart.
  void add(uid_t uid, const void* connection, T item) {
    uids_[uid].connections[connection].push_back(std::move(item));
  }

  // The first item of the next connection whose first item `may_go`: its uid moves behind the
  // others. Nothing when none may.
  template <class MayGo>
  [[nodiscard]] std::optional<T> take(MayGo may_go) {
    return next_of(uids_, last_uid_, [&](Connections& uid) {
      return next_of(uid.connections, uid.last, [&](std::deque<T>& items) -> std::optional<T> {
        if (!may_go(items.front())) return std::nullopt;
        std::optional<T> item = std::move(items.front());
        items.pop_front();
        return item;
      });
    });
  }

  [[nodiscard]] bool empty() const { return uids_.empty(); }

 private:
  struct Connections {
    std::map<const void*, std::deque<T>> connections;
    const void* last = nullptr;
    [[nodiscard]] bool empty() const { return connections.empty(); }
  };

  // Asks each entry once, the one behind `last` first; the one that gives becomes the last, and is
  // removed when nothing is left of it.
  template <class Key, class Value, class Ask>
  static std::optional<T> next_of(std::map<Key, Value>& entries, Key& last, Ask ask) {
    auto entry = entries.upper_bound(last);
    for (std::size_t asked = 0; asked < entries.size(); ++asked, ++entry) {
      if (entry == entries.end()) entry = entries.begin();
      std::optional<T> item = ask(entry->second);
      if (!item) continue;
      last = entry->first;
      if (entry->second.empty()) entries.erase(entry);
      return item;
    }
    return std::nullopt;
  }

  std::map<uid_t, Connections> uids_;
  uid_t last_uid_ = 0;
};

} // namespace ledger
