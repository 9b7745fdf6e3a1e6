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
  LEDGER_ASSIGN(const auto shared, subjects.value(SubjectProjection::shared_key(entry.by)));
  if (!shared) return damaged(entry.by);
  return Fact::decode(entry.by, *shared);
}

// What is read of everybody at one moment of the copy.
constexpr std::size_t kPageEntries = 4'096;

struct Page {
  std::vector<std::pair<SubjectProjection::PersonKey, Bytes>> entries;
  bool full = false;
};

// The entries behind `after` (of everybody, when it is empty).
Result<Page> read_page(const StateCopy& subjects, const Bytes& after) {
  Page page;
  const auto take = [&](ByteView key, ByteView value) -> Status {
    if (std::equal(key.begin(), key.end(), after.begin(), after.end())) return {};
    const auto parsed = SubjectProjection::parse_person_key(key);
    if (!parsed) return damaged(Sequence());
    page.entries.emplace_back(*parsed, Bytes(value.begin(), value.end()));
    page.full = page.entries.size() >= kPageEntries;
    // An error is how a scan ends early; it is not handed on.
    if (page.full) return fail(Errc::kStopping, "the page is full", "", "");
    return {};
  };
  const auto read = subjects.each_from(as_bytes("p"), after, take);
  if (!read && !page.full) return fail(read.error());
  return page;
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

Result<std::vector<Sequence>> records_of_person(const StateCopy& subjects, const SubjectId& subject,
                                                TreeSize as_of) {
  std::vector<Sequence> records;
  const auto read = subjects.each_in(SubjectProjection::person_prefix(subject),
                                     [&](ByteView key, ByteView) -> Status {
                                       const auto parsed = SubjectProjection::parse_person_key(key);
                                       if (!parsed) return damaged(Sequence());
                                       if (contains(as_of, parsed->by))
                                         records.push_back(parsed->by);
                                       return {};
                                     });
  if (!read) return fail(read.error());
  std::sort(records.begin(), records.end());
  return records;
}

Status each_person(const StateCopy& subjects, TreeSize as_of, const PersonVisitor& visit) {
  std::optional<SubjectId> current;
  std::vector<Entry> entries;
  const auto finish = [&]() -> Status {
    if (!current || entries.empty()) return {};
    std::sort(entries.begin(), entries.end(),
              [](const Entry& a, const Entry& b) { return a.by < b.by; });
    std::vector<Fact> facts;
    facts.reserve(entries.size());
    for (const Entry& entry : entries) {
      LEDGER_ASSIGN(Fact fact, fact_at(subjects, entry));
      facts.push_back(std::move(fact));
    }
    entries.clear();
    return visit(*current, std::move(facts));
  };
  Bytes after;
  for (bool more = true; more;) {
    LEDGER_ASSIGN(Page page, read_page(subjects, after));
    more = page.full;
    for (auto& [key, fact] : page.entries) {
      if (current != key.subject) LEDGER_TRY(finish());
      current = key.subject;
      if (contains(as_of, key.by)) entries.push_back({key.by, std::move(fact)});
    }
    if (more) {
      const auto& last = page.entries.back().first;
      after = SubjectProjection::person_key(last.subject, last.shelf, last.by);
    }
  }
  return finish();
}

} // namespace ledger
