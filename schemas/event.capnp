@0xd3a1f0c47be2965a;
# The body of a record: what an event says, as it is stored, hashed and kept for ever.
#
# A body is one single-segment Cap'n Proto message in canonical form, without segment table. The 80
# bytes in front of it, the tree over it and the boxes in it are described in FORMAT.md.
#
# Evolution, so that every record ever written stays readable and every hash stays true:
#   - only append: new fields take the next free ordinal, new enumerants the next free value;
#   - never remove, reorder, retype, re-default or reuse; renaming is free on the wire, but not in
#     JSON, where names are the keys: so do not rename either;
#   - zero means "not stated" in every enum and for every number whose zero would be a fact;
#   - a reader that meets an enumerant or a field that it does not know keeps the record, verifies
#     it, and shows the number;
#   - a daemon refuses to *accept* fields and enumerants that it does not know, since it could not
#     check them.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("ledger::wire");

struct Event {
  # The ledger's own statements stand first; what the client gave stands in `clear`.
  type @0 :EventType;

  partIndex @1 :UInt16;
  # Of a batch use, which is cut into parts with one id each: part 0 to partCount - 1, stored one
  # behind the other. Zero and zero for every other event.
  partCount @2 :UInt16;

  policySequence @3 :UInt64;
  # The record that published the policy under which this event was validated.

  eventId @4 :Data;
  # 16 bytes chosen by the client; (source, eventId) is unique for ever.
  source @5 :Text;
  # Who posted it: the name that the configuration gives to a uid or certificate. Never claimed.
  policyHash @6 :Data;
  # SHA-256 of that policy's exact bytes. Empty before the first policy.
  subjectIds @7 :Data;
  # 16 random bytes for each person concerned, one behind the other, in the order of the client.
  boxes @8 :List(Box);
  # Everything that is personal, sealed.
  control @9 :Control;
  # Only for the ledger's own events.
  clear @10 :Clear;
  # The last pointer on purpose, and for ever: its words are the last of the message, and their
  # digest binds the boxes to them (FORMAT.md section 4). No pointer may be added to Event behind it;
  # what a later version has to say goes into Control or Clear.
}

struct Box {
  # FORMAT.md section 4. One per subject and key class.
  algorithm @0 :BoxAlgorithm;
  subjectIndex @1 :UInt16;
  incarnation @2 :UInt32;
  keyClass @3 :Text;
  keyId @4 :Data;        # 16 bytes
  salt @5 :Data;         # 32 random bytes
  commitment @6 :Data;   # 32 bytes, compared before opening
  ciphertext @7 :Data;   # padded to a size bucket, followed by the 16-byte tag
  valueTags @8 :List(Data);
  # Of what is collected, used, disclosed or rectified: keyed tags of the values in the box, in their
  # order (FORMAT.md section 4), so that the same value is recognised without opening anything. An
  # element holds 16 bytes for each key under which its value was tagged, this box's own first.
  formerTags @9 :List(Data);
  # Of a rectification: the same of the values that were put right.
}

enum BoxAlgorithm {
  unstated @0;
  hkdfSha256Aes256Gcm @1;
}

struct BoxContent {
  # The plaintext of a box: canonical, length-prefixed and padded as FORMAT.md section 4 says.
  namespace @0 :Text;
  # In which the reference is meant; the name of the source where the client gave none.
  reference @1 :Data;
  # The application's own reference for the person.
  values @2 :List(NamedValue);
  slugs @3 :List(HiddenText);
  # Policy ids that no published policy knew: the clear part says "undeclared" in their place.
  references @4 :List(HiddenText);
  # The strings behind references that are not UUIDs: the clear part holds their keyed hash.
  former @5 :List(NamedValue);
  # Of a rectification: what was wrong and is not to be used any more (GDPR art. 16).
}

struct NamedValue {
  name @0 :Text;    # a slug: "email", "address", "message-id", "note"
  value @1 :Data;
}

struct HiddenText {
  field @0 :UInt16;   # ordinal of the field of Clear
  index @1 :UInt16;   # place in that field's list; 0 where it is no list
  text @2 :Text;
}

