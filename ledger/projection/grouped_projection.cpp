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

Bytes member_key(ByteView group, Sequence by) {
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

struct Entry {
  std::vector<Bytes> groups;
  ByteView fact; // into what was parsed
};

Result<Entry> parse_entry(ByteView stored) {
  Entry entry;
  ByteReader in(stored);
  for (std::uint64_t count = in.be(kLengthSize); count > 0 && in.ok(); --count) {
    const ByteView group = in.take(in.be(kLengthSize));
    entry.groups.emplace_back(group.begin(), group.end());
  }
  entry.fact = in.take(in.left());
  if (!in.ok()) return damaged();
  return entry;
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
  // What takes a record back belongs where that one does, whomever it names itself.
  Result<std::vector<Bytes>> groups_of(const RecordView& record) const {
    std::vector<Bytes> groups = projection_.groups_of(record);
    if (record.event().getType() != wire::EventType::CORRECTION) return groups;
    LEDGER_ASSIGN(const auto corrected,
                  state_.get(record_key(Sequence(record.clear().getTarget()))));
    if (!corrected) return groups;
    LEDGER_ASSIGN(Entry target, parse_entry(*corrected));
    groups.insert(groups.end(), target.groups.begin(), target.groups.end());
    return groups;
  }

  void put(const RecordView& record, std::vector<Bytes> groups) {
    std::sort(groups.begin(), groups.end());
    groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
    Bytes entry;
    append_be(entry, groups.size(), kLengthSize);
    for (const Bytes& group : groups) {
      append_group(entry, group);
      state_.put(member_key(group, record.sequence()), {});
    }
    append(entry, fact_of(record));
    state_.put(record_key(record.sequence()), std::move(entry));
  }

  const GroupedProjection& projection_;
  StateView& state_;
};

struct Member {
  Bytes group;
  std::vector<Sequence> records;
};

// Of the first `as_of` records, in the order of the keys.
Result<std::vector<Member>> members_of(const StateCopy& copy, TreeSize as_of) {
  std::vector<Member> members;
  const auto take = [&](ByteView key, ByteView) -> Status {
    ByteReader in(key.subspan(1));
    const ByteView group = in.take(in.be(kLengthSize));
    const Sequence by(in.be(kSequenceSize));
    if (!in.at_end()) return damaged();
    if (!contains(as_of, by)) return {};
    if (members.empty() || !std::ranges::equal(members.back().group, group))
      members.push_back({Bytes(group.begin(), group.end()), {}});
    members.back().records.push_back(by);
    return {};
  };
  LEDGER_TRY(copy.each_in(as_bytes("g"), take));
  return members;
}

Result<Fact> fact_at(const StateCopy& copy, Sequence by) {
  LEDGER_ASSIGN(const auto stored, copy.value(record_key(by)));
  if (!stored) return damaged();
  LEDGER_ASSIGN(const Entry entry, parse_entry(*stored));
  return Fact::decode(by, entry.fact);
}

} // namespace

std::unique_ptr<Fold> GroupedProjection::start(StateView& state) const {
  return std::make_unique<GroupedFold>(*this, state);
}

Status each_group(const StateCopy& copy, TreeSize as_of, const GroupVisitor& visit) {
  LEDGER_ASSIGN(const std::vector<Member> members, members_of(copy, as_of));
  for (const Member& member : members) {
    std::vector<Fact> facts;
    facts.reserve(member.records.size());
    for (const Sequence by : member.records) {
      LEDGER_ASSIGN(Fact fact, fact_at(copy, by));
      facts.push_back(std::move(fact));
    }
    LEDGER_TRY(visit(member.group, std::move(facts)));
  }
  return {};
}

} // namespace ledger
