#include "ledger/base/bytes.hpp"
#include "ledger/base/descriptor.hpp"
#include "ledger/base/limits.hpp"
#include "tools/commands/commands.hpp"
#include "tools/example_policy.hpp"
#include "tools/interrupt.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <map>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ledger::tools {
namespace {

namespace fs = std::filesystem;

using Words = std::vector<std::string>;

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// What stands between `before` and the next quotation mark, at each place.
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

// The one that belongs to this program: beside it, else the first of PATH.
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

tl::unexpected<Error> stopped() {
  return fail(Errc::kStopping, "interrupted", "demo", "auditledger demo");
}

// Where the body of a stored record begins in a table file (schemas/FORMAT.md: magic, version and
// flags, then the sequence).
std::size_t body_of_record(const std::string& table, std::uint64_t sequence) {
  for (std::size_t at = table.find("ALRD"); at != std::string::npos;
       at = table.find("ALRD", at + 1))
    if (at + limits::kHeaderBytes < table.size() &&
        get_be(as_bytes(std::string_view(table)).data() + at + 8, 8) == sequence)
      return at + limits::kHeaderBytes;
  return std::string::npos;
}

// A child process in `folder`, ended with its owner.
class Child {
 public:
  Child(const fs::path& program, const Words& words, const fs::path& folder, const std::string& in,
        const std::string& out, const std::string& err) {
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
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() { end(); }

  // Its exit code, when it ends by itself before the user loses patience.
  Result<int> wait() {
    if (pid_ < 0)
      return fail(Errc::kIo, "a program could not be started", "fork", "close other programs");
    const Descriptor handle(static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)));
    pollfd ended{handle.get(), POLLIN, 0};
    const sigset_t mask = open_mask();
    while (!interrupted() && ppoll(&ended, 1, nullptr, &mask) != 1) {
      if (errno != EINTR) break;
    }
    if (interrupted()) return stopped();
    return reap();
  }
  [[nodiscard]] bool running() {
    if (pid_ > 0 && waitpid(pid_, nullptr, WNOHANG) == pid_) pid_ = -1;
    return pid_ > 0;
  }
  void end() {
    if (pid_ <= 0) return;
    kill(pid_, SIGTERM);
    reap();
  }

 private:
  static void redirect(const std::string& file, int flags, int stream) {
    if (dup2(open(file.c_str(), flags, 0600), stream) < 0) _exit(127);
  }
  int reap() {
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

  pid_t pid_ = -1;
};

class Folder {
 public:
  static Result<std::unique_ptr<Folder>> make(const std::string& keep) {
    std::error_code error;
    if (!keep.empty()) {
      fs::create_directories(keep, error);
      if (error || !fs::is_empty(keep, error) || error)
        return fail(Errc::kExists, "not an empty folder", keep, "name one that is not there yet");
      return std::unique_ptr<Folder>(new Folder(fs::absolute(keep), true));
    }
    std::string name = (fs::temp_directory_path(error) / "auditledger-demo-XXXXXX").string();
    if (error || mkdtemp(name.data()) == nullptr)
      return fail(Errc::kIo, "no folder could be made", name, "auditledger demo --keep DIR");
    return std::unique_ptr<Folder>(new Folder(name, false));
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    if (!keep_) fs::remove_all(path, ignored);
  }
  const fs::path path;

 private:
  Folder(fs::path where, bool keep) : path(std::move(where)), keep_(keep) {}
  bool keep_;
};

class Demo {
 public:
  Demo(const Context& context, const fs::path& folder, fs::path self, fs::path daemon)
      : context_(context), folder_(folder), self_(std::move(self)),
        daemon_path_(std::move(daemon)) {
    std::ofstream(folder_ / "policy.toml", std::ios::binary) << example_policy();
  }

  Status play() {
    LEDGER_TRY(open_ledger());
    LEDGER_TRY(post_events());
    LEDGER_TRY(one_person());
    daemon_.reset();
    return audit();
  }

 private:
  Status open_ledger() {
    title("1. A new ledger. Its first record says who it is, its second is the policy");
    LEDGER_TRY(run({"init", "--policy", "policy.toml", "--origin", "demo.example/ledger"}));
    title("2. The daemon, which alone writes to it");
    print("$ auditledgerd --state state &\n");
    daemon_ = std::make_unique<Child>(daemon_path_, Words{"auditledgerd", "--state", "state"},
                                      folder_, "", "daemon.log", "daemon.log");
    for (int tries = 0; tries < 600 && daemon_->running(); ++tries) {
      if (interrupted()) return stopped();
      LEDGER_ASSIGN(const int code, quietly({"-o", "json", "status"}, "status.json"));
      if (code != 0) {
        const timespec pause{0, 50'000'000};
        const sigset_t mask = open_mask();
        ppoll(nullptr, 0, &pause, &mask);
        continue;
      }
      const Words keys = quoted_after(text_of(folder_ / "status.json"), "\"verifierKey\":\"");
      if (keys.empty()) break;
      key_ = keys.front();
      return {};
    }
    return fail(Errc::kUnreachable, "the daemon did not start: " + text_of(folder_ / "daemon.log"),
                daemon_path_.string(), "auditledger doctor");
  }

