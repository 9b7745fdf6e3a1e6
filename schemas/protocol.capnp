@0xb8f2604d9a173ce5;
# Requests and replies on the socket, in the standard Cap'n Proto stream framing: the segment table,
# then the segments, not packed. Requests of one connection may be many in flight; each reply names
# the request that it answers, and replies may come in any order.
#
# The evolution rules of event.capnp hold here too.

using Cxx = import "/capnp/c++.capnp";
using Schema = import "event.capnp";
$Cxx.namespace("ledger::wire");

struct Request {
  id @0 :UInt64;
  # Chosen by the client; comes back in the reply.
  union {
    status @1 :Void;
    append @2 :Draft;
    appendBatch @3 :List(Draft);      # all or none
    read @4 :Read;
    follow @5 :Read;                  # answered again and again until the connection ends
    prove @6 :Prove;
    checkpoint @7 :Void;
    subject @8 :SubjectQuery;
    publishPolicy @9 :PublishPolicy;
    erase @10 :Erase;
    putDocument @11 :PutDocument;
    projections @12 :Void;
    rebuildProjection @13 :Text;      # empty: all of them
    compareProjection @14 :Text;
    snapshot @15 :Text;               # a folder that the daemon may create
    consistency @16 :Consistency;
    document @17 :Data;               # by hash
    rotateKey @18 :Text;              # the verifier key to retire; empty: the one that signs now
    signingKeys @19 :Void;
    appendAsOfficer @20 :Draft;       # the types that only officers post
    check @21 :GateQuery;             # may this be done?
    findings @22 :FindingsQuery;
    policies @23 :PoliciesQuery;      # the records that published or retired one: `records`
    subjectRecords @24 :SubjectRecordsQuery;  # for a report on a person, which is recorded first
    selected @25 :SelectedQuery;      # the records that a projection's facts are of: `records`
    retention @26 :RetentionQuery;    # what comes due for deletion when
  }
}

struct Reply {
  id @0 :UInt64;
  union {
    error @1 :Error;
    status @2 :Status;
    receipt @3 :Receipt;
    receipts @4 :List(Receipt);
    records @5 :Records;
    proof @6 :Proof;
    checkpoint @7 :Text;
    subject @8 :SubjectState;
    erased @9 :Erased;
    documentHash @10 :Data;
    projections @11 :List(Projection);
    comparison @12 :Comparison;
    done @13 :Void;
    consistency @14 :List(Data);
    document @15 :Data;
    rotated @16 :Rotated;
    signingKeys @17 :List(SigningKey);  # in the order in which the records name them
    verdict @18 :GateVerdict;
    findings @19 :Findings;
    subjectRecords @20 :SubjectRecords;
    retention @21 :RetentionSchedule;
  }
}

struct Error {
  code @0 :UInt16;     # of ledger/base/result.hpp; stable
  retry @1 :Retry;
  what @2 :Text;
  where @3 :Text;
  next @4 :Text;
}
enum Retry { never @0; later @1; sameId @2; }

struct Draft {
  # An event as an application reports it.
  type @0 :Schema.EventType;
  eventId @1 :Data;                    # 16 bytes; UUIDv7 by preference
  clear @2 :Schema.Clear;               # references that are no UUID stay empty here
  subjects @3 :List(DraftSubject);
  references @4 :List(Schema.HiddenText);  # the text of such references; hashed and sealed
}

struct DraftSubject {
  # Either a reference, or the random id of an earlier reply.
  namespace @0 :Text;                  # empty: the source's own
  reference @1 :Data;
  subjectId @2 :Data;
  values @3 :List(Schema.NamedValue);
  former @4 :List(Schema.NamedValue);  # only of a rectification: the values that were wrong
}

struct Receipt {
  # Unsigned: since each record holds the hash of the one before, it commits the ledger to all of
  # its history up to this record.
  origin @0 :Text;
  ledgerId @1 :Data;
  sequence @2 :UInt64;
  leafHash @3 :Data;
  recordedAt @4 :Int64;
  repeated @5 :Bool;                   # the same event was recorded before
}

