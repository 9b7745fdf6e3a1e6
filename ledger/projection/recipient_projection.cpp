#include "ledger/projection/recipient_projection.hpp"

#include "ledger/findings/names.hpp"

namespace ledger {

std::vector<Bytes> RecipientProjection::groups_of(const RecordView& record) const {
  std::vector<Bytes> recipients;
  const auto add = [&recipients](capnp::Text::Reader name) {
    const ByteView bytes = as_bytes(name_of(name));
    if (!bytes.empty()) recipients.emplace_back(bytes.begin(), bytes.end());
  };
  add(record.clear().getRecipient());
  for (const auto via : record.clear().getVia())
    add(via);
  return recipients;
}

} // namespace ledger