struct Clear {
  # What the client states in the clear: closed enums, policy ids (slugs), times, opaque references.
  # No free text. Which type of event may and must carry which field: `auditledger schema`.
  occurredAt @0 :Int64;           # microseconds since 1970-01-01T00:00:00Z
  channel @1 :Channel;
  ground @2 :Ground;              # claimed; GDPR art. 6(1)
  operation @3 :Operation;
  dataSource @4 :DataSource;      # art. 14(2)(f)
  actorRole @5 :ActorRole;
  beforeLedger @6 :Answer;        # an imported fact, older than the ledger

  relation @7 :Text;
  activities @8 :List(Text);
  categories @9 :List(Text);
  item @10 :Text;                 # newsletter, invitation, survey ...
  recipient @11 :Text;
  retentionClass @12 :Text;       # overrides the activity's
  correlation @13 :Data;          # case, request or order: 16 bytes
  campaign @14 :Data;             # 16 bytes
  causes @15 :List(UInt64);       # records that this one follows from
  documents @16 :List(DocumentRef);
  language @17 :Text;             # BCP 47

  # Collection
  volunteered @18 :Answer;
  transform @19 :Transform;
  transformBits @20 :UInt8;       # bits kept of an anonymised IP address
  count @21 :UInt32;              # values, records, messages
  documentDate @22 :Int64;        # of an invoice, say: what a statutory term counts from
  specialCategory @23 :Answer;    # art. 9
  phoneKind @24 :PhoneKind;
  placePrecision @25 :PlacePrecision;

  # Use
  softOptInAtSale @26 :Answer;
  softOptInSimilar @27 :Answer;
  softOptInOffered @28 :Answer;
  recognisable @29 :Answer;
  restrictionException @30 :RestrictionException;   # art. 18(2)
  media @31 :Data;                # 16 bytes each

  # Disclosure and transfer
  recipientCategory @32 :Text;
  recipientRole @33 :RecipientRole;
  contract @34 :Data;             # 16 bytes
  priorNotice @35 :PriorNotice;
  commercial @36 :Answer;
  disclosureMode @37 :DisclosureMode;
  compelled @38 :Answer;          # by order or law
  via @39 :List(Text);            # sub-processors passed through
  country @40 :Text;              # ISO 3166-1 alpha-2
  mechanism @41 :Text;            # art. 45 to 49
  certificate @42 :Data;          # 16 bytes
  assessment @43 :Data;           # 16 bytes: of a transfer or a legitimate interest
  eeaInfeasible @44 :EeaInfeasible;

  # Notice, consent and objection
  noticeKind @45 :NoticeKind;
  beforeCollection @46 :Answer;
  consentMethod @47 :ConsentMethod;
  expressedBy @48 :ExpressedBy;
  validUntil @49 :Int64;
  withdrawalMethod @50 :ConsentMethod;
  objectionScope @51 :ObjectionScope;
  objectionStage @52 :Stage;
  reasonsGiven @53 :Answer;
  receivedVia @54 :Text;          # a recipient through whom it came

  # Requests and erasure
  right @55 :Right;
  outcome @56 :Outcome;
  justification @57 :Justification;
  complaintInfoGiven @58 :Answer;
  byRepresentative @59 :Answer;
  feeMinorUnits @60 :UInt32;      # cents
  erasureGround @61 :ErasureGround;          # art. 17(1)
  erasureException @62 :ErasureException;    # art. 17(3)
  erasureMethod @63 :ErasureMethod;
  keyClasses @64 :List(Text);     # empty: the whole person
  itemsRemoved @65 :UInt32;
  itemsRetained @66 :UInt32;
  residualUntil @67 :Int64;

  # Relation, policy, staff
  endReason @68 :EndReason;
  effectiveFrom @69 :Int64;
  effectiveTo @70 :Int64;
  languages @71 :List(Text);
  staff @72 :Data;                # 16 bytes
  contractualRequirement @73 :Answer;   # art. 13(2)(e): refusing has consequences

