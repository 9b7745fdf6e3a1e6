#include "tests/support/told_history.hpp"

#include "ledger/crypto/digest.hpp"
#include "ledger/event/draft.hpp"
#include "ledger/event/json.hpp"
#include "ledger/event/views.hpp"
#include "ledger/projection/house_projection.hpp"

#include <boost/json/serialize.hpp>
#include <capnp/message.h>
#include <capnp/serialize.h>

#include <cstring>
#include <stdexcept>

namespace ledger::test {
namespace {

constexpr Sequence kPolicy(1);

[[noreturn]] void give_up(const Error& error, const boost::json::object& event) {
  throw std::runtime_error(error.what() + " / " + error.where() + " / " +
                           boost::json::serialize(event));
}

// The ledger hashes references that are texts under a key; without one they stay apart as well.
void fill_references(wire::Draft::Builder draft) {
  capnp::DynamicStruct::Builder clear = draft.getClear();
  for (const auto reference : draft.asReader().getReferences()) {
    const auto hash = sha256_as<DocumentHash>({as_bytes(reference.getText().cStr())});
    clear.set(clear_layout().fields[reference.getField()].schema,
              capnp::Data::Reader(hash.view().data(), OpaqueRef::kSize));
  }
}

// Under one key for everybody: facts of different people are never compared.
ValueTags tags_of(wire::Draft::Reader draft) {
  const DerivedKey key;
  const auto tagged = [&](capnp::List<wire::NamedValue>::Reader values) {
    TagList tags;
    for (const auto value : values)
      tags.push_back({value_tag(key.view(), view(value.getName()), view(value.getValue()))});
    return tags;
  };
  ValueTags all;
  if (!tags_values(draft.getType()) || draft.getSubjects().size() == 0) return all;
  all.stated = tagged(draft.getSubjects()[0].getValues());
  all.former = tagged(draft.getSubjects()[0].getFormer());
  return all;
}

Bytes fact_from(wire::Draft::Builder draft, Timestamp recorded) {
  fill_references(draft);
  const auto words = capnp::canonicalize(draft.getClear().asReader());
  std::vector<std::uint64_t> copy(words.size());
  std::memcpy(copy.data(), words.begin(), words.asBytes().size());
  FactHead head;
  head.recorded_at = recorded;
  head.type = draft.getType();
  head.source = "crm";
  head.policy_sequence = kPolicy;
  head.tags = tags_of(draft.asReader());
  return Fact::encode(head, Fact::Root::kClear, copy);
}

std::vector<Fact> decoded(const std::vector<std::pair<Sequence, Bytes>>& stored) {
  std::vector<Fact> facts;
  for (const auto& [by, bytes] : stored) {
    auto fact = Fact::decode(by, bytes);
    if (!fact) throw std::runtime_error(fact.error().what());
    facts.push_back(std::move(*fact));
  }
  return facts;
}

std::vector<Finding> known(Result<std::vector<Finding>> findings, Timestamp time) {
  if (!findings) throw std::runtime_error(findings.error().what());
  return as_of(std::move(*findings), time);
}

} // namespace

ToldHistory::ToldHistory(const Policy& policy, const tools::HistoryOptions& options)
    : policy_(policy), options_(options) {
  auto injected = tools::tell_history(policy, options, [&](const boost::json::object& event) {
    add(event);
    return true;
  });
  if (!injected) throw std::runtime_error(injected.error().what() + injected.error().where());
  injected_ = std::move(*injected);
}

void ToldHistory::add(const boost::json::object& event) {
  const auto message = std::make_shared<capnp::MallocMessageBuilder>();
  auto draft = message->initRoot<wire::Draft>();
  if (const Status read = read_draft(event, DraftDefaults(), draft); !read)
    give_up(read.error(), event);
  const TypeInfo& type = *type_info(draft.getType());
  const auto valid = validate(Draft(message, draft.asReader()), type.posted_by);
  if (!valid) give_up(valid.error(), event);
  const Sequence by(options_.first_record + events_++);
  ids_[by] = valid->event_id();
  ++types_[std::string(type.name)];
  const Bytes fact = fact_from(draft, options_.to);
  for (const auto subject : draft.asReader().getSubjects()) {
    const auto reference = subject.getReference();
    people_[{reinterpret_cast<const char*>(reference.begin()), reference.size()}].emplace_back(
        by, fact);
  }
  const bool names_people = draft.asReader().getSubjects().size() > 0;
  if (HouseProjection::concerns(type.type, names_people)) house_.emplace_back(by, fact);
}

PolicyTimes ToldHistory::policies() const {
  auto calendar = policy::Calendar::make(policy_.contents().calendar);
  if (!calendar) throw std::runtime_error(calendar.error().what());
  PolicyTimes policies;
  policies.add(
      {kPolicy, policy_.effective_from(), policy_.effective_to(), policy_, *std::move(calendar)});
  return policies;
}

void ToldHistory::each_person(
    const std::function<void(const std::string& subject, const PersonCase& person)>& visit) const {
  const PolicyTimes policies = this->policies();
  const House house(decoded(house_));
  for (const auto& [reference, facts] : people_)
    visit(reference, PersonCase(SubjectId(), decoded(facts), house, policies));
}

std::vector<FoundBreach> ToldHistory::found() const {
  std::vector<FoundBreach> found;
  const auto add_all = [&](const std::string& subject, std::vector<Finding> findings) {
    for (Finding& finding : findings) {
      const auto id = ids_.find(finding.trigger);
      if (id == ids_.end()) throw std::runtime_error("a finding names no event");
      found.push_back({number_of(finding.rule), subject, id->second, std::move(finding)});
    }
  };
  each_person([&](const std::string& reference, const PersonCase& person) {
    add_all(reference, known(evaluate_person(person), options_.to));
  });
  add_all("", known(evaluate_house(House(decoded(house_)), policies()), options_.to));
  return found;
}

} // namespace ledger::test
