// Loads the library with the network and carries the probes' questions to it: see fetch.h.
#include "runtime/resource/cloud/fetch.h"

#include "runtime/base/c_library.h"
#include "runtime/base/sys.h"
#include "runtime/net/net.h"

#include <dlfcn.h>
#include <initializer_list>
#include <new>

extern "C" {
// Absent from a fully static program, where nothing can be loaded.
extern int weak_dladdr(const void *, Dl_info *) asm("dladdr") __attribute__((weak));
}

namespace telinject {

namespace {

constexpr const char library_name[] = "libtelinject-net.so";
constexpr long longest_call_ms = 1000;
constexpr std::int64_t longest_hold_ns = 50'000'000;
constexpr std::size_t body_room = 64 * 1024; // of one answer
constexpr std::size_t most_requests = most_probes * Probe::most_asks;

constinit std::atomic<std::uint32_t> loading{0}; // 1: somebody loads, or forks

struct Net {
  decltype(&telinject_net_run) run = nullptr;
  Slice fault;
};

// Beside the library that this code is in; else where the dynamic linker looks.
void *open_library() {
  Dl_info here;
  char path[1024];
  Text out(path, sizeof path);
  if (weak_dladdr && weak_dladdr(library_name, &here) != 0 && here.dli_fname && here.dli_fname[0] == '/') {
    const Slice own = Slice::of(here.dli_fname);
    out.put(own.first(own.size - last_part(own).size));
    out.put(library_name);
    out.put('\0');
    if (!out.overflow())
      if (void *const library = library_open(path, RTLD_NOW | RTLD_LOCAL))
        return library;
  }
  return library_open(library_name, RTLD_NOW | RTLD_LOCAL);
}

Net load_now() {
  Net net;
  void *const library = open_library();
  if (!library) {
    net.fault = is_static_program() ? Slice("a fully static program cannot load libtelinject-net.so")
                                    : Slice("libtelinject-net.so, or libcurl which it needs, is not there");
    return net;
  }
  const auto version =
      reinterpret_cast<decltype(&telinject_net_version)>(library_find(library, "telinject_net_version"));
  const auto prepare =
      reinterpret_cast<decltype(&telinject_net_prepare)>(library_find(library, "telinject_net_prepare"));
  const auto run = reinterpret_cast<decltype(&telinject_net_run)>(library_find(library, "telinject_net_run"));
  if (!version || !prepare || !run || version() != TELINJECT_NET_VERSION)
    net.fault = "libtelinject-net.so is of another version";
  else if (prepare() == 0)
    net.fault = "libcurl cannot be used";
  else
    net.run = run;
  return net;
}

Net load() {
  if (!hold_loading()) {
    Net net;
    net.fault = "forks take too long";
    return net;
  }
  const Net net = load_now();
  release_loading();
  return net;
}

// A name would have to be looked up, by a name service that may hang, on a thread that nobody can end.
bool is_address(Slice url) {
  constexpr Slice scheme = "http://";
  if (!url.starts_with(scheme))
    return false;
  Slice host = url.from(scheme.size);
  host = host.first(host.find('/'));
  const bool six = host.starts_with("[");
  const Slice address = six ? host.from(1).first(host.find(']') - 1) : host.first(host.find(':'));
  const Slice port = host.from(six ? address.size + 2 : address.size);
  for (std::size_t i = 1; i < port.size; ++i)
    if (port.data[i] < '0' || port.data[i] > '9')
      return false;
  return (port.empty() || port.data[0] == ':') && (is_ip_address(address) || (!six && address == Slice("localhost")));
}

struct Request {
  telinject_net_request wire{};
  Probe *probe = nullptr;
  const Provider *provider = nullptr;
  int what = 0;
  char url[640];
  char headers[2][400];
};

// The whole search; too big for a stack, so in memory mapped for it.
class Searching {
public:
  Searching(const Surroundings &around, Search &search, char *bodies) : search_(search), bodies_(bodies) {
    for (std::size_t i = 0; i < search.count; ++i)
      begin(around, i);
  }

  // The network's answers are in: who has found something?  The earlier row, if several.
  void conclude() {
    char memory[400];
    Text why(memory, sizeof memory);
    search_.finished = !stopped();
    for (std::size_t i = 0; i < search_.count; ++i) {
      const Provider &provider = *search_.providers[i];
      if (probes_[i].state == Probe::State::complete) {
        search_.facts = probes_[i].facts;
        search_.facts.vendor = provider.vendor;
        search_.facts.source = provider.source;
        search_.facts.platform.set(provider.platform);
        search_.found = true;
        return;
      }
      if (i != 0)
        why.put("; ");
      why.put(provider.platform);
      why.put(": ");
      why.put(probes_[i].state == Probe::State::failed ? probes_[i].why.slice().first(100)
                                                       : Slice("no answer in time"));
    }
    search_.why.set(why.slice());
  }

  bool decided() const {
    bool open = false;
    for (std::size_t i = 0; i < search_.count; ++i) {
      if (probes_[i].state == Probe::State::complete)
        return true;
      open |= probes_[i].state == Probe::State::asking;
    }
    return !open;
  }

