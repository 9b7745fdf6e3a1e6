#include "ledger/event/own_events.hpp"

#include "ledger/crypto/random.hpp"

#include <capnp/message.h>

#include <functional>

namespace ledger {
namespace {

capnp::Data::Reader blob(ByteView bytes) {
  return {bytes.data(), bytes.size()};
}
capnp::Text::Reader text(const std::string& value) {
  return {value.c_str(), value.size()};
}

Sealed own(wire::EventType type, const std::function<void(wire::Control::Builder)>& fill) {
  capnp::MallocMessageBuilder message;
  auto event = message.initRoot<wire::Event>();
  event.setType(type);
  event.setEventId(blob(random_id<EventId>().view()));
  fill(event.initControl());
  return seal_own(event.asReader());
}

} // namespace

Sealed ledger_opened(const Opening& opening) {
  return own(wire::EventType::LEDGER_OPENED, [&](wire::Control::Builder control) {
    auto opened = control.initOpened();
    opened.setOrigin(text(opening.origin));
    opened.setVerifierKey(blob(opening.verifier_key.view()));
    opened.setRandom(blob(opening.random.view()));
    opened.setFormatVersion(opening.format_version);
    opened.setHash(wire::HashAlgorithm::SHA256);
    if (opening.previous_ledger) opened.setPreviousLedger(blob(opening.previous_ledger->view()));
  });
}

Sealed key_announced(const PublicKey& key) {
  return own(wire::EventType::LEDGER_KEY_ANNOUNCED, [&](wire::Control::Builder control) {
    control.initKeyAnnounced().setVerifierKey(blob(key.view()));
  });
}

Sealed key_retired(const PublicKey& key) {
  return own(wire::EventType::LEDGER_KEY_RETIRED, [&](wire::Control::Builder control) {
    control.initKeyRetired().setVerifierKey(blob(key.view()));
  });
}

Sealed heartbeat() {
  return own(wire::EventType::LEDGER_HEARTBEAT,
             [](wire::Control::Builder control) { control.setHeartbeat(); });
}

Sealed clock_anomaly(Timestamp expected, Timestamp found) {
  return own(wire::EventType::LEDGER_CLOCK_ANOMALY, [&](wire::Control::Builder control) {
    auto anomaly = control.initClockAnomaly();
    anomaly.setExpected(expected.get());
    anomaly.setFound(found.get());
  });
}

Sealed access_denied(std::uint32_t peer_uid, std::string_view operation, std::uint32_t count,
                     Timestamp minute) {
  return own(wire::EventType::LEDGER_ACCESS_DENIED, [&](wire::Control::Builder control) {
    auto denied = control.initAccessDenied();
    denied.setPeerUid(peer_uid);
    denied.setOperation(text(std::string(operation)));
    denied.setCount(count);
    denied.setMinute(minute.get());
  });
}

Sealed restored(TreeSize intact, TreeSize head, std::uint64_t set_aside_bytes,
                std::string_view approver) {
  return own(wire::EventType::LEDGER_RESTORED, [&](wire::Control::Builder control) {
    auto restoration = control.initRestored();
    restoration.setIntactSize(intact.get());
    restoration.setHeadSize(head.get());
    restoration.setSetAsideBytes(set_aside_bytes);
    restoration.setApprover(text(std::string(approver)));
  });
}

Sealed key_destroyed(const Destruction& destruction) {
  return own(wire::EventType::KEY_DESTROYED, [&](wire::Control::Builder control) {
    auto record = control.initKeyDestroyed();
    record.setSubjectId(blob(destruction.subject.view()));
    record.setErasure(destruction.erasure.get());
    record.setEpoch(destruction.epoch);
    record.setWhole(destruction.whole);
    if (destruction.keys.empty()) return;
    auto keys = record.initKeys(static_cast<unsigned>(destruction.keys.size()));
    for (unsigned i = 0; i < keys.size(); ++i) {
      keys[i].setKeyId(blob(destruction.key_ids[i].view()));
      keys[i].setKeyClass(text(destruction.keys[i].key_class));
      keys[i].setIncarnation(destruction.keys[i].incarnation.get());
    }
  });
}

} // namespace ledger
