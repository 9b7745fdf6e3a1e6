// Lives of a few people under the example policy, as somebody might have led them.
#pragma once

#include "tests/support/projection_history.hpp"
#include "tests/unit/policy_support.hpp"

#include <random>

namespace ledger::test {

using wire::EventType;

inline constexpr std::int64_t kDay = 86'400'000'000;
// Everything happened before the first of it was recorded.
inline constexpr std::int64_t kFirstDay = History::kStart - 1'500 * kDay;

struct Event {
  EventType type;
  std::vector<SubjectId> people;
  FillClear fill = {};
  ValueTags tags = {};
};

// Whatever happens; each at a time of its own.
class RandomLife {
 public:
  explicit RandomLife(unsigned seed) : random_(seed) {}

  Event next() {
    const std::int64_t at = kFirstDay + static_cast<std::int64_t>(pick(1'400)) * kDay +
                            static_cast<std::int64_t>(++count_);
    const EventType type = kTypes[pick(std::size(kTypes))];
    std::vector<SubjectId> people{person(static_cast<std::uint8_t>(pick(4)))};
    if (type == EventType::USE_BATCH)
      for (std::uint8_t i = 0; i < 6; ++i)
        people.push_back(person(i));
    FillClear fill = content(at);
    return {type, people, std::move(fill), tags(type)};
  }

 private:
  static constexpr EventType kTypes[] = {EventType::NOTICE_SERVED,
                                         EventType::COLLECTION,
                                         EventType::USE,
                                         EventType::USE,
                                         EventType::USE_BATCH,
                                         EventType::DISCLOSURE,
                                         EventType::CONSENT_GIVEN,
                                         EventType::CONSENT_WITHDRAWN,
                                         EventType::CONSENT_REFUSED,
                                         EventType::OBJECTION_LODGED,
                                         EventType::OBJECTION_ASSESSED,
                                         EventType::OBJECTION_LIFTED,
                                         EventType::RESTRICTION_SET,
                                         EventType::RESTRICTION_LIFTED,
                                         EventType::RELATION_STARTED,
                                         EventType::RELATION_ENDED,
                                         EventType::REQUEST_RECEIVED,
                                         EventType::REQUEST_ANSWERED,
                                         EventType::REQUEST_EXTENDED,
                                         EventType::ERASURE_EXECUTED,
                                         EventType::RECTIFICATION_EXECUTED,
                                         EventType::STAFF_ACCESSED,
                                         EventType::MEDIA_OPT_OUT,
                                         EventType::RECIPIENT_NOTIFIED,
                                         EventType::HOLD_PLACED,
                                         EventType::CONTRACT_SIGNED,
                                         EventType::BREACH_DETECTED};

  std::size_t pick(std::size_t count) { return static_cast<std::size_t>(random_() % count); }

  // A few values come again and again, and some of them are put right.
  ValueTags tags(EventType type) {
    const auto value = [this]() -> TagsOfValue {
      ValueTag tag;
      tag.writable().back() = static_cast<std::uint8_t>(pick(4));
      return {tag};
    };
    ValueTags tags;
    if (!tags_values(type)) return tags;
    tags.stated.push_back(value());
    if (has_former_values(type)) tags.former.push_back(value());
    return tags;
  }

  FillClear content(std::int64_t at) {
    static const std::vector<std::string> kActivities = {
        "newsletter.marketing-communication", "customer.marketing-communication",
        "customer.satisfaction-survey", "event.photo-video", "visit.camera-surveillance"};
    const std::string& activity = kActivities[pick(kActivities.size())];
    const auto scope = static_cast<wire::ObjectionScope>(1 + pick(3));
    const auto outcome = static_cast<wire::Outcome>(pick(6));
    const auto right = static_cast<wire::Right>(1 + pick(4));
    const auto number = static_cast<std::uint8_t>(1 + pick(3));
    const bool yes = pick(2) == 0;
    return [=](wire::Clear::Builder clear) {
      clear.setOccurredAt(at);
      set_activities(clear, {activity});
      set_categories(clear, {"email", "photo-video"});
      clear.setRelation("paying-customer");
      clear.setRecipient("example-analytics");
      clear.setObjectionScope(scope);
      clear.setOutcome(outcome);
      clear.setRight(right);
      clear.setCorrelation(data_of(reference(number).view()));
      clear.setRecognisable(yes ? wire::Answer::YES : wire::Answer::NO);
      clear.setNoticeBefore(yes ? wire::Answer::YES : wire::Answer::NO);
      clear.setDataSource(yes ? wire::DataSource::DATA_SUBJECT : wire::DataSource::PUBLIC_WEBSITE);
    };
  }

  std::mt19937 random_;
  std::size_t count_ = 0;
};

inline std::vector<Event> life(unsigned seed, std::size_t count) {
  RandomLife random(seed);
  std::vector<Event> events;
  for (std::size_t i = 0; i < count; ++i)
    events.push_back(random.next());
  return events;
}

// The policy that is in force from the day on which the example's is.
inline void publish(History& history, const std::string& policy) {
  history.add(EventType::POLICY_PUBLISHED, {}, [&policy](wire::Clear::Builder clear) {
    clear.setEffectiveFrom(policy::at("2018-05-25").get());
    auto document = clear.initDocuments(1)[0];
    document.setKind(wire::DocumentKind::POLICY);
    document.setHash(data_of(sha256_as<DocumentHash>({as_bytes(policy)}).view()));
  });
}

} // namespace ledger::test
