// F46: advertising by electronic mail.
#include "tests/unit/findings_support.hpp"

using namespace ledger;
using namespace ledger::test;
using wire::Answer;
using wire::Channel;
using wire::EventType;
using wire::Operation;
using wire::Rule;

namespace {

constexpr const char* kCustomers = "customer.marketing-communication"; // by e-mail only
constexpr const char* kProspects = "prospect.mailing";                 // also by post and phone
constexpr const char* kNewsletter = "newsletter.marketing-communication";
constexpr const char* kUpdates =
    "customer.informative-communication"; // by e-mail or in the product

Fill by(Channel channel, const Fill& more = {}) {
  return [=](wire::Clear::Builder clear) {
    clear.setChannel(channel);
    if (more) more(clear);
  };
}

Fill item(const std::string& id, Channel channel = Channel::EMAIL) {
  return by(channel, [=](wire::Clear::Builder clear) { clear.setItem(id); });
}

struct Exception {
  Answer at_sale = Answer::YES;
  Answer similar = Answer::YES;
  Answer offered = Answer::YES;
};

Fill to_own_customer(const Exception& answers) {
  return [=](wire::Clear::Builder clear) {
    clear.setSoftOptInAtSale(answers.at_sale);
    clear.setSoftOptInSimilar(answers.similar);
    clear.setSoftOptInOffered(answers.offered);
  };
}

bool spams(const char* activity, const Fill& fill = {}, const std::string& text = example_text()) {
  Story story(text);
  story.fact(EventType::USE, "2024-03-01", doing(activity, fill));
  return story.raises(Rule::F46);
}

Fill relying_on(Sequence consent) {
  return [=](wire::Clear::Builder clear) { clear.setConsentRecord(consent.get()); };
}

} // namespace

TEST_CASE("F46: advertising by electronic mail without consent") {
  for (const EventType type : {EventType::USE, EventType::USE_BATCH}) {
    Story story;
    const Sequence sent = story.fact(type, "2024-03-01", doing(kCustomers, by(Channel::EMAIL)));
    story.fact(EventType::CONSENT_GIVEN, "2024-03-02", doing(kCustomers)); // too late
    const auto found = story.of(Rule::F46);
    REQUIRE(found.size() == 1);
    CHECK(found[0].trigger == sent);
    CHECK(found[0].about == kCustomers);
    CHECK(found[0].from == at("2024-03-01"));
    CHECK(found[0].breaks == Breaks::kLaw);
  }
}

TEST_CASE("F46: consent before it, as long as it lasts") {
  Story story;
  story.fact(EventType::CONSENT_GIVEN, "2024-02-01", doing(kNewsletter));
  story.fact(EventType::USE, "2024-03-01", doing(kNewsletter, by(Channel::EMAIL)));
  CHECK_FALSE(story.raises(Rule::F46));
  const Sequence withdrawn =
      story.fact(EventType::CONSENT_WITHDRAWN, "2024-04-01", doing(kNewsletter));
  const Sequence sent =
      story.fact(EventType::USE, "2024-05-01", doing(kNewsletter, by(Channel::EMAIL)));
  CHECK(story.of(Rule::F46).at(0).evidence == std::vector{withdrawn, sent});
}

TEST_CASE("F46: a use may rely on the consent to another activity while that is valid") {
  Story story;
  const Sequence consent = story.fact(EventType::CONSENT_GIVEN, "2024-02-01", doing(kNewsletter));
  story.fact(EventType::USE, "2024-03-01", doing(kCustomers, relying_on(consent)));
  CHECK_FALSE(story.raises(Rule::F46));
  story.fact(EventType::USE, "2024-03-01", doing(kCustomers)); // does not say so
  CHECK(story.of(Rule::F46).size() == 1);
  story.fact(EventType::CONSENT_WITHDRAWN, "2024-04-01", doing(kNewsletter));
  story.fact(EventType::USE, "2024-05-01", doing(kCustomers, relying_on(consent)));
  CHECK(story.of(Rule::F46).size() == 2);
}

TEST_CASE("F46: what is no consent cannot be relied on") {
  Story story;
  story.fact(EventType::CONSENT_GIVEN, "2024-02-01", doing(kNewsletter));
  const Sequence served = story.fact(EventType::NOTICE_SERVED, "2024-02-02", doing(kNewsletter));
  story.fact(EventType::USE, "2024-03-01", doing(kCustomers, relying_on(served)));
  CHECK(story.raises(Rule::F46));
}

TEST_CASE("F46 is about electronic mail, by the channel of the use or else of the activity") {
  CHECK(spams(kProspects, by(Channel::EMAIL)));
  CHECK(spams(kProspects, by(Channel::SMS)));
  CHECK_FALSE(spams(kProspects, by(Channel::POST)));
  CHECK_FALSE(spams(kProspects, by(Channel::PHONE)));
  CHECK(spams(kCustomers));
  CHECK_FALSE(spams(kCustomers, by(Channel::POST)));
  CHECK_FALSE(spams(kProspects));            // it may have been by post
  CHECK_FALSE(spams("prospect.disclosure")); // has no channels
  CHECK_FALSE(spams("undeclared", by(Channel::EMAIL)));
}

