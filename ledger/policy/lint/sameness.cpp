// The same thing under two purposes, grounds, rules or names.
#include "ledger/policy/lint/rule.hpp"

#include <map>

namespace ledger::policy {
namespace {

bool carries(const Activity& activity, std::string_view item) {
  return has(activity.items, item);
}

// The first activity that the test holds for.
template <class Test>
const Activity* first_of(const Linted& it, Test&& test) {
  const auto at = std::find_if(it.all.activities.begin(), it.all.activities.end(), test);
  return at == it.all.activities.end() ? nullptr : &*at;
}

// Under which most direct marketing carries the item; of equals, the one that comes first.
std::string usual_purpose(const Linted& it, std::string_view item) {
  std::map<std::string_view, int> counts;
  std::string_view usual;
  for (const Activity& activity : it.all.activities)
    if (activity.direct_marketing && carries(activity, item)) ++counts[activity.purpose];
  for (const Activity& activity : it.all.activities) {
    if (!activity.direct_marketing || !carries(activity, item)) continue;
    if (usual.empty() || counts[activity.purpose] > counts[usual]) usual = activity.purpose;
  }
  return std::string(usual);
}

Spots other_purposes(const Linted& it) {
  std::map<std::string_view, std::string> usual;
  for (const Message& item : it.all.items)
    usual[item.id] = usual_purpose(it, item.id);
  Spots spots;
  for (const Activity& activity : it.all.activities) {
    if (!activity.direct_marketing) continue;
    for (const std::string& item : activity.items) {
      if (usual[item] == activity.purpose) continue;
      spots.push_back(spot(activity, {it.all.items.find(item)->label,
                                      it.all.purposes.find(activity.purpose)->label}));
      break;
    }
  }
  return spots;
}

Spots two_grounds(const Linted& it) {
  Spots spots;
  for (const Activity& activity : it.all.activities) {
    if (!activity.direct_marketing || activity.declared_ground != Ground::kLegitimateInterest)
      continue;
    for (const std::string& item : activity.items) {
      const Activity* other = first_of(it, [&](const Activity& each) {
        return each.direct_marketing && each.declared_ground == Ground::kConsent &&
               carries(each, item);
      });
      if (other == nullptr) continue;
      spots.push_back(spot(activity, {it.all.items.find(item)->label, same(other->id)}));
      break;
    }
  }
  return spots;
}

Spots open_here_closed_there(const Linted& it) {
  Spots spots;
  for (const Message& item : it.all.items) {
    const Activity* open = first_of(it, [&](const Activity& each) {
      return each.direct_marketing && !excludes_objection(each) && carries(each, item.id);
    });
    const Activity* closed = first_of(it, [&](const Activity& each) {
      return !each.direct_marketing && excludes_objection(each) && carries(each, item.id);
    });
    if (open != nullptr && closed != nullptr)
      spots.push_back(spot(item, {same(open->id), same(closed->id)}));
  }
  return spots;
}

std::string_view stated_name(const Activity& activity) {
  if (!activity.as_named.empty()) return activity.as_named;
  return activity.label.texts.empty() ? std::string_view() : activity.label.texts.front().second;
}

Spots marketing_by_name_only(const Linted& it) {
  Spots spots;
  for (const Activity& activity : it.all.activities) {
    if (activity.direct_marketing) continue;
    const Activity* other = first_of(it, [&](const Activity& each) {
      return each.direct_marketing && stated_name(each) == stated_name(activity);
    });
    if (other != nullptr) spots.push_back(spot(activity, {same(other->id)}));
  }
  return spots;
}

constexpr LintRule kRules[] = {
    {"A5",
     LintSeverity::kNote,
     "GDPR 13(1)(c)",
     other_purposes,
     {.nl = "“{1}” gaat hier uit voor een ander doel (“{2}”) dan bij de andere mailings.",
      .fr = "« {1} » part ici pour une autre finalité (« {2} ») que pour les autres envois.",
      .en = "“{1}” goes out for another purpose here (“{2}”) than in the other mailings."},
     {.nl = "Gebruik één doel voor dezelfde mailing; of het direct marketing is, staat apart "
            "(direct_marketing).",
      .fr = "Utilisez une seule finalité pour le même envoi ; le marketing direct est indiqué à "
            "part (direct_marketing).",
      .en = "Use one purpose for the same mailing; whether it is direct marketing is a field of "
            "its own (direct_marketing)."}},
    {"A6",
     LintSeverity::kWarning,
     "GDPR 7(3), 21(3)",
     two_grounds,
     {.nl = "“{1}” steunt hier op gerechtvaardigd belang en bij {2} op toestemming: wie die daar "
            "intrekt, kan ze hier nog krijgen.",
      .fr = "« {1} » repose ici sur l'intérêt légitime et chez {2} sur le consentement : qui le "
            "retire là-bas peut encore la recevoir ici.",
      .en = "“{1}” rests on legitimate interest here and on consent in {2}: who withdraws there "
            "may still get it here."},
     {.nl = "Gebruik één grond voor dezelfde mailing, en laat uitschrijven overal gelden "
            "(unsubscribe_everywhere).",
      .fr = "Utilisez une seule base pour le même envoi, et faites valoir partout une "
            "désinscription (unsubscribe_everywhere).",
      .en = "Use one ground for the same mailing, and let an unsubscribe count everywhere "
            "(unsubscribe_everywhere)."}},
    {"A7",
     LintSeverity::kWarning,
     "GDPR 21(2)",
     open_here_closed_there,
     {.nl = "Dit is direct marketing bij {1}, en bij {2} is verzet ertegen uitgesloten.",
      .fr = "C'est du marketing direct chez {1}, et chez {2} l'opposition y est exclue.",
      .en = "This is direct marketing in {1}, and closed to objection in {2}."},
     {.nl = "Behandel hetzelfde overal gelijk: haal het uit een van beide.",
      .fr = "Traitez la même chose partout de la même façon : retirez-la de l'une des deux.",
      .en = "Treat the same thing alike: take it out of one of the two."}},
    {"A8",
     LintSeverity::kNote,
     "GDPR 12(1)",
     marketing_by_name_only,
     {.nl = "Deze activiteit heeft in de verklaring dezelfde naam als {1}, dat direct marketing "
            "is.",
      .fr = "Cette activité porte dans la déclaration le même nom que {1}, qui est du marketing "
            "direct.",
      .en = "In the statement this activity has the same name as {1}, which is direct marketing."},
     {.nl = "Geef de twee een verschillende naam.",
      .fr = "Donnez aux deux un nom différent.",
      .en = "Give the two different names."}},
};

} // namespace

std::span<const LintRule> sameness_rules() {
  return kRules;
}

} // namespace ledger::policy
