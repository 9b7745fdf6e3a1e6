// How long answers take on a simulated history, and whether the projections keep up with ingest:
// lag, gate, findings of one person, as-of reads, and the rebuild of all projections beside the
// verification of the same records. usage: answers_rate [people] [events] [multiple of F]
// The support of tests that is used here ends a failed test; without a runner it ends the program.
#define DOCTEST_CONFIG_IMPLEMENT
#include "ledger/event/json.hpp"
#include "ledger/event/taxonomy.hpp"
#include "ledger/projection/person.hpp"
#include "ledger/projection/subject_projection.hpp"
#include "ledger/report/access_answer.hpp"
#include "ledger/report/answers.hpp"
#include "tests/support/opened_ledger.hpp"
#include "tools/bench/disk_floor.hpp"
#include "tools/simulate/history.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <random>
#include <set>
#include <thread>

namespace {

using namespace ledger;
using namespace ledger::test;
using BenchTime = std::chrono::steady_clock;

double microseconds(BenchTime::duration time) {
  return std::chrono::duration<double, std::micro>(time).count();
}

// The share of the samples given that is at most the result.
double at_share(std::vector<double> samples, double share) {
  if (samples.empty()) return 0;
  std::sort(samples.begin(), samples.end());
  return samples[static_cast<std::size_t>(share * static_cast<double>(samples.size() - 1))];
}

void print_times(const char* what, const std::vector<double>& samples) {
  std::printf("%-34s p50 %9.1f us   p99 %9.1f us   max %9.1f us   (%zu)\n", what,
              at_share(samples, 0.5), at_share(samples, 0.99), at_share(samples, 1.0),
              samples.size());
}

// Posts as the I/O thread of a daemon does: batches, so and so many events on the way, at a pace.
class Posting {
 public:
  Posting(OpenedLedger& ledger, double events_per_second)
      : ledger_(ledger), pace_(events_per_second), start_(BenchTime::now()) {}

  void post(const boost::json::object& event) {
    const auto message = std::make_shared<capnp::MallocMessageBuilder>();
    auto draft = message->initRoot<wire::Draft>();
    DraftDefaults defaults;
    defaults.event_id = random_id<EventId>();
    defaults.occurred_at = test_clock().now();
    must(read_draft(event, defaults, draft));
    const TypeInfo* type = type_info(draft.getType());
    const PostedBy by =
        type->posted_by == PostedBy::kOfficer ? PostedBy::kOfficer : PostedBy::kApplication;
    if (by != by_ || drafts_.size() == kBatch) send();
    by_ = by;
    drafts_.emplace_back(message, message->getRoot<wire::Draft>().asReader());
  }
  void send() {
    if (drafts_.empty()) return;
    const std::uint64_t count = drafts_.size();
    wait_until_fewer_than(kOnTheWay);
    keep_pace(count);
    {
      const std::lock_guard lock(mutex_);
      on_the_way_ += count;
    }
    sent_ += count;
    ledger_->append(std::move(drafts_), "crm", by_,
                    [this, count](const Result<std::vector<Receipt>>& stored) {
                      const std::lock_guard lock(mutex_);
                      on_the_way_ -= count;
                      refused_ += stored ? 0 : count;
                      changed_.notify_all();
                    });
    ledger_->turn_ended();
    drafts_.clear();
  }
  void finish() {
    send();
    wait_until_fewer_than(1);
  }
  [[nodiscard]] std::uint64_t refused() const { return refused_; }
  [[nodiscard]] double rate() const {
    return static_cast<double>(sent_) / (microseconds(BenchTime::now() - start_) / 1e6);
  }

 private:
  static constexpr std::size_t kBatch = 64;
  static constexpr std::uint64_t kOnTheWay = 4'096;

  void wait_until_fewer_than(std::uint64_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return on_the_way_ < count; });
  }
  void keep_pace(std::uint64_t count) {
    due_ += static_cast<double>(count) / pace_;
    const auto at = start_ + std::chrono::duration_cast<BenchTime::duration>(
                                 std::chrono::duration<double>(due_));
    std::this_thread::sleep_until(at);
  }

  OpenedLedger& ledger_;
  double pace_;
  BenchTime::time_point start_;
  double due_ = 0; // seconds after the start
  PostedBy by_ = PostedBy::kApplication;
  std::vector<Draft> drafts_;
  std::uint64_t sent_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t on_the_way_ = 0; // under mutex_, as the next
  std::uint64_t refused_ = 0;
};