  telinject_net_job job() {
    return {this, [](void *self) { return static_cast<Searching *>(self)->next(); },
            [](void *self, telinject_net_request *request) { static_cast<Searching *>(self)->take(*request); },
            [](void *self) { return static_cast<Searching *>(self)->remaining(); }};
  }

private:
  void begin(const Surroundings &around, std::size_t i) {
    const Provider &provider = *search_.providers[i];
    Text endpoint(endpoints_[i], sizeof endpoints_[i]);
    provider.endpoint(around, endpoint);
    endpoint_sizes_[i] = endpoint.size();
    if (endpoint.overflow() || !is_address(endpoint.slice()))
      return probes_[i].fail("its endpoint must be http:// with an address or localhost", endpoint.slice());
    provider.begin(around, probes_[i]);
  }

  bool stopped() const { return search_.stop->load(std::memory_order_relaxed) != 0; }

  long remaining() const {
    if (stopped() || decided())
      return 0;
    const std::int64_t left = search_.deadline_ns - sys::monotonic_ns();
    return left <= 0 ? 0 : static_cast<long>((left + 999'999) / 1'000'000);
  }

  telinject_net_request *next() {
    const long left = remaining();
    for (std::size_t i = 0; i < search_.count && left > 0; ++i) {
      Probe &probe = probes_[i];
      if (probe.state != Probe::State::asking || asked_[i] == probe.ask_count || used_ == most_requests)
        continue;
      Request &request = requests_[used_];
      const Ask &ask = probe.asks[asked_[i]++];
      if (fill(request, i, ask, left < longest_call_ms ? left : longest_call_ms)) {
        ++used_;
        return &request.wire;
      }
      probe.fail("asks for something too long");
    }
    return nullptr;
  }

  bool fill(Request &request, std::size_t i, const Ask &ask, long timeout_ms) {
    request.probe = &probes_[i];
    request.provider = search_.providers[i];
    request.what = ask.what;
    Text url(request.url, sizeof request.url);
    url.put(endpoints_[i], endpoint_sizes_[i]);
    url.put(ask.path.slice());
    url.put('\0');
    telinject_net_request &wire = request.wire;
    int headers = 0;
    bool fits = !url.overflow();
    for (Slice header : {request.provider->header, ask.header.slice()}) {
      if (header.empty())
        continue;
      Text text(request.headers[headers], sizeof request.headers[headers]);
      text.put(header);
      text.put('\0');
      fits &= !text.overflow();
      wire.headers[headers] = request.headers[headers];
      ++headers;
    }
    wire.method = ask.method.data;
    wire.url = request.url;
    wire.wanted_header = "Metadata-Flavor";
    wire.timeout_ms = timeout_ms;
    wire.body = bodies_ + used_ * body_room;
    wire.body_room = body_room;
    wire.tag = &request;
    return fits;
  }

  void take(const telinject_net_request &wire) {
    Request &request = *static_cast<Request *>(wire.tag);
    if (request.probe->state != Probe::State::asking)
      return;
    Reply reply;
    reply.what = request.what;
    reply.status = wire.status;
    reply.body = Slice(wire.body, wire.body_size);
    reply.flavor = Slice::of(wire.header_value);
    reply.fault = wire.status == 0     ? Slice::of(wire.fault ? wire.fault : "no answer")
                  : wire.status == 200 ? Slice("an answer of another kind")
                                       : status_text(wire.status);
    request.provider->take(*request.probe, reply);
  }

  Slice status_text(int status) {
    Text out(status_, sizeof status_);
    out.put("HTTP ");
    out.decimal(static_cast<std::uint64_t>(status));
    return out.slice();
  }

  Search &search_;
  char *bodies_;
  Probe probes_[most_probes];
  char endpoints_[most_probes][256];
  std::size_t endpoint_sizes_[most_probes] = {};
  std::size_t asked_[most_probes] = {};
  Request requests_[most_requests];
  std::size_t used_ = 0;
  char status_[16];
};

} // namespace

bool hold_loading() {
  const std::int64_t until = sys::monotonic_ns() + longest_hold_ns;
  for (std::uint32_t free = 0; !loading.compare_exchange_strong(free, 1, std::memory_order_acquire); free = 0) {
    if (sys::monotonic_ns() >= until)
      return false;
    sys::futex_wait(&loading, 1, 5'000'000);
  }
  return true;
}

void release_loading() {
  loading.store(0, std::memory_order_release);
  sys::futex_wake_all(&loading);
}

void search_cloud(const Surroundings &around, Search &search) {
  const Net net = load();
  if (!net.run) {
    search.why.set(net.fault);
    return;
  }
  constexpr std::size_t size = sizeof(Searching) + most_requests * body_room;
  char *const memory = static_cast<char *>(sys::map(size));
  if (!memory) {
    search.why.set("no memory");
    return;
  }
  auto *searching = new (memory) Searching(around, search, memory + sizeof(Searching)); // placement only: no allocation
  if (!searching->decided()) {
    const telinject_net_job job = searching->job();
    net.run(&job);
  }
  searching->conclude();
  sys::call(SYS_munmap, sys::as_long(memory), static_cast<long>(size));
}

} // namespace telinject
