// The errors found while one document is read: all of them, so that one round of editing is enough.
#pragma once

#include "ledger/policy/toml_text.hpp"

#include <string_view>
#include <vector>

namespace ledger::policy {

inline constexpr std::size_t kMostProblems = 50;

class Problems {
 public:
  // A kInvalidField error. Beyond kMostProblems nothing more is kept.
  void add(std::string what, Place place, std::string_view field, std::string next);
  // Whoever works hard for an error asks first.
  [[nodiscard]] bool full() const { return problems_.size() >= kMostProblems; }
  [[nodiscard]] bool none() const { return problems_.empty(); }
  // In the order of the document; leaves this empty.
  [[nodiscard]] std::vector<Error> take();

 private:
  struct Problem {
    Place place;
    Error error;
  };
  std::vector<Problem> problems_;
};

// "use one of a, b, c", with the known word that is most like the given one first when it is near:
// `did you mean "a"?`. `known` may be empty.
[[nodiscard]] std::string advice(std::string_view given,
                                 const std::vector<std::string_view>& known);

} // namespace ledger::policy
