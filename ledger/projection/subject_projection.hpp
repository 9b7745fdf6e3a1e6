// What is held about each person, folded from every type of event. Key: the 16 bytes of the subject
// id; value: SubjectState::encode().
#pragma once

#include "ledger/projection/projection.hpp"

namespace ledger {

class SubjectProjection : public Projection {
 public:
  static constexpr std::string_view kName = "subjects";
  [[nodiscard]] std::string name() const override { return std::string(kName); }
  [[nodiscard]] std::uint32_t version() const override { return 2; }
  [[nodiscard]] std::unique_ptr<Fold> start(StateView& state) const override;
};

} // namespace ledger
