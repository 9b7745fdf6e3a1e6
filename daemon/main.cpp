// auditledgerd: reads its configuration and its key, and runs.
#include "daemon/config.hpp"
#include "daemon/daemon.hpp"
#include "daemon/descriptors.hpp"
#include "daemon/master_key.hpp"
#include "ledger/store/table_trial.hpp"

#include <CLI/CLI.hpp>

#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace {

using ledger::Errc;
using ledger::Error;

void print(const Error& error) {
  std::fprintf(stderr, "error[%s]: %s\n  where: %s\n  next:  %s\n",
               ledger::code_text(error.code()).c_str(), error.what().c_str(), error.where().c_str(),
               error.next().c_str());
}

// The unit does not restart on 2, 11 to 15 and 20: repeating would not help, and a restart loop
// over a damaged store could make it worse.
int exit_code(Errc code) {
  switch (code) {
  case Errc::kTruncated:
  case Errc::kRolledBack:
  case Errc::kChanged:
  case Errc::kForeign:
  case Errc::kMissing:
    return 11;
  case Errc::kCannotDecide:
    return 12;
  case Errc::kDamaged:
  case Errc::kMalformed:
  case Errc::kIo:
  case Errc::kOutcomeUnknown:
    return 13;
  case Errc::kWrongKey:
  case Errc::kNotFound:
    return 14;
  case Errc::kNoSpace:
    return 15;
  case Errc::kConfig:
  case Errc::kNotInitialised:
    return 20;
  case Errc::kPermissions:
    return 4;
  case Errc::kLocked:
    return 75;
  default:
    return 1;
  }
}

struct Options {
  std::string config;
  std::string state;
  std::string check;
};

int serve(const Options& options) {
  const ledger::ServiceEnvironment environment = ledger::take_service_environment();
  ledger::ConfigSurroundings surroundings;
  if (!options.state.empty()) surroundings.state = std::filesystem::absolute(options.state);
  if (const char* directory = std::getenv("CREDENTIALS_DIRECTORY"))
    surroundings.credentials_directory = directory;

  const std::string& file = options.check.empty() ? options.config : options.check;
  ledger::ParsedConfig config =
      file.empty() ? ledger::default_config(surroundings) : ledger::load_config(file, surroundings);
  if (!config) {
    for (const Error& error : config.error())
      print(error);
    return 20;
  }
  if (!options.check.empty()) {
    std::printf("%s: no errors\n", options.check.c_str());
    return 0;
  }
  if (const ledger::Status kept = ledger::keep_descriptors(config->limits); !kept) {
    print(kept.error());
    return exit_code(kept.error().code());
  }
  if (!ledger::protect_process_memory())
    std::fprintf(stderr, "<4>the memory for secrets could not be locked: raise LimitMEMLOCK\n");
  auto manager = ledger::ServiceManager::connect(environment.notify_socket);
  if (!manager) {
    print(manager.error());
    return 1;
  }
  // While there is neither a thread nor a secret in this process.
  const ledger::Status tried = ledger::try_tables(config->directories.ledger, [&manager] {
    static_cast<void>(manager->extend_timeout(std::chrono::seconds(30)));
  });
  if (!tried) {
    print(tried.error());
    return exit_code(tried.error().code());
  }
  const auto master = ledger::read_master_key(config->master_key);
  if (!master) {
    print(master.error());
    return exit_code(master.error().code());
  }
  ledger::Daemon daemon(std::move(*config), environment, std::move(*manager));
  const ledger::Status served = daemon.run(*master);
  if (served) return 0;
  print(served.error());
  return exit_code(served.error().code());
}

} // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App app("The audit ledger daemon. Errors and log lines go to standard error.",
               "auditledgerd");
  app.set_version_flag("--version", AUDITLEDGER_VERSION);
  Options options;
  app.add_option("--config", options.config, "configuration file (TOML)");
  app.add_option("--state", options.state,
                 "one folder with everything, made by auditledger init; wins over the file");
  app.add_option("--check-config", options.check, "check this file, say what is wrong, and exit");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    print(Error(Errc::kUsage, error.what(), "auditledgerd", "auditledgerd --help"));
    return 2;
  }
  if (options.config.empty() && options.state.empty() && options.check.empty()) {
    print(Error(Errc::kUsage, "neither a configuration nor a state folder was given",
                "command line", "auditledgerd --state DIR, or --config FILE"));
    return 2;
  }
  try {
    return serve(options);
  } catch (const std::exception&) {
    // The text of an exception may quote what it was about: it stays out of the journal.
    print(Error(Errc::kInternal, "an exception that should not have left its thread", "main",
                "report this; nothing that was acknowledged is lost"));
    return 70;
  }
}
