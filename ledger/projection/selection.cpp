#include "ledger/projection/selection.hpp"

#include "ledger/projection/breach_projection.hpp"
#include "ledger/projection/house_projection.hpp"
#include "ledger/projection/recipient_projection.hpp"
#include "ledger/projection/request_projection.hpp"

#include <algorithm>
#include <array>

namespace ledger {
namespace {

struct Selecting {
  std::string_view projection;
  char prefix; // of the keys that end with a record's number
};
constexpr std::array kSelecting = {
    Selecting{HouseProjection::kName, HouseProjection::kRecordPrefix},
    Selecting{RequestProjection::kName, GroupedProjection::kRecordPrefix},
    Selecting{RecipientProjection::kName, GroupedProjection::kRecordPrefix},
    Selecting{BreachProjection::kName, GroupedProjection::kRecordPrefix},
};
constexpr std::size_t kSequenceSize = 8;

} // namespace

Result<std::vector<Sequence>> selected_records(std::string_view projection, const StateCopy& copy,
                                               Sequence from, std::size_t limit) {
  const auto selecting = std::find_if(kSelecting.begin(), kSelecting.end(), [&](const auto& each) {
    return each.projection == projection;
  });
  if (selecting == kSelecting.end())
    return fail(Errc::kNotFound, "no projection that selects records", "field projection",
                "name one of these: house, requests, recipients, breaches");
  Bytes prefix;
  append_be(prefix, static_cast<std::uint8_t>(selecting->prefix), 1);
  Bytes first = prefix;
  append_be(first, from.get(), kSequenceSize);
  std::vector<Sequence> records;
  const auto read = copy.each_from(prefix, first, [&](ByteView key, ByteView) -> Status {
    if (key.size() != first.size())
      return fail(Errc::kDamaged, "a fact is not where it belongs",
                  "projection " + std::string(projection), "auditledger projection rebuild");
    // The only way to end a visit; what was read is what was asked for.
    if (records.size() == limit)
      return fail(Errc::kStopping, "enough was read", "projection " + std::string(projection),
                  "read on behind the last");
    records.emplace_back(get_be(key.data() + 1, kSequenceSize));
    return {};
  });
  if (!read && records.size() < limit) return fail(read.error());
  return records;
}

} // namespace ledger
