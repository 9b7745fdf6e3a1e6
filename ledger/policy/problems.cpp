#include "ledger/policy/problems.hpp"

#include "ledger/base/limits.hpp"
#include "ledger/policy/slug.hpp"

#include <algorithm>
#include <numeric>

namespace ledger::policy {
namespace {

constexpr std::size_t kWordsToList = 12;

// Levenshtein distance; both words are at most a slug long.
std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

} // namespace

void Problems::add(std::string what, Place place, std::string_view field, std::string next) {
  if (full()) return;
  problems_.push_back({place, Error(Errc::kInvalidField, std::move(what), where_text(place, field),
                                    std::move(next))});
}

std::vector<Error> Problems::take() {
  std::stable_sort(problems_.begin(), problems_.end(), [](const Problem& a, const Problem& b) {
    return std::pair(a.place.line, a.place.column) < std::pair(b.place.line, b.place.column);
  });
  std::vector<Error> errors;
  errors.reserve(problems_.size());
  for (Problem& problem : problems_)
    errors.push_back(std::move(problem.error));
  problems_.clear();
  return errors;
}

std::string advice(std::string_view given, const std::vector<std::string_view>& known) {
  if (known.empty()) return "remove it";
  const std::string_view word = given.substr(0, limits::kSlugChars);
  const auto distance = [word](std::string_view other) {
    return edits(word, other.substr(0, limits::kSlugChars));
  };
  const auto nearest =
      *std::min_element(known.begin(), known.end(), [&](std::string_view a, std::string_view b) {
        return distance(a) < distance(b);
      });
  if (distance(nearest) <= std::max<std::size_t>(2, word.size() / 3))
    return "did you mean " + in_quotes(nearest) + "?";
  if (known.size() > kWordsToList) return "nearest known: " + in_quotes(nearest);
  std::string text = "use one of ";
  for (const std::string_view each : known)
    text.append(each == known.front() ? "" : ", ").append(each);
  return text;
}

} // namespace ledger::policy
