// Drafts of events, and what becomes of them on the way into a body.
#pragma once

#include "ledger/event/sealed.hpp"

#include <capnp/message.h>
#include <capnp/serialize.h>
#include <doctest/doctest.h>

#include <algorithm>

namespace ledger::test {

inline capnp::Data::Reader blob(ByteView bytes) {
  return {bytes.data(), bytes.size()};
}

struct Built {
  std::shared_ptr<capnp::MallocMessageBuilder> message =
      std::make_shared<capnp::MallocMessageBuilder>();
  wire::Draft::Builder draft = message->initRoot<wire::Draft>();
  Draft take() { return Draft(message, draft.asReader()); }
};

// An event of that type that says nothing yet.
inline Built begun(wire::EventType type) {
  Built built;
  built.draft.setType(type);
  built.draft.setEventId(blob(EventId(std::array<std::uint8_t, 16>{1}).view()));
  built.draft.initClear().setOccurredAt(1);
  return built;
}

// A consent with every kind of pointer field that its type allows.
inline Built consent(const char* activity = "newsletter.marketing-communication") {
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

inline const ReferenceHasher kHasher = [](std::string_view) {
  return OpaqueRef(std::array<std::uint8_t, 16>{9});
};

// What is prepared holds views into it.
inline const PolicySnapshot& known_policy() {
  static const PolicySnapshot known = [] {
    PolicySnapshot policy;
    policy.slugs.add_activity("newsletter.marketing-communication", "marketing");
    policy.sequence = Sequence(1);
    policy.hash = DocumentHash(std::array<std::uint8_t, 32>{4});
    return policy;
  }();
  return known;
}

inline Prepared prepared(const PolicySnapshot& policy, Built built) {
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

inline std::vector<std::uint64_t> words_of(ByteView bytes) {
  std::vector<std::uint64_t> words(bytes.size() / 8);
  std::copy(bytes.begin(), bytes.end(), reinterpret_cast<std::uint8_t*>(words.data()));
  return words;
}

inline bool holds(ByteView bytes, std::string_view text) {
  return as_text(bytes).find(text) != std::string_view::npos;
}

} // namespace ledger::test
