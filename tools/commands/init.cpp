#include "ledger/crypto/random.hpp"
#include "ledger/ledger.hpp"
#include "tools/commands/commands.hpp"
#include "tools/example_policy.hpp"
#include "tools/master_key_file.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <unistd.h>

namespace ledger::tools {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string policy;
  std::string origin;
  std::string sheet;
  bool system = false;
};

// Where things go: one folder, or the places that the service unit knows.
struct Places {
  StatePaths state;
  fs::path parent; // to be made first
  fs::path master_key;
  fs::path sheet;
};

Result<Places> places(const Context& context, const Options& options) {
  Places places;
  if (options.system) {
    places.parent = "/var/lib/auditledger";
    places.state = {places.parent / "ledger", places.parent / "keyring",
                    "/var/lib/auditledger-head", "/var/lib/auditledger-root"};
    places.master_key = "/etc/auditledger/master.key";
    places.sheet = "/etc/auditledger/recovery-sheet.txt";
  } else if (!context.options.state.empty()) {
    places.parent = fs::absolute(context.options.state);
    places.state = StatePaths::under(places.parent);
    places.master_key = places.parent / "master.key";
    places.sheet = places.parent / "recovery-sheet.txt";
  } else {
    return fail(Errc::kUsage, "no place for the ledger was given", "init",
                "auditledger init --state DIR, or --system for the service");
  }
  if (!options.sheet.empty()) places.sheet = fs::absolute(options.sheet);
  return places;
}

std::string default_origin() {
  char name[256] = "localhost";
  gethostname(name, sizeof name - 1);
  return std::string(name) + "/auditledger";
}

Result<Bytes> read_policy(const std::string& file) {
  if (file.empty()) {
    const ByteView text = as_bytes(example_policy());
    return Bytes(text.begin(), text.end());
  }
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(Errc::kNotFound, "the policy cannot be read", file, "check the path");
  return Bytes(std::istreambuf_iterator<char>(in), {});
}

constexpr std::string_view kServiceConfig =
    R"(# auditledgerd.toml: what the service reads at its start. auditledger config check FILE
[directories]
ledger = "/var/lib/auditledger/ledger"
keyring = "/var/lib/auditledger/keyring"
head = "/var/lib/auditledger-head"
root = "/var/lib/auditledger-root"

# The socket unit opens it; the name is its FileDescriptorName.
[[socket]]
name = "append"
path = "/run/auditledger/append.sock"

# Who may do what. Without rows: root and the daemon's own user, everything.
# [[access]]
# user = "www-data"
# source = "webshop"
# roles = ["append"]
)";

Status write_service_config() {
  const fs::path file = "/etc/auditledger/auditledgerd.toml";
  if (fs::exists(file)) return {};
  std::ofstream out(file);
  out << kServiceConfig;
  out.close();
  if (out) return {};
  return fail(Errc::kIo, "the configuration cannot be written", file.string(), "check the disk");
}

// Made as root for the service: everything in them belongs to its user.
Status give_to_service(const Places& places) {
  const std::string command =
      "chown -R auditledger:auditledger /var/lib/auditledger /var/lib/auditledger-head "
      "/var/lib/auditledger-root";
  if (std::system(command.c_str()) == 0) return {};
  return fail(Errc::kPermissions, "the folders cannot be given to the user auditledger",
              places.parent.string(), "systemd-sysusers makes that user; then: " + command);
}

void print_next(const Context& context, const Options& options, const Places& places,
                const InitReport& report) {
  if (context.as_json()) {
    print_object({{"ledger_id", to_hex(report.ledger_id.view())},
                  {"verifier_key", report.verifier_key},
                  {"policy", to_hex(report.policy.view())},
                  {"recovery_sheet", places.sheet.string()}});
    return;
  }
  print("ledger     " + to_hex(report.ledger_id.view()) + "\nverifier   " + report.verifier_key +
        "\npolicy     " + to_hex(report.policy.view()) + " (record 1)\nsheet      " +
        places.sheet.string() + "\n           print it, lock it away, remove the file\n\n");
  const std::string state = options.system ? "" : " --state " + places.parent.string();
  print("next, in this order:\n  " +
        (options.system ? std::string("systemctl enable --now auditledgerd.socket")
                        : "auditledgerd" + state + " &") +
        "\n  auditledger" + state +
        " append --type subject.registered --subject customer-1\n  auditledger verify" +
        (options.system ? std::string(" --state /var/lib/auditledger") : state) + " --key '" +
        report.verifier_key + "'\n");
}

std::array<fs::path, 4> folders_of(const StatePaths& state) {
  return {state.ledger, state.keyring, state.head, state.root};
}

Result<ExitCode> init(const Context& context, const Options& options) {
  LEDGER_ASSIGN(const Places where, places(context, options));
  InitOptions init;
  init.paths = where.state;
  init.origin = options.origin.empty() ? default_origin() : options.origin;
  LEDGER_ASSIGN(init.policy, read_policy(options.policy));

  LEDGER_TRY(check_nothing_there(init)); // before there is a key that belongs to nothing
  const DurableFiles files(nullptr);
  std::error_code ignored;
  fs::create_directories(where.master_key.parent_path(), ignored);
  if (!fs::exists(where.parent)) LEDGER_TRY(files.create_directory(where.parent));

  protect_process_memory();
  MasterKey master;
  random_secret_bytes(master.writable());
  LEDGER_TRY(write_master_key(where.master_key, master));
  if (const Status sheet = write_recovery_sheet(where.sheet, master, init.origin); !sheet) {
    fs::remove(where.master_key, ignored);
    return fail(sheet.error());
  }
  const bool fresh = std::ranges::none_of(folders_of(where.state), [&](const fs::path& folder) {
    return fs::exists(folder, ignored) && !fs::is_empty(folder, ignored);
  });
  const auto clock = make_system_clock();
  const auto report = init_ledger(init, master, *clock);
  if (!report) {
    // Nothing was sealed under this key yet, and what was begun must not be in the way of the next.
    fs::remove(where.master_key, ignored);
    fs::remove(where.sheet, ignored);
    if (fresh)
      for (const fs::path& folder : folders_of(where.state))
        fs::remove_all(folder, ignored);
    return fail(report.error());
  }
  if (options.system) {
    LEDGER_TRY(write_service_config());
    LEDGER_TRY(give_to_service(where));
  }
  print_next(context, options, where, *report);
  return ExitCode::kOk;
}

} // namespace

void add_init(Command app, Context& context) {
  const Command command =
      app.add_subcommand("init", "Make a new ledger: database, keys, first policy");
  auto options = std::make_shared<Options>();
  command.option("--policy", options->policy, "TOML; the built-in example when not given")
      .type_name("FILE");
  command
      .option("--origin", options->origin,
              "the ledger's name in checkpoints; a host and path, for ever")
      .type_name("NAME");
  command.option("--sheet", options->sheet, "where the recovery sheet goes").type_name("FILE");
  command.flag("--system", options->system, "in the places of the systemd service");
  command.callback([options, &context] {
    context.action = [options, &context] { return init(context, *options); };
  });
}

} // namespace ledger::tools
