// The interface of a provider of cloud facts.  One file a provider, one row in providers.def.  Providers are pure:
// fetch.cpp passes them responses from the network, tests pass recorded ones, and any may be malformed or hostile.
// They do not allocate or throw; async-signal-safe.
#pragma once

#include "runtime/base/trimmed.h"
#include "runtime/config/environment.h"
#include "runtime/resource/cloud/cloud_facts.h"

namespace telinject {

// A request of a detector.
struct DetectorRequest {
  int request_id = 0;      // chosen by the provider
  Slice method = "GET";    // a string literal
  FixedString<192> path;   // appended to the endpoint
  FixedString<384> header; // "Name: value"; at most one besides Provider::header
};

// A response, or the reason why there is none.
struct DetectorResponse {
  int request_id = 0;
  int status = 0; // HTTP status; 0: no response
  Slice body;
  Slice flavor; // value of the header Metadata-Flavor
  Slice error;  // set if status is 0
};

// The state of one provider's detection.
class Detection {
public:
  static constexpr std::size_t max_requests = 12;
  enum class State : std::uint8_t { running, complete, failed };

  // Requests endpoint + path.  Fails the detection if there are more than max_requests or the text is too long.
  void request(int request_id, Slice path, Slice header = Slice(), Slice method = "GET");
  // Ends the detection: `facts` is complete.
  void complete() { state = state == State::running ? State::complete : state; }
  // Ends the detection without a result; the first failure is kept.  cause: cut at 120 bytes.
  void fail(Slice failure, Slice cause = Slice());

  CloudFacts facts;
  State state = State::running;
  std::uint32_t answered = 0; // bits of request_id, set by the provider
  bool is_second_round = false;
  FixedString<256> token;
  DetectorRequest requests[max_requests];
  std::size_t request_count = 0;
  FixedString<240> failure_reason;
};

struct Provider {
  Slice platform; // value of cloud.platform
  Vendor vendor;
  Source source; // source of its facts
  // Could this be the platform?  Called only if there is a hint of the vendor, or no hint at all.
  bool (*might_apply)(const Environment &env);
  // Appends the base of all request URLs, "http://169.254.169.254"; null: the provider needs no network.
  void (*endpoint)(const Environment &env, TextBuffer &out);
  // A header that each request carries; empty: none.
  Slice header;
  // Sends the first requests, or completes at once.
  void (*start)(const Environment &env, Detection &detection);
  // Receives a response to one of them.
  void (*on_response)(Detection &detection, const DetectorResponse &response);
};

// Selects, for each vendor with a hint, the first row of providers.def that might apply; without hints, and on a
// machine that cannot give any, for all vendors.  Returns their number.
constexpr std::size_t max_detections = vendor_count - 1; // one for each vendor but local
std::size_t choose_providers(const Environment &env, const Provider *(&chosen)[max_detections]);

const Provider &local_provider_row();
// Finds a provider by its platform; null: none.
const Provider *find_provider(Slice platform);

// Helpers for providers.
// Is the text valid as a name, number or location: letters, digits and ._:/@+- only, and not empty?
bool is_plain(Slice s);
// Returns the text after the last '/'.
Slice last_part(Slice s);
// Returns "us-central1" for "us-central1-a".
Slice region_of_zone(Slice zone);
bool is_ip_address(Slice s);
bool in_kubernetes(const Environment &env);

} // namespace telinject
