#include "tools/verification/verify_report.hpp"

#include "tools/render/error.hpp"
#include "tools/render/json.hpp"
#include "tools/render/text.hpp"

#include <boost/json/array.hpp>

namespace ledger::tools {
namespace {

constexpr std::size_t kShownFindings = 3;

std::string records(TreeSize from, TreeSize to) {
  if (to.get() == from.get() + 1) return "record " + grouped(from.get());
  return "records " + grouped(from.get()) + " to " + grouped(to.get() - 1);
}

std::string title(const VerifyReport& report, const Palette& palette) {
  const Verdict verdict = report.verdict();
  const std::string exit =
      ", exit " + std::to_string(static_cast<unsigned>(exit_code_of(verdict))) + "\n";
  const std::string read = grouped(report.counts.records) + " records, " +
                           byte_count(report.counts.bytes) + ", each byte read and hashed again";
  switch (verdict) {
  case Verdict::kVerified:
    return palette.green("VERIFIED") + "  " + read + exit;
  case Verdict::kSignerNotEstablished:
    return palette.yellow("CONSISTENT, SIGNER NOT ESTABLISHED") + "  " + read + exit;
  case Verdict::kCannotDecide:
    return palette.yellow("CANNOT DECIDE") + "  " + read + exit;
  default:
    break;
  }
  const std::size_t count = report.findings.size();
  return palette.red("FAILED") + "  " + std::to_string(count) +
         (count == 1 ? " finding, " : " findings, ") + grouped(report.counts.records) +
         " records read and in order" + exit;
}

std::string line(const Palette& palette, std::string_view label, const std::string& text) {
  std::string padded(label);
  padded.resize(10, ' ');
  return "  " + palette.dim(padded) + " " + escape_terminal(text) + "\n";
}

std::string facts(const VerifyReport& report, const Palette& palette) {
  std::string out;
  if (!report.ledger_id.is_zero())
    out += line(palette, "ledger", to_hex(report.ledger_id.view()) + " of " + report.origin);
  // The root of a part would be taken for the ledger's.
  if (report.counts.records == report.size.get() && report.size.get() > 0) {
    out += line(palette, "root", to_hex(report.root.view()));
    if (report.last_recorded_at)
      out += line(palette, "last",
                  "record " + grouped(report.size.get() - 1) + ", recorded " +
                      to_rfc3339(*report.last_recorded_at));
  }
  const auto& covered = report.coverage.trusted_checkpoint ? report.coverage.trusted_checkpoint
                                                           : report.coverage.own_checkpoint;
  if (covered)
    out += line(palette, "signed",
                records(TreeSize(), *covered) +
                    (*covered < report.size
                         ? "; " + records(*covered, report.size) + " not yet by any checkpoint"
                         : ", which is all of them"));
  // Said always: it is what a good verdict does not cover.
  const TreeSize outside = report.coverage.outside().value_or(TreeSize());
  if (outside < report.size && report.verdict() != Verdict::kTampered)
    out += line(palette, "not proven",
                "no outside evidence covers " + records(outside, report.size) +
                    ": whoever holds the signing key could have written them anew");
  if (report.trusted_key) {
    out += line(palette, "key", *report.trusted_key + ", trusted");
  } else if (!report.own_key.empty()) {
    out += line(palette, "key",
                report.own_key + ", which only the ledger itself vouches for: bring the key that "
                                 "its operator published with --key");
  }
  return out;
}

std::string reach(const std::optional<TreeSize>& size, const std::string& what) {
  return size ? records(TreeSize(), *size) + " " + what : "";
}

std::string explanation(const VerifyReport& report, const Palette& palette) {
  const Coverage& coverage = report.coverage;
  std::string out;
  const auto proven = [&](const std::string& text) {
    if (!text.empty()) out += line(palette, "proven", text);
  };
  if (report.counts.records > 0)
    proven(records(TreeSize(), TreeSize(report.counts.records)) +
           " stand in their order, each holds the hash of the one before");
  proven(reach(coverage.trusted_checkpoint,
               "are those that were signed with the trusted key, or one that it led to"));
  if (!coverage.trusted_checkpoint)
    proven(reach(coverage.own_checkpoint, "are those that were signed with the ledger's own key"));
  proven(reach(coverage.head, "are those that were stored when the head was last written"));
  proven(reach(coverage.receipt, "are those that a receipt from outside commits to"));
  proven(reach(coverage.remembered, "are those that a checkpoint from outside commits to"));
  if (report.counts.documents > 0)
    proven(grouped(report.counts.documents) + " documents that records name are unchanged");
  if (report.counts.documents_elsewhere > 0)
    out += line(palette, "not proven",
                grouped(report.counts.documents_elsewhere) +
                    " documents that records name were never given to the ledger");
  out += line(palette, "not proven",
              "that every event was reported, and that what was reported is true");
  return out;
}

} // namespace

ExitCode exit_code_of(Verdict verdict) {
  switch (verdict) {
  case Verdict::kVerified:
    return ExitCode::kOk;
  case Verdict::kTampered:
    return ExitCode::kTampered;
  case Verdict::kIncomplete:
    return ExitCode::kIncomplete;
  case Verdict::kSignerNotEstablished:
  case Verdict::kCannotDecide:
    return ExitCode::kUndecided;
  case Verdict::kUnreadable:
    return ExitCode::kUnreadable;
  }
  return ExitCode::kFailed;
}

std::string_view verdict_name(Verdict verdict) {
  switch (verdict) {
  case Verdict::kVerified:
    return "verified";
  case Verdict::kTampered:
    return "tampered";
  case Verdict::kIncomplete:
    return "incomplete";
  case Verdict::kSignerNotEstablished:
    return "signerNotEstablished";
  case Verdict::kCannotDecide:
    return "cannotDecide";
  case Verdict::kUnreadable:
    return "unreadable";
  }
  return "unreadable";
}

std::string render_verify_report(const VerifyReport& report, bool explain, const Palette& palette) {
  std::string out = title(report, palette);
  // The first ones name what happened; one rewritten record makes every receipt behind it fail too.
  const std::size_t shown = std::min(report.findings.size(), kShownFindings);
  for (std::size_t i = 0; i < shown; ++i)
    out += render_error(report.findings[i].error(), palette);
  if (shown < report.findings.size())
    out += "and " + std::to_string(report.findings.size() - shown) +
           " more findings: auditledger verify -o json lists them all\n";
  out += facts(report, palette);
  for (const std::string& note : report.notes)
    out += line(palette, "note", note);
  if (explain) out += explanation(report, palette);
  return out;
}

boost::json::object verify_report_object(const VerifyReport& report) {
  const auto size = [](const std::optional<TreeSize>& value) -> boost::json::value {
    if (!value) return nullptr;
    return value->get();
  };
  boost::json::array findings;
  for (const VerifyFinding& finding : report.findings) {
    boost::json::object one =
        error_object({finding.code, finding.what, finding.where, finding.next});
    one["record"] = finding.record ? boost::json::value(finding.record->get()) : nullptr;
    one["provenBy"] = finding.proven_by;
    findings.push_back(std::move(one));
  }
  boost::json::array notes;
  for (const std::string& note : report.notes)
    notes.push_back(boost::json::string(note));
  const Verdict verdict = report.verdict();
  return {{"verdict", verdict_name(verdict)},
          {"exit", static_cast<unsigned>(exit_code_of(verdict))},
          {"ledgerId", to_hex(report.ledger_id.view())},
          {"origin", report.origin},
          {"size", report.size.get()},
          {"rootHash", to_hex(report.root.view())},
          {"records", report.counts.records},
          {"bytes", report.counts.bytes},
          {"tiles", report.counts.tiles},
          {"checkpoints", report.counts.checkpoints},
          {"documents", report.counts.documents},
          {"fileChecksums", report.counts.file_checksums},
          {"ownKey", report.own_key},
          {"trustedKey", report.trusted_key.value_or("")},
          {"covered",
           {{"ownCheckpoint", size(report.coverage.own_checkpoint)},
            {"trustedCheckpoint", size(report.coverage.trusted_checkpoint)},
            {"head", size(report.coverage.head)},
            {"receipt", size(report.coverage.receipt)},
            {"keptCheckpoint", size(report.coverage.remembered)}}},
          {"findings", std::move(findings)},
          {"notes", std::move(notes)}};
}

} // namespace ledger::tools
