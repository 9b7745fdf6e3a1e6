// Transfers outside the European Economic Area: GDPR art. 44 to 49, section 3.1 of the statement.
#include "ledger/findings/rules/rules.hpp"
#include "ledger/findings/transfer_basis.hpp"

#include <algorithm>

namespace ledger::rules {
namespace {

using wire::Rule;

// Calls `each` for every country outside the area that a person's data went to, and by whom.
template <class Each>
void for_each_transfer(const PersonCase& person, Each each) {
  for (const Fact& fact : person.facts()) {
    if (!is_disclosure(fact)) continue;
    const PolicyVersion* version = person.policies().at(fact.at());
    if (version == nullptr) continue; // F39
    const policy::Contents& policy = version->policy.contents();
    std::vector<Party> parties = passed_through(fact, version->policy);
    parties.insert(parties.begin(), recipient_of(fact, version->policy));
    for (const Party& party : parties)
      for (const std::string_view country : countries_outside(fact, party, policy))
        each(fact, party, basis_of(fact, party, country, policy, person.house()), policy);
  }
}

void f20(const PersonCase& person, FindingSink& sink) {
  for_each_transfer(person, [&](const Fact& fact, const Party& party, const TransferBasis& basis,
                                const policy::Contents&) {
    if (basis.standing == TransferStanding::kNone)
      sink.add(Rule::F20, party.id, fact.at(), fact, {});
  });
}

void f21(const PersonCase& person, FindingSink& sink) {
  for_each_transfer(person, [&](const Fact& fact, const Party& party, const TransferBasis& basis,
                                const policy::Contents&) {
    if (basis.standing == TransferStanding::kInvalid)
      sink.add(Rule::F21, party.id, fact.at(), fact, {basis.document});
  });
}

void f22(const PersonCase& person, FindingSink& sink) {
  for_each_transfer(person, [&](const Fact& fact, const Party& party, const TransferBasis& basis,
                                const policy::Contents&) {
    if (basis.standing == TransferStanding::kHolds && basis.assessment_missing)
      sink.add(Rule::F22, party.id, fact.at(), fact, {basis.document, basis.assessment});
  });
}

// The statement begins its list with staying inside the area.
bool prefers_the_area(const policy::Contents& policy) {
  return std::any_of(policy.mechanisms.begin(), policy.mechanisms.end(),
                     [](const policy::Mechanism& each) { return each.declared && each.step == 0; });
}

void f47(const PersonCase& person, FindingSink& sink) {
  for_each_transfer(person, [&](const Fact& fact, const Party& party, const TransferBasis& basis,
                                const policy::Contents& policy) {
    if (basis.standing != TransferStanding::kHolds) return; // F20, F21
    const bool undeclared = basis.mechanism != nullptr && !basis.mechanism->declared;
    const bool unexplained = prefers_the_area(policy) &&
                             fact.clear().getEeaInfeasible() == wire::EeaInfeasible::UNSTATED;
    if (!undeclared && !unexplained) return;
    if (Finding* finding = sink.add(Rule::F47, party.id, fact.at(), fact, {basis.document}))
      finding->breaks = Breaks::kPromise;
  });
}

// Columns: rule, severity, article, of a person, of the house, Dutch, French, English.
constexpr RuleInfo kRules[] = {
    {Rule::F20, Severity::kHigh, "44", f20, nullptr,
     "Gegevens gingen via {about} naar een land buiten de EER zonder dat een doorgiftemechanisme "
     "dat dekt.",
     "Des données sont allées hors de l'EEE par {about} sans mécanisme de transfert.",
     "Data went outside the EEA through {about} without a transfer mechanism to cover it."},
    {Rule::F21, Severity::kHigh, "45, 46", f21, nullptr,
     "De doorgifte aan {about} steunt op een mechanisme dat toen niet gold of waarvan het stuk "
     "ontbrak.",
     "Le transfert à {about} repose sur un mécanisme qui ne valait pas alors ou dont la pièce "
     "manquait.",
     "The transfer to {about} rests on a mechanism that did not hold then, or whose document was "
     "missing."},
    {Rule::F22, Severity::kMedium, "46", f22, nullptr,
     "Bij de doorgifte aan {about} hoort een beoordeling van het land van bestemming; die "
     "ontbreekt "
     "of was ongunstig.",
     "Le transfert à {about} exige une analyse du pays de destination; elle manque ou était "
     "défavorable.",
     "The transfer to {about} needs an assessment of the country of destination, which is missing "
     "or was unfavourable."},
    {Rule::F47, Severity::kLow, "5(1)(a)", f47, nullptr,
     "De doorgifte aan {about} is geoorloofd, maar past niet bij wat de verklaring belooft: het "
     "mechanisme staat er niet in, of niet is vermeld waarom het niet binnen de EER kon.",
     "Le transfert à {about} est licite, mais s'écarte de la déclaration: elle ne cite pas ce "
     "mécanisme, ou rien ne dit pourquoi cela n'a pu se faire dans l'EEE.",
     "The transfer to {about} is lawful but not what the statement promises: it does not name the "
     "mechanism, or nothing says why it could not be done inside the EEA."},
};

} // namespace

std::span<const RuleInfo> transfer_rules() {
  return kRules;
}

} // namespace ledger::rules
