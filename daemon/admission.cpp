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
      work_(other.work_), held_(other.held_) {}

Admission::Pass::~Pass() {
  if (admission_ == nullptr) return;
  end_work(work_);
  set_held(0);
  --admission_->total_.connections;
  if (--usage_->connections == 0) admission_->by_uid_.erase(uid_);
}

void Admission::Pass::add_work(std::size_t bytes) {
  work_ += bytes;
  usage_->work += bytes;
  admission_->total_.work += bytes;
}

void Admission::Pass::end_work(std::size_t bytes) {
  work_ -= bytes;
  usage_->work -= bytes;
  admission_->total_.work -= bytes;
}

void Admission::Pass::set_held(std::size_t bytes) {
  usage_->held = usage_->held - held_ + bytes;
  admission_->total_.held = admission_->total_.held - held_ + bytes;
  held_ = bytes;
}

bool Admission::Pass::has_room_for_work() const {
  const std::size_t most = admission_->most_work();
  return admission_->total_.work < most && usage_->work < most / 2;
}

bool Admission::Pass::has_room_to_read() const {
  const std::size_t most = admission_->limits_.memory_bytes;
  const Usage& total = admission_->total_;
  return has_room_for_work() && total.work + total.held < most &&
         usage_->work + usage_->held < most / 2;
}

bool Admission::is_relaxed() const {
  return total_.work <= most_work() / 4 * 3;
}

} // namespace ledger
