// Receipts as they are shown and kept.
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/base/result.hpp"
#include "schemas/protocol.capnp.h"

#include <boost/json/object.hpp>
#include <cstdio>
#include <memory>
#include <string>

namespace ledger::tools {

// {"eventId", "sequence", "leafHash", "recordedAt", "repeated", "origin", "ledgerId", "receipt"};
// the last is the line of schemas/FORMAT.md section 8, which verifies.
[[nodiscard]] boost::json::object receipt_object(wire::Receipt::Reader receipt, const EventId& id);

// A file of receipts, one JSON object a line. Appended to, since an old receipt is never worthless.
class ReceiptFile {
 public:
  // An empty path: keeps nothing.
  [[nodiscard]] static Result<ReceiptFile> open(const std::string& path);
  Status add(const boost::json::object& receipt);
  // Everything added is on the disk.
  Status sync();

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Closer> file_;
};

} // namespace ledger::tools
