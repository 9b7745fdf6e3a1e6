// What the records say about the organisation itself: policies, contracts, staff, assessments,
// holds, breaches, decisions about findings. One entry each, few enough to be read whole.
#pragma once

#include "ledger/findings/fact.hpp"
#include "ledger/projection/projection.hpp"

#include <functional>

namespace ledger {

class HouseProjection : public Projection {
 public:
  static constexpr std::string_view kName = "house";
  // Before the number of each record that has a fact here (selection.hpp).
  static constexpr char kRecordPrefix = 'h';

  // Types that need be about nobody, and the ledger's own that findings look at. A hold that names
  // people is theirs alone; one that names nobody holds everybody's data. A record about nobody
  // that has a text to hide bears an id of its own, which no fold can tell from a person's: a hold
  // on everybody's data is therefore one whose reference is a UUID.
  [[nodiscard]] static bool concerns(wire::EventType type, bool names_people);

  [[nodiscard]] std::string name() const override { return std::string(kName); }
  [[nodiscard]] std::uint32_t version() const override { return 3; }
  [[nodiscard]] std::unique_ptr<Fold> start(StateView& state) const override;
};

struct HouseFacts {
  TreeSize folded;         // true for the first so many records
  std::vector<Fact> facts; // in the order of the records
};
// `as_of`: only of the first so many records. Errors: kDamaged, those of the store.
[[nodiscard]] Result<HouseFacts> read_house(const StateCopy& house, std::optional<TreeSize> as_of);
// What is stored of each record behind `after`, in their order. Errors: kDamaged, those of the
// store and of `visit`.
[[nodiscard]] Status each_of_house(const StateCopy& house, Sequence after,
                                   const std::function<Status(Sequence, ByteView)>& visit);
// The number of the last record that concerned the house: what was read under the same number need
// not be read again. Zero: none did.
[[nodiscard]] Result<Sequence> last_of_house(const StateCopy& house);

} // namespace ledger
