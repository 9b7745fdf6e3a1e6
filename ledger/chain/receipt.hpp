// What the poster of an event gets back. Unsigned: since each record holds the hash of the one
// before, it commits its holder's ledger to all of its history.
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/base/result.hpp"
#include "ledger/crypto/digest.hpp"

#include <string>

namespace ledger {

struct Receipt {
  Receipt() = default;
  std::string origin;
  LedgerId ledger_id;
  Sequence sequence;
  LeafHash leaf;
  Timestamp recorded_at;
  bool repeated = false; // recorded by an earlier request; not part of the text
};

// One line that can be kept anywhere (schemas/FORMAT.md section 8):
//   auditledger-receipt/v1 <origin> <ledger id> <sequence> <leaf hash> <recorded time>
// without the newline behind it. A receipt has this one spelling; parse_receipt() refuses any
// other, so that receipts can be compared as texts. kMalformed.
[[nodiscard]] std::string format_receipt(const Receipt& receipt);
[[nodiscard]] Result<Receipt> parse_receipt(std::string_view line);

} // namespace ledger
