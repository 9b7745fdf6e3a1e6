// One record, read once, as what it says about people; then applied to each of them.
#pragma once

#include "ledger/projection/record_view.hpp"
#include "ledger/projection/subject_changes.hpp"

namespace ledger {

// Reused from record to record, so that its lists keep their memory. Names point into the record.
class SubjectFacts {
 public:
  // False when a control record names no valid subject, or record 0 names one. May throw
  // kj::Exception on hostile bytes. `record` must stay until the last change().
  [[nodiscard]] bool read(const RecordView& record);
  [[nodiscard]] const std::vector<SubjectId>& subjects() const { return subjects_; }
  [[nodiscard]] const Act& act() const { return act_; }
  // What the record does to the state of one of its subjects.
  void change(SubjectState& state) const;

 private:
  using Names = std::vector<std::string_view>;
  struct Destroyed {
    std::string_view key_class;
    Incarnation incarnation;
  };
  void read_clear(const wire::Clear::Reader& clear);
  [[nodiscard]] bool read_destroyed(const wire::Control::Reader& control);
  void change_data(SubjectChanges& changes) const;
  void change_wishes(SubjectChanges& changes) const;
  void change_erasure(SubjectState& state, SubjectChanges& changes) const;

  wire::EventType type_ = wire::EventType::UNSTATED;
  Act act_;
  std::vector<SubjectId> subjects_;
  Names activities_;
  Names categories_;
  Names via_;
  Names key_classes_;
  std::string_view relation_;
  std::string_view recipient_;
  std::string_view country_;
  OpaqueRef correlation_;
  wire::NoticeKind notice_ = wire::NoticeKind::UNSTATED;
  wire::ObjectionScope scope_ = wire::ObjectionScope::UNSTATED;
  wire::Right right_ = wire::Right::UNSTATED;
  wire::Outcome outcome_ = wire::Outcome::UNSTATED;
  std::optional<Timestamp> valid_until_;
  std::vector<Destroyed> destroyed_;
  Sequence erasure_; // that a destruction ended
  bool whole_ = false;
};

} // namespace ledger
