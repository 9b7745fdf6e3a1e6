// The register of processing activities, and what changed in it, for people, programs and
// spreadsheets.
#pragma once

#include "ledger/report/register_diff.hpp"
#include "tools/render/report_frame.hpp"
#include "tools/render/table.hpp"

namespace ledger::tools {

// A register, and the publication that it was made from.
struct ShownRegister {
  ProcessingRegister data;
  PublishedPolicy published;
};

// {"record","hash","version","effectiveFrom"}; and the same in words.
[[nodiscard]] boost::json::object policy_object(const ShownRegister& shown);
[[nodiscard]] std::string policy_words(const ShownRegister& shown);
// `width`: of the terminal, 0 for none.
[[nodiscard]] std::string register_in_words(const ShownRegister& shown, const ReportFrame& frame,
                                            std::size_t width, const Palette& palette);
// The whole report, and one activity as it stands alone in a list: with controller, policy, ledger.
[[nodiscard]] boost::json::object register_object(const ShownRegister& shown,
                                                  const ReportFrame& frame);
[[nodiscard]] std::vector<boost::json::object> register_objects(const ShownRegister& shown,
                                                                const ReportFrame& frame);
// The same lists as CSV: a row for each activity, all columns of art. 30(1) and the template.
[[nodiscard]] std::string register_csv(const ShownRegister& shown, const ReportFrame& frame);

// A row for each change: the later register's policy, what changed in which activity and column,
// and what stood and stands there. `before` and `after` are of one language.
class RegisterChanges {
 public:
  RegisterChanges(const ShownRegister& before, const ShownRegister& after, ReportFrame frame);
  [[nodiscard]] bool empty() const { return changes_.empty(); }
  [[nodiscard]] std::string in_words(std::size_t width, const Palette& palette) const;
  [[nodiscard]] boost::json::object object() const;
  [[nodiscard]] std::vector<boost::json::object> objects() const; // one for each change
  [[nodiscard]] std::string csv() const;

 private:
  [[nodiscard]] NamedTexts origin_cells() const;

  const ShownRegister& before_;
  const ShownRegister& after_;
  ReportFrame frame_;
  std::vector<RegisterChange> changes_;
};

} // namespace ledger::tools
