// The table of all event types. A new type is one row here and one enumerant in event.capnp.
#include "ledger/base/limits.hpp"
#include "ledger/event/taxonomy.hpp"

namespace ledger {
namespace {

using wire::EventType;
constexpr auto kMany = static_cast<std::uint16_t>(limits::kSubjectsPerEvent);
constexpr auto kPart = static_cast<std::uint16_t>(limits::kSubjectsPerPart);
constexpr auto kApp = PostedBy::kApplication;
constexpr auto kOfficer = PostedBy::kOfficer;
constexpr auto kRequest = PostedBy::kRequest;
constexpr auto kLedger = PostedBy::kLedger;

constexpr std::string_view kConsentFields =
    "documents validUntil consentMethod expressedBy withdrawalMethod purpose receivedVia";
constexpr std::string_view kBreachFields =
    "breachKind breachNature awareAt risk delayReason subjectsApprox recordsApprox "
    "effectsRecorded remedyRecorded categories documents recipient dueAt noticeSentAt";

// Columns: type, name, posted by, subjects from-to, required, allowed, article, summary.
constexpr TypeInfo kTypes[] = {
    // The ledger's own
    {EventType::LEDGER_OPENED, "ledger.opened", kLedger, 0, 0, "", "", "5(2)",
     "The first record: where the ledger comes from and which key signs for it."},
    {EventType::LEDGER_HEARTBEAT, "ledger.heartbeat", kLedger, 0, 0, "", "", "5(2)",
     "Nothing happened until now; so that silence cannot be cut away unseen."},
    {EventType::LEDGER_KEY_ANNOUNCED, "ledger.key-announced", kLedger, 0, 0, "", "", "32",
     "A new signing key; both keys sign from here."},
    {EventType::LEDGER_KEY_RETIRED, "ledger.key-retired", kLedger, 0, 0, "", "", "32",
     "The old signing key's last act, before it is destroyed."},
    {EventType::LEDGER_ACCESS_DENIED, "ledger.access-denied", kLedger, 0, 0, "", "", "32",
     "Requests that were refused, summed up per peer, operation and minute."},
    {EventType::LEDGER_CLOCK_ANOMALY, "ledger.clock-anomaly", kLedger, 0, 0, "", "", "5(1)(f)",
     "The wall clock departed from the monotonic clock."},
    {EventType::LEDGER_RESTORED, "ledger.restored", kLedger, 0, 0, "", "", "32(1)(c)",
     "A damaged tail was set aside, or a backup was put back."},
    {EventType::KEY_DESTROYED, "key.destroyed", kLedger, 0, 0, "", "", "17, 32",
     "The keys of an erasure are gone; what they sealed opens for nobody here."},
    {EventType::LEDGER_BASELINE, "ledger.baseline", kOfficer, 0, 0, "", "effectiveFrom count",
     "5(2)", "Facts that are older than the ledger were imported up to here."},
    {EventType::LEDGER_VERIFIED, "ledger.verified", kApp, 0, 0, "outcome", "target count",
     "5(2), 32", "Somebody verified the ledger up to the target record."},
    {EventType::REPORT_PRODUCED, "report.produced", kRequest, 1, 1, "reportKind", "target",
     "5(2), 15", "A report about a person was drawn up; looking somebody up is processing."},

    // Policy and notice
    {EventType::POLICY_PUBLISHED, "policy.published", kRequest, 0, 0, "documents effectiveFrom",
     "effectiveTo languages", "5(2), 13, 14",
     "A version of the machine-readable privacy policy came into force."},
    {EventType::POLICY_RETIRED, "policy.retired", kOfficer, 0, 0, "documents effectiveTo", "",
     "5(2)", "A version of the policy ceased to be in force, with none in its place."},
    {EventType::NOTICE_SERVED, "notice.served", kApp, 1, kMany, "noticeKind",
     "documents beforeCollection activities recipient", "13, 14",
     "A privacy notice was shown or sent."},
    {EventType::CONSEQUENCE_NOTIFIED, "consequence.notified", kApp, 1, kMany, "",
     "right categories activities", "13(2)(e)",
     "A person was told what refusing or erasing data would cost them."},

    // People
    {EventType::SUBJECT_REGISTERED, "subject.registered", kApp, 1, kMany, "", "", "-",
     "A person became known."},
    {EventType::SUBJECT_LINKED, "subject.linked", kApp, 2, kMany, "", "linkEvidence", "5(1)(d)",
     "Several ids were found to belong together: a visitor became a known person, for example."},
    {EventType::SUBJECT_MERGED, "subject.merged", kApp, 2, kMany, "", "linkEvidence", "5(1)(d)",
     "Several ids are one person; the first is kept."},
    {EventType::SUBJECT_SPLIT, "subject.split", kApp, 2, kMany, "", "linkEvidence", "5(1)(d)",
     "What was taken for one person is several."},
    {EventType::RELATION_STARTED, "relation.started", kApp, 1, kMany, "relation", "contract",
     "5(1)(e)", "A person became a customer, user, applicant or other relation."},
    {EventType::RELATION_ENDED, "relation.ended", kApp, 1, kMany, "relation", "endReason contract",
     "5(1)(e)", "Such a relation ended."},

    // Processing
    {EventType::COLLECTION, "collection", kApp, 1, kMany, "categories dataSource",
     "activities ground consentRecord item sourceReference volunteered transform transformBits "
     "count documentDate specialCategory phoneKind placePrecision recognisable media "
     "contractualRequirement visitorRecognised suppressed purpose",
     "5, 6, 13, 14", "Personal data was collected."},
    {EventType::USE, "use", kApp, 1, kMany, "activities",
     "categories operation item campaign ground consentRecord count softOptInAtSale "
     "softOptInSimilar softOptInOffered impersonalAddress recognisable restrictionException media "
     "visitorRecognised specialCategory purpose outcome",
     "5(1)(b), 6", "Personal data was used for an activity."},
    {EventType::USE_BATCH, "use.batch", kApp, 1, kPart, "activities campaign",
     "categories operation item ground count softOptInAtSale softOptInSimilar softOptInOffered "
     "impersonalAddress purpose",
     "5(1)(b), 6", "One use for many people, a newsletter for example."},
    {EventType::DISCLOSURE, "disclosure", kApp, 1, kMany, "recipient activities",
     "recipientCategory recipientRole categories contract priorNotice infeasibleReason commercial "
     "disclosureMode compelled law via ground consentRecord count country eeaInfeasible item "
     "relevanceAssessed recognisable media specialCategory purpose",
     "13(1)(e), 15(1)(c), 28, 30(1)(d)", "Personal data was given or opened to somebody else."},
    {EventType::TRANSFER_THIRD_COUNTRY, "transfer.third-country", kApp, 1, kMany,
     "recipient activities country",
     "mechanism certificate assessment supplementaryMeasures clauseModule recipientCategory "
     "recipientRole categories contract priorNotice infeasibleReason commercial disclosureMode "
     "compelled law via ground consentRecord count eeaInfeasible item relevanceAssessed "
     "specialCategory purpose",
     "44-49, 30(1)(e)", "Personal data went to a country outside the EEA."},
    {EventType::RECTIFICATION_EXECUTED, "rectification.executed", kApp, 1, kMany, "categories",
     "completion system", "16", "Wrong or incomplete data was put right."},
    {EventType::RECORDING_REFUSED, "recording.refused", kApp, 1, kMany, "", "", "6, 13",
     "A person did not want the call to be recorded."},

    // Consent
    {EventType::CONSENT_REQUESTED, "consent.requested", kApp, 1, kMany, "activities",
     kConsentFields, "7, 4(11)", "A person was asked for consent."},
    {EventType::CONSENT_GIVEN, "consent.given", kApp, 1, kMany, "activities consentMethod",
     kConsentFields, "7, 4(11)", "A person consented."},
    {EventType::CONSENT_REFUSED, "consent.refused", kApp, 1, kMany, "activities", kConsentFields,
     "7", "A person was asked and refused."},
    {EventType::CONSENT_WITHDRAWN, "consent.withdrawn", kApp, 1, kMany, "activities",
     kConsentFields, "7(3)", "A person withdrew consent."},
    {EventType::CONSENT_EXPIRED, "consent.expired", kApp, 1, kMany, "activities", kConsentFields,
     "7", "A consent came to the end of its validity."},
    {EventType::CONSENT_RENEWED, "consent.renewed", kApp, 1, kMany, "activities consentMethod",
     kConsentFields, "7", "A person confirmed a consent."},
    {EventType::CONSENT_INVALIDATED, "consent.invalidated", kApp, 1, kMany, "activities",
     kConsentFields, "7, 4(11)", "A consent was found not to be one: by somebody else, or bad."},

    // Objection and restriction
    {EventType::OBJECTION_LODGED, "objection.lodged", kApp, 1, kMany, "objectionScope",
     "activities objectionStage reasonsGiven receivedVia media expressedBy", "21",
     "A person objected to a processing."},
    {EventType::OBJECTION_ASSESSED, "objection.assessed", kApp, 1, kMany, "objectionScope outcome",
     "activities compellingGround media", "21(1)", "An objection was upheld or refused."},
    {EventType::OBJECTION_LIFTED, "objection.lifted", kApp, 1, kMany, "objectionScope",
     "activities media expressedBy", "21", "A person took an objection back."},
    {EventType::RESTRICTION_SET, "restriction.set", kApp, 1, kMany, "restrictionGround",
     "activities categories", "18(1)", "Data may for a time only be stored."},
    {EventType::RESTRICTION_LIFTED, "restriction.lifted", kApp, 1, kMany, "",
     "activities categories noticeBefore", "18(3)", "A restriction ended."},
    {EventType::MEDIA_OPT_OUT, "media.opt-out", kApp, 1, kMany, "",
     "media objectionStage expressedBy", "21",
     "A person does not want to appear recognisably in pictures of an event."},
    {EventType::MEDIA_REMOVAL_REQUESTED, "media.removal-requested", kApp, 1, kMany, "media",
     "recognisable expressedBy receivedVia", "17, 21",
     "A person asked for the removal of certain pictures."},

    // Requests
    {EventType::REQUEST_RECEIVED, "request.received", kApp, 1, kMany, "right",
     "activities categories byRepresentative receivedVia dueAt", "12",
     "A person exercised a right; the term of one month runs from here."},
    {EventType::REQUEST_ACKNOWLEDGED, "request.acknowledged", kApp, 1, kMany, "right", "dueAt",
     "12", "The person was told that the request arrived."},
    {EventType::REQUEST_EXTENDED, "request.extended", kApp, 1, kMany, "right extensionReason",
     "dueAt noticeSentAt", "12(3)", "The term of a request was extended by up to two months."},
    {EventType::REQUEST_CLARIFICATION_ASKED, "request.clarification-asked", kApp, 1, kMany, "right",
     "", "12(2), 15", "The person was asked what the request is about."},
    {EventType::REQUEST_CLARIFIED, "request.clarified", kApp, 1, kMany, "right",
     "activities categories", "12(2), 15", "The person made it clear."},
    {EventType::REQUEST_ANSWERED, "request.answered", kApp, 1, kMany, "right outcome",
     "justification complaintInfoGiven feeMinorUnits feeGround exportFormat", "12(3), 12(4), 12(5)",
     "A request was answered."},
    {EventType::IDENTITY_REQUESTED, "identity.requested", kApp, 1, kMany, "identityProof",
     "doubtReason right", "12(6)", "A person was asked to prove who they are."},
    {EventType::IDENTITY_VERIFIED, "identity.verified", kApp, 1, kMany, "identityProof", "right",
     "12(6)", "A person proved who they are."},
    {EventType::IDENTITY_FAILED, "identity.failed", kApp, 1, kMany, "identityProof", "right",
     "12(6)", "A person could not prove who they are."},
    {EventType::IDENTITY_COPY_DESTROYED, "identity.copy-destroyed", kApp, 1, kMany, "",
     "identityProof", "5(1)(c), 5(1)(e)", "The copy of an identity document was destroyed."},
    {EventType::ACCESS_PROVIDED, "access.provided", kApp, 1, kMany, "",
     "recipients activities categories periodFrom periodTo staffLogIncluded exportFormat", "15",
     "A person got the answer to a request for access; with what it names."},
    {EventType::PORTABILITY_EXPORTED, "portability.exported", kApp, 1, kMany, "exportFormat",
     "exportTo recipient categories activities", "20",
     "A person's data was handed over in a form to take along."},

    // Erasure, retention and telling others
    {EventType::ERASURE_REQUESTED, "erasure.requested", kApp, 1, kMany, "",
     "erasureGround keyClasses categories activities receivedVia", "17(1)",
     "A person, or a rule, asked for erasure."},
    {EventType::ERASURE_APPROVED, "erasure.approved", kApp, 1, kMany, "",
     "erasureGround keyClasses categories activities systems dueAt", "17(1)",
     "An erasure was decided on; these systems have to do it."},
    {EventType::ERASURE_REFUSED, "erasure.refused", kApp, 1, kMany, "",
     "erasureException justification complaintInfoGiven categories activities", "17(3)",
     "An erasure was refused."},
    {EventType::ERASURE_STARTED, "erasure.started", kRequest, 1, 1, "",
     "erasureGround keyClasses erasureMethod", "17",
     "The ledger's barrier: from here the old keys seal nothing, and they are about to die."},
    {EventType::ERASURE_EXECUTED, "erasure.executed", kApp, 1, kMany, "",
     "erasureGround erasureException erasureMethod keyClasses categories activities itemsRemoved "
     "itemsRetained residualUntil system media documentDate",
     "17", "An application erased what it held."},
    {EventType::ERASURE_PARTIAL, "erasure.partial", kApp, 1, kMany, "",
     "erasureGround erasureException erasureMethod keyClasses categories activities itemsRemoved "
     "itemsRetained residualUntil system media hold",
     "17(3)", "An application erased what it might, and kept the rest."},
    {EventType::ERASURE_FAILED, "erasure.failed", kApp, 1, kMany, "", "system categories", "17(1)",
     "A system could not erase."},
    {EventType::ERASURE_CHECKED, "erasure.checked", kApp, 1, kMany, "keyMaterialFound",
     "keyClasses system", "17, 32", "Somebody looked whether what was erased can still be read."},
    {EventType::RECIPIENT_NOTIFIED, "recipient.notified", kApp, 1, kMany, "recipient notifiedOf",
     "categories", "19", "A recipient was told of a change that the person asked for."},
    {EventType::RECIPIENT_CONFIRMED, "recipient.confirmed", kApp, 1, kMany, "recipient notifiedOf",
     "", "19", "A recipient confirmed to have followed it."},
    {EventType::RECIPIENT_NOTIFY_INFEASIBLE, "recipient.notify-infeasible", kApp, 1, kMany,
     "recipient notifiedOf infeasibleReason", "", "19", "A recipient could not be told."},
    {EventType::RETENTION_SCHEDULED, "retention.scheduled", kApp, 1, kMany, "retentionRule",
     "dueAt categories activities", "5(1)(e)", "The end of a retention was set."},
    {EventType::RETENTION_DUE, "retention.due", kApp, 1, kMany, "retentionRule",
     "dueAt categories activities", "5(1)(e)", "A retention came to its end."},
    {EventType::RETENTION_EXECUTED, "retention.executed", kApp, 1, kMany, "retentionRule",
     "erasureMethod categories activities itemsRemoved system", "5(1)(e)",
     "What had come to its end was erased or made anonymous."},
    {EventType::RETENTION_DEFERRED, "retention.deferred", kApp, 1, kMany, "retentionRule",
     "dueAt hold holdGround categories activities", "5(1)(e), 17(3)",
     "What had come to its end is kept for a stated reason."},
    {EventType::HOLD_PLACED, "hold.placed", kApp, 0, kMany, "hold holdGround",
     "categories activities keyClasses", "17(3), 18(1)(c)",
     "Data must not be erased for now: a claim or a duty needs it. Everybody's, where nobody is "
     "named and the hold is a UUID."},
    {EventType::HOLD_RELEASED, "hold.released", kApp, 0, kMany, "hold", "", "17(3)",
     "A hold ended; what it deferred resumes."},

    // Staff
    {EventType::STAFF_GRANTED, "staff.granted", kApp, 0, 0, "staffRole",
     "effectiveFrom effectiveTo", "29, 32(4)", "A member of staff got access in a role."},
    {EventType::STAFF_REVOKED, "staff.revoked", kApp, 0, 0, "staffRole", "effectiveFrom",
     "29, 32(4)", "That access ended."},
    {EventType::STAFF_COMMITTED, "staff.committed", kApp, 0, 0, "commitment",
     "documents effectiveTo", "28(3)(b), 32(4)", "A member of staff took obligations on."},
    {EventType::STAFF_ACCESSED, "staff.accessed", kApp, 1, kMany, "staffRole",
     "lookupReason categories count", "15, 32", "A member of staff looked a person up."},

    // Recipients, contracts and the house
    {EventType::RECIPIENT_CERTIFIED, "recipient.certified", kApp, 0, 0, "recipient mechanism",
     "certificate effectiveFrom effectiveTo categories country", "45, 46",
     "A recipient holds a certificate or an approval for transfers."},
    {EventType::CONTRACT_SIGNED, "contract.signed", kApp, 0, 0, "recipient contractKind",
     "contract contractItems clauseModule effectiveFrom effectiveTo documents via mechanism",
     "28, 26", "A contract with a recipient came into force."},
    {EventType::CONTRACT_AMENDED, "contract.amended", kApp, 0, 0, "recipient contractKind",
     "contract contractItems clauseModule effectiveFrom effectiveTo documents via mechanism",
     "28, 26", "A contract with a recipient was changed; it reads as stated here."},
    {EventType::CONTRACT_ENDED, "contract.ended", kApp, 0, 0, "recipient",
     "contractKind contract effectiveTo endReason", "28(3)(g)",
     "A contract with a recipient ended."},
    {EventType::REORGANISATION_ANNOUNCED, "reorganisation.announced", kApp, 0, kMany, "recipient",
     "priorNotice infeasibleReason effectiveFrom", "13, 14",
     "A successor is to take the activities over."},
    {EventType::REORGANISATION_EXECUTED, "reorganisation.executed", kApp, 0, kMany, "recipient",
     "priorNotice infeasibleReason effectiveFrom", "13, 14",
     "A successor took the activities over."},
    {EventType::ORDER_RECEIVED, "order.received", kApp, 0, kMany, "",
     "recipient law secrecy dueAt documents categories", "6(1)(c)",
     "An authority demanded personal data."},
    {EventType::ORDER_ANSWERED, "order.answered", kApp, 0, kMany, "outcome",
     "recipient law secrecy documents categories", "6(1)(c)", "Such a demand was answered."},
    {EventType::ASSESSMENT_RECORDED, "assessment.recorded", kApp, 0, 0, "assessmentKind",
     "assessment assessmentOutcome activities purpose recipient country reviewAt documents",
     "6(1)(f), 6(4), 35, 46", "An assessment was made."},

    // Breaches, complaints and authorities
    {EventType::BREACH_DETECTED, "breach.detected", kApp, 0, kMany, "correlation", kBreachFields,
     "33(5)", "Personal data was lost, altered, opened or handed out by mistake."},
    {EventType::BREACH_ASSESSED, "breach.assessed", kApp, 0, kMany, "correlation risk",
     kBreachFields, "33(1), 34(1)", "The risk of a breach was assessed."},
    {EventType::BREACH_NOTIFIED_AUTHORITY, "breach.notified-authority", kApp, 0, kMany,
     "correlation", kBreachFields, "33(1)", "The authority was told of a breach."},
    {EventType::BREACH_NOTIFIED_SUBJECTS, "breach.notified-subjects", kApp, 0, kMany, "correlation",
     kBreachFields, "34(1)", "The persons concerned were told of a breach."},
    {EventType::BREACH_CLOSED, "breach.closed", kApp, 0, kMany, "correlation", kBreachFields,
     "33(5)", "The register's entry for a breach is complete."},
    {EventType::COMPLAINT_RECEIVED, "complaint.received", kApp, 0, kMany, "",
     "recipient dueAt right", "77", "A person complained, to the controller or to an authority."},
    {EventType::COMPLAINT_CLOSED, "complaint.closed", kApp, 0, kMany, "outcome", "recipient", "77",
     "A complaint was closed."},
    {EventType::CLAIM_RECEIVED, "claim.received", kApp, 0, kMany, "", "dueAt", "79, 82",
     "A person claimed damages or went to court."},
    {EventType::CLAIM_CLOSED, "claim.closed", kApp, 0, kMany, "outcome", "", "79, 82",
     "Such a claim was settled."},
    {EventType::AUTHORITY_REQUEST, "authority.request", kApp, 0, kMany, "",
     "recipient dueAt documents", "31, 58", "A supervisory authority asked for something."},
    {EventType::AUTHORITY_DECISION, "authority.decision", kApp, 0, kMany, "outcome",
     "recipient dueAt documents", "58", "A supervisory authority decided."},

    // On the records themselves
    {EventType::CORRECTION, "correction", kApp, 0, kMany, "target correctionReason", "",
     "5(1)(d), 5(2)",
     "An earlier record is not true as it stands; it stays, and counts no longer."},
    {EventType::FINDING_EXPLAINED, "finding.explained", kOfficer, 0, kMany,
     "rule causes findingReason", "", "5(2)", "A finding has an explanation."},
    {EventType::FINDING_ACCEPTED, "finding.accepted", kOfficer, 0, kMany,
     "rule causes findingReason", "", "5(2)", "A finding is true, and was accepted."},
    {EventType::FINDING_REOPENED, "finding.reopened", kOfficer, 0, kMany, "rule causes",
     "findingReason", "5(2)", "An explained or accepted finding is open again."},
};

} // namespace

std::span<const TypeInfo> all_types() {
  return kTypes;
}

} // namespace ledger
