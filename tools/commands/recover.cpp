#include "ledger/facade/restoring.hpp"
#include "ledger/ledger.hpp"
#include "ledger/store/table_trial.hpp"
#include "ledger/verify/verify_state.hpp"
#include "tools/as_owner.hpp"
#include "tools/commands/commands.hpp"
#include "tools/master_key_file.hpp"

#include <algorithm>
#include <thread>
#include <unistd.h>

namespace ledger::tools {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string sheet;
  std::string out;
  std::string approver;
  bool system = false;
  bool yes = false;
};

// --- the master key, from its sheet
// ---------------------------------------------------------------

struct Places {
  StatePaths state;
  fs::path master_key;
};

Result<Places> places(const Context& context, const Options& options) {
  Places places;
  if (options.system) {
    const fs::path parent = "/var/lib/auditledger";
    places.state = {parent / "ledger", parent / "keyring", "/var/lib/auditledger-head",
                    "/var/lib/auditledger-root"};
    places.master_key = "/etc/auditledger/master.key";
  } else if (!context.options.state.empty()) {
    const fs::path parent = fs::absolute(context.options.state);
    places.state = StatePaths::under(parent);
    places.master_key = parent / "master.key";
  } else {
    return fail(Errc::kUsage, "no ledger was named", "recover",
                "auditledger recover --state DIR, or --system for that of the service");
  }
  if (!options.out.empty()) places.master_key = fs::absolute(options.out);
  return places;
}

bool holds_files(const fs::path& directory) {
  std::error_code error;
  return fs::exists(directory, error) && !fs::is_empty(directory, error) && !error;
}

Result<ExitCode> restore_key(const Context& context, const Options& options) {
  LEDGER_ASSIGN(const Places where, places(context, options));
  protect_process_memory();
  LEDGER_ASSIGN(const MasterKey master, read_recovery_sheet(options.sheet));
  std::error_code ignored;
  if (fs::exists(where.master_key, ignored))
    return fail(Errc::kExists, "there is a master key already; nothing was written",
                where.master_key.string(), "move it away first; it may be the only copy of a key");
  const bool has_keyring = holds_files(where.state.keyring);
  if (has_keyring) {
    LEDGER_ASSIGN(const AsOwner owner, AsOwner::of(where.state.keyring));
    LEDGER_TRY(check_master_key(where.state, master, nullptr));
  }
  LEDGER_TRY(write_master_key(where.master_key, master));
  if (context.as_json())
    print_object({{"master_key", where.master_key.string()}, {"opens_keyring", has_keyring}});
  else
    print("master key  " + where.master_key.string() + "\n" +
          (has_keyring ? "            it opens the keyring\n"
                       : "            there is no keyring here that it could be tried on\n"));
  return ExitCode::kOk;
}

// --- a damaged database
// ---------------------------------------------------------------------------

