// Which of the published versions of a policy holds at a time.
#pragma once

#include "ledger/base/ids.hpp"

#include <optional>
#include <span>

namespace ledger::policy {

// As its record says, which may set another beginning than the document.
struct Publication {
  Sequence record;
  Timestamp effective_from;
  std::optional<Timestamp> effective_to; // no longer at that instant
};

// The index of the version that came into force last, and of those that did so at the same instant
// the one that was published last; nothing when none is in force. So a version that is published
// for a past date holds until the next one that was there already, and one that is published ahead
// is not undone by a later correction of what came before it. What was known at some record is
// asked by leaving out the publications behind it.
[[nodiscard]] std::optional<std::size_t> in_force(std::span<const Publication> publications,
                                                  Timestamp time);

} // namespace ledger::policy
