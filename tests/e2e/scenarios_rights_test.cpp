// What people ask for and refuse, told from beginning to end, and what is found on each day:
// pictures, calls, cameras, erasure, identity.
#include "story.hpp"

#include <boost/json/serialize.hpp>

using e2e::Daemon;
using e2e::holds;
using e2e::object_in;
using e2e::ref;
using e2e::Story;
namespace json = boost::json;

namespace {

const std::string kExample = LEDGER_SOURCE_DIR "/schemas/policies/example.toml";
const std::string kPictures = R"("activities":["event.photo-video"],"categories":["photo-video"],)";

std::string about(const std::string& person) {
  return R"("subject":")" + person + "\",";
}

void use_picture(Story& story, const std::string& time, const std::string& person,
                 const std::string& media) {
  story.tell(time, "use",
             about(person) + kPictures +
                 R"("operation":"share","channel":"website","recognisable":"yes","media":[)" +
                 media + "]");
}

void take_pictures(Story& story, const std::string& person, const std::string& media) {
  story.tell("2025-05-10T14:00:00+02:00", "collection",
             about(person) + kPictures +
                 R"("relation":"event-registrant","dataSource":"observed","recognisable":"yes",)"
                 R"("channel":"event","media":[)" +
                 media + "]");
}

// To the one who sends the invitations, as a processor.
void give_pictures(Story& story, const std::string& person, const std::string& media) {
  story.tell("2025-05-15T09:00:00+02:00", "disclosure",
             about(person) + kPictures + R"("recipient":"example-mail","media":[)" + media + "]");
}

void remove_pictures(Story& story, const std::string& person, const std::string& media) {
  story.tell("2025-06-01T09:00:00+02:00", "media.removal-requested",
             about(person) + R"("recognisable":"yes","media":[)" + media + "]");
  story.tell("2025-06-03T09:00:00+02:00", "erasure.executed",
             about(person) +
                 R"("categories":["photo-video"],"erasureMethod":"delete",)"
                 R"("itemsRemoved":2,"media":[)" +
                 media + "]");
}

void record_call(Story& story, const std::string& time, const std::string& person,
                 const std::string& more = {}) {
  story.tell(time, "collection",
             about(person) +
                 R"("activities":["phone.call-recording"],"channel":"phone",)"
                 R"("categories":["call-recording"],"dataSource":"observed")" +
                 more);
}

void visit(Story& story, const std::string& person) {
  story.tell("2025-03-03T10:00:00+01:00", "collection",
             about(person) + R"("activities":["visit.camera-surveillance"],)"
                             R"("categories":["camera-images"],"dataSource":"observed")");
  story.tell("2025-03-04T10:00:00+01:00", "objection.lodged",
             about(person) + R"("objectionScope":"activity","reasonsGiven":"yes",)"
                             R"("activities":["visit.camera-surveillance"])");
}

void refuse(Story& story, const std::string& person, const std::string& more) {
  story.tell("2025-03-10T10:00:00+01:00", "objection.assessed",
             about(person) +
                 R"("objectionScope":"activity","outcome":"refused",)"
                 R"("activities":["visit.camera-surveillance"])" +
                 more);
}

void ask_erasure(Story& story, const std::string& person) {
  story.tell("2026-01-31T10:00:00+01:00", "request.received",
             about(person) + R"("right":"erasure","channel":"email")");
}

// A customer whose address is held for two purposes, each under a key of its own.
void tell_of_customer(Story& story) {
  story.tell("2025-06-02T09:00:00+02:00", "collection",
             about("carla") + R"("activities":["customer.marketing-communication"],)"
                              R"("categories":["email"],"dataSource":"dataSubject",)"
                              R"("values":{"email":"carla@example.org"})");
  story.tell("2025-06-30T09:00:00+02:00", "collection",
             about("carla") + R"("activities":["customer.invoicing"],"dataSource":"dataSubject",)"
                              R"("categories":["billing-address"],)"
                              R"("documentDate":"2025-06-30T00:00:00+02:00",)"
                              R"("values":{"address":"Kerkstraat 9"})");
  ask_erasure(story, "carla");
  story.tell("2026-02-02T09:00:00+01:00", "identity.verified",
             about("carla") + R"("identityProof":"accountLogin","right":"erasure")");
  story.tell("2026-02-10T09:00:00+01:00", "erasure.partial",
             about("carla") + R"("erasureGround":"noLongerNecessary","keyClasses":["marketing"],)"
                              R"("erasureException":"legalObligation","itemsRemoved":1,)"
                              R"("itemsRetained":1,"erasureMethod":"keyDestruction")");
  story.tell("2026-02-11T09:00:00+01:00", "request.answered",
             about("carla") + R"("right":"erasure","outcome":"partial","complaintInfoGiven":"yes",)"
                              R"("justification":"legalObligation")");
}

} // namespace

