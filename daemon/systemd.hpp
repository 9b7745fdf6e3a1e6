// What systemd hands to a service and hears back from it: listening sockets (sd_listen_fds(3)) and
// notices (sd_notify(3)). Both protocols are a few environment variables and datagrams whose form
// systemd promises to keep, so libsystemd and what it pulls in stay out of the process.
#pragma once

#include "ledger/base/descriptor.hpp"
#include "ledger/base/result.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace ledger {

// The variables as they were found; empty where there was none.
struct ServiceEnvironment {
  std::string notify_socket;
  std::string watchdog_pid;
  std::string watchdog_usec;
  std::string listen_pid;
  std::string listen_fds;
  std::string listen_fdnames;
};

// Reads the variables and removes them, so that no child takes them for its own. Call it once, from
// main, while the process has one thread.
[[nodiscard]] ServiceEnvironment take_service_environment();

// A listening stream socket that systemd opened. Whoever receives it closes `descriptor`.
struct InheritedSocket {
  std::string name; // FileDescriptorName= of the socket unit
  int descriptor;
};

inline constexpr int kFirstInheritedDescriptor = 3;

// The sockets meant for process `self`, in the order of the socket units; none when they are meant
// for another process or there are none. Each is made close-on-exec.
// kConfig: a variable is malformed, or a descriptor is not a listening stream socket; kIo: one
// could not be made close-on-exec. No descriptor is closed on an error: the process is about to
// end.
[[nodiscard]] Result<std::vector<InheritedSocket>>
inherited_sockets(const ServiceEnvironment& environment, pid_t self,
                  int first_descriptor = kFirstInheritedDescriptor);

// How often to send watchdog(): half of WatchdogSec=, as sd_watchdog_enabled(3) advises. Nothing
// when no watchdog waits for process `self`. kConfig: a variable is malformed.
[[nodiscard]] Result<std::optional<std::chrono::microseconds>>
watchdog_ping_interval(const ServiceEnvironment& environment, pid_t self);

// The way to the service manager. Owns one datagram socket; movable; one thread at a time. Outside
// systemd nobody listens and every notice succeeds without being sent. A notice waits at most
// kNoticeWait for room in the manager's queue. kIo: it was not taken; the service may go on.
class ServiceManager {
 public:
  static constexpr std::chrono::milliseconds kNoticeWait{500};

  // `notify_socket`: an absolute path, '@' and a name in the abstract namespace, or empty.
  // kConfig: something else; kIo: no socket could be made.
  [[nodiscard]] static Result<ServiceManager> connect(std::string_view notify_socket);

  [[nodiscard]] bool listens() const { return socket_.is_open(); }

  // Serving begins. `text` is shown by systemctl status, cut at the first line end.
  Status ready(std::string_view text) const;
  Status status(std::string_view text) const;
  // Still alive; due every watchdog_ping_interval().
  Status watchdog() const;
  // Starting or stopping goes on for at least `time` more.
  Status extend_timeout(std::chrono::microseconds time) const;
  Status stopping(std::string_view text) const;

 private:
  ServiceManager(Descriptor socket, std::string address)
      : socket_(std::move(socket)), address_(std::move(address)) {}
  Status send(const std::string& notice) const;

  Descriptor socket_;
  std::string address_; // as the kernel wants it: a leading NUL for the abstract namespace
};

} // namespace ledger
