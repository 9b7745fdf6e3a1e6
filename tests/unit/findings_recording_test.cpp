// F14: recorded calls.
#include "tests/unit/findings_support.hpp"

using namespace ledger;
using namespace ledger::test;
using wire::EventType;
using wire::NoticeKind;
using wire::Rule;

namespace {

constexpr const char* kRecording = "phone.call-recording";

Fill notice(NoticeKind kind) {
  return [=](wire::Clear::Builder clear) { clear.setNoticeKind(kind); };
}

Fill of_call(std::uint8_t number, const Fill& more = {}) {
  return [=](wire::Clear::Builder clear) {
    if (number != 0) clear.setCorrelation(bytes_of(ref(number)));
    if (more) more(clear);
  };
}

const Fill kRecordingNotice = notice(NoticeKind::RECORDING);

} // namespace

TEST_CASE("F14: a call is recorded without a notice of it before") {
  Story story;
  const Sequence recorded =
      story.fact(EventType::COLLECTION, "2024-03-01", doing(kRecording, of_call(1)));
  story.fact(EventType::NOTICE_SERVED, "2024-03-02", of_call(1, kRecordingNotice));
  const auto found = story.of(Rule::F14);
  REQUIRE(found.size() == 1);
  CHECK(found[0].trigger == recorded);
  CHECK(found[0].about == kRecording);
  CHECK(found[0].from == at("2024-03-01"));
  CHECK(found[0].evidence == std::vector{recorded});
}

TEST_CASE("F14: a notice serves one call") {
  const auto raised = [](std::uint8_t announced, std::uint8_t call,
                         NoticeKind kind = NoticeKind::RECORDING) {
    Story story;
    story.fact(EventType::NOTICE_SERVED, "2024-03-01", of_call(announced, notice(kind)));
    story.fact(EventType::COLLECTION, "2024-03-02", doing(kRecording, of_call(call)));
    return story.raises(Rule::F14);
  };
  CHECK_FALSE(raised(1, 1));
  CHECK(raised(1, 2));
  CHECK(raised(1, 0));
  CHECK(raised(0, 1));
  CHECK_FALSE(raised(0, 0));
  CHECK(raised(1, 1, NoticeKind::ART13));
}

TEST_CASE("F14: a call may have several recordings; calls without a number have one each") {
  const auto count = [](std::uint8_t call) {
    Story story;
    story.fact(EventType::NOTICE_SERVED, "2024-03-01", of_call(call, kRecordingNotice));
    story.fact(EventType::COLLECTION, "2024-03-02", doing(kRecording, of_call(call)));
    story.fact(EventType::COLLECTION, "2024-03-03", doing(kRecording, of_call(call)));
    return story.of(Rule::F14).size();
  };
  CHECK(count(1) == 0);
  CHECK(count(0) == 1);
}

TEST_CASE("F14: a recording after the person refused it") {
  Story story;
  const Sequence announced =
      story.fact(EventType::NOTICE_SERVED, "2024-03-01", of_call(1, kRecordingNotice));
  story.fact(EventType::COLLECTION, "2024-03-02", doing(kRecording, of_call(1)));
  const Sequence refused = story.fact(EventType::RECORDING_REFUSED, "2024-03-03", of_call(1));
  const Sequence recorded =
      story.fact(EventType::COLLECTION, "2024-03-04", doing(kRecording, of_call(1)));
  story.fact(EventType::NOTICE_SERVED, "2024-03-05", of_call(2, kRecordingNotice));
  story.fact(EventType::COLLECTION, "2024-03-06", doing(kRecording, of_call(2)));
  const auto found = story.of(Rule::F14);
  REQUIRE(found.size() == 1);
  CHECK(found[0].evidence == std::vector{announced, refused, recorded});
  // A new notice does not undo the refusal of the same call.
  story.fact(EventType::NOTICE_SERVED, "2024-03-07", of_call(1, kRecordingNotice));
  story.fact(EventType::COLLECTION, "2024-03-08", doing(kRecording, of_call(1)));
  CHECK(story.of(Rule::F14).size() == 2);
}

TEST_CASE("F14: a refusal of a call without a number is about that call only") {
  Story story;
  story.fact(EventType::NOTICE_SERVED, "2024-03-01", kRecordingNotice);
  story.fact(EventType::RECORDING_REFUSED, "2024-03-01");
  story.fact(EventType::NOTICE_SERVED, "2024-03-05", kRecordingNotice);
  story.fact(EventType::COLLECTION, "2024-03-06", doing(kRecording));
  CHECK_FALSE(story.raises(Rule::F14));
}

TEST_CASE("F14: a recording is known by its data, whatever activity is named") {
  const auto about = [](const char* category) {
    Story story;
    story.fact(EventType::COLLECTION, "2024-03-01",
               doing("phone.conversation", [=](wire::Clear::Builder clear) {
                 set_names(clear.initCategories(1), {category});
               }));
    const auto found = story.of(Rule::F14);
    return found.empty() ? std::string() : found[0].about;
  };
  CHECK(about("call-recording") == "call-recording");
  CHECK(about("phone").empty());
  CHECK(about("camera-images").empty());
  // Only what is sound or pictures: the activity may also need a number.
  Story story(replaced(example_text(), "categories = [\"call-recording\"]\noperations",
                       "categories = [\"call-recording\", \"phone\"]\noperations"));
  story.fact(EventType::COLLECTION, "2024-03-01",
             [](wire::Clear::Builder clear) { set_names(clear.initCategories(1), {"phone"}); });
  CHECK_FALSE(story.raises(Rule::F14));
}

TEST_CASE("F14 is about making a recording, not about using it") {
  Story story;
  story.fact(EventType::USE, "2024-03-01", doing(kRecording));
  CHECK_FALSE(story.raises(Rule::F14));
}
