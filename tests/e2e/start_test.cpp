// What lies on the disk may have been cut, turned back, mixed up or damaged. Each of these has its
// own verdict, and none is opened as if nothing had happened.
#include "ledger/store/table_trial.hpp"
#include "tests/e2e/service.hpp"

using e2e::Refusal;
using e2e::Service;
namespace fs = e2e::fs;

namespace {

// Exit codes of auditledgerd, as its unit file relies on them.
constexpr int kNoRights = 4;
constexpr int kGoneOrForeign = 11;
constexpr int kCannotTell = 12;
constexpr int kDamaged = 13;
constexpr int kWrongKey = 14;
constexpr int kNotSetUp = 20;
constexpr int kLocked = 75;

void post_some(const Service& service, int count) {
  auto client = service.client();
  for (int i = 0; i < count; ++i)
    REQUIRE(e2e::post(client, e2e::new_id(), "person-" + std::to_string(i), "x@example.org")
                .receipt.has_value());
}

// A ledger with some records whose daemon was killed.
void prepare(Service& service) {
  service.start();
  post_some(service, 40);
  service.stop(SIGKILL);
}

// The write-ahead log that holds the latest records.
fs::path latest_log(const Service& service) {
  fs::path latest;
  for (const auto& entry : fs::directory_iterator(service.part("ledger"))) {
    const fs::path& file = entry.path();
    if (file.extension() != ".log" || fs::file_size(file) == 0) continue;
    if (latest.empty() || file.filename() > latest.filename()) latest = file;
  }
  REQUIRE(!latest.empty());
  REQUIRE(fs::file_size(latest) > 10'000);
  return latest;
}

void flip_bit_at(const fs::path& file, std::size_t offset, unsigned bit = 0) {
  std::string bytes = e2e::content_of(file);
  bytes[offset] = static_cast<char>(bytes[offset] ^ 1 << bit);
  std::ofstream(file, std::ios::binary) << bytes;
}
void flip_bit_in_the_middle(const fs::path& file) {
  flip_bit_at(file, fs::file_size(file) / 2);
}

void replace(const fs::path& folder, const fs::path& by) {
  fs::remove_all(folder);
  fs::copy(by, folder, fs::copy_options::recursive);
}

// The daemon refuses with this code and says why in three parts.
void check_verdict(const Service& service, int code) {
  const Refusal refusal = service.refusal();
  INFO(refusal.log);
  CHECK(refusal.code == code);
  CHECK(e2e::holds(refusal.log, "error[AL-"));
  CHECK(e2e::holds(refusal.log, "where: "));
  CHECK(e2e::holds(refusal.log, "next: "));
}

using Contents = std::map<std::string, std::string>;

// The names of the files that are gone, new or other than before.
std::string difference(const Contents& before, const Contents& after) {
  std::string text;
  for (const auto& [name, bytes] : before) {
    const auto found = after.find(name);
    if (found == after.end())
      text += "gone: " + name + "\n";
    else if (found->second != bytes)
      text += "changed: " + name + "\n";
  }
  for (const auto& [name, bytes] : after)
    if (before.count(name) == 0) text += "new: " + name + "\n";
  return text;
}

// And it leaves the disk as it found it: what is damaged is evidence.
void check_refused(const Service& service, int code) {
  const Contents before = e2e::contents_below(service.state());
  check_verdict(service, code);
  CHECK(difference(before, e2e::contents_below(service.state())) == "");
}

} // namespace

TEST_CASE("a bit that flipped in the middle of the log is damage, and nothing is written") {
  Service service;
  prepare(service);
  flip_bit_in_the_middle(latest_log(service));
  check_refused(service, kDamaged);
}

TEST_CASE("a log that was cut at half is told from a crash by the head") {
  Service service;
  prepare(service);
  const fs::path log = latest_log(service);
  fs::resize_file(log, fs::file_size(log) / 2);
  check_refused(service, kGoneOrForeign);
}

TEST_CASE("a log that was deleted is told by the head") {
  Service service;
  prepare(service);
  fs::remove(latest_log(service));
  check_refused(service, kGoneOrForeign);
}

TEST_CASE("an older copy of the database that was put back is told by the head") {
  Service service;
  prepare(service);
  fs::copy(service.part("ledger"), service.file("older"), fs::copy_options::recursive);
  prepare(service);
  replace(service.part("ledger"), service.file("older"));
  check_refused(service, kGoneOrForeign);
}

TEST_CASE("an older database with its head is told by the keyring, and all of it by a receipt") {
  Service service;
  service.start();
  post_some(service, 40);
  service.stop(SIGTERM);
  for (const char* part : {"ledger", "head", "keyring"})
    fs::copy(service.part(part), service.file(part), fs::copy_options::recursive);
  service.start();
  post_some(service, 40);
  const fs::path receipts = service.file("receipts.jsonl");
  REQUIRE(service
              .ask({"append", "--type", "subject.registered", "--subject", "last", "--receipt",
                    receipts.string()})
              .code == 0);
  service.stop(SIGTERM);
  replace(service.part("ledger"), service.file("ledger"));
  replace(service.part("head"), service.file("head"));
  check_refused(service, kGoneOrForeign);

  // Nothing on this disk remembers any more: only who was given a receipt does.
  replace(service.part("keyring"), service.file("keyring"));
  service.start();
  service.stop(SIGTERM);
  CHECK(service.ask({"verify"}).code != kGoneOrForeign);
  const auto verified = service.ask({"verify", "--receipt", receipts.string()});
  INFO(verified.out, verified.err);
  CHECK(verified.code == kGoneOrForeign);
  CHECK(e2e::holds(verified.out + verified.err, "receipt"));
}

TEST_CASE("a flipped bit in a table is found by verify, and met by no reader unnoticed") {
  Service service;
  service.start();
  post_some(service, 300); // more than a tile: a start reads the records behind the last full one
  service.stop(SIGTERM);   // flushes
  fs::path table;
  for (const auto& entry : fs::directory_iterator(service.part("ledger")))
    if (entry.path().extension() == ".sst" &&
        (table.empty() || entry.file_size() > fs::file_size(table)))
      table = entry.path();
  REQUIRE(fs::file_size(table) > 50'000);
  const auto show = [&service](int record) {
    return service.ask({"-o", "json", "show", std::to_string(record)});
  };
  std::vector<std::string> before;
  service.start();
  for (int record = 0; record < 302; record += 4)
    before.push_back(show(record).out);
  service.stop(SIGTERM);

  flip_bit_at(table, fs::file_size(table) / 4);
  const auto verified = service.ask({"verify"});
  INFO(verified.out, verified.err);
  CHECK(verified.code >= 10);
  service.start();
  int found = 0;
  for (int record = 0; record < 302; record += 4) {
    CAPTURE(record);
    const auto shown = show(record);
    if (shown.code != 0) {
      ++found;
      CHECK(shown.out.empty());
      CHECK(e2e::holds(shown.err, "AL-2"));
    } else {
      CHECK(shown.out == before[static_cast<std::size_t>(record / 4)]);
    }
  }
  CHECK(found > 0);
  CHECK(found < 76);
}

TEST_CASE("a table at which the storage engine ends the process is damage that has a name") {
  Service service;
  prepare(service);
  service.start();
  service.stop(SIGTERM); // everything lies in tables
  std::vector<fs::path> tables;
  for (const auto& entry : fs::directory_iterator(service.part("ledger")))
    if (entry.path().extension() == ".sst") tables.push_back(entry.path());
  REQUIRE(!tables.empty());
  // The highest bit of a count in the block before the last one and the footer.
  const fs::path& table = tables.front();
  const std::size_t size = fs::file_size(table);
  std::size_t back = 53;
  const auto ends_the_process = [&] { return !ledger::try_tables(service.part("ledger")); };
  for (bool found = false; !found; ++back) {
    REQUIRE(back < std::min<std::size_t>(size, 1'000));
    flip_bit_at(table, size - back - 1, 7);
    found = ends_the_process();
    if (!found) flip_bit_at(table, size - back - 1, 7);
  }
  const Refusal refusal = service.refusal();
  CHECK(refusal.code == kDamaged);
  CHECK(e2e::holds(refusal.log, table.filename().string()));
  CHECK(e2e::holds(refusal.log, "restore a backup"));
  const auto verified = service.ask({"verify"});
  INFO(verified.out, verified.err);
  CHECK(verified.code == kDamaged);
  CHECK(e2e::holds(verified.out + verified.err, table.filename().string()));
  const auto listed = service.ask({"policy", "list"});
  CHECK(listed.code != 0);
  const auto recovered = service.ask({"recover"});
  CHECK(recovered.code == kDamaged);
  CHECK(e2e::holds(recovered.err, "restore a backup"));
  flip_bit_at(table, size - back, 7);
  service.start();
}

TEST_CASE("folders in which others may write, or that are another's, are refused") {
  Service service;
  prepare(service);
  fs::permissions(service.part("ledger"), fs::perms::owner_all | fs::perms::group_all);
  check_refused(service, kNoRights);
  fs::permissions(service.part("ledger"), fs::perms::owner_all);
  if (geteuid() != 0) {
    MESSAGE("another's folder: skipped, since only root can give one away");
    return;
  }
  REQUIRE(lchown(service.part("ledger").c_str(), 65534, 65534) == 0);
  check_refused(service, kNoRights);
}

TEST_CASE("what an interrupted init left is named, with what to remove, and init works then") {
  // The folders as a kill leaves them: before the root, before the database, before record 1.
  for (const std::vector<std::string>& missing :
       {std::vector<std::string>{"root", "ledger", "head"}, {"ledger", "head"}}) {
    Service service;
    for (const std::string& part : missing)
      fs::remove_all(service.part(part));
    check_refused(service, kNotSetUp);
    const auto again = service.ask({"init"});
    INFO(again.err);
    CHECK(again.code == 1);
    CHECK(e2e::holds(again.err, "interrupted"));
    CHECK(e2e::holds(again.err, "rm -r " + service.part("ledger").string()));
    fs::remove_all(service.state());
    CHECK(service.ask({"init"}).code == 0);
    service.start();
    service.stop(SIGTERM);
  }
}

TEST_CASE("a database that was emptied is no fresh start") {
  Service service;
  prepare(service);
  fs::remove_all(service.part("ledger"));
  fs::create_directory(service.part("ledger"));
  fs::permissions(service.part("ledger"), fs::perms::owner_all);
  check_refused(service, kGoneOrForeign);
}

TEST_CASE("the database, head, keyring or root of another ledger is foreign") {
  Service service;
  Service other;
  prepare(service);
  prepare(other);
  fs::copy_file(service.part("master.key"), other.part("master.key"),
                fs::copy_options::overwrite_existing);
  for (const std::string part : {"ledger", "head", "keyring", "root"}) {
    CAPTURE(part);
    Service mixed{Service::Made{}};
    e2e::copy_state(service.state(), mixed.state());
    replace(mixed.part(part), other.part(part));
    check_verdict(mixed, kGoneOrForeign);
  }
}

TEST_CASE("a head that is missing cannot be taken for granted") {
  Service service;
  prepare(service);
  fs::remove_all(service.part("head"));
  check_refused(service, kCannotTell);
}

TEST_CASE("the wrong master key, none and one that others may read have verdicts of their own") {
  Service service;
  prepare(service);
  const fs::path key = service.part("master.key");
  const std::string right = e2e::content_of(key);
  fs::permissions(key, fs::perms::owner_read | fs::perms::others_read);
  check_refused(service, kNoRights);
  fs::remove(key);
  check_refused(service, kWrongKey);
  std::ofstream(key, std::ios::binary) << std::string(32, 'k');
  fs::permissions(key, fs::perms::owner_read | fs::perms::owner_write);
  check_refused(service, kWrongKey);
  std::ofstream(key, std::ios::binary) << right;
  service.start();
  CHECK(service.ask({"status"}).code == 0);
}

TEST_CASE("without the epoch root nothing opens, and with it everything does again") {
  Service service;
  prepare(service);
  fs::rename(service.part("root"), service.file("root"));
  fs::create_directory(service.part("root"));
  check_refused(service, kWrongKey);
  fs::remove_all(service.part("root"));
  check_refused(service, kWrongKey);
  fs::rename(service.file("root"), service.part("root"));
  service.start();
  post_some(service, 1);
}

TEST_CASE("a second daemon is locked out, also without the lock file, and the first serves on") {
  Service service;
  prepare(service);
  service.start();
  for (int i = 0; i < 2; ++i) {
    const Refusal refusal = service.refusal();
    INFO(refusal.log);
    CHECK(refusal.code == kLocked);
    post_some(service, 1);
    fs::remove(service.part("ledger/LOCK"));
  }
}

TEST_CASE("a folder in which no ledger was made is named, and stays empty") {
  Service service{Service::Made{}};
  fs::create_directory(service.state());
  const Refusal refusal = service.refusal();
  INFO(refusal.log);
  CHECK((refusal.code == kNotSetUp || refusal.code == kWrongKey));
  CHECK(e2e::holds(refusal.log, "auditledger init"));
  CHECK(fs::is_empty(service.state()));
}

TEST_CASE("an init on top of a ledger is refused and changes nothing") {
  Service service;
  prepare(service);
  const auto before = e2e::contents_below(service.state());
  CHECK(service.ask({"init"}).code != 0);
  CHECK(e2e::contents_below(service.state()) == before);
}
