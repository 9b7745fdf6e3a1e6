#include "ledger/policy/lint/rule.hpp"

namespace ledger::policy {
namespace {

// "{1}" becomes the first argument in that language.
std::string filled(std::string_view sentence, std::string_view language,
                   const std::vector<Labels>& arguments) {
  std::string text;
  for (std::size_t at = 0; at < sentence.size(); ++at) {
    const bool stands_for_one = sentence[at] == '{' && at + 2 < sentence.size();
    const auto number = stands_for_one ? static_cast<std::size_t>(sentence[at + 1] - '1') : 0;
    if (stands_for_one && number < arguments.size()) {
      text += arguments[number].in(language);
      at += 2;
    } else {
      text += sentence[at];
    }
  }
  return text;
}

Labels filled(const Sentences& sentences, const std::vector<Labels>& arguments) {
  return in_three(filled(sentences.nl, "nl", arguments), filled(sentences.fr, "fr", arguments),
                  filled(sentences.en, "en", arguments));
}

// A2 before A10 before G1: the letter, then the number.
bool goes_before(std::string_view left, std::string_view right) {
  if (left.front() != right.front()) return left.front() < right.front();
  return left.size() != right.size() ? left.size() < right.size() : left < right;
}

bool stands_before(const Lint& left, const Lint& right) {
  if (left.place.line != right.place.line) return left.place.line < right.place.line;
  if (left.place.column != right.place.column) return left.place.column < right.place.column;
  return goes_before(left.id, right.id);
}

} // namespace

std::string_view name_of(LintSeverity severity) {
  switch (severity) {
  case LintSeverity::kNote:
    return "note";
  case LintSeverity::kWarning:
    return "warning";
  case LintSeverity::kError:
    break;
  }
  return "error";
}

std::vector<Lint> lint(const Policy& policy, Timestamp as_of) {
  const Linted linted{policy.contents(), as_of};
  std::vector<Lint> lints;
  for (const auto rules : {ground_rules(), marketing_rules(), sameness_rules(), right_rules(),
                           consent_rules(), category_rules(), people_rules(), recipient_rules(),
                           transfer_rules(), retention_rules(), wording_rules()})
    for (const LintRule& rule : rules)
      for (Spot& found : rule.find(linted))
        lints.push_back({rule.id, rule.severity, rule.article, std::move(found.item), found.place,
                         filled(rule.what, found.arguments), filled(rule.next, found.arguments)});
  std::stable_sort(lints.begin(), lints.end(), stands_before);
  return lints;
}

} // namespace ledger::policy
