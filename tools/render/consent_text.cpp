#include "tools/render/consent_text.hpp"

#include "ledger/event/taxonomy.hpp"
#include "tools/render/csv.hpp"

#include <boost/json/array.hpp>
#include <capnp/dynamic.h>
#include <map>

namespace ledger::tools {
namespace {

namespace json = boost::json;

// Empty when it was not stated.
template <class E>
std::string name_of(E value) {
  if (value == E::UNSTATED) return {};
  const capnp::DynamicEnum named = capnp::toDynamic(value);
  KJ_IF_MAYBE (known, named.getEnumerant()) return known->getProto().getName().cStr();
  return std::to_string(named.getRaw());
}

json::value or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  return json::value(text);
}

std::string hashes_of(const std::vector<ShownText>& texts) {
  std::vector<std::string> hashes;
  for (const ShownText& text : texts)
    hashes.push_back(to_hex(text.hash.view()));
  return joined(hashes);
}

std::string number_of(Sequence record) {
  return std::to_string(record.get());
}

// The way of a withdrawal, else that of a consent.
std::string way_of(const ConsentStep& step) {
  const std::string withdrawal = name_of(step.withdrawal);
  return withdrawal.empty() ? name_of(step.method) : withdrawal;
}

json::array texts_array(const std::vector<ShownText>& texts) {
  json::array array;
  for (const ShownText& text : texts)
    array.push_back(json::object{{"kind", or_null(name_of(text.kind))},
                                 {"hash", to_hex(text.hash.view())},
                                 {"language", or_null(text.language)},
                                 {"text", or_null(text.text)}});
  return array;
}

json::value notice_value(const std::optional<NoticeBefore>& notice) {
  if (!notice) return nullptr;
  return json::object{{"record", notice->by.get()},
                      {"at", to_rfc3339(notice->at)},
                      {"kind", or_null(name_of(notice->kind))},
                      {"texts", texts_array(notice->texts)}};
}

json::object step_object(const ConsentStep& step) {
  return {{"record", step.by.get()},
          {"type", type_name(step.type)},
          {"at", to_rfc3339(step.at)},
          {"recordedAt", to_rfc3339(step.recorded_at)},
          {"source", step.source},
          {"method", or_null(name_of(step.method))},
          {"withdrawalMethod", or_null(name_of(step.withdrawal))},
          {"expressedBy", or_null(name_of(step.expressed_by))},
          {"validUntil", or_null(step.valid_until ? to_rfc3339(*step.valid_until) : "")},
          {"bundled", step.bundled},
          {"texts", texts_array(step.texts)},
          {"noticeBefore", notice_value(step.notice)},
          {"standingAfter", word_of(step.standing_after)},
          {"proof", prove_command(step.by)}};
}

std::string steps_table(const ConsentProof& proof, std::size_t width, const Palette& palette) {
  Table table({{"RECORD", Align::kRight},
               {"WHEN"},
               {"RECORDED"},
               {"WHAT"},
               {"HOW"},
               {"SOURCE"},
               {"THEN"},
               {"NOTICE BEFORE", Align::kRight},
               {"TEXT"}});
  for (const ConsentStep& step : proof.steps)
    table.add({number_of(step.by), to_rfc3339(step.at), to_rfc3339(step.recorded_at),
               type_name(step.type) + (step.bundled ? " (with other activities)" : ""),
               way_of(step), step.source, std::string(word_of(step.standing_after)),
               step.notice ? number_of(step.notice->by) : "", hashes_of(step.texts)});
  return table.empty() ? std::string() : table.render(width, palette);
}

// Each text once, by its hash.
std::string texts_table(const ConsentProof& proof, std::size_t width, const Palette& palette) {
  std::map<std::string, const ShownText*> texts;
  for (const ConsentStep& step : proof.steps) {
    for (const ShownText& text : step.texts)
      texts.emplace(to_hex(text.hash.view()), &text);
    if (!step.notice) continue;
    for (const ShownText& text : step.notice->texts)
      texts.emplace(to_hex(text.hash.view()), &text);
  }
  Table table({{"HASH"}, {"KIND"}, {"LANGUAGE"}, {"TEXT"}});
  for (const auto& [hash, text] : texts)
    table.add(
        {hash, name_of(text->kind), text->language, text->text.empty() ? "not kept" : text->text});
  if (table.empty()) return {};
  return "\n" + palette.bold("Texts") + "\n" + table.render(width, palette);
}

} // namespace

