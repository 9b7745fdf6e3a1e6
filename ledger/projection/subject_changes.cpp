#include "ledger/projection/subject_changes.hpp"

#include <algorithm>
#include <limits>

namespace ledger {
namespace {

void increase(std::uint32_t& count) {
  if (count < std::numeric_limits<std::uint32_t>::max()) ++count;
}

// Whether `a` happened after `b`; of the same moment, the later record counts.
bool later(const Act& a, const Act& b) {
  return std::tie(a.at, a.by) > std::tie(b.at, b.by);
}

void keep_latest(MaybeAct& kept, const Act& act) {
  if (!kept || later(act, *kept)) kept = act;
}

// The entry with the key, made by `make` when there is none; null, and counted, when the list is
// full.
template <class T, class Key, class Make>
T* entry(SubjectState& state, std::vector<T>& list, const Key& key, Make make) {
  const auto at = std::lower_bound(list.begin(), list.end(), key,
                                   [](const T& item, const Key& k) { return item.key() < k; });
  if (at != list.end() && at->key() == key) return &*at;
  if (list.size() >= SubjectState::kMaxEntries) {
    ++state.unlisted;
    return nullptr;
  }
  return &*list.insert(at, make());
}

bool is_open(const SubjectRequest& request) {
  return !request.answered;
}

} // namespace

void SubjectChanges::count(Seen& seen) const {
  if (seen.times == 0) seen.first = act_.by;
  seen.last = act_.by;
  increase(seen.times);
}

void SubjectChanges::relation_started(std::string_view relation) {
  auto* found = entry(state_, state_.relations, std::tuple(relation), [&] {
    return SubjectRelation{std::string(relation), {}, {}};
  });
  if (found != nullptr) keep_latest(found->started, act_);
}

void SubjectChanges::relation_ended(std::string_view relation) {
  auto* found = entry(state_, state_.relations, std::tuple(relation), [&] {
    return SubjectRelation{std::string(relation), {}, {}};
  });
  if (found != nullptr) keep_latest(found->ended, act_);
}

void SubjectChanges::held(std::string_view category, std::string_view activity) {
  auto* found = entry(state_, state_.holdings, std::tuple(category, activity), [&] {
    return SubjectHolding{std::string(category), std::string(activity), {}};
  });
  if (found != nullptr) count(found->seen);
}

void SubjectChanges::used(std::string_view activity, bool in_batch) {
  auto* found = entry(state_, state_.uses, std::tuple(activity), [&] {
    return SubjectUse{std::string(activity), {}, 0};
  });
  if (found == nullptr) return;
  count(found->seen);
  if (in_batch) increase(found->in_batches);
}

void SubjectChanges::noticed(wire::NoticeKind kind) {
  auto* found = entry(state_, state_.notices, std::tuple(kind), [&] {
    return SubjectNotice{kind, {}};
  });
  if (found != nullptr) count(found->seen);
}

void SubjectChanges::consent(std::string_view activity, wire::EventType state,
                             std::optional<Timestamp> valid_until) {
  bool is_new = false;
  auto* found = entry(state_, state_.consents, std::tuple(activity), [&] {
    is_new = true;
    return SubjectConsent{std::string(activity), state, act_, valid_until};
  });
  if (found == nullptr || is_new || !later(act_, found->act)) return;
  found->state = state;
  found->act = act_;
  found->valid_until = valid_until;
}

void SubjectChanges::objected(wire::ObjectionScope scope, std::string_view activity) {
  auto* found = entry(state_, state_.objections, std::tuple(scope, activity), [&] {
    return SubjectObjection{scope, std::string(activity), act_};
  });
  if (found != nullptr && later(found->act, act_)) found->act = act_;
}

void SubjectChanges::received(std::string_view recipient, std::string_view country) {
  auto* found = entry(state_, state_.recipients, std::tuple(recipient, country), [&] {
    return SubjectRecipient{std::string(recipient), std::string(country), {}};
  });
  if (found != nullptr) count(found->seen);
}

SubjectRequest* SubjectChanges::add_request(wire::Right right, const OpaqueRef& correlation) {
  auto& requests = state_.requests;
  if (requests.size() >= SubjectState::kMaxRequests) {
    ++state_.unlisted;
    const auto oldest =
        std::find_if(requests.begin(), requests.end(), [](const auto& r) { return !is_open(r); });
    if (oldest == requests.end()) return nullptr;
    requests.erase(oldest);
  }
  SubjectRequest request;
  request.right = right;
  request.correlation = correlation;
  return &requests.emplace_back(request);
}

void SubjectChanges::request_received(wire::Right right, const OpaqueRef& correlation) {
  // The answer may have been recorded first, by another application.
  const auto answered =
      std::find_if(state_.requests.begin(), state_.requests.end(), [&](const SubjectRequest& r) {
        return !r.received && !correlation.is_zero() && r.right == right &&
               r.correlation == correlation;
      });
  if (answered != state_.requests.end()) {
    answered->received = act_;
    return;
  }
  if (auto* request = add_request(right, correlation)) request->received = act_;
}

void SubjectChanges::request_answered(wire::Right right, const OpaqueRef& correlation,
                                      wire::Outcome outcome) {
  const auto matches = [&](const SubjectRequest& r) {
    return r.right == right && r.correlation == correlation;
  };
  auto& requests = state_.requests;
  auto found = std::find_if(requests.begin(), requests.end(),
                            [&](const auto& r) { return matches(r) && is_open(r); });
  // A second answer to the same case replaces the first; without a case it stands alone.
  if (found == requests.end() && !correlation.is_zero())
    found = std::find_if(requests.begin(), requests.end(), matches);
  SubjectRequest* request = found == requests.end() ? add_request(right, correlation) : &*found;
  if (request == nullptr || (request->answered && !later(act_, *request->answered))) return;
  request->answered = act_;
  request->outcome = outcome;
}

void SubjectChanges::class_erasure_started(std::string_view key_class) {
  auto* found = entry(state_, state_.erased_classes, std::tuple(key_class), [&] {
    return ErasedClass{std::string(key_class), {}, {}, {}};
  });
  if (found != nullptr) found->started = act_.by;
}

void SubjectChanges::class_destroyed(std::string_view key_class, Incarnation incarnation) {
  auto* found = entry(state_, state_.erased_classes, std::tuple(key_class), [&] {
    return ErasedClass{std::string(key_class), {}, {}, {}};
  });
  if (found == nullptr) return;
  found->incarnation = std::max(found->incarnation, incarnation);
  found->destroyed = act_.by;
}

void SubjectChanges::erasure_ended(Sequence erasure) {
  for (ErasedClass& erased : state_.erased_classes)
    if (erased.started == erasure) erased.destroyed = act_.by;
}

} // namespace ledger
