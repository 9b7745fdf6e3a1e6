// Validated -> Prepared: the clear part as it will be stored, and what goes into each box. A pure
// function of the event, the policies known and the keyed hash of references, so that a retry of
// the same event prepares to the same bytes; that is how duplicates are told from conflicts.
#pragma once

#include "ledger/crypto/secret.hpp"
#include "ledger/event/draft.hpp"
#include "ledger/event/slug_book.hpp"

#include <boost/container/small_vector.hpp>
#include <functional>

namespace ledger {

using ReferenceHasher = std::function<OpaqueRef(std::string_view)>;

struct PrepareContext {
  PrepareContext(const PolicySnapshot& snapshot, std::string_view posted_by,
                 const ReferenceHasher& hasher)
      : policy(snapshot), source(posted_by), hash_reference(hasher) {}
  const PolicySnapshot& policy;
  std::string_view source;
  const ReferenceHasher& hash_reference;
};

// The namespace of the ids that events about nobody seal under.
inline constexpr std::string_view kEventNamespace = "event";

// How the event names one person; the views live as long as the Validated event.
struct SubjectMention {
  SubjectMention() = default;
  std::string_view name_space; // never empty when there is a reference
  ByteView reference;          // empty when the person is named by id
  std::optional<SubjectId> id;
};

// Its views live as long as the event and the policy snapshot that it was prepared from.
class Prepared {
 public:
  std::vector<std::uint64_t> clear; // canonical message whose root is Clear
  std::string_view key_class;
  boost::container::small_vector<SubjectMention, 2> subjects;
  // BoxContent of each subject, canonical; empty when there is nothing personal to keep. Of a batch
  // use only the first may have one, for texts that the clear part does not show.
  boost::container::small_vector<SecretBytes, 2> contents;
  [[nodiscard]] bool has_content(std::size_t subject) const {
    return subject < contents.size() && contents[subject].size() > 0;
  }
};

// kMalformed when the hostile reader gives out; everything else was validated.
[[nodiscard]] Result<Prepared> prepare(const Validated& event, const PrepareContext& context);

} // namespace ledger
