#include "ledger/crypto/digest.hpp"
#include "tools/commands/commands.hpp"
#include "tools/commands/person.hpp"

namespace ledger::tools {
namespace {

struct Options {
  PersonArgument person;
  std::string activity;
  std::string operation;
  std::string item;
  std::string channel;
  std::string relation;
  std::string category;
  std::string recipient;
  std::string country;
  std::string at;
};

Status fill(wire::GateQuery::Builder query, const Options& options) {
  LEDGER_TRY(set_person(query, options.person));
  query.setActivity(options.activity.c_str());
  query.setItem(options.item.c_str());
  query.setRelation(options.relation.c_str());
  query.setCategory(options.category.c_str());
  query.setRecipient(options.recipient.c_str());
  query.setCountry(options.country.c_str());
  if (!options.operation.empty()) {
    LEDGER_ASSIGN(
        const std::uint16_t number,
        parse_enumerant(options.operation, capnp::Schema::from<wire::Operation>(), "--operation"));
    query.setOperation(static_cast<wire::Operation>(number));
  }
  if (!options.channel.empty()) {
    LEDGER_ASSIGN(
        const std::uint16_t number,
        parse_enumerant(options.channel, capnp::Schema::from<wire::Channel>(), "--channel"));
    query.setChannel(static_cast<wire::Channel>(number));
  }
  if (!options.at.empty()) {
    LEDGER_ASSIGN(const Timestamp at, parse_time(options.at, "--at"));
    query.setAt(at.get());
  }
  return {};
}

std::string name_of(wire::GateReason reason) {
  const auto number = static_cast<std::uint16_t>(reason);
  const auto known = capnp::Schema::from<wire::GateReason>().getEnumerants();
  if (number < known.size()) return known[number].getProto().getName().cStr();
  return "reason-" + std::to_string(number);
}

Result<ExitCode> check(const Context& context, const Options& options) {
  RequestMessage request;
  LEDGER_TRY(fill(request->initCheck(), options));
  LEDGER_ASSIGN(const Reply reply, context.ask(request, Effect::kReads, wire::Reply::VERDICT));
  const auto verdict = reply->getVerdict();
  const bool rests_on_record = verdict.getRecord() != 0;
  if (context.as_json()) {
    boost::json::object object{{"allowed", verdict.getAllowed()},
                               {"reason", name_of(verdict.getReason())},
                               {"trueForFirst", verdict.getFoldedSize()}};
    if (verdict.getPolicySequence() != 0) {
      object["policyRecord"] = verdict.getPolicySequence();
      object["policyHash"] =
          to_hex({verdict.getPolicyHash().begin(), verdict.getPolicyHash().size()});
    }
    if (rests_on_record) object["record"] = verdict.getRecord();
    print_object(std::move(object));
  } else {
    std::string text =
        verdict.getAllowed() ? "allowed" : "denied    " + name_of(verdict.getReason());
    if (rests_on_record) text += "\nrests on  record " + std::to_string(verdict.getRecord());
    if (verdict.getPolicySequence() != 0)
      text += "\npolicy    record " + std::to_string(verdict.getPolicySequence());
    print(text + "\n");
  }
  return verdict.getAllowed() ? ExitCode::kOk : ExitCode::kFailed;
}

} // namespace

void add_check(Command app, Context& context) {
  const Command command = app.add_subcommand("check", "May this be done with a person's data?");
  auto options = std::make_shared<Options>();
  add_person_options(command, options->person);
  const auto option = [&](const char* name, std::string& target, const char* what,
                          const char* type) {
    return command.option(name, target, what).type_name(type);
  };
  option("--activity", options->activity, "what for: an activity of the policy", "ID").required();
  option("--operation", options->operation, "read, send, analyse, profile ...", "NAME");
  option("--item", options->item, "newsletter, invitation ...", "ID");
  option("--channel", options->channel, "email, phone ...", "NAME");
  option("--relation", options->relation, "as whose data: paying-customer ...", "ID");
  option("--category", options->category, "which data", "ID");
  option("--recipient", options->recipient, "to whom it would go", "ID");
  option("--country", options->country, "where it would go; the recipient's, if not given", "CC");
  option("--at", options->at, "when; now, if not given", "TIME");
  command.footer("Exits with 0 when it may be done, with 1 when it may not, and with other codes "
                 "when there is no answer.");
  command.callback([options, &context] {
    context.action = [options, &context] { return check(context, *options); };
  });
}

} // namespace ledger::tools
