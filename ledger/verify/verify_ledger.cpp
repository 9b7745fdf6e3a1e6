#include "ledger/verify/verify_ledger.hpp"

#include "ledger/verify/in_order.hpp"
#include "ledger/verify/joiner.hpp"

#include <algorithm>

namespace ledger {
namespace {

// Whether this is something about the ledger and not about asking for it.
bool is_about_storage(const Error& error) {
  return error.code() == Errc::kDamaged || error.code() == Errc::kIo ||
         error.code() == Errc::kMissing;
}

VerifyFinding finding_of(const Error& error) {
  VerifyFinding finding;
  finding.code = error.code() == Errc::kIo ? Errc::kDamaged : error.code();
  finding.what = error.what();
  finding.where = error.where();
  finding.next = error.next();
  if (error.code() == Errc::kMissing) finding.record = Sequence(0);
  return finding;
}

VerifyFinding nothing_stored(const Evidence& evidence) {
  VerifyFinding finding;
  const bool was_more = evidence.head && evidence.head->size.get() > 0;
  finding.code = was_more ? Errc::kRolledBack : Errc::kCannotDecide;
  finding.what = was_more ? "all records are gone" : "there is not a single record";
  finding.where = "the database is empty";
  if (was_more)
    finding.proven_by =
        "the head, which had come to " + std::to_string(evidence.head->size.get()) + " records";
  finding.next = "keep this copy as evidence; look for the newest backup";
  return finding;
}

VerifyReport report_with(VerifyFinding finding) {
  VerifyReport report;
  report.findings.push_back(std::move(finding));
  return report;
}

} // namespace

Result<VerifyReport> verify_ledger(LedgerReader& reader, const Evidence& evidence,
                                   const VerifyOptions& options) {
  const auto size = reader.size();
  if (!size && !is_about_storage(size.error())) return fail(size.error());
  if (!size) return report_with(finding_of(size.error()));
  if (size->get() == 0) return report_with(nothing_stored(evidence));

  Joiner joiner(reader, evidence, *size);
  const std::uint64_t chunks = (size->get() - 1) / options.chunk_records + 1;
  std::uint64_t done = 0;
  const auto read = [&](std::uint64_t i) {
    const std::uint64_t first = i * options.chunk_records;
    const std::uint64_t count = std::min(options.chunk_records, size->get() - first);
    return read_chunk(reader, Sequence(first), TreeSize(first + count));
  };
  in_order(chunks, options.threads, read, [&](Chunk chunk) {
    done += chunk.leaves.size();
    const bool go_on = joiner.take(std::move(chunk));
    if (options.on_progress) options.on_progress(done, size->get());
    return go_on;
  });
  return joiner.finish();
}

} // namespace ledger
