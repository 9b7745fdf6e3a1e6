#include "ledger/projection/subject_facts.hpp"

#include "ledger/event/views.hpp"

namespace ledger {
namespace {

using wire::EventType;

// Each text is read once: the reader counts what it visits, and an event about many people with
// many activities would go over its limit.
void read_names(std::vector<std::string_view>& names, capnp::List<capnp::Text>::Reader list) {
  names.clear();
  for (const auto text : list)
    names.push_back(view(text));
}

// Calls `each` for every name, or once for "none was stated".
template <class Each>
void for_each_or_none(const std::vector<std::string_view>& names, Each each) {
  if (names.empty()) each(std::string_view());
  for (const std::string_view name : names)
    each(name);
}

} // namespace

void SubjectFacts::read(const Fact& fact) {
  type_ = fact.type();
  act_ = Act{fact.by(), fact.at()};
  destroyed_.clear();
  whole_ = false;
  if (type_ == EventType::KEY_DESTROYED)
    read_destroyed(fact.control());
  else
    read_clear(fact.clear());
}

void SubjectFacts::read_clear(const wire::Clear::Reader& clear) {
  read_names(activities_, clear.getActivities());
  read_names(categories_, clear.getCategories());
  read_names(via_, clear.getVia());
  read_names(key_classes_, clear.getKeyClasses());
  relation_ = view(clear.getRelation());
  recipient_ = view(clear.getRecipient());
  country_ = view(clear.getCountry());
  const auto correlation = clear.getCorrelation();
  correlation_ =
      correlation.size() == OpaqueRef::kSize
          ? OpaqueRef(ByteView(correlation.begin(), correlation.size()).first<OpaqueRef::kSize>())
          : OpaqueRef();
  notice_ = clear.getNoticeKind();
  scope_ = clear.getObjectionScope();
  right_ = clear.getRight();
  outcome_ = clear.getOutcome();
  valid_until_.reset();
  if (clear.getValidUntil() != 0) valid_until_ = Timestamp(clear.getValidUntil());
}

void SubjectFacts::read_destroyed(const wire::Control::Reader& control) {
  if (!control.isKeyDestroyed()) return;
  const auto destroyed = control.getKeyDestroyed();
  whole_ = destroyed.getWhole();
  erasure_ = Sequence(destroyed.getErasure());
  for (const auto key : destroyed.getKeys())
    destroyed_.push_back({view(key.getKeyClass()), Incarnation(key.getIncarnation())});
}

void SubjectFacts::change(SubjectState& state) const {
  SubjectChanges changes(state, act_);
  changes.count(state.events);
  change_data(changes);
  change_wishes(changes);
  change_erasure(state, changes);
}

void SubjectFacts::change_data(SubjectChanges& changes) const {
  switch (type_) {
  case EventType::SUBJECT_REGISTERED:
    if (!relation_.empty()) changes.relation_started(relation_);
    break;
  case EventType::RELATION_STARTED:
    changes.relation_started(relation_);
    break;
  case EventType::RELATION_ENDED:
    changes.relation_ended(relation_);
    break;
  case EventType::COLLECTION:
    for (const std::string_view category : categories_)
      for_each_or_none(activities_,
                       [&](std::string_view activity) { changes.held(category, activity); });
    break;
  case EventType::USE:
  case EventType::USE_BATCH:
    for (const std::string_view activity : activities_)
      changes.used(activity, type_ == EventType::USE_BATCH);
    break;
  case EventType::DISCLOSURE:
  case EventType::TRANSFER_THIRD_COUNTRY:
    changes.received(recipient_, country_);
    // Whoever it passed through received it too (art. 15(1)(c)); where they are was not stated.
    for (const std::string_view processor : via_)
      changes.received(processor, {});
    break;
  default:
    break;
  }
}

void SubjectFacts::change_wishes(SubjectChanges& changes) const {
  switch (type_) {
  case EventType::NOTICE_SERVED:
    changes.noticed(notice_);
    break;
  case EventType::CONSENT_GIVEN:
  case EventType::CONSENT_REFUSED:
  case EventType::CONSENT_WITHDRAWN:
    for (const std::string_view activity : activities_)
      changes.consent(activity, type_, valid_until_);
    break;
  case EventType::OBJECTION_LODGED:
    for_each_or_none(activities_,
                     [&](std::string_view activity) { changes.objected(scope_, activity); });
    break;
  case EventType::REQUEST_RECEIVED:
    changes.request_received(right_, correlation_);
    break;
  case EventType::REQUEST_ANSWERED:
    changes.request_answered(right_, correlation_, outcome_);
    break;
  default:
    break;
  }
}

void SubjectFacts::change_erasure(SubjectState& state, SubjectChanges& changes) const {
  switch (type_) {
  case EventType::ERASURE_REQUESTED:
    changes.count(state.erasure_requested);
    break;
  case EventType::ERASURE_STARTED:
    changes.count(state.erasure_started);
    for (const std::string_view key_class : key_classes_)
      changes.class_erasure_started(key_class);
    break;
  case EventType::ERASURE_EXECUTED:
    changes.count(state.erasure_executed);
    break;
  case EventType::KEY_DESTROYED:
    for (const Destroyed& destroyed : destroyed_)
      changes.class_destroyed(destroyed.key_class, destroyed.incarnation);
    changes.erasure_ended(erasure_);
    if (whole_ && !state.erased_by) state.erased_by = act_.by;
    break;
  default:
    break;
  }
}

SubjectState state_of(std::span<const Fact> facts) {
  SubjectState state;
  SubjectFacts reading;
  for (const Fact& fact : facts) {
    reading.read(fact);
    reading.change(state);
  }
  return state;
}

} // namespace ledger