  # Collection, use and disclosure, continued
  consentRecord @74 :UInt64;      # the consent that this relies on; 0: not stated
  sourceReference @75 :Data;      # 16 bytes: which page, register entry or list
  visitorRecognised @76 :Answer;  # of a visit: known from an earlier one
  relevanceAssessed @77 :Answer;  # of a disclosure: judged relevant for this person
  impersonalAddress @78 :Answer;  # of a mailing: an address of a legal person, nobody's own
  suppressed @79 :Answer;         # the application's own suppression list knows this person
  supplementaryMeasures @80 :Answer;    # beside standard clauses

  # Objection and restriction, continued
  compellingGround @81 :CompellingGround;     # art. 21(1), of a refusal
  restrictionGround @82 :RestrictionGround;   # art. 18(1)
  noticeBefore @83 :Answer;       # art. 18(3): told before the restriction was lifted

  # Requests, continued
  dueAt @84 :Int64;               # the last instant by which it is to be done
  extensionReason @85 :ExtensionReason;       # art. 12(3)
  noticeSentAt @86 :Int64;        # when the person was told of the extension
  identityProof @87 :IdentityProof;
  doubtReason @88 :DoubtReason;   # art. 12(6): why more than the request itself was needed
  recipients @89 :List(Text);     # named in an answer: art. 15(1)(c)
  staffLogIncluded @90 :Answer;
  periodFrom @91 :Int64;          # which time an answer covers
  periodTo @92 :Int64;
  exportFormat @93 :ExportFormat;
  exportTo @94 :ExportTarget;
  feeGround @95 :FeeGround;       # art. 12(5), 15(3)
  completion @96 :Answer;         # art. 16: incomplete data was completed

  # Erasure, recipients told and retention
  system @97 :Text;               # which of the controller's systems did it
  systems @98 :List(Text);        # which of them have to
  notifiedOf @99 :NotifiedOf;     # art. 19
  infeasibleReason @100 :InfeasibleReason;
  keyMaterialFound @101 :Answer;  # of a check: something that was erased can still be read
  retentionRule @102 :Text;
  hold @103 :Data;                # 16 bytes
  holdGround @104 :ErasureException;          # art. 17(3)(b) or (e)

  # Staff
  staffRole @105 :Text;
  commitment @106 :Text;          # what staff bound themselves to
  lookupReason @107 :Text;

  # Contracts, orders and authorities
  contractKind @108 :ContractKind;
  contractItems @109 :UInt8;      # art. 28(3): bit 0 for (a) up to bit 7 for (h)
  clauseModule @110 :UInt8;       # of the standard clauses, 1 to 4
  law @111 :Text;
  secrecy @112 :Answer;           # the person may not be told

  # Breaches
  breachKind @113 :Text;
  breachNature @114 :BreachNature;
  awareAt @115 :Int64;            # art. 33(1): from here the hours run
  risk @116 :Risk;
  delayReason @117 :DelayReason;  # art. 33(1)
  subjectsApprox @118 :UInt32;    # art. 33(3)(a); 0: not stated
  recordsApprox @119 :UInt32;
  effectsRecorded @120 :Answer;   # art. 33(5)
  remedyRecorded @121 :Answer;

  # Assessments
  assessmentKind @122 :AssessmentKind;
  assessmentOutcome @123 :AssessmentOutcome;
  reviewAt @124 :Int64;
  purpose @125 :Text;             # art. 6(4): the further purpose; of a consent: what for

  # Corrections, findings and reports
  target @126 :UInt64;            # the record that is corrected
  correctionReason @127 :CorrectionReason;
  rule @128 :Rule;
  findingReason @129 :FindingReason;
  reportKind @130 :ReportKind;
  linkEvidence @131 :LinkEvidence;
}

struct DocumentRef {
  # A public text by content. The bytes are kept by the ledger.
  kind @0 :DocumentKind;
  hash @1 :Data;     # SHA-256 of the exact bytes
  material @2 :Answer;   # of a new version: does it change what people were told?
}