TEST_CASE("F46: the policy says which channels are electronic mail") {
  const std::string text = replaced(example_text(), "label = { nl = \"Sociale media\"",
                                    "electronic_mail = true\nlabel = { nl = \"Sociale media\"");
  CHECK(spams(kProspects, by(Channel::SOCIAL_MEDIA), text));
  CHECK_FALSE(spams(kProspects, by(Channel::SOCIAL_MEDIA)));
  const std::string otherwise = replaced(example_text(), "electronic_mail = true\n", "");
  CHECK_FALSE(spams(kProspects, by(Channel::EMAIL), otherwise));
}

TEST_CASE("F46: each channel of an event is found under its name in the policy") {
  const std::pair<Channel, const char*> names[] = {
      {Channel::WEBSITE, "website"},     {Channel::SOCIAL_MEDIA, "social-media"},
      {Channel::POST, "post"},           {Channel::PHONE, "phone"},
      {Channel::CHAT, "chat"},           {Channel::EVENT, "event"},
      {Channel::OFFICE, "office"},       {Channel::PUBLIC_SOURCE, "public-source"},
      {Channel::IN_PERSON, "in-person"}, {Channel::APPLICATION, "application"}};
  for (const auto& named : names) {
    const std::string id = std::string("[[channels]]\nid = \"") + named.second + "\"\n";
    CAPTURE(id);
    CHECK_FALSE(spams(kProspects, by(named.first)));
    CHECK(spams(kProspects, by(named.first),
                replaced(example_text(), id, id + "electronic_mail = true\n")));
  }
}

TEST_CASE("F46: of the channels that the policy does not know, mail and text messages are meant") {
  const std::string in_person =
      "[[channels]]\nid = \"in-person\"\n"
      "label = { nl = \"Fysiek contact\", en = \"In person\", fr = \"En personne\" }\n";
  CHECK_FALSE(spams(kProspects, by(Channel::IN_PERSON), replaced(example_text(), in_person, "")));
  // The same policy, which calls electronic mail otherwise.
  std::string text =
      replaced(example_text(), "[[channels]]\nid = \"email\"", "[[channels]]\nid = \"e-mail\"");
  for (std::size_t at = text.find("channels = [\"email\""); at != std::string::npos;
       at = text.find("channels = [\"email\"", at))
    text.replace(at, std::string_view("channels = [\"email\"").size(), "channels = [\"e-mail\"");
  CHECK(spams(kProspects, by(Channel::EMAIL), text));
}

TEST_CASE("F46: what is sent decides whether it is advertising") {
  CHECK(spams(kUpdates, item("product-update")));
  CHECK_FALSE(spams(kUpdates, item("support-update")));
  CHECK_FALSE(spams(kUpdates, by(Channel::EMAIL)));
  CHECK(spams("commercial.marketing-communication", item("newsletter")));
  CHECK_FALSE(spams("commercial.marketing-communication", item("market-research")));
  CHECK(spams(kCustomers, item("photo")));      // of no nature
  CHECK(spams(kCustomers, item("undeclared"))); // unknown
}

TEST_CASE("F46: reading a list is not sending, nor is giving it away") {
  const auto of = [](Operation operation) {
    return spams(kCustomers, [=](wire::Clear::Builder clear) { clear.setOperation(operation); });
  };
  CHECK(of(Operation::SEND));
  CHECK_FALSE(of(Operation::READ));
  Story story;
  story.fact(EventType::DISCLOSURE, "2024-03-01", doing(kCustomers, by(Channel::EMAIL)));
  CHECK_FALSE(story.raises(Rule::F46));
}

TEST_CASE("F46: own customers, similar products, and an opt-out with it") {
  CHECK_FALSE(spams(kCustomers, to_own_customer({})));
  for (const Answer answer : {Answer::NO, Answer::UNSTATED}) {
    CHECK(spams(kCustomers, to_own_customer({.at_sale = answer})));
    CHECK(spams(kCustomers, to_own_customer({.similar = answer})));
    CHECK(spams(kCustomers, to_own_customer({.offered = answer})));
  }
}

TEST_CASE("F46: where the policy has found the exception, a use need only not deny it") {
  const std::string text = replaced(example_text(), "id = \"customer.marketing-communication\"\n",
                                    "id = \"customer.marketing-communication\"\n"
                                    "soft_opt_in = true\n");
  CHECK_FALSE(spams(kCustomers, {}, text));
  CHECK_FALSE(spams(kCustomers, to_own_customer({.similar = Answer::UNSTATED}), text));
  CHECK(spams(kCustomers, to_own_customer({.at_sale = Answer::NO}), text));
  CHECK(spams(kCustomers, to_own_customer({.similar = Answer::NO}), text));
  CHECK(spams(kCustomers, to_own_customer({.offered = Answer::NO}), text));
}

TEST_CASE("F46: an address that is nobody's own") {
  const auto to = [](Answer impersonal) {
    return spams(kCustomers,
                 [=](wire::Clear::Builder clear) { clear.setImpersonalAddress(impersonal); });
  };
  CHECK_FALSE(to(Answer::YES));
  CHECK(to(Answer::NO));
}