TEST_CASE("scenario 4: pictures of an event, refused beforehand or to be removed afterwards") {
  const Daemon daemon;
  Story story(daemon);
  story.tell("2018-06-01T00:00:00Z", "contract.signed",
             R"("recipient":"example-mail","contractKind":"processor","contractItems":255,)"
             R"("contract":)" +
                 ref(9));
  story.tell("2025-05-01T09:00:00+02:00", "media.opt-out",
             about("otto") + R"("objectionStage":"before")");
  take_pictures(story, "otto", ref(11));
  // Taking it is no use of it.
  CHECK(story.found("2025-05-19").empty());
  use_picture(story, "2025-05-20T09:00:00+02:00", "otto", ref(11));
  CHECK(story.found("2025-05-21") == "F15 event.photo-video");

  const std::string two = ref(21) + "," + ref(22);
  for (const std::string person : {"pia", "quinn"}) {
    take_pictures(story, person, two + "," + ref(23));
    give_pictures(story, person, two);
    use_picture(story, "2025-05-20T09:00:00+02:00", person, two);
    remove_pictures(story, person, two);
  }
  story.tell("2025-06-04T09:00:00+02:00", "recipient.notified",
             about("pia") + R"("recipient":"example-mail","notifiedOf":"erasure")");
  story.tell("2025-06-05T09:00:00+02:00", "recipient.confirmed",
             about("pia") + R"("recipient":"example-mail","notifiedOf":"erasure")");
  use_picture(story, "2025-06-06T09:00:00+02:00", "pia", ref(23));
  CHECK(story.found("2025-06-20", "pia").empty());
  CHECK(story.found("2025-06-10T23:59:59+02:00", "quinn").empty());
  CHECK(story.found("2025-06-11T00:00:00+02:00", "quinn") == "F32 example-mail");
  use_picture(story, "2025-06-21T09:00:00+02:00", "pia", ref(22));
  CHECK(story.found("2025-06-22", "pia") == "F15 event.photo-video");
}

TEST_CASE(
    "scenario 5: a call recorded without notice or after a refusal, and an address as it is") {
  const Daemon daemon;
  Story story(daemon);
  // The statement has no row for recordings: that much is found of a lawful one too.
  const std::string undeclared = "F10 phone.call-recording promise";
  record_call(story, "2025-04-01T10:00:00+02:00", "rob");
  story.tell("2025-04-01T10:00:00+02:00", "notice.served",
             about("sam") + R"("noticeKind":"recording","channel":"phone","correlation":)" +
                 ref(1));
  record_call(story, "2025-04-01T10:01:00+02:00", "sam", R"(,"correlation":)" + ref(1));
  CHECK(story.found("2025-04-02", "rob") == undeclared + ", F14 phone.call-recording");
  CHECK(story.found("2025-04-02", "sam") == undeclared);
  story.tell("2025-04-03T10:00:00+02:00", "notice.served",
             about("sam") + R"("noticeKind":"recording","correlation":)" + ref(2));
  story.tell("2025-04-03T10:00:30+02:00", "recording.refused",
             about("sam") + R"("correlation":)" + ref(2));
  record_call(story, "2025-04-03T10:01:00+02:00", "sam", R"(,"correlation":)" + ref(2));
  CHECK(story.found("2025-04-04", "sam") == undeclared + ", F14 phone.call-recording");

  const std::string address =
      R"("relation":"platform-user","categories":["anonymised-ip"],"dataSource":"observed",)";
  story.tell("2025-04-05T10:00:00+02:00", "collection",
             about("tess") + address + R"("transform":"none")");
  story.tell("2025-04-05T10:00:00+02:00", "collection",
             about("tim") + address + R"("transform":"ipAnonymised","transformBits":24)");
  CHECK(story.found("2025-04-06", "tess") == "F16 anonymised-ip");
  CHECK(story.found("2025-04-06", "tim").empty());
}

