// What single facts do to the state of a person. Each is one sentence of the fold.
#pragma once

#include "ledger/projection/subject_state.hpp"

#include <string_view>

namespace ledger {

// Changes one state on behalf of one record.
class SubjectChanges {
 public:
  // `state` outlives this; `act` is the record and when what it reports happened.
  SubjectChanges(SubjectState& state, const Act& act) : state_(state), act_(act) {}

  void relation_started(std::string_view relation);
  void relation_ended(std::string_view relation);
  void held(std::string_view category, std::string_view activity);
  void used(std::string_view activity, bool in_batch);
  void noticed(wire::NoticeKind kind);
  void consent(std::string_view activity, wire::EventType state,
               std::optional<Timestamp> valid_until);
  void objected(wire::ObjectionScope scope, std::string_view activity);
  void received(std::string_view recipient, std::string_view country);
  void request_received(wire::Right right, const OpaqueRef& correlation);
  void request_answered(wire::Right right, const OpaqueRef& correlation, wire::Outcome outcome);
  void class_erasure_started(std::string_view key_class);
  void class_destroyed(std::string_view key_class, Incarnation incarnation);
  // The erasure that record `erasure` started has ended, for its classes without a key too.
  void erasure_ended(Sequence erasure);
  // Adds this record to a mark.
  void count(Seen& seen) const;

 private:
  SubjectRequest* add_request(wire::Right right, const OpaqueRef& correlation);
  SubjectState& state_;
  Act act_;
};

} // namespace ledger
