#include "ledger/projection/record_view.hpp"

#include <kj/exception.h>

namespace ledger {
namespace {

std::string place_of(Sequence sequence) {
  return "record " + std::to_string(sequence.get());
}

} // namespace

RecordView::RecordView(const RecordHeader& header, StoredBody body)
    : header_(header), body_(std::move(body)), event_(body_.event()), clear_(event_.getClear()),
      subjects_(body_.subjects()) {}

Result<RecordView> RecordView::parse(Sequence expected, ByteView record) {
  const auto header = parse_header(record);
  if (!header) return fail(header.error().within(place_of(expected)));
  if (header->sequence != expected) {
    return fail(Errc::kReordered, "a record stands in the place of another", place_of(expected),
                "run `auditledger verify`, and trust no answer before it passed");
  }
  auto body = StoredBody::parse_any_form(body_of(record));
  if (!body) return fail(body.error().within(place_of(expected)));
  try {
    return RecordView(*header, std::move(*body));
  } catch (const kj::Exception&) {
    return fail(Errc::kMalformed, "the body cannot be read", place_of(expected),
                "auditledger verify names the first bad record");
  }
}

} // namespace ledger
