// The items that bind: recipients, transfers, terms, rights, consents, clauses.
#include "ledger/policy/read_items.hpp"

#include "ledger/crypto/digest.hpp"

namespace ledger::policy {

void read(TableReader& from, RecipientCategory& category) {
  read(from, static_cast<Item&>(category));
  from.table("role", Need::kRequired, [&](TableReader& role) {
    category.declared_role = role.word("declared", RecipientRole::kUnstated);
    category.assessed_role = role.word("assessed", category.declared_role);
  });
  category.requires_contract = from.flag("requires_contract", false);
  category.requires_commitment = from.flag("requires_commitment", false);
  category.requires_prior_notice = from.flag("requires_prior_notice", false);
  category.notice_excuses = from.words_of<NoticeExcuse>("notice_excuses");
  category.commercial = from.flag("commercial", false);
  category.must_learn_of_objection = from.flag("must_learn_of_objection", false);
  category.every_activity = from.flag("every_activity", false);
  category.relations = from.references("relations", Target::kRelation);
  category.categories = from.references("categories", Target::kCategory);
  category.retention = from.reference("retention", Target::kRetention, Need::kOptional);
}

// A recipient goes by its legal name, so a label is not asked for.
void read(TableReader& from, Recipient& recipient) {
  recipient.place = from.place();
  recipient.id = from.slug("id", Need::kRequired);
  recipient.declared = false;
  recipient.label = from.labels("label", Need::kOptional);
  recipient.name = from.text("name", Need::kRequired);
  recipient.category = from.reference("category", Target::kRecipientCategory, Need::kRequired);
  recipient.country = from.country("country", Need::kRequired);
  recipient.locations = from.countries("locations");
  recipient.contract_ref = from.text("contract_ref", Need::kOptional);
  recipient.mechanisms = from.references("mechanisms", Target::kMechanism);
  recipient.sub_processors = from.references("sub_processors", Target::kRecipient);
  recipient.valid = from.validity("valid_from", "valid_to");
}

void read(TableReader& from, Mechanism& mechanism) {
  read(from, static_cast<Item&>(mechanism));
  mechanism.article = from.text("article", Need::kOptional);
  mechanism.valid = from.validity("valid_from", "valid_to");
  mechanism.no_new_from = from.instant("no_new_from", Need::kOptional);
  mechanism.countries = from.countries("countries");
  mechanism.certified_entities_only = from.flag("certified_entities_only", false);
  mechanism.documents = from.words_of<Requirement>("requires");
  mechanism.assessment_from = from.instant("assessment_from", Need::kOptional);
  mechanism.step = from.number("step", 0, 9);
}

void read(TableReader& from, Adequacy& adequacy) {
  adequacy.place = from.place();
  adequacy.territory = from.text("territory", Need::kRequired);
  adequacy.label = from.labels("label", Need::kRequired);
  adequacy.decision = from.text("decision", Need::kRequired);
  adequacy.scope = from.word("scope", AdequacyScope::kWhole);
  adequacy.valid = from.validity("valid_from", "valid_to");
}

namespace {

void read_periods(TableReader& from, RetentionRule& rule) {
  rule.period = from.period("period");
  rule.criterion = from.labels("criterion", Need::kOptional);
  if (!from.has("period") && !from.has("criterion"))
    from.complain("period", "the rule has neither a period nor a criterion",
                  "add one of the two (GDPR art. 13(2)(a))");
  from.tables("earlier", [&](TableReader& table) {
    const auto before = table.instant("before", Need::kRequired);
    const auto period = table.period("period");
    if (!table.has("period"))
      table.complain("period", "the field is missing", "add it to this table");
    if (before && period) rule.earlier.push_back({*before, *period});
  });
  rule.legal_min = from.period("legal_min");
  rule.legal_max = from.period("legal_max");
  rule.grace = from.period("grace");
  rule.review = from.period("review");
}

} // namespace

void read(TableReader& from, RetentionRule& rule) {
  read(from, static_cast<Item&>(rule));
  rule.key_class = from.slug("class", Need::kRequired);
  if (rule.key_class == "unclassified" || rule.key_class == "after-erasure")
    from.complain("class", "this class is the ledger's own", "choose another name");
  read_periods(from, rule);
  rule.start = from.word("start", RetentionStart::kCollected);
  if (!from.has("start"))
    from.complain("start", "the field is missing", "say from which moment the period runs");
  rule.action = from.word("action", RetentionAction::kDelete);
  rule.binds = from.words_of<Bound>("binds");
  rule.stated_as =
      from.word("stated_as", rule.period ? TermWording::kPeriod : TermWording::kCriterion);
  rule.states_start = from.flag("states_start", true);
  rule.states_binding = from.flag("states_binding", true);
  rule.law = from.reference("law", Target::kLaw, Need::kOptional);
  rule.refines = from.reference("refines", Target::kRetention, Need::kOptional);
}

void read(TableReader& from, RightRule& right) {
  read(from, static_cast<Item&>(right));
  right.article = from.text("article", Need::kRequired);
  right.deadline = from.period("deadline");
  right.extension = from.period("extension");
  right.free = from.flag("free", false);
  right.reasons_required = from.flag("reasons_required", false);
  right.channels = from.references("channels", Target::kChannel);
  from.table("identity_proof", Need::kOptional, [&](TableReader& proof) {
    right.identity_proofs = proof.words_of<IdentityProof>("kinds");
    right.systematic_id_copy = proof.flag("systematic_id_copy", false);
  });
  right.promised_grounds = from.words_of<Ground>("promised_grounds");
  right.statutory_grounds = from.words_of<Ground>("statutory_grounds");
  right.clauses = from.references("clauses", Target::kClause);
}

namespace {

std::string sha256_hex(std::string_view text) {
  return to_hex(sha256_as<DocumentHash>({as_bytes(text)}).view());
}

// The text, its hash, or both for each language; both must agree.
void read_wordings(TableReader& from, ConsentRule& consent) {
  const Labels texts = from.labels("wording", Need::kOptional);
  for (const auto& [language, text] : texts.texts)
    consent.wordings.push_back({language, text, sha256_hex(text)});
  from.table("text_hash", Need::kOptional, [&](TableReader& hashes) {
    for (const std::string& language : hashes.reading().languages) {
      const std::string hash = hashes.sha256(language);
      const std::string_view text = texts.in(language);
      if (hash.empty()) continue;
      if (!texts.has(language))
        consent.wordings.push_back({language, {}, hash});
      else if (hash != sha256_hex(text))
        hashes.complain(language, "the hash is not that of the wording",
                        "remove it, or write " + sha256_hex(text));
    }
  });
}

} // namespace

void read(TableReader& from, ConsentRule& consent) {
  read(from, static_cast<Item&>(consent));
  consent.activities = from.references("activities", Target::kActivity);
  consent.notice = from.slug("notice", Need::kOptional);
  read_wordings(from, consent);
  consent.withdrawal_methods = from.slugs("withdrawal_methods");
  consent.double_opt_in = from.flag("double_opt_in", false);
  consent.validity = from.period("validity");
}

void read(TableReader& from, Clause& clause) {
  read(from, static_cast<Item&>(clause));
  clause.kind = from.word("kind", ClauseKind::kInformation);
  clause.traits = from.words_of<ClauseTrait>("traits");
  clause.activities = from.references("activities", Target::kActivity);
  clause.categories = from.references("categories", Target::kCategory);
  clause.relations = from.references("relations", Target::kRelation);
  clause.rights = from.references("rights", Target::kRight);
  clause.recipient_categories = from.references("recipient_categories", Target::kRecipientCategory);
}

} // namespace ledger::policy
