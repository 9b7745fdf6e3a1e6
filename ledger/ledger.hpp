// One ledger: made once, opened by one process, appended to, read, proved, asked. Joins the room of
// what events mean with the room of that they are so; everything above talks to this.
#pragma once

#include "ledger/chain/proof_file.hpp"
#include "ledger/chain/receipt.hpp"
#include "ledger/event/draft.hpp"
#include "ledger/facade/state_paths.hpp"
#include "ledger/keyring/keyring.hpp"
#include "ledger/projection/projector.hpp"
#include "ledger/sequencer/sequencer.hpp"
#include "ledger/store/durable_files.hpp"

#include <functional>
#include <memory>

namespace ledger {

class Answers;
class Policy;

struct InitOptions {
  InitOptions() = default;
  StatePaths paths;
  std::string origin;            // of checkpoints, for example audit.example.org/ledger
  Bytes policy;                  // TOML; becomes record 1
  std::string approver = "init"; // source of record 1
  FileSystemPtr file_system;
};
struct InitReport {
  InitReport() = default;
  LedgerId ledger_id;
  std::string verifier_key; // vkey text: what auditors pin
  DocumentHash policy;
};
// Whether the places are free. kExists: there is a ledger, or what an interrupted init left of one,
// which the error tells apart and says what to remove. Only reads.
[[nodiscard]] Status check_nothing_there(const InitOptions& options);
// Makes database, keyring, head and epoch root, and records 0 and 1. kExists when there is any of
// it, kInvalidField for the origin or the policy. Durable when it returns; what an interruption
// leaves is no ledger: Ledger::open() and the next init say so, and what to remove.
[[nodiscard]] Result<InitReport> init_ledger(const InitOptions& options, const MasterKey& master,
                                             const Clock& clock);

// Runs completions where the caller wants them; called from any thread of the ledger's.
using Deliver = std::function<void(std::vector<std::function<void()>>)>;

struct OpenOptions {
  OpenOptions() = default;
  StatePaths paths;
  std::chrono::milliseconds checkpoint_interval{1'000};
  std::chrono::milliseconds heartbeat_interval{600'000};
  Deliver deliver;
  // The first storage error: whoever waits was told that the outcome is unknown; stop the process.
  std::function<void(const Error&)> on_fatal;
  // Progress of the replay at start, in records.
  std::function<void(std::uint64_t done, std::uint64_t all)> on_progress;
  FileSystemPtr file_system;
  bool within_init = false; // of init_ledger() only: there is no policy yet
};

using AppendDone = std::function<void(Result<std::vector<Receipt>>)>;

struct PolicyRequest {
  PolicyRequest() = default;
  Bytes toml;
  Timestamp effective_from; // zero: what the document says
  EventId event_id;
  std::string source;
  wire::Answer material = wire::Answer::UNSTATED; // does it change what people were told?
  // Kept before: the statement and the notices that go with it.
  std::vector<std::pair<wire::DocumentKind, DocumentHash>> texts;
};

struct EraseRequest {
  EraseRequest() = default;
  std::optional<SubjectId> subject;
  std::string name_space; // when no id is given
  Bytes reference;
  std::vector<std::string> key_classes; // empty: the whole person
  wire::ErasureGround ground = wire::ErasureGround::UNSTATED;
  EventId event_id;
  std::string source;
};
struct ErasureReport {
  ErasureReport() = default;
  SubjectId subject;
  Sequence started;
  Sequence destroyed;
  std::size_t keys = 0;
};
using EraseDone = std::function<void(Result<ErasureReport>)>;

struct RotateRequest {
  RotateRequest() = default;
  std::string retire; // vkey text of the key to retire; empty: the one that signs now
};
struct RotateReport {
  RotateReport() = default;
  std::string retired; // vkey text
  std::string current;
  Sequence announced_by;
  Sequence retired_by;
  TreeSize closing; // of the checkpoint that is the last act of the retired key
};
using RotateDone = std::function<void(Result<RotateReport>)>;

// A key that signs, or signed, this ledger's checkpoints.
struct SigningKeyInfo {
  SigningKeyInfo() = default;
  std::string verifier_key; // vkey text
  Sequence from;            // the record that named it; it signs the checkpoints over that
  // Of a retired key: the size of its last checkpoint, and that checkpoint once it is there.
  std::optional<TreeSize> closing;
  std::string closing_checkpoint;
};

struct OpenedBox {
  OpenedBox(std::uint16_t i, std::uint8_t f, SecretBytes c)
      : index(i), fate(f), content(std::move(c)) {}
  std::uint16_t index;
  std::uint8_t fate;   // wire::BoxState
  SecretBytes content; // canonical BoxContent when opened
};

struct LedgerStatus {
  LedgerStatus() = default;
  std::string origin;
  LedgerId ledger_id;
  DurableState durable;
  TreeSize checkpoint_size;
  std::string verifier_key;
  DocumentHash policy;
  Sequence policy_sequence;
  std::size_t queued_events = 0;
  KeyringStatus keyring;
  SyncTimes syncs;
  TreeSize folded;
  std::uint64_t free_bytes = 0;
  bool clock_synchronised = false;
};

class Ledger {
 public:
  // Checks that the store is where the head left it, replays what was not yet reflected, records a
  // repair that is not recorded yet, finishes interrupted erasures, and only then serves. Errors,
  // none of which writes anything:
  //   kNotInitialised, kLocked, kPermissions, kNoSpace, kWrongKey, kForeign,
  //   kTruncated or kRolledBack (the head is ahead of the store), kChanged (another record stands
  //   where the head ended), kDamaged.
  [[nodiscard]] static Result<std::unique_ptr<Ledger>>
  open(const OpenOptions& options, const MasterKey& master, const Clock& clock);
  ~Ledger();

  // The I/O thread.

  // All or none; one receipt each, in order (facade/intake.hpp).
  // `by`: kApplication, or kOfficer for the types that only officers post.
  void append(std::vector<Draft> drafts, std::string source, PostedBy by, AppendDone done);
  // Once per turn, after the appends of the turn.
  void turn_ended();

  // Any thread; `done` runs through `deliver`.

  void publish_policy(PolicyRequest request, AppendDone done);
  void erase(EraseRequest request, EraseDone done);
  // A new signing key, announced; the old one retired, closed and destroyed (facade/rotator.hpp).
  // With `retire` safe to ask again: what was done is answered as it was. kBusy: a rotation is
  // under way. kNotFound: no such key signs or signed this ledger.
  void rotate_key(RotateRequest request, RotateDone done);
  // The ledger's own record about refused requests; never waited for.
  [[nodiscard]] Status note_denied(std::uint32_t peer_uid, std::string_view operation,
                                   std::uint32_t count, Timestamp minute);

  // Any thread but the I/O thread: may wait for the disk.

  [[nodiscard]] Result<DocumentHash> put_document(wire::DocumentKind kind, ByteView bytes);
  [[nodiscard]] Result<Bytes> document(const DocumentHash& hash) const;
  [[nodiscard]] Result<Bytes> record(Sequence sequence) const;
  // kNotFound when that source recorded no such event.
  [[nodiscard]] Result<Sequence> find(std::string_view source, const EventId& event) const;
  [[nodiscard]] Result<std::vector<OpenedBox>> open_boxes(ByteView record) const;
  [[nodiscard]] Result<std::string> checkpoint() const;
  [[nodiscard]] Result<ProofFile> prove(Sequence sequence) const;
  [[nodiscard]] Result<std::vector<NodeHash>> consistency(TreeSize old_size,
                                                          std::optional<TreeSize> size) const;
  // In the order in which the records name them.
  [[nodiscard]] Result<std::vector<SigningKeyInfo>> signing_keys() const;
  [[nodiscard]] std::optional<SubjectId> find_subject(const SubjectName& name) const;
  [[nodiscard]] Projector& projector();
  // What facts, policies and rules say together (ledger/report).
  [[nodiscard]] const Answers& answers() const;
  // A consistent copy that `auditledger verify --state` reads: database and head.
  [[nodiscard]] Status snapshot(const std::filesystem::path& directory);
  [[nodiscard]] LedgerStatus status() const;
  [[nodiscard]] DurableState durable() const;
  // Called after each group with the durable size; set before the first append.
  void on_durable(std::function<void(TreeSize)> follower);

  // Commits and answers what was accepted, signs a last checkpoint, notes the clean stop, closes.
  // The I/O thread must still run what `deliver` hands it, or run it before this returns.
  [[nodiscard]] Status stop();

  struct Impl; // for ledger/facade only

 private:
  explicit Ledger(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

} // namespace ledger