  Status post_events() {
    title("3. Fifty believable events about people who do not exist");
    LEDGER_TRY(run(
        {"simulate", "--policy", "policy.toml", "--people", "12", "--seed", "7", "--events", "50"},
        0, "", "events.jsonl"));
    LEDGER_TRY(run({"-q", "append", "--stdin", "--receipt", "receipts.jsonl"}, 0, "events.jsonl",
                   "appended.txt"));
    LEDGER_TRY(run({"status"}));
    return run({"log", "--limit", "8"});
  }

  Status one_person() {
    std::map<std::string, int> seen;
    for (const std::string& name :
         quoted_after(text_of(folder_ / "events.jsonl"), "\"subject\":\""))
      ++seen[name];
    const auto most = std::max_element(
        seen.begin(), seen.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    if (most == seen.end())
      return fail(Errc::kInternal, "nobody is in the events", "events.jsonl", "report this");
    title("4. What is held about one person, and on which grounds");
    LEDGER_TRY(run({"subject", most->first}));
    title("5. That person erased: the keys die, the records stay, the chain holds");
    return run({"erase", most->first, "--ground", "consentWithdrawn", "--yes"});
  }

  Status audit() {
    title("6. An auditor, without the daemon, with the key and the receipts kept elsewhere");
    LEDGER_TRY(run({"verify", "--key", key_, "--receipt", "receipts.jsonl"}));
    title("7. One byte of one record changed, in a copy");
    LEDGER_TRY(change_copy());
    state_ = "copy";
    return run({"verify", "--key", key_}, exit_number(ExitCode::kUnreadable));
  }

  Status change_copy() {
    std::error_code error;
    for (const char* part : {"ledger", "head"}) {
      fs::create_directories(folder_ / "copy", error);
      fs::copy(folder_ / "state" / part, folder_ / "copy" / part, fs::copy_options::recursive,
               error);
    }
    for (const auto& entry : fs::directory_iterator(folder_ / "copy" / "ledger", error)) {
      if (entry.path().extension() != ".sst") continue;
      std::string bytes = text_of(entry.path());
      const std::size_t place = body_of_record(bytes, 20);
      if (place == std::string::npos) continue;
      bytes[place] = static_cast<char>(bytes[place] ^ 1);
      std::ofstream(entry.path(), std::ios::binary) << bytes;
      print("byte " + std::to_string(place) + " of copy/ledger/" +
            entry.path().filename().string() + ", in the body of record 20\n");
      return {};
    }
    return fail(Errc::kInternal, "record 20 is not found in the copy", "copy", "report this");
  }

  static int exit_number(ExitCode code) { return static_cast<int>(code); }

  void title(const std::string& text) const { print("\n" + context_.out().bold(text) + "\n"); }

  // Prints the line as one would type it in the folder, then runs it.
  Status run(const Words& words, int wanted = 0, const std::string& in = "",
             const std::string& out = "") {
    Words line = {"auditledger"};
    if (words.front() != "simulate") line.insert(line.end(), {"--state", state_});
    line.insert(line.end(), words.begin(), words.end());
    print("$ " + shown(line) + (in.empty() ? "" : " < " + in) + (out.empty() ? "" : " > " + out) +
          "\n");
    Child child(self_, line, folder_, in, out, "");
    LEDGER_ASSIGN(const int code, child.wait());
    if (wanted != 0) print("(exit code " + std::to_string(code) + ")\n");
    if (code == wanted) return {};
    return fail(Errc::kInternal, "a step ended with exit code " + std::to_string(code), shown(line),
                "auditledger doctor; with --keep DIR everything stays to be looked at");
  }

  Result<int> quietly(const Words& words, const std::string& out) {
    Words line = {"auditledger", "--state", state_};
    line.insert(line.end(), words.begin(), words.end());
    Child child(self_, line, folder_, "", out, "/dev/null");
    return child.wait();
  }

  const Context& context_;
  const fs::path& folder_;
  const fs::path self_;
  const fs::path daemon_path_;
  std::unique_ptr<Child> daemon_;
  std::string state_ = "state";
  std::string key_;
};

Result<ExitCode> demo(const Context& context, const std::string& keep) {
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  LEDGER_ASSIGN(const fs::path daemon, find_daemon(self));
  const InterruptGuard guard;
  LEDGER_ASSIGN(const auto folder, Folder::make(keep));
  // What an auditor remembers of a ledger is not to mix with what this user remembers.
  setenv("XDG_STATE_HOME", (folder->path / "auditor").c_str(), 1);
  Demo story(context, folder->path, self, daemon);
  const Status played = story.play();
  if (interrupted()) return ExitCode::kInterrupted;
  if (!played) return fail(played.error());
  print("\nThe ledger verified, and the change was found.\n" +
        (keep.empty() ? std::string("Everything is removed again; --keep DIR keeps it.\n")
                      : "Everything is in " + folder->path.string() + ".\n"));
  return ExitCode::kOk;
}

} // namespace

void add_demo(Command app, Context& context) {
  const Command command =
      app.add_subcommand("demo", "Show a ledger at work, in a folder of its own, in some seconds");
  auto keep = std::make_shared<std::string>();
  command.option("--keep", *keep, "leave everything in DIR").type_name("DIR");
  command.callback(
      [keep, &context] { context.action = [keep, &context] { return demo(context, *keep); }; });
}

} // namespace ledger::tools
