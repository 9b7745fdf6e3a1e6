#include "tools/verification/socket_reader.hpp"

#include "ledger/base/limits.hpp"
#include "ledger/chain/checkpoint.hpp"
#include "ledger/chain/record.hpp"
#include "tools/input.hpp"

#include <map>
#include <thread>

namespace ledger::tools {
namespace {

constexpr std::chrono::milliseconds kCheckpointPoll{100};

} // namespace

Result<Reply> SocketReader::ask(RequestMessage& request, wire::Reply::Which wanted) {
  const std::lock_guard lock(mutex_);
  if (failure_) return fail(*failure_);
  auto reply = client_.call(request, Effect::kReads, context_.deadline());
  if (!reply) {
    const Errc code = reply.error().code();
    // What the daemon says of one thing leaves the connection as it was.
    if (code != Errc::kNotFound && code != Errc::kDamaged) failure_ = reply.error();
    return fail(reply.error());
  }
  return expect(std::move(*reply), wanted);
}

std::optional<Error> SocketReader::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

Result<TreeSize> SocketReader::size_of_daemon() {
  RequestMessage request;
  request->setStatus();
  LEDGER_ASSIGN(const Reply answer, ask(request, wire::Reply::STATUS));
  return TreeSize(answer->getStatus().getSize());
}

Result<std::optional<TreeSize>> SocketReader::fetch_checkpoint() {
  RequestMessage request;
  request->setCheckpoint();
  const auto reply = ask(request, wire::Reply::CHECKPOINT);
  if (!reply && reply.error().code() == Errc::kNotFound) return std::nullopt;
  if (!reply) return fail(reply.error());
  const std::string note = (*reply)->getCheckpoint().cStr();
  LEDGER_ASSIGN(const Note parsed, parse_note(note));
  LEDGER_ASSIGN(const Checkpoint checkpoint, parse_checkpoint(parsed.text));
  const std::lock_guard lock(mutex_);
  checkpoint_ = note;
  return checkpoint.size;
}

Result<TreeSize> SocketReader::size() {
  for (const Deadline deadline = context_.deadline();;) {
    LEDGER_ASSIGN(const auto signed_to, fetch_checkpoint());
    LEDGER_ASSIGN(const TreeSize size, size_of_daemon());
    if (!signed_to) return size;
    // What is not there at all is not waited for: that is what the evidence will show.
    if (*signed_to >= reach_ || size < reach_) return *signed_to;
    if (std::chrono::steady_clock::now() > deadline)
      return fail(Errc::kNotFound, "the ledger has not signed for what the evidence is about",
                  "the latest checkpoint, of size " + std::to_string(signed_to->get()),
                  "try again in a moment; if that does not help, read the daemon's log");
    std::this_thread::sleep_for(kCheckpointPoll);
  }
}

Status SocketReader::scan(Sequence from, const KeyedRecordVisitor& visit) {
  for (std::uint64_t next = from.get();;) {
    RequestMessage request;
    auto read = request->initRead();
    read.setFrom(next);
    read.setLimit(static_cast<std::uint32_t>(limits::kReadRecordsPerReply));
    LEDGER_ASSIGN(const Reply reply, ask(request, wire::Reply::RECORDS));
    const auto records = reply->getRecords().getRecords();
    if (records.size() == 0) return {};
    for (const auto record : records) {
      std::array<std::uint8_t, 8> key{};
      put_be(key.data(), record.getSequence(), key.size());
      const auto bytes = record.getBytes();
      LEDGER_TRY(visit(key, {bytes.begin(), bytes.size()}));
      // An answer that leads backwards must not be followed for ever.
      if (record.getSequence() >= next) next = record.getSequence() + 1;
    }
    if (reply->getRecords().getNext() <= from.get()) return {};
  }
}

Result<Bytes> SocketReader::record(Sequence sequence) {
  RequestMessage request;
  auto read = request->initRead();
  read.setFrom(sequence.get());
  read.setLimit(1);
  LEDGER_ASSIGN(const Reply reply, ask(request, wire::Reply::RECORDS));
  const auto records = reply->getRecords().getRecords();
  if (records.size() == 1 && records[0].getSequence() == sequence.get()) {
    const auto bytes = records[0].getBytes();
    return Bytes(bytes.begin(), bytes.end());
  }
  return fail(Errc::kNotFound, "there is no such record",
              "record " + std::to_string(sequence.get()), "ask for one below the ledger's size");
}

// The closing checkpoints of retired keys, which lead from the first key to the one that signs now,
// and the latest. What is left out is found as a wrong signer.
Status SocketReader::each_checkpoint(const CheckpointVisitor& visit) {
  std::optional<std::string> note;
  {
    const std::lock_guard lock(mutex_);
    note = checkpoint_;
  }
  if (!note) return {};
  LEDGER_ASSIGN(const Note parsed, parse_note(*note));
  LEDGER_ASSIGN(const Checkpoint checkpoint, parse_checkpoint(parsed.text));
  RequestMessage request;
  request->setSigningKeys();
  LEDGER_ASSIGN(const Reply reply, ask(request, wire::Reply::SIGNING_KEYS));
  std::map<TreeSize, std::string> closings;
  for (const auto key : reply->getSigningKeys())
    if (key.getClosingSize() < checkpoint.size.get() && key.hasClosingCheckpoint())
      closings.emplace(key.getClosingSize(), key.getClosingCheckpoint().cStr());
  for (const auto& [size, closing] : closings)
    LEDGER_TRY(visit(size, closing));
  return visit(checkpoint.size, *note);
}

Result<std::optional<Bytes>> SocketReader::document(const DocumentHash& hash) {
  RequestMessage request;
  request->setDocument(as_data(hash.view()));
  const auto reply = ask(request, wire::Reply::DOCUMENT);
  if (!reply && reply.error().code() == Errc::kNotFound) return std::nullopt;
  if (!reply) return fail(reply.error());
  const auto bytes = (*reply)->getDocument();
  return Bytes(bytes.begin(), bytes.end());
}

} // namespace ledger::tools
