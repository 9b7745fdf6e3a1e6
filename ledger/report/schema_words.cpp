#include "ledger/report/schema_words.hpp"

#include <capnp/schema.h>

namespace ledger {
namespace {

template <class E>
std::string name_of(E value) {
  const auto number = static_cast<unsigned>(value);
  const auto names = capnp::Schema::from<E>().getEnumerants();
  return number < names.size() ? names[number].getProto().getName().cStr() : std::to_string(number);
}

} // namespace

std::string word_of(wire::Right right) {
  return name_of(right);
}

std::string word_of(wire::Outcome outcome) {
  return name_of(outcome);
}

std::string word_of(wire::ContractKind kind) {
  return name_of(kind);
}

std::string word_of(wire::BreachNature nature) {
  return name_of(nature);
}

std::string word_of(wire::Risk risk) {
  return name_of(risk);
}

std::string word_of(wire::DelayReason reason) {
  return name_of(reason);
}

} // namespace ledger
