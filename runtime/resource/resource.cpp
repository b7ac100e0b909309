// Gathers facts about the process from the environment, the kernel and the configuration: see resource.h.
#include "runtime/resource/resource.h"

#include "runtime/base/json_text.h"
#include "runtime/base/sys.h"
#include "runtime/config/build_info.h"
#include "runtime/config/environment.h"
#include "runtime/config/redact.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/utsname.h>

namespace telinject {

namespace {

constexpr std::size_t max_path = 4096;
constexpr std::size_t max_command_line = 4096;
constexpr std::size_t max_service_instance = 255;

constinit char storage[max_path + max_command_line + 2048];

Slice since(const TextBuffer &text, std::size_t start) {
  return text.slice().drop_front(start);
}

// Returns the address from which the default route would send to `there`: connecting a datagram socket only looks the
// route up and sends nothing.  False: there is no such route.
template <class Address> bool source_address(const Address &there, int family, Address &here) {
  const long fd = sys::call(SYS_socket, family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (sys::failed(fd))
    return false;
  unsigned size = sizeof here;
  const bool known = sys::call(SYS_connect, fd, sys::as_long(&there), sizeof there) == 0 &&
                     sys::call(SYS_getsockname, fd, sys::as_long(&here), sys::as_long(&size)) == 0;
  sys::close(static_cast<int>(fd));
  return known;
}

constexpr std::uint16_t discard_port = 9;

// 192.0.2.1 is reserved for documentation (RFC 5737).
void put_ipv4(TextBuffer &out) {
  sockaddr_in there{}, here{};
  there.sin_family = AF_INET;
  there.sin_port = htons(discard_port);
  there.sin_addr.s_addr = htonl(0xC0000201);
  if (!source_address(there, AF_INET, here))
    return;
  const std::uint32_t ip = ntohl(here.sin_addr.s_addr);
  char text[INET_ADDRSTRLEN];
  if (ip != 0 && ip >> 24 != 127 && inet_ntop(AF_INET, &here.sin_addr, text, sizeof text))
    out.put(Slice::of(text));
}

// 2001:db8::1 is reserved for documentation too (RFC 3849).
void put_ipv6(TextBuffer &out) {
  sockaddr_in6 there{}, here{};
  there.sin6_family = AF_INET6;
  there.sin6_port = htons(discard_port);
  const unsigned char address[] = {0x20, 0x01, 0x0d, 0xb8};
  std::memcpy(there.sin6_addr.s6_addr, address, sizeof address);
  there.sin6_addr.s6_addr[15] = 1;
  char text[INET6_ADDRSTRLEN];
  if (source_address(there, AF_INET6, here) && !IN6_IS_ADDR_LOOPBACK(&here.sin6_addr) &&
      !IN6_IS_ADDR_UNSPECIFIED(&here.sin6_addr) && !IN6_IS_ADDR_LINKLOCAL(&here.sin6_addr) &&
      inet_ntop(AF_INET6, &here.sin6_addr, text, sizeof text))
    out.put(Slice::of(text));
}

Slice own_address(TextBuffer &out) {
  const std::size_t start = out.size();
  put_ipv4(out);
  if (out.size() == start)
    put_ipv6(out);
  return since(out, start);
}

Slice executable(TextBuffer &out) {
  char path[max_path];
  const long n = sys::call(SYS_readlinkat, -100, sys::as_long("/proc/self/exe"), sys::as_long(path), sizeof path);
  const std::size_t start = out.size();
  if (n > 0)
    out.put(path, static_cast<std::size_t>(n));
  else
    out.put("unknown");
  return since(out, start);
}

Slice command_line(TextBuffer &out) {
  char arguments[max_command_line];
  const std::size_t n = read_file("/proc/self/cmdline", arguments, sizeof arguments);
  const std::size_t start = out.size();
  put_command_line(out, Slice(arguments, n && arguments[n - 1] == '\0' ? n - 1 : n));
  return cut_utf8(since(out, start), max_command_line);
}

bool names_cpp(Slice language) {
  for (std::size_t i = 0; i < language.size; ++i)
    if (language.drop_front(i).starts_with(" C++"))
      return true;
  return false;
}

Slice keep(TextBuffer &out, Slice s) {
  const std::size_t start = out.size();
  out.put(s.take_front(256));
  return since(out, start);
}

} // namespace

Facts gather_facts(const Config &config, Slice language) {
  TextBuffer out(storage, sizeof storage);
  Facts facts;
  facts.service_name = config.service_name;
  // Read now, as an object that has build information may be loaded after the one whose event started telemetry.
  facts.service_version =
      config.service_version.empty() ? keep(out, build_info_value(build_info(), "version")) : config.service_version;
  if (facts.service_version.empty())
    facts.service_version = "unknown";
  facts.environment = config.environment;
  const std::size_t before = out.size();
  put_resource_attribute(out, process_environment().variable("OTEL_RESOURCE_ATTRIBUTES"), "service.instance.id");
  facts.service_instance = since(out, before);
  if (facts.service_instance.size > max_service_instance) {
    facts.service_instance = Slice();
    out.truncate(before);
  }
  facts.runtime_version = language.empty() ? Slice("unknown") : keep(out, language);
  facts.runtime_name = names_cpp(language) ? Slice("cpp") : Slice("c");
  utsname system;
  if (sys::call(SYS_uname, sys::as_long(&system)) == 0) {
    const std::size_t start = out.size();
    out.put(Slice::of(system.sysname));
    out.put(' ');
    out.put(Slice::of(system.release));
    facts.os_description = since(out, start);
    facts.host_name = keep(out, Slice::of(system.nodename));
  } else {
    facts.os_description = "Linux";
  }
  if (facts.host_name.empty())
    facts.host_name = "unknown";
  facts.host_ip = own_address(out);
  facts.pid = sys::process_id();
  facts.executable = executable(out);
  facts.command_line = command_line(out);
  const std::size_t start = out.size();
  config.sample_rate.put(out);
  facts.sample_rate = since(out, start);
  return facts;
}

} // namespace telinject
