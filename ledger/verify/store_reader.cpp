#include "ledger/verify/store_reader.hpp"

namespace ledger {

Result<std::optional<Bytes>> StoreReader::document(const DocumentHash& hash) {
  LEDGER_ASSIGN(auto document, store_.document(hash));
  if (!document) return std::nullopt;
  return std::move(document->bytes);
}

} // namespace ledger
