#include "ledger/event/json.hpp"
#include "tools/commands/commands.hpp"
#include "tools/render/record.hpp"
#include "tools/render/text.hpp"

namespace ledger::tools {
namespace {

std::string hex_of(capnp::Data::Reader data) {
  return to_hex({data.begin(), data.size()});
}

std::string line(std::string_view name, const std::string& value) {
  constexpr std::size_t kNameWidth = 13;
  return std::string(name) + std::string(kNameWidth - name.size(), ' ') + value + "\n";
}

std::string in_words(wire::Status::Reader status) {
  const auto behind = [&](std::uint64_t size) {
    return status.getSize() <= size ? std::string()
                                    : ", " + grouped(status.getSize() - size) + " behind";
  };
  return line("ledger", escape_terminal(status.getOrigin().cStr())) +
         line("id", plain_words(plain_json(status.getLedgerId()))) +
         line("records", grouped(status.getSize())) + line("root", hex_of(status.getRootHash())) +
         line("checkpoint",
              "size " + grouped(status.getCheckpointSize()) + behind(status.getCheckpointSize())) +
         line("signer", escape_terminal(status.getVerifierKey().cStr())) +
         line("policy", status.getPolicyHash().size() == 0
                            ? "none"
                            : hex_of(status.getPolicyHash()) + " (record " +
                                  std::to_string(status.getPolicySequence()) + ")") +
         line("projections",
              grouped(status.getFoldedSize()) + " folded" + behind(status.getFoldedSize())) +
         line("people", grouped(status.getSubjects()) + ", epoch " + grouped(status.getEpoch())) +
         line("queue", grouped(status.getQueuedEvents()) + " events, " +
                           grouped(status.getConnections()) + " connections") +
         line("sync", "p50 " + grouped(status.getSyncP50Us()) + " µs, p99 " +
                          grouped(status.getSyncP99Us()) + " µs") +
         line("free", byte_count(status.getFreeBytes())) +
         line("memory", status.getMemoryLocked() ? "locked" : "NOT locked") +
         line("clock", status.getClockSynchronised() ? "synchronised" : "NOT synchronised") +
         line("daemon", escape_terminal(status.getVersion().cStr()) + ", since " +
                            to_rfc3339(Timestamp(status.getStartedAt())));
}

Result<ExitCode> status(const Context& context) {
  RequestMessage request;
  request->setStatus();
  LEDGER_ASSIGN(const Reply reply, context.ask(request, Effect::kReads, wire::Reply::STATUS));
  if (context.as_json())
    print_object(plain_json(capnp::DynamicStruct::Reader(reply->getStatus())).as_object());
  else
    print(in_words(reply->getStatus()));
  return ExitCode::kOk;
}

} // namespace

void add_status(CLI::App& app, Context& context) {
  app.add_subcommand("status", "How the daemon and its ledger are")->callback([&context] {
    context.action = [&context] { return status(context); };
  });
}

} // namespace ledger::tools
