// How data is made less, and what is not to be made of it: GDPR art. 5(1)(c) and 22.
#include "ledger/findings/names.hpp"
#include "ledger/findings/profiling.hpp"
#include "ledger/findings/rules/rules.hpp"

#include <algorithm>

namespace ledger::rules {
namespace {

using wire::EventType;
using wire::Rule;

// Bits that may be kept of an address. The record does not say of which kind the address is: what
// is too long for the older kind is of the newer.
bool keeps_too_much(const policy::Parameters& parameters, unsigned bits) {
  constexpr unsigned kIpv4Bits = 32;
  const int most =
      bits > kIpv4Bits ? parameters.anonymised_ipv6_bits : parameters.anonymised_ipv4_bits;
  return static_cast<int>(bits) > most;
}

bool is_raw_address(const policy::Parameters& parameters, const Fact& fact) {
  if (fact.clear().getTransform() != wire::Transform::IP_ANONYMISED) return true;
  return keeps_too_much(parameters, fact.clear().getTransformBits());
}

// Both lists go from coarse to fine; what is not stated is not finer.
bool is_too_fine(const policy::Parameters& parameters, const Fact& fact) {
  const auto rank = [](wire::PlacePrecision precision) {
    switch (precision) {
    case wire::PlacePrecision::COUNTRY:
      return static_cast<int>(policy::PlacePrecision::kCountry);
    case wire::PlacePrecision::REGION:
      return static_cast<int>(policy::PlacePrecision::kRegion);
    case wire::PlacePrecision::CITY:
      return static_cast<int>(policy::PlacePrecision::kCity);
    case wire::PlacePrecision::EXACT:
      return static_cast<int>(policy::PlacePrecision::kCity) + 1;
    default:
      return -1;
    }
  };
  return rank(fact.clear().getPlacePrecision()) >
         static_cast<int>(parameters.derived_place_precision);
}

void f16(const PersonCase& person, FindingSink& sink) {
  for (const Fact& fact : person.facts()) {
    if (fact.type() != EventType::COLLECTION) continue;
    const PolicyVersion* version = person.policies().at(fact.at());
    if (version == nullptr) continue;
    const policy::Parameters& parameters = version->policy.contents().parameters;
    for (const std::string_view id : names_of(fact.clear().getCategories())) {
      const policy::Category* category = version->policy.category(id);
      if (category == nullptr) continue;
      const bool raw = category->transform == policy::Transform::kIpAnonymised &&
                       is_raw_address(parameters, fact);
      const bool fine =
          category->transform == policy::Transform::kPlaceDerived && is_too_fine(parameters, fact);
      if (raw || fine) sink.add(Rule::F16, id, fact.at(), fact, {});
    }
  }
}

void f17_for(const Fact& fact, const KnownActivity& activity, FindingSink& sink) {
  const auto breaks = profiling_breaks(fact, activity);
  if (!breaks) return;
  Finding* finding = sink.add(Rule::F17, activity.id, fact.at(), fact, {});
  if (finding != nullptr) finding->breaks = *breaks;
}

void f17(const PersonCase& person, FindingSink& sink) {
  for (const Fact& fact : person.facts())
    for (const KnownActivity& activity : person.activities_of(fact))
      f17_for(fact, activity, sink);
}

// Columns: rule, severity, article, of a person, of the house, Dutch, French, English.
constexpr RuleInfo kRules[] = {
    {Rule::F16, Severity::kMedium, "5(1)(c), 25", f16, nullptr,
     "{about}: verzameld in een vorm die meer prijsgeeft dan is aangegeven.",
     "{about} : collecté sous une forme qui révèle plus que ce qui est déclaré.",
     "{about}: collected in a form that tells more than was declared."},
    {Rule::F17, Severity::kHigh, "22", f17, nullptr,
     "Profilering of een geautomatiseerd besluit bij {about}.",
     "Profilage ou décision automatisée pour {about}.",
     "Profiling or an automated decision in {about}."},
};

} // namespace

std::span<const RuleInfo> collection_rules() {
  return kRules;
}

} // namespace ledger::rules
