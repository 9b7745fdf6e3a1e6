#include "tools/render/policy_text.hpp"

#include "ledger/policy/toml_text.hpp"
#include "tools/render/text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <map>

namespace ledger::tools {
namespace {

namespace json = boost::json;
using namespace ledger::policy;

using Cells = std::vector<std::string>;

std::string list_of(const Slugs& slugs) {
  std::string text;
  for (const std::string& slug : slugs)
    text += (text.empty() ? "" : ", ") + slug;
  return text;
}

template <class E>
std::string words_of(const std::vector<E>& values) {
  Slugs texts;
  for (const E value : values)
    texts.emplace_back(word_of(value));
  return list_of(texts);
}

// What the statement says and, where it differs, what was assessed.
template <class E>
std::string both(E declared, E assessed) {
  const std::string said(word_of(declared));
  return declared == assessed ? said : said + " / " + std::string(word_of(assessed));
}

std::string yes_if(bool is_so) {
  return is_so ? "yes" : "";
}

std::string text_of(const std::optional<Period>& period) {
  return period ? to_text(*period) : "";
}

std::string day_of(const std::optional<Timestamp>& time) {
  return time ? to_rfc3339(*time).substr(0, 10) : "";
}

class Overview {
 public:
  explicit Overview(const PolicyStyle& style) : style_(style) {}

  [[nodiscard]] std::string take() { return std::move(out_); }

  void line(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    constexpr std::size_t kNameWidth = 12;
    out_ += std::string(name) + std::string(kNameWidth - name.size(), ' ') +
            escape_terminal(value) + "\n";
  }

  // One row for each item: its id, whether the statement declares it, its label, and `rest` of it.
  template <class List, class Rest>
  void items(std::string_view title, const List& list, const Cells& columns, Rest&& rest) {
    Cells titles = {"ID", "DECLARED", "LABEL"};
    titles.insert(titles.end(), columns.begin(), columns.end());
    table(title, list, titles, [&](const auto& item) {
      Cells cells = {item.id, item.declared ? "yes" : "no",
                     std::string(item.label.in(style_.language))};
      for (std::string& cell : rest(item))
        cells.push_back(std::move(cell));
      return cells;
    });
  }

  template <class List, class Row>
  void table(std::string_view title, const List& list, const Cells& titles, Row&& row) {
    if (list.empty()) return;
    std::vector<Column> columns;
    for (const std::string& each : titles)
      columns.push_back({each});
    Table table(std::move(columns));
    for (const auto& item : list)
      table.add(row(item));
    out_ += "\n" + style_.palette.bold(title) + "\n" + table.render(style_.width, style_.palette);
  }

