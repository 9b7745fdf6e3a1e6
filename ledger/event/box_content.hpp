// What goes into the box of one person: the plaintext, in canonical form.
#pragma once

#include "ledger/event/clear_fields.hpp"
#include "ledger/event/prepare.hpp"

#include <span>

namespace ledger {

// A text that the clear part does not show: an unknown policy id, or a reference that was hashed.
struct Hidden {
  Hidden(const ClearField& f, std::uint16_t i, std::string_view t)
      : field(f.ordinal), index(i), text(t) {}
  std::uint16_t field;
  std::uint16_t index;
  std::string_view text;
};

// BoxContent of one person of the event; empty when there is nothing personal to keep. `slugs` and
// `references`: what belongs to the event as a whole. The copy that it is written in is wiped.
[[nodiscard]] SecretBytes write_box_content(const SubjectMention& subject,
                                            wire::DraftSubject::Reader draft,
                                            std::span<const Hidden> slugs,
                                            std::span<const Hidden> references);

} // namespace ledger
