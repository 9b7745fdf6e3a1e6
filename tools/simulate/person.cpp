#include "tools/simulate/person.hpp"

#include <algorithm>

namespace ledger::tools {

using namespace policy;

namespace {

bool is_advertising(const Contents& policy, const Activity& activity, const std::string& item) {
  const Message* message = policy.items.find(item);
  if (message != nullptr && message->nature != ItemNature::kUnstated)
    return message->nature == ItemNature::kAdvertising;
  return activity.direct_marketing;
}

// The first channel of the activity that events know as well; empty: none.
std::string channel_of(const Activity& activity, Chance& chance) {
  std::vector<std::string> known;
  for (const std::string& slug : activity.channels)
    if (!channel_name(slug).empty()) known.push_back(slug);
  return known.empty() ? std::string() : chance.one_of(known);
}

bool is_reached_by(const std::string& slug) {
  return slug == "email" || slug == "post" || slug == "phone" || slug == "sms" || slug == "chat";
}

// Who came by themselves is a customer or could be; others are written to at their organisation.
Fields mail_excuse(const Relation& relation) {
  if (relation.source_required) return {{"impersonalAddress", "yes"}};
  return {{"softOptInAtSale", "yes"}, {"softOptInSimilar", "yes"}, {"softOptInOffered", "yes"}};
}

void add_all(Fields& fields, Fields more) {
  for (auto& each : more)
    fields[each.key()] = std::move(each.value());
}

} // namespace

Acts::Acts(World& stage, const std::vector<Role>& played) : world(stage), roles(played) {}

bool Acts::may_use(const Person& person, const Activity& activity) const {
  if (person.gone || person.left || person.restricted || person.objected.contains(&activity))
    return false;
  if (person.no_pictures && shows_people(world.policy(), activity)) return false;
  if (ground_of(activity) != Ground::kConsent)
    return !(activity.direct_marketing && person.no_marketing);
  const auto consent = person.consents.find(&activity);
  return consent != person.consents.end() && world.now() < consent->second;
}

Fields Acts::excuse_of_mail(const Relation& relation, const Activity& activity) const {
  return ground_of(activity) == Ground::kConsent ? Fields() : mail_excuse(relation);
}

void Acts::use(Person& person, const Activity& activity) {
  Fields fields{{"activities", list_of({activity.id})}, {"relation", person.role->relation->id}};
  const std::string channel = channel_of(activity, person.chance);
  if (shows_people(world.policy(), activity)) {
    const std::string picture = person.reference + "/picture/" + to_rfc3339(world.now());
    add_all(fields, {{"operation", "share"},
                     {"recognisable", "yes"},
                     {"media", list_of({reference_of(picture)})}});
  } else if (activity.items.empty() || !is_reached_by(channel)) {
    fields["operation"] = "read";
  } else {
    const std::string& item = person.chance.one_of(activity.items);
    add_all(fields, {{"operation", "send"}, {"item", item}, {"channel", channel_name(channel)}});
    if (is_electronic(world.policy(), channel) && is_advertising(world.policy(), activity, item))
      add_all(fields, excuse_of_mail(*person.role->relation, activity));
  }
  const ToldEvent told = tell(person, "use", std::move(fields));
  if (!activity.declared) undeclared = told;
}

void Acts::serve_notice(const Person& person) {
  const Relation& relation = *person.role->relation;
  tell(person, "notice.served",
       {{"noticeKind", relation.source_required ? "art14" : "art13"},
        {"beforeCollection", relation.source_required ? "no" : "yes"},
        {"relation", relation.id},
        {"channel", relation.source_required ? "email" : "website"}});
}

void Acts::collect(const PersonPtr& person, const Offer& offer) {
  const Relation& relation = *person->role->relation;
  const RetentionRule* rule = world.policy().retention.find(offer.activity->retention);
  std::vector<std::string> categories;
  for (const std::string& category : offer.categories)
    if (categories.empty() || person->chance.percent(60)) categories.push_back(category);
  Fields fields{{"activities", list_of({offer.activity->id})},
                {"dataSource", offer.source},
                {"relation", relation.id},
                {"categories", list_of(categories)}};
  if (rule != nullptr && (rule->start == RetentionStart::kDocumentDate ||
                          rule->start == RetentionStart::kDocumentYearEnd))
    fields["documentDate"] = to_rfc3339(world.now());
  for (const std::string& id : categories) {
    const Category& category = *world.policy().categories.find(id);
    if (category.transform == Transform::kIpAnonymised)
      add_all(fields, {{"transform", "ipAnonymised"},
                       {"transformBits", world.policy().parameters.anonymised_ipv4_bits}});
    if (category.transform == Transform::kPlaceDerived) fields["placePrecision"] = "country";
    if (category.kind == CategoryKind::kContact)
      fields["values"] = Fields{{"email", person->reference + "@example.org"}};
    person->categories.insert(id);
  }
  tell(*person, "collection", std::move(fields));
  keep(person, rule);
}

void Acts::record_call(const PersonPtr& person) {
  const Relation& relation = *person->role->relation;
  const auto& activities = world.policy().activities;
  const auto recorded =
      std::find_if(activities.begin(), activities.end(), [&](const Activity& each) {
        return is_recorded_call(each) && each.serves(relation.id) && !each.categories.empty();
      });
  if (recorded == activities.end()) return;
  const std::string call = reference_of(person->reference + "/call/" + to_rfc3339(world.now()));
  tell(*person, "notice.served",
       {{"noticeKind", "recording"}, {"channel", "phone"}, {"correlation", call}});
  if (person->chance.percent(30)) {
    tell(*person, "recording.refused", {{"channel", "phone"}, {"correlation", call}});
    return;
  }
  tell(*person, "collection",
       {{"activities", list_of({recorded->id})},
        {"dataSource", "observed"},
        {"relation", relation.id},
        {"categories", list_of(recorded->categories)},
        {"channel", "phone"},
        {"correlation", call}});
  keep(person, world.policy().retention.find(recorded->retention));
}

void Acts::give_consent(const PersonPtr& person, const Activity& activity, bool again) {
  const auto& consents = world.policy().consents;
  const auto rule = std::find_if(consents.begin(), consents.end(), [&](const ConsentRule& each) {
    return has(each.activities, activity.id);
  });
  const ConsentRule::Wording* wording = wording_for(world.policy(), activity.id);
  if (rule == consents.end() || wording == nullptr) return;
  Timestamp until =
      rule->validity ? world.calendar().end_of_term(world.now(), *rule->validity, Rollover::kNone)
                     : after(world.to(), kDay);
  Fields fields{{"activities", list_of({activity.id})},
                {"consentMethod", rule->double_opt_in ? "doubleOptIn" : "box"},
                {"language", wording->language},
                {"documents", boost::json::array{
                                  Fields{{"kind", "consentWording"}, {"hash", wording->sha256}}}}};
  if (person->chance.percent(25)) { // asked for some months only
    until =
        std::min(until, after(world.now(), (180 + std::int64_t(person->chance.below(180))) * kDay));
    fields["validUntil"] = to_rfc3339(until);
  }
  tell(*person, again ? "consent.renewed" : "consent.given", std::move(fields));
  person->consents[&activity] = until;
  if (const RetentionRule* kept = world.policy().retention.find(activity.retention))
    if (person->kept.contains(kept)) keep(person, kept);
  world.at(until, [this, person, &activity, until] {
    const auto consent = person->consents.find(&activity);
    if (person->gone || consent == person->consents.end() || consent->second != until) return;
    tell(*person, "consent.expired", {{"activities", list_of({activity.id})}});
    person->consents.erase(consent);
  });
  if (person->chance.percent(50))
    world.at(after(until, -7 * kDay), [this, person, &activity, until] {
      const auto consent = person->consents.find(&activity);
      const bool stands = consent != person->consents.end() && consent->second == until;
      if (stands && !person->left && may_use(*person, activity))
        give_consent(person, activity, true);
    });
}

void Acts::withdraw(const PersonPtr& person, const Activity& activity) {
  person->consents.erase(&activity);
  tell(*person, "consent.withdrawn",
       {{"activities", list_of({activity.id})}, {"withdrawalMethod", "link"}});
  if (activity.direct_marketing) {
    person->no_marketing = true; // in every relation and for every consent
    std::erase_if(person->consents, [](const auto& each) { return each.first->direct_marketing; });
    tell_recipients(person, "objection", true);
  }
  if (has(person->role->relation->ends_on, std::string("consent.withdrawn")))
    keep_after_relation(person);
}

void Acts::disclose(Person& person) {
  const Contents& policy = world.policy();
  std::vector<std::pair<const Recipient*, const Activity*>> possible;
  for (const Recipient& recipient : policy.recipients)
    for (const Activity* activity : person.role->activities)
      if (may_use(person, *activity) && recipient.valid.holds_at(world.now()) &&
          is_announced(policy, recipient, *activity, *person.role->relation) &&
          (stays_in_eea(policy, recipient) ||
           mechanism_for(policy, recipient, world.now()) != nullptr))
        possible.emplace_back(&recipient, activity);
  if (possible.empty()) return;
  const auto [recipient, activity] = person.chance.one_of(possible);
  const RecipientCategory& category = *policy.recipient_categories.find(recipient->category);
  Fields fields{{"recipient", recipient->id},
                {"activities", list_of({activity->id})},
                {"relation", person.role->relation->id},
                {"disclosureMode", "copy"}};
  std::vector<std::string> categories;
  for (const std::string& id : person.categories)
    if ((category.categories.empty() || has(category.categories, id)) &&
        (activity->categories.empty() || has(activity->categories, id)))
      categories.push_back(id);
  if (!categories.empty()) fields["categories"] = list_of(categories);
  if (!recipient->contract_ref.empty()) fields["contract"] = recipient->contract_ref;
  const bool abroad = !stays_in_eea(policy, *recipient);
  if (abroad) {
    const Mechanism& mechanism = *mechanism_for(policy, *recipient, world.now());
    add_all(fields, {{"country", recipient->country},
                     {"mechanism", mechanism.id},
                     {"eeaInfeasible", "noProvider"},
                     {"supplementaryMeasures", "yes"},
                     {"certificate", recipient->id + "/certificate"},
                     {"assessment", recipient->id + "/transfer"}});
    if (has(mechanism.documents, Requirement::kContract))
      fields["contract"] = recipient->id + "/clauses";
  }
  tell(person, abroad ? "transfer.third-country" : "disclosure", std::move(fields));
  if (!has(person.recipients, recipient)) person.recipients.push_back(recipient);
}

void Acts::tell_recipients(const PersonPtr& person, const std::string& of, bool marketing_only) {
  for (const Recipient* recipient : person->recipients) {
    const RecipientCategory& category =
        *world.policy().recipient_categories.find(recipient->category);
    const RecipientRole role = role_of(category);
    if (role == RecipientRole::kAuthority || role == RecipientRole::kInternal) continue;
    if (marketing_only && !category.must_learn_of_objection) continue;
    Fields fields{{"recipient", recipient->id}, {"notifiedOf", of}};
    const Timestamp tomorrow =
        after(world.now(), kDay + std::int64_t(person->chance.below(600)) * kMinute);
    if (person->chance.percent(5)) {
      add_all(fields, {{"infeasibleReason", "impossible"}});
      world.say_at(tomorrow, "recipient.notify-infeasible", {person->reference}, fields);
      continue;
    }
    world.say_at(tomorrow, "recipient.notified", {person->reference}, fields);
    world.say_at(after(tomorrow, (1 + std::int64_t(person->chance.below(3))) * kDay),
                 "recipient.confirmed", {person->reference}, fields);
  }
}

} // namespace ledger::tools