std::string stamp(Timestamp now) {
  std::string text = to_rfc3339(now).substr(0, 19) + "Z";
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

boost::json::object damage_object(const Damage& damage) {
  boost::json::object object{{"intact", damage.intact.get()}, {"head", damage.head.get()}};
  if (damage.found)
    object["damage"] = {{"what", damage.found->what()}, {"where", damage.found->where()}};
  return object;
}

void print_damage(const Damage& damage) {
  print("damage      " + damage.found->what() + "\n            " + damage.found->where() +
        "\nintact      " + std::to_string(damage.intact.get()) + " records; the last is of " +
        to_rfc3339(damage.last_recorded_at) + "\nhead        at " +
        std::to_string(damage.head.get()) + " records: all that it remembers are intact\n");
}

// The same audit as everyone's, before the new database takes the place of the damaged one.
Status check_rebuilt(const fs::path& database, const StatePaths& paths) {
  StateFolders folders;
  folders.ledger = database;
  folders.head = paths.head;
  VerifyOptions options;
  options.threads = std::max(1u, std::thread::hardware_concurrency());
  LEDGER_ASSIGN(const VerifyReport report, verify_state(folders, {}, {}, options));
  const bool refuted = report.has(Verdict::kTampered) || report.has(Verdict::kIncomplete) ||
                       report.has(Verdict::kUnreadable);
  if (!refuted) return {};
  const VerifyFinding& worst = report.findings.front();
  return fail(worst.code, worst.what + "; nothing was changed", worst.where,
              "keep the folder as it is and restore a backup");
}

// The start records the repair, as would that of a daemon if this process were killed before.
Status note_in_ledger(const StatePaths& paths, const MasterKey& master) {
  OpenOptions open;
  open.paths = paths;
  open.deliver = [](const std::vector<std::function<void()>>& done) {
    for (const auto& one : done)
      one();
  };
  open.on_fatal = [](const Error&) {};
  const auto clock = make_system_clock();
  LEDGER_ASSIGN(const auto ledger, Ledger::open(open, master, *clock));
  return ledger->stop();
}

Status exchange(Recovery& recovery, const fs::path& aside, const StatePaths& paths,
                const std::string& approver) {
  LEDGER_TRY(recovery.rebuild(aside / "ledger"));
  LEDGER_TRY(check_rebuilt(aside / "ledger", paths));
  return recovery.put_in_place(aside / "ledger", approver);
}

Result<ExitCode> repair(const Context& context, const Places& where, const MasterKey& master,
                        const std::string& approver, std::unique_ptr<Recovery> recovery) {
  const Damage damage = recovery->damage();
  const fs::path aside =
      where.state.ledger.parent_path() / ("set-aside-" + stamp(make_system_clock()->now()));
  std::error_code ignored;
  if (fs::exists(aside, ignored))
    return fail(Errc::kExists, "there is something here already", aside.string(),
                "try again in a second");
  LEDGER_TRY(DurableFiles(nullptr).create_directory(aside));
  if (const Status exchanged = exchange(*recovery, aside, where.state, approver); !exchanged) {
    if (exchanged.error().code() != Errc::kOutcomeUnknown)
      fs::remove_all(aside, ignored); // only what was made a moment ago
    return fail(exchanged.error());
  }
  recovery.reset(); // it owns the folder
  if (const Status noted = note_in_ledger(where.state, master); !noted)
    return fail(noted.error().within("the database is sound again, the damaged one is in " +
                                     aside.string() + "; the daemon records that when it starts"));
  if (context.as_json()) {
    boost::json::object object = damage_object(damage);
    object["set_aside"] = (aside / "ledger").string();
    object["set_aside_bytes"] = damage.bytes;
    print_object(std::move(object));
    return ExitCode::kOk;
  }
  print("set aside   " + (aside / "ledger").string() + ", " + std::to_string(damage.bytes) +
        " bytes, nothing deleted\nrecorded    ledger.restored, approved by " + approver +
        "\n\nnext: auditledger --state " + where.state.ledger.parent_path().string() +
        " verify, with the receipts that clients kept\n");
  return ExitCode::kOk;
}

Result<ExitCode> recover_database(const Context& context, const Options& options) {
  LEDGER_ASSIGN(const Places where, places(context, options));
  LEDGER_TRY(try_tables(where.state.ledger)); // before any secret is in memory
  protect_process_memory();
  auto loaded = load_master_key(where.master_key);
  if (!loaded && loaded.error().code() == Errc::kNotFound)
    return fail(Errc::kWrongKey, "the master key is missing", where.master_key.string(),
                "auditledger recover --sheet FILE restores it from the recovery sheet");
  LEDGER_ASSIGN(const MasterKey master, std::move(loaded));
  const std::string approver =
      options.approver.empty() ? "uid:" + std::to_string(getuid()) : options.approver;
  LEDGER_ASSIGN(const AsOwner owner, AsOwner::of(where.state.ledger));
  LEDGER_ASSIGN(auto recovery, Recovery::examine(where.state, master, nullptr));
  const Damage damage = recovery->damage();
  if (!damage.found) {
    if (context.as_json())
      print_object(damage_object(damage));
    else
      print("the database is sound, " + std::to_string(damage.intact.get()) +
            " records; nothing to do\n");
    return ExitCode::kOk;
  }
  if (!context.as_json()) print_damage(damage);
  if (options.yes) return repair(context, where, master, approver, std::move(recovery));
  if (context.as_json())
    print_object(damage_object(damage));
  else
    print("\nnothing was changed. With --yes: the intact records go into a new database, which is\n"
          "verified and takes the place of the damaged one; the damaged one is set aside beside\n"
          "it as it is, " +
          std::to_string(damage.bytes) + " bytes; and the ledger records that.\n");
  return ExitCode::kOk;
}

} // namespace

void add_recover(Command app, Context& context) {
  const Command command = app.add_subcommand(
      "recover", "Restore the master key from its sheet; or examine and repair a damaged database");
  auto options = std::make_shared<Options>();
  const Option sheet =
      command.option("--sheet", options->sheet, "the recovery sheet, typed in or scanned")
          .type_name("FILE");
  command.option("--out", options->out, "where the master key goes, or is").type_name("FILE");
  command.flag("--system", options->system, "in the places of the systemd service");
  command.flag("--yes", options->yes, "change something; without it the damage is only named")
      .excludes(sheet);
  command
      .option("--approver", options->approver, "who decided, for the record; uid:N when not given")
      .excludes(sheet)
      .type_name("NAME");
  command.footer("Run by root, it works on the folders as the user that they belong to, so that "
                 "what it makes\n"
                 "belongs to that user too. Nothing is ever deleted. Damage below the head is "
                 "refused: something that was acknowledged\n"
                 "is lost then, and only a backup brings it back.\n\n"
                 "Examples:\n"
                 "  auditledger recover --system --sheet sheet.txt\n"
                 "  auditledger recover --state DIR          says what is damaged\n"
                 "  auditledger recover --state DIR --yes    and sets it aside");
  command.callback([options, &context] {
    context.action = [options, &context] {
      return options->sheet.empty() ? recover_database(context, *options)
                                    : restore_key(context, *options);
    };
  });
}

} // namespace ledger::tools
