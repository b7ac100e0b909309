// ~/.telemetry_metadata.json: stores detected facts, so that later processes need not send requests.  An entry is valid
// for the same boot of the machine, host name, container and endpoints only.  Async-signal-safe.
#pragma once

#include "runtime/resource/cloud/provider.h"

namespace telinject {

// Identifies a cache entry and limits its age.
struct CacheKey {
  std::uint64_t place = 0; // hash of boot id, host name, container and endpoints
  std::int64_t now_s = 0;  // Unix time
  std::int64_t max_age_s = 0;
};

// The longest time for which a negative result is valid.
constexpr std::int64_t max_failure_s = 5 * 60;

CacheKey cache_key(const Environment &env, Slice host_name, Slice container_id, std::int64_t max_age_s);

// Parses the text of the file (pure).  False: malformed, of another key, too old, or from the future.
bool find_in_cache(Slice text, const CacheKey &key, CloudFacts &facts);
void put_cache(TextBuffer &out, const CacheKey &key, const CloudFacts &facts);

// Reads the file in the folder HOME.  Ignores it unless it is a regular file of this user to which nobody else has
// access.
bool read_cache(const Environment &env, const CacheKey &key, CloudFacts &facts);
// Writes a temporary file and renames it.  Returns 0 or the error number.
int write_cache(const Environment &env, const CacheKey &key, const CloudFacts &facts);

} // namespace telinject
