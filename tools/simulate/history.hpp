// A believable history of people and an organisation, made from what its policy says: they become
// known, are told, consent or refuse, get newsletters, are passed on to recipients, ask, object and
// are erased. Some answers come late and some mail goes out after a withdrawal, so that there is
// something to find. Nobody in it exists.
#pragma once

#include "ledger/policy/document.hpp"

#include <boost/json/object.hpp>
#include <vector>

namespace ledger::tools {

struct HistoryOptions {
  std::size_t people = 100;
  std::uint64_t seed = 1;
  Timestamp from;
  Timestamp to; // after `from` by a day at least
};

// Events as `append --stdin` takes them, by the time at which they happened. The same policy and
// options give the same events. Any thread.
[[nodiscard]] std::vector<boost::json::object> make_history(const Policy& policy,
                                                            const HistoryOptions& options);

} // namespace ledger::tools
