#include "tools/bench/own_ledger.hpp"

#include "tools/bench/load_socket.hpp"
#include "tools/bench/stop_asked.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <string>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace ledger::tools {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
constexpr auto kStartPatience = 20s;

// With both streams in `log`, with no signal blocked, in a process group of its own so that Ctrl-C
// is for us alone, and not to outlive us.
pid_t start_program(std::vector<std::string> words, const fs::path& log) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words)
    arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t child = fork();
  if (child != 0) return child;
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  setpgid(0, 0);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  const int file = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(open("/dev/null", O_RDONLY), 0);
  dup2(file, 1);
  dup2(file, 2);
  execv(arguments[0], arguments.data());
  _exit(127);
}

bool ended_well(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return false;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

std::string last_line(const fs::path& file) {
  std::ifstream in(file);
  std::string last;
  for (std::string line; std::getline(in, line);)
    if (!line.empty()) last = line;
  return last;
}

} // namespace

Result<std::unique_ptr<OwnLedger>> OwnLedger::make(const fs::path& parent) {
  std::string name = (fs::absolute(parent) / "auditledger-bench-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr)
    return fail(Errc::kIo, std::string("no folder can be made there: ") + std::strerror(errno),
                parent.string(), "name a folder that may be written, with --dir");
  std::unique_ptr<OwnLedger> made(new OwnLedger(name));
  LEDGER_TRY(made->start());
  return made;
}

Status OwnLedger::start() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  const fs::path daemon = program.parent_path() / "auditledgerd";
  if (error || !fs::exists(daemon))
    return fail(Errc::kNotFound, "there is no auditledgerd beside this program", daemon.string(),
                "install or build it there, or name a running one with --state");
  const fs::path log = folder_ / "log";
  if (!ended_well(start_program({program.string(), "init", "--state", state().string()}, log)))
    return fail(failed("a ledger for the measurement cannot be made"));
  daemon_ = start_program({daemon.string(), "--state", state().string()}, log);
  const auto deadline = std::chrono::steady_clock::now() + kStartPatience;
  while (!LoadSocket::connect((state() / "run/append.sock").string())) {
    const bool ended = waitpid(daemon_, nullptr, WNOHANG) == daemon_;
    if (ended) daemon_ = -1;
    if (ended || stop_asked() || std::chrono::steady_clock::now() > deadline)
      return fail(failed("the daemon for the measurement did not start"));
    std::this_thread::sleep_for(20ms);
  }
  return {};
}

Error OwnLedger::failed(std::string what) const {
  return {Errc::kUnreachable, std::move(what), folder_.string(),
          "its last words: " + last_line(folder_ / "log")};
}

Status OwnLedger::stop() {
  if (daemon_ <= 0) return {};
  kill(daemon_, SIGTERM);
  const bool well = ended_well(daemon_);
  daemon_ = -1;
  if (well) return {};
  return fail(Errc::kIo, "the daemon did not end well", folder_.string(),
              "its last words: " + last_line(folder_ / "log"));
}

OwnLedger::~OwnLedger() {
  static_cast<void>(stop());
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

} // namespace ledger::tools
