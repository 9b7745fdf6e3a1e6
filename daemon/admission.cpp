#include "daemon/admission.hpp"

#include <utility>

namespace ledger {

Result<Admission::Pass> Admission::admit(uid_t uid) {
  if (total_.connections >= limits_.connections)
    return fail(Errc::kBusy, std::to_string(limits_.connections) + " connections are open",
                "the daemon", "close connections that are not in use, and try again later");
  const auto known = by_uid_.find(uid);
  if (known != by_uid_.end() && known->second.connections >= limits_.connections_per_uid)
    return fail(Errc::kBusy,
                std::to_string(limits_.connections_per_uid) + " connections are open for this uid",
                "uid " + std::to_string(uid),
                "send many requests over one connection, and try again later");
  return Pass(*this, uid);
}

Admission::Pass::Pass(Admission& admission, uid_t uid)
    : admission_(&admission), uid_(uid), usage_(&admission.by_uid_[uid]) {
  ++usage_->connections;
  ++admission.total_.connections;
}

Admission::Pass::Pass(Pass&& other) noexcept
    : admission_(std::exchange(other.admission_, nullptr)), uid_(other.uid_), usage_(other.usage_),
      bytes_(other.bytes_) {}

Admission::Pass::~Pass() {
  if (admission_ == nullptr) return;
  release(bytes_);
  --admission_->total_.connections;
  if (--usage_->connections == 0) admission_->by_uid_.erase(uid_);
}

void Admission::Pass::charge(std::size_t bytes) {
  bytes_ += bytes;
  usage_->bytes += bytes;
  admission_->total_.bytes += bytes;
}

void Admission::Pass::release(std::size_t bytes) {
  bytes_ -= bytes;
  usage_->bytes -= bytes;
  admission_->total_.bytes -= bytes;
}

bool Admission::Pass::has_room() const {
  const std::size_t most = admission_->limits_.memory_bytes;
  return admission_->total_.bytes < most && usage_->bytes < most / 2;
}

} // namespace ledger