struct Read {
  from @0 :UInt64;
  limit @1 :UInt32;
  withContent @2 :Bool;                # boxes that still open, for those who may read them
  eventId @3 :Data;                    # instead of `from`: one event of one source
  source @4 :Text;
}
struct Records {
  records @0 :List(StoredRecord);
  next @1 :UInt64;                     # where to read on
  size @2 :UInt64;                     # durable records when this was answered
}
struct StoredRecord {
  sequence @0 :UInt64;
  bytes @1 :Data;                      # header and body, as stored
  opened @2 :List(OpenedBox);
}
struct OpenedBox {
  boxIndex @0 :UInt16;
  state @1 :BoxState;
  content @2 :Schema.BoxContent;
}
enum BoxState { opened @0; keyDestroyed @1; notAuthentic @2; }

struct Prove {
  sequence @0 :UInt64;
}
struct Proof {
  # A .tlog-proof file: index, path and signed checkpoint, verifiable offline.
  text @0 :Text;
  leafHash @1 :Data;
}
struct Consistency {
  oldSize @0 :UInt64;
  size @1 :UInt64;                     # 0: the size of the latest checkpoint
}

struct SubjectQuery {
  namespace @0 :Text;
  reference @1 :Data;
  subjectId @2 :Data;
  atLeast @3 :UInt64;                  # wait until the projection has folded so many records
  asOf @4 :UInt64;                     # only the first so many records count; 0: all there are
}
struct SubjectState {
  subjectId @0 :Data;
  foldedSize @1 :UInt64;               # true for the first so many records
  erased @2 :Bool;
  keyDestroyedAt @3 :UInt64;           # record, when erased
  relations @4 :List(StateRelation);
  holdings @5 :List(Holding);
  consents @6 :List(ConsentState);
  objections @7 :List(ObjectionState);
  recipients @8 :List(RecipientState);
  requests @9 :List(RequestState);
  events @10 :UInt64;
  uses @11 :List(UseState);
  notices @12 :List(NoticeState);
  erasedClasses @13 :List(ErasedClass);
  erasureRequested @14 :SeenState;
  erasureStarted @15 :SeenState;
  erasureExecuted @16 :SeenState;      # by applications
  firstEvent @17 :UInt64;
  lastEvent @18 :UInt64;
  unlisted @19 :UInt64;                # entries that went over the bound of a list
}
# In all of these, record 0 and time 0 stand for "none".
struct SeenState { first @0 :UInt64; last @1 :UInt64; times @2 :UInt32; }
struct StateRelation {
  relation @0 :Text; startedBy @1 :UInt64; endedBy @2 :UInt64; active @3 :Bool;
  startedAt @4 :Int64; endedAt @5 :Int64;
}
struct UseState {
  activity @0 :Text; first @1 :UInt64; last @2 :UInt64; times @3 :UInt32;
  inBatches @4 :UInt32;                # of these
}
struct NoticeState {
  kind @0 :Schema.NoticeKind; first @1 :UInt64; last @2 :UInt64; times @3 :UInt32;
}
struct ErasedClass {
  keyClass @0 :Text;
  incarnation @1 :UInt32;              # of the last key that was destroyed; 0: there was none
  startedBy @2 :UInt64;                # the last erasure that names the class
  destroyedBy @3 :UInt64;              # the last record that says that its keys are gone
  complete @4 :Bool;
}
struct Holding {
  category @0 :Text; activity @1 :Text; first @2 :UInt64; last @3 :UInt64; times @4 :UInt32;
}
struct ConsentState {
  activity @0 :Text; state @1 :Schema.EventType; by @2 :UInt64; at @3 :Int64;
  validUntil @4 :Int64;
}
struct ObjectionState {
  scope @0 :Schema.ObjectionScope; activity @1 :Text; by @2 :UInt64; at @3 :Int64;
}
struct RecipientState {
  recipient @0 :Text; country @1 :Text; first @2 :UInt64; last @3 :UInt64; times @4 :UInt32;
}
struct RequestState {
  right @0 :Schema.Right; receivedBy @1 :UInt64; answeredBy @2 :UInt64; correlation @3 :Data;
  receivedAt @4 :Int64; answeredAt @5 :Int64; outcome @6 :Schema.Outcome;
}

struct PoliciesQuery {
  from @0 :UInt64;                     # this record on
}

