// A daemon that is killed, refuses and comes back, and the events that a test posts to it over its
// socket. What the command line needs is in cli_support.hpp.
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/chain/record.hpp"
#include "ledger/crypto/digest.hpp"
#include "ledger/crypto/random.hpp"
#include "tests/e2e/cli_support.hpp"
#include "tools/client.hpp"

#include <map>
#include <random>

namespace e2e {

using ledger::EventId;
using ledger::tools::Client;
using ledger::tools::Effect;
using ledger::tools::Reply;
using ledger::tools::RequestMessage;

// Generous: a loaded machine and the sanitizers are slow, and nothing here measures speed.
constexpr std::chrono::seconds kPatience{60};

inline ledger::tools::Deadline soon() {
  return std::chrono::steady_clock::now() + kPatience;
}

inline void pause(std::chrono::microseconds time) {
  std::this_thread::sleep_for(time);
}

// The environment variable as a number; what is none fails the test, which would else do nothing.
inline int rounds(const char* variable, int otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::stoi(text);
}

// A state folder without its socket, which cannot be copied.
inline void copy_state(const fs::path& from, const fs::path& to) {
  fs::create_directories(to);
  for (const char* part : {"ledger", "keyring", "head", "root", "master.key"})
    if (fs::exists(from / part)) fs::copy(from / part, to / part, fs::copy_options::recursive);
}

// Every file below, with its bytes.
inline std::map<std::string, std::string> contents_below(const fs::path& folder) {
  std::map<std::string, std::string> all;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file())
      all[fs::relative(entry.path(), folder).string()] = content_of(entry.path());
  return all;
}

struct Refusal {
  int code;
  std::string log;
};

// One state folder and at most one daemon on it.
class Service {
 public:
  Service() : Service(Made{}) {
    const Outcome made = run({"init", "--state", state()});
    INFO(made.err);
    REQUIRE(made.code == 0);
  }
  // Nothing is made: the test puts the state there.
  struct Made {};
  explicit Service(Made) : state_(folder_.path / "state") {}
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;
  ~Service() { stop(SIGKILL); }

  [[nodiscard]] std::string state() const { return state_.string(); }
  [[nodiscard]] fs::path part(const std::string& name) const { return state_ / name; }
  [[nodiscard]] fs::path file(const std::string& name) const { return folder_.path / name; }
  [[nodiscard]] std::string socket() const { return state() + "/run/append.sock"; }
  [[nodiscard]] pid_t pid() const { return daemon_; }

  // What the daemon reads at its next start, beside --state.
  void configure(const std::string& toml) {
    config_ = file("auditledgerd.toml");
    std::ofstream(config_) << toml;
  }
  // Who the daemon is from its next start on; the state becomes his.
  void give_to(const Identity& who) {
    who_ = who;
    REQUIRE(lchown(folder_.path.c_str(), who.uid, who.gid) == 0);
    for (const auto& entry : fs::recursive_directory_iterator(folder_.path))
      REQUIRE(lchown(entry.path().c_str(), who.uid, who.gid) == 0);
  }
  // Everybody may look for the socket, which has a mode of its own.
  void show_folders() const {
    for (const fs::path& folder : {folder_.path, state_, state_ / "run"}) {
      fs::create_directories(folder);
      fs::permissions(folder, fs::perms(0711));
    }
  }

  // Starts the daemon and does not wait for it.
  void launch() {
    REQUIRE(daemon_ == -1);
    log_ = file("daemon-" + std::to_string(++starts_) + ".log");
    std::vector<std::string> words = {AUDITLEDGERD_PROGRAM, "--state", state()};
    if (!config_.empty()) words.insert(words.end(), {"--config", config_.string()});
    daemon_ = e2e::start(words, {}, log_, log_, who_);
  }
  // Starts it and returns as soon as it takes connections.
  void start() {
    launch();
    const auto deadline = soon();
    while (!Client::connect(socket(), soon()).has_value()) {
      if (ended() || std::chrono::steady_clock::now() > deadline)
        FAIL("the daemon does not serve: ", content_of(log_));
      pause(std::chrono::milliseconds(5));
    }
  }
  // Starts a daemon that is to refuse; its exit code, or 0 when it served. A daemon that is already
  // there stays.
  [[nodiscard]] Refusal refusal() const {
    const fs::path log = file("refused.log");
    const pid_t child = e2e::start({AUDITLEDGERD_PROGRAM, "--state", state()}, {}, log, log);
    int status = 0;
    const auto deadline = soon();
    while (waitpid(child, &status, WNOHANG) == 0) {
      if (holds(content_of(log), "L-102") || std::chrono::steady_clock::now() > deadline) {
        kill(child, SIGKILL);
        waitpid(child, nullptr, 0);
        return {0, content_of(log)};
      }
      pause(std::chrono::milliseconds(5));
    }
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), content_of(log)};
  }
  void stop(int signal) { static_cast<void>(wait_after(signal)); }
  // What wait() says about how it ended.
  int wait_after(int signal) {
    int status = 0;
    if (daemon_ <= 0) return status;
    kill(daemon_, signal);
    waitpid(daemon_, &status, 0);
    daemon_ = -1;
    return status;
  }
  [[nodiscard]] Outcome ask(std::vector<std::string> words, const std::string& input = {}) const {
    words.insert(words.begin(), {"--state", state()});
    return run(words, input);
  }
  [[nodiscard]] Client client() const {
    auto client = Client::connect(socket(), soon());
    REQUIRE_MESSAGE(client.has_value(), "no connection: ", content_of(log_));
    return std::move(*client);
  }
  // What all daemons of this folder have logged.
  [[nodiscard]] std::string logs() const {
    std::string all = content_of(file("refused.log"));
    for (int i = 1; i <= starts_; ++i)
      all += content_of(file("daemon-" + std::to_string(i) + ".log"));
    return all;
  }

 private:
  bool ended() {
    if (waitpid(daemon_, nullptr, WNOHANG) == 0) return false;
    daemon_ = -1;
    return true;
  }

  TemporaryFolder folder_;
  fs::path state_;
  fs::path config_;
  fs::path log_;
  std::optional<Identity> who_;
  pid_t daemon_ = -1;
  int starts_ = 0;
};

