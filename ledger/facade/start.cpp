// What happens between opening the files and serving.
#include "ledger/facade/examine.hpp"
#include "ledger/facade/replay.hpp"

#include <algorithm>

namespace ledger {

Result<StartReport> start_ledger(Ledger::Impl& impl, const MasterKey& master) {
  LEDGER_ASSIGN(StartReport report, examine(impl, master));
  const StatePaths& paths = impl.options.paths;
  LEDGER_ASSIGN(impl.store, Store::open(store_options(impl, StoreMode::kReadWrite)));
  LEDGER_ASSIGN(impl.keyring, Keyring::open(impl.files, {paths.keyring, paths.root}, master,
                                            impl.identity.ledger_id));
  LEDGER_ASSIGN(impl.head,
                Head::open(impl.files, paths.head, head_key(master, impl.identity.ledger_id)));
  impl.shelf = std::make_unique<PolicyShelf>(*impl.store);
  const TreeSize reflected = std::min(impl.keyring->cursor(), report.durable.size);
  LEDGER_TRY(impl.shelf->load(reflected));
  impl.signing_keys = std::make_unique<SigningKeys>(*impl.store);
  LEDGER_TRY(impl.signing_keys->load(reflected));
  Replay replay(impl);
  LEDGER_TRY(replay.run(report.durable.size));
  report.unfinished = replay.unfinished();
  report.keyring_was_older = replay.keyring_was_older();
  LEDGER_TRY(impl.keyring->finish_replay());
  return report;
}

} // namespace ledger