// Looks every few milliseconds how old the oldest record is that is durable and not folded.
class LagWatch {
 public:
  explicit LagWatch(OpenedLedger& ledger) : thread_([this, &ledger] { watch(ledger); }) {}
  std::vector<double> stop() {
    stopping_ = true;
    thread_.join();
    return lags_;
  }

 private:
  void watch(OpenedLedger& ledger) {
    std::deque<std::pair<std::uint64_t, BenchTime::time_point>> seen; // durable, since when
    while (!stopping_) {
      const auto now = BenchTime::now();
      const std::uint64_t durable = ledger->durable().size.get();
      if (seen.empty() || seen.back().first < durable) seen.emplace_back(durable, now);
      const std::uint64_t folded = ledger->projector().folded().get();
      while (!seen.empty() && seen.front().first <= folded)
        seen.pop_front();
      lags_.push_back(seen.empty() ? 0 : microseconds(now - seen.front().second));
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
  std::atomic<bool> stopping_{false};
  std::vector<double> lags_;
  std::thread thread_;
};

// People that the history knows, and what may be asked about them.
class Questions {
 public:
  Questions(OpenedLedger& ledger, std::vector<std::string> people, const Policy& policy)
      : ledger_(ledger), people_(std::move(people)) {
    for (const auto& activity : policy.contents().activities)
      activities_.push_back(activity.id);
  }

  [[nodiscard]] std::optional<SubjectId> somebody() {
    const std::string& reference = people_[chance_() % people_.size()];
    return ledger_->find_subject(SubjectName("crm", as_bytes(reference)));
  }
  // What the daemon's handler does with one request, after it was read.
  [[nodiscard]] double ask_gate() {
    const auto start = BenchTime::now();
    GateQuery query;
    query.activity = activities_[chance_() % activities_.size()];
    query.at = test_clock().now();
    must(ledger_->answers().check(somebody(), query, start + std::chrono::seconds(10)));
    return microseconds(BenchTime::now() - start);
  }

 private:
  OpenedLedger& ledger_;
  std::vector<std::string> people_;
  std::vector<std::string> activities_;
  std::mt19937_64 chance_{7};
};

// Asks the gate again and again beside whatever else is done.
class GateProbe {
 public:
  explicit GateProbe(Questions questions)
      : questions_(std::move(questions)), thread_([this] { probe(); }) {}
  std::vector<double> stop() {
    stopping_ = true;
    thread_.join();
    return taken_;
  }

 private:
  void probe() {
    while (!stopping_) {
      taken_.push_back(questions_.ask_gate());
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
  Questions questions_;
  std::atomic<bool> stopping_{false};
  std::vector<double> taken_;
  std::thread thread_;
};

// The same three parts in every row: what was measured, what it is measured against, what for.
void print_ratio(const char* what, double value, double baseline, const char* wanted) {
  std::printf("%-34s %.2f (wanted: %s)\n", what, value / baseline, wanted);
}

tools::Timing floor_of(const std::filesystem::path& folder) {
  return must(tools::time_synced_appends(folder, std::chrono::seconds(1)));
}

struct Scale {
  std::size_t people;
  std::uint64_t events;
  double multiple; // of F
};

// Ingest at the pace, and questions beside it.
std::vector<std::string> ingest(OpenedLedger& ledger, const Policy& policy, const Scale& scale,
                                double pace) {
  std::set<std::string> people;
  LagWatch lag(ledger);
  Posting posting(ledger, pace);
  tools::HistoryOptions options;
  options.people = scale.people;
  options.to = test_clock().now();
  options.from = Timestamp(options.to.get() - 730ll * 86'400'000'000);
  std::uint64_t left = scale.events;
  std::optional<GateProbe> probe; // beside the second half
  must(tools::tell_history(policy, options, [&](const boost::json::object& event) {
    if (const auto* subject = event.if_contains("subject"); subject && subject->is_string())
      people.emplace(subject->as_string());
    posting.post(event);
    if (left == scale.events / 2)
      probe.emplace(Questions(ledger, {people.begin(), people.end()}, policy));
    return --left > 0;
  }));
  posting.finish();
  const std::vector<double> beside = probe ? probe->stop() : std::vector<double>();
  std::printf("ingested %llu events at %.0f/s, %.1f of F; %llu refused\n",
              static_cast<unsigned long long>(scale.events - left), posting.rate(),
              posting.rate() / pace * scale.multiple,
              static_cast<unsigned long long>(posting.refused()));
  print_times("lag (wanted: 1 s)", lag.stop());
  print_times("gate beside ingest", beside);
  return {people.begin(), people.end()};
}

// All that GDPR art. 15 asks for, from the facts to the words.
void answer_access(OpenedLedger& ledger, const SubjectId& subject) {
  PersonFacts facts;
  must(ledger->projector().read(SubjectProjection::kName, [&](const StateCopy& copy) -> Status {
    LEDGER_ASSIGN(facts, read_person(copy, subject, Extent::kAll, std::nullopt));
    return {};
  }));
  const KnownHouse known = must(ledger->answers().known(facts.folded));
  const PersonCase person(subject, std::move(facts.facts), *known.house, *known.policies);
  static_cast<void>(access_answer(person, test_clock().now(), "nl"));
}

void ask(OpenedLedger& ledger, Questions& questions) {
  std::vector<double> gate;
  for (int i = 0; i < 20'000; ++i)
    gate.push_back(questions.ask_gate());
  print_times("gate, in its handler (wanted: 200)", gate);
  std::vector<double> findings;
  std::vector<double> whole;
  std::vector<double> reads;
  std::vector<double> per_fact;
  for (int i = 0; i < 500; ++i) {
    const auto subject = questions.somebody();
    if (!subject) continue;
    FindingsQuery query;
    query.as_of = test_clock().now();
    query.subject = subject;
    auto start = BenchTime::now();
    must(ledger->answers().findings(query));
    findings.push_back(microseconds(BenchTime::now() - start));
    start = BenchTime::now();
    answer_access(ledger, *subject);
    whole.push_back(microseconds(BenchTime::now() - start));
    start = BenchTime::now();
    std::size_t facts = 0;
    must(ledger->projector().read(SubjectProjection::kName, [&](const StateCopy& copy) -> Status {
      const TreeSize half(ledger->durable().size.get() / 2);
      LEDGER_ASSIGN(const PersonFacts person, read_person(copy, *subject, Extent::kAll, half));
      facts = person.facts.size();
      return {};
    }));
    reads.push_back(microseconds(BenchTime::now() - start));
    if (facts > 0) per_fact.push_back(reads.back() / static_cast<double>(facts));
  }
  print_times("findings of one person", findings);
  print_times("access answer (wanted: 50 ms)", whole);
  print_times("facts of one person, as of half", reads);
  print_times("the same, for each fact", per_fact);
}

void rebuild(OpenedLedger& ledger, const MadeLedger& made, const TempFolder& folder) {
  const auto records = static_cast<double>(ledger->durable().size.get());
  const auto rebuild_rate = [&](const std::string& name) {
    const auto start = BenchTime::now();
    must(ledger->projector().rebuild(name));
    const double rate = records / (microseconds(BenchTime::now() - start) / 1e6);
    std::printf("rebuild of %-23s %9.0f records/s\n", name.empty() ? "all" : name.c_str(), rate);
    return rate;
  };
  for (const ProjectionInfo& info : ledger->projector().list())
    static_cast<void>(rebuild_rate(info.name));
  const double all = rebuild_rate("");
  must(ledger->snapshot(folder / "copy"));
  Evidence evidence;
  evidence.trusted_key = must(parse_verifier_key(made.first_key()));
  VerifyOptions options;
  options.threads = 2;
  const auto start = BenchTime::now();
  const auto report =
      must(verify_state(must(find_state(folder / "copy")), evidence, nullptr, options));
  if (report.verdict() != Verdict::kVerified) std::abort();
  const double verified = records / (microseconds(BenchTime::now() - start) / 1e6);
  std::printf("%-34s %9.0f records/s\n", "verify, 2 cores", verified);
  print_ratio("rebuild of all, of verify", all, verified, "0.25");
}

} // namespace

int main(int argc, char** argv) {
  const Scale scale{argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 50'000,
                    argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1'000'000,
                    argc > 3 ? std::strtod(argv[3], nullptr) : 12};
  const MadeLedger made;
  const TempFolder folder;
  const std::string toml = read_file(LEDGER_SOURCE_DIR "/schemas/policies/example.toml");
  const auto policy = parse_policy(as_bytes(toml));
  if (!policy) return 1;
  const tools::Timing floor = floor_of(folder.path());
  std::printf("F: %.0f/s, p99 %.0f us\n", floor.per_second(), floor.p99_us);
  OpenedLedger ledger(made.state());
  Questions questions(ledger, ingest(ledger, *policy, scale, scale.multiple * floor.per_second()),
                      *policy);
  ask(ledger, questions);
  rebuild(ledger, made, folder);
  ledger.stop();
  return 0;
}
