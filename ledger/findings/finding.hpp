// A breach of the policy or the law that the facts show.
#pragma once

#include "ledger/base/ids.hpp"
#include "schemas/event.capnp.h"

#include <optional>
#include <string>
#include <vector>

namespace ledger {

// What is broken: the law, or only what the controller promised beyond it.
enum class Breaks : std::uint8_t { kLaw, kPromise };

enum class FindingState : std::uint8_t {
  kOpen,
  kExplained, // by an officer, or by what happened later
  kAccepted,  // true, and an officer accepted it
  kClosed,    // what was missing came
};

// What an officer, or a later event, said of a finding: that it is explained, accepted or open
// again.
struct FindingWord {
  Timestamp at;
  FindingState state = FindingState::kOpen;
  Sequence by;

  friend bool operator==(const FindingWord&, const FindingWord&) = default;
};

// A finding never disappears from the days on which it was open: `from` stays, and what ends it
// has a time of its own.
struct Finding {
  wire::Rule rule = wire::Rule::UNSTATED;
  Breaks breaks = Breaks::kLaw;
  std::optional<SubjectId> subject;
  Timestamp from;                     // the first instant at which it holds
  std::optional<Timestamp> closed_at; // it holds no longer
  std::optional<Sequence> closed_by;
  Sequence trigger;               // the record that raised it
  std::vector<Sequence> evidence; // the records that it rests on, sorted; the trigger is one
  std::string about;              // the policy id that it is about: an activity, a recipient ...
  std::vector<FindingWord> words; // in the order of time
  // What `words` and `closed_at` come to; a word that explains or accepts outweighs the closing.
  FindingState state = FindingState::kOpen;
  std::optional<Sequence> state_by; // the record that explained, accepted or closed it

  friend bool operator==(const Finding&, const Finding&) = default;
};

// The number of a rule, for sorting and for its name: F01 is 1.
[[nodiscard]] inline unsigned number_of(wire::Rule rule) {
  return static_cast<unsigned>(rule);
}

} // namespace ledger
