#include "tools/commands/demo_stage.hpp"

#include "ledger/base/descriptor.hpp"
#include "tools/interrupt.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ledger::tools {

namespace fs = std::filesystem;

namespace {

void redirect(const std::string& file, int flags, int stream) {
  if (dup2(open(file.c_str(), flags, 0600), stream) < 0) _exit(127);
}

} // namespace

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

Words quoted_after(const std::string& text, const std::string& before) {
  Words found;
  for (std::size_t at = text.find(before); at != std::string::npos; at = text.find(before, at)) {
    at += before.size();
    found.push_back(text.substr(at, text.find('"', at) - at));
  }
  return found;
}

std::string shown(const Words& words) {
  std::string line;
  for (const std::string& word : words) {
    const bool plain = word.find_first_of(" +'\"$<>|") == std::string::npos;
    line += (line.empty() ? "" : " ") + (plain ? word : "'" + word + "'");
  }
  return line;
}

Result<fs::path> find_daemon(const fs::path& self) {
  Words folders = {self.parent_path().string()};
  const char* path = std::getenv("PATH");
  std::string rest = path == nullptr ? "" : path;
  while (!rest.empty()) {
    const std::size_t end = rest.find(':');
    folders.push_back(rest.substr(0, end));
    rest = end == std::string::npos ? "" : rest.substr(end + 1);
  }
  for (const std::string& folder : folders)
    if (access((fs::path(folder) / "auditledgerd").c_str(), X_OK) == 0)
      return fs::path(folder) / "auditledgerd";
  return fail(Errc::kNotFound, "there is no auditledgerd", self.parent_path().string() + " or PATH",
              "install it, or put it beside this program");
}

tl::unexpected<Error> demo_stopped() {
  return fail(Errc::kStopping, "interrupted", "demo", "auditledger demo");
}

Child::Child(const fs::path& program, const Words& words, const fs::path& folder,
             const std::string& in, const std::string& out, const std::string& err) {
  std::vector<char*> arguments;
  for (const std::string& word : words)
    arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  std::fflush(stdout);
  pid_ = fork();
  if (pid_ != 0) return;
  const sigset_t open = open_mask();
  sigprocmask(SIG_SETMASK, &open, nullptr);
  if (chdir(folder.c_str()) != 0) _exit(127);
  redirect(in.empty() ? "/dev/null" : in, O_RDONLY, 0);
  if (!out.empty()) redirect(out, O_WRONLY | O_CREAT | O_TRUNC, 1);
  if (!err.empty()) redirect(err, O_WRONLY | O_CREAT | O_APPEND, 2);
  execv(program.c_str(), arguments.data());
  _exit(127);
}

Result<int> Child::wait() {
  if (pid_ < 0)
    return fail(Errc::kIo, "a program could not be started", "fork", "close other programs");
  const Descriptor handle(static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)));
  pollfd ended{handle.get(), POLLIN, 0};
  const sigset_t mask = open_mask();
  while (!interrupted() && ppoll(&ended, 1, nullptr, &mask) != 1) {
    if (errno != EINTR) break;
  }
  if (interrupted()) return demo_stopped();
  return reap();
}

bool Child::running() {
  if (pid_ > 0 && waitpid(pid_, nullptr, WNOHANG) == pid_) pid_ = -1;
  return pid_ > 0;
}

void Child::end() {
  if (pid_ <= 0) return;
  kill(pid_, SIGTERM);
  reap();
}

int Child::reap() {
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Result<std::unique_ptr<DemoFolder>> DemoFolder::make(const std::string& keep) {
  std::error_code error;
  if (!keep.empty()) {
    fs::create_directories(keep, error);
    if (error || !fs::is_empty(keep, error) || error)
      return fail(Errc::kExists, "not an empty folder", keep, "name one that is not there yet");
    return std::unique_ptr<DemoFolder>(new DemoFolder(fs::absolute(keep), true));
  }
  std::string name = (fs::temp_directory_path(error) / "auditledger-demo-XXXXXX").string();
  if (error || mkdtemp(name.data()) == nullptr)
    return fail(Errc::kIo, "no folder could be made", name, "auditledger demo --keep DIR");
  return std::unique_ptr<DemoFolder>(new DemoFolder(name, false));
}

DemoFolder::~DemoFolder() {
  std::error_code ignored;
  if (!keep_) fs::remove_all(path, ignored);
}

} // namespace ledger::tools
