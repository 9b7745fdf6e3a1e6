#include "tools/commands/commands.hpp"
#include "tools/verification/outside_evidence.hpp"
#include "tools/verification/run_verification.hpp"
#include "tools/verification/verify_report.hpp"

#include <algorithm>
#include <thread>

namespace ledger::tools {
namespace {

struct Options {
  std::vector<std::string> receipts;
  std::vector<std::string> checkpoints;
  unsigned threads = 0;
  bool remember = false;
  bool explain = false;
  bool through_socket = false;
};

Result<ExitCode> verify(const Context& context, const Options& options) {
  VerificationRequest request;
  if (!options.through_socket) request.state = context.options.state;
  request.remember = options.remember;
  request.threads =
      options.threads > 0 ? options.threads : std::max(1u, std::thread::hardware_concurrency());
  if (!context.options.key.empty()) {
    LEDGER_ASSIGN(request.evidence.trusted_key, read_key(context.options.key));
  }
  for (const std::string& path : options.receipts) {
    LEDGER_ASSIGN(const auto receipts, read_receipts(path));
    auto& all = request.evidence.receipts;
    all.insert(all.end(), receipts.begin(), receipts.end());
  }
  for (const std::string& path : options.checkpoints) {
    LEDGER_ASSIGN(auto checkpoint, read_checkpoint(path));
    request.evidence.checkpoints.push_back(std::move(checkpoint));
  }
  LEDGER_ASSIGN(const VerifyReport report, run_verification(context, std::move(request)));
  if (context.as_json())
    print_object(verify_report_object(report));
  else
    print(render_verify_report(report, options.explain, context.out()));
  return exit_code_of(report.verdict());
}

} // namespace

void add_verify(Command app, Context& context) {
  const Command command = app.add_subcommand(
      "verify", "Read and hash every record again; with --state DIR offline, else from the daemon");
  auto options = std::make_shared<Options>();
  command.option("--receipt", options->receipts, "hold the ledger against the receipts in FILE")
      .type_name("FILE");
  command
      .option("--checkpoint", options->checkpoints,
              "hold it against a signed checkpoint that was kept elsewhere")
      .type_name("FILE");
  command.flag("--remember", options->remember,
               "trust this ledger's own key from now on, and its history up to here");
  command.flag("--explain", options->explain, "say what was proven, by what, and what was not");
  command.flag("--through-socket", options->through_socket,
               "read from the daemon, also with --state");
  command.option("--threads", options->threads, "0: one for each core").type_name("N");
  command.callback([options, &context] {
    context.action = [options, &context] { return verify(context, *options); };
  });
}

} // namespace ledger::tools
