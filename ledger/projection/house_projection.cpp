#include "ledger/projection/house_projection.hpp"

#include "ledger/event/taxonomy.hpp"
#include "ledger/projection/fact_of.hpp"

#include <kj/exception.h>

namespace ledger {
namespace {

using wire::EventType;

// Keys: 'h' and a record; 'l', the last of these.
Bytes fact_key(Sequence by) {
  Bytes key;
  append_be(key, HouseProjection::kRecordPrefix, 1);
  append_be(key, by.get(), 8);
  return key;
}

class HouseFold : public Fold {
 public:
  explicit HouseFold(StateView& state) : state_(state) {}

  Status apply(const RecordView& record) override {
    if (!HouseProjection::concerns(record.event().getType(), !record.subjects().empty())) return {};
    try {
      state_.put(fact_key(record.sequence()), fact_of(record));
    } catch (const kj::Exception&) {
      return fail(Errc::kMalformed, "the body cannot be read",
                  "record " + std::to_string(record.sequence().get()),
                  "auditledger verify names the first bad record");
    }
    Bytes last;
    append_be(last, record.sequence().get(), 8);
    state_.put(as_bytes("l"), std::move(last));
    return {};
  }

 private:
  StateView& state_;
};

tl::unexpected<Error> damaged() {
  return fail(Errc::kDamaged, "a fact is not where it belongs",
              "projection " + std::string(HouseProjection::kName),
              "auditledger projection rebuild house");
}

Result<Sequence> record_of(ByteView key) {
  if (key.size() != 9) return damaged();
  return Sequence(get_be(key.data() + 1, 8));
}

} // namespace

bool HouseProjection::concerns(EventType type, bool names_people) {
  if (type == EventType::HOLD_PLACED || type == EventType::HOLD_RELEASED) return !names_people;
  if (type == EventType::LEDGER_CLOCK_ANOMALY || type == EventType::LEDGER_RESTORED) return true;
  const TypeInfo* info = type_info(type);
  return info != nullptr && info->posted_by != PostedBy::kLedger && info->min_subjects == 0;
}

std::unique_ptr<Fold> HouseProjection::start(StateView& state) const {
  return std::make_unique<HouseFold>(state);
}

Result<HouseFacts> read_house(const StateCopy& house, std::optional<TreeSize> as_of) {
  HouseFacts found;
  LEDGER_ASSIGN(const Cursor cursor,
                house.each_in(as_bytes("h"), [&](ByteView key, ByteView value) -> Status {
                  LEDGER_ASSIGN(const Sequence by, record_of(key));
                  if (as_of && !contains(*as_of, by)) return {};
                  LEDGER_ASSIGN(Fact fact, Fact::decode(by, value));
                  found.facts.push_back(std::move(fact));
                  return {};
                }));
  found.folded = as_of ? std::min(*as_of, cursor.folded) : cursor.folded;
  return found;
}

Status each_of_house(const StateCopy& house, Sequence after,
                     const std::function<Status(Sequence, ByteView)>& visit) {
  const auto read =
      house.each_from(as_bytes("h"), fact_key(after), [&](ByteView key, ByteView value) -> Status {
        LEDGER_ASSIGN(const Sequence by, record_of(key));
        if (by <= after) return {};
        return visit(by, value);
      });
  if (!read) return fail(read.error());
  return {};
}

Result<Sequence> last_of_house(const StateCopy& house) {
  LEDGER_ASSIGN(const StateAt last, house.read(as_bytes("l")));
  if (!last.value) return Sequence();
  if (last.value->size() != 8) return damaged();
  return Sequence(get_be(last.value->data(), 8));
}

} // namespace ledger
