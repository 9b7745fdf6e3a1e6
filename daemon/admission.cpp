#include "daemon/admission.hpp"

#include <utility>

namespace ledger {
namespace {

// `own` is a part of `all`.
bool has_share(std::size_t own, std::size_t all, std::size_t most) {
  return all < most && own < most - all;
}

} // namespace

Result<Admission::Pass> Admission::admit(uid_t uid) {
  if (total_.connections >= limits_.connections)
    return fail(Errc::kBusy, std::to_string(limits_.connections) + " connections are open",
                "the daemon", "close connections that are not in use, and try again later");
  const auto known = by_uid_.find(uid);
  const std::size_t own = known == by_uid_.end() ? 0 : known->second.connections;
  if (own >= limits_.connections_per_uid ||
      !has_share(own, total_.connections, limits_.connections))
    return fail(Errc::kBusy, std::to_string(own) + " connections are open for this uid",
                uid == kStrangers ? "uids without any role" : "uid " + std::to_string(uid),
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
      work_(other.work_), held_(other.held_), requests_(other.requests_), replies_(other.replies_) {
}

Admission::Pass::~Pass() {
  if (admission_ == nullptr) return;
  end_reply(replies_);
  end_work(work_);
  usage_->requests -= requests_;
  admission_->total_.requests -= requests_;
  set_held(0);
  --admission_->total_.connections;
  if (--usage_->connections == 0) admission_->by_uid_.erase(uid_);
}

void Admission::Pass::add_request(std::size_t bytes) {
  add_work(bytes);
  ++requests_;
  ++usage_->requests;
  ++admission_->total_.requests;
}

void Admission::Pass::end_request(std::size_t bytes) {
  end_work(bytes);
  --requests_;
  --usage_->requests;
  --admission_->total_.requests;
}

void Admission::Pass::add_reply(std::size_t bytes) {
  add_work(bytes);
  replies_ += bytes;
  usage_->replies += bytes;
  admission_->total_.replies += bytes;
}

void Admission::Pass::end_reply(std::size_t bytes) {
  end_work(bytes);
  replies_ -= bytes;
  usage_->replies -= bytes;
  admission_->total_.replies -= bytes;
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
  const Usage& total = admission_->total_;
  return has_share(usage_->work, total.work, admission_->most_work()) &&
         has_share(usage_->requests, total.requests, kMostRequests);
}

bool Admission::Pass::has_room_for_reply() const {
  return has_share(usage_->replies, admission_->total_.replies,
                   admission_->limits_.memory_bytes / 4);
}

bool Admission::Pass::has_room_to_read() const {
  const std::size_t most = admission_->limits_.memory_bytes;
  const Usage& total = admission_->total_;
  return has_room_for_work() &&
         has_share(usage_->work + usage_->held, total.work + total.held, most);
}

bool Admission::is_relaxed() const {
  return total_.work <= most_work() / 4 * 3;
}

} // namespace ledger
