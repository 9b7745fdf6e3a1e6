// What the records say about each person: their facts, one entry each, in order. Nothing is added
// up here; states, findings and reports are worked out from a person's facts when they are asked
// for, as of any record (history.hpp).
#pragma once

#include "ledger/projection/projection.hpp"

namespace ledger {

class SubjectProjection : public Projection {
 public:
  static constexpr std::string_view kName = "subjects";

  // Facts that decide what may be done with a person's data are few, those that tell what was done
  // are many: whoever asks only for the first does not read the others.
  enum class Shelf : std::uint8_t { kStanding = 0, kProcessing = 1 };
  [[nodiscard]] static Shelf shelf_of(wire::EventType type);

  // Keys: 'p', the person, the shelf and the record; 's' and a record, for what an event about many
  // people says, which the entries of the people then leave out.
  [[nodiscard]] static Bytes person_prefix(const SubjectId& subject);
  [[nodiscard]] static Bytes shelf_prefix(const SubjectId& subject, Shelf shelf);
  [[nodiscard]] static Bytes person_key(const SubjectId& subject, Shelf shelf, Sequence by);
  [[nodiscard]] static Bytes shared_key(Sequence by);
  struct PersonKey {
    SubjectId subject;
    Shelf shelf = Shelf::kStanding;
    Sequence by;
  };
  // Nothing for a key of another kind.
  [[nodiscard]] static std::optional<PersonKey> parse_person_key(ByteView key);

  [[nodiscard]] std::string name() const override { return std::string(kName); }
  [[nodiscard]] std::uint32_t version() const override { return 5; }
  [[nodiscard]] std::unique_ptr<Fold> start(StateView& state) const override;
};

} // namespace ledger
