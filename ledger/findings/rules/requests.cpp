// Requests of persons: GDPR art. 12 and 20. A request that is answered too late, refused without
// reasons, paid for without a ground, or about data to take along that came in no usable form.
#include "ledger/findings/cases.hpp"
#include "ledger/findings/names.hpp"
#include "ledger/findings/rules/rules.hpp"

#include <algorithm>

namespace ledger::rules {
namespace {

using wire::Answer;
using wire::EventType;
using wire::Outcome;
using wire::Rule;

void f26(const PersonCase& person, FindingSink& sink) {
  for (const RequestCase& request : requests_of(person)) {
    const auto due = request.due();
    const Fact* answer = request.answer();
    if (!due || (answer != nullptr && answer->at() < due->at)) continue;
    Finding* finding =
        sink.add(Rule::F26, request.about(), due->at, *request.received, {due->extension});
    FindingSink::close(finding, answer);
  }
}

// Refuses at least a part, and tells the person so.
bool refuses(const Fact& fact) {
  const Outcome outcome = fact.clear().getOutcome();
  if (fact.type() == EventType::REQUEST_ANSWERED)
    return outcome == Outcome::REFUSED || outcome == Outcome::PARTIAL;
  return fact.type() == EventType::ERASURE_REFUSED &&
         fact.clear().getComplaintInfoGiven() == Answer::YES;
}

bool gives_reasons(const Fact& fact) {
  const wire::Clear::Reader& clear = fact.clear();
  const bool why = clear.getJustification() != wire::Justification::UNSTATED ||
                   clear.getErasureException() != wire::ErasureException::UNSTATED;
  return why && clear.getComplaintInfoGiven() == Answer::YES;
}

template <class Holds>
const Fact* first_that(const RequestCase& request, Holds holds) {
  const auto found = std::find_if(request.facts.begin(), request.facts.end(),
                                  [&](const Fact* fact) { return holds(*fact); });
  return found == request.facts.end() ? nullptr : *found;
}

// A refusal, and the telling why, have the first month even where the term was extended: art.
// 12(4).
void f27(const PersonCase& person, FindingSink& sink) {
  for (const RequestCase& request : requests_of(person)) {
    const Fact* refusal = first_that(request, refuses);
    if (refusal == nullptr) continue;
    const bool bare = !gives_reasons(*refusal);
    const auto due = request.first_due();
    if (!bare && (!due || refusal->at() < *due)) continue;
    Finding* finding =
        sink.add(Rule::F27, request.about(), refusal->at(), *refusal, {request.received});
    if (!bare) continue;
    FindingSink::close(finding, first_that(request, [&](const Fact& fact) {
                         if (!happened_before(*refusal, fact)) return false;
                         return refuses(fact) ? gives_reasons(fact)
                                              : fact.type() == EventType::REQUEST_ANSWERED;
                       }));
  }
}

// Art. 12(5) for every right; further copies are those of an access, art. 15(3).
bool may_be_charged(const Fact& answer) {
  switch (answer.clear().getFeeGround()) {
  case wire::FeeGround::MANIFESTLY_UNFOUNDED:
  case wire::FeeGround::EXCESSIVE:
    return true;
  case wire::FeeGround::FURTHER_COPIES:
    return answer.clear().getRight() == wire::Right::ACCESS;
  default:
    return false;
  }
}

void f28(const PersonCase& person, FindingSink& sink) {
  for (const Fact& fact : person.facts()) {
    if (fact.type() != EventType::REQUEST_ANSWERED || fact.clear().getFeeMinorUnits() == 0)
      continue;
    if (may_be_charged(fact)) continue;
    const PolicyVersion* version = person.policies().near(fact.at());
    const policy::RightRule* rule =
        version == nullptr ? nullptr : rule_for(version->policy.contents(), right_of(fact));
    sink.add(Rule::F28, rule == nullptr ? std::string_view() : std::string_view(rule->id),
             fact.at(), fact, {});
  }
}

// "Structured, commonly used and machine-readable": art. 20(1).
bool is_machine_readable(const Fact& fact) {
  switch (fact.clear().getExportFormat()) {
  case wire::ExportFormat::JSON:
  case wire::ExportFormat::CSV:
  case wire::ExportFormat::XML:
  case wire::ExportFormat::VCARD:
    return true;
  default:
    return false;
  }
}

bool hands_over(const Fact& fact) {
  return fact.type() == EventType::PORTABILITY_EXPORTED ||
         (fact.type() == EventType::REQUEST_ANSWERED &&
          fact.clear().getExportFormat() != wire::ExportFormat::UNSTATED);
}

bool says_there_is_none(const Fact& fact) {
  const Outcome outcome = fact.clear().getOutcome();
  return fact.type() == EventType::REQUEST_ANSWERED &&
         (outcome == Outcome::REFUSED || outcome == Outcome::NONE_HELD);
}

bool covers(const std::vector<policy::Ground>& grounds, policy::Ground ground) {
  return grounds.empty() || lists(grounds, ground);
}

// What failing this request breaks: the law where it gives the right for the ground of one of the
// activities that the request names (or names none), else what was promised, else nothing.
std::optional<Breaks> broken_by_failing(const PersonCase& person, const RequestCase& request) {
  const auto activities = person.activities_of(*request.received);
  if (activities.empty() || request.rule == nullptr) return Breaks::kLaw;
  std::optional<Breaks> broken;
  for (const KnownActivity& activity : activities) {
    if (activity.activity == nullptr) return Breaks::kLaw;
    const policy::Ground ground = PersonCase::ground_of(*activity.activity);
    if (covers(request.rule->statutory_grounds, ground)) return Breaks::kLaw;
    if (covers(request.rule->promised_grounds, ground)) broken = Breaks::kPromise;
  }
  return broken;
}

void f42_for(const RequestCase& request, Breaks broken, FindingSink& sink) {
  const auto usable = [](const Fact& fact) {
    return hands_over(fact) && is_machine_readable(fact);
  };
  const Fact* useless = first_that(
      request, [&](const Fact& fact) { return hands_over(fact) && !is_machine_readable(fact); });
  const Fact* done = first_that(
      request, [&](const Fact& fact) { return usable(fact) || says_there_is_none(fact); });
  if (useless != nullptr && (done == nullptr || happened_before(*useless, *done))) {
    Finding* finding =
        sink.add(Rule::F42, request.about(), useless->at(), *useless, {request.received});
    if (finding != nullptr) finding->breaks = broken;
    FindingSink::close(finding, done);
  }
  const auto due = request.due();
  const auto in_time = [&](const Fact* fact) { return fact != nullptr && fact->at() < due->at; };
  if (!due || in_time(done) || in_time(useless)) return;
  Finding* late =
      sink.add(Rule::F42, request.about(), due->at, *request.received, {due->extension});
  if (late != nullptr) late->breaks = broken;
  FindingSink::close(late, done);
}

void f42(const PersonCase& person, FindingSink& sink) {
  for (const RequestCase& request : requests_of(person)) {
    if (right_of(*request.received) != wire::Right::PORTABILITY) continue;
    if (const auto broken = broken_by_failing(person, request)) f42_for(request, *broken, sink);
  }
}

// Columns: rule, severity, article, of a person, of the house, Dutch, French, English.
constexpr RuleInfo kRules[] = {
    {Rule::F26, Severity::kHigh, "12(3)", f26, nullptr,
     "Een verzoek ({about}) is niet beantwoord binnen de termijn, of pas na een te late melding "
     "van "
     "verlenging.",
     "Une demande ({about}) est restée sans réponse dans le délai, prolongation annoncée à temps "
     "comprise.",
     "A request ({about}) was not answered within its term, or with an extension only if it was "
     "announced in time."},
    {Rule::F27, Severity::kMedium, "12(4)", f27, nullptr,
     "Een verzoek is geweigerd zonder binnen een maand de reden en de klachtmogelijkheid te "
     "noemen.",
     "Une demande a été refusée sans indiquer dans le mois le motif et la voie de réclamation.",
     "A request was refused without naming, within a month, the reason and where to complain."},
    {Rule::F28, Severity::kMedium, "12(5)", f28, nullptr,
     "Voor een verzoek is geld gevraagd zonder dat de wet dat toeliet.",
     "Une demande a été facturée sans que la loi le permette.",
     "A request was charged for although the law did not allow it."},
    {Rule::F42, Severity::kMedium, "20", f42, nullptr,
     "Gegevens om mee te nemen kwamen te laat of in een vorm die machines niet kunnen lezen.",
     "Les données à emporter sont venues trop tard ou sous une forme illisible par machine.",
     "Data to take along came too late or in a form that machines cannot read."},
};

} // namespace

std::span<const RuleInfo> requests_rules() {
  return kRules;
}

} // namespace ledger::rules
