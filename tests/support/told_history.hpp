// What a made-up history says when all of it is posted on the day on which it ends: the facts about
// each person and the house, as the projections hold them, and what the rules find in them. Without
// a store and without keys, since no rule sees what is sealed.
#pragma once

#include "ledger/findings/evaluate.hpp"
#include "ledger/policy/document.hpp"
#include "tools/simulate/history.hpp"

#include <functional>
#include <map>

namespace ledger::test {

struct FoundBreach {
  unsigned rule = 0;
  std::string subject; // the application's reference; empty: the house
  EventId trigger;
  Finding finding;
};

class ToldHistory {
 public:
  // Throws std::runtime_error where an event cannot be posted.
  ToldHistory(const Policy& policy, const tools::HistoryOptions& options);

  [[nodiscard]] const std::map<std::string, std::size_t>& types() const { return types_; }
  [[nodiscard]] std::size_t events() const { return events_; }
  [[nodiscard]] const std::vector<tools::InjectedBreach>& injected() const { return injected_; }
  // As it stands when the history ends.
  [[nodiscard]] std::vector<FoundBreach> found() const;
  // With all that is said about each person, by the application's reference.
  void each_person(
      const std::function<void(const std::string& subject, const PersonCase& person)>& visit) const;

 private:
  void add(const boost::json::object& event);
  [[nodiscard]] PolicyTimes policies() const;

  const Policy& policy_;
  tools::HistoryOptions options_;
  std::map<std::string, std::vector<std::pair<Sequence, Bytes>>> people_;
  std::vector<std::pair<Sequence, Bytes>> house_;
  std::map<Sequence, EventId> ids_;
  std::map<std::string, std::size_t> types_;
  std::size_t events_ = 0;
  std::vector<tools::InjectedBreach> injected_;
};

} // namespace ledger::test