struct SubjectRecordsQuery {
  # Everything that is recorded about one person, for a report that the client draws up. Looking a
  # person up is processing: the daemon records `report.produced` before it answers.
  namespace @0 :Text;
  reference @1 :Data;
  subjectId @2 :Data;
  kind @3 :Schema.ReportKind;          # of the report; not `register`, which is about nobody
  knownAt @4 :UInt64;                  # only the first so many records; 0: all there are
  # To read on within minutes, by id: what the first reply said. Nothing more is recorded then.
  report @5 :UInt64;
  from @6 :UInt64;
}
struct SubjectRecords {
  subjectId @0 :Data;
  report @1 :UInt64;                   # the record that says that the report was drawn up
  size @2 :UInt64;                     # true for the first so many records
  records @3 :List(StoredRecord);
  next @4 :UInt64;                     # where to read on; `size`: that was all
}
struct SelectedQuery {
  from @0 :UInt64;                     # this record on
  knownAt @1 :UInt64;                  # only of the first so many records; 0: all there are
  projection @2 :Text;                 # house, requests, recipients, breaches; empty: house
}

struct GateQuery {
  # What an application is about to do with a person's data. Empty: not asked about.
  namespace @0 :Text;
  reference @1 :Data;
  subjectId @2 :Data;
  activity @3 :Text;
  operation @4 :Schema.Operation;
  item @5 :Text;
  channel @6 :Schema.Channel;
  relation @7 :Text;
  category @8 :Text;
  recipient @9 :Text;
  country @10 :Text;
  at @11 :Int64;                       # 0: now
}
enum GateReason {
  unstated @0; allowed @1; noPolicy @2; unknownActivity @3; noGround @4; profiling @5;
  relationNotDeclared @6; itemNotDeclared @7; categoryNotDeclared @8; erased @9; restricted @10;
  objected @11; objectionPending @12; noConsent @13; consentRefused @14; consentWithdrawn @15;
  consentExpired @16; unknownRecipient @17; recipientNotDeclared @18; noContract @19;
  noMechanism @20; purposeChanged @21; specialCategory @22;
}
struct GateVerdict {
  allowed @0 :Bool;
  reason @1 :GateReason;
  policySequence @2 :UInt64;           # of the policy in force at that time; 0: none
  policyHash @3 :Data;
  record @4 :UInt64;                   # what the answer rests on; 0: no record
  foldedSize @5 :UInt64;               # true for the first so many records
}

struct FindingsQuery {
  # Of one person, when one is named, which is recorded first as for subjectRecords; else of
  # everybody and the organisation.
  namespace @0 :Text;
  reference @1 :Data;
  subjectId @2 :Data;
  asOf @3 :Int64;                      # as it stood then; 0: now
  knownAt @4 :UInt64;                  # only what the first so many records say; 0: all there are
  rules @5 :List(Schema.Rule);         # empty: all
  openOnly @6 :Bool;
  language @7 :Text;                   # of the sentences: nl, fr, en
  limit @8 :UInt32;                    # findings in the reply; 0: as many as it takes
}
struct Findings {
  findings @0 :List(FoundBreach);      # by rule, beginning and record
  total @1 :UInt64;                    # also those that the reply has no room for
  foldedSize @2 :UInt64;               # true for the first so many records
  asOf @3 :Int64;
  subjectId @4 :Data;                  # when it is of one person
  report @5 :UInt64;                   # the record that says that this was drawn up; 0: of nobody
}
struct FoundBreach {
  rule @0 :Schema.Rule;
  promise @1 :Bool;                    # only what was promised beyond the law is broken
  subjectId @2 :Data;                  # empty: about the organisation
  from @3 :Int64;                      # the first instant at which it holds
  closedAt @4 :Int64;                  # 0: it holds still
  trigger @5 :UInt64;
  evidence @6 :List(UInt64);
  about @7 :Text;                      # a policy id; empty: none
  state @8 :BreachState;
  stateBy @9 :UInt64;                  # the record that explained, accepted or closed it; 0: none
  sentence @10 :Text;
  severity @11 :Severity;
  article @12 :Text;
}
enum BreachState { open @0; explained @1; accepted @2; closed @3; }
enum Severity { note @0; low @1; medium @2; high @3; }

