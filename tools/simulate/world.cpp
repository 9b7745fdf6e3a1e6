#include "tools/simulate/world.hpp"

#include "ledger/base/limits.hpp"
#include "ledger/crypto/digest.hpp"

namespace ledger::tools {
namespace json = boost::json;

namespace {

constexpr std::uint64_t kIdStream = 1;

// A large batch use is stored in parts.
std::uint64_t records_of(std::string_view type, std::size_t subjects) {
  if (type != "use.batch") return 1;
  return (subjects + limits::kSubjectsPerPart - 1) / limits::kSubjectsPerPart;
}

} // namespace

json::array list_of(const std::vector<std::string>& texts) {
  json::array list;
  for (const std::string& text : texts)
    list.push_back(json::string(text));
  return list;
}

std::string reference_of(std::string_view text) {
  const auto hash = sha256_as<DocumentHash>({as_bytes(text)});
  std::array<std::uint8_t, 16> id{};
  std::copy_n(hash.view().begin(), id.size(), id.begin());
  id[6] = static_cast<std::uint8_t>(0x80 | (id[6] & 0x0F)); // RFC 9562 section 5.8
  id[8] = static_cast<std::uint8_t>(0x80 | (id[8] & 0x3F));
  return to_uuid_text(id);
}

World::World(const Policy& policy, policy::Calendar calendar, const HistoryOptions& options,
             const EventSink& sink)
    : policy_(policy), calendar_(std::move(calendar)), options_(options), sink_(sink),
      ids_(options.seed, kIdStream), next_record_(options.first_record), now_(options.from) {}

void World::at(Timestamp time, Action action) {
  if (time < options_.to) due_.push({std::max(time, now_), order_++, std::move(action)});
}

void World::put(Told& told, std::string_view type, const References& subjects, Fields fields) {
  if (enough_) return;
  told.id = ids_.event_id(now_);
  told.record = next_record_;
  next_record_ += records_of(type, subjects.size());
  json::object event{{"type", type}};
  if (subjects.size() == 1 && type != "use.batch")
    event["subject"] = subjects.front();
  else if (!subjects.empty())
    event["subjects"] = list_of(subjects);
  event["eventId"] = to_uuid_text(told.id.view());
  event["occurredAt"] = to_rfc3339(now_);
  if (options_.before_ledger && now_ < *options_.before_ledger) event["beforeLedger"] = "yes";
  for (auto& each : fields)
    event[each.key()] = std::move(each.value());
  enough_ = !sink_(event);
}

ToldEvent World::say(std::string_view type, const References& subjects, Fields fields) {
  auto told = std::make_shared<Told>();
  put(*told, type, subjects, std::move(fields));
  return told;
}

ToldEvent World::say_at(Timestamp time, std::string type, References subjects, Fields fields) {
  auto told = std::make_shared<Told>();
  at(time, [this, told, type = std::move(type), subjects = std::move(subjects),
            fields = std::move(fields)] { put(*told, type, subjects, fields); });
  return told;
}

void World::run() {
  while (!due_.empty() && !enough_) {
    // Moved out before it acts, since acting plans more.
    Due next = std::move(const_cast<Due&>(due_.top()));
    due_.pop();
    now_ = next.time;
    next.action();
  }
}

} // namespace ledger::tools
