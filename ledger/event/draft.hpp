// The life of an event before it is stored: Draft (as it came), Validated (its shape is right),
// Prepared (clear part and box contents written out), Sealed (nothing personal is readable). Each
// stage takes the one before and only its own function makes it, so that plain personal data cannot
// reach the disk.
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/base/result.hpp"
#include "ledger/event/taxonomy.hpp"
#include "schemas/protocol.capnp.h"

#include <memory>

namespace ledger {

// What a client sent, undecoded. Holds on to the bytes that the reader looks into. The bytes are
// hostile: reading them may throw kj::Exception, and only validate() and prepare() do.
class Draft {
 public:
  Draft(std::shared_ptr<const void> owner, wire::Draft::Reader reader)
      : owner_(std::move(owner)), reader_(reader) {}

 private:
  friend class Validated;
  friend Result<class Validated> validate(Draft draft, PostedBy by);
  std::shared_ptr<const void> owner_;
  wire::Draft::Reader reader_;
};

// An event whose shape and syntax are right; whether it was lawful is not asked here. One thread at
// a time, since the reader counts what it visits.
class Validated {
 public:
  [[nodiscard]] const TypeInfo& type() const { return *type_; }
  [[nodiscard]] const EventId& event_id() const { return event_id_; }
  [[nodiscard]] const wire::Draft::Reader& reader() const { return reader_; }
  [[nodiscard]] std::size_t subjects() const { return subjects_; }

 private:
  friend Result<Validated> validate(Draft draft, PostedBy by);
  Validated(Draft draft, const TypeInfo& type, const EventId& id, std::size_t subjects)
      : owner_(std::move(draft.owner_)), reader_(draft.reader_), type_(&type), event_id_(id),
        subjects_(subjects) {}

  std::shared_ptr<const void> owner_;
  wire::Draft::Reader reader_;
  const TypeInfo* type_;
  EventId event_id_;
  std::size_t subjects_;
};

// Refuses on shape only: kUnknownType, kInvalidField, kMalformed, kTooLarge, each naming the field.
// `by`: who posts; types that are not theirs are kUnknownType.
[[nodiscard]] Result<Validated> validate(Draft draft, PostedBy by);

} // namespace ledger
