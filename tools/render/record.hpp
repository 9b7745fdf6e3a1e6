// A stored record in words and as JSON.
#pragma once

#include "ledger/chain/record.hpp"
#include "ledger/event/body.hpp"
#include "schemas/protocol.capnp.h"
#include "tools/render/color.hpp"

#include <boost/json/object.hpp>
#include <string>

namespace ledger::tools {

// A record as the daemon sent it. Refers to the message that it came in, which must outlive it.
class ShownRecord {
 public:
  // kMalformed when header or body are not what the format says.
  [[nodiscard]] static Result<ShownRecord> decode(wire::StoredRecord::Reader stored);

  [[nodiscard]] const RecordHeader& header() const { return header_; }
  [[nodiscard]] wire::Event::Reader event() const { return body_.event(); }
  // SHA-256(0x00 || record): what a receipt and the tree hold of it.
  [[nodiscard]] const LeafHash& leaf() const { return leaf_; }

  [[nodiscard]] boost::json::object json() const;
  // The stated clear fields on one line: "activities=newsletter consentMethod=box".
  [[nodiscard]] std::string summary() const;
  // Several lines: what happened, who reported it, the fields, the boxes and what opened.
  [[nodiscard]] std::string in_words(const Palette& palette) const;

 private:
  ShownRecord(RecordHeader header, StoredBody body, LeafHash leaf,
              capnp::List<wire::OpenedBox>::Reader opened)
      : header_(header), body_(std::move(body)), leaf_(leaf), opened_(opened) {}

  RecordHeader header_;
  StoredBody body_;
  LeafHash leaf_;
  capnp::List<wire::OpenedBox>::Reader opened_;
};

// A JSON value in words: texts bare, lists with commas, objects as key=value.
[[nodiscard]] std::string plain_words(const boost::json::value& value);

} // namespace ledger::tools