struct RetentionQuery {
  asOf @0 :Int64;                      # what is held then; 0: now
  knownAt @1 :UInt64;                  # only what the first so many records say; 0: all there are
  until @2 :Int64;                     # only what is due by then; 0: all
}
struct RetentionSchedule {
  # A holding is one category of one collection, kept for one activity. Nobody is named.
  lines @0 :List(RetentionLine);       # what is overdue first
  total @1 :UInt64;                    # also those that the reply has no room for
  foldedSize @2 :UInt64;               # true for the first so many records
  asOf @3 :Int64;
  people @4 :UInt64;                   # each once, in whatever lines
  overduePeople @5 :UInt64;            # of whom something is overdue that nothing lets be kept
}
struct RetentionLine {
  term @0 :RetentionTerm;
  rule @1 :Text;                       # a policy id; empty: no rule
  category @2 :Text;
  year @3 :Int16;                      # in which it is due, by the policy's calendar; of `dated`
  month @4 :UInt8;                     # 1 to 12
  people @5 :UInt64;
  holdings @6 :UInt64;
  overdue @7 :UInt64;                  # of the holdings
  kept @8 :UInt64;                     # of those overdue, by a hold or a deferral
  afterHold @9 :UInt64;                # of the others, those that a hold kept until its release
  boundByLaw @10 :UInt64;              # of the holdings, those that a law has be kept still
  firstDue @11 :Int64;                 # of `dated`
  firstRecord @12 :UInt64;             # of the collections
}
enum RetentionTerm { dated @0; notBegun @1; noEnd @2; noRule @3; }

struct PublishPolicy {
  toml @0 :Data;
  effectiveFrom @1 :Int64;
  eventId @2 :Data;
  material @3 :Schema.Answer;          # does it change what people were told?
  texts @4 :List(Schema.DocumentRef);  # kept before: the statement and the notices that go with it
}
struct PutDocument { kind @0 :Schema.DocumentKind; bytes @1 :Data; }

struct Erase {
  namespace @0 :Text;
  reference @1 :Data;
  subjectId @2 :Data;
  keyClasses @3 :List(Text);           # empty: the whole person
  ground @4 :Schema.ErasureGround;
  eventId @5 :Data;
}
struct Erased {
  subjectId @0 :Data;
  startedBy @1 :UInt64;
  destroyedBy @2 :UInt64;
  keys @3 :UInt32;
  unrecoverable @4 :Bool;              # the epoch root before is gone and no backup can hold it
}

struct Rotated {
  retired @0 :Text;                    # verifier key
  current @1 :Text;
  announcedBy @2 :UInt64;              # records
  retiredBy @3 :UInt64;
  closingSize @4 :UInt64;              # of the last checkpoint that the retired key signed
}
struct SigningKey {
  verifierKey @0 :Text;
  from @1 :UInt64;                     # the record that names it; it signs checkpoints over that
  closingSize @2 :UInt64;              # 0: it signs what comes
  closingCheckpoint @3 :Text;          # signed; absent until it is made
}

struct Projection {
  name @0 :Text; version @1 :UInt32; foldedSize @2 :UInt64; digest @3 :Data;
}
struct Comparison {
  equal @0 :Bool; foldedSize @1 :UInt64; live @2 :Data; replayed @3 :Data; firstDifference @4 :Data;
}

struct Status {
  origin @0 :Text;
  ledgerId @1 :Data;
  size @2 :UInt64;                     # durable records
  rootHash @3 :Data;
  lastLeaf @4 :Data;
  checkpointSize @5 :UInt64;
  verifierKey @6 :Text;                # vkey of the current signer
  policyHash @7 :Data;
  policySequence @8 :UInt64;
  queuedEvents @9 :UInt32;
  connections @10 :UInt32;
  subjects @11 :UInt64;
  epoch @12 :UInt64;
  syncP50Us @13 :UInt32;
  syncP99Us @14 :UInt32;
  foldedSize @15 :UInt64;
  version @16 :Text;
  startedAt @17 :Int64;
  freeBytes @18 :UInt64;
  memoryLocked @19 :Bool;
  clockSynchronised @20 :Bool;
}
