// F15: pictures of people who did not want that.
#include "tests/unit/findings_support.hpp"

using namespace ledger;
using namespace ledger::test;
using wire::Answer;
using wire::EventType;
using wire::ObjectionScope;
using wire::Rule;

namespace {

constexpr const char* kPictures = "event.photo-video";
constexpr const char* kSurvey = "event.satisfaction-survey";

Fill of(const std::vector<std::uint8_t>& pictures, const Fill& more = {}) {
  return [=](wire::Clear::Builder clear) {
    auto bytes = clear.initMedia(static_cast<unsigned>(pictures.size() * OpaqueRef::kSize));
    for (std::size_t i = 0; i < pictures.size(); ++i)
      std::memcpy(bytes.begin() + i * OpaqueRef::kSize, ref(pictures[i]).view().data(),
                  OpaqueRef::kSize);
    if (more) more(clear);
  };
}

Fill recognisable(Answer answer, const Fill& more = {}) {
  return [=](wire::Clear::Builder clear) {
    clear.setRecognisable(answer);
    if (more) more(clear);
  };
}

Fill of_event(std::uint8_t number, const Fill& more = {}) {
  return [=](wire::Clear::Builder clear) {
    clear.setCorrelation(bytes_of(ref(number)));
    if (more) more(clear);
  };
}

Fill with(const std::string& category) {
  return [=](wire::Clear::Builder clear) { set_names(clear.initCategories(1), {category}); };
}

Fill scope(ObjectionScope value) {
  return [=](wire::Clear::Builder clear) { clear.setObjectionScope(value); };
}

bool used_after(EventType wish, const Fill& wished, const Fill& used) {
  Story story;
  story.fact(wish, "2024-03-01", wished);
  story.fact(EventType::USE, "2024-04-01", used);
  return story.raises(Rule::F15);
}

bool used_after_opt_out(const Fill& used) {
  return used_after(EventType::MEDIA_OPT_OUT, {}, used);
}

} // namespace

TEST_CASE("F15: a recognisable picture after the person opted out") {
  for (const EventType type : {EventType::USE, EventType::DISCLOSURE}) {
    CAPTURE(static_cast<unsigned>(type));
    Story story;
    story.fact(type, "2024-02-01", doing(kPictures, recognisable(Answer::YES))); // before it
    const Sequence opted = story.fact(EventType::MEDIA_OPT_OUT, "2024-03-01");
    const Sequence used =
        story.fact(type, "2024-04-01", doing(kPictures, recognisable(Answer::YES)));
    const auto found = story.of(Rule::F15);
    REQUIRE(found.size() == 1);
    CHECK(found[0].trigger == used);
    CHECK(found[0].evidence == std::vector{opted, used});
    CHECK(found[0].about == kPictures);
    CHECK(found[0].from == at("2024-04-01"));
  }
}

TEST_CASE("F15: taking a picture is collection, and another thing than using it") {
  Story story;
  story.fact(EventType::MEDIA_OPT_OUT, "2024-03-01");
  story.fact(EventType::COLLECTION, "2024-04-01", doing(kPictures, recognisable(Answer::YES)));
  CHECK_FALSE(story.raises(Rule::F15));
}

TEST_CASE("F15: a use of pictures is one of people, unless it says that nobody is recognisable") {
  CHECK(used_after_opt_out(doing(kPictures)));
  CHECK_FALSE(used_after_opt_out(doing(kPictures, recognisable(Answer::NO))));
  CHECK(used_after_opt_out(doing(kSurvey, recognisable(Answer::YES))));
  CHECK(used_after_opt_out(doing(kSurvey, of({1}))));
  CHECK(used_after_opt_out(doing(kSurvey, with("photo-video"))));
  CHECK_FALSE(used_after_opt_out(doing(kSurvey)));
  CHECK_FALSE(used_after_opt_out(doing(kPictures, with("email"))));
  CHECK_FALSE(used_after_opt_out(doing("visit.camera-surveillance"))); // not for showing
}

TEST_CASE("F15: one activity with pictures is enough; under no policy nobody knows") {
  const auto both = [](wire::Clear::Builder clear) {
    set_names(clear.initActivities(2), {kSurvey, kPictures});
  };
  CHECK(used_after_opt_out(both));
  Story story(example_from("2025-01-01"));
  story.fact(EventType::MEDIA_OPT_OUT, "2024-03-01");
  story.fact(EventType::USE, "2024-04-01", doing(kPictures, with("photo-video")));
  CHECK_FALSE(story.raises(Rule::F15));
}

TEST_CASE("F15: a request for removal is about the pictures that it names") {
  const auto removed = [](const Fill& used) {
    return used_after(EventType::MEDIA_REMOVAL_REQUESTED, of({1, 2}), used);
  };
  CHECK(removed(doing(kPictures, of({2}))));
  CHECK(removed(doing(kPictures, of({3, 1}))));
  CHECK_FALSE(removed(doing(kPictures, of({3}))));
  CHECK_FALSE(removed(doing(kPictures)));
}

TEST_CASE("F15: opting out of one event does not reach another") {
  const auto opted_out = [](const Fill& used) {
    return used_after(EventType::MEDIA_OPT_OUT, of_event(1), used);
  };
  CHECK(opted_out(doing(kPictures, of_event(1))));
  CHECK(opted_out(doing(kPictures)));
  CHECK_FALSE(opted_out(doing(kPictures, of_event(2))));
  CHECK(used_after(EventType::MEDIA_OPT_OUT, {}, doing(kPictures, of_event(2))));
  // Which pictures it was says more than which event.
  CHECK(used_after(EventType::MEDIA_OPT_OUT, of_event(1, of({1})),
                   doing(kPictures, of_event(2, of({1})))));
}

TEST_CASE("F15: an objection to pictures is the same, and may be taken back") {
  CHECK(used_after(EventType::OBJECTION_LODGED, scope(ObjectionScope::MEDIA), doing(kPictures)));
  CHECK_FALSE(used_after(EventType::OBJECTION_LODGED, scope(ObjectionScope::DIRECT_MARKETING),
                         doing(kPictures)));
  const auto raised = [](EventType type, const Fill& fill) {
    Story story;
    story.fact(EventType::MEDIA_OPT_OUT, "2024-03-01");
    story.fact(type, "2024-03-15", fill);
    story.fact(EventType::USE, "2024-04-01", doing(kPictures, of({1})));
    return story.raises(Rule::F15);
  };
  CHECK_FALSE(raised(EventType::OBJECTION_LIFTED, scope(ObjectionScope::MEDIA)));
  CHECK(raised(EventType::OBJECTION_LIFTED, scope(ObjectionScope::DIRECT_MARKETING)));
  CHECK(raised(EventType::OBJECTION_LIFTED, of({2}, scope(ObjectionScope::MEDIA))));
  CHECK_FALSE(raised(EventType::CONSENT_GIVEN, doing(kPictures)));
  CHECK_FALSE(raised(EventType::CONSENT_RENEWED, doing(kPictures)));
  CHECK(raised(EventType::CONSENT_GIVEN, doing(kSurvey)));
  CHECK(raised(EventType::CONSENT_REFUSED, doing(kPictures)));
}
