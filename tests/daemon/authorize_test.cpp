// Who may do what, what is remembered of those who may not, and what can be said about it.
#include "daemon/authorize.hpp"
#include "daemon/denial_log.hpp"
#include "daemon/log.hpp"
#include "schemas/protocol.capnp.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

using namespace ledger;

namespace {

AccessTable table_with(uid_t uid, Roles roles) {
  AccessRule rule;
  rule.uid = uid;
  rule.source = SourceName::from_slug("webshop");
  rule.roles = roles;
  return AccessTable({rule}, 500);
}

} // namespace

TEST_CASE("each operation is open to its roles only") {
  struct Row {
    Operation operation;
    Roles roles;
  };
  const std::vector<Row> rows{
      {Operation::kStatus, {Role::kAppend, Role::kAudit}},
      {Operation::kAppend, {Role::kAppend}},
      {Operation::kAppendBatch, {Role::kAppend}},
      {Operation::kRead, {Role::kAudit}},
      {Operation::kFollow, {Role::kAudit}},
      {Operation::kProve, {Role::kAudit}},
      {Operation::kCheckpoint, {Role::kAudit, Role::kWitness}},
      {Operation::kSubject, {Role::kAudit}},
      {Operation::kPublishPolicy, {Role::kOfficer}},
      {Operation::kErase, {Role::kOfficer}},
      {Operation::kPutDocument, {Role::kOfficer}},
      {Operation::kProjections, {Role::kAudit}},
      {Operation::kRebuildProjection, {Role::kAdmin}},
      {Operation::kCompareProjection, {Role::kAudit}},
      {Operation::kSnapshot, {Role::kAdmin}},
      {Operation::kConsistency, {Role::kAudit, Role::kWitness}},
      {Operation::kDocument, {Role::kAudit}},
      {Operation::kRotateKey, {Role::kOfficer}},
      {Operation::kSigningKeys, {Role::kAudit, Role::kWitness, Role::kOfficer}},
      {Operation::kAppendAsOfficer, {Role::kOfficer}},
      {Operation::kCheck, {Role::kAppend, Role::kAudit, Role::kOfficer}},
      {Operation::kFindings, {Role::kAudit}},
      {Operation::kPolicies, {Role::kAudit}},
      {Operation::kSubjectRecords, {Role::kAudit}},
      {Operation::kSelected, {Role::kAudit}},
      {Operation::kRetention, {Role::kAudit}},
  };
  REQUIRE(rows.size() == kOperations);
  for (const Row& row : rows) {
    for (const Role role : kAllRoles) {
      CAPTURE(name_of(row.operation));
      CAPTURE(name_of(role));
      const Grant grant = authorize(table_with(33, {role}), {33, 33, 1}, Roles::all());
      const Status status = grant.check(row.operation);
      CHECK(status.has_value() == row.roles.has(role));
      if (!status.has_value()) CHECK(status.error().code() == Errc::kDenied);
    }
  }
}

TEST_CASE("operations have the numbers of the wire") {
  CHECK(operation_on_wire(wire::Request::STATUS) == Operation::kStatus);
  CHECK(operation_on_wire(wire::Request::APPEND_BATCH) == Operation::kAppendBatch);
  CHECK(operation_on_wire(wire::Request::FOLLOW) == Operation::kFollow);
  CHECK(operation_on_wire(wire::Request::SUBJECT) == Operation::kSubject);
  CHECK(operation_on_wire(wire::Request::ERASE) == Operation::kErase);
  CHECK(operation_on_wire(wire::Request::REBUILD_PROJECTION) == Operation::kRebuildProjection);
  CHECK(operation_on_wire(wire::Request::SNAPSHOT) == Operation::kSnapshot);
  CHECK(operation_on_wire(wire::Request::CONSISTENCY) == Operation::kConsistency);
  CHECK(operation_on_wire(wire::Request::DOCUMENT) == Operation::kDocument);
  CHECK(operation_on_wire(wire::Request::ROTATE_KEY) == Operation::kRotateKey);
  CHECK(operation_on_wire(wire::Request::SIGNING_KEYS) == Operation::kSigningKeys);
  CHECK(operation_on_wire(wire::Request::POLICIES) == Operation::kPolicies);
  CHECK(operation_on_wire(wire::Request::SUBJECT_RECORDS) == Operation::kSubjectRecords);
  CHECK(operation_on_wire(wire::Request::SELECTED) == Operation::kSelected);
  CHECK(operation_on_wire(wire::Request::RETENTION) == Operation::kRetention);
  CHECK_FALSE(operation_on_wire(kOperations).has_value());
}

