// The items that say who, what and why: vocabulary, categories, relations, activities.
#include "ledger/policy/read_items.hpp"

namespace ledger::policy {

void read(TableReader& from, Item& item) {
  item.place = from.place();
  item.id = from.slug("id", Need::kRequired);
  item.label = from.labels("label", Need::kRequired);
  item.declared = from.flag("declared", true);
  item.statement_ref = from.text("statement_ref", Need::kOptional);
  item.dpv = from.texts("dpv");
}

void read(TableReader& from, Law& law) {
  read(from, static_cast<Item&>(law));
  law.citation = from.text("citation", Need::kRequired);
  law.valid = from.validity("valid_from", "valid_to");
  law.replaced_by = from.reference("replaced_by", Target::kLaw, Need::kOptional);
}

void read(TableReader& from, Channel& channel) {
  read(from, static_cast<Item&>(channel));
  channel.electronic_mail = from.flag("electronic_mail", false);
}

void read(TableReader& from, Message& message) {
  read(from, static_cast<Item&>(message));
  message.nature = from.word("nature", ItemNature::kUnstated);
}

void read(TableReader& from, ObjectionReason& reason) {
  read(from, static_cast<Item&>(reason));
  reason.argues = from.words_of<Ground>("argues");
}

void read(TableReader& from, Category& category) {
  read(from, static_cast<Item&>(category));
  category.kind = from.word("kind", CategoryKind::kContent);
  category.sources = from.references("sources", Target::kSource);
  category.special_category = from.flag("special_category", false);
  category.catch_all = from.flag("catch_all", false);
  category.transform = from.word("transform", Transform::kNone);
  category.derived_from = from.word("derived_from", PlaceBasis::kUnstated);
  category.called_anonymous = from.flag("called_anonymous", false);
  category.portrait = from.flag("portrait", false);
  category.term_expected = from.flag("term_expected", false);
}

void read(TableReader& from, Relation& relation) {
  read(from, static_cast<Item&>(relation));
  relation.mention = from.word("mention", relation.declared ? Mention::kTable : Mention::kNone);
  relation.declared = relation.mention == Mention::kTable;
  relation.categories = from.references("categories", Target::kCategory);
  from.tables("qualifiers", [&](TableReader& table) {
    Relation::Qualified& each = relation.qualifiers.emplace_back();
    each.category = table.reference("category", Target::kCategory, Need::kRequired);
    each.qualifier = table.word("qualifier", PhoneQualifier::kFixedOrMobile);
  });
  relation.sources = from.references("sources", Target::kSource);
  relation.source_required = from.flag("source_required", false);
  relation.starts_on = from.slugs("starts_on");
  relation.ends_on = from.slugs("ends_on");
  relation.follows = from.reference("follows", Target::kRelation, Need::kOptional);
  relation.agreement_with = from.word("agreement_with", AgreementParty::kUnstated);
  relation.imbalance = from.flag("imbalance", false);
  relation.term_expected = from.flag("term_expected", false);
}

namespace {

void read_relations(TableReader& from, Activity& activity) {
  activity.relations = from.references("relations", Target::kRelation);
  const std::string one = from.reference("relation", Target::kRelation, Need::kOptional);
  if (!one.empty() && !activity.relations.empty())
    from.complain("relation", "both relation and relations are given", "keep one of the two");
  if (!one.empty()) activity.relations.assign(1, one);
  if (activity.declared && activity.relations.size() != 1)
    from.complain("relation", "a declared activity has exactly one relation",
                  "name it, or write declared = false");
}

void read_ground(TableReader& from, Activity& activity) {
  activity.declared_ground = from.word("declared", Ground::kUnstated);
  activity.assessed_ground = from.word("assessed", activity.declared_ground);
  activity.further_grounds = from.words_of<Ground>("also");
  activity.interest = from.slug("interest", Need::kOptional);
  activity.law = from.reference("law", Target::kLaw, Need::kOptional);
  activity.lia_ref = from.text("lia_ref", Need::kOptional);
}

void read_objection(TableReader& from, Activity& activity) {
  activity.declared_objection = from.word("declared", Objectability::kUnstated);
  activity.assessed_objection = from.word("assessed", activity.declared_objection);
  activity.objection_reason = from.reference("reason", Target::kObjectionReason, Need::kOptional);
}

} // namespace

void read(TableReader& from, Activity& activity) {
  read(from, static_cast<Item&>(activity));
  activity.as_named = from.text("as_named", Need::kOptional);
  read_relations(from, activity);
  activity.purpose = from.reference("purpose", Target::kPurpose, Need::kRequired);
  from.table("ground", Need::kRequired, [&](TableReader& it) { read_ground(it, activity); });
  from.table("objection", Need::kOptional, [&](TableReader& it) { read_objection(it, activity); });
  activity.direct_marketing = from.flag("direct_marketing", false);
  activity.soft_opt_in = from.flag("soft_opt_in", false);
  activity.automated = from.flag("automated", false);
  activity.evaluates = from.flag("evaluates", false);
  activity.special_condition = from.word("special_condition", SpecialCondition::kNone);
  activity.items = from.references("items", Target::kItem);
  activity.channels = from.references("channels", Target::kChannel);
  activity.categories = from.references("categories", Target::kCategory);
  activity.operations = from.words_of<Operation>("operations");
  activity.notices = from.words_of<Notice>("notices");
  activity.retention = from.reference("retention", Target::kRetention, Need::kOptional);
  activity.recipients = from.references("recipients", Target::kRecipientCategory);
  activity.clauses = from.references("clauses", Target::kClause);
  activity.dpia_ref = from.text("dpia_ref", Need::kOptional);
}

} // namespace ledger::policy
