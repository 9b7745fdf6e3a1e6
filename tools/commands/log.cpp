#include "ledger/base/limits.hpp"
#include "ledger/event/taxonomy.hpp"
#include "tools/commands/commands.hpp"
#include "tools/interrupt.hpp"
#include "tools/render/record.hpp"
#include "tools/render/table.hpp"

#include <algorithm>
#include <limits>

namespace ledger::tools {
namespace {

struct Options {
  std::uint64_t from = 0;
  std::uint64_t limit = 0; // 0: all
  bool follow = false;
  std::string type;
};

Table make_table() {
  return Table({{"RECORD", Align::kRight, 8},
                {"RECORDED", Align::kLeft, 27},
                {"TYPE", Align::kLeft, 20},
                {"SOURCE", Align::kLeft, 10},
                {"PEOPLE", Align::kRight, 6},
                {"SAYS", Align::kLeft, 0}});
}

class LogPrinter {
 public:
  LogPrinter(const Context& context, const Options& options)
      : context_(context), options_(options), list_(context, "records") {}

  // False when the limit is reached.
  Result<bool> add(wire::Records::Reader page) {
    Table table = make_table();
    for (const auto stored : page.getRecords()) {
      if (done()) break;
      LEDGER_ASSIGN(const ShownRecord record, ShownRecord::decode(stored));
      if (!options_.type.empty() && type_name(record.event().getType()) != options_.type) continue;
      ++shown_;
      if (context_.as_json())
        list_.add(record.json());
      else
        table.add(cells(record));
    }
    if (!table.empty()) {
      print(table.render(context_.width(), context_.out(), !titled_));
      titled_ = true;
    }
    std::fflush(stdout);
    return !done();
  }
  void finish() { list_.finish(); }
  [[nodiscard]] std::uint64_t shown() const { return shown_; }
  [[nodiscard]] std::uint64_t missing() const {
    return options_.limit == 0 || !options_.type.empty() ? limits::kReadRecordsPerReply
                                                         : options_.limit - shown_;
  }

 private:
  [[nodiscard]] bool done() const { return options_.limit != 0 && shown_ >= options_.limit; }

  static std::vector<std::string> cells(const ShownRecord& record) {
    const RecordHeader& header = record.header();
    const auto event = record.event();
    return {std::to_string(header.sequence.get()),
            to_rfc3339(header.recorded_at),
            type_name(event.getType()),
            event.getSource().cStr(),
            std::to_string(event.getSubjectIds().size() / SubjectId::kSize),
            record.summary()};
  }

  const Context& context_;
  const Options& options_;
  JsonList list_;
  std::uint64_t shown_ = 0;
  bool titled_ = false;
};

void fill(wire::Read::Builder read, std::uint64_t from, std::uint64_t missing) {
  read.setFrom(from);
  read.setLimit(
      static_cast<std::uint32_t>(std::min<std::uint64_t>(missing, limits::kReadRecordsPerReply)));
}

Status print_pages(const Context& context, const Options& options, LogPrinter& printer) {
  LEDGER_ASSIGN(Client client, context.connect());
  for (std::uint64_t from = options.from;;) {
    RequestMessage request;
    fill(request->initRead(), from, printer.missing());
    LEDGER_ASSIGN(Reply answer, client.call(request, Effect::kReads, context.deadline()));
    LEDGER_ASSIGN(const Reply reply, expect(std::move(answer), wire::Reply::RECORDS));
    const auto page = reply->getRecords();
    LEDGER_ASSIGN(const bool more, printer.add(page));
    if (!more || page.getNext() >= page.getSize() || page.getNext() <= from) return {};
    from = page.getNext();
  }
}

Result<ExitCode> follow(const Context& context, const Options& options, LogPrinter& printer) {
  const InterruptGuard guard;
  LEDGER_ASSIGN(Client client, context.connect());
  RequestMessage request;
  fill(request->initFollow(), options.from, limits::kReadRecordsPerReply);
  client.queue(request, Effect::kReads);
  for (;;) {
    const Deadline far = std::chrono::steady_clock::now() + std::chrono::hours(24);
    LEDGER_ASSIGN(const Client::Wake wake, client.wait(-1, far));
    if (wake.interrupted) return ExitCode::kInterrupted;
    for (;;) {
      LEDGER_ASSIGN(std::optional<Reply> answer, client.take());
      if (!answer) break;
      LEDGER_ASSIGN(const Reply reply, expect(*std::move(answer), wire::Reply::RECORDS));
      LEDGER_ASSIGN(const bool more, printer.add(reply->getRecords()));
      if (!more) return ExitCode::kOk;
    }
  }
}

Result<ExitCode> log(const Context& context, const Options& options) {
  if (options.follow && context.options.format == Format::kJson)
    return fail(Errc::kUsage, "a log that never ends is no JSON document", "log -f -o json",
                "use -o jsonl");
  LogPrinter printer(context, options);
  if (options.follow) return follow(context, options, printer);
  const Status status = print_pages(context, options, printer);
  printer.finish();
  LEDGER_TRY(status);
  return printer.shown() == 0 ? ExitCode::kNotFound : ExitCode::kOk;
}

} // namespace

void add_log(CLI::App& app, Context& context) {
  CLI::App* command = app.add_subcommand("log", "Print records in their order");
  auto options = std::make_shared<Options>();
  command->add_option("--from", options->from, "first record")->type_name("SEQ");
  command->add_option("--limit", options->limit, "at most so many")->type_name("N");
  command->add_option("--type", options->type, "records of this type only")->type_name("TYPE");
  command->add_flag("-f,--follow", options->follow, "wait for new records");
  command->footer("Exit code 3: no record matches.");
  command->callback([options, &context] {
    context.action = [options, &context] { return log(context, *options); };
  });
}

} // namespace ledger::tools
