// From a draft to a sealed body and back: what is written is canonical, what is personal is not
// readable, and what opens is what was sealed.
#include "ledger/event/frame.hpp"
#include "ledger/event/own_events.hpp"
#include "ledger/event/sealed.hpp"

#include <capnp/message.h>
#include <capnp/serialize.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace ledger;

namespace {

capnp::Data::Reader blob(ByteView bytes) {
  return {bytes.data(), bytes.size()};
}

struct Built {
  std::shared_ptr<capnp::MallocMessageBuilder> message =
      std::make_shared<capnp::MallocMessageBuilder>();
  wire::Draft::Builder draft = message->initRoot<wire::Draft>();
  Draft take() { return Draft(message, draft.asReader()); }
};

// A consent with every kind of pointer field that its type allows.
Built consent(const char* activity = "newsletter.marketing-communication") {
  Built built;
  built.draft.setType(wire::EventType::CONSENT_GIVEN);
  const EventId id(std::array<std::uint8_t, 16>{1, 2, 3});
  built.draft.setEventId(blob(id.view()));
  auto clear = built.draft.initClear();
  clear.setOccurredAt(1'700'000'000'000'000);
  clear.setConsentMethod(wire::ConsentMethod::BOX);
  clear.setLanguage("nl-BE");
  clear.initActivities(1).set(0, activity);
  clear.initCauses(2).set(0, 7);
  auto document = clear.initDocuments(1)[0];
  document.setKind(wire::DocumentKind::NOTICE_TEXT);
  document.setHash(blob(DocumentHash().view()));
  auto subject = built.draft.initSubjects(1)[0];
  subject.setReference(blob(as_bytes("canary-reference")));
  auto value = subject.initValues(1)[0];
  value.setName("email");
  value.setValue(blob(as_bytes("canary@example.org")));
  auto reference = built.draft.initReferences(1)[0];
  reference.setField(clear_layout().find("correlation")->ordinal);
  reference.setText("canary-order-77");
  return built;
}

const ReferenceHasher kHasher = [](std::string_view) {
  return OpaqueRef(std::array<std::uint8_t, 16>{9});
};

// What is prepared holds views into it.
const PolicySnapshot& known_policy() {
  static const PolicySnapshot known = [] {
    PolicySnapshot policy;
    policy.slugs.add_activity("newsletter.marketing-communication", "marketing");
    policy.sequence = Sequence(1);
    policy.hash = DocumentHash(std::array<std::uint8_t, 32>{4});
    return policy;
  }();
  return known;
}

Prepared prepared(const PolicySnapshot& policy, Built built) {
  auto event = validate(built.take(), PostedBy::kApplication);
  REQUIRE(event.has_value());
  auto result = prepare(*event, PrepareContext(policy, "crm", kHasher));
  REQUIRE(result.has_value());
  return std::move(*result);
}

// What the library would write for the same message.
template <class T>
std::vector<std::uint64_t> library_form(std::span<const std::uint64_t> words) {
  const kj::ArrayPtr<const capnp::word> segment(reinterpret_cast<const capnp::word*>(words.data()),
                                                words.size());
  const kj::ArrayPtr<const capnp::word> segments[] = {segment};
  capnp::SegmentArrayMessageReader reader(kj::arrayPtr(segments, 1));
  const auto canonical = capnp::canonicalize(reader.getRoot<T>());
  std::vector<std::uint64_t> result(canonical.size());
  std::copy_n(reinterpret_cast<const std::uint64_t*>(canonical.begin()), canonical.size(),
              result.begin());
  return result;
}

std::vector<std::uint64_t> words_of(ByteView bytes) {
  std::vector<std::uint64_t> words(bytes.size() / 8);
  std::copy(bytes.begin(), bytes.end(), reinterpret_cast<std::uint8_t*>(words.data()));
  return words;
}

bool holds(ByteView bytes, std::string_view text) {
  return as_text(bytes).find(text) != std::string_view::npos;
}

struct SealedConsent {
  std::vector<Sealed> sealed;
  SubjectId subject{std::array<std::uint8_t, 16>{5}};
  Secret32<struct TestKeyTag> key{KeyView(std::array<std::uint8_t, 32>{8})};
  LedgerId ledger_id{std::array<std::uint8_t, 16>{6}};
};

SealedConsent sealed_consent() {
  SealedConsent result;
  const PolicySnapshot& policy = known_policy();
  auto event = validate(consent().take(), PostedBy::kApplication);
  REQUIRE(event.has_value());
  auto ready = prepare(*event, PrepareContext(policy, "crm", kHasher));
  REQUIRE(ready.has_value());
  std::vector<BoxKey> keys;
  keys.emplace_back(result.subject, ready->key_class, Incarnation(1), KeyId(), result.key.view());
  const SealContext context(result.ledger_id, "crm", policy, 0);
  REQUIRE(seal(*event, *ready, context, keys, result.sealed).has_value());
  return result;
}

using NamedTexts = std::vector<std::pair<const char*, const char*>>;

void fill(capnp::List<wire::NamedValue>::Builder list, const NamedTexts& values) {
  for (unsigned i = 0; i < list.size(); ++i) {
    list[i].setName(values[i].first);
    list[i].setValue(blob(as_bytes(values[i].second)));
  }
}

// The body of a rectification about one person.
Bytes rectified(const NamedTexts& now, const NamedTexts& former, KeyView key,
                const std::vector<OtherKey>& others) {
  Built built;
  built.draft.setType(wire::EventType::RECTIFICATION_EXECUTED);
  built.draft.setEventId(blob(EventId(std::array<std::uint8_t, 16>{1}).view()));
  auto clear = built.draft.initClear();
  clear.setOccurredAt(1);
  clear.initCategories(1).set(0, "email");
  auto subject = built.draft.initSubjects(1)[0];
  subject.setReference(blob(as_bytes("customer-17")));
  fill(subject.initValues(static_cast<unsigned>(now.size())), now);
  fill(subject.initFormer(static_cast<unsigned>(former.size())), former);
  const auto event = validate(built.take(), PostedBy::kApplication);
  REQUIRE(event);
  const auto ready = prepare(*event, PrepareContext(known_policy(), "crm", kHasher));
  REQUIRE(ready);
  BoxKey box_key(SubjectId(), ready->key_class, Incarnation(1), KeyId(), key);
  box_key.other_keys = others;
  std::vector<Sealed> sealed;
  REQUIRE(seal(*event, *ready, SealContext(LedgerId(), "crm", known_policy(), 0), {&box_key, 1},
               sealed));
  const ByteView body = sealed.at(0).body();
  return Bytes(body.begin(), body.end());
}

} // namespace

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
    Built built;
    built.draft.setType(wire::EventType::USE_BATCH);
    built.draft.setEventId(blob(EventId(std::array<std::uint8_t, 16>{1}).view()));
    auto clear = built.draft.initClear();
    clear.setOccurredAt(1);
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
    Built built;
    built.draft.setType(wire::EventType::ERASURE_REQUESTED);
    built.draft.setEventId(blob(EventId(std::array<std::uint8_t, 16>{1}).view()));
    auto clear = built.draft.initClear();
    clear.setOccurredAt(1);
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

