#include "ledger/projection/subject_projection.hpp"

#include "ledger/projection/subject_facts.hpp"

#include <kj/exception.h>

#include <unordered_map>

namespace ledger {
namespace {

// States that stay decoded behind a flush, since the same people come again. Some 16 MiB at the
// usual size of a state.
constexpr std::size_t kKeptStates = 16'384;

class SubjectFold : public Fold {
 public:
  explicit SubjectFold(StateView& stored) : stored_(stored) {}

  Status apply(const RecordView& record) override {
    const auto unreadable = [&](const char* what) {
      return fail(Errc::kMalformed, what, "record " + std::to_string(record.sequence().get()),
                  "auditledger verify names the first bad record");
    };
    try {
      if (!facts_.read(record)) return unreadable("the record does not say whom it is about");
    } catch (const kj::Exception&) {
      return unreadable("the body cannot be read");
    }
    for (const SubjectId& subject : facts_.subjects())
      LEDGER_TRY(apply_to(subject));
    return {};
  }

  Status flush() override {
    for (auto* entry : changed_) {
      stored_.put(entry->first.view(), entry->second.state.encode());
      entry->second.changed = false;
    }
    changed_.clear();
    if (states_.size() > kKeptStates) states_.clear();
    return {};
  }

  std::size_t pending() const override { return changed_.size(); }

 private:
  struct Entry {
    SubjectState state;
    bool changed = false;
  };
  using States = std::unordered_map<SubjectId, Entry, TailHash<SubjectId>>;

  Status apply_to(const SubjectId& subject) {
    LEDGER_ASSIGN(States::value_type * entry, find(subject));
    SubjectState& state = entry->second.state;
    // A person who is named twice in one event met it once.
    if (state.events.times > 0 && state.events.last == facts_.act().by) return {};
    facts_.change(state);
    if (!entry->second.changed) changed_.push_back(entry);
    entry->second.changed = true;
    return {};
  }

  Result<States::value_type*> find(const SubjectId& subject) {
    if (const auto found = states_.find(subject); found != states_.end()) return &*found;
    LEDGER_ASSIGN(const auto bytes, stored_.get(subject.view()));
    Entry entry;
    if (bytes) {
      LEDGER_ASSIGN(entry.state, SubjectState::decode(*bytes));
    }
    return &*states_.emplace(subject, std::move(entry)).first;
  }

  StateView& stored_;
  SubjectFacts facts_;
  States states_;
  std::vector<States::value_type*> changed_; // nodes of states_ do not move
};

} // namespace

std::unique_ptr<Fold> SubjectProjection::start(StateView& state) const {
  return std::make_unique<SubjectFold>(state);
}

} // namespace ledger
