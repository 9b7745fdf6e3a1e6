// Requests of people, each answered in time, by somebody who knows who asks.
#include "tools/simulate/life.hpp"

#include <algorithm>

namespace ledger::tools {

using namespace policy;

namespace {

struct Case {
  Acts& acts;
  World& world;
  PersonPtr person;
  std::string right;
  std::string number;

  ToldEvent tell(std::string_view type, Fields fields = {}) const {
    fields["correlation"] = number;
    return acts.tell(*person, type, std::move(fields));
  }
  ToldEvent tell_right(std::string_view type, Fields fields = {}) const {
    fields["right"] = right;
    return tell(type, std::move(fields));
  }
  void in(std::int64_t days, const std::function<void(const Case&)>& then) const {
    world.in(days * kDay + std::int64_t(person->chance.below(120)) * kMinute,
             [*this, then] { then(*this); });
  }
  void close(Fields fields) const {
    tell_right("request.answered", std::move(fields));
    person->busy = false;
  }
};

void fulfil(const Case& it) {
  it.close({{"outcome", "fulfilled"}, {"complaintInfoGiven", "yes"}});
}

void look_up(const Case& it) {
  const StaffRules& staff = it.world.policy().staff;
  if (staff.roles.empty() || staff.lookup_reasons.empty()) return;
  const std::string role = staff.roles.begin()->id;
  it.tell("staff.accessed", {{"staffRole", role},
                             {"staff", "staff-" + role},
                             {"lookupReason", staff.lookup_reasons.begin()->id}});
}

void answer_access(const Case& it) {
  std::vector<std::string> recipients;
  for (const Recipient* recipient : it.person->recipients)
    recipients.push_back(recipient->id);
  it.tell(
      "access.provided",
      {{"recipients", list_of(recipients)}, {"staffLogIncluded", "yes"}, {"exportFormat", "pdf"}});
  fulfil(it);
}

void answer_rectification(const Case& it) {
  const auto& known = it.person->categories;
  const std::string category =
      known.empty() ? it.world.policy().categories.begin()->id : *known.begin();
  it.tell("rectification.executed", {{"categories", list_of({category})}, {"completion", "no"}});
  it.acts.tell_recipients(it.person, "rectification");
  fulfil(it);
}

void answer_portability(const Case& it) {
  it.tell("portability.exported", {{"exportFormat", "json"}, {"exportTo", "subject"}});
  fulfil(it);
}

void answer_restriction(const Case& it) {
  it.person->restricted = true;
  it.tell("restriction.set", {{"restrictionGround", "accuracyContested"}});
  it.acts.tell_recipients(it.person, "restriction");
  fulfil(it);
  it.in(30, [](const Case& later) {
    if (later.person->gone) return;
    later.person->restricted = false;
    later.tell("restriction.lifted", {{"noticeBefore", "yes"}});
  });
}

// Beside the request: the objection holds from the moment at which it is lodged.
void lodge_objection(const Case& it) {
  std::vector<const Activity*> possible;
  for (const Activity* activity : it.person->role->activities)
    if (may_be_objected_to(*activity) && !activity->direct_marketing) possible.push_back(activity);
  if (possible.empty() || it.person->chance.percent(40)) {
    it.person->no_marketing = true;
    // Who objects to advertising withdraws what they consented to.
    std::erase_if(it.person->consents,
                  [](const auto& each) { return each.first->direct_marketing; });
    it.tell("objection.lodged", {{"objectionScope", "directMarketing"}});
    it.acts.tell_recipients(it.person, "objection", true);
    return it.in(4, fulfil);
  }
  const Activity* activity = it.person->chance.one_of(possible);
  it.person->objected.insert(activity);
  const Fields about{{"objectionScope", "activity"}, {"activities", list_of({activity->id})}};
  Fields lodged = about;
  lodged["reasonsGiven"] = "yes";
  it.tell("objection.lodged", lodged);
  it.in(9, [activity, about](const Case& later) {
    const bool refused = later.person->chance.percent(40);
    Fields assessed = about;
    assessed["outcome"] = refused ? "refused" : "upheld";
    if (refused) assessed["compellingGround"] = "security";
    later.tell("objection.assessed", assessed);
    if (!refused) {
      fulfil(later);
    } else {
      later.person->objected.erase(activity);
      later.close({{"outcome", "refused"},
                   {"justification", "compellingGrounds"},
                   {"complaintInfoGiven", "yes"}});
    }
    if (!refused && later.person->chance.percent(50))
      later.in(60, [activity, about](const Case& end) {
        if (end.person->gone) return;
        end.tell("objection.lifted", about);
        end.person->objected.erase(activity);
      });
  });
}

// Activities whose data the law lets nobody erase yet, and the others.
void sort_kept(const Case& it, std::vector<std::string>& erasable, bool& some_stay) {
  for (const Activity& activity : it.world.policy().activities) {
    if (activity.relations.empty() || !activity.serves(it.person->role->relation->id)) continue;
    const RetentionRule* rule = it.world.policy().retention.find(activity.retention);
    const bool kept = rule != nullptr && it.person->kept.contains(rule);
    if (kept && rule->legal_min)
      some_stay = true;
    else
      erasable.push_back(activity.id);
  }
}

void erase(const Case& it) {
  std::vector<std::string> erasable;
  bool some_stay = false;
  sort_kept(it, erasable, some_stay);
  Fields erased{{"erasureGround", "noLongerNecessary"},
                {"erasureMethod", "delete"},
                {"itemsRemoved", 1 + it.person->chance.below(12)}};
  std::vector<std::string> systems;
  for (const Item& system : it.world.policy().systems)
    if (systems.size() < 2) systems.push_back(system.id);
  if (some_stay) {
    erased["activities"] = list_of(erasable);
    erased["erasureException"] = "legalObligation";
    erased["itemsRetained"] = 1;
  }
  for (const std::string& system : systems) {
    erased["system"] = system;
    it.tell(some_stay ? "erasure.partial" : "erasure.executed", erased);
  }
  if (systems.empty()) it.tell(some_stay ? "erasure.partial" : "erasure.executed", erased);
  std::erase_if(it.person->kept, [](const RetentionRule* rule) { return !rule->legal_min; });
  it.acts.tell_recipients(it.person, "erasure");
  it.tell("erasure.checked", {{"keyMaterialFound", "no"}});
  it.person->gone = true;
  if (some_stay)
    it.close({{"outcome", "partial"},
              {"justification", "legalObligation"},
              {"complaintInfoGiven", "yes"}});
  else
    fulfil(it);
}

void answer_erasure(const Case& it) {
  it.tell("erasure.requested", {{"erasureGround", "noLongerNecessary"}});
  if (!it.person->hold.empty()) {
    it.tell("erasure.refused", {{"erasureException", "legalClaims"},
                                {"justification", "legalClaims"},
                                {"complaintInfoGiven", "yes"}});
    return it.close(
        {{"outcome", "refused"}, {"justification", "legalClaims"}, {"complaintInfoGiven", "yes"}});
  }
  it.tell("consequence.notified", {{"right", "erasure"}});
  std::vector<std::string> systems;
  for (const Item& system : it.world.policy().systems)
    if (systems.size() < 2) systems.push_back(system.id);
  it.tell("erasure.approved",
          {{"erasureGround", "noLongerNecessary"}, {"systems", list_of(systems)}});
  if (it.person->chance.percent(20)) {
    Fields failed;
    if (!systems.empty()) failed["system"] = systems.front();
    it.tell("erasure.failed", failed);
  }
  it.in(2, erase);
}

void answer(const Case& it) {
  look_up(it);
  if (it.right == "access") return answer_access(it);
  if (it.right == "rectification") return answer_rectification(it);
  if (it.right == "portability") return answer_portability(it);
  if (it.right == "restriction") return answer_restriction(it);
  answer_erasure(it);
}

// Who cannot prove who they are gets no data.
void refuse_stranger(const Case& it) {
  it.tell_right("identity.failed", {{"identityProof", "emailLoop"}});
  it.in(2, [](const Case& later) {
    later.close({{"outcome", "refused"},
                 {"justification", "identityFailure"},
                 {"complaintInfoGiven", "yes"}});
  });
}

void identify(const Case& it) {
  const bool doubted = it.person->chance.percent(12);
  const std::string proof = doubted ? "idCopyRedacted" : "accountLogin";
  it.tell_right("identity.requested",
                {{"identityProof", proof}, {"doubtReason", doubted ? "mismatch" : "none"}});
  if (!doubted && it.person->chance.percent(6)) return refuse_stranger(it);
  it.tell_right("identity.verified", {{"identityProof", proof}});
  if (doubted) it.tell("identity.copy-destroyed", {{"identityProof", proof}});
  if (it.person->chance.percent(10)) {
    it.tell_right("request.clarification-asked");
    it.in(2, [](const Case& later) { later.tell_right("request.clarified"); });
  }
  // What may be refused has the first month only, also where the term is extended.
  if (it.right == "erasure" || !it.person->chance.percent(10))
    return it.in(3 + std::int64_t(it.person->chance.below(15)), answer);
  it.in(10, [](const Case& later) {
    later.tell_right("request.extended", {{"extensionReason", "complexity"},
                                          {"noticeSentAt", to_rfc3339(later.world.now())}});
  });
  it.in(40, answer);
}

} // namespace

void exercise_a_right(Acts& acts, const PersonPtr& person) {
  static const std::vector<std::string> kRights = {"access",      "access",   "rectification",
                                                   "portability", "erasure",  "erasure",
                                                   "restriction", "objection"};
  // What is asked so late that no answer fits in would stay open.
  if (acts.world.to() < after(acts.world.now(), 25 * kDay)) return;
  const std::string& right = person->chance.one_of(kRights);
  person->busy = true;
  const Case it{acts, acts.world, person, right,
                person->reference + "/" + right + "/" + to_rfc3339(acts.world.now())};
  it.tell_right("request.received", {{"channel", "email"}});
  if (right == "objection") return lodge_objection(it);
  it.in(1, [](const Case& later) {
    later.tell_right("request.acknowledged");
    identify(later);
  });
}

void claim_damages(Acts& acts, const PersonPtr& person) {
  person->busy = true;
  const Case it{acts, acts.world, person, "", person->reference + "/claim"};
  it.tell("claim.received");
  acts.place_hold(person);
  it.in(70, [](const Case& later) {
    later.tell("claim.closed", {{"outcome", "settled"}});
    later.acts.release_hold(later.person);
    later.person->busy = false;
  });
  // Who sues asks for erasure too, now and then.
  if (person->chance.percent(50)) {
    const Case erasure{acts, acts.world, person, "erasure", person->reference + "/claim/erasure"};
    erasure.in(5, [](const Case& later) {
      later.tell_right("request.received", {{"channel", "post"}});
      answer_erasure(later);
    });
  }
}

} // namespace ledger::tools