  TEST_CASE("equal values of a person have equal tags under each key, and no others") {
    const Secret32<struct TestKeyTag> key{KeyView(std::array<std::uint8_t, 32>{8})};
    const Secret32<struct TestKeyTag> other{KeyView(std::array<std::uint8_t, 32>{9})};
    const auto old = std::pair("email", "old@example.org");
    const auto now = std::pair("email", "new@example.org");
    const Bytes body =
        rectified({now}, {old}, key.view(), {{"marketing", Incarnation(1), other.view()}});
    const auto words = words_of(body);
    CHECK(words == library_form<wire::Event>(words));
    const auto parsed = StoredBody::parse(body);
    REQUIRE(parsed);
    const auto box = parsed->event().getBoxes()[0];
    const TagList former = read_tags(box.getFormerTags());
    const TagList stated = read_tags(box.getValueTags());
    REQUIRE(former.size() == 1);
    REQUIRE(stated.size() == 1);
    REQUIRE(former[0].size() == 2);
    CHECK(former[0][0] == value_tag(key.view(), "email", as_bytes("old@example.org")));
    CHECK(former[0][1] == value_tag(other.view(), "email", as_bytes("old@example.org")));
    CHECK(stated[0][0] == value_tag(key.view(), "email", as_bytes("new@example.org")));
    const std::set<ValueTag> all = {former[0][0], former[0][1], stated[0][0],
                                    value_tag(key.view(), "mobile", as_bytes("old@example.org")),
                                    value_tag(key.view(), "emailo", as_bytes("ld@example.org"))};
    CHECK(stated[0].size() == 1);
    CHECK(all.size() == 5);
  }

  TEST_CASE("only a rectification may say what was wrong before") {
    Built built = consent();
    auto former = built.draft.getSubjects()[0].initFormer(1)[0];
    former.setName("email");
    former.setValue(blob(as_bytes("old@example.org")));
    const auto refused = validate(built.take(), PostedBy::kApplication);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code() == Errc::kInvalidField);
    CHECK(refused.error().where() == "subject 0, former");
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

  TEST_CASE("a sealed body is canonical and shows nothing personal") {
    const SealedConsent consent = sealed_consent();
    const ByteView body = consent.sealed.front().body();
    CHECK(words_of(body) == library_form<wire::Event>(words_of(body)));
    CHECK_FALSE(holds(body, "canary"));
    CHECK(StoredBody::parse(body).has_value());
  }

