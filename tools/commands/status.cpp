#include "ledger/event/json.hpp"
#include "tools/commands/commands.hpp"
#include "tools/input.hpp"
#include "tools/interrupt.hpp"
#include "tools/render/record.hpp"
#include "tools/render/text.hpp"

#include <algorithm>
#include <chrono>

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

Result<Reply> ask(const Context& context, Client& client) {
  RequestMessage request;
  request->setStatus();
  LEDGER_ASSIGN(Reply answer, client.call(request, Effect::kReads, context.deadline()));
  return expect(std::move(answer), wire::Reply::STATUS);
}

void print_json(wire::Status::Reader status) {
  print_object(plain_json(capnp::DynamicStruct::Reader(status)).as_object());
}

// What moves, on one line.
std::string moving(wire::Status::Reader status, std::uint64_t size_before) {
  return to_rfc3339(now()) + "  " + grouped(status.getSize()) + " records  +" +
         grouped(status.getSize() - std::min(status.getSize(), size_before)) + "  signed to " +
         grouped(status.getCheckpointSize()) + "  folded to " + grouped(status.getFoldedSize()) +
         "  queue " + grouped(status.getQueuedEvents()) + "  connections " +
         grouped(status.getConnections()) + "  sync p99 " + grouped(status.getSyncP99Us()) +
         " µs\n";
}

// Once a second until Ctrl-C: on a terminal over itself, elsewhere a line each.
class Watch {
 public:
  explicit Watch(const Context& context) : context_(context), terminal_(context.width() > 0) {}

  void show(wire::Status::Reader status) {
    if (context_.as_json()) {
      print_json(status);
    } else if (terminal_) {
      const std::string text = in_words(status);
      if (lines_ > 0) print("\x1b[" + std::to_string(lines_) + "A\x1b[J");
      print(text);
      lines_ = std::count(text.begin(), text.end(), '\n');
    } else {
      print(moving(status, seen_ ? size_ : status.getSize()));
    }
    size_ = status.getSize();
    seen_ = true;
    std::fflush(stdout);
  }

 private:
  const Context& context_;
  bool terminal_;
  std::ptrdiff_t lines_ = 0; // that were drawn
  std::uint64_t size_ = 0;   // when it was last shown, if it was
  bool seen_ = false;
};

Result<ExitCode> watch(const Context& context) {
  if (context.options.format == Format::kJson)
    return fail(Errc::kUsage, "what never ends is no JSON document", "status --watch -o json",
                "use -o jsonl");
  const InterruptGuard guard;
  LEDGER_ASSIGN(Client client, context.connect());
  Watch watch(context);
  for (auto next = std::chrono::steady_clock::now();;) {
    LEDGER_ASSIGN(const Reply reply, ask(context, client));
    watch.show(reply->getStatus());
    next = std::max(next + std::chrono::seconds(1), std::chrono::steady_clock::now());
    for (bool timed_out = false; !timed_out;) {
      LEDGER_ASSIGN(const Client::Wake wake, client.wait(-1, next));
      if (wake.interrupted) return ExitCode::kInterrupted;
      timed_out = wake.timed_out;
    }
  }
}

Result<ExitCode> status(const Context& context) {
  LEDGER_ASSIGN(Client client, context.connect());
  LEDGER_ASSIGN(const Reply reply, ask(context, client));
  if (context.as_json())
    print_json(reply->getStatus());
  else
    print(in_words(reply->getStatus()));
  return ExitCode::kOk;
}

} // namespace

void add_status(Command app, Context& context) {
  const Command command = app.add_subcommand("status", "How the daemon and its ledger are");
  const auto again = std::make_shared<bool>(false);
  command.flag("--watch", *again, "once a second, until Ctrl-C");
  command.callback([again, &context] {
    context.action = [again, &context] { return *again ? watch(context) : status(context); };
  });
}

} // namespace ledger::tools
