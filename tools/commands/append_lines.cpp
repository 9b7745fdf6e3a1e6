#include "tools/commands/append_lines.hpp"

#include "ledger/base/limits.hpp"
#include "ledger/event/json.hpp"
#include "tools/input.hpp"
#include "tools/interrupt.hpp"
#include "tools/line_reader.hpp"
#include "tools/receipts.hpp"
#include "tools/render/error.hpp"
#include "tools/render/progress.hpp"
#include "tools/render/text.hpp"

#include <map>
#include <sys/stat.h>
#include <unistd.h>

namespace ledger::tools {
namespace {

namespace json = boost::json;

// A list of line numbers that a person can still read.
std::string name_lines(const std::vector<std::uint64_t>& lines) {
  constexpr std::size_t kNamed = 20;
  std::string text = lines.size() == 1 ? "line " : "lines ";
  for (std::size_t i = 0; i < lines.size() && i < kNamed; ++i)
    text += (i == 0 ? "" : ", ") + std::to_string(lines[i]);
  if (lines.size() > kNamed) text += " and " + std::to_string(lines.size() - kNamed) + " more";
  return text;
}

class LineAppender {
 public:
  LineAppender(const Context& context, const AppendLinesOptions& options, Client client,
               ReceiptFile receipts)
      : context_(context), window_(options.window), client_(std::move(client)),
        receipts_(std::move(receipts)), list_(context, "results"),
        progress_("appending", "events", std::nullopt, context.options.quiet || isatty(1) == 1) {}

  Result<ExitCode> run() {
    const InterruptGuard guard;
    const Status status = pump();
    if (!status) lose(status.error());
    list_.finish();
    progress_.clear();
    LEDGER_TRY(receipts_.sync());
    return conclude(status);
  }

 private:
  struct Sent {
    std::uint64_t line;
    EventId id;
  };

  // Until the input has ended and everything is answered.
  Status pump() {
    while (!(lines_.ended() && sent_.empty())) {
      while (sent_.size() < window_) {
        const std::optional<InputLine> line = lines_.take();
        if (!line) break;
        post(*line);
      }
      const bool wants_input = !lines_.ended() && sent_.size() < window_;
      if (lines_.ended() && sent_.empty()) break;
      std::fflush(stdout); // a slow writer must not keep its answers in the buffer
      const Deadline deadline = sent_.empty() ? Deadline::max() : context_.deadline();
      LEDGER_ASSIGN(const Client::Wake wake, wait(wants_input, deadline));
      if (wake.interrupted) return fail(client_.no_answer("interrupted"));
      if (wake.timed_out) return fail(client_.no_answer("no answer came in time"));
      if (wake.other) LEDGER_TRY(lines_.fill(STDIN_FILENO));
      LEDGER_TRY(take_replies());
    }
    return {};
  }

  Result<Client::Wake> wait(bool wants_input, Deadline deadline) {
    // Far enough to be for ever, near enough for a timespec.
    const Deadline latest = std::chrono::steady_clock::now() + std::chrono::hours(24 * 365);
    return client_.wait(wants_input ? STDIN_FILENO : -1, std::min(deadline, latest));
  }

  void post(const InputLine& line) {
    if (line.too_long) {
      refuse(line.number, {Errc::kTooLarge, "the line is too long", "",
                           "at most " + std::to_string(limits::kFrameBytes) + " bytes"});
      return;
    }
    if (line.text.find_first_not_of(" \t\r") == std::string::npos) return;
    DraftDefaults defaults;
    defaults.event_id = *event_id_from("", "");
    defaults.occurred_at = now();
    RequestMessage request;
    wire::Draft::Builder draft = request->initAppend();
    if (const Status read = read_draft(line.text, defaults, draft); !read) {
      refuse(line.number, read.error());
      return;
    }
    const auto id = draft.getEventId();
    const EventId event_id(std::span<const std::uint8_t, EventId::kSize>(id.begin(), id.size()));
    address_draft(request);
    sent_.emplace(client_.queue(request, Effect::kWrites), Sent{line.number, event_id});
  }

