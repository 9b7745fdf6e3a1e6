#include "ledger/projection/unfolded.hpp"

#include "ledger/findings/gate.hpp"
#include "ledger/projection/fact_of.hpp"
#include "ledger/projection/subject_projection.hpp"
#include "ledger/store/store.hpp"

#include <kj/exception.h>

#include <algorithm>

namespace ledger {

using wire::EventType;

void Unfolded::add(std::span<const NewRecord> events, TreeSize size) {
  const std::lock_guard lock(mutex_);
  stored_ = size;
  for (const NewRecord& event : events) {
    // Whom it belonged to stands in the record only: whoever asks waits until that is folded.
    if (event.type == EventType::KEY_DESTROYED) fold_first_ = size_after(event.at);
    if (decides_at_gate(event.type) || event.type == EventType::CORRECTION)
      of_house_.push_back(event.at);
    if (SubjectProjection::shelf_of(event.type) == SubjectProjection::Shelf::kStanding) {
      for (const SubjectId& subject : event.subjects)
        keep(subject, event.at);
    }
  }
  if (kept_.size() + of_house_.size() <= kMostKept) return;
  kept_.clear();
  of_house_.clear();
  of_person_.clear();
  fold_first_ = size;
}

void Unfolded::keep(const SubjectId& subject, Sequence at) {
  std::vector<Sequence>& records = of_person_[subject];
  if (!records.empty() && records.back() == at) return; // named twice
  records.push_back(at);
  kept_.emplace_back(at, subject);
}

void Unfolded::forget(TreeSize folded) {
  const std::lock_guard lock(mutex_);
  fold_first_ = std::max(fold_first_, folded);
  while (!of_house_.empty() && contains(folded, of_house_.front()))
    of_house_.pop_front();
  for (; !kept_.empty() && contains(folded, kept_.front().first); kept_.pop_front()) {
    const auto of_person = of_person_.find(kept_.front().second);
    if (of_person == of_person_.end()) continue; // forgotten with an earlier record
    std::vector<Sequence>& records = of_person->second;
    records.erase(records.begin(), std::find_if(records.begin(), records.end(), [&](Sequence at) {
                    return !contains(folded, at);
                  }));
    if (records.empty()) of_person_.erase(of_person);
  }
}

Unfolded::Tail Unfolded::about(const std::optional<SubjectId>& subject) const {
  const std::lock_guard lock(mutex_);
  Tail tail;
  tail.size = stored_;
  tail.fold_first = fold_first_;
  const auto take = [&tail](const auto& records, std::vector<Sequence>& into) {
    if (records.size() > kMostRead)
      tail.fold_first = std::max(tail.fold_first, size_after(records.back()));
    else
      into.assign(records.begin(), records.end());
  };
  take(of_house_, tail.of_house);
  if (!subject) return tail;
  const auto of_person = of_person_.find(*subject);
  if (of_person != of_person_.end()) take(of_person->second, tail.of_person);
  return tail;
}

Result<Bytes> Unfolded::fact_of(Sequence at) const {
  LEDGER_ASSIGN(const Bytes bytes, store_.record(at));
  LEDGER_ASSIGN(const RecordView record, RecordView::parse(at, bytes));
  try {
    return ledger::fact_of(record);
  } catch (const kj::Exception&) {
    return fail(Errc::kMalformed, "the body cannot be read", "record " + std::to_string(at.get()),
                "auditledger verify names the first bad record");
  }
}

} // namespace ledger
