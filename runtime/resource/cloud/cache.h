// ~/.telemetry_metadata.json: what the last process here found out, so that the next need not ask.  Only for the same
// place: the same boot of the machine, host name, container and endpoints.  Async-signal-safe.
#pragma once

#include "runtime/resource/cloud/provider.h"

namespace telinject {

// What the file is about, and for how long.
struct CacheKey {
  std::uint64_t place = 0; // a hash of what makes the place
  std::int64_t now_s = 0;  // Unix time
  std::int64_t max_age_s = 0;
};

// That nobody answered is believed for so long at most.
constexpr std::int64_t max_failure_s = 5 * 60;

CacheKey cache_key(const Environment &env, Slice host_name, Slice container_id, std::int64_t max_age_s);

// The pure part.  find: false where the text is malformed, of another place, too old, or from the future.
bool find_in_cache(Slice text, const CacheKey &key, CloudFacts &facts);
void put_cache(TextBuffer &out, const CacheKey &key, const CloudFacts &facts);

// The file, in the folder HOME.  It is believed only where it is a regular file of this user's that nobody else may
// touch.
bool read_cache(const Environment &env, const CacheKey &key, CloudFacts &facts);
// Written beside it, then put in its place.  0, or the error number.
int write_cache(const Environment &env, const CacheKey &key, const CloudFacts &facts);

} // namespace telinject