struct Control {
  # The ledger's own events. Nothing here comes from a client.
  union {
    opened @0 :Opened;
    heartbeat @1 :Void;
    keyAnnounced @2 :SigningKey;
    keyRetired @3 :SigningKey;
    accessDenied @4 :AccessDenied;
    clockAnomaly @5 :ClockAnomaly;
    restored @6 :Restored;
    keyDestroyed @7 :KeyDestroyed;
  }

  struct Opened {
    origin @0 :Text;              # of checkpoints and of the verifier key
    verifierKey @1 :Data;         # Ed25519, 32 bytes: the key that verifiers pin
    random @2 :Data;              # 32 bytes
    formatVersion @3 :UInt16;
    hash @4 :HashAlgorithm;
    previousLedger @5 :Data;      # 16 bytes, of the generation before a restore with loss
  }
  struct SigningKey {
    verifierKey @0 :Data;
    closingSize @1 :UInt64;       # of the last checkpoint that the retired key signs; 0: of the one
                                  # directly over the record that retires it (FORMAT.md section 5)
  }
  struct AccessDenied {
    # Summed up per peer, operation and minute.
    peerUid @0 :UInt32;
    operation @1 :Text;
    count @2 :UInt32;
    minute @3 :Int64;
  }
  struct ClockAnomaly {
    expected @0 :Int64;
    found @1 :Int64;
    followed @2 :Bool;
  }
  struct Restored {
    intactSize @0 :UInt64;        # records that remained
    headSize @1 :UInt64;          # records that the head remembered
    setAsideBytes @2 :UInt64;
    approver @3 :Text;            # source name
  }
  struct KeyDestroyed {
    subjectId @0 :Data;
    erasure @1 :UInt64;           # the record `erasure.started`
    keys @2 :List(DestroyedKey);
    epoch @3 :UInt64;             # the epoch of the keyring that began with it
    whole @4 :Bool;               # every class, the look-up entries and the reference
  }
  struct DestroyedKey {
    keyId @0 :Data;
    keyClass @1 :Text;
    incarnation @2 :UInt32;
  }
}

enum HashAlgorithm { unstated @0; sha256 @1; }
enum Answer { unstated @0; no @1; yes @2; }

enum EventType {
  unstated @0;
  ledgerOpened @1;
  ledgerHeartbeat @2;
  ledgerKeyAnnounced @3;
  ledgerKeyRetired @4;
  ledgerAccessDenied @5;
  ledgerClockAnomaly @6;
  ledgerRestored @7;
  keyDestroyed @8;
  policyPublished @9;
  noticeServed @10;
  subjectRegistered @11;
  relationStarted @12;
  relationEnded @13;
  collection @14;
  use @15;
  useBatch @16;
  disclosure @17;
  transferThirdCountry @18;
  consentGiven @19;
  consentRefused @20;
  consentWithdrawn @21;
  objectionLodged @22;
  requestReceived @23;
  requestAnswered @24;
  erasureRequested @25;
  erasureStarted @26;
  erasureExecuted @27;
  policyRetired @28;
  subjectLinked @29;
  subjectMerged @30;
  subjectSplit @31;
  recordingRefused @32;
  consequenceNotified @33;
  consentRequested @34;
  consentExpired @35;
  consentRenewed @36;
  consentInvalidated @37;
  objectionAssessed @38;
  objectionLifted @39;
  restrictionSet @40;
  restrictionLifted @41;
  mediaOptOut @42;
  mediaRemovalRequested @43;
  requestAcknowledged @44;
  requestExtended @45;
  requestClarificationAsked @46;
  requestClarified @47;
  identityRequested @48;
  identityVerified @49;
  identityFailed @50;
  identityCopyDestroyed @51;
  accessProvided @52;
  portabilityExported @53;
  rectificationExecuted @54;
  erasureApproved @55;
  erasureRefused @56;
  erasurePartial @57;
  erasureFailed @58;
  erasureChecked @59;
  recipientNotified @60;
  recipientConfirmed @61;
  recipientNotifyInfeasible @62;
  recipientCertified @63;
  retentionScheduled @64;
  retentionDue @65;
  retentionExecuted @66;
  retentionDeferred @67;
  holdPlaced @68;
  holdReleased @69;
  staffGranted @70;
  staffRevoked @71;
  staffCommitted @72;
  staffAccessed @73;
  contractSigned @74;
  contractAmended @75;
  contractEnded @76;
  reorganisationAnnounced @77;
  reorganisationExecuted @78;
  orderReceived @79;
  orderAnswered @80;
  breachDetected @81;
  breachAssessed @82;
  breachNotifiedAuthority @83;
  breachNotifiedSubjects @84;
  breachClosed @85;
  complaintReceived @86;
  complaintClosed @87;
  claimReceived @88;
  claimClosed @89;
  authorityRequest @90;
  authorityDecision @91;
  assessmentRecorded @92;
  correction @93;
  findingExplained @94;
  findingAccepted @95;
  findingReopened @96;
  ledgerBaseline @97;
  ledgerVerified @98;
  reportProduced @99;
}

