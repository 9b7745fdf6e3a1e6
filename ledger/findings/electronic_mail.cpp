#include "ledger/findings/electronic_mail.hpp"

#include "ledger/findings/names.hpp"

#include <algorithm>
#include <array>

namespace ledger {
namespace {

using policy::ItemNature;
using wire::Answer;
using wire::Channel;
using wire::EventType;

// How policies call the channels of events, by their number.
constexpr std::array<std::string_view, 13> kChannels = {
    "",      "website", "social-media",  "email",       "post", "phone",    "chat",
    "event", "office",  "public-source", "application", "sms",  "in-person"};

bool is_electronic_mail(const policy::Channel& channel) {
  return channel.electronic_mail;
}

// A use that does not say how it uses the data is one by which it is sent.
bool is_sent(const Fact& fact) {
  const wire::Operation operation = fact.clear().getOperation();
  return (fact.type() == EventType::USE || fact.type() == EventType::USE_BATCH) &&
         (operation == wire::Operation::SEND || operation == wire::Operation::UNSTATED);
}

// By its own channel, as the policy sees it; where it names none, by those of its activity if they
// are all of one mind.
bool is_mailed(const Fact& fact, const KnownActivity& activity) {
  const auto& known = activity.policy->policy.contents().channels;
  const Channel channel = fact.clear().getChannel();
  if (channel == Channel::UNSTATED) {
    const policy::Slugs& own = activity.activity->channels;
    return !own.empty() && std::all_of(own.begin(), own.end(), [&](const std::string& id) {
      return is_electronic_mail(*known.find(id));
    });
  }
  const auto number = static_cast<std::size_t>(channel);
  const policy::Channel* named =
      number < kChannels.size() ? known.find(kChannels[number]) : nullptr;
  if (named != nullptr) return is_electronic_mail(*named);
  return channel == Channel::EMAIL || channel == Channel::SMS;
}

// What is sent counts, not what the activity that carries it is called.
bool is_advertising(const Fact& fact, const KnownActivity& activity) {
  const policy::Message* item =
      activity.policy->policy.contents().items.find(name_of(fact.clear().getItem()));
  if (item != nullptr && item->nature != ItemNature::kUnstated)
    return item->nature == ItemNature::kAdvertising;
  return activity.activity->direct_marketing;
}

// Own customers, whose address came with a sale, about similar products, with a way to opt out. The
// policy may have found that of the activity as a whole, which a use can still deny.
bool is_excepted(const Fact& fact, const policy::Activity& activity) {
  if (fact.clear().getImpersonalAddress() == Answer::YES) return true;
  const auto holds = [&](Answer answer) {
    return answer == Answer::YES || (answer == Answer::UNSTATED && activity.soft_opt_in);
  };
  return holds(fact.clear().getSoftOptInAtSale()) && holds(fact.clear().getSoftOptInSimilar()) &&
         holds(fact.clear().getSoftOptInOffered());
}

} // namespace

bool needs_mail_consent(const Fact& fact, const KnownActivity& activity) {
  return is_sent(fact) && is_advertising(fact, activity) && is_mailed(fact, activity) &&
         !is_excepted(fact, *activity.activity);
}

Consent mail_consent(const PersonCase& person, const Fact& fact, const KnownActivity& activity) {
  const Consent own = person.consent_before(fact.moment(), activity.id);
  if (own.standing == ConsentStanding::kValid) return own;
  for (const Fact& earlier : person.before(fact.moment())) {
    if (earlier.by().get() != fact.clear().getConsentRecord()) continue;
    for (const std::string_view named : names_of(earlier.clear().getActivities())) {
      const Consent other = person.consent_before(fact.moment(), named);
      if (other.by == &earlier && other.standing == ConsentStanding::kValid) return other;
    }
  }
  return own;
}

} // namespace ledger
