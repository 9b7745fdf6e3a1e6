#include "ledger/projection/grouped_projection.hpp"

#include "ledger/projection/fact_of.hpp"

#include <kj/exception.h>

#include <algorithm>
#include <utility>

namespace ledger {
namespace {

// Keys: 'g', the length of a group's name, the name and the record: the fact. The record's prefix
// and the record: the groups that it belongs to, each with its length before it.
constexpr std::size_t kLengthSize = 2;
constexpr std::size_t kSequenceSize = 8;

void append_group(Bytes& out, ByteView group) {
  append_be(out, group.size(), kLengthSize);
  append(out, group);
}

Bytes fact_key(ByteView group, Sequence by) {
  Bytes key;
  append_be(key, 'g', 1);
  append_group(key, group);
  append_be(key, by.get(), kSequenceSize);
  return key;
}

Bytes record_key(Sequence by) {
  Bytes key;
  append_be(key, GroupedProjection::kRecordPrefix, 1);
  append_be(key, by.get(), kSequenceSize);
  return key;
}

tl::unexpected<Error> damaged() {
  return fail(Errc::kDamaged, "a fact is not where it belongs", "a projection of facts by group",
              "auditledger projection rebuild");
}

Result<std::vector<Bytes>> parse_groups(ByteView stored) {
  std::vector<Bytes> groups;
  ByteReader in(stored);
  while (!in.at_end()) {
    const ByteView group = in.take(in.be(kLengthSize));
    if (!in.ok()) return damaged();
    groups.emplace_back(group.begin(), group.end());
  }
  return groups;
}

class GroupedFold : public Fold {
 public:
  GroupedFold(const GroupedProjection& projection, StateView& state)
      : projection_(projection), state_(state) {}

  Status apply(const RecordView& record) override {
    try {
      LEDGER_ASSIGN(std::vector<Bytes> groups, groups_of(record));
      if (!groups.empty()) put(record, std::move(groups));
    } catch (const kj::Exception&) {
      return fail(Errc::kMalformed, "the body cannot be read",
                  "record " + std::to_string(record.sequence().get()),
                  "auditledger verify names the first bad record");
    }
    return {};
  }

 private:
  Result<std::vector<Bytes>> groups_of(const RecordView& record) const {
    std::vector<Bytes> groups = projection_.groups_of(record);
    if (!groups.empty() || record.event().getType() != wire::EventType::CORRECTION) return groups;
    LEDGER_ASSIGN(const auto corrected,
                  state_.get(record_key(Sequence(record.clear().getTarget()))));
    if (!corrected) return groups;
    return parse_groups(*corrected);
  }

  void put(const RecordView& record, std::vector<Bytes> groups) {
    std::sort(groups.begin(), groups.end());
    groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
    const Bytes fact = fact_of(record);
    Bytes names;
    for (const Bytes& group : groups) {
      append_group(names, group);
      state_.put(fact_key(group, record.sequence()), fact);
    }
    state_.put(record_key(record.sequence()), std::move(names));
  }

  const GroupedProjection& projection_;
  StateView& state_;
};

struct FactKey {
  ByteView group;
  Sequence by;
};

Result<FactKey> parse(ByteView key) {
  ByteReader in(key.subspan(1));
  FactKey parsed;
  parsed.group = in.take(in.be(kLengthSize));
  parsed.by = Sequence(in.be(kSequenceSize));
  if (!in.at_end()) return damaged();
  return parsed;
}

} // namespace

std::unique_ptr<Fold> GroupedProjection::start(StateView& state) const {
  return std::make_unique<GroupedFold>(*this, state);
}

Status each_group(const StateCopy& copy, TreeSize as_of, const GroupVisitor& visit) {
  Bytes current;
  std::vector<Fact> facts; // of the current group, so far
  const auto take = [&](ByteView key, ByteView value) -> Status {
    LEDGER_ASSIGN(const FactKey parsed, parse(key));
    if (!contains(as_of, parsed.by)) return {};
    if (!facts.empty() && !std::ranges::equal(parsed.group, current))
      LEDGER_TRY(visit(current, std::exchange(facts, {})));
    current.assign(parsed.group.begin(), parsed.group.end());
    LEDGER_ASSIGN(Fact fact, Fact::decode(parsed.by, value));
    facts.push_back(std::move(fact));
    return {};
  };
  LEDGER_TRY(copy.each_in(as_bytes("g"), take));
  if (facts.empty()) return {};
  return visit(current, std::move(facts));
}

} // namespace ledger
