// Stories for the tests of findings: what happens to one person and in the house, told one fact
// after the other, under the example policy or one that differs from it.
#pragma once

#include "ledger/findings/evaluate.hpp"
#include "ledger/findings/gate.hpp"
#include "ledger/findings/rule.hpp"
#include "tests/unit/policy_support.hpp"

#include <capnp/message.h>
#include <capnp/serialize.h>
#include <doctest/doctest.h>

#include <cstring>
#include <functional>

namespace ledger::test {

using policy::at;
using policy::example_text;
using Fill = std::function<void(wire::Clear::Builder clear)>;
using FillControl = std::function<void(wire::Control::Builder control)>;

// `text` with one passage replaced; the passage must be there.
inline std::string replaced(std::string text, std::string_view passage, std::string_view with) {
  const std::size_t place = text.find(passage);
  REQUIRE_MESSAGE(place != std::string::npos, "not in the policy: " << passage);
  text.replace(place, passage.size(), with);
  return text;
}

// The example policy, in force from another day on only.
inline std::string example_from(const std::string& day) {
  return replaced(example_text(), "effective_from = 2018-05-25T00:00:00+02:00",
                  "effective_from = " + day);
}

inline void set_names(capnp::List<capnp::Text>::Builder list,
                      const std::vector<std::string>& names) {
  for (unsigned i = 0; i < list.size(); ++i)
    list.set(i, names[i].c_str());
}

// What most events say first.
inline Fill doing(const std::string& activity, const Fill& more = {}) {
  return [=](wire::Clear::Builder clear) {
    set_names(clear.initActivities(1), {activity});
    if (more) more(clear);
  };
}

inline OpaqueRef ref(std::uint8_t number) {
  OpaqueRef reference;
  reference.writable()[0] = number;
  return reference;
}
inline capnp::Data::Reader bytes_of(const OpaqueRef& reference) {
  return {reference.view().data(), OpaqueRef::kSize};
}

inline Fill in_case(std::uint8_t number, const Fill& more = {}) {
  return [=](wire::Clear::Builder clear) {
    clear.setCorrelation(bytes_of(ref(number)));
    if (more) more(clear);
  };
}

class Story {
 public:
  Story() : Story(example_text()) {}
  // Under a policy that is published as record 1 and in force as its text says.
  explicit Story(const std::string& toml) { publish(toml); }

  // A further policy; later ones win where both are in force.
  Sequence publish(const std::string& toml) {
    const auto parsed = parse_policy(as_bytes(toml));
    REQUIRE_MESSAGE(parsed.has_value(), policy::shown(parsed.error()));
    auto calendar = policy::Calendar::make(parsed->contents().calendar);
    REQUIRE(calendar.has_value());
    const Sequence by(next_++);
    policies_.add({by, parsed->effective_from(), parsed->effective_to(), *parsed, *calendar});
    return by;
  }

  // Something about the person; recorded when it happened, unless another time is given.
  Sequence fact(wire::EventType type, std::string_view when, const Fill& fill = {},
                std::string_view recorded = {}, const ValueTags& tags = {}) {
    person_.push_back(make(type, when, fill, recorded, tags));
    return person_.back().first;
  }
  // Something about nobody in particular.
  Sequence house(wire::EventType type, std::string_view when, const Fill& fill = {},
                 std::string_view recorded = {}) {
    house_.push_back(make(type, when, fill, recorded));
    return house_.back().first;
  }

  // The ledger's own, about the person or about nobody.
  Sequence control(wire::EventType type, std::string_view when, const FillControl& fill) {
    person_.push_back(make_control(type, when, fill));
    return person_.back().first;
  }
  Sequence house_control(wire::EventType type, std::string_view when, const FillControl& fill) {
    house_.push_back(make_control(type, when, fill));
    return house_.back().first;
  }
  // Something about somebody else.
  Sequence heard(std::string_view source, std::string_view when) {
    source_ = source;
    heard_.push_back(make(wire::EventType::USE, when, {}, {}));
    source_ = "crm";
    return heard_.back().first;
  }
  // What was counted, of everybody.
  [[nodiscard]] HouseCounts& counts() { return counts_; }
  // So many on a day, of which the first is a record of its own.
  DayCount on_day(std::string_view day, std::uint64_t count) {
    return {utc_day_of(at(day)), count, Sequence(next_++)};
  }
  // The policy that what follows is checked under, by its record.
  void checked_under(Sequence policy) { checked_under_ = policy; }
  // The ledger destroyed the person's keys of these classes; of none: all there are.
  Sequence key_destroyed(std::string_view when, const std::vector<std::string>& classes) {
    capnp::MallocMessageBuilder message;
    auto control = message.initRoot<wire::Control>();
    auto destroyed = control.initKeyDestroyed();
    destroyed.setWhole(classes.empty());
    auto keys = destroyed.initKeys(static_cast<unsigned>(classes.size()));
    for (unsigned i = 0; i < keys.size(); ++i)
      keys[i].setKeyClass(classes[i].c_str());
    FactHead head;
    head.recorded_at = at(when);
    head.type = wire::EventType::KEY_DESTROYED;
    person_.push_back(stored(head, Fact::Root::kControl, capnp::canonicalize(control.asReader())));
    return person_.back().first;
  }

