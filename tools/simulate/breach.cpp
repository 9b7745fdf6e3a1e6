#include "tools/simulate/breach.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace ledger::tools {

using namespace policy;

namespace {

constexpr unsigned kLastRule = 47;
constexpr std::uint64_t kTales = 1'000'000; // streams of chance that no person has

// Rules that nothing that is posted can break, and why.
struct Unmakeable {
  unsigned rule;
  const char* why;
};
constexpr Unmakeable kUnmakeable[] = {
    {41, "an application is silent in the ledger's own time, which no post can stretch"},
};

std::string where_of(unsigned rule) {
  return "--breach " + rule_name(rule);
}

const BreachMaker* maker_of(unsigned rule) {
  for (const auto makers : {breaches_of_wishes(), breaches_of_data(), breaches_of_recipients(),
                            breaches_of_rights(), breaches_of_keeping(), breaches_of_the_house()})
    for (const BreachMaker& maker : makers)
      if (maker.rule == rule) return &maker;
  return nullptr;
}

Status tell(Tale& tale, unsigned rule) {
  for (const Unmakeable& each : kUnmakeable)
    if (each.rule == rule) return tale.cannot(each.why);
  const BreachMaker* maker = maker_of(rule);
  if (maker == nullptr) return tale.cannot("there is no such rule");
  return maker->tell(tale);
}

const RetentionRule* rule_of_relation(const Contents& policy, const Relation& relation) {
  const std::string* id = nullptr;
  for (const Activity& activity : policy.activities) {
    if (activity.relations.empty() || !activity.serves(relation.id)) continue;
    if (id != nullptr && *id != activity.retention) return nullptr;
    id = &activity.retention;
  }
  return id == nullptr ? nullptr : policy.retention.find(*id);
}

bool ends_soon(const Contents& policy, const Relation& relation) {
  const RetentionRule* rule = rule_of_relation(policy, relation);
  return rule != nullptr && rule->start != RetentionStart::kRelationEnded &&
         rule->start != RetentionStart::kCaseClosed;
}

} // namespace

Tale::Tale(World& world, const std::vector<Role>& roles, unsigned rule, std::size_t number)
    : world_(world), roles_(roles), rule_(rule),
      reference_("breach-" + rule_name(rule) + "-" + std::to_string(number + 1)),
      chance_(world.options().seed, kTales + rule * 10'000ULL + number) {
  reference_[7] = 'f'; // as ids are written
}

bool Tale::begin(std::int64_t days, bool unimported) {
  Timestamp earliest = after(world_.from(), kDay); // the contracts are signed by then
  if (unimported && world_.options().before_ledger)
    earliest = std::max(earliest, *world_.options().before_ledger);
  const Timestamp latest = after(world_.to(), -days * kDay - kHour);
  if (latest <= earliest) return false;
  time_ = chance_.between(earliest, latest);
  return true;
}

ToldEvent Tale::put(const std::string& type, const References& subjects, Fields fields) {
  if (live_) fields["beforeLedger"] = "no";
  time_ = after(time_, kMinute);
  return world_.say_at(time_, type, subjects, std::move(fields));
}

tl::unexpected<Error> Tale::cannot(std::string why) const {
  return fail(Errc::kUsage, "this breach cannot be made: " + std::move(why), where_of(rule_),
              "leave it out; --breach all makes those that can be made");
}

tl::unexpected<Error> Tale::no_time(std::int64_t days) const {
  return fail(Errc::kUsage,
              "this breach takes " + std::to_string(days) + " days, and there are not so many",
              where_of(rule_), "set --from and --to further apart");
}

Result<std::vector<PlannedBreach>> plan_breaches(World& world, const std::vector<Role>& roles) {
  std::vector<PlannedBreach> planned;
  for (const BreachWish& wish : world.options().breaches)
    for (std::size_t i = 0; i < wish.count; ++i) {
      Tale tale(world, roles, wish.rule, i);
      LEDGER_TRY(tell(tale, wish.rule));
      planned.push_back(tale.planned());
    }
  return planned;
}

std::vector<InjectedBreach> told_of(const std::vector<PlannedBreach>& planned) {
  std::vector<InjectedBreach> told;
  for (const PlannedBreach& each : planned)
    if (each.culprit->record != 0) told.push_back({each.rule, each.subject, each.culprit->id});
  return told;
}

std::vector<unsigned> makeable_breaches(const Policy& policy, const HistoryOptions& options) {
  std::vector<unsigned> rules;
  auto calendar = Calendar::make(policy.contents().calendar);
  if (!calendar) return rules;
  const EventSink nobody = [](const boost::json::object&) { return true; };
  World world(policy, *calendar, options, nobody); // never run: the stories are only planned
  const std::vector<Role> roles = roles_of(policy.contents());
  for (unsigned rule = 1; rule <= kLastRule; ++rule) {
    Tale tale(world, roles, rule, 0);
    if (tell(tale, rule)) rules.push_back(rule);
  }
  return rules;
}

Result<unsigned> parse_rule(std::string_view name) {
  unsigned rule = 0;
  const bool lettered = !name.empty() && (name.front() == 'F' || name.front() == 'f');
  const char* end = name.data() + name.size();
  const auto read = std::from_chars(name.data() + (lettered ? 1 : 0), end, rule);
  if (!lettered || read.ec != std::errc() || read.ptr != end || rule < 1 || rule > kLastRule)
    return fail(Errc::kUsage, "no such rule", "--breach",
                "F01 to F" + std::to_string(kLastRule) + ", with =COUNT behind it, or all");
  return rule;
}

std::string rule_name(unsigned rule) {
  return (rule < 10 ? "F0" : "F") + std::to_string(rule);
}

const Activity* ordinary_activity(const Tale& tale) {
  return activity_that(tale.roles(), [&](const Activity& activity) {
    return may_be_objected_to(activity) && !activity.direct_marketing &&
           !shows_people(tale.policy(), activity) &&
           activity.special_condition == SpecialCondition::kNone;
  });
}

Fields reading(const Activity& activity, Fields more) {
  Fields fields{{"activities", list_of({activity.id})}, {"operation", "read"}};
  for (auto& each : more)
    fields[each.key()] = std::move(each.value());
  return fields;
}

bool is_ordinary(const Category& category) {
  return category.kind != CategoryKind::kMedia && !category.catch_all &&
         category.transform == Transform::kNone;
}

Lasting lasting_data(const Tale& tale, bool (*fits)(const Category&)) {
  for (const Role& role : tale.roles()) {
    if (ends_soon(tale.policy(), *role.relation)) continue;
    for (const std::string& id : role.relation->categories) {
      const Category* category = tale.policy().categories.find(id);
      if (category != nullptr && category->declared && !category->special_category &&
          fits(*category))
        return {role.relation, category};
    }
  }
  return {};
}

Fields collecting(const Lasting& data, const std::string& source, Fields more) {
  Fields fields{{"relation", data.relation->id},
                {"categories", list_of({data.category->id})},
                {"dataSource", source}};
  for (auto& each : more)
    fields[each.key()] = std::move(each.value());
  return fields;
}

} // namespace ledger::tools
