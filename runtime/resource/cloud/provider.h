// What a provider of cloud facts does.  One file a provider, one row in providers.def.  Everything here is pure:
// replies are handed in by whoever has a network (fetch.cpp) or a recording (the tests), so any of it may be malformed
// or hostile. Nothing allocates or throws; async-signal-safe.
#pragma once

#include "runtime/config/environment.h"
#include "runtime/resource/cloud/cloud_facts.h"

namespace telinject {

// A request of a probe.
struct DetectorRequest {
  int request_id = 0;      // the provider's own number for it
  Slice method = "GET";    // a literal
  FixedString<192> path;   // behind the endpoint
  FixedString<384> header; // "Name: value", at most one besides the provider's own
};

// An answer, or why there is none.
struct DetectorResponse {
  int request_id = 0;
  int status = 0; // of HTTP; 0: no answer
  Slice body;
  Slice flavor; // the header Metadata-Flavor
  Slice error;  // where status is 0
};

// One provider's search under way.
class Detection {
public:
  static constexpr std::size_t max_requests = 12;
  enum class State : std::uint8_t { running, complete, failed };

  // Asks for endpoint + path.  Past max_requests, or too long: the probe fails.
  void request(int request_id, Slice path, Slice header = Slice(), Slice method = "GET");
  // All is known: `facts` is good.
  void complete() { state = state == State::running ? State::complete : state; }
  // Nothing will come of it; the first reason counts.  why: at most 120 bytes are kept.
  void fail(Slice request_id, Slice failure_reason = Slice());

  CloudFacts facts;
  State state = State::running;
  std::uint32_t answered = 0; // bits of `what`, kept by the provider
  bool is_second_round = false;
  FixedString<256> token;
  DetectorRequest requests[max_requests];
  std::size_t request_count = 0;
  FixedString<240> failure_reason;
};

struct Provider {
  Slice platform; // cloud.platform
  Vendor vendor;
  Source source; // of what it finds
  // May this be the place?  Only asked where the vendor is hinted at, or nothing is.
  bool (*might_apply)(const Environment &env);
  // Appends the base of all requests, "http://169.254.169.254"; null: it needs no network.
  void (*endpoint)(const Environment &env, TextBuffer &out);
  // A header that each request carries; empty: none.
  Slice header;
  // Asks its first questions, or is complete at once.
  void (*start)(const Environment &env, Detection &detection);
  // Takes an answer to one of them.
  void (*on_response)(Detection &detection, const DetectorResponse &response);
};

// The first of the rows of providers.def that may be here, of each vendor that there is a hint of; nowhere a hint and
// no way to have one: of all.  Returns how many.
constexpr std::size_t max_detections = vendor_count - 1; // one for each vendor but local
std::size_t choose_providers(const Environment &env, const Provider *(&chosen)[max_detections]);

const Provider &local_provider_row();
// By its platform; null: none.
const Provider *find_provider(Slice platform);

// For the providers.
// Text that may stand for a name, a number, a place: letters, digits and ._:/@+- only, not empty.
bool is_plain(Slice s);
Slice trimmed(Slice s);
// Behind the last '/'.
Slice last_part(Slice s);
// "us-central1-a" is in "us-central1".
Slice region_of_zone(Slice zone);
bool is_ip_address(Slice s);
bool in_kubernetes(const Environment &env);

} // namespace telinject
