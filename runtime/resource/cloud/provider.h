// What a provider of cloud facts does.  One file a provider, one row in providers.def.  Everything here is pure:
// replies are handed in by whoever has a network (fetch.cpp) or a recording (the tests), so any of it may be malformed
// or hostile. Nothing allocates or throws; async-signal-safe.
#pragma once

#include "runtime/config/surroundings.h"
#include "runtime/resource/cloud/cloud_facts.h"

namespace telinject {

// A request of a probe.
struct Ask {
  int what = 0;         // the provider's own number for it
  Slice method = "GET"; // a literal
  Kept<192> path;       // behind the endpoint
  Kept<384> header;     // "Name: value", at most one besides the provider's own
};

// An answer, or why there is none.
struct Reply {
  int what = 0;
  int status = 0; // of HTTP; 0: no answer
  Slice body;
  Slice flavor; // the header Metadata-Flavor
  Slice fault;  // where status is 0
};

// One provider's search under way.
class Probe {
public:
  static constexpr std::size_t most_asks = 12;
  enum class State : std::uint8_t { asking, complete, failed };

  // Asks for endpoint + path.  Past most_asks, or too long: the probe fails.
  void ask(int what, Slice path, Slice header = Slice(), Slice method = "GET");
  // All is known: `facts` is good.
  void complete() { state = state == State::asking ? State::complete : state; }
  // Nothing will come of it; the first reason counts.  why: at most 120 bytes are kept.
  void fail(Slice what, Slice why = Slice());

  CloudFacts facts;
  State state = State::asking;
  std::uint32_t answered = 0; // bits of `what`, kept by the provider
  bool asked_again = false;
  Kept<256> token;
  Ask asks[most_asks];
  std::size_t ask_count = 0;
  Kept<240> why;
};

struct Provider {
  Slice platform; // cloud.platform
  Vendor vendor;
  Source source; // of what it finds
  // May this be the place?  Only asked where the vendor is hinted at, or nothing is.
  bool (*here)(const Surroundings &around);
  // Appends the base of all requests, "http://169.254.169.254"; null: it needs no network.
  void (*endpoint)(const Surroundings &around, Text &out);
  // A header that each request carries; empty: none.
  Slice header;
  // Asks its first questions, or is complete at once.
  void (*begin)(const Surroundings &around, Probe &probe);
  // Takes an answer to one of them.
  void (*take)(Probe &probe, const Reply &reply);
};

// The first of the rows of providers.def that may be here, of each vendor that there is a hint of; nowhere a hint and
// no way to have one: of all.  Returns how many.
constexpr std::size_t most_probes = 3;
std::size_t choose_providers(const Surroundings &around, const Provider *(&chosen)[most_probes]);

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
bool in_kubernetes(const Surroundings &around);

} // namespace telinject
