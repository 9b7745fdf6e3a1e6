// A whole history folded into the state of its people.
#pragma once

#include "ledger/projection/person.hpp"
#include "ledger/projection/subject_projection.hpp"
#include "ledger/projection/subject_state.hpp"
#include "tests/support/projection_history.hpp"

#include <doctest/doctest.h>

namespace ledger::test {

// Folds a whole history in memory, and answers for one person.
class Folded {
 public:
  explicit Folded(const History& history, std::size_t flush_every = 1'000) : view_(copy_) {
    const auto fold = SubjectProjection().start(view_);
    Cursor cursor;
    for (const Bytes& record : history.records()) {
      const auto seen = RecordView::parse(next_of(cursor.folded), record);
      REQUIRE(seen.has_value());
      REQUIRE(fold->apply(*seen).has_value());
      cursor = Cursor{size_after(seen->sequence()), hash_leaf(record)};
      if (cursor.folded.get() % flush_every == 0) commit(*fold, cursor);
    }
    commit(*fold, cursor);
  }

  [[nodiscard]] SubjectState of(const SubjectId& subject) const {
    const auto person = read_person(copy_, subject, Extent::kAll, std::nullopt);
    REQUIRE(person.has_value());
    return state_of(person->facts);
  }
  [[nodiscard]] StateDigest digest() const { return digest_of(copy_).value().digest; }

 private:
  void commit(Fold& fold, const Cursor& cursor) {
    REQUIRE(fold.flush().has_value());
    REQUIRE(view_.commit(cursor).has_value());
  }
  MemoryCopy copy_;
  StateView view_;
};

inline const SubjectId kAnn = person(1);
inline const SubjectId kBob = person(2);

inline FillClear activities(const std::vector<std::string>& names) {
  return [names](wire::Clear::Builder clear) { set_activities(clear, names); };
}

inline FillClear relation(const std::string& name) {
  return [name](wire::Clear::Builder clear) { clear.setRelation(name.c_str()); };
}

inline FillClear request(wire::Right right, std::uint8_t number,
                         wire::Outcome outcome = wire::Outcome::UNSTATED) {
  return [=](wire::Clear::Builder clear) {
    clear.setRight(right);
    clear.setOutcome(outcome);
    if (number != 0) clear.setCorrelation(data_of(reference(number).view()));
  };
}

inline FillClear happened_at(std::int64_t seconds, const FillClear& rest) {
  return [=](wire::Clear::Builder clear) {
    rest(clear);
    clear.setOccurredAt(History::kStart + seconds * History::kSecond);
  };
}

} // namespace ledger::test
