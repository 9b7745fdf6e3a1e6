#include "ledger/projection/person.hpp"

#include "ledger/projection/subject_projection.hpp"

#include <algorithm>

namespace ledger {
namespace {

struct Entry {
  Sequence by;
  Bytes fact; // empty: shared with the other people of the event
};

tl::unexpected<Error> damaged(Sequence by) {
  return fail(Errc::kDamaged, "a fact is not where it belongs",
              "projection " + std::string(SubjectProjection::kName) + ", record " +
                  std::to_string(by.get()),
              "auditledger projection rebuild subjects");
}

Result<Fact> fact_at(const StateCopy& subjects, const Entry& entry) {
  if (!entry.fact.empty()) return Fact::decode(entry.by, entry.fact);
  LEDGER_ASSIGN(const StateAt shared, subjects.read(SubjectProjection::shared_key(entry.by)));
  if (!shared.value) return damaged(entry.by);
  return Fact::decode(entry.by, *shared.value);
}

} // namespace

Result<PersonFacts> read_person(const StateCopy& subjects, const SubjectId& subject, Extent extent,
                                std::optional<TreeSize> as_of) {
  const Bytes prefix =
      extent == Extent::kAll
          ? SubjectProjection::person_prefix(subject)
          : SubjectProjection::shelf_prefix(subject, SubjectProjection::Shelf::kStanding);
  std::vector<Entry> entries;
  LEDGER_ASSIGN(const Cursor cursor,
                subjects.each_in(prefix, [&](ByteView key, ByteView value) -> Status {
                  const auto parsed = SubjectProjection::parse_person_key(key);
                  if (!parsed) return damaged(Sequence());
                  if (as_of && !contains(*as_of, parsed->by)) return {};
                  entries.push_back({parsed->by, Bytes(value.begin(), value.end())});
                  return {};
                }));
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.by < b.by; });
  PersonFacts person;
  person.folded = as_of ? std::min(*as_of, cursor.folded) : cursor.folded;
  person.facts.reserve(entries.size());
  for (const Entry& entry : entries) {
    LEDGER_ASSIGN(Fact fact, fact_at(subjects, entry));
    person.facts.push_back(std::move(fact));
  }
  return person;
}

} // namespace ledger