std::string prove_command(Sequence record) {
  const std::string number = number_of(record);
  return "auditledger prove " + number + " -o record-" + number + ".tlog-proof";
}

std::string consent_in_words(const ConsentProof& proof, const ReportFrame& frame, std::size_t width,
                             const Palette& palette) {
  std::string out = palette.bold("Proof of consent (GDPR art. 7(1))") + "\n";
  out += named_line("person", to_uuid_text(proof.subject.view()));
  out += named_line("activity", proof.activity);
  out += named_line("as of", to_rfc3339(proof.as_of));
  out += named_line("standing",
                    std::string(word_of(proof.standing)) +
                        (proof.rests_on ? ", by record " + number_of(*proof.rests_on) : ""));
  out += named_line("policy asks", proof.rule);
  out += named_line("withdrawn by", joined(proof.withdrawal_ways));
  out += named_line("valid for", proof.validity);
  out += named_line("opt-in", proof.double_opt_in ? "double, as the policy asks" : "");
  out += "\n" + palette.bold("History") + "\n" + steps_table(proof, width, palette);
  out += texts_table(proof, width, palette) + "\n";
  for (const Sequence record : proof.evidence)
    out += named_line("record " + number_of(record), prove_command(record));
  return out + frame_words(frame);
}

json::object consent_object(const ConsentProof& proof, const ReportFrame& frame) {
  json::array steps;
  for (const ConsentStep& step : proof.steps)
    steps.push_back(step_object(step));
  json::array ways;
  for (const std::string& way : proof.withdrawal_ways)
    ways.push_back(json::string(way));
  json::array evidence;
  for (const Sequence record : proof.evidence)
    evidence.push_back(json::object{{"record", record.get()}, {"proof", prove_command(record)}});
  json::object object{{"report", "consentProof"},
                      {"subjectId", to_uuid_text(proof.subject.view())},
                      {"activity", proof.activity},
                      {"asOf", to_rfc3339(proof.as_of)},
                      {"ledger", ledger_object(frame.head)},
                      {"check", checks_array(frame)},
                      {"lookUpRecorded", frame.look_up == LookUp::kRecorded},
                      {"standing", word_of(proof.standing)},
                      {"restsOn", nullptr},
                      {"policyConsent", or_null(proof.rule)},
                      {"withdrawalWays", std::move(ways)},
                      {"doubleOptIn", proof.double_opt_in},
                      {"validity", or_null(proof.validity)},
                      {"history", std::move(steps)},
                      {"evidence", std::move(evidence)}};
  if (proof.rests_on) object["restsOn"] = proof.rests_on->get();
  return object;
}

std::string consent_csv(const ConsentProof& proof, const ReportFrame& frame) {
  std::vector<std::string> titles = {
      "record",        "type",  "at",        "recordedAt",   "source",
      "method",        "texts", "textHash",  "noticeBefore", "bundled",
      "standingAfter", "proof", "subjectId", "activity",     "asOf"};
  const NamedTexts origin = frame_cells(frame);
  for (const auto& cell : origin)
    titles.push_back(cell.first);
  Csv csv(titles);
  for (const ConsentStep& step : proof.steps) {
    std::vector<std::string> texts;
    for (const ShownText& text : step.texts)
      texts.push_back(text.text);
    std::vector<std::string> cells = {number_of(step.by),
                                      type_name(step.type),
                                      to_rfc3339(step.at),
                                      to_rfc3339(step.recorded_at),
                                      step.source,
                                      way_of(step),
                                      joined(texts),
                                      hashes_of(step.texts),
                                      step.notice ? number_of(step.notice->by) : "",
                                      step.bundled ? "yes" : "",
                                      std::string(word_of(step.standing_after)),
                                      prove_command(step.by),
                                      to_uuid_text(proof.subject.view()),
                                      proof.activity,
                                      to_rfc3339(proof.as_of)};
    for (const auto& cell : origin)
      cells.push_back(cell.second);
    csv.add(std::move(cells));
  }
  return csv.text();
}

} // namespace ledger::tools
