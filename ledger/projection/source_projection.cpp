#include "ledger/projection/source_projection.hpp"

#include "ledger/event/taxonomy.hpp"

#include <chrono>
#include <map>

namespace ledger {
namespace {

constexpr std::int64_t kHourUs = std::chrono::microseconds(std::chrono::hours(1)).count();

// Keys: 'h', the length of the source's name and the name, the hour; values: the first record of
// that hour and its time.
Bytes hour_key(std::string_view source, std::uint64_t hour) {
  Bytes key;
  key.reserve(2 + source.size() + 8);
  append_be(key, 'h', 1);
  append_be(key, source.size(), 1);
  append(key, as_bytes(source));
  append_be(key, hour, 8);
  return key;
}

class SourceFold : public Fold {
 public:
  explicit SourceFold(StateView& state) : state_(state) {}

  Status apply(const RecordView& record) override {
    const wire::Event::Reader& event = record.event();
    const TypeInfo* info = type_info(event.getType());
    if (info == nullptr || info->posted_by != PostedBy::kApplication) return {};
    const std::string_view source(event.getSource().cStr(), event.getSource().size());
    const std::int64_t time = record.header().recorded_at.get();
    if (source.empty() || time < 0) return {};
    const auto hour = static_cast<std::uint64_t>(time / kHourUs);
    auto known = last_hours_.find(source);
    if (known != last_hours_.end() && known->second == hour) return {};
    if (known == last_hours_.end()) known = last_hours_.emplace(source, hour).first;
    known->second = hour;
    return begin_hour(record, source, hour);
  }

 private:
  // The first stays the first, also where this run began in the middle of the hour.
  Status begin_hour(const RecordView& record, std::string_view source, std::uint64_t hour) {
    const Bytes key = hour_key(source, hour);
    LEDGER_ASSIGN(const auto there, state_.get(key));
    if (there) return {};
    Bytes value;
    append_be(value, record.sequence().get(), 8);
    append_be(value, static_cast<std::uint64_t>(record.header().recorded_at.get()), 8);
    state_.put(key, std::move(value));
    return {};
  }

  StateView& state_;
  std::map<std::string, std::uint64_t, std::less<>> last_hours_; // by source
};

struct HeardHour {
  std::string source;
  std::uint64_t hour = 0;
  Sequence first;
  Timestamp at; // of the first
};

tl::unexpected<Error> damaged() {
  return fail(Errc::kDamaged, "an hour of a source cannot be read",
              "projection " + std::string(SourceProjection::kName),
              "auditledger projection rebuild sources");
}

Result<HeardHour> parse(ByteView key, ByteView value) {
  ByteReader in_key(key);
  ByteReader in_value(value);
  HeardHour heard;
  const bool is_hour = in_key.be(1) == 'h';
  const std::size_t length = in_key.be(1);
  heard.source = as_text(in_key.take(length));
  heard.hour = in_key.be(8);
  heard.first = Sequence(in_value.be(8));
  heard.at = Timestamp(static_cast<std::int64_t>(in_value.be(8)));
  if (!is_hour || !in_key.at_end() || !in_value.at_end()) return damaged();
  return heard;
}

// Says nothing but who was heard when.
Result<Fact> fact_at(const HeardHour& heard, Timestamp time) {
  FactHead head;
  head.recorded_at = time;
  head.source = heard.source;
  return Fact::decode(heard.first, Fact::encode(head, Fact::Root::kClear, {}));
}

Timestamp last_instant(const HeardHour& heard) {
  return Timestamp(static_cast<std::int64_t>(heard.hour + 1) * kHourUs - 1);
}

} // namespace

std::unique_ptr<Fold> SourceProjection::start(StateView& state) const {
  return std::make_unique<SourceFold>(state);
}

Result<std::vector<Fact>> read_heard(const StateCopy& sources, TreeSize as_of) {
  std::vector<Fact> facts;
  std::optional<HeardHour> before; // in the order of sources and hours
  const auto fell_silent = [&]() -> Status {
    LEDGER_ASSIGN(Fact last, fact_at(*before, last_instant(*before)));
    facts.push_back(std::move(last));
    return {};
  };
  const auto take = [&](ByteView key, ByteView value) -> Status {
    LEDGER_ASSIGN(HeardHour heard, parse(key, value));
    if (!contains(as_of, heard.first)) return {};
    const bool goes_on = before && before->source == heard.source && before->hour + 1 == heard.hour;
    if (before && !goes_on) LEDGER_TRY(fell_silent());
    if (!goes_on) {
      LEDGER_ASSIGN(Fact first, fact_at(heard, heard.at));
      facts.push_back(std::move(first));
    }
    before = std::move(heard);
    return {};
  };
  LEDGER_TRY(sources.each_in(as_bytes("h"), take));
  if (before) LEDGER_TRY(fell_silent());
  return facts;
}

} // namespace ledger
