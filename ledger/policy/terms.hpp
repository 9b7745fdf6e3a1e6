// The closed lists of words that a policy document may use, and their spelling in it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace ledger::policy {

// GDPR art. 6(1)(a) to (f)
enum class Ground : std::uint8_t {
  kUnstated,
  kConsent,
  kContract,
  kLegalObligation,
  kVitalInterests,
  kPublicTask,
  kLegitimateInterest,
};
// What a statement, or an assessment, says about objecting (GDPR art. 21).
enum class Objectability : std::uint8_t { kUnstated, kPossible, kExcluded };
enum class RecipientRole : std::uint8_t {
  kUnstated,
  kProcessor,
  kController,
  kJointController,
  kAuthority,
  kInternal,
};
// Where a statement speaks of a group of people: a table of its own, running text, a mere name.
enum class Mention : std::uint8_t { kTable, kText, kName, kNone };
enum class CategoryKind : std::uint8_t {
  kIdentity,
  kContact,
  kProfessional,
  kFinancial,
  kBehavioural,
  kTechnical,
  kPreference,
  kMedia,
  kContent,
};
// What something sent or shown is by nature, whatever the activity that carries it calls itself.
enum class ItemNature : std::uint8_t { kUnstated, kService, kAdvertising, kResearch };
// Which network address a place was derived from.
enum class PlaceBasis : std::uint8_t { kUnstated, kFullAddress, kShortenedAddress };
// With whom there is an agreement in a relation (GDPR art. 6(1)(b) asks for the person).
enum class AgreementParty : std::uint8_t { kUnstated, kPerson, kOrganisation, kNone };
// GDPR art. 9(2)(a) to (j), and the law that art. 10 asks for.
enum class SpecialCondition : std::uint8_t {
  kNone,
  kExplicitConsent,
  kEmployment,
  kVitalInterests,
  kNonProfit,
  kMadePublic,
  kLegalClaims,
  kPublicInterest,
  kHealthCare,
  kPublicHealth,
  kResearch,
  kCriminalDataLaw,
};
// What must have been done to a value before it belongs to the category.
enum class Transform : std::uint8_t { kNone, kIpAnonymised, kPlaceDerived };
enum class PhoneQualifier : std::uint8_t { kFixed, kMobile, kFixedOrMobile };
enum class Operation : std::uint8_t { kCollect, kUse, kStore, kDerive, kDisclose };
// Notices that must come before an activity.
enum class Notice : std::uint8_t {
  kArt13,
  kArt14,
  kRecording,
  kCookie,
  kTransfer,
  kPriorDisclosure
};
// What excuses a missing prior notice of a disclosure.
enum class NoticeExcuse : std::uint8_t { kAttempted, kInfeasible, kLegallyBarred };
// The document that a transfer mechanism is not valid without.
enum class Requirement : std::uint8_t { kContract, kAssessment, kCertificate, kApproval, kReason };
enum class AdequacyScope : std::uint8_t {
  kWhole,
  kCommercialOrganisations,
  kCertifiedEntities,
  kAsEea,
  kBridge,
};
// From which moment a retention period runs. kDocumentYearEnd: 1 January after the document's date.
enum class RetentionStart : std::uint8_t {
  kCollected,
  kLastContact,
  kLastOptIn,
  kRelationEnded,
  kDocumentDate,
  kDocumentYearEnd,
  kCaseClosed,
};
// How the statement itself puts a term. kNecessity: as long as needed, and no more than that.
enum class TermWording : std::uint8_t { kPeriod, kCriterion, kNecessity };
enum class RetentionAction : std::uint8_t { kDelete, kAnonymise, kReview };
enum class Bound : std::uint8_t { kController, kRecipients };
enum class ClauseKind : std::uint8_t {
  kPromise,
  kCondition,
  kOptOut,
  kNotice,
  kConsequence,
  kDisclaimer,
  kDutyOfPerson,
  kInformation,
};
// What in the wording of a clause a lint looks for.
enum class ClauseTrait : std::uint8_t {
  kOldLawTest,                // objection only for serious and legitimate reasons
  kSilentOnEarlierProcessing, // withdrawal: what came before stays lawful, but it does not say so
  kExcludesLiability,
  kAcknowledgement,  // "you acknowledge that"
  kCalledThirdParty, // speaks of these recipients as third parties
  kNamesWrongIssuer, // standard clauses of somebody who has issued none
  kUnnamedList,      // a list, without saying whose
  kDeniesProfiling,
};
enum class IdentityProof : std::uint8_t {
  kAccountLogin,
  kEmailLoop,
  kCallback,
  kEid,
  kIdCopyRedacted,
  kIdCopy,
};
// When a breach need not be notified (GDPR art. 33(1)) and when persons are told (art. 34(1)).
enum class RiskLevel : std::uint8_t { kUnlikelyRisk, kRisk, kHighRisk };
enum class PlacePrecision : std::uint8_t { kCountry, kRegion, kCity };
// Whom a statement says it is for.
enum class StatementScope : std::uint8_t { kEveryone, kWhoShareData };
enum class AddressForm : std::uint8_t { kFormal, kInformal };
// As C counts them, from Sunday = 0.
enum class Weekday : std::uint8_t {
  kSunday,
  kMonday,
  kTuesday,
  kWednesday,
  kThursday,
  kFriday,
  kSaturday,
};

template <class E>
struct Word {
  E value;
  std::string_view text;
};

// Every value that a document may write, with its spelling.
template <class E>
[[nodiscard]] std::span<const Word<E>> words();

#define LEDGER_POLICY_WORDS(E)                                                                     \
  template <>                                                                                      \
  std::span<const Word<E>> words<E>()
LEDGER_POLICY_WORDS(Ground);
LEDGER_POLICY_WORDS(Objectability);
LEDGER_POLICY_WORDS(RecipientRole);
LEDGER_POLICY_WORDS(Mention);
LEDGER_POLICY_WORDS(CategoryKind);
LEDGER_POLICY_WORDS(ItemNature);
LEDGER_POLICY_WORDS(PlaceBasis);
LEDGER_POLICY_WORDS(AgreementParty);
LEDGER_POLICY_WORDS(SpecialCondition);
LEDGER_POLICY_WORDS(Transform);
LEDGER_POLICY_WORDS(PhoneQualifier);
LEDGER_POLICY_WORDS(Operation);
LEDGER_POLICY_WORDS(Notice);
LEDGER_POLICY_WORDS(NoticeExcuse);
LEDGER_POLICY_WORDS(Requirement);
LEDGER_POLICY_WORDS(AdequacyScope);
LEDGER_POLICY_WORDS(RetentionStart);
LEDGER_POLICY_WORDS(TermWording);
LEDGER_POLICY_WORDS(RetentionAction);
LEDGER_POLICY_WORDS(Bound);
LEDGER_POLICY_WORDS(ClauseKind);
LEDGER_POLICY_WORDS(ClauseTrait);
LEDGER_POLICY_WORDS(IdentityProof);
LEDGER_POLICY_WORDS(RiskLevel);
LEDGER_POLICY_WORDS(PlacePrecision);
LEDGER_POLICY_WORDS(StatementScope);
LEDGER_POLICY_WORDS(AddressForm);
LEDGER_POLICY_WORDS(Weekday);

// How a document spells the value: "legitimate-interest".
template <class E>
requires std::is_enum_v<E>
[[nodiscard]] std::string_view word_of(E value) {
  for (const Word<E>& word : words<E>())
    if (word.value == value) return word.text;
  return {};
}

} // namespace ledger::policy