TEST_CASE(
    "scenario 6: an objection that the statement excludes is recorded and has to be answered") {
  const Daemon daemon;
  Story story(daemon);
  for (const std::string person : {"uma", "vic", "wil"})
    visit(story, person);
  story.tell("2025-03-06T10:00:00+01:00", "use",
             about("wil") + R"("activities":["visit.camera-surveillance"],"operation":"read")");
  refuse(story, "uma", R"(,"compellingGround":"security")");
  refuse(story, "vic", "");
  refuse(story, "wil", R"(,"compellingGround":"security")");
  CHECK(story.found("2025-03-12", "uma").empty());
  CHECK(holds(daemon.ask({"subject", "uma", "-o", "json"}).out, "\"objections\":[{"));
  CHECK(story.found("2025-03-09", "vic").empty());
  CHECK(story.found("2025-03-12", "vic") == "F06 visit.camera-surveillance");
  // Used while it was pending: that stands, and is explained by the refusal from then on.
  CHECK(story.found("2025-03-09", "wil") == "F05 visit.camera-surveillance");
  CHECK(story.found("2025-03-12", "wil") == "F05 visit.camera-surveillance explained");
  // Images are kept for a month, whatever was objected to.
  CHECK(story.found("2025-04-03T23:59:59+02:00", "uma").empty());
  CHECK(story.found("2025-04-04T00:00:00+02:00", "uma") == "F18 ret.camera");
}

TEST_CASE("scenario 7: an erasure asked for on 31 January: late, extended, and done in part") {
  const Daemon daemon;
  Story story(daemon);
  for (const std::string person : {"xena", "yara", "zoe"})
    ask_erasure(story, person);
  story.tell("2026-02-20T09:00:00+01:00", "request.extended",
             about("yara") + R"("right":"erasure","extensionReason":"complexity")");
  story.tell("2026-03-05T09:00:00+01:00", "request.extended",
             about("zoe") + R"("right":"erasure","extensionReason":"complexity")");
  // The last day of February is a Saturday, so that the term ends with Monday 2 March.
  CHECK(story.found("2026-03-02T23:59:59+01:00").empty());
  CHECK(story.found("2026-03-03T00:00:00+01:00", "xena") == "F26 right.erasure");
  CHECK(story.found("2026-03-06", "zoe") == "F26 right.erasure");
  CHECK(story.found("2026-04-30T23:59:59+02:00", "yara").empty());
  CHECK(story.found("2026-05-01T00:00:00+02:00", "yara") == "F26 right.erasure");

  tell_of_customer(story);
  const auto records = story.post();
  const auto opened = [&](std::size_t line) {
    return daemon.ask({"show", std::to_string(records.at(line)), "-o", "json"}).out;
  };
  CHECK(story.found("2026-03-03", "carla").empty());
  CHECK(holds(opened(0), "carla@example.org"));
  REQUIRE(daemon.ask({"erase", "carla", "--class", "marketing", "--yes"}).code == 0);
  CHECK_FALSE(holds(opened(0), "carla@example.org"));
  CHECK(holds(opened(0), "keyDestroyed"));
  CHECK(holds(opened(1), "Kerkstraat 9"));
  const json::object carla = object_in(daemon.ask({"subject", "carla", "-o", "json"}));
  CHECK(carla.at("erased") == false);
  CHECK(json::serialize(carla.at("erasedClasses")).find("marketing") != std::string::npos);
  CHECK(json::serialize(carla.at("erasedClasses")).find("invoice") == std::string::npos);
  const std::string partial = opened(4);
  CHECK(holds(partial, R"("itemsRemoved":1)"));
  CHECK(holds(partial, R"("itemsRetained":1)"));
  CHECK(story.found("2026-11-01", "carla").empty());
}

TEST_CASE("scenario 9: an applicant has to show a copy of the identity card") {
  const Daemon daemon;
  Story story(daemon);
  const json::object notes = object_in(e2e::run({"policy", "lint", kExample, "-o", "json"}));
  const auto& lints = notes.at("lints").as_array();
  CHECK(std::any_of(lints.begin(), lints.end(), [](const json::value& lint) {
    return lint.at("id") == "A17" && lint.at("item") == "right.access";
  }));
  story.tell("2025-02-03T09:00:00+01:00", "identity.requested",
             about("abel") + R"("identityProof":"idCopy","doubtReason":"none","right":"access")");
  story.tell("2025-02-10T09:00:00+01:00", "identity.copy-destroyed",
             about("abel") + R"("identityProof":"idCopy")");
  // Asked of somebody unknown, a copy is in order; it is destroyed the day after.
  story.tell("2025-02-03T09:00:00+01:00", "identity.requested",
             about("bea") + R"("identityProof":"idCopyRedacted","doubtReason":"unknownSender")");
  story.tell("2025-02-04T09:00:00+01:00", "identity.verified",
             about("bea") + R"("identityProof":"idCopyRedacted")");
  CHECK(story.found("2025-02-04") == "F29 right.access");
  CHECK(story.found("2025-02-05T23:59:59+01:00", "bea").empty());
  CHECK(story.found("2025-02-06T00:00:00+01:00", "bea") == "F29");
  story.tell("2025-02-07T09:00:00+01:00", "identity.copy-destroyed",
             about("bea") + R"("identityProof":"idCopyRedacted")");
  CHECK(story.found("2025-02-11") == "F29 closed, F29 right.access closed");
}
