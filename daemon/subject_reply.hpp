// What is held about one person, from the projection to the wire.
#pragma once

#include "ledger/projection/subject_state.hpp"
#include "schemas/protocol.capnp.h"

namespace ledger {

void fill_subject(wire::SubjectState::Builder out, const SubjectId& subject,
                  const SubjectState& state, TreeSize folded);

} // namespace ledger
