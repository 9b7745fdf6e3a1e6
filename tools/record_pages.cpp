#include "tools/record_pages.hpp"

namespace ledger::tools {
namespace {

tl::unexpected<Error> not_in_order(std::uint64_t from) {
  return fail(
      Errc::kReordered, "an answer that does not go on where it should",
      "records from " + std::to_string(from) + " on, from the daemon",
      "compare auditledger --version with auditledgerd --version; a folder needs no daemon");
}

} // namespace

Status read_pages(Client& client, const std::function<Deadline()>& deadline,
                  std::optional<TreeSize> end, const AskForPage& ask, const RecordVisitor& visit) {
  for (std::uint64_t from = 0; !end || from < end->get();) {
    RequestMessage request;
    ask(request, from);
    LEDGER_ASSIGN(Reply answer, client.call(request, Effect::kReads, deadline()));
    LEDGER_ASSIGN(const Reply reply, expect(std::move(answer), wire::Reply::RECORDS));
    const auto page = reply->getRecords();
    if (!end) end = TreeSize(page.getSize());
    const std::uint64_t began = from;
    for (const auto stored : page.getRecords()) {
      const Sequence sequence(stored.getSequence());
      if (sequence.get() < from || !contains(*end, sequence)) return not_in_order(from);
      const auto bytes = stored.getBytes();
      LEDGER_TRY(visit(sequence, {bytes.begin(), bytes.size()}));
      from = sequence.get() + 1;
    }
    const bool goes_on = from > began && page.getNext() >= from;
    if (page.getNext() < end->get() && !goes_on) return not_in_order(from);
    from = page.getNext();
  }
  return {};
}

} // namespace ledger::tools
