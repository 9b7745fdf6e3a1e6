// The bytes of a person's state, the copies that hold states, and the digest over them.
#include "ledger/projection/state_view.hpp"
#include "ledger/projection/subject_changes.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <random>

using namespace ledger;

namespace {

Bytes bytes_of(std::string_view text) {
  const ByteView view = as_bytes(text);
  return Bytes(view.begin(), view.end());
}

// A state with something in every field.
SubjectState full_state() {
  SubjectState state;
  SubjectChanges changes(state, Act{Sequence(7), Timestamp(-5)});
  changes.relation_started("customer");
  changes.relation_ended("prospect");
  changes.held("name", "newsletter");
  changes.held("email", "newsletter");
  changes.held("email", "");
  changes.used("newsletter", true);
  changes.noticed(wire::NoticeKind::COOKIE);
  changes.consent("newsletter", wire::EventType::CONSENT_GIVEN, Timestamp(99));
  changes.consent("profiling", wire::EventType::CONSENT_REFUSED, std::nullopt);
  changes.objected(wire::ObjectionScope::ALL, "");
  changes.received("mailer", "US");
  OpaqueRef correlation;
  correlation.writable().front() = 1;
  changes.request_received(wire::Right::ACCESS, correlation);
  changes.request_received(wire::Right::ERASURE, OpaqueRef());
  changes.request_answered(wire::Right::ERASURE, OpaqueRef(), wire::Outcome::PARTIAL);
  changes.class_destroyed("marketing", Incarnation(2));
  changes.class_erasure_started("invoice");
  changes.count(state.erasure_requested);
  changes.count(state.erasure_started);
  changes.count(state.erasure_executed);
  changes.count(state.events);
  state.erased_by = Sequence(9);
  state.unlisted = 3;
  return state;
}

StateChanges some_changes(std::size_t count) {
  StateChanges changes;
  for (std::size_t i = 0; i < count; ++i)
    changes.emplace_back(bytes_of("key-" + std::to_string(i)), bytes_of(std::to_string(i * i)));
  return changes;
}

StateDigest digest(const StateCopy& copy) {
  return digest_of(copy).value().digest;
}

} // namespace

TEST_CASE("a state comes back from its bytes as it was") {
  CHECK(SubjectState::decode(SubjectState().encode()).value() == SubjectState());
  const SubjectState state = full_state();
  CHECK(SubjectState::decode(state.encode()).value() == state);
}

TEST_CASE("a state that is cut short or longer than it says is refused") {
  Bytes bytes = full_state().encode();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CAPTURE(size);
    const auto cut = SubjectState::decode(ByteView(bytes).first(size));
    REQUIRE_FALSE(cut.has_value());
    CHECK(cut.error().code() == Errc::kDamaged);
  }
  bytes.push_back(0);
  CHECK_FALSE(SubjectState::decode(bytes).has_value());
}

TEST_CASE("bytes that are read as a state are the only bytes of that state") {
  const Bytes bytes = full_state().encode();
  std::size_t accepted = 0;
  for (std::size_t i = 0; i < bytes.size() * 8; ++i) {
    CAPTURE(i);
    Bytes changed = bytes;
    changed[i / 8] = static_cast<std::uint8_t>(changed[i / 8] ^ (1 << i % 8));
    const auto state = SubjectState::decode(changed);
    if (!state) continue;
    ++accepted;
    CHECK(state->encode() == changed);
    CHECK(*state != full_state());
  }
  CHECK(accepted > 0);
}

TEST_CASE("a list that is not in order, or longer than its bytes can be, is refused") {
  SubjectState state;
  state.uses = {SubjectUse{"b", {}, 0}, SubjectUse{"a", {}, 0}};
  CHECK_FALSE(SubjectState::decode(state.encode()).has_value());
  state.uses = {SubjectUse{"a", {}, 0}, SubjectUse{"a", {}, 0}};
  CHECK_FALSE(SubjectState::decode(state.encode()).has_value());
  Bytes bytes = SubjectState().encode();
  bytes[1] = 0xff; // the count of the first list
  CHECK_FALSE(SubjectState::decode(bytes).has_value());
  bytes = SubjectState().encode();
  bytes[0] = 1; // a format that is not known any more
  CHECK_FALSE(SubjectState::decode(bytes).has_value());
}

TEST_CASE("the digest does not depend on the order of writing") {
  StateChanges changes = some_changes(200);
  MemoryCopy first;
  REQUIRE(first.write(changes, Cursor()).has_value());
  std::mt19937 random(1);
  std::shuffle(changes.begin(), changes.end(), random);
  MemoryCopy second;
  for (const auto& change : changes)
    REQUIRE(second.write({change}, Cursor()).has_value());
  CHECK(digest(first) == digest(second));
}

TEST_CASE("the digest is that of lengths, keys and values") {
  MemoryCopy copy;
  REQUIRE(copy.write({{bytes_of("b"), bytes_of("")}, {bytes_of("a"), bytes_of("xy")}},
                     Cursor{TreeSize(4), LeafHash()})
              .has_value());
  const DigestAt found = digest_of(copy).value();
  CHECK(found.folded == TreeSize(4));
  using namespace std::string_view_literals;
  CHECK(found.digest ==
        sha256_as<StateDigest>({as_bytes("\0\0\0\1a\0\0\0\2xy\0\0\0\1b\0\0\0\0"sv)}));
}

TEST_CASE("a key, a value and a place of the border between them change the digest") {
  const auto digest_with = [](std::string_view key, std::string_view value) {
    MemoryCopy copy;
    REQUIRE(copy.write({{bytes_of(key), bytes_of(value)}}, Cursor()).has_value());
    return digest(copy);
  };
  CHECK(digest_with("ab", "c") != digest_with("a", "bc"));
  CHECK(digest_with("ab", "c") != digest_with("ab", "d"));
  CHECK(digest_with("ab", "c") != digest_with("ac", "c"));
}

TEST_CASE("a view shows its own changes before they are written, and writes them at once") {
  MemoryCopy copy;
  StateView view(copy);
  view.put(as_bytes("a"), bytes_of("1"));
  CHECK(view.get(as_bytes("a")).value() == bytes_of("1"));
  CHECK_FALSE(copy.read(as_bytes("a")).value().value);
  REQUIRE(view.commit(Cursor{TreeSize(1), LeafHash()}).has_value());
  CHECK(copy.read(as_bytes("a")).value().value == bytes_of("1"));
  CHECK(copy.read(as_bytes("a")).value().folded == TreeSize(1));
  view.remove(as_bytes("a"));
  CHECK_FALSE(view.get(as_bytes("a")).value());
  REQUIRE(view.commit(Cursor{TreeSize(2), LeafHash()}).has_value());
  CHECK_FALSE(copy.read(as_bytes("a")).value().value);
}
