#include "tools/receipts.hpp"

#include "ledger/chain/receipt.hpp"
#include "ledger/event/json.hpp"
#include "tools/render/json.hpp"

#include <algorithm>
#include <unistd.h>

namespace ledger::tools {
namespace {

template <class Fixed>
Fixed fixed_from(capnp::Data::Reader data) {
  Fixed value;
  if (data.size() == Fixed::kSize) std::copy(data.begin(), data.end(), value.writable().begin());
  return value;
}

tl::unexpected<Error> cannot_write() {
  return fail(Errc::kIo, "the receipt cannot be kept", "--receipt",
              "check the disk; the event itself is stored");
}

} // namespace

boost::json::object receipt_object(wire::Receipt::Reader receipt, const EventId& id) {
  Receipt value;
  value.origin = receipt.getOrigin().cStr();
  value.ledger_id = fixed_from<LedgerId>(receipt.getLedgerId());
  value.sequence = Sequence(receipt.getSequence());
  value.leaf = fixed_from<LeafHash>(receipt.getLeafHash());
  value.recorded_at = Timestamp(receipt.getRecordedAt());
  std::string line = format_receipt(value);
  line.erase(line.find_last_not_of('\n') + 1);
  return {{"eventId", to_uuid_text(id.view())},
          {"sequence", number_json(receipt.getSequence())},
          {"leafHash", to_hex(value.leaf.view())},
          {"recordedAt", to_rfc3339(value.recorded_at)},
          {"repeated", receipt.getRepeated()},
          {"origin", value.origin},
          {"ledgerId", to_uuid_text(value.ledger_id.view())},
          {"receipt", line}};
}

Result<ReceiptFile> ReceiptFile::open(const std::string& path) {
  ReceiptFile receipts;
  if (path.empty()) return receipts;
  receipts.file_.reset(std::fopen(path.c_str(), "ae"));
  if (receipts.file_ == nullptr)
    return fail(Errc::kPermissions, "the file of receipts cannot be opened", "file " + path,
                "name a file in a folder that you may write");
  return receipts;
}

Status ReceiptFile::add(const boost::json::object& receipt) {
  if (file_ == nullptr) return {};
  const std::string line = json_line(with_version(receipt));
  if (std::fwrite(line.data(), 1, line.size(), file_.get()) != line.size()) return cannot_write();
  return {};
}

Status ReceiptFile::sync() {
  if (file_ == nullptr) return {};
  if (std::fflush(file_.get()) != 0 || fsync(fileno(file_.get())) != 0) return cannot_write();
  return {};
}

} // namespace ledger::tools
