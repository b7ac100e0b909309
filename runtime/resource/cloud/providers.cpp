// The table of providers, which of them may be here, and what they share.
#include "runtime/resource/cloud/hints.h"
#include "runtime/resource/cloud/provider.h"

#include <arpa/inet.h>

namespace telinject {

#define TELINJECT_PROVIDER(OBJECT) extern const Provider OBJECT;
#include "runtime/resource/cloud/providers.def"
#undef TELINJECT_PROVIDER

namespace {

constexpr const Provider *rows[] = {
#define TELINJECT_PROVIDER(OBJECT) &OBJECT,
#include "runtime/resource/cloud/providers.def"
#undef TELINJECT_PROVIDER
};

constexpr Slice vendors[] = {
#define TELINJECT_VENDOR(ENUMERATOR, NAME) NAME,
#include "runtime/resource/cloud/vendors.def"
#undef TELINJECT_VENDOR
};
constexpr Slice sources[] = {"", "IMDSv2", "metadata_server", "env", "file"};

} // namespace

Slice vendor_name(Vendor vendor) {
  return vendors[static_cast<int>(vendor)];
}
Slice source_name(Source source) {
  return sources[static_cast<int>(source)];
}

bool find_vendor(Slice name, Vendor &vendor) {
  for (std::size_t i = 0; i < vendor_count; ++i) {
    if (!(vendors[i] == name))
      continue;
    vendor = static_cast<Vendor>(i);
    return true;
  }
  return false;
}

std::size_t choose_providers(const Environment &env, const Provider *(&chosen)[max_detections]) {
  const Hints hints = find_hints(env);
  std::size_t count = 0;
  Vendor last = Vendor::local;
  for (const Provider *row : rows) {
    if (row->vendor == Vendor::local || row->vendor == last || !hints.has(row->vendor) || !row->might_apply(env))
      continue;
    last = row->vendor;
    chosen[count++] = row;
  }
  return count;
}

const Provider &local_provider_row() {
  return local_provider;
}

const Provider *find_provider(Slice platform) {
  for (const Provider *row : rows)
    if (row->platform == platform)
      return row;
  return nullptr;
}

void Detection::request(int request_id, Slice path, Slice header, Slice method) {
  if (request_count == max_requests)
    return fail("requests too much");
  DetectorRequest &next = requests[request_count];
  next.request_id = request_id;
  next.method = method;
  if (!next.path.set(path) || !next.header.set(header))
    return fail("requests for something too long");
  ++request_count;
}

void Detection::fail(Slice failure, Slice cause) {
  if (state != State::running)
    return;
  state = State::failed;
  char memory[240];
  TextBuffer out(memory, sizeof memory);
  out.put(failure.take_front(100));
  if (!cause.empty()) {
    out.put(": ");
    out.put(cause.take_front(120));
  }
  failure_reason.set(out.slice());
}

bool is_plain(Slice s) {
  for (std::size_t i = 0; i < s.size; ++i) {
    const char c = s.data[i], lower = static_cast<char>(c | 0x20);
    if (!(lower >= 'a' && lower <= 'z') && !(c >= '0' && c <= '9') && !Slice("._:/@+-").contains(c))
      return false;
  }
  return !s.empty();
}

Slice last_part(Slice s) {
  for (std::size_t slash; (slash = s.find('/')) != s.size;)
    s = s.drop_front(slash + 1);
  return s;
}

Slice region_of_zone(Slice zone) {
  std::size_t end = zone.size;
  while (end != 0 && zone.data[end - 1] != '-')
    --end;
  return end == 0 ? Slice() : zone.take_front(end - 1);
}

bool is_ip_address(Slice s) {
  char text[64];
  if (s.empty() || s.size >= sizeof text)
    return false;
  std::memcpy(text, s.data, s.size);
  text[s.size] = '\0';
  unsigned char address[16];
  return inet_pton(AF_INET, text, address) == 1 || inet_pton(AF_INET6, text, address) == 1;
}

bool in_kubernetes(const Environment &env) {
  return !env.variable("KUBERNETES_SERVICE_HOST").empty() ||
         env.folder("/var/run/secrets/kubernetes.io/serviceaccount");
}

} // namespace telinject
