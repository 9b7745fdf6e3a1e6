#include "ledger/base/limits.hpp"
#include "ledger/chain/note.hpp"
#include "ledger/chain/record.hpp"
#include "ledger/crypto/random.hpp"
#include "ledger/event/own_events.hpp"
#include "ledger/facade/ledger_impl.hpp"
#include "ledger/policy/document.hpp"

#include <future>

namespace ledger {
namespace {

Status check_origin(const std::string& origin) {
  if (is_key_name(origin) && origin.size() <= 255) return {};
  return fail(Errc::kInvalidField, "not a name for a ledger", "origin",
              "a host and path without scheme, spaces or plus signs: audit.example.org/ledger");
}

bool holds_something(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored) && !std::filesystem::is_empty(path, ignored);
}

// Records in whatever database is there, without opening it for writing.
TreeSize records_in(const InitOptions& options) {
  StoreOptions store_options;
  store_options.directory = options.paths.ledger;
  store_options.mode = StoreMode::kReadOnly;
  store_options.file_system = options.file_system;
  const auto store = Store::open(store_options);
  // A database that cannot be read is not taken for one in which nothing was stored.
  if (!store)
    return TreeSize(store.error().code() == Errc::kNotInitialised ? 0 : ~std::uint64_t{0});
  const auto size = (*store)->size();
  return size ? *size : TreeSize(~std::uint64_t{0});
}

// Record 0 through the same sequencer as every record after it.
Status write_record_0(const InitOptions& options, const DurableFiles& files, const Genesis& genesis,
                      const MasterKey& master, const Clock& clock) {
  const LedgerId ledger_id = ledger_id_of(genesis);
  StoreOptions store_options;
  store_options.directory = options.paths.ledger;
  store_options.create = true;
  store_options.file_system = options.file_system;
  LEDGER_ASSIGN(const auto store, Store::open(store_options));
  LEDGER_TRY(files.create_directory(options.paths.head));
  LEDGER_TRY(Head::create(files, options.paths.head));
  LEDGER_ASSIGN(const auto head,
                Head::open(files, options.paths.head, head_key(master, ledger_id)));
  const KeyringPaths paths{options.paths.keyring, options.paths.root};
  LEDGER_ASSIGN(const auto keyring, Keyring::open(files, paths, master, ledger_id));

  SequencerOptions sequencer_options;
  sequencer_options.ledger_id = ledger_id;
  Status failure;
  sequencer_options.deliver = [](const std::vector<std::function<void()>>& done) {
    for (const auto& one : done)
      one();
  };
  sequencer_options.on_fatal = [&failure](const Error& error) { failure = fail(error); };
  Opening opening;
  opening.origin = genesis.origin;
  opening.verifier_key = genesis.verifier_key;
  opening.random = genesis.random;
  opening.format_version = kFormatVersion;
  Status placed;
  {
    Sequencer sequencer(*store, *head, *keyring, clock, TileStack(), std::move(sequencer_options));
    LEDGER_TRY(sequencer.submit(Unit({ledger_opened(opening)}, [&placed](const UnitResult& result) {
      if (!result) placed = fail(result.error());
    })));
    sequencer.kick();
    sequencer.stop();
  }
  LEDGER_TRY(failure);
  LEDGER_TRY(placed);
  LEDGER_TRY(head->sync());
  return store->close();
}

Status publish_first_policy(const InitOptions& options, const MasterKey& master,
                            const Clock& clock) {
  OpenOptions open;
  open.paths = options.paths;
  open.file_system = options.file_system;
  open.deliver = [](const std::vector<std::function<void()>>& done) {
    for (const auto& one : done)
      one();
  };
  open.on_fatal = [](const Error&) {};
  open.within_init = true;
  LEDGER_ASSIGN(const auto ledger, Ledger::open(open, master, clock));
  PolicyRequest request;
  request.toml = options.policy;
  request.event_id = make_event_id(clock.now());
  request.source = options.approver;
  std::promise<Status> published;
  ledger->publish_policy(std::move(request),
                         [&published](const Result<std::vector<Receipt>>& receipts) {
                           published.set_value(receipts ? Status() : fail(receipts.error()));
                         });
  LEDGER_TRY(published.get_future().get());
  return ledger->stop();
}

} // namespace

bool is_unfinished_init(const DurableFiles& files, const StatePaths& paths, TreeSize stored) {
  // Record 1 is the first policy; init ends with it.
  if (stored > TreeSize(1)) return false;
  const auto head = Head::read(files, paths.head, nullptr);
  return head ? head->state.size <= TreeSize(1) : head.error().code() == Errc::kNotFound;
}

Error unfinished_init(Errc code, const StatePaths& paths) {
  std::string folders;
  for (const auto& path : {paths.ledger, paths.keyring, paths.head, paths.root})
    folders += " " + path.string();
  return {code, "an init was interrupted here; no event was ever recorded", paths.ledger.string(),
          "rm -r" + folders + " and the master key that it made, then auditledger init"};
}

Status check_nothing_there(const InitOptions& options) {
  const StatePaths& paths = options.paths;
  for (const auto& path : {paths.ledger, paths.keyring, paths.head, paths.root}) {
    if (!holds_something(path)) continue;
    if (is_unfinished_init(DurableFiles(options.file_system), paths, records_in(options)))
      return fail(unfinished_init(Errc::kExists, paths));
    return fail(Errc::kExists, "there is something here already", path.string(),
                "use another folder, or move this one away first");
  }
  return {};
}

DerivedKey head_key(const MasterKey& master, const LedgerId& ledger_id) {
  return derive_key(master.view(), ledger_id.view(), "auditledger/head-mac/v1");
}

Result<InitReport> init_ledger(const InitOptions& options, const MasterKey& master,
                               const Clock& clock) {
  LEDGER_TRY(check_origin(options.origin));
  const auto policy = parse_new_policy(options.policy);
  if (!policy) return fail(policy.error().front().within("policy"));
  LEDGER_TRY(check_nothing_there(options));
  const DurableFiles files(options.file_system);

  SigningSeed seed;
  random_secret_bytes(seed.writable());
  Genesis genesis;
  genesis.origin = options.origin;
  genesis.verifier_key = public_key_of(seed);
  random_bytes(genesis.random.writable());
  const LedgerId ledger_id = ledger_id_of(genesis);

  const KeyringPaths paths{options.paths.keyring, options.paths.root};
  LEDGER_TRY(Keyring::create(files, paths, master, ledger_id, seed));
  LEDGER_TRY(write_record_0(options, files, genesis, master, clock));
  LEDGER_TRY(publish_first_policy(options, master, clock));

  InitReport report;
  report.ledger_id = ledger_id;
  LEDGER_ASSIGN(const VerifierKey key, make_verifier_key(genesis.origin, genesis.verifier_key));
  report.verifier_key = format_verifier_key(key);
  report.policy = policy->id();
  return report;
}

} // namespace ledger