TEST_CASE("a socket takes roles away and never gives any") {
  const AccessTable table = table_with(33, {Role::kAppend, Role::kAudit});
  const Grant narrowed = authorize(table, {33, 33, 1}, {Role::kAppend, Role::kAdmin});
  CHECK(narrowed.roles() == Roles{Role::kAppend});
  CHECK(narrowed.source().text() == "webshop");
  const Grant stranger = authorize(table, {34, 34, 1}, Roles::all());
  CHECK(stranger.roles().empty());
  CHECK(stranger.source().text() == "uid:34");
}

TEST_CASE("a group gives its roles to whoever has it, first or further, and to nobody else") {
  AccessRule rule;
  rule.gid = 70;
  rule.roles = {Role::kAudit};
  const AccessTable table({rule}, 500);
  CHECK(authorize(table, {33, 70, 1}, Roles::all()).roles() == Roles{Role::kAudit});
  CHECK(authorize(table, {33, 33, 1, {5, 70}}, Roles::all()).roles() == Roles{Role::kAudit});
  CHECK(authorize(table, {70, 33, 1, {5}}, Roles::all()).roles().empty());
}

TEST_CASE("a source cannot be given the name of another uid or anything but a slug") {
  for (const char* wrong : {"uid:33", "", "Webshop", "1shop", "a b", "a@b", "\xC3\xA9"}) {
    CAPTURE(wrong);
    CHECK_FALSE(SourceName::from_slug(wrong).has_value());
  }
  CHECK_FALSE(SourceName::from_slug(std::string(65, 'a')).has_value());
  CHECK(SourceName::from_slug(std::string(64, 'a')).has_value());
}

TEST_CASE("the kernel says who a peer is and which groups it has") {
  int ends[2];
  REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
  const Result<Peer> peer = peer_of(ends[0]);
  REQUIRE(peer.has_value());
  CHECK(peer->uid == geteuid());
  CHECK(peer->gid == getegid());
  CHECK(peer->pid == getpid());
  std::vector<gid_t> own(static_cast<std::size_t>(getgroups(0, nullptr)));
  REQUIRE(getgroups(static_cast<int>(own.size()), own.data()) >= 0);
  CHECK(peer->groups == own);
  close(ends[0]);
  close(ends[1]);
}

TEST_CASE("denials are summed up by peer, operation and minute and given when the minute is over") {
  DenialLog log;
  for (int i = 0; i < 5; ++i)
    log.add(33, Operation::kErase, Minute(10));
  log.add(33, Operation::kRead, Minute(10));
  log.add(34, Operation::kErase, Minute(11));
  CHECK(log.take_due(Minute(10)).empty());
  const std::vector<Denials> due = log.take_due(Minute(11));
  REQUIRE(due.size() == 2);
  CHECK(due[0].count + due[1].count == 6);
  CHECK(log.take_due(Minute(11)).empty());
  const std::vector<Denials> rest = log.take_all();
  REQUIRE(rest.size() == 1);
  CHECK(rest[0].uid == 34);
  CHECK(rest[0].minute == Minute(11));
}

TEST_CASE("denials of any number of peers stay bounded and are all counted") {
  DenialLog log;
  constexpr std::uint64_t kPeers = 100'000;
  for (uid_t uid = 0; uid < kPeers; ++uid)
    log.add(uid, Operation::kErase, Minute(1));
  std::uint64_t sum = 0;
  const std::vector<Denials> rows = log.take_all();
  for (const Denials& row : rows)
    sum += row.count;
  CHECK(sum == kPeers);
  CHECK(rows.size() <= DenialLog::kMostRows + kOperations);
}

TEST_CASE("a minute begins at its full sixty seconds before 1970 too") {
  CHECK(minute_of(Timestamp(0)) == Minute(0));
  CHECK(minute_of(Timestamp(59'999'999)) == Minute(0));
  CHECK(minute_of(Timestamp(60'000'000)) == Minute(1));
  CHECK(minute_of(Timestamp(-1)) == Minute(-1));
}

TEST_CASE("a log line has a fixed text and fields that are numbers, words and names") {
  CHECK(log_line(LogMessage::kDenied, {{"uid", 33u},
                                       {"operation", Operation::kErase},
                                       {"source", SourceName::of_uid(33)},
                                       {"code", Errc::kDenied}}) ==
        "L-208 requests denied uid=33 operation=erase source=uid:33 code=AL-4001");
  static_assert(!std::is_constructible_v<LogField, LogWord, std::string>);
  static_assert(!std::is_constructible_v<LogField, LogWord, std::string_view>);
}
