// Sends the requests of the detectors through libtelinject-net.so: see fetch.h.
#include "runtime/resource/cloud/fetch.h"

#include "runtime/base/sys.h"
#include "runtime/net/net_library.h"

#include <initializer_list>
#include <new>

namespace telinject {

namespace {

constexpr long max_call_ms = 1000;
constexpr std::size_t body_room = 64 * 1024; // of one response
constexpr std::size_t max_requests = max_detections * Detection::max_requests;

// Is the host an IP address or localhost?  The name service for any other name may hang, on a thread that cannot be
// ended.
bool is_address(Slice url) {
  constexpr Slice scheme = "http://";
  if (!url.starts_with(scheme))
    return false;
  Slice host = url.drop_front(scheme.size);
  host = host.take_front(host.find('/'));
  const bool six = host.starts_with("[");
  const Slice address = six ? host.drop_front(1).take_front(host.find(']') - 1) : host.take_front(host.find(':'));
  const Slice port = host.drop_front(six ? address.size + 2 : address.size);
  for (std::size_t i = 1; i < port.size; ++i)
    if (port.data[i] < '0' || port.data[i] > '9')
      return false;
  return (port.empty() || port.data[0] == ':') && (is_ip_address(address) || (!six && address == Slice("localhost")));
}

struct Request {
  telinject_net_request wire{};
  Detection *detection = nullptr;
  const Provider *provider = nullptr;
  int request_id = 0;
  char url[640];
  char headers[2][400];
};

// One search; too big for a stack, so it lives in memory mapped for it.
class Searching {
public:
  Searching(const Environment &env, Search &search, char *bodies) : search_(search), bodies_(bodies) {
    for (std::size_t i = 0; i < search.count; ++i)
      start(env, i);
  }

  // Called when the responses are in: takes the first provider in the order of the rows that has found something.
  void conclude() {
    char memory[400];
    TextBuffer failure_reason(memory, sizeof memory);
    search_.finished = !stopped();
    for (std::size_t i = 0; i < search_.count; ++i) {
      const Provider &provider = *search_.providers[i];
      if (detections_[i].state == Detection::State::complete) {
        search_.facts = detections_[i].facts;
        search_.facts.vendor = provider.vendor;
        search_.facts.source = provider.source;
        search_.facts.platform.set(provider.platform);
        search_.found = true;
        return;
      }
      if (i != 0)
        failure_reason.put("; ");
      failure_reason.put(provider.platform);
      failure_reason.put(": ");
      failure_reason.put(detections_[i].state == Detection::State::failed
                             ? detections_[i].failure_reason.slice().take_front(100)
                             : Slice("no answer in time"));
    }
    search_.failure_reason.set(failure_reason.slice());
  }

  bool decided() const {
    bool open = false;
    for (std::size_t i = 0; i < search_.count; ++i) {
      if (detections_[i].state == Detection::State::complete)
        return true;
      open |= detections_[i].state == Detection::State::running;
    }
    return !open;
  }

  telinject_net_job job() {
    return {this, [](void *self) { return static_cast<Searching *>(self)->next(); },
            [](void *self, telinject_net_request *request) { static_cast<Searching *>(self)->on_response(*request); },
            [](void *self) { return static_cast<Searching *>(self)->remaining(); }};
  }

private:
  void start(const Environment &env, std::size_t i) {
    const Provider &provider = *search_.providers[i];
    TextBuffer endpoint(endpoints_[i], sizeof endpoints_[i]);
    provider.endpoint(env, endpoint);
    endpoint_sizes_[i] = endpoint.size();
    if (endpoint.overflow() || !is_address(endpoint.slice()))
      return detections_[i].fail("its endpoint must be http:// with an address or localhost", endpoint.slice());
    provider.start(env, detections_[i]);
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
      Detection &detection = detections_[i];
      if (detection.state != Detection::State::running || request_counts_[i] == detection.request_count ||
          used_ == max_requests)
        continue;
      Request &request = requests_[used_];
      const DetectorRequest &ask = detection.requests[request_counts_[i]++];
      if (fill(request, i, ask, left < max_call_ms ? left : max_call_ms)) {
        ++used_;
        return &request.wire;
      }
      detection.fail("a request is too long");
    }
    return nullptr;
  }

  bool fill(Request &request, std::size_t i, const DetectorRequest &ask, long timeout_ms) {
    request.detection = &detections_[i];
    request.provider = search_.providers[i];
    request.request_id = ask.request_id;
    TextBuffer url(request.url, sizeof request.url);
    url.put(endpoints_[i], endpoint_sizes_[i]);
    url.put(ask.path.slice());
    url.put('\0');
    telinject_net_request &wire = request.wire;
    int headers = 0;
    bool fits = !url.overflow();
    for (Slice header : {request.provider->header, ask.header.slice()}) {
      if (header.empty())
        continue;
      TextBuffer text(request.headers[headers], sizeof request.headers[headers]);
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

  void on_response(const telinject_net_request &wire) {
    Request &request = *static_cast<Request *>(wire.tag);
    if (request.detection->state != Detection::State::running)
      return;
    DetectorResponse response;
    response.request_id = request.request_id;
    response.status = wire.status;
    response.body = Slice(wire.body, wire.body_size);
    response.flavor = Slice::of(wire.header_value);
    response.error = wire.status == 0     ? Slice::of(wire.fault ? wire.fault : "no answer")
                     : wire.status == 200 ? Slice("an unexpected response")
                                          : status_text(wire.status);
    request.provider->on_response(*request.detection, response);
  }

  Slice status_text(int status) {
    TextBuffer out(status_, sizeof status_);
    out.put("HTTP ");
    out.decimal(static_cast<std::uint64_t>(status));
    return out.slice();
  }

  Search &search_;
  char *bodies_;
  Detection detections_[max_detections];
  char endpoints_[max_detections][256];
  std::size_t endpoint_sizes_[max_detections] = {};
  std::size_t request_counts_[max_detections] = {};
  Request requests_[max_requests];
  std::size_t used_ = 0;
  char status_[16];
};

} // namespace

void search_cloud(const Environment &env, Search &search) {
  const NetLibrary net = load_net_library();
  if (!net.run) {
    search.failure_reason.set(net.error);
    return;
  }
  constexpr std::size_t size = sizeof(Searching) + max_requests * body_room;
  char *const memory = static_cast<char *>(sys::map(size));
  if (!memory) {
    search.failure_reason.set("no memory");
    return;
  }
  auto *searching = new (memory) Searching(env, search, memory + sizeof(Searching)); // placement only: no allocation
  if (!searching->decided()) {
    const telinject_net_job job = searching->job();
    net.run(&job);
  }
  searching->conclude();
  sys::call(SYS_munmap, sys::as_long(memory), static_cast<long>(size));
}

} // namespace telinject
