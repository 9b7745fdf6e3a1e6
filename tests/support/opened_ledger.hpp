// A ledger as the daemon holds it, without a daemon: made once, copied for each test, opened with
// completions that run at once.
#pragma once

#include "ledger/chain/note.hpp"
#include "ledger/crypto/random.hpp"
#include "ledger/keyring/keyring.hpp"
#include "ledger/ledger.hpp"
#include "tests/support/ledger_builder.hpp"
#include "tests/support/store_testing.hpp"
#include "tests/support/verdict.hpp"

#include <capnp/message.h>

#include <future>

namespace ledger::test {

inline const MasterKey& test_master() {
  static const MasterKey master = [] {
    std::array<std::uint8_t, 32> bytes{};
    bytes.fill(0x3C);
    return MasterKey(bytes);
  }();
  return master;
}

inline const Clock& test_clock() {
  static const std::unique_ptr<Clock> clock = make_system_clock();
  return *clock;
}

inline void copy_folder(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
}

inline std::size_t files_below(const std::filesystem::path& folder) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    count += entry.is_regular_file() ? 1 : 0;
  return count;
}

// Closed, with records 0 and 1.
class MadeLedger {
 public:
  MadeLedger() {
    InitOptions options;
    options.paths = StatePaths::under(state());
    options.origin = kTestOrigin;
    const std::string policy = read_file(LEDGER_SOURCE_DIR "/schemas/policies/example.toml");
    options.policy.assign(policy.begin(), policy.end());
    std::filesystem::create_directory(state());
    const InitReport made = must(init_ledger(options, test_master(), test_clock()));
    ledger_id_ = made.ledger_id;
    first_key_ = made.verifier_key;
  }
  [[nodiscard]] std::filesystem::path state() const { return folder_ / "state"; }
  [[nodiscard]] const LedgerId& ledger_id() const { return ledger_id_; }
  [[nodiscard]] const std::string& first_key() const { return first_key_; } // vkey text

  // The seeds in a state folder that nobody has open; the current one last.
  [[nodiscard]] Result<std::vector<SigningSeed>> seeds_in(const std::filesystem::path& keyring,
                                                          const std::filesystem::path& root) const {
    LEDGER_ASSIGN(const auto opened,
                  Keyring::open(DurableFiles(nullptr), {keyring, root}, test_master(), ledger_id_));
    return opened->signing_seeds();
  }
  // Offline, with the first key alone.
  [[nodiscard]] VerifyReport verify(const std::filesystem::path& state,
                                    Evidence evidence = Evidence()) const {
    evidence.trusted_key = must(parse_verifier_key(first_key_));
    return must(verify_state(must(find_state(state)), std::move(evidence), nullptr, {}));
  }

 private:
  TempFolder folder_;
  LedgerId ledger_id_;
  std::string first_key_;
};

// Open until stop(), or until it goes out of scope, as a process that dies.
class OpenedLedger {
 public:
  explicit OpenedLedger(const std::filesystem::path& state, FileSystemPtr files = nullptr) {
    OpenOptions options;
    options.paths = StatePaths::under(state);
    options.file_system = std::move(files);
    options.checkpoint_interval = std::chrono::hours(1); // only those that are asked for
    options.deliver = [](const std::vector<std::function<void()>>& done) {
      for (const auto& one : done)
        one();
    };
    options.on_fatal = [](const Error&) {};
    ledger_ = must(Ledger::open(options, test_master(), test_clock()));
  }

  Ledger* operator->() const { return ledger_.get(); }

  // The receipts, in order.
  std::vector<Receipt> append(int count) const {
    std::vector<Receipt> all;
    for (int i = 0; i < count; ++i)
      all.push_back(must(append_one()).front());
    return all;
  }
  [[nodiscard]] std::future<Result<RotateReport>>
  start_rotation(const std::string& retire = {}) const {
    RotateRequest request;
    request.retire = retire;
    const auto answered = std::make_shared<std::promise<Result<RotateReport>>>();
    ledger_->rotate_key(std::move(request), [answered](const Result<RotateReport>& report) {
      answered->set_value(report);
    });
    return answered->get_future();
  }
  [[nodiscard]] Result<RotateReport> rotate(const std::string& retire = {}) const {
    return start_rotation(retire).get();
  }
  // A checkpoint over all that is durable now.
  void sign_now() const {
    const TempFolder folder;
    must(ledger_->snapshot(folder / "snapshot"));
  }
  void stop() {
    must(ledger_->stop());
    ledger_.reset();
  }

 private:
  [[nodiscard]] Result<std::vector<Receipt>> append_one() const {
    const auto message = std::make_shared<capnp::MallocMessageBuilder>();
    auto draft = message->initRoot<wire::Draft>();
    draft.setType(wire::EventType::SUBJECT_REGISTERED);
    const auto id = random_id<EventId>();
    draft.setEventId({id.view().data(), id.view().size()});
    draft.initClear().setOccurredAt(test_clock().now().get());
    const std::string_view reference = "customer-1";
    draft.initSubjects(1)[0].setReference(
        {reinterpret_cast<const std::uint8_t*>(reference.data()), reference.size()});
    std::vector<Draft> drafts;
    drafts.emplace_back(message, message->getRoot<wire::Draft>().asReader());
    std::promise<Result<std::vector<Receipt>>> answered;
    ledger_->append(
        std::move(drafts), "crm", PostedBy::kApplication,
        [&](const Result<std::vector<Receipt>>& stored) { answered.set_value(stored); });
    ledger_->turn_ended();
    return answered.get_future().get();
  }

  std::unique_ptr<Ledger> ledger_;
};

} // namespace ledger::test