  // What was found, about the person and the house, at any time or as it stood at one.
  [[nodiscard]] std::vector<Finding> findings(std::string_view as_of_time = {}) const {
    const House house(decoded(house_), decoded(heard_), counts_);
    const PersonCase person(SubjectId(), decoded(person_), house, policies_);
    auto found = evaluate_person(person);
    REQUIRE(found.has_value());
    const auto more = evaluate_house(house, policies_);
    REQUIRE(more.has_value());
    found->insert(found->end(), more->begin(), more->end());
    return as_of_time.empty() ? *found : as_of(std::move(*found), at(as_of_time));
  }
  [[nodiscard]] std::vector<Finding> of(wire::Rule rule, std::string_view as_of_time = {}) const {
    auto found = findings(as_of_time);
    std::erase_if(found, [&](const Finding& finding) { return finding.rule != rule; });
    return found;
  }
  // What `ask` answers about the person.
  template <class Ask>
  [[nodiscard]] auto asked(const Ask& ask) const {
    const House house(decoded(house_));
    return ask(PersonCase(SubjectId(), decoded(person_), house, policies_));
  }
  // What the gate says about them.
  [[nodiscard]] GateVerdict check(const GateQuery& query) const {
    const auto verdict =
        asked([&](const PersonCase& person) { return ledger::check(person, query); });
    REQUIRE(verdict.has_value());
    return *verdict;
  }
  [[nodiscard]] bool raises(wire::Rule rule, std::string_view as_of_time = {}) const {
    return !of(rule, as_of_time).empty();
  }

 private:
  using Stored = std::pair<Sequence, Bytes>;

  Stored make(wire::EventType type, std::string_view when, const Fill& fill,
              std::string_view recorded, const ValueTags& tags = {}) {
    capnp::MallocMessageBuilder message;
    auto clear = message.initRoot<wire::Clear>();
    if (fill) fill(clear);
    clear.setOccurredAt(at(when).get());
    FactHead head;
    head.recorded_at = at(recorded.empty() ? when : recorded);
    head.type = type;
    head.source = source_;
    head.policy_sequence = checked_under_;
    head.tags = tags;
    return stored(head, Fact::Root::kClear, capnp::canonicalize(clear.asReader()));
  }

  Stored make_control(wire::EventType type, std::string_view when, const FillControl& fill) {
    capnp::MallocMessageBuilder message;
    auto control = message.initRoot<wire::Control>();
    fill(control);
    FactHead head;
    head.recorded_at = at(when);
    head.type = type;
    return stored(head, Fact::Root::kControl, capnp::canonicalize(control.asReader()));
  }

  Stored stored(FactHead head, Fact::Root root, const kj::Array<capnp::word>& words) {
    std::vector<std::uint64_t> copy(words.size());
    std::memcpy(copy.data(), words.begin(), words.asBytes().size());
    head.by = Sequence(next_++);
    return {head.by, Fact::encode(head, root, copy)};
  }

  static std::vector<Fact> decoded(const std::vector<Stored>& stored) {
    std::vector<Fact> facts;
    for (const auto& [by, bytes] : stored) {
      auto fact = Fact::decode(by, bytes);
      REQUIRE(fact.has_value());
      facts.push_back(std::move(*fact));
    }
    return facts;
  }

  PolicyTimes policies_;
  std::vector<Stored> person_;
  std::vector<Stored> house_;
  std::vector<Stored> heard_;
  HouseCounts counts_;
  std::string source_ = "crm";
  Sequence checked_under_ = Sequence(1);
  std::uint64_t next_ = 1;
};

} // namespace ledger::test
