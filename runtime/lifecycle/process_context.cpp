// Publishes the process context: see process_context.h.
#include "runtime/lifecycle/process_context.h"

#include "runtime/base/sys.h"
#include "runtime/frontend/published_spans.h"

#include <atomic>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <telinject/telinject.h>
#include <time.h>

#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41
#define PR_SET_VMA_ANON_NAME 0
#endif

namespace telinject {

namespace {

constexpr std::size_t mapping_size = 4096;
constexpr char mapping_name[] = "OTEL_CTX";

struct Header {
  char signature[8]; // written last
  std::uint32_t version, payload_size;
  std::uint64_t published_at_ns;
  const char *payload;
};
static_assert(sizeof(Header) == 32);

// Of protobuf: the kind of all fields here, one with a size in front.
constexpr char field(int number) {
  return static_cast<char>(number << 3 | 2);
}

void put_size(TextBuffer &out, std::size_t size) {
  for (; size > 0x7f; size >>= 7)
    out.put(static_cast<char>(size | 0x80));
  out.put(static_cast<char>(size));
}

void put_field(TextBuffer &out, int number, Slice value) {
  out.put(field(number));
  put_size(out, value.size);
  out.put(value);
}

constexpr std::size_t max_value = 512;

// value: an AnyValue.
void put_attribute(TextBuffer &out, Slice key, Slice value) {
  char memory[max_value + 128];
  TextBuffer pair(memory, sizeof memory);
  put_field(pair, 1, key);
  put_field(pair, 2, value);
  if (!pair.overflow())
    put_field(out, 1, pair.slice());
}

void put_text(TextBuffer &out, Slice key, Slice text) {
  if (text.empty())
    return;
  char memory[max_value];
  TextBuffer value(memory, sizeof memory);
  put_field(value, 1, text);
  if (!value.overflow())
    put_attribute(out, key, value.slice());
}

// A list of one text.
void put_list(TextBuffer &out, Slice key, Slice text) {
  char one[128], all[sizeof one + 8], memory[sizeof all + 8];
  TextBuffer element(one, sizeof one), list(all, sizeof all), value(memory, sizeof memory);
  put_field(element, 1, text);
  put_field(list, 1, element.slice());
  put_field(value, 5, list.slice());
  put_attribute(out, key, value.slice());
}

// Returns null if there is no memory.
void *new_mapping() {
  const long file = sys::call(SYS_memfd_create, reinterpret_cast<long>(mapping_name), MFD_CLOEXEC);
  long address = -1;
  if (file >= 0) {
    if (sys::call(SYS_ftruncate, file, mapping_size) == 0)
      address = sys::call(SYS_mmap, 0, mapping_size, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0);
    sys::call(SYS_close, file);
  }
  void *const mapping = address < 0 && address > -4096 ? sys::map(mapping_size) : reinterpret_cast<void *>(address);
  if (mapping)
    sys::call(SYS_madvise, reinterpret_cast<long>(mapping), mapping_size, MADV_DONTFORK);
  return mapping;
}

std::uint64_t now_ns() {
  timespec now{};
  sys::call(SYS_clock_gettime, CLOCK_REALTIME, reinterpret_cast<long>(&now));
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(now.tv_nsec);
}

} // namespace

void put_process_attributes(const Config &config, TextBuffer &out) {
  put_text(out, "service.name", config.service_name);
  put_text(out, "service.version", config.service_version);
  put_text(out, "deployment.environment.name", config.environment);
  put_text(out, "telemetry.sdk.name", "telinject");
  put_text(out, "telemetry.sdk.version", TELINJECT_VERSION);
  put_text(out, "telemetry.sdk.language", "cpp");
  put_text(out, "threadlocal.schema_version", "tlsdesc_v1_dev");
  put_list(out, "threadlocal.attribute_key_map", thread_context_attribute);
}

void publish_process_context(const Config &config) {
  char *const mapping = static_cast<char *>(new_mapping());
  if (!mapping)
    return;
  auto *const header = reinterpret_cast<Header *>(mapping);
  TextBuffer payload(mapping + sizeof(Header), mapping_size - sizeof(Header));
  put_process_attributes(config, payload);
  header->version = 2;
  header->payload_size = static_cast<std::uint32_t>(payload.size());
  header->published_at_ns = now_ns();
  header->payload = mapping + sizeof(Header);
  std::atomic_thread_fence(std::memory_order_seq_cst);
  std::memcpy(header->signature, mapping_name, sizeof header->signature);
  sys::call(SYS_prctl, PR_SET_VMA, PR_SET_VMA_ANON_NAME, reinterpret_cast<long>(mapping), mapping_size,
            reinterpret_cast<long>(mapping_name));
}

} // namespace telinject