 private:
  const PolicyStyle& style_;
  std::string out_;
};

// "28: legitimate-interest 22, contract 4, consent 2; 13 exclude objection"
std::string declared_activities(const Contents& contents) {
  std::map<Ground, int> grounds;
  int all = 0;
  int excluded = 0;
  for (const Activity& activity : contents.activities) {
    if (!activity.declared) continue;
    ++all;
    ++grounds[activity.declared_ground];
    if (activity.declared_objection == Objectability::kExcluded) ++excluded;
  }
  std::string text = std::to_string(all) + " declared:";
  for (const auto& [ground, count] : grounds)
    text += " " + std::string(word_of(ground)) + " " + std::to_string(count) + ",";
  text.back() = ';';
  return text + " " + std::to_string(excluded) + " exclude objection";
}

void head(Overview& out, const Policy& policy, const PolicyStyle& style) {
  const Contents& contents = policy.contents();
  const Controller& who = contents.controller;
  const WorkCalendar& days = contents.calendar;
  out.line("version", contents.version);
  out.line("hash", to_hex(policy.id().view()));
  out.line("in force", "from " + to_rfc3339(policy.effective_from()) +
                           (policy.effective_to() ? " to " + to_rfc3339(*policy.effective_to())
                                                  : std::string()));
  out.line("statement", contents.statement.title.in(style.language));
  out.line("controller", who.name + " (" + who.country + ")");
  out.line("contact", who.email.empty() ? who.contact_form : who.email);
  out.line("officer", who.dpo);
  out.line("authority", who.supervisory_authority);
  out.line("calendar", days.time_zone + "; off: " + words_of(days.weekend) + ", " +
                           std::to_string(days.fixed_holidays.size()) + " fixed days, " +
                           std::to_string(days.easter_holidays.size()) + " by Easter");
  out.line("activities", declared_activities(contents));
}

void people_and_data(Overview& out, const Contents& contents) {
  out.items("Relations", contents.relations, {"MENTIONED", "DATA"}, [](const Relation& each) {
    return Cells{std::string(word_of(each.mention)), list_of(each.categories)};
  });
  out.items("Activities", contents.activities,
            {"OF", "PURPOSE", "GROUND", "OBJECTION", "DIRECT MARKETING", "KEPT", "TO"},
            [](const Activity& each) {
              return Cells{each.relations.empty() ? "everyone" : list_of(each.relations),
                           each.purpose,
                           both(each.declared_ground, each.assessed_ground),
                           both(each.declared_objection, each.assessed_objection),
                           yes_if(each.direct_marketing),
                           each.retention,
                           list_of(each.recipients)};
            });
  out.items("Categories of data", contents.categories, {"KIND", "SPECIAL", "FROM"},
            [](const Category& each) {
              return Cells{std::string(word_of(each.kind)), yes_if(each.special_category),
                           list_of(each.sources)};
            });
}

void recipients_and_transfers(Overview& out, const Contents& contents) {
  out.items(
      "Kinds of recipients", contents.recipient_categories, {"ROLE", "CONTRACT"},
      [](const RecipientCategory& each) {
        return Cells{both(each.declared_role, each.assessed_role), yes_if(each.requires_contract)};
      });
  out.table("Recipients", contents.recipients,
            {"ID", "NAME", "KIND", "COUNTRY", "CONTRACT", "TRANSFER BY"},
            [](const Recipient& each) {
              return Cells{each.id,      each.name,         each.category,
                           each.country, each.contract_ref, list_of(each.mechanisms)};
            });
  out.items("Transfers outside the EEA", contents.mechanisms,
            {"ARTICLE", "VALID FROM", "TO", "NEEDS"}, [](const Mechanism& each) {
              return Cells{each.article, day_of(each.valid.from), day_of(each.valid.to),
                           words_of(each.documents)};
            });
}

void rules(Overview& out, const Contents& contents, const PolicyStyle& style) {
  out.items("Retention", contents.retention, {"PERIOD", "FROM", "THEN", "KEY CLASS"},
            [&style](const RetentionRule& each) {
              const std::string period = text_of(each.period);
              return Cells{period.empty() ? std::string(each.criterion.in(style.language)) : period,
                           std::string(word_of(each.start)), std::string(word_of(each.action)),
                           each.key_class};
            });
  out.items("Rights", contents.rights, {"ARTICLE", "WITHIN", "EXTENSION", "FREE"},
            [](const RightRule& each) {
              return Cells{each.article, text_of(each.deadline), text_of(each.extension),
                           yes_if(each.free)};
            });
  out.items("Consents", contents.consents, {"FOR", "VALID", "WITHDRAWN BY"},
            [](const ConsentRule& each) {
              return Cells{list_of(each.activities), text_of(each.validity),
                           list_of(each.withdrawal_methods)};
            });
}

} // namespace

std::string policy_in_words(const Policy& policy, const PolicyStyle& style) {
  Overview out(style);
  head(out, policy, style);
  people_and_data(out, policy.contents());
  recipients_and_transfers(out, policy.contents());
  rules(out, policy.contents(), style);
  return out.take();
}

json::value policy_json(const TomlNode& node) {
  switch (node.kind) {
  case TomlNode::Kind::kText:
    return json::value(node.text);
  case TomlNode::Kind::kNumber:
    return node.number;
  case TomlNode::Kind::kFlag:
    return node.flag;
  case TomlNode::Kind::kInstant:
    return json::value(to_rfc3339(node.instant));
  case TomlNode::Kind::kList: {
    json::array list;
    for (const TomlNode& entry : node.list)
      list.push_back(policy_json(entry));
    return list;
  }
  case TomlNode::Kind::kTable: {
    json::object table;
    for (const TomlField& field : node.fields)
      table[field.key] = policy_json(field.value);
    return table;
  }
  case TomlNode::Kind::kOther:
    break;
  }
  return nullptr; // no policy that was read has one
}

} // namespace ledger::tools
