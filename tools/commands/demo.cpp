#include "ledger/base/bytes.hpp"
#include "ledger/base/limits.hpp"
#include "tools/commands/commands.hpp"
#include "tools/commands/demo_stage.hpp"
#include "tools/example_policy.hpp"
#include "tools/input.hpp"
#include "tools/interrupt.hpp"
#include "tools/render/text.hpp"
#include "tools/simulate/injected.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <poll.h>

namespace ledger::tools {
namespace {

namespace fs = std::filesystem;

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
    LEDGER_TRY(show_findings());
    LEDGER_TRY(show_register());
    LEDGER_TRY(one_person());
    LEDGER_TRY(erase_person());
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
      if (interrupted()) return demo_stopped();
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

  // A year that ends now. Posted in one go, all but its last weeks is older than the ledger.
  Status post_events() {
    title("3. A believable year of people who do not exist, and a breach of each rule among it");
    const Timestamp end = now();
    const Timestamp begin(end.get() - std::int64_t{365} * 86'400'000'000);
    LEDGER_TRY(run({"simulate", "--policy", "policy.toml", "--people", "40", "--seed", "7",
                    "--from", to_rfc3339(begin), "--to", to_rfc3339(end), "--before-ledger",
                    "--breach", "all", "--injected", "injected.jsonl"},
                   0, "", "events.jsonl"));
    LEDGER_TRY(run({"-q", "append", "--stdin", "--receipt", "receipts.jsonl"}, 0, "events.jsonl",
                   "appended.txt"));
    LEDGER_TRY(run({"status"}));
    return run({"log", "--limit", "8"});
  }

  // Every finding that was injected has to be there, with the record that it is about.
  Status show_findings() {
    title("4. What was done against the law or the policy");
    LEDGER_TRY(run({"findings"}));
    LEDGER_ASSIGN(const int code, quietly({"-o", "json", "findings"}, "findings.json"));
    if (code != 0)
      return fail(Errc::kInternal, "the findings are not answered", "findings.json", "report this");
    LEDGER_ASSIGN(const InjectedFound found, compare_injected(text_of(folder_ / "injected.jsonl"),
                                                              text_of(folder_ / "receipts.jsonl"),
                                                              text_of(folder_ / "findings.json")));
    for (const std::string& missing : found.missing)
      print("not found: " + missing + "\n");
    if (!found.missing.empty() || found.injected == 0)
      return fail(Errc::kInternal, "a breach that was injected is not found", "findings.json",
                  "report this");
    print(grouped(found.injected) + " breaches were injected, and each is found, by its record.\n");
    for (const auto& [rule, count] : found.own)
      print(rule + ", " + grouped(count) + " times more: the history's own" +
            (rule == "F10" ? ", for what the statement does not name and is done all the same.\n"
                           : ".\n"));
    return {};
  }

  Status show_register() {
    title("5. The register of processing activities, in one line of many");
    LEDGER_TRY(run({"report", "register"}, 0, "", "register.txt"));
    const std::string text = text_of(folder_ / "register.txt");
    const std::size_t line = text.find("\nactivities");
    if (line == std::string::npos)
      return fail(Errc::kInternal, "the register has no activities", "register.txt", "report this");
    print(text.substr(line + 1, text.find('\n', line + 1) - line));
    return {};
  }

  // Whoever was met most often.
  Status one_person() {
    std::map<std::string, int> seen;
    for (const std::string& name :
         quoted_after(text_of(folder_ / "events.jsonl"), "\"subject\":\""))
      ++seen[name];
    const auto most = std::max_element(
        seen.begin(), seen.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    if (most == seen.end())
      return fail(Errc::kInternal, "nobody is in the events", "events.jsonl", "report this");
    person_ = most->first;
    title("6. The answer to one person's request for access, GDPR art. 15");
    return run({"report", "access", person_});
  }

  Status erase_person() {
    title("7. That person erased: the keys die, the records stay, the chain holds");
    return run({"erase", person_, "--ground", "consentWithdrawn", "--yes"});
  }

  Status audit() {
    title("8. An auditor, without the daemon, with the key and the receipts kept elsewhere");
    LEDGER_TRY(run({"verify", "--key", key_, "--receipt", "receipts.jsonl"}));
    title("9. One byte of one record changed, in a copy");
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
  std::string person_;
};

Result<ExitCode> demo(const Context& context, const std::string& keep) {
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  LEDGER_ASSIGN(const fs::path daemon, find_daemon(self));
  const InterruptGuard guard;
  LEDGER_ASSIGN(const auto folder, DemoFolder::make(keep));
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
