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

constexpr Slice vendors[] = {"local", "aws", "gcp", "azure"};
constexpr Slice sources[] = {"", "IMDSv2", "metadata_server", "env", "file"};

} // namespace

Slice vendor_name(Vendor vendor) {
  return vendors[static_cast<int>(vendor)];
}
Slice source_name(Source source) {
  return sources[static_cast<int>(source)];
}

bool find_vendor(Slice name, Vendor &vendor) {
  for (int i = 0; i < 4; ++i) {
    if (!(vendors[i] == name))
      continue;
    vendor = static_cast<Vendor>(i);
    return true;
  }
  return false;
}

std::size_t choose_providers(const Surroundings &around, const Provider *(&chosen)[most_probes]) {
  const Hints hints = find_hints(around);
  std::size_t count = 0;
  Vendor last = Vendor::local;
  for (const Provider *row : rows) {
    if (row->vendor == Vendor::local || row->vendor == last || !hints.has(row->vendor) || !row->here(around))
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

void Probe::ask(int what, Slice path, Slice header, Slice method) {
  if (ask_count == most_asks)
    return fail("asks too much");
  Ask &next = asks[ask_count];
  next.what = what;
  next.method = method;
  if (!next.path.set(path) || !next.header.set(header))
    return fail("asks for something too long");
  ++ask_count;
}

void Probe::fail(Slice what, Slice reason) {
  if (state != State::asking)
    return;
  state = State::failed;
  char memory[240];
  Text out(memory, sizeof memory);
  out.put(what.first(100));
  if (!reason.empty()) {
    out.put(": ");
    out.put(reason.first(120));
  }
  why.set(out.slice());
}

bool is_plain(Slice s) {
  for (std::size_t i = 0; i < s.size; ++i) {
    const char c = s.data[i], lower = static_cast<char>(c | 0x20);
    if (!(lower >= 'a' && lower <= 'z') && !(c >= '0' && c <= '9') && !Slice("._:/@+-").holds(c))
      return false;
  }
  return !s.empty();
}

Slice trimmed(Slice s) {
  const auto is_space = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; };
  while (!s.empty() && is_space(s.data[0]))
    s = s.from(1);
  while (!s.empty() && is_space(s.data[s.size - 1]))
    s = s.first(s.size - 1);
  return s;
}

Slice last_part(Slice s) {
  for (std::size_t slash; (slash = s.find('/')) != s.size;)
    s = s.from(slash + 1);
  return s;
}

Slice region_of_zone(Slice zone) {
  std::size_t end = zone.size;
  while (end != 0 && zone.data[end - 1] != '-')
    --end;
  return end == 0 ? Slice() : zone.first(end - 1);
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

bool in_kubernetes(const Surroundings &around) {
  return !around.variable("KUBERNETES_SERVICE_HOST").empty() ||
         around.folder("/var/run/secrets/kubernetes.io/serviceaccount");
}

} // namespace telinject
