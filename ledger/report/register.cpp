#include "ledger/report/register.hpp"

#include "ledger/report/register_transfers.hpp"

#include <algorithm>

namespace ledger {
namespace {

using namespace policy;

class RowMaker {
 public:
  RowMaker(const Policy& policy, Timestamp as_of, std::string_view language)
      : policy_(policy), all_(policy.contents()), as_of_(as_of), language_(language) {}

  [[nodiscard]] RegisterRow row(const Activity& activity) const {
    RegisterRow row;
    row.activity = named(activity);
    row.declared = activity.declared;
    row.as_named = activity.as_named;
    row.statement_ref = activity.statement_ref;
    row.clauses = activity.clauses;
    row.notices = words_of(activity.notices);
    row.operations = words_of(activity.operations);
    row.purpose = look_up(all_.purposes, activity.purpose);
    row.messages = look_up_all(all_.items, activity.items);
    row.channels = look_up_all(all_.channels, activity.channels);
    add_people_and_data(row, activity);
    add_grounds(row, activity);
    add_recipients(row, activity);
    add_term(row, activity.retention);
    add_security(row);
    return row;
  }

 private:
  [[nodiscard]] NamedItem named(const Item& item) const {
    return {item.id, std::string(item.label.in(language_))};
  }
  template <class T>
  [[nodiscard]] NamedItem look_up(const Register<T>& items, const std::string& id) const {
    const T* found = items.find(id);
    return found == nullptr ? NamedItem{id, ""} : named(*found);
  }
  template <class T>
  [[nodiscard]] std::vector<NamedItem> look_up_all(const Register<T>& items,
                                                   const Slugs& wanted) const {
    std::vector<NamedItem> out;
    for (const std::string& id : wanted)
      out.push_back(look_up(items, id));
    return out;
  }
  template <class E>
  [[nodiscard]] static Texts words_of(const std::vector<E>& values) {
    Texts out;
    for (const E value : values)
      out.emplace_back(word_of(value));
    return out;
  }
  [[nodiscard]] std::string citation_of(const std::string& law) const {
    const Law* found = all_.laws.find(law);
    return found == nullptr ? std::string() : found->citation;
  }

  // An activity without categories of its own may use every category of its relations.
  void add_people_and_data(RegisterRow& row, const Activity& activity) const {
    row.everyone = activity.relations.empty();
    row.people = look_up_all(all_.relations, activity.relations);
    for (const Category& category : all_.categories)
      if (uses(activity, category.id)) {
        row.data.push_back(named(category));
        if (category.special_category) row.special_data.push_back(named(category));
      }
    if (activity.special_condition != SpecialCondition::kNone)
      row.special_condition = word_of(activity.special_condition);
  }
  [[nodiscard]] bool uses(const Activity& activity, const std::string& category) const {
    const auto has = [&category](const Slugs& list) {
      return std::find(list.begin(), list.end(), category) != list.end();
    };
    if (!activity.categories.empty()) return has(activity.categories);
    return std::any_of(all_.relations.begin(), all_.relations.end(), [&](const Relation& each) {
      return activity.serves(each.id) && has(each.categories);
    });
  }

  void add_grounds(RegisterRow& row, const Activity& activity) const {
    row.declared_ground = activity.declared_ground;
    row.assessed_ground = activity.assessed_ground;
    row.further_grounds = words_of(activity.further_grounds);
    row.interest = activity.interest;
    row.law = {activity.law, citation_of(activity.law)};
    row.lia_ref = activity.lia_ref;
    row.dpia_ref = activity.dpia_ref;
    row.declared_objection = activity.declared_objection;
    row.assessed_objection = activity.assessed_objection;
    row.objection_reason = look_up(all_.objection_reasons, activity.objection_reason).label;
    row.direct_marketing = activity.direct_marketing;
    row.soft_opt_in = activity.soft_opt_in;
    row.automated = activity.automated;
    row.evaluates = activity.evaluates;
  }

  void add_recipients(RegisterRow& row, const Activity& activity) const {
    row.recipient_categories = look_up_all(all_.recipient_categories, activity.recipients);
    for (const Recipient* each : recipients_of(activity, policy_, as_of_)) {
      row.recipients.push_back({each->id, each->name});
      if (!each->contract_ref.empty()) row.contracts.push_back(each->contract_ref);
      for (RegisterTransfer& transfer : transfers_to(*each, policy_, as_of_, language_))
        row.transfers.push_back(std::move(transfer));
    }
  }

  void add_term(RegisterRow& row, const std::string& retention) const {
    const RetentionRule* rule = policy_.retention(retention);
    if (rule == nullptr) return;
    row.retention = named(*rule);
    if (rule->period) row.term = to_text(*rule->period);
    row.term_criterion = rule->criterion.in(language_);
    row.term_starts = word_of(rule->start);
    row.term_action = word_of(rule->action);
    for (const RetentionRule::Earlier& each : rule->earlier)
      row.earlier_terms.push_back("documents before " + to_rfc3339(each.before).substr(0, 10) +
                                  ": " + to_text(each.period));
    row.term_law = citation_of(rule->law);
    row.refines = rule->refines;
  }

  // Policies have no list of measures; these two are what they do say.
  void add_security(RegisterRow& row) const {
    for (const std::string& commitment : all_.staff.commitments)
      row.security.push_back("staff: " + commitment);
    for (const NamedItem& each : row.data) {
      const Category* category = policy_.category(each.id);
      if (category != nullptr && category->transform != Transform::kNone)
        row.security.push_back(each.id + ": " + std::string(word_of(category->transform)));
    }
  }

  const Policy& policy_;
  const Contents& all_;
  Timestamp as_of_;
  std::string_view language_;
};

} // namespace

ProcessingRegister make_register(const Policy& policy, Timestamp as_of, std::string_view language) {
  const Contents& contents = policy.contents();
  ProcessingRegister out;
  out.policy_id = policy.id();
  out.policy_version = contents.version;
  out.as_of = as_of;
  out.language = language;
  out.controller = contents.controller;
  out.statement = contents.statement.title.in(language);
  out.statement_url = contents.statement.url;
  const RowMaker make(policy, as_of, language);
  for (const bool declared : {true, false})
    for (const Activity& activity : contents.activities)
      if (activity.declared == declared) out.rows.push_back(make.row(activity));
  return out;
}

RegisterCounts count(const ProcessingRegister& all) {
  RegisterCounts counts;
  for (const auto& word : words<Ground>())
    counts.grounds.emplace_back(word.value, 0);
  for (const RegisterRow& row : all.rows) {
    if (!row.declared) {
      ++counts.assessed_only;
      continue;
    }
    ++counts.declared;
    if (row.declared_objection == Objectability::kExcluded) ++counts.objection_excluded;
    for (auto& [ground, number] : counts.grounds)
      if (ground == row.declared_ground) ++number;
  }
  return counts;
}

} // namespace ledger
