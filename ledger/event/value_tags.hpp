// Keyed tags of values (schemas/FORMAT.md section 4): by them, and without opening a box, a value
// that was put right is recognised where it is used again (GDPR art. 16). Who has the key can try a
// guess against a tag; who has not learns only which values of one person are equal.
#pragma once

#include "ledger/base/strong.hpp"
#include "ledger/crypto/secret.hpp"
#include "schemas/event.capnp.h"

#include <boost/container/small_vector.hpp>
#include <string_view>
#include <vector>

namespace ledger {

using ValueTag = FixedBytes<struct ValueTagTag, 16>;
// Of one value, under one key each.
using TagsOfValue = boost::container::small_vector<ValueTag, 1>;
// Of several values, in their order.
using TagList = std::vector<TagsOfValue>;

struct ValueTags {
  TagList stated; // of the values that the event states
  TagList former; // of a rectification: of those that were wrong
};

// Whether such events may say what was wrong before.
[[nodiscard]] inline bool has_former_values(wire::EventType type) {
  return type == wire::EventType::RECTIFICATION_EXECUTED;
}
// Whether the values of such events are tagged: what is collected, used, disclosed or rectified.
[[nodiscard]] bool tags_values(wire::EventType type);

// Under the key of one (subject, class). `name` is a slug. Any thread.
[[nodiscard]] ValueTag value_tag(KeyView subject_key, std::string_view name, ByteView value);

// As a box has them. What is no multiple of 16 bytes is left out: it matches nothing.
[[nodiscard]] TagList read_tags(capnp::List<capnp::Data>::Reader list);

} // namespace ledger
