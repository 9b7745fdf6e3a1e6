// Sealed bodies and what opens them: what is personal is not readable, and what opens is what was
// sealed.
#include "ledger/event/own_events.hpp"
#include "tests/unit/event_support.hpp"

#include <set>

using namespace ledger;
using namespace ledger::test;

namespace {

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
  Built built = begun(wire::EventType::RECTIFICATION_EXECUTED);
  auto clear = built.draft.getClear();
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

TEST_SUITE("event.sealed") {
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
