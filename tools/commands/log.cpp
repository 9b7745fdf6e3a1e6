#include "ledger/base/limits.hpp"
#include "ledger/event/taxonomy.hpp"
#include "tools/commands/commands.hpp"
#include "tools/commands/log_filter.hpp"
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
  LogFilterOptions filter;
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
  LogPrinter(const Context& context, const Options& options, LogFilter filter)
      : context_(context), options_(options), filter_(std::move(filter)),
        list_(context, "records") {}

  // False when nothing behind it is wanted.
  Result<bool> add(wire::Records::Reader page) {
    Table table = make_table();
    for (const auto stored : page.getRecords()) {
      if (done()) break;
      LEDGER_ASSIGN(const ShownRecord record, ShownRecord::decode(stored));
      if (record.header().sequence.get() < options_.from || !started(record.header())) continue;
      ended_ = filter_.ends_at(record.header());
      if (ended_) break;
      if (!filter_.matches(record)) continue;
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
    return options_.limit == 0 || !filter_.takes_all() ? limits::kReadRecordsPerReply
                                                       : options_.limit - shown_;
  }

 private:
  [[nodiscard]] bool done() const {
    return ended_ || (options_.limit != 0 && shown_ >= options_.limit);
  }
  [[nodiscard]] bool started(const RecordHeader& header) const {
    const LogBound& since = filter_.since();
    return (!since.sequence && !since.time) || since.reached_by(header);
  }

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
  LogFilter filter_;
  JsonList list_;
  std::uint64_t shown_ = 0;
  bool ended_ = false;
  bool titled_ = false;
};

void fill(wire::Read::Builder read, std::uint64_t from, std::uint64_t missing) {
  read.setFrom(from);
  read.setLimit(
      static_cast<std::uint32_t>(std::min<std::uint64_t>(missing, limits::kReadRecordsPerReply)));
}

// When record `at` was recorded; nothing when it is not there yet.
Result<std::optional<Timestamp>> time_of(const Context& context, Client& client, std::uint64_t at,
                                         std::uint64_t& size) {
  RequestMessage request;
  fill(request->initRead(), at, 1);
  LEDGER_ASSIGN(Reply answer, client.call(request, Effect::kReads, context.deadline()));
  LEDGER_ASSIGN(const Reply reply, expect(std::move(answer), wire::Reply::RECORDS));
  size = reply->getRecords().getSize();
  const auto records = reply->getRecords().getRecords();
  if (records.size() == 0) return std::nullopt;
  LEDGER_ASSIGN(const ShownRecord record, ShownRecord::decode(records[0]));
  return record.header().recorded_at;
}

// The first record that --from and --since let through. Times never go back, so a time is searched
// for by halves.
Result<std::uint64_t> first_wanted(const Context& context, Client& client, const Options& options,
                                   const LogBound& since) {
  std::uint64_t low = std::max(options.from, since.sequence.value_or(0));
  if (!since.time) return low;
  std::uint64_t high = low;
  LEDGER_ASSIGN(const auto first, time_of(context, client, low, high));
  while (first && low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    std::uint64_t size = 0;
    LEDGER_ASSIGN(const auto time, time_of(context, client, middle, size));
    if (time && *time < *since.time)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

Status print_pages(const Context& context, const Options& options, const LogBound& since,
                   LogPrinter& printer) {
  LEDGER_ASSIGN(Client client, context.connect());
  LEDGER_ASSIGN(std::uint64_t from, first_wanted(context, client, options, since));
  for (;;) {
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

Result<ExitCode> follow(const Context& context, const Options& options, const LogBound& since,
                        LogPrinter& printer) {
  const InterruptGuard guard;
  LEDGER_ASSIGN(Client client, context.connect());
  LEDGER_ASSIGN(const std::uint64_t from, first_wanted(context, client, options, since));
  RequestMessage request;
  fill(request->initFollow(), from, limits::kReadRecordsPerReply);
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
  LEDGER_ASSIGN(const LogFilter filter, LogFilter::parse(options.filter));
  LogPrinter printer(context, options, filter);
  if (options.follow) return follow(context, options, filter.since(), printer);
  const Status status = print_pages(context, options, filter.since(), printer);
  printer.finish();
  LEDGER_TRY(status);
  return printer.shown() == 0 ? ExitCode::kNotFound : ExitCode::kOk;
}

} // namespace

void add_log(Command app, Context& context) {
  const Command command = app.add_subcommand("log", "Print records in their order");
  auto options = std::make_shared<Options>();
  command.option("--from", options->from, "first record").type_name("SEQ");
  command.option("--limit", options->limit, "at most so many").type_name("N");
  command.option("--type", options->filter.type, "records of this type only").type_name("TYPE");
  command
      .option("--subject", options->filter.subject,
              "records about the person with this subject id only")
      .type_name("UUID");
  command.option("--source", options->filter.source, "records that this source posted only")
      .type_name("NAME");
  command
      .option("--since", options->filter.since,
              "recorded at this time or later: 2026-03-02, 2026-03-02T08:00:00Z, or a number")
      .type_name("TIME|SEQ");
  command.option("--until", options->filter.until, "recorded before this time, or number")
      .type_name("TIME|SEQ");
  command.flag("-f,--follow", options->follow, "wait for new records");
  command.footer("Exit code 3: no record matches.");
  command.callback([options, &context] {
    context.action = [options, &context] { return log(context, *options); };
  });
}

} // namespace ledger::tools
