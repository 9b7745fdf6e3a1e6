#include "ledger/store/table_trial.hpp"

#include "ledger/base/descriptor.hpp"
#include "ledger/store/options.hpp"

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <rocksdb/sst_file_reader.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <fcntl.h>
#include <new>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ledger {
namespace {

// Longer than any disk takes for a few blocks: whoever waits must not wait for ever.
constexpr unsigned kSecondsForOne = 60;
constexpr int kTellEveryMs = 5'000;

// One number that both processes see: how many tables the other one has behind it.
class SharedCount {
 public:
  SharedCount()
      : page_(::mmap(nullptr, sizeof(Count), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
                     0)) {
    if (page_ == MAP_FAILED) throw std::bad_alloc();
    new (page_) Count(0);
  }
  SharedCount(const SharedCount&) = delete;
  SharedCount& operator=(const SharedCount&) = delete;
  ~SharedCount() { ::munmap(page_, sizeof(Count)); }

  [[nodiscard]] std::size_t get() const { return *static_cast<Count*>(page_); }
  void increase() { ++*static_cast<Count*>(page_); }

 private:
  using Count = std::atomic<std::size_t>;
  static_assert(Count::is_always_lock_free);
  void* page_;
};

// None where the folder cannot be read: opening the database says that better.
std::vector<std::string> tables_in(const std::filesystem::path& directory) {
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code unknown;
    if (entry->path().extension() == ".sst" && entry->is_regular_file(unknown))
      names.push_back(entry->path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

// In the other process. It may not outlive the one that waits, nor keep its locks and sockets; and
// what the engine says of a table on its way out is for its authors.
void become_expendable(pid_t parent) noexcept {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);
  ::close_range(STDERR_FILENO + 1, ~0U, 0);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  for (const int fatal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGALRM})
    std::signal(fatal, SIG_DFL);
  const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere >= 0) ::dup2(nowhere, STDERR_FILENO);
}

// What a hostile table makes it throw ends it here, too.
[[noreturn]] void open_each(const Engine& engine, const rocksdb::Options& options,
                            const std::vector<std::string>& names, SharedCount& done) noexcept {
  for (const std::string& name : names) {
    ::alarm(kSecondsForOne);
    rocksdb::SstFileReader reader(options);
    reader.Open(engine.directory / name).PermitUncheckedError();
    done.increase();
  }
  ::_exit(0);
}

Result<int> wait_for(pid_t process, const std::function<void()>& while_waiting) {
  // Without such a descriptor it is waited for all the same, and nobody told.
  const Descriptor ended(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
  pollfd wanted{ended.get(), POLLIN, 0};
  while (ended.is_open() && while_waiting && ::poll(&wanted, 1, kTellEveryMs) == 0)
    while_waiting();
  int status = 0;
  while (::waitpid(process, &status, 0) < 0)
    if (errno != EINTR)
      return fail(Errc::kBusy, "the trial of the tables was lost", "waitpid", "try again");
  return status;
}

} // namespace

Status try_tables(const std::filesystem::path& directory,
                  const std::function<void()>& while_waiting) {
  const std::vector<std::string> names = tables_in(directory);
  if (names.empty()) return {};
  Engine engine;
  engine.directory = directory;
  engine.mode = StoreMode::kReadOnly;
  engine.files = DurableFiles(nullptr).file_system();
  make_caches(engine);
  engine.env = rocksdb::NewCompositeEnv(engine.files);
  const rocksdb::Options options(database_options(engine, false), family_options(engine, kRecords));
  SharedCount done;
  const pid_t self = ::getpid();
  const pid_t process = ::fork();
  if (process < 0)
    return fail(Errc::kBusy, "no process could be started to try the tables", directory.string(),
                "let fewer processes run, then try again");
  if (process == 0) {
    become_expendable(self);
    open_each(engine, options, names, done);
  }
  LEDGER_ASSIGN(const int status, wait_for(process, while_waiting));
  const std::size_t tried = done.get();
  if (WIFEXITED(status) && tried == names.size()) return {};
  const int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  if (signal == SIGKILL || signal == SIGTERM || tried == names.size())
    return fail(Errc::kBusy, "the trial of the tables was ended from outside", directory.string(),
                "try again");
  return fail(Errc::kDamaged,
              "a table is damaged so that it cannot even be opened; nothing was written",
              (directory / names[tried]).string(),
              "keep the folder as it is; restore a backup of it, and compare it with receipts");
}

} // namespace ledger