  TEST_CASE("a box opens in its own record and nowhere else") {
    const SealedConsent consent = sealed_consent();
    const auto body = StoredBody::parse(consent.sealed.front().body());
    REQUIRE(body.has_value());
    const ContentHash clear = hash_clear(body->clear_message());
    const auto context = body->box_context(consent.ledger_id, 0, clear);
    REQUIRE(context.has_value());
    const auto box = body->event().getBoxes()[0];
    const auto open = [&](const BoxContext& where) {
      const auto view = [](capnp::Data::Reader data) {
        return ByteView(data.begin(), data.size());
      };
      return open_box(consent.key.view(), where, view(box.getSalt()), view(box.getCommitment()),
                      view(box.getCiphertext()));
    };
    const auto content = open(*context);
    REQUIRE(content.has_value());
    CHECK(holds(content->view(), "canary@example.org"));

    for (int change = 0; change < 7; ++change) {
      CAPTURE(change);
      BoxContext other = *context;
      if (change == 0) other.ledger_id = LedgerId();
      if (change == 1) other.source = "cr";
      if (change == 2) other.event_id = EventId();
      if (change == 3) other.type = wire::EventType::CONSENT_REFUSED;
      if (change == 4) other.subject = SubjectId();
      if (change == 5) other.key_class = "invoice";
      if (change == 6) other.clear = ContentHash();
      CHECK_FALSE(open(other).has_value());
    }
  }
}

TEST_SUITE("event.validate") {
  Errc refusal(Built built) {
    const auto event = validate(built.take(), PostedBy::kApplication);
    REQUIRE_FALSE(event.has_value());
    CHECK_FALSE(event.error().where().empty());
    CHECK_FALSE(event.error().next().empty());
    CHECK(event.error().what().find("canary") == std::string::npos);
    return event.error().code();
  }

  TEST_CASE("what is refused is refused for its shape, by name") {
    Built wrong_type = consent();
    wrong_type.draft.setType(wire::EventType::LEDGER_OPENED);
    CHECK(refusal(std::move(wrong_type)) == Errc::kUnknownType);

    Built no_id = consent();
    no_id.draft.setEventId(blob(as_bytes("short")));
    CHECK(refusal(std::move(no_id)) == Errc::kInvalidField);

    Built foreign_field = consent();
    foreign_field.draft.getClear().setCountry("BE");
    CHECK(refusal(std::move(foreign_field)) == Errc::kInvalidField);

    Built foreign_bits = consent();
    foreign_bits.draft.getClear().setFeeMinorUnits(5);
    CHECK(refusal(std::move(foreign_bits)) == Errc::kInvalidField);

    Built missing = consent();
    missing.draft.getClear().setConsentMethod(wire::ConsentMethod::UNSTATED);
    CHECK(refusal(std::move(missing)) == Errc::kInvalidField);

    Built unknown_enum = consent();
    unknown_enum.draft.getClear().setConsentMethod(static_cast<wire::ConsentMethod>(99));
    CHECK(refusal(std::move(unknown_enum)) == Errc::kInvalidField);

    Built no_slug = consent("Canary Name");
    CHECK(refusal(std::move(no_slug)) == Errc::kInvalidField);

    Built nobody = consent();
    nobody.draft.initSubjects(0);
    CHECK(refusal(std::move(nobody)) == Errc::kInvalidField);
  }

  TEST_CASE("every type of the schema has a row, with a name of its own") {
    std::set<std::string_view> names;
    for (const auto enumerant : capnp::Schema::from<wire::EventType>().getEnumerants()) {
      CAPTURE(enumerant.getProto().getName().cStr());
      if (enumerant.getOrdinal() == 0) continue;
      const TypeInfo* row = type_info(static_cast<wire::EventType>(enumerant.getOrdinal()));
      REQUIRE(row != nullptr);
      CHECK(names.insert(row->name).second);
      CHECK(type_named(row->name) == row);
    }
    CHECK(all_types().size() == names.size());
    CHECK(type_info(static_cast<wire::EventType>(60'000)) == nullptr);
  }

  TEST_CASE("what only officers post is refused to applications, and the other way round") {
    const auto refused = [](wire::EventType type, PostedBy by) {
      Built built;
      built.draft.setType(type);
      const auto result = validate(built.take(), by);
      REQUIRE_FALSE(result.has_value());
      return result.error().code() == Errc::kUnknownType;
    };
    CHECK(refused(wire::EventType::LEDGER_BASELINE, PostedBy::kApplication));
    CHECK_FALSE(refused(wire::EventType::LEDGER_BASELINE, PostedBy::kOfficer));
    CHECK(refused(wire::EventType::COLLECTION, PostedBy::kOfficer));
    CHECK(refused(wire::EventType::ERASURE_STARTED, PostedBy::kOfficer));
  }

  TEST_CASE("every row of the taxonomy names fields that exist") {
    for (const TypeInfo& type : all_types()) {
      CAPTURE(type.name);
      CHECK_NOTHROW(static_cast<void>(shape_of(type)));
      CHECK(type_named(type.name) == &type);
    }
  }
}

TEST_SUITE("event.own") {
  TEST_CASE("the ledger's own events are canonical and have no source") {
    for (const Sealed& own : {heartbeat(), clock_anomaly(Timestamp(1), Timestamp(2)),
                              access_denied(33, "erase", 4, Timestamp(60'000'000))}) {
      const auto body = StoredBody::parse(own.body());
      REQUIRE(body.has_value());
      CHECK(own.source().empty());
      CHECK(body->source().empty());
    }
  }
}
