// Whom the statement speaks of, and to whom.
#include "ledger/policy/lint/rule.hpp"

namespace ledger::policy {
namespace {

Spots in_running_text_only(const Linted& it) {
  return where(it.all.relations, [&](const Relation& relation) {
    return relation.mention == Mention::kText &&
           std::none_of(it.all.activities.begin(), it.all.activities.end(),
                        [&](const Activity& each) {
                          return has(each.relations, relation.id) &&
                                 each.declared_ground != Ground::kUnstated;
                        });
  });
}

Spots named_only(const Linted& it) {
  return where(it.all.relations,
               [](const Relation& each) { return each.mention == Mention::kName; });
}

Spots statement_if(const Linted& it, bool holds) {
  if (!holds) return {};
  return {{it.all.statement.id, it.all.statement.place, {}}};
}

Spots without_version(const Linted& it) {
  const Statement& stated = it.all.statement;
  return statement_if(it, !stated.states_version || !stated.states_date ||
                              !stated.states_change_clause);
}

Spots mixed_address(const Linted& it) {
  const auto& forms = it.all.statement.address_forms;
  return statement_if(it, has(forms, AddressForm::kFormal) && has(forms, AddressForm::kInformal));
}

Spots out_of_scope(const Linted& it) {
  if (it.all.statement.scope == StatementScope::kEveryone) return {};
  return where(it.all.relations, [](const Relation& each) {
    return each.source_required && each.mention != Mention::kNone;
  });
}

constexpr LintRule kRules[] = {
    {"A13",
     LintSeverity::kError,
     "GDPR 13(1)(c), 14(1)(c)",
     in_running_text_only,
     {.nl = "De verklaring spreekt alleen in lopende tekst over deze mensen: ze geeft geen grond "
            "voor wat er met hun gegevens gebeurt.",
      .fr = "La déclaration ne parle de ces personnes qu'au fil du texte : elle ne donne pas de "
            "base pour ce qui est fait de leurs données.",
      .en = "The statement speaks of these people in running text only: it gives no ground for "
            "what is done with their data."},
     {.nl = "Geef hun een tabel: gegevens, doelen, gronden, bron.",
      .fr = "Donnez-leur un tableau : données, finalités, bases, source.",
      .en = "Give them a table: data, purposes, grounds, source."}},
    {"A22",
     LintSeverity::kWarning,
     "GDPR 13, 14",
     named_only,
     {.nl = "De verklaring richt zich tot deze mensen, maar zegt niets over hun gegevens.",
      .fr = "La déclaration s'adresse à ces personnes, mais ne dit rien de leurs données.",
      .en = "The statement is addressed to these people, but says nothing about their data."},
     {.nl = "Zeg wat er van hen bewaard blijft, waarom en hoelang.",
      .fr = "Dites ce qui est gardé d'eux, pourquoi et combien de temps.",
      .en = "Say what is kept of them, why and for how long."}},
    {"A22",
     LintSeverity::kNote,
     "GDPR 5(2), 12(1)",
     without_version,
     {.nl = "In de verklaring ontbreekt een versie, een datum of een bepaling over wijzigingen.",
      .fr = "Il manque à la déclaration une version, une date ou une clause de modification.",
      .en = "The statement lacks a version, a date or a clause about changes."},
     {.nl = "Voeg ze toe, zodat lezers weten welke tekst wanneer gold.",
      .fr = "Ajoutez-les, afin que les lecteurs sachent quel texte valait quand.",
      .en = "Add them, so that readers know which text held when."}},
    {"A22",
     LintSeverity::kNote,
     "GDPR 12(1)",
     mixed_address,
     {.nl = "De verklaring spreekt haar lezers nu eens formeel aan, dan weer informeel.",
      .fr = "La déclaration vouvoie ses lecteurs ici et les tutoie là.",
      .en = "The statement addresses its readers now formally, now informally."},
     {.nl = "Kies één aanspreekvorm.",
      .fr = "Choisissez une seule forme d'adresse.",
      .en = "Choose one form of address."}},
    {"A27",
     LintSeverity::kWarning,
     "GDPR 14",
     out_of_scope,
     {.nl = "De verklaring zegt te gelden voor wie zelf gegevens deelt; die van deze mensen komen "
            "van elders.",
      .fr = "La déclaration dit valoir pour qui communique ses données ; celles de ces personnes "
            "viennent d'ailleurs.",
      .en = "The statement says it is for those who share data themselves; these people's data "
            "come from elsewhere."},
     {.nl = "Laat de verklaring uitdrukkelijk ook voor hen gelden (scope).",
      .fr = "Faites valoir la déclaration expressément pour eux aussi (scope).",
      .en = "Let the statement hold for them too, in so many words (scope)."}},
};

} // namespace

std::span<const LintRule> people_rules() {
  return kRules;
}

} // namespace ledger::policy