  Status take_replies() {
    for (;;) {
      LEDGER_ASSIGN(const std::optional<Reply> reply, client_.take());
      if (!reply) return {};
      const auto sent = sent_.find((*reply)->getId());
      if (sent == sent_.end()) continue;
      if (reply->which() == wire::Reply::RECEIPT) {
        LEDGER_TRY(accept(sent->second, (*reply)->getReceipt()));
      } else if (reply->which() == wire::Reply::ERROR) {
        refuse(sent->second.line, error_of((*reply)->getError()), &sent->second.id);
      } else {
        return fail(Errc::kMalformed, "the daemon answered something else than was asked", "reply",
                    "compare auditledger --version with auditledgerd --version");
      }
      sent_.erase(sent);
      progress_.update(accepted_ + failed_.size());
    }
  }

  Status accept(const Sent& sent, wire::Receipt::Reader wire_receipt) {
    const json::object receipt = receipt_object(wire_receipt, sent.id);
    LEDGER_TRY(receipts_.add(receipt));
    ++accepted_;
    if (context_.as_json()) {
      json::object result{{"line", sent.line}};
      for (const auto& [key, value] : receipt)
        result[key] = value;
      list_.add(std::move(result));
    } else {
      print("line " + std::to_string(sent.line) + "  record " +
            std::to_string(wire_receipt.getSequence()) + "  event " + to_uuid_text(sent.id.view()) +
            (wire_receipt.getRepeated() ? "  recorded before\n" : "\n"));
    }
    return {};
  }

  void refuse(std::uint64_t line, const Error& error, const EventId* id = nullptr) {
    failed_.push_back(line);
    tell(line, error, id);
  }

  void tell(std::uint64_t line, const Error& error, const EventId* id) {
    if (!context_.as_json()) {
      progress_.clear();
      report(context_, error.within("line " + std::to_string(line)));
      return;
    }
    json::object result{{"line", line}};
    if (id != nullptr) result["eventId"] = to_uuid_text(id->view());
    result["error"] = error_object(error);
    list_.add(std::move(result));
  }

  // No more answers come: each open line has to be named with its id, which is what a retry needs.
  void lose(const Error& error) {
    std::map<std::uint64_t, EventId> by_line;
    for (const auto& [request, sent] : sent_)
      by_line.emplace(sent.line, sent.id);
    for (const auto& [line, id] : by_line) {
      unknown_.push_back(line);
      if (context_.as_json())
        tell(line, error, &id);
      else
        print("line " + std::to_string(line) + "  unknown  event " + to_uuid_text(id.view()) +
              "\n");
    }
  }

  ExitCode conclude(const Status& status) {
    std::string text = grouped(accepted_) + " events acknowledged";
    if (!failed_.empty())
      text += ", " + grouped(failed_.size()) + " not accepted (" + name_lines(failed_) + ")";
    if (!unknown_.empty())
      text += ", " + grouped(unknown_.size()) + " without answer (" + name_lines(unknown_) + ")";
    say(context_, text + "\n");
    if (!status && !interrupted()) report(context_, status.error());
    if (!unknown_.empty())
      say(context_, "  send the lines without answer again, with the event ids printed above as "
                    "\"eventId\"\n");
    if (interrupted()) return ExitCode::kInterrupted;
    if (!status) return exit_code_of(status.error().code());
    return failed_.empty() ? ExitCode::kOk : ExitCode::kFailed;
  }

  const Context& context_;
  std::size_t window_;
  Client client_;
  ReceiptFile receipts_;
  JsonList list_;
  Progress progress_;
  LineReader lines_{limits::kFrameBytes};
  std::unordered_map<std::uint64_t, Sent> sent_;
  std::uint64_t accepted_ = 0;
  std::vector<std::uint64_t> failed_;
  std::vector<std::uint64_t> unknown_;
};

} // namespace

Result<ExitCode> append_lines(const Context& context, const AppendLinesOptions& options) {
  LEDGER_ASSIGN(ReceiptFile receipts, ReceiptFile::open(options.receipts));
  LEDGER_ASSIGN(Client client, context.connect());
  return LineAppender(context, options, std::move(client), std::move(receipts)).run();
}

} // namespace ledger::tools
