#include "ledger/report/breach_register.hpp"

#include "ledger/findings/breaches.hpp"
#include "ledger/findings/house.hpp"
#include "ledger/findings/names.hpp"

#include <kj/exception.h>

#include <chrono>
#include <limits>
#include <set>
#include <tuple>

namespace ledger {
namespace {

using wire::EventType;

// The last value that `read` finds stated, which is what it is not by default.
template <class Read>
auto last_stated(BreachFacts told, Read read) {
  using Value = decltype(read(told.front()->clear()));
  const Fact* says =
      last_that(told, [&](const Fact& fact) { return read(fact.clear()) != Value{}; });
  return says == nullptr ? Value{} : read(says->clear());
}

std::optional<std::uint32_t> if_stated(std::uint32_t count) {
  if (count == 0) return std::nullopt;
  return count;
}

std::optional<OpaqueRef> reference_of(const BreachEntry& entry) {
  const ByteView bytes = as_bytes(entry.reference());
  if (bytes.size() != OpaqueRef::kSize) return std::nullopt;
  return OpaqueRef(bytes.first<OpaqueRef::kSize>());
}

std::vector<std::string> categories_in(BreachFacts told) {
  std::set<std::string> all;
  for (const Fact* fact : told)
    for (const std::string_view category : names_of(fact->clear().getCategories()))
      all.emplace(category);
  return {all.begin(), all.end()};
}

void add_what_happened(BreachLine& line, const BreachEntry& entry) {
  using Clear = wire::Clear::Reader;
  const BreachFacts told = entry.facts;
  line.reference = reference_of(entry);
  line.kind = entry.kind();
  line.nature = last_stated(told, [](const Clear& clear) { return clear.getBreachNature(); });
  line.aware_at = entry.aware_at();
  line.aware_stated = entry.stated_aware_at().has_value();
  line.first_by = entry.facts.front()->by();
  const Fact* risk = last_that(told, [](const Fact& fact) { return risk_of(fact).has_value(); });
  if (risk != nullptr) {
    line.risk = risk->clear().getRisk();
    line.risk_by = risk->by();
  }
  line.subjects_approx =
      if_stated(last_stated(told, [](const Clear& clear) { return clear.getSubjectsApprox(); }));
  line.records_approx =
      if_stated(last_stated(told, [](const Clear& clear) { return clear.getRecordsApprox(); }));
  line.categories = categories_in(told);
}

void add_first(BreachNotice& notice, BreachFacts told, EventType type) {
  const Fact* first = first_of(told, type);
  if (first == nullptr) return;
  notice.by = first->by();
  notice.at = first->at();
}

void add_notices(BreachLine& line, const BreachEntry& entry) {
  const BreachFacts told = entry.facts;
  add_first(line.authority, told, EventType::BREACH_NOTIFIED_AUTHORITY);
  add_first(line.subjects, told, EventType::BREACH_NOTIFIED_SUBJECTS);
  line.authority.needed = entry.needs_authority_notice(told);
  if (line.authority.needed) line.authority.due = entry.authority_end();
  line.subjects.needed = entry.needs_subjects_notice(told);
  if (line.subjects.needed) line.subjects.due = entry.subjects_end();
  line.notices =
      static_cast<std::size_t>(std::count_if(told.begin(), told.end(), [](const Fact* fact) {
        return fact->type() == EventType::BREACH_NOTIFIED_AUTHORITY;
      }));
  if (line.authority.at) {
    const std::chrono::microseconds taken(line.authority.at->get() - line.aware_at.get());
    line.hours_to_notice = std::chrono::floor<std::chrono::hours>(taken).count();
  }
  line.delay_reason =
      last_stated(told, [](const wire::Clear::Reader& clear) { return clear.getDelayReason(); });
}

BreachStanding standing_of(const BreachLine& line, const BreachEntry& entry, Timestamp as_of) {
  const BreachFacts told = entry.facts;
  const auto is_over = [&](const BreachNotice& notice) {
    return notice.due && *notice.due <= as_of;
  };
  const bool authority =
      is_over(line.authority) && entry.lacks_authority_notice(told, *line.authority.due);
  const bool subjects = is_over(line.subjects) && entry.lacks_subjects_notice(told);
  if (authority || subjects) return BreachStanding::kLate;
  return line.closed_by ? BreachStanding::kClosed : BreachStanding::kOpen;
}

BreachLine line_of(const BreachEntry& entry, Timestamp as_of) {
  const BreachFacts told = entry.facts;
  BreachLine line;
  add_what_happened(line, entry);
  add_notices(line, entry);
  line.effects_recorded = effects_recorded(told);
  line.remedy_recorded = remedy_recorded(told);
  if (const Fact* closed = first_of(told, EventType::BREACH_CLOSED)) {
    line.closed_by = closed->by();
    line.closed_at = closed->at();
  }
  line.complete = is_complete(told);
  line.standing = standing_of(line, entry, as_of);
  return line;
}

bool comes_before(const BreachLine& a, const BreachLine& b) {
  const auto place = [](const BreachLine& line) {
    constexpr Timestamp kNever(std::numeric_limits<std::int64_t>::max());
    const Timestamp due =
        std::min(line.authority.due.value_or(kNever), line.subjects.due.value_or(kNever));
    return std::tuple(due, line.aware_at, line.first_by);
  };
  return place(a) < place(b);
}

// House has them in the order of what happened.
std::span<const Fact> happened_by(std::span<const Fact> facts, Timestamp as_of) {
  const auto end =
      std::find_if(facts.begin(), facts.end(), [&](const Fact& fact) { return as_of < fact.at(); });
  return {facts.begin(), end};
}

} // namespace

Result<std::vector<BreachLine>> list_breaches(std::vector<Fact> facts, const PolicyTimes& policies,
                                              const BreachListQuery& query) {
  std::erase_if(facts, [&](const Fact& fact) { return !contains(query.known_at, fact.by()); });
  std::vector<BreachLine> lines;
  try {
    const House house(std::move(facts));
    for (const BreachEntry& entry : breaches_of(happened_by(house.facts(), query.as_of), policies))
      lines.push_back(line_of(entry, query.as_of));
  } catch (const kj::Exception&) {
    return fail(Errc::kDamaged, "a fact cannot be read", "the facts about breaches",
                "run `auditledger verify`; it names the first bad record");
  }
  std::sort(lines.begin(), lines.end(), comes_before);
  return lines;
}

bool is_open(BreachStanding standing) {
  return standing != BreachStanding::kClosed;
}

std::string_view word_of(BreachStanding standing) {
  switch (standing) {
  case BreachStanding::kOpen:
    return "open";
  case BreachStanding::kLate:
    return "late";
  case BreachStanding::kClosed:
    return "closed";
  }
  return {};
}

} // namespace ledger
