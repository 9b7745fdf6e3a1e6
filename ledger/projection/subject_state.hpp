// What the records say about one person, known here by a random id only. Facts, not verdicts: what
// is lawful or overdue is worked out from this and a policy (ledger/findings).
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/base/result.hpp"
#include "schemas/event.capnp.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace ledger {

// Record 0 opens the ledger and is about nobody, so that in every number below "no record" is
// nothing rather than zero.
using MaybeRecord = std::optional<Sequence>;

// An entry happened in these records. In the order of the records, not of the stated times.
struct Seen {
  Sequence first;
  Sequence last;
  std::uint32_t times = 0; // stays at its largest value
  friend bool operator==(const Seen&, const Seen&) = default;
};

// An act and when it happened, which may be long before it was recorded.
struct Act {
  Sequence by;
  Timestamp at;
  friend bool operator==(const Act&, const Act&) = default;
};
using MaybeAct = std::optional<Act>;

// Each list below is sorted by key() and has one entry per key.
struct SubjectRelation {
  std::string relation;
  MaybeAct started; // the latest of each, by the time at which it happened
  MaybeAct ended;
  [[nodiscard]] bool active() const;
  [[nodiscard]] auto key() const { return std::tuple<std::string_view>(relation); }
  friend bool operator==(const SubjectRelation&, const SubjectRelation&) = default;
};

struct SubjectHolding {
  std::string category;
  std::string activity; // empty: none was stated
  Seen seen;
  [[nodiscard]] auto key() const {
    return std::tuple<std::string_view, std::string_view>(category, activity);
  }
  friend bool operator==(const SubjectHolding&, const SubjectHolding&) = default;
};

struct SubjectUse {
  std::string activity;
  Seen seen;
  std::uint32_t in_batches = 0; // of seen.times
  [[nodiscard]] auto key() const { return std::tuple<std::string_view>(activity); }
  friend bool operator==(const SubjectUse&, const SubjectUse&) = default;
};

struct SubjectNotice {
  wire::NoticeKind kind = wire::NoticeKind::UNSTATED;
  Seen seen;
  [[nodiscard]] auto key() const { return std::tuple<wire::NoticeKind>(kind); }
  friend bool operator==(const SubjectNotice&, const SubjectNotice&) = default;
};

// The latest word on one activity, by the time at which it was said: an old consent that is
// imported late does not undo a withdrawal.
struct SubjectConsent {
  std::string activity;
  wire::EventType state = wire::EventType::UNSTATED; // consent given, refused or withdrawn
  Act act;
  std::optional<Timestamp> valid_until;
  [[nodiscard]] auto key() const { return std::tuple<std::string_view>(activity); }
  friend bool operator==(const SubjectConsent&, const SubjectConsent&) = default;
};

// The earliest of its scope and activity: it holds from there.
struct SubjectObjection {
  wire::ObjectionScope scope = wire::ObjectionScope::UNSTATED;
  std::string activity; // empty: none was stated
  Act act;
  [[nodiscard]] auto key() const {
    return std::tuple<wire::ObjectionScope, std::string_view>(scope, activity);
  }
  friend bool operator==(const SubjectObjection&, const SubjectObjection&) = default;
};

struct SubjectRecipient {
  std::string recipient;
  std::string country; // empty: none was stated
  Seen seen;
  [[nodiscard]] auto key() const {
    return std::tuple<std::string_view, std::string_view>(recipient, country);
  }
  friend bool operator==(const SubjectRecipient&, const SubjectRecipient&) = default;
};

// In the order in which they became known. An answer whose request was never recorded stands alone.
struct SubjectRequest {
  wire::Right right = wire::Right::UNSTATED;
  OpaqueRef correlation; // zeros: none was stated
  MaybeAct received;
  MaybeAct answered;
  wire::Outcome outcome = wire::Outcome::UNSTATED;
  friend bool operator==(const SubjectRequest&, const SubjectRequest&) = default;
};

// A key class that was erased, or is about to be. It stands here also when there was no key of it
// to destroy, and for each class that an erasure of the whole person destroyed a key of.
struct ErasedClass {
  std::string key_class;
  Incarnation incarnation; // the latest key that was destroyed; 0: there was none
  MaybeRecord started;     // the latest erasure that names the class
  MaybeRecord destroyed;   // the latest record that says that its keys are destroyed
  // Every erasure of it so far has ended.
  [[nodiscard]] bool complete() const { return destroyed && (!started || *started < *destroyed); }
  [[nodiscard]] auto key() const { return std::tuple<std::string_view>(key_class); }
  friend bool operator==(const ErasedClass&, const ErasedClass&) = default;
};

// Names in here are policy ids, which bounds most lists by the policies ever published. Whatever
// goes over a cap is counted in `unlisted` and found in the records only.
struct SubjectState {
  static constexpr std::size_t kMaxEntries = 1'024; // of each list
  static constexpr std::size_t kMaxRequests = 256;  // the oldest answered one makes room

  std::vector<SubjectRelation> relations;
  std::vector<SubjectHolding> holdings;
  std::vector<SubjectUse> uses;
  std::vector<SubjectNotice> notices;
  std::vector<SubjectConsent> consents;
  std::vector<SubjectObjection> objections;
  std::vector<SubjectRecipient> recipients;
  std::vector<SubjectRequest> requests;
  std::vector<ErasedClass> erased_classes;
  Seen erasure_requested; // times 0: never
  Seen erasure_started;
  Seen erasure_executed; // by applications
  MaybeRecord erased_by; // the record that says that every key of this person is destroyed
  Seen events;
  std::uint64_t unlisted = 0;

  [[nodiscard]] bool erased() const { return erased_by.has_value(); }
  friend bool operator==(const SubjectState&, const SubjectState&) = default;
};

class Fact;
// What the facts about one person add up to; they stand in the order of the records. May throw
// kj::Exception on bytes that are not ours.
[[nodiscard]] SubjectState state_of(std::span<const Fact> facts);

} // namespace ledger
