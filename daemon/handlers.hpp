// What each request does. Appends go straight to the ledger on the I/O thread; whatever may wait
// for the disk runs on the reader thread and comes back.
#pragma once

#include "daemon/authorize.hpp"
#include "daemon/denial_log.hpp"
#include "daemon/event_budget.hpp"
#include "daemon/read_queue.hpp"
#include "daemon/replies.hpp"
#include "daemon/request_handler.hpp"
#include "ledger/ledger.hpp"

#include <boost/asio/io_context.hpp>

#include <atomic>
#include <functional>
#include <list>

namespace ledger {

class Handlers final : public RequestHandler {
 public:
  // All outlive this, and `io` is run by the I/O thread. `connections` is asked for status.
  Handlers(Ledger& ledger, const Clock& clock, boost::asio::io_context& io,
           std::function<std::size_t()> connections);

  // The I/O thread.
  void handle(std::shared_ptr<Frame> frame, const Grant& grant, ReplySink sink) override;
  void turn_ended() override;
  void room_made() override;
  // Records the denials of the minutes that are over; all of them at the stop.
  void record_denials(bool all);

  // Waits for the readers; `io` is not run any more.
  void stop_readers();

 private:
  // One request with all that is needed to answer it.
  struct Call {
    Call(std::shared_ptr<Frame> f, wire::Request::Reader r, const Grant& g, ReplySink k)
        : frame(std::move(f)), request(r), source(g.source().text()), uid(g.peer().uid),
          sink(std::move(k)), id(request.getId()) {}
    std::shared_ptr<Frame> frame;
    wire::Request::Reader request;
    std::string source;
    uid_t uid;
    ReplySink sink;
    std::uint64_t id;
  };
  using CallPtr = std::shared_ptr<Call>;
  using Answer = std::function<Result<Bytes>(Call&)>;

  // A report on a person for which the records are asked.
  struct PersonReport {
    SubjectId subject;
    wire::ReportKind kind = wire::ReportKind::UNSTATED;
    TreeSize size;                  // of the first so many records
    std::optional<Sequence> report; // the record that says that it was drawn up
    Sequence from;                  // where to read on
    // The reader thread, once it is recorded.
    std::function<Result<Bytes>(Call&, const PersonReport&)> answer;
  };
  using PersonReportPtr = std::shared_ptr<PersonReport>;
  struct RecordsPage {
    std::vector<ReadRecord> records;
    Sequence next; // the end, when that was all
  };

  struct Follower {
    Follower(CallPtr c, Sequence n, bool w) : call(std::move(c)), next(n), with_content(w) {}
    CallPtr call;
    Sequence next;
    bool with_content;
    bool reading = false;
    bool stalled = false; // the peer does not keep up
  };

  // Null when the frame holds no request that can be read.
  [[nodiscard]] static CallPtr make_call(std::shared_ptr<Frame> frame, const Grant& grant,
                                         const ReplySink& sink);
  void dispatch(Operation operation, const CallPtr& call);
  void append(const CallPtr& call);
  void append_as_officer(const CallPtr& call);
  void submit(const CallPtr& call, std::vector<Draft> drafts, PostedBy by);
  void append_batch(const CallPtr& call);
  void publish_policy(const CallPtr& call);
  void erase(const CallPtr& call);
  void rotate_key(const CallPtr& call);
  void report_on_person(const CallPtr& call, const PersonReportPtr& asked,
                        std::function<Status(Call&, PersonReport&)> begin);
  void subject_records(const CallPtr& call);
  void findings(const CallPtr& call);
  void record_report(const CallPtr& call, const PersonReportPtr& asked);
  void answer_report(const CallPtr& call, const PersonReportPtr& asked);
  void read_on_pool(const CallPtr& call, Answer answer);
  // How long an answer waits for facts; on the reader thread.
  static constexpr std::chrono::seconds kLongestWait{10};
  // Until facts say all of the first `size` records: what was acknowledged before a question is in
  // its answer. On the reader thread. kBusy after kLongestWait.
  [[nodiscard]] Status wait_for_facts(TreeSize size) const;
  void follow(const CallPtr& call);
  void pump_followers();
  void pump(const std::shared_ptr<Follower>& follower);
  void reply(const CallPtr& call, const Result<Bytes>& answer);
  void reply_receipts(const CallPtr& call, const Result<std::vector<Receipt>>& receipts,
                      bool batch);

  [[nodiscard]] Result<Bytes> read(Call& call);
  [[nodiscard]] Result<std::vector<ReadRecord>> read_range(Sequence from, std::size_t limit,
                                                           bool with_content, Sequence& next);
  [[nodiscard]] Result<Bytes> prove(Call& call);
  [[nodiscard]] Result<Bytes> consistency(Call& call);
  [[nodiscard]] Result<Bytes> subject(Call& call);
  [[nodiscard]] Result<Bytes> check(Call& call);
  [[nodiscard]] Result<Bytes> find(Call& call, const PersonReport* person);
  [[nodiscard]] Result<Bytes> retention(Call& call);
  // Whom a request names: by id, or by a reference that the ledger knows.
  template <class Request>
  [[nodiscard]] std::optional<SubjectId> named_subject(const Request& request,
                                                       const Call& call) const {
    const auto id = request.getSubjectId();
    if (id.size() == SubjectId::kSize)
      return SubjectId(ByteView(id.begin(), id.size()).template first<SubjectId::kSize>());
    const auto name_space = request.getNamespace();
    const auto reference = request.getReference();
    const std::string_view given(name_space.cStr(), name_space.size());
    return ledger_.find_subject({given.empty() ? std::string_view(call.source) : given,
                                 ByteView(reference.begin(), reference.size())});
  }
  [[nodiscard]] Result<Bytes> put_document(Call& call);
  [[nodiscard]] Result<Bytes> policies(Call& call);
  [[nodiscard]] Result<Bytes> selected(Call& call);
  [[nodiscard]] Status begin_report(Call& call, PersonReport& asked);
  template <class Request>
  [[nodiscard]] Status name_person(const Request& request, const Call& call, PersonReport& asked) {
    const auto subject = named_subject(request, call);
    if (!subject)
      return fail(Errc::kNotFound, "nobody is known by this name", "subject",
                  "check namespace and reference; an erased person has no name here");
    asked.subject = *subject;
    return {};
  }
  // How far the report looks. kNotFound when no record up to there is about the person.
  [[nodiscard]] Status look_at(std::uint64_t known_at, PersonReport& asked);
  [[nodiscard]] Result<Bytes> person_records(Call& call, const PersonReport& asked);
  [[nodiscard]] Status check_report(const Call& call, PersonReport& asked);
  [[nodiscard]] Result<std::vector<Sequence>> records_about(const PersonReport& asked);
  // Of those, the ones in [from, end) that one reply has room for; ascending.
  [[nodiscard]] Result<RecordsPage> page_of(std::span<const Sequence> sequences, Sequence from,
                                            Sequence end);
  [[nodiscard]] Result<Bytes> projections(Call& call);
  [[nodiscard]] Result<Bytes> compare_projection(Call& call);

  Ledger& ledger_;
  const Clock& clock_;
  boost::asio::io_context& io_;
  ReadQueue reads_;
  std::function<std::size_t()> connections_;
  Timestamp started_at_;
  std::shared_ptr<EventBudget> events_ = std::make_shared<EventBudget>();
  DenialLog denials_;                              // the I/O thread
  std::list<std::shared_ptr<Follower>> followers_; // the I/O thread
  std::atomic<bool> pump_posted_{false};
};

} // namespace ledger
