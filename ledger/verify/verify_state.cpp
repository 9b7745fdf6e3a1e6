#include "ledger/verify/verify_state.hpp"

#include "ledger/base/descriptor.hpp"
#include "ledger/chain/record.hpp"
#include "ledger/store/table_trial.hpp"
#include "ledger/verify/store_reader.hpp"

#include <cerrno>
#include <fcntl.h>
#include <future>
#include <sys/file.h>

namespace ledger {
namespace {

namespace fs = std::filesystem;

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

bool is_database(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored) && fs::exists(path / "CURRENT", ignored);
}

VerifyFinding unreadable(const Error& error) {
  VerifyFinding finding;
  finding.code = error.code() == Errc::kMissing ? Errc::kMissing : Errc::kDamaged;
  finding.what = error.what();
  finding.where = error.where();
  finding.next = error.next();
  if (error.code() == Errc::kMissing) finding.record = Sequence(0);
  return finding;
}

bool is_about_storage(const Error& error) {
  return error.code() == Errc::kDamaged || error.code() == Errc::kIo ||
         error.code() == Errc::kMissing || error.code() == Errc::kMalformed;
}

Result<std::unique_ptr<Store>> open_to_read(const fs::path& directory, bool tried_first) {
  if (tried_first) LEDGER_TRY(try_tables(directory));
  StoreOptions options;
  options.directory = directory;
  options.mode = StoreMode::kReadOnly;
  return Store::open(options);
}

// A head that cannot be read is said, and the rest is verified without it.
void read_head(const StateFolders& folders, Evidence& evidence,
               std::vector<VerifyFinding>& findings) {
  if (!folders.head) return;
  const auto reading = Head::read(DurableFiles(nullptr), *folders.head, nullptr);
  if (reading) {
    evidence.head = reading->state;
  } else if (reading.error().code() != Errc::kNotFound) {
    findings.push_back(unreadable(reading.error()));
  }
}

std::optional<LedgerId> claimed_id(const Store& store) {
  const auto size = store.size();
  if (!size || size->get() == 0) return std::nullopt;
  const auto record = store.record(Sequence(size->get() - 1));
  if (!record) return std::nullopt;
  const auto header = parse_header(*record);
  if (!header) return std::nullopt;
  return header->ledger_id;
}

} // namespace

Result<StateFolders> find_state(const fs::path& state) {
  StateFolders folders;
  folders.ledger = is_database(state / "ledger") ? state / "ledger" : state;
  if (!is_database(folders.ledger))
    return fail(Errc::kNotInitialised, "there is no ledger in this folder", state.string(),
                "name the state directory, a copy of it, or a snapshot");
  const fs::path beside(state.string() + "-head");
  for (const fs::path& folder : {state / "head", state, beside}) {
    if (!is_file(folder / "head")) continue;
    folders.head = folder;
    break;
  }
  return folders;
}

// A shared lock for a moment: whoever writes here holds the exclusive one. Not kept, so that an
// audit never keeps a daemon from starting.
Status check_not_in_use(const fs::path& directory) {
  const Descriptor folder(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.is_open()) return {}; // opening the database says it better
  if (::flock(folder.get(), LOCK_SH | LOCK_NB) == 0 || errno != EWOULDBLOCK) return {};
  return fail(Errc::kLocked, "a daemon is working on this ledger", directory.string(),
              "verify through its socket, or make a snapshot and verify that");
}

Result<VerifyReport> verify_state(const StateFolders& folders, Evidence evidence,
                                  const EvidenceFor& more, const VerifyOptions& options) {
  LEDGER_TRY(check_not_in_use(folders.ledger));
  std::vector<VerifyFinding> findings;
  read_head(folders, evidence, findings);
  const auto store = open_to_read(folders.ledger, options.try_tables);
  if (!store) {
    if (!is_about_storage(store.error())) return fail(store.error());
    VerifyReport report;
    report.findings = std::move(findings);
    report.findings.insert(report.findings.begin(), unreadable(store.error()));
    return report;
  }
  if (const auto claimed = claimed_id(**store); claimed && more)
    LEDGER_TRY(more(*claimed, evidence));
  // Whole files beside their records: with one thread, when asked for the result.
  auto checked = std::async(options.threads > 1 ? std::launch::async : std::launch::deferred,
                            [&store] { return (*store)->verify_file_checksums(); });
  StoreReader reader(**store);
  LEDGER_ASSIGN(VerifyReport report, verify_ledger(reader, evidence, options));
  const Status files = checked.get();
  if (!files) findings.push_back(unreadable(files.error()));
  report.counts.file_checksums = files.has_value();
  for (VerifyFinding& finding : findings)
    report.add(std::move(finding));
  // Somebody may have started a daemon meanwhile; then what looks wrong may be its work.
  if (!report.findings.empty()) LEDGER_TRY(check_not_in_use(folders.ledger));
  return report;
}

} // namespace ledger
