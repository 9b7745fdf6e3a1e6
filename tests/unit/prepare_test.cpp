// From a draft to what will be stored: canonical, without what no policy knows, the same for a
// retry.
#include "ledger/event/frame.hpp"
#include "tests/unit/event_support.hpp"

using namespace ledger;
using namespace ledger::test;

TEST_SUITE("event.prepare") {
  TEST_CASE("the clear part and the box content are the library's own canonical form") {
    const Prepared ready = prepared(known_policy(), consent());
    CHECK(ready.clear == library_form<wire::Clear>(ready.clear));
    REQUIRE(ready.contents.size() == 1);
    const auto content = words_of(ready.contents[0].view());
    CHECK(content == library_form<wire::BoxContent>(content));
    CHECK(ready.key_class == "marketing");
  }

  TEST_CASE("a batch use for many people is read within the limits of its frame") {
    Built built = begun(wire::EventType::USE_BATCH);
    auto clear = built.draft.getClear();
    clear.initActivities(1).set(0, "newsletter.marketing-communication");
    clear.setCampaign(blob(OpaqueRef(std::array<std::uint8_t, 16>{2}).view()));
    auto subjects = built.draft.initSubjects(3'000);
    for (unsigned i = 0; i < subjects.size(); ++i)
      subjects[i].setReference(blob(as_bytes("person-" + std::to_string(i))));
    const auto words = capnp::messageToFlatArray(*built.message);
    const auto bytes = words.asBytes();
    FrameReader reader;
    ByteView rest(bytes.begin(), bytes.size());
    auto frame = reader.next(rest);
    REQUIRE(frame.has_value());
    auto event = validate(Draft(*frame, (*frame)->root<wire::Draft>()), PostedBy::kApplication);
    REQUIRE(event.has_value());
    for (int round = 0; round < 3; ++round) { // sealing, looking again, comparing
      const auto ready = prepare(*event, PrepareContext(known_policy(), "crm", kHasher));
      REQUIRE(ready.has_value());
      CHECK(ready->subjects.size() == 3'000);
    }
  }

  TEST_CASE("the key classes of an erasure are shown, the ledger's own two among them") {
    const char* const classes[] = {"marketing", "unclassified", "after-erasure", "canary"};
    const char* const shown[] = {"marketing", "unclassified", "after-erasure", "undeclared"};
    Built built = begun(wire::EventType::ERASURE_REQUESTED);
    auto clear = built.draft.getClear();
    auto list = clear.initKeyClasses(4);
    for (unsigned i = 0; i < 4; ++i)
      list.set(i, classes[i]);
    built.draft.initSubjects(1)[0].setReference(blob(as_bytes("canary-reference")));
    const Prepared ready = prepared(known_policy(), std::move(built));
    const kj::ArrayPtr<const capnp::word> segment(
        reinterpret_cast<const capnp::word*>(ready.clear.data()), ready.clear.size());
    const kj::ArrayPtr<const capnp::word> segments[] = {segment};
    capnp::SegmentArrayMessageReader reader(kj::arrayPtr(segments, 1));
    const auto stored = reader.getRoot<wire::Clear>().getKeyClasses();
    REQUIRE(stored.size() == 4);
    for (unsigned i = 0; i < 4; ++i)
      CHECK(std::string_view(stored[i].cStr()) == shown[i]);
  }

  TEST_CASE("a retry prepares to the same bytes") {
    const Prepared once = prepared(known_policy(), consent());
    const Prepared again = prepared(known_policy(), consent());
    CHECK(once.clear == again.clear);
    CHECK(std::ranges::equal(once.contents[0].view(), again.contents[0].view()));
  }

  TEST_CASE("a policy id that nobody published is sealed and shows as undeclared") {
    const Prepared ready = prepared(known_policy(), consent("canary.activity"));
    CHECK_FALSE(
        holds({reinterpret_cast<const std::uint8_t*>(ready.clear.data()), ready.clear.size() * 8},
              "canary.activity"));
    CHECK(holds({reinterpret_cast<const std::uint8_t*>(ready.clear.data()), ready.clear.size() * 8},
                "undeclared"));
    CHECK(holds(ready.contents[0].view(), "canary.activity"));
    CHECK(ready.key_class == "unclassified");
  }

  TEST_CASE("an event about nobody seals what no policy knows under an id of its own") {
    const auto contract = [](const char* recipient) {
      Built built;
      built.draft.setType(wire::EventType::CONTRACT_SIGNED);
      const EventId id(std::array<std::uint8_t, 16>{7});
      built.draft.setEventId(blob(id.view()));
      auto clear = built.draft.initClear();
      clear.setOccurredAt(1'700'000'000'000'000);
      clear.setContractKind(wire::ContractKind::PROCESSOR);
      clear.setRecipient(recipient);
      return built;
    };
    PolicySnapshot policy = known_policy();
    policy.slugs.add(SlugKind::kRecipient, "mailer");
    CHECK(prepared(policy, contract("mailer")).subjects.empty());

    const Prepared hidden = prepared(policy, contract("somebody"));
    REQUIRE(hidden.subjects.size() == 1);
    CHECK(hidden.subjects[0].name_space == kEventNamespace);
    CHECK(hidden.has_content(0));
    const std::string clear(reinterpret_cast<const char*>(hidden.clear.data()),
                            hidden.clear.size() * 8);
    CHECK(clear.find("somebody") == std::string::npos);
    CHECK(clear.find(kUndeclared) != std::string::npos);
    CHECK(prepared(policy, contract("somebody")).subjects[0].name_space == kEventNamespace);
  }

  TEST_CASE("a hold on everybody that hides a name is refused, since nobody would find it") {
    const auto outcome = [](const char* category) {
      Built built;
      built.draft.setType(wire::EventType::HOLD_PLACED);
      const EventId id(std::array<std::uint8_t, 16>{7});
      built.draft.setEventId(blob(id.view()));
      auto clear = built.draft.initClear();
      clear.setOccurredAt(1'700'000'000'000'000);
      clear.setHold(blob(id.view()));
      clear.setHoldGround(wire::ErasureException::LEGAL_CLAIMS);
      clear.initCategories(1).set(0, category);
      auto event = validate(built.take(), PostedBy::kApplication);
      REQUIRE(event.has_value());
      PolicySnapshot policy = known_policy();
      policy.slugs.add(SlugKind::kCategory, "email");
      const auto result = prepare(*event, PrepareContext(policy, "crm", kHasher));
      return result ? std::optional<Errc>() : result.error().code();
    };
    CHECK(outcome("email") == std::nullopt);
    CHECK(outcome("unknown") == Errc::kInvalidField);
  }
}
