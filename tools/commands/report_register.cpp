#include "tools/commands/report.hpp"
#include "tools/input.hpp"
#include "tools/ledger_archive.hpp"
#include "tools/policy_source.hpp"
#include "tools/render/register_text.hpp"

namespace ledger::tools {
namespace {

namespace json = boost::json;

struct Options {
  std::string as_of;
  std::string diff;
  std::uint64_t known_at = 0;
  std::string language = "en";
};

// Reads each version once from the ledger, as the first records of it say.
class Registers {
 public:
  [[nodiscard]] static Result<Registers> open(const Context& context, const Options& options) {
    LEDGER_ASSIGN(LedgerArchive archive, LedgerArchive::open(context));
    std::optional<TreeSize> size;
    if (options.known_at != 0) size = TreeSize(options.known_at);
    LEDGER_ASSIGN(const LedgerHead head, archive.head(size));
    LEDGER_ASSIGN(auto all, archive.policies(head.size));
    return Registers(std::move(archive), head, std::move(all));
  }

  [[nodiscard]] const LedgerHead& head() const { return head_; }
  [[nodiscard]] Result<ShownRegister> as_of(Timestamp time, const std::string& language) {
    LEDGER_ASSIGN(const PublishedPolicy published, policy_in_force(all_, time));
    LEDGER_ASSIGN(Bytes bytes, archive_.text(published.hash));
    const std::string place = "record " + std::to_string(published.when.record.get());
    LEDGER_ASSIGN(const Policy policy, read_policy({std::move(bytes), place, published}));
    return ShownRegister{make_register(policy, time, language), published};
  }

 private:
  Registers(LedgerArchive archive, const LedgerHead& head, std::vector<PublishedPolicy> all)
      : archive_(std::move(archive)), head_(head), all_(std::move(all)) {}

  LedgerArchive archive_;
  LedgerHead head_;
  std::vector<PublishedPolicy> all_;
};

// The command that prints the same again, whatever was recorded since; and the one that says
// whether the records are what they were.
ReportFrame frame_of(const Context& context, const LedgerHead& head, const Options& options,
                     Timestamp as_of) {
  std::string again = "auditledger report register --as-of " + to_rfc3339(as_of) + " --known-at " +
                      std::to_string(head.size.get()) + " --lang " + options.language;
  if (!options.diff.empty()) again += " --diff " + options.diff;
  again += " -o " + std::string(name_of(context.options.format));
  return {head, {std::move(again), "auditledger verify --state DIR --key KEY"}};
}

void print_all(const std::vector<json::object>& objects) {
  for (const json::object& object : objects)
    print_object(object);
}

ExitCode show(const Context& context, const ShownRegister& shown, const ReportFrame& frame) {
  if (context.as_csv())
    print(register_csv(shown, frame));
  else if (context.options.format == Format::kJson)
    print_object(register_object(shown, frame));
  else if (context.options.format == Format::kJsonLines)
    print_all(register_objects(shown, frame));
  else
    print(register_in_words(shown, frame, context.width(), context.out()));
  return ExitCode::kOk;
}

ExitCode show(const Context& context, const RegisterChanges& changes) {
  if (context.as_csv())
    print(changes.csv());
  else if (context.options.format == Format::kJson)
    print_object(changes.object());
  else if (context.options.format == Format::kJsonLines)
    print_all(changes.objects());
  else
    print(changes.in_words(context.width(), context.out()));
  return changes.empty() ? ExitCode::kNotFound : ExitCode::kOk;
}

Result<ExitCode> report_register(const Context& context, const Options& options) {
  Timestamp as_of = now();
  if (!options.as_of.empty()) {
    LEDGER_ASSIGN(as_of, parse_time(options.as_of, "--as-of"));
  }
  std::optional<Timestamp> since;
  if (!options.diff.empty()) {
    LEDGER_ASSIGN(since, parse_time(options.diff, "--diff"));
  }
  LEDGER_ASSIGN(Registers registers, Registers::open(context, options));
  LEDGER_ASSIGN(const ShownRegister shown, registers.as_of(as_of, options.language));
  const ReportFrame frame = frame_of(context, registers.head(), options, as_of);
  if (!since) return show(context, shown, frame);
  LEDGER_ASSIGN(const ShownRegister before, registers.as_of(*since, options.language));
  return show(context, RegisterChanges(before, shown, frame));
}

} // namespace

void add_report_register(Command report, Context& context) {
  const Command command =
      report.add_subcommand("register", "The register of processing activities, GDPR art. 30(1)");
  auto options = std::make_shared<Options>();
  command.option("--as-of", options->as_of, "as it stood then; now, if not given")
      .type_name("TIME");
  command.option("--diff", options->diff, "what changed since then instead").type_name("TIME");
  command
      .option("--known-at", options->known_at,
              "by the policies that the first so many records published")
      .type_name("SIZE");
  command.option("--lang", options->language, "of the labels: nl, fr or en")
      .among({"nl", "fr", "en"})
      .type_name("LANG");
  command.footer(
      "Made from the policy in force; the table is an overview, -o json, jsonl and csv have every\n"
      "column of art. 30(1)(a) to (g) and those of the Belgian template. Where what was assessed\n"
      "differs from what the statement declares, both are given: \"excluded / possible\".\n"
      "As in policy list, a version holds to its own end or until a later one: a record of type\n"
      "policy.retired is not looked at.\n"
      "With --state DIR and no daemon running on it: from the folder.\n"
      "Exit code 3: no policy is in force then; with --diff, also: nothing differs.\n\n"
      "Examples:\n"
      "  auditledger report register --lang fr\n"
      "  auditledger report register --as-of 2026-01-01 -o csv > register.csv\n"
      "  auditledger report register --diff 2025-01-01");
  command.callback([options, &context] {
    context.has_csv = true;
    context.action = [options, &context] { return report_register(context, *options); };
  });
}

} // namespace ledger::tools
