// A daemon of its own for a test, and the command line run against it, both as they are installed.
// AUDITLEDGER_PROGRAM and AUDITLEDGERD_PROGRAM are set by the build.
#pragma once

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <grp.h>
#include <iterator>
#include <optional>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace e2e {

namespace fs = std::filesystem;

inline std::string content_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "auditledger-e2e-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path = name;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() { fs::remove_all(path); }
  fs::path path;
};

// Who a process is; no account is needed for it. Only root can become somebody else.
struct Identity {
  uid_t uid;
  gid_t gid;
  std::vector<gid_t> groups = {}; // supplementary
};
inline bool become(const Identity& who) {
  return setgroups(who.groups.size(), who.groups.data()) == 0 &&
         setresgid(who.gid, who.gid, who.gid) == 0 && setresuid(who.uid, who.uid, who.uid) == 0;
}

// Starts a program with its three streams in files; an empty name is /dev/null. Files and program
// are opened before the process becomes `who`, who need not be able to reach them.
inline pid_t start(const std::vector<std::string>& words, const fs::path& in, const fs::path& out,
                   const fs::path& err, const std::optional<Identity>& who = std::nullopt) {
  std::vector<char*> arguments;
  for (const std::string& word : words)
    arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child != 0) return child;
  const int flags = O_WRONLY | O_CREAT | O_TRUNC;
  dup2(open(in.empty() ? "/dev/null" : in.c_str(), O_RDONLY), 0);
  dup2(open(out.c_str(), flags, 0600), 1);
  dup2(open(err.c_str(), flags, 0600), 2);
  const int program = open(arguments[0], O_RDONLY | O_CLOEXEC);
  if (who && !become(*who)) _exit(126);
  fexecve(program, arguments.data(), environ);
  _exit(127);
}

inline int wait_for(pid_t child) {
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

struct Outcome {
  int code;
  std::string out;
  std::string err;
};

// Runs `auditledger` to its end.
inline Outcome run(const std::vector<std::string>& words, const std::string& input = {},
                   const std::optional<Identity>& who = std::nullopt) {
  const TemporaryFolder folder;
  std::ofstream(folder.path / "in", std::ios::binary) << input;
  std::vector<std::string> line = {AUDITLEDGER_PROGRAM};
  line.insert(line.end(), words.begin(), words.end());
  const int code =
      wait_for(start(line, folder.path / "in", folder.path / "out", folder.path / "err", who));
  return {code, content_of(folder.path / "out"), content_of(folder.path / "err")};
}

// A fresh ledger and its daemon.
class Daemon {
 public:
  explicit Daemon(const std::vector<std::string>& init_options = {}) {
    std::vector<std::string> words = {"init", "--state", state()};
    words.insert(words.end(), init_options.begin(), init_options.end());
    const Outcome made = run(words);
    INFO(made.err);
    REQUIRE(made.code == 0);
    start_daemon();
  }
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;
  ~Daemon() { stop(SIGTERM); }

  [[nodiscard]] std::string state() const { return (folder_.path / "state").string(); }
  [[nodiscard]] fs::path file(const std::string& name) const { return folder_.path / name; }
  // With --state in front.
  [[nodiscard]] Outcome ask(std::vector<std::string> words, const std::string& input = {}) const {
    words.insert(words.begin(), {"--state", state()});
    return run(words, input);
  }
  void start_daemon() {
    const fs::path log = file("daemon.log");
    fs::remove(state() + "/run/append.sock");
    daemon_ = start({AUDITLEDGERD_PROGRAM, "--state", state()}, {}, log, log);
    for (int i = 0; i < 300; ++i) {
      if (ask({"status"}).code == 0) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    FAIL("the daemon does not answer: ", content_of(log));
  }
  void stop(int signal) {
    if (daemon_ <= 0) return;
    kill(daemon_, signal);
    waitpid(daemon_, nullptr, 0);
    daemon_ = -1;
  }

 private:
  TemporaryFolder folder_;
  pid_t daemon_ = -1;
};

inline bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Events as JSON lines, all of which are taken.
inline void post_lines(const Daemon& daemon, const std::string& events) {
  const auto posted = daemon.ask({"append", "--stdin", "-q"}, events);
  INFO(posted.err);
  REQUIRE(posted.code == 0);
}

} // namespace e2e
