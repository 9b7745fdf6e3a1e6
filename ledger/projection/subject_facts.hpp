// One fact, read once, and what it does to the state of its person.
#pragma once

#include "ledger/findings/fact.hpp"
#include "ledger/projection/subject_changes.hpp"

namespace ledger {

// Reused from fact to fact, so that its lists keep their memory. Names point into the fact.
class SubjectFacts {
 public:
  // May throw kj::Exception on hostile bytes. `fact` must stay until change().
  void read(const Fact& fact);
  void change(SubjectState& state) const;

 private:
  using Names = std::vector<std::string_view>;
  struct Destroyed {
    std::string_view key_class;
    Incarnation incarnation;
  };
  void read_clear(const wire::Clear::Reader& clear);
  void read_destroyed(const wire::Control::Reader& control);
  void change_data(SubjectChanges& changes) const;
  void change_wishes(SubjectChanges& changes) const;
  void change_erasure(SubjectState& state, SubjectChanges& changes) const;

  wire::EventType type_ = wire::EventType::UNSTATED;
  Act act_;
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