inline capnp::Data::Reader blob(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline capnp::Data::Reader blob(ledger::ByteView bytes) {
  return {bytes.data(), bytes.size()};
}

inline EventId new_id() {
  return ledger::random_id<EventId>();
}

// A registration of one person; every call with the same arguments gives the same event.
inline void fill(ledger::wire::Draft::Builder draft, const EventId& id,
                 const std::string& reference, const std::string& email) {
  draft.setType(ledger::wire::EventType::SUBJECT_REGISTERED);
  draft.setEventId(blob(id.view()));
  draft.initClear().setOccurredAt(1'700'000'000'000'000);
  auto subject = draft.initSubjects(1)[0];
  subject.setReference(blob(reference));
  auto value = subject.initValues(1)[0];
  value.setName("email");
  value.setValue(blob(email));
}

struct Receipt {
  std::uint64_t sequence = 0;
  std::string leaf; // hexadecimal
  bool repeated = false;
};

inline Receipt receipt_from(ledger::wire::Receipt::Reader receipt) {
  const auto leaf = receipt.getLeafHash();
  return {receipt.getSequence(), ledger::to_hex({leaf.begin(), leaf.size()}),
          receipt.getRepeated()};
}

// The receipt, or the code of the error: "AL-3002".
struct Posted {
  std::optional<Receipt> receipt;
  std::string error;
};

inline Posted post(Client& client, const EventId& id, const std::string& reference,
                   const std::string& email) {
  RequestMessage request;
  fill(request->initAppend(), id, reference, email);
  const auto reply = client.call(request, Effect::kWrites, soon());
  if (!reply) return {{}, ledger::code_text(reply.error().code())};
  REQUIRE(reply->which() == ledger::wire::Reply::RECEIPT);
  return {receipt_from((*reply)->getReceipt()), {}};
}

inline std::uint64_t people(Client& client) {
  RequestMessage request;
  request->setStatus();
  const auto reply = client.call(request, Effect::kReads, soon());
  REQUIRE(reply.has_value());
  return (*reply)->getStatus().getSubjects();
}

inline std::uint64_t size_of(Client& client) {
  RequestMessage request;
  request->setStatus();
  const auto reply = client.call(request, Effect::kReads, soon());
  REQUIRE(reply.has_value());
  return (*reply)->getStatus().getSize();
}

// Visits the stored records from `from` on, in order: visit(reader of StoredRecord). With `content`
// the boxes come opened.
template <class Visit>
void each_record(Client& client, std::uint64_t from, bool content, const Visit& visit) {
  for (;;) {
    RequestMessage request;
    auto read = request->initRead();
    read.setFrom(from);
    read.setLimit(1'000);
    read.setWithContent(content);
    const auto reply = client.call(request, Effect::kReads, soon());
    const std::string why = reply ? "" : reply.error().what() + ", " + reply.error().where();
    INFO(why);
    REQUIRE(reply.has_value());
    REQUIRE(reply->which() == ledger::wire::Reply::RECORDS);
    const auto records = (*reply)->getRecords().getRecords();
    if (records.size() == 0) return;
    for (const auto record : records)
      visit(record);
    from += records.size();
  }
}

inline ledger::ByteView bytes_of(ledger::wire::StoredRecord::Reader record) {
  return {record.getBytes().begin(), record.getBytes().size()};
}

inline const std::string kConflict = "AL-3002";
inline const std::string kErased = "AL-3003";

// What one event of a batch is about.
struct Entry {
  EventId id;
  std::string reference;
  std::string email;
};

struct BatchAnswer {
  std::vector<Receipt> receipts;
  std::string error;
};

inline BatchAnswer post_batch(Client& client, const std::vector<Entry>& entries) {
  RequestMessage request;
  auto drafts = request->initAppendBatch(static_cast<unsigned>(entries.size()));
  for (unsigned i = 0; i < drafts.size(); ++i)
    fill(drafts[i], entries[i].id, entries[i].reference, entries[i].email);
  const auto reply = client.call(request, Effect::kWrites, soon());
  if (!reply) return {{}, ledger::code_text(reply.error().code())};
  REQUIRE(reply->which() == ledger::wire::Reply::RECEIPTS);
  BatchAnswer answer;
  for (const auto receipt : (*reply)->getReceipts())
    answer.receipts.push_back(receipt_from(receipt));
  return answer;
}

} // namespace e2e
