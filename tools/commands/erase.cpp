#include "ledger/event/json.hpp"
#include "tools/commands/commands.hpp"
#include "tools/commands/person.hpp"
#include "tools/render/text.hpp"

#include <iostream>
#include <unistd.h>

namespace ledger::tools {
namespace {

struct Options {
  PersonArgument person;
  std::vector<std::string> classes;
  std::string ground;
  std::string id;
  bool yes = false;
};

Status confirm(const Context& context, const Options& options) {
  if (options.yes) return {};
  if (isatty(STDIN_FILENO) != 1)
    return fail(Errc::kUsage, "erasing cannot be undone and has to be confirmed", "erase",
                "add --yes");
  std::string question = "Destroy ";
  question += options.classes.empty() ? "every key" : "the keys of these classes";
  question +=
      " of \"" + escape_terminal(options.person.reference) + "\"? Nobody can undo this. Type yes: ";
  say(context, context.err().bold(question));
  std::string answer;
  std::getline(std::cin, answer);
  if (answer == "yes") return {};
  return fail(Errc::kUsage, "not confirmed; nothing was erased", "erase", "type yes, or add --yes");
}

Status fill(wire::Erase::Builder erase, const Options& options, const EventId& id) {
  LEDGER_TRY(set_person(erase, options.person));
  erase.setEventId(as_data(id.view()));
  auto classes = erase.initKeyClasses(static_cast<unsigned>(options.classes.size()));
  for (unsigned i = 0; i < classes.size(); ++i)
    classes.set(i, options.classes[i].c_str());
  if (options.ground.empty()) return {};
  LEDGER_ASSIGN(
      const std::uint16_t ground,
      parse_enumerant(options.ground, capnp::Schema::from<wire::ErasureGround>(), "--ground"));
  erase.setGround(static_cast<wire::ErasureGround>(ground));
  return {};
}

std::string in_words(wire::Erased::Reader erased) {
  const auto id = erased.getSubjectId();
  const std::string stage =
      erased.getUnrecoverable()
          ? "unrecoverable: the old epoch root is gone and no backup can hold it"
          : "destroyed here; a backup of the keyring may still hold them until it expires";
  return "subject    " +
         (id.size() == 16 ? to_uuid_text(ByteView(id.begin(), 16).first<16>()) : std::string()) +
         "\nkeys       " +
         (erased.getKeys() == 0 ? "none: nothing was sealed under any"
                                : std::to_string(erased.getKeys()) + " " + stage) +
         "\nrecords    " + std::to_string(erased.getStartedBy()) + " (started), " +
         std::to_string(erased.getDestroyedBy()) + " (keys destroyed)\n";
}

Result<ExitCode> erase(const Context& context, const Options& options) {
  LEDGER_ASSIGN(const EventId id, event_id_from(options.id, "--event-id"));
  RequestMessage request;
  LEDGER_TRY(fill(request->initErase(), options, id));
  LEDGER_TRY(confirm(context, options));
  auto reply = context.ask(request, Effect::kWrites, wire::Reply::ERASED);
  if (!reply) return fail(reply.error().within("event " + to_uuid_text(id.view())));
  const auto erased = (*reply)->getErased();
  if (context.as_json())
    print_object(plain_json(capnp::DynamicStruct::Reader(erased)).as_object());
  else
    print(in_words(erased));
  return ExitCode::kOk;
}

} // namespace

void add_erase(Command app, Context& context) {
  const Command command =
      app.add_subcommand("erase", "Destroy a person's keys, so that nobody can read any more");
  auto options = std::make_shared<Options>();
  add_person_options(command, options->person);
  command.option("--class", options->classes, "this key class only; may be repeated")
      .one_each()
      .type_name("CLASS");
  command.option("--ground", options->ground, "why: GDPR art. 17(1)").type_name("GROUND");
  command.option("--event-id", options->id, "the same id is carried out once").type_name("UUID");
  command.flag("--yes", options->yes, "do not ask");
  command.callback([options, &context] {
    context.action = [options, &context] { return erase(context, *options); };
  });
}

} // namespace ledger::tools