enum Channel {
  unstated @0; website @1; socialMedia @2; email @3; post @4; phone @5; chat @6; event @7;
  office @8; publicSource @9; application @10; sms @11; inPerson @12;
}
enum Ground {
  # GDPR art. 6(1)(a) to (f)
  unstated @0; consent @1; contract @2; legalObligation @3; vitalInterests @4; publicTask @5;
  legitimateInterest @6;
}
enum Operation {
  unstated @0; read @1; send @2; analyse @3; derive @4; profile @5; decide @6; store @7; share @8;
}
enum DataSource {
  unstated @0; dataSubject @1; publicWebsite @2; companyRegister @3; thirdParty @4; observed @5;
  derived @6;
}
enum ActorRole { unstated @0; application @1; staff @2; officer @3; subject @4; processor @5; }
enum Transform { unstated @0; none @1; ipAnonymised @2; pseudonymised @3; aggregated @4; }
enum PhoneKind { unstated @0; fixed @1; mobile @2; }
enum PlacePrecision { unstated @0; country @1; region @2; city @3; exact @4; }
enum RestrictionException {
  # art. 18(2)
  unstated @0; consent @1; legalClaims @2; protectionOfOthers @3; publicInterest @4; storage @5;
}
enum RecipientRole {
  unstated @0; processor @1; controller @2; jointController @3; authority @4; internal @5;
}
enum PriorNotice { unstated @0; given @1; attempted @2; infeasible @3; legallyBarred @4; }
enum DisclosureMode { unstated @0; copy @1; access @2; }
enum EeaInfeasible { unstated @0; noProvider @1; technical @2; cost @3; subjectRequest @4; }
enum NoticeKind {
  unstated @0; art13 @1; art14 @2; recording @3; cookie @4; transfer @5; priorDisclosure @6;
}
enum ConsentMethod {
  unstated @0; box @1; doubleOptIn @2; oral @3; written @4; portal @5; email @6; link @7; post @8;
}
enum ExpressedBy { unstated @0; subject @1; representative @2; parent @3; }
enum ObjectionScope { unstated @0; activity @1; directMarketing @2; all @3; media @4; }
enum Stage { unstated @0; before @1; after @2; }
enum Right {
  # GDPR art. 15 to 22, 7(3) and 77
  unstated @0; access @1; rectification @2; erasure @3; restriction @4; portability @5;
  objection @6; consentWithdrawal @7; noAutomatedDecision @8; complaint @9;
}
enum Outcome {
  unstated @0; fulfilled @1; partial @2; refused @3; noneHeld @4; upheld @5; settled @6;
}
enum Justification {
  unstated @0; manifestlyUnfounded @1; excessive @2; identityFailure @3; legalObligation @4;
  legalClaims @5; freedomOfExpression @6; publicInterest @7; rightsOfOthers @8;
  compellingGrounds @9;
}
enum ErasureGround {
  # art. 17(1)(a) to (f)
  unstated @0; noLongerNecessary @1; consentWithdrawn @2; objection @3; unlawful @4;
  legalObligation @5; childConsent @6; retentionEnded @7;
}
enum ErasureException {
  # art. 17(3)(a) to (e)
  unstated @0; freedomOfExpression @1; legalObligation @2; publicHealth @3; archiving @4;
  legalClaims @5;
}
enum ErasureMethod { unstated @0; delete @1; anonymise @2; keyDestruction @3; }
enum EndReason { unstated @0; bySubject @1; byController @2; expired @3; erased @4; merged @5; }
enum DocumentKind {
  unstated @0; policy @1; statement @2; noticeText @3; consentWording @4; contractText @5;
  assessmentText @6; breachReport @7; orderText @8;
}
enum CompellingGround {
  # GDPR art. 21(1), second sentence
  unstated @0; compellingInterests @1; legalClaims @2; security @3; legalObligation @4;
}
enum RestrictionGround {
  # art. 18(1)(a) to (d)
  unstated @0; accuracyContested @1; unlawful @2; neededForClaims @3; objectionPending @4;
}
enum ExtensionReason { unstated @0; complexity @1; number @2; }
enum IdentityProof {
  unstated @0; accountLogin @1; emailLoop @2; callback @3; eid @4; idCopyRedacted @5; idCopy @6;
}
enum DoubtReason {
  unstated @0; none @1; unknownSender @2; mismatch @3; sensitiveData @4; representative @5;
}
enum ExportFormat { unstated @0; json @1; csv @2; xml @3; vcard @4; pdf @5; paper @6; }
enum ExportTarget { unstated @0; subject @1; controller @2; }
enum FeeGround { unstated @0; manifestlyUnfounded @1; excessive @2; furtherCopies @3; }
enum NotifiedOf { unstated @0; rectification @1; erasure @2; restriction @3; objection @4; }
enum InfeasibleReason {
  # Of telling recipients (art. 19) or people (statement of the controller)
  unstated @0; impossible @1; disproportionate @2; technical @3; commercial @4;
}
enum ContractKind {
  unstated @0; processor @1; jointControllers @2; standardClauses @3; confidentiality @4;
  controllers @5; bindingCorporateRules @6;
}
enum BreachNature { unstated @0; confidentiality @1; integrity @2; availability @3; several @4; }
enum Risk { unstated @0; unlikely @1; likely @2; high @3; }
enum DelayReason {
  unstated @0; stillInvestigating @1; lateFromProcessor @2; technical @3; otherStated @4;
}
enum AssessmentKind {
  # art. 6(1)(f), 35, 46, 6(4)
  unstated @0; legitimateInterest @1; impact @2; transfer @3; compatibility @4;
}
enum AssessmentOutcome { unstated @0; acceptable @1; withMeasures @2; notAcceptable @3; }
enum CorrectionReason {
  unstated @0; wrongPerson @1; wrongContent @2; wrongTime @3; recordedTwice @4; neverHappened @5;
}
enum FindingReason {
  unstated @0; factMissing @1; factWrong @2; otherGround @3; remedied @4; acceptedRisk @5;
  testData @6; newEvidence @7;
}
enum ReportKind {
  unstated @0; subjectAnswer @1; consentProof @2; register @3; findings @4; recipients @5;
  accessLog @6;
}
enum LinkEvidence {
  unstated @0; accountLogin @1; emailLoop @2; samePerson @3; staffJudgement @4; documentSeen @5;
}
enum Rule {
  # The rules of ledger/findings; their numbers are for ever.
  unstated @0;
  f01 @1; f02 @2; f03 @3; f04 @4; f05 @5; f06 @6; f07 @7; f08 @8; f09 @9; f10 @10;
  f11 @11; f12 @12; f13 @13; f14 @14; f15 @15; f16 @16; f17 @17; f18 @18; f19 @19; f20 @20;
  f21 @21; f22 @22; f23 @23; f24 @24; f25 @25; f26 @26; f27 @27; f28 @28; f29 @29; f30 @30;
  f31 @31; f32 @32; f33 @33; f34 @34; f35 @35; f36 @36; f37 @37; f38 @38; f39 @39; f40 @40;
  f41 @41; f42 @42; f43 @43; f44 @44; f45 @45; f46 @46; f47 @47;
}
