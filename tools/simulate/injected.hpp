// Whether what was injected into a history was found in it.
#pragma once

#include "ledger/base/result.hpp"

#include <map>
#include <string>
#include <vector>

namespace ledger::tools {

struct InjectedFound {
  std::size_t injected = 0;
  std::vector<std::string> missing;       // "F04, event 019..."
  std::map<std::string, std::size_t> own; // rules that were found besides, and how often
};

// `injected` as `simulate --injected` writes it, `receipts` as `append --receipt` does, `findings`
// as `findings -o json` prints them. A finding counts as injected when it names the record that the
// event became. kMalformed: one of them is something else. Any thread.
[[nodiscard]] Result<InjectedFound> compare_injected(const std::string& injected,
                                                     const std::string& receipts,
                                                     const std::string& findings);

} // namespace ledger::tools
