#include "ledger/policy/terms.hpp"

namespace ledger::policy {

LEDGER_POLICY_WORDS(Ground) {
  static constexpr Word<Ground> kWords[] = {
      {Ground::kUnstated, "unstated"},
      {Ground::kConsent, "consent"},
      {Ground::kContract, "contract"},
      {Ground::kLegalObligation, "legal-obligation"},
      {Ground::kVitalInterests, "vital-interests"},
      {Ground::kPublicTask, "public-task"},
      {Ground::kLegitimateInterest, "legitimate-interest"},
  };
  return kWords;
}

LEDGER_POLICY_WORDS(Objectability) {
  static constexpr Word<Objectability> kWords[] = {
      {Objectability::kUnstated, "unstated"},
      {Objectability::kPossible, "possible"},
      {Objectability::kExcluded, "excluded"},
  };
  return kWords;
}

LEDGER_POLICY_WORDS(RecipientRole) {
  static constexpr Word<RecipientRole> kWords[] = {
      {RecipientRole::kUnstated, "unstated"},
      {RecipientRole::kProcessor, "processor"},
      {RecipientRole::kController, "controller"},
      {RecipientRole::kJointController, "joint-controller"},
      {RecipientRole::kAuthority, "authority"},
      {RecipientRole::kInternal, "internal"},
  };
  return kWords;
}

LEDGER_POLICY_WORDS(Mention) {
  static constexpr Word<Mention> kWords[] = {
      {Mention::kTable, "table"},
      {Mention::kText, "text"},
      {Mention::kName, "name"},
      {Mention::kNone, "none"},
  };
  return kWords;
}

LEDGER_POLICY_WORDS(CategoryKind) {
  static constexpr Word<CategoryKind> kWords[] = {
      {CategoryKind::kIdentity, "identity"},         {CategoryKind::kContact, "contact"},
      {CategoryKind::kProfessional, "professional"}, {CategoryKind::kFinancial, "financial"},
      {CategoryKind::kBehavioural, "behavioural"},   {CategoryKind::kTechnical, "technical"},
      {CategoryKind::kPreference, "preference"},     {CategoryKind::kMedia, "media"},
      {CategoryKind::kContent, "content"},
  };
  return kWords;
}

LEDGER_POLICY_WORDS(ItemNature) {
  static constexpr Word<ItemNature> kWords[] = {
      {ItemNature::kUnstated, "unstated"},
      {ItemNature::kService, "service"},
      {ItemNature::kAdvertising, "advertising"},
      {ItemNature::kResearch, "research"},
  };
  return kWords;
}

LEDGER_POLICY_WORDS(PlaceBasis) {
  static constexpr Word<PlaceBasis> kWords[] = {
      {PlaceBasis::kUnstated, "unstated"},
      {PlaceBasis::kFullAddress, "full-address"},
      {PlaceBasis::kShortenedAddress, "shortened-address"},
  };
  return kWords;
}

LEDGER_POLICY_WORDS(AgreementParty) {
  static constexpr Word<AgreementParty> kWords[] = {
      {AgreementParty::kUnstated, "unstated"},
      {AgreementParty::kPerson, "person"},
      {AgreementParty::kOrganisation, "organisation"},
      {AgreementParty::kNone, "none"},
  };
  return kWords;
}

LEDGER_POLICY_WORDS(SpecialCondition) {
  static constexpr Word<SpecialCondition> kWords[] = {
      {SpecialCondition::kNone, "none"},
      {SpecialCondition::kExplicitConsent, "explicit-consent"},
      {SpecialCondition::kEmployment, "employment"},
      {SpecialCondition::kVitalInterests, "vital-interests"},
      {SpecialCondition::kNonProfit, "non-profit"},
      {SpecialCondition::kMadePublic, "made-public"},
      {SpecialCondition::kLegalClaims, "legal-claims"},
      {SpecialCondition::kPublicInterest, "public-interest"},
      {SpecialCondition::kHealthCare, "health-care"},
      {SpecialCondition::kPublicHealth, "public-health"},
      {SpecialCondition::kResearch, "research"},
      {SpecialCondition::kCriminalDataLaw, "criminal-data-law"},
  };
  return kWords;
}

LEDGER_POLICY_WORDS(Transform) {
  static constexpr Word<Transform> kWords[] = {
      {Transform::kNone, "none"},
      {Transform::kIpAnonymised, "ip-anonymised"},
      {Transform::kPlaceDerived, "place-derived"},
  };
  return kWords;
}

LEDGER_POLICY_WORDS(PhoneQualifier) {
  static constexpr Word<PhoneQualifier> kWords[] = {
      {PhoneQualifier::kFixed, "fixed"},
      {PhoneQualifier::kMobile, "mobile"},
      {PhoneQualifier::kFixedOrMobile, "fixed-or-mobile"},
  };
  return kWords;
}

LEDGER_POLICY_WORDS(Operation) {
  static constexpr Word<Operation> kWords[] = {
      {Operation::kCollect, "collect"},   {Operation::kUse, "use"},
      {Operation::kStore, "store"},       {Operation::kDerive, "derive"},
      {Operation::kDisclose, "disclose"},
  };
  return kWords;
}

LEDGER_POLICY_WORDS(Notice) {
  static constexpr Word<Notice> kWords[] = {
      {Notice::kArt13, "art13"},         {Notice::kArt14, "art14"},
      {Notice::kRecording, "recording"}, {Notice::kCookie, "cookie"},
      {Notice::kTransfer, "transfer"},   {Notice::kPriorDisclosure, "prior-disclosure"},
  };
  return kWords;
}

LEDGER_POLICY_WORDS(NoticeExcuse) {
  static constexpr Word<NoticeExcuse> kWords[] = {
      {NoticeExcuse::kAttempted, "attempted"},
      {NoticeExcuse::kInfeasible, "infeasible"},
      {NoticeExcuse::kLegallyBarred, "legally-barred"},
  };
  return kWords;
}

LEDGER_POLICY_WORDS(Requirement) {
  static constexpr Word<Requirement> kWords[] = {
      {Requirement::kContract, "contract"},       {Requirement::kAssessment, "assessment"},
      {Requirement::kCertificate, "certificate"}, {Requirement::kApproval, "approval"},
      {Requirement::kReason, "reason"},
  };
  return kWords;
}

LEDGER_POLICY_WORDS(AdequacyScope) {
  static constexpr Word<AdequacyScope> kWords[] = {
      {AdequacyScope::kWhole, "whole"},
      {AdequacyScope::kCommercialOrganisations, "commercial-organisations"},
      {AdequacyScope::kCertifiedEntities, "certified-entities"},
      {AdequacyScope::kAsEea, "as-eea"},
      {AdequacyScope::kBridge, "bridge"},
  };
  return kWords;
}

LEDGER_POLICY_WORDS(RetentionStart) {
  static constexpr Word<RetentionStart> kWords[] = {
      {RetentionStart::kCollected, "collected"},
      {RetentionStart::kLastContact, "last-contact"},
      {RetentionStart::kLastOptIn, "last-opt-in"},
      {RetentionStart::kRelationEnded, "relation-ended"},
      {RetentionStart::kDocumentDate, "document-date"},
      {RetentionStart::kDocumentYearEnd, "document-year-end"},
      {RetentionStart::kCaseClosed, "case-closed"},
  };
  return kWords;
}

LEDGER_POLICY_WORDS(TermWording) {
  static constexpr Word<TermWording> kWords[] = {
      {TermWording::kPeriod, "period"},
      {TermWording::kCriterion, "criterion"},
      {TermWording::kNecessity, "necessity"},
  };
  return kWords;
}

LEDGER_POLICY_WORDS(RetentionAction) {
  static constexpr Word<RetentionAction> kWords[] = {
      {RetentionAction::kDelete, "delete"},
      {RetentionAction::kAnonymise, "anonymise"},
      {RetentionAction::kReview, "review"},
  };
  return kWords;
}

LEDGER_POLICY_WORDS(Bound) {
  static constexpr Word<Bound> kWords[] = {
      {Bound::kController, "controller"},
      {Bound::kRecipients, "recipients"},
  };
  return kWords;
}

LEDGER_POLICY_WORDS(ClauseKind) {
  static constexpr Word<ClauseKind> kWords[] = {
      {ClauseKind::kPromise, "promise"},
      {ClauseKind::kCondition, "condition"},
      {ClauseKind::kOptOut, "opt-out"},
      {ClauseKind::kNotice, "notice"},
      {ClauseKind::kConsequence, "consequence"},
      {ClauseKind::kDisclaimer, "disclaimer"},
      {ClauseKind::kDutyOfPerson, "duty-of-person"},
      {ClauseKind::kInformation, "information"},
  };
  return kWords;
}

LEDGER_POLICY_WORDS(ClauseTrait) {
  static constexpr Word<ClauseTrait> kWords[] = {
      {ClauseTrait::kOldLawTest, "old-law-test"},
      {ClauseTrait::kSilentOnEarlierProcessing, "silent-on-earlier-processing"},
      {ClauseTrait::kExcludesLiability, "excludes-liability"},
      {ClauseTrait::kAcknowledgement, "acknowledgement"},
      {ClauseTrait::kCalledThirdParty, "called-third-party"},
      {ClauseTrait::kNamesWrongIssuer, "names-wrong-issuer"},
      {ClauseTrait::kUnnamedList, "unnamed-list"},
      {ClauseTrait::kDeniesProfiling, "denies-profiling"},
  };
  return kWords;
}

LEDGER_POLICY_WORDS(IdentityProof) {
  static constexpr Word<IdentityProof> kWords[] = {
      {IdentityProof::kAccountLogin, "account-login"},
      {IdentityProof::kEmailLoop, "email-loop"},
      {IdentityProof::kCallback, "callback"},
      {IdentityProof::kEid, "eid"},
      {IdentityProof::kIdCopyRedacted, "id-copy-redacted"},
      {IdentityProof::kIdCopy, "id-copy"},
  };
  return kWords;
}

LEDGER_POLICY_WORDS(RiskLevel) {
  static constexpr Word<RiskLevel> kWords[] = {
      {RiskLevel::kUnlikelyRisk, "unlikely-risk"},
      {RiskLevel::kRisk, "risk"},
      {RiskLevel::kHighRisk, "high-risk"},
  };
  return kWords;
}

LEDGER_POLICY_WORDS(PlacePrecision) {
  static constexpr Word<PlacePrecision> kWords[] = {
      {PlacePrecision::kCountry, "country"},
      {PlacePrecision::kRegion, "region"},
      {PlacePrecision::kCity, "city"},
  };
  return kWords;
}

LEDGER_POLICY_WORDS(StatementScope) {
  static constexpr Word<StatementScope> kWords[] = {
      {StatementScope::kEveryone, "everyone"},
      {StatementScope::kWhoShareData, "who-share-data"},
  };
  return kWords;
}

LEDGER_POLICY_WORDS(AddressForm) {
  static constexpr Word<AddressForm> kWords[] = {
      {AddressForm::kFormal, "formal"},
      {AddressForm::kInformal, "informal"},
  };
  return kWords;
}

LEDGER_POLICY_WORDS(Weekday) {
  static constexpr Word<Weekday> kWords[] = {
      {Weekday::kSunday, "sunday"},     {Weekday::kMonday, "monday"},
      {Weekday::kTuesday, "tuesday"},   {Weekday::kWednesday, "wednesday"},
      {Weekday::kThursday, "thursday"}, {Weekday::kFriday, "friday"},
      {Weekday::kSaturday, "saturday"},
  };
  return kWords;
}

} // namespace ledger::policy
