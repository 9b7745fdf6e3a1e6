// What people are told of their data, and when: GDPR art. 13 and 14.
#include "ledger/findings/names.hpp"
#include "ledger/findings/rules/rules.hpp"

#include <algorithm>

namespace ledger::rules {
namespace {

using wire::DataSource;
using wire::EventType;
using wire::NoticeKind;
using wire::Rule;

// What is observed of people is obtained from them as well.
bool is_from_person(const Fact& collection) {
  const DataSource source = collection.clear().getDataSource();
  return source == DataSource::DATA_SUBJECT || source == DataSource::OBSERVED;
}

bool is_from_elsewhere(const Fact& collection) {
  const DataSource source = collection.clear().getDataSource();
  return source == DataSource::PUBLIC_WEBSITE || source == DataSource::COMPANY_REGISTER ||
         source == DataSource::THIRD_PARTY;
}

// A fact that names no relation may be about any.
bool share_relation(const PersonCase& person, const Fact& a, const Fact& b) {
  const auto of_a = person.relations_of(a);
  const auto of_b = person.relations_of(b);
  return of_a.empty() || of_b.empty() ||
         std::find_first_of(of_a.begin(), of_a.end(), of_b.begin(), of_b.end()) != of_a.end();
}

// The relation if it is one, else the activity.
std::string_view about_of(const PersonCase& person, const Fact& collection) {
  const auto relations = person.relations_of(collection);
  if (relations.size() == 1) return relations.front();
  const auto activities = names_of(collection.clear().getActivities());
  return activities.empty() ? std::string_view() : activities.front();
}

// The notices of one kind that bear on a collection.
struct Told {
  const Fact* before = nullptr; // the last one
  const Fact* change = nullptr; // of the text, since that one
  const Fact* after = nullptr;  // the first one

  [[nodiscard]] bool holds() const { return before != nullptr && change == nullptr; }
};

class Notices {
 public:
  Notices(const PersonCase& person, NoticeKind kind) : person_(person) {
    for (const Fact& fact : person.facts())
      if (fact.type() == EventType::NOTICE_SERVED && fact.clear().getNoticeKind() == kind)
        notices_.push_back(&fact);
  }
  [[nodiscard]] Told around(const Fact& collection) const {
    Told told;
    for (const Fact* notice : notices_) {
      if (!share_relation(person_, *notice, collection)) continue;
      if (happened_before(*notice, collection)) {
        told.before = notice;
      } else if (told.after == nullptr) {
        told.after = notice;
      }
    }
    if (told.before != nullptr)
      told.change = person_.house().material_change_between(told.before->at(), collection.at());
    return told;
  }

 private:
  const PersonCase& person_;
  std::vector<const Fact*> notices_;
};

void close(Finding* finding, const Fact* by) {
  if (finding == nullptr || by == nullptr) return;
  finding->closed_at = by->at();
  finding->closed_by = by->by();
}

bool promises_notice_before(const PersonCase& person, Timestamp at) {
  const PolicyVersion* version = person.policies().at(at);
  return version != nullptr && version->policy.contents().statement.before_collection;
}

void f12(const PersonCase& person, FindingSink& sink) {
  const Notices notices(person, NoticeKind::ART13);
  for (const Fact& fact : person.facts()) {
    if (fact.type() != EventType::COLLECTION || !is_from_person(fact)) continue;
    if (fact.clear().getBeforeLedger() == wire::Answer::YES) continue;
    const Told told = notices.around(fact);
    if (told.holds()) continue;
    // The law asks for the notice at the time of the collection; the statement may promise more.
    const bool at_once = told.after != nullptr && told.after->at() == fact.at();
    if (at_once && !promises_notice_before(person, fact.at())) continue;
    Finding* finding =
        sink.add(Rule::F12, about_of(person, fact), fact.at(), fact, {told.before, told.change});
    if (finding != nullptr && at_once) finding->breaks = Breaks::kPromise;
    close(finding, told.after);
  }
}

// The first time that the data reaches the person or somebody else.
const Fact* first_reach(const PersonCase& person, const Fact& collection) {
  for (const Fact& fact : person.facts()) {
    if (!happened_before(collection, fact)) continue;
    const bool reaches = fact.type() == EventType::DISCLOSURE ||
                         fact.type() == EventType::TRANSFER_THIRD_COUNTRY ||
                         person.is_communication(fact);
    if (reaches && share_relation(person, collection, fact)) return &fact;
  }
  return nullptr;
}

// Who no longer has the data has nothing to tell about them.
bool is_erased_before(const PersonCase& person, const Fact& collection, Timestamp time) {
  const auto collected = names_of(collection.clear().getCategories());
  for (const Fact& fact : person.facts()) {
    if (time <= fact.at()) return false;
    const bool erases =
        fact.type() == EventType::ERASURE_EXECUTED || fact.type() == EventType::RETENTION_EXECUTED;
    if (!erases || !happened_before(collection, fact)) continue;
    const auto erased = fact.clear().getCategories();
    if (erased.size() == 0 ||
        std::all_of(collected.begin(), collected.end(),
                    [&](std::string_view category) { return names(erased, category); }))
      return true;
  }
  return false;
}

void f13_for(const PersonCase& person, const Fact& fact, const Told& told, FindingSink& sink) {
  const PolicyVersion* version = person.policies().near(fact.at());
  if (version == nullptr) return;
  Timestamp from = version->calendar.end_of_term(
      fact.at(), version->policy.contents().parameters.indirect_notice_within,
      policy::Rollover::kWorkingDay);
  bool in_time = told.after != nullptr && told.after->at() < from;
  const Fact* reach = first_reach(person, fact);
  if (reach != nullptr && reach->at() < from) {
    from = reach->at();
    in_time = told.after != nullptr && told.after->at() <= from;
  } else {
    reach = nullptr;
  }
  if (in_time || is_erased_before(person, fact, from)) return;
  close(sink.add(Rule::F13, about_of(person, fact), from, fact, {reach, told.before, told.change}),
        told.after);
}

void f13(const PersonCase& person, FindingSink& sink) {
  const Notices notices(person, NoticeKind::ART14);
  for (const Fact& fact : person.facts()) {
    if (fact.type() != EventType::COLLECTION || !is_from_elsewhere(fact)) continue;
    const Told told = notices.around(fact);
    if (!told.holds()) f13_for(person, fact, told, sink);
  }
}

// Columns: rule, severity, article, of a person, of the house, Dutch, French, English.
constexpr RuleInfo kRules[] = {
    {Rule::F12, Severity::kMedium, "13(1), 13(2)", f12, nullptr,
     "Van deze persoon zijn gegevens verzameld ({about}) zonder dat die vooraf was ingelicht.",
     "Des données de cette personne ont été collectées ({about}) sans information préalable.",
     "Data was collected from this person ({about}) who had not been informed before."},
    {Rule::F13, Severity::kMedium, "14(3)", f13, nullptr,
     "Deze persoon is niet tijdig ingelicht over gegevens die van elders komen ({about}).",
     "Cette personne n'a pas été informée à temps de données venues d'ailleurs ({about}).",
     "This person was not informed in time of data that came from elsewhere ({about})."},
};

} // namespace

std::span<const RuleInfo> notice_rules() {
  return kRules;
}

} // namespace ledger::rules
