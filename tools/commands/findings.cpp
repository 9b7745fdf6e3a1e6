#include "ledger/event/json.hpp"
#include "tools/commands/commands.hpp"
#include "tools/commands/person.hpp"
#include "tools/render/csv.hpp"
#include "tools/render/record.hpp"
#include "tools/render/table.hpp"
#include "tools/render/text.hpp"

#include <map>

namespace ledger::tools {
namespace {

namespace json = boost::json;

struct Options {
  PersonArgument person;
  std::vector<std::string> rules;
  std::string as_of;
  std::uint64_t known_at = 0;
  std::string language = "en";
  bool open_only = false;
  bool each = false;
};

Status fill(wire::FindingsQuery::Builder query, const Options& options) {
  if (!options.person.reference.empty()) LEDGER_TRY(set_person(query, options.person));
  if (!options.as_of.empty()) {
    LEDGER_ASSIGN(const Timestamp time, parse_time(options.as_of, "--as-of"));
    query.setAsOf(time.get());
  }
  query.setKnownAt(options.known_at);
  query.setOpenOnly(options.open_only);
  query.setLanguage(options.language.c_str());
  auto rules = query.initRules(static_cast<unsigned>(options.rules.size()));
  for (unsigned i = 0; i < rules.size(); ++i) {
    std::string name = options.rules[i];
    if (!name.empty() && name.front() == 'F') name.front() = 'f';
    LEDGER_ASSIGN(const std::uint16_t number,
                  parse_enumerant(name, capnp::Schema::from<wire::Rule>(), "--rule"));
    rules.set(i, static_cast<wire::Rule>(number));
  }
  return {};
}

std::string rule_name(wire::Rule rule) {
  const auto number = static_cast<unsigned>(rule);
  return (number < 10 ? "F0" : "F") + std::to_string(number);
}

std::string name_of(const capnp::DynamicEnum& value) {
  KJ_IF_MAYBE (known, value.getEnumerant()) return known->getProto().getName().cStr();
  return std::to_string(value.getRaw());
}

std::string day_of(std::int64_t time) {
  return to_rfc3339(Timestamp(time)).substr(0, 10);
}

json::object finding_object(wire::FoundBreach::Reader finding) {
  json::object object{{"rule", rule_name(finding.getRule())},
                      {"severity", name_of(finding.getSeverity())},
                      {"article", finding.getArticle().cStr()},
                      {"breaks", finding.getPromise() ? "promise" : "law"},
                      {"from", to_rfc3339(Timestamp(finding.getFrom()))},
                      {"state", name_of(finding.getState())},
                      {"record", finding.getTrigger()},
                      {"sentence", finding.getSentence().cStr()}};
  json::array evidence;
  for (const std::uint64_t record : finding.getEvidence())
    evidence.push_back(json::value(record));
  object["evidence"] = std::move(evidence);
  if (finding.getAbout().size() > 0) object["about"] = finding.getAbout().cStr();
  const auto subject = finding.getSubjectId();
  if (subject.size() == SubjectId::kSize)
    object["subjectId"] =
        to_uuid_text(ByteView(subject.begin(), subject.size()).first<SubjectId::kSize>());
  if (finding.getClosedAt() != 0) object["closedAt"] = to_rfc3339(Timestamp(finding.getClosedAt()));
  if (finding.getStateBy() != 0) object["stateBy"] = finding.getStateBy();
  return object;
}

// Alike findings are one line, with how many and since when.
std::string grouped_table(const Context& context, wire::Findings::Reader answer) {
  struct Group {
    std::uint64_t count = 0;
    std::int64_t first = 0;
    std::int64_t last = 0;
    std::uint64_t record = 0;
    std::string severity;
  };
  std::map<std::tuple<std::string, std::string, std::string>, Group> groups;
  for (const auto finding : answer.getFindings()) {
    Group& group = groups[{rule_name(finding.getRule()), name_of(finding.getState()),
                           finding.getSentence().cStr()}];
    if (group.count++ == 0) {
      group.first = finding.getFrom();
      group.record = finding.getTrigger();
      group.severity = name_of(finding.getSeverity());
    }
    group.last = finding.getFrom();
  }
  Table table({{"RULE"},
               {"SEVERITY"},
               {"STATE"},
               {"TIMES", Align::kRight},
               {"FIRST"},
               {"LAST"},
               {"RECORD", Align::kRight},
               {"WHAT"}});
  for (const auto& [key, group] : groups) {
    const auto& [rule, state, sentence] = key;
    table.add({rule, group.severity, state, grouped(group.count), day_of(group.first),
               day_of(group.last), std::to_string(group.record), sentence});
  }
  return table.empty() ? std::string() : table.render(context.width(), context.out());
}

std::string each_table(const Context& context, wire::Findings::Reader answer) {
  Table table({{"RULE"}, {"SEVERITY"}, {"STATE"}, {"SINCE"}, {"RECORD", Align::kRight}, {"WHAT"}});
  for (const auto finding : answer.getFindings())
    table.add({rule_name(finding.getRule()), name_of(finding.getSeverity()),
               name_of(finding.getState()), day_of(finding.getFrom()),
               std::to_string(finding.getTrigger()), finding.getSentence().cStr()});
  return table.empty() ? std::string() : table.render(context.width(), context.out());
}

// A row for each finding, with what it is true for.
std::string findings_csv(wire::Findings::Reader answer) {
  Csv csv({"rule", "severity", "article", "breaks", "from", "state", "record", "evidence", "about",
           "subjectId", "closedAt", "stateBy", "sentence", "asOf", "records"});
  for (const auto finding : answer.getFindings()) {
    const json::object object = finding_object(finding);
    const auto cell = [&object](std::string_view name) {
      const json::value* value = object.if_contains(name);
      return value == nullptr ? std::string() : plain_words(*value);
    };
    csv.add({cell("rule"), cell("severity"), cell("article"), cell("breaks"), cell("from"),
             cell("state"), cell("record"), cell("evidence"), cell("about"), cell("subjectId"),
             cell("closedAt"), cell("stateBy"), cell("sentence"),
             to_rfc3339(Timestamp(answer.getAsOf())), std::to_string(answer.getFoldedSize())});
  }
  return csv.text();
}

Result<ExitCode> findings(const Context& context, const Options& options) {
  RequestMessage request;
  LEDGER_TRY(fill(request->initFindings(), options));
  LEDGER_ASSIGN(const Reply reply, context.ask(request, Effect::kReads, wire::Reply::FINDINGS));
  const auto answer = reply->getFindings();
  JsonList list(context, "findings");
  for (const auto finding : answer.getFindings())
    list.add(finding_object(finding));
  list.finish();
  if (context.as_csv())
    print(findings_csv(answer));
  else if (!context.as_json())
    print(options.each ? each_table(context, answer) : grouped_table(context, answer));
  const std::uint64_t shown = answer.getFindings().size();
  say(context,
      grouped(answer.getTotal()) + " findings as of " + to_rfc3339(Timestamp(answer.getAsOf())) +
          ", known from the first " + grouped(answer.getFoldedSize()) + " records" +
          (shown < answer.getTotal() ? "; shown: " + grouped(shown) : "") + ". No legal advice.\n");
  return ExitCode::kOk;
}

} // namespace

void add_findings(Command app, Context& context) {
  const Command command =
      app.add_subcommand("findings", "What was done against the policy or the law");
  auto options = std::make_shared<Options>();
  command.option("person", options->person.reference, "about this person only").type_name("REF");
  command.option("--namespace", options->person.name_space, "in which the reference is meant")
      .type_name("NAME");
  command.flag("--id", options->person.by_id, "REF is the ledger's own random id");
  command.option("--rule", options->rules, "these rules only: F01, F18 ...")
      .delimiter(',')
      .type_name("RULES");
  command.option("--as-of", options->as_of, "as it stood then; now, if not given")
      .type_name("TIME");
  command.option("--known-at", options->known_at, "known from the first so many records only")
      .type_name("SIZE");
  command.option("--lang", options->language, "of the sentences: nl, fr or en")
      .among({"nl", "fr", "en"})
      .type_name("LANG");
  command.flag("--open", options->open_only, "only what is open");
  command.flag("--each", options->each, "a line for each, also for alike ones");
  command.callback([options, &context] {
    context.has_csv = true;
    context.action = [options, &context] { return findings(context, *options); };
  });
}

} // namespace ledger::tools
