#include "tools/commands/commands.hpp"
#include "tools/input.hpp"
#include "tools/render/record.hpp"

namespace ledger::tools {
namespace {

struct Options {
  std::string which; // a sequence, or an event id
  std::string source;
};

Status fill(wire::Read::Builder read, const Options& options, bool with_content) {
  read.setLimit(1);
  read.setWithContent(with_content);
  if (const auto id = parse_uuid(options.which)) {
    read.setEventId(as_data(*id));
    read.setSource(options.source.c_str());
    return {};
  }
  LEDGER_ASSIGN(const std::uint64_t sequence, parse_number(options.which, "show SEQ"));
  read.setFrom(sequence);
  return {};
}

Result<Reply> read(const Context& context, const Options& options, bool with_content) {
  RequestMessage request;
  LEDGER_TRY(fill(request->initRead(), options, with_content));
  return context.ask(request, Effect::kReads, wire::Reply::RECORDS);
}

Result<ExitCode> show(const Context& context, const Options& options) {
  Result<Reply> reply = read(context, options, true);
  if (!reply && reply.error().code() == Errc::kDenied) {
    reply = read(context, options, false);
    if (reply) say(context, "what is personal is sealed to this user\n");
  }
  if (!reply) return fail(reply.error());
  const auto records = (*reply)->getRecords().getRecords();
  if (records.size() == 0)
    return fail(Errc::kNotFound, "there is no such record", "show",
                "auditledger status says how many there are");
  LEDGER_ASSIGN(const ShownRecord record, ShownRecord::decode(records[0]));
  if (context.as_json())
    print_object(record.json());
  else
    print(record.in_words(context.out()));
  return ExitCode::kOk;
}

} // namespace

void add_show(Command app, Context& context) {
  const Command command = app.add_subcommand("show", "Show one record in words");
  auto options = std::make_shared<Options>();
  command.option("record", options->which, "its number, or an event id")
      .required()
      .type_name("SEQ|UUID");
  command.option("--source", options->source, "whose event id it is; your own, if not given")
      .type_name("NAME");
  command.callback([options, &context] {
    context.action = [options, &context] { return show(context, *options); };
  });
}

} // namespace ledger::tools
