// The cache file: see cache.h.
#include "runtime/resource/cloud/cache.h"

#include "runtime/base/json_read.h"
#include "runtime/base/json_text.h"
#include "runtime/base/kernel_clock.h"
#include "runtime/base/sys.h"

#include <cerrno>
#include <fcntl.h>
#include <initializer_list>
#include <sys/stat.h>

namespace telinject {

namespace {

constexpr std::size_t largest = 16 * 1024;
constexpr std::int64_t clock_slack_s = 60;

// FNV-1a; a zero byte ends each part.
void mix(std::uint64_t &hash, Slice part) {
  for (std::size_t i = 0; i <= part.size; ++i) {
    hash ^= i < part.size ? static_cast<unsigned char>(part.data[i]) : 0u;
    hash *= 0x100000001b3u;
  }
}

// Each text member and its name in the file; `use` is called with both.
template <class Facts, class Use> void each_member(Facts &facts, Use use) {
  use(Slice("platform"), facts.platform);
  use(Slice("region"), facts.region);
  use(Slice("availability_zone"), facts.availability_zone);
  use(Slice("account_id"), facts.account_id);
  use(Slice("instance_id"), facts.instance_id);
  use(Slice("machine_type"), facts.machine_type);
  use(Slice("image_id"), facts.image_id);
  use(Slice("public_ip"), facts.public_ip);
  use(Slice("cluster_name"), facts.cluster_name);
}

bool whole_number(Slice s, std::int64_t &v) {
  v = 0;
  for (std::size_t i = 0; i < s.size; ++i) {
    if (s.data[i] < '0' || s.data[i] > '9' || i == 18)
      return false;
    v = v * 10 + (s.data[i] - '0');
  }
  return !s.empty();
}

bool take_cloud(JsonValue cloud, CloudFacts &facts) {
  char memory[512];
  TextBuffer text(memory, sizeof memory);
  if (!cloud.member("provider").text(text) || !find_vendor(text.slice(), facts.vendor))
    return false;
  bool sound = true;
  each_member(facts, [&](Slice name, auto &member) {
    text.truncate(0);
    const JsonValue value = cloud.member(name);
    sound &= !value.there() || (value.text(text) && is_plain(text.slice()) && member.set(text.slice()));
  });
  if (facts.vendor == Vendor::local)
    return sound && facts.platform.empty();
  const Provider *row = find_provider(facts.platform.slice());
  facts.source = Source::file;
  return sound && row && row->vendor == facts.vendor &&
         (facts.public_ip.empty() || is_ip_address(facts.public_ip.slice()));
}

// HOME's file and, for a new one, its name until it is complete.  False: there is no such folder, or its name is too
// long.
bool put_path(const Environment &env, TextBuffer &out, Slice suffix) {
  const Slice home = env.variable("HOME");
  out.put(home);
  out.put("/.telemetry_metadata.json");
  out.put(suffix);
  out.put('\0');
  return home.starts_with("/") && !out.overflow();
}

bool is_ours(int fd) {
  struct stat status;
  return sys::call(SYS_fstat, fd, sys::as_long(&status)) == 0 && S_ISREG(status.st_mode) &&
         status.st_uid == static_cast<uid_t>(sys::call(SYS_geteuid)) && (status.st_mode & 077) == 0 &&
         status.st_size <= static_cast<off_t>(largest);
}

int write_all(int fd, Slice text) {
  while (!text.empty()) {
    const long n = sys::write(fd, text.data, text.size);
    if (n == -EINTR)
      continue;
    if (n <= 0)
      return n == 0 ? EIO : static_cast<int>(-n);
    text = text.drop_front(static_cast<std::size_t>(n));
  }
  return 0;
}

} // namespace

CacheKey cache_key(const Environment &env, Slice host_name, Slice container_id, std::int64_t max_age_s) {
  CacheKey key;
  key.place = 0xcbf29ce484222325u;
  char boot[64];
  mix(key.place, Slice(boot, env.file("/proc/sys/kernel/random/boot_id", boot, sizeof boot)));
  mix(key.place, host_name);
  mix(key.place, container_id);
  for (Slice name :
       {Slice("AWS_EC2_METADATA_SERVICE_ENDPOINT"), Slice("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"),
        Slice("AWS_EC2_METADATA_DISABLED"), Slice("ECS_CONTAINER_METADATA_URI_V4"), Slice("ECS_CONTAINER_METADATA_URI"),
        Slice("GCE_METADATA_HOST"), Slice("K_REVISION"), Slice("CLOUD_RUN_JOB"),
        Slice("TELEMETRY_AZURE_METADATA_ENDPOINT"), Slice("KUBERNETES_SERVICE_HOST")})
    mix(key.place, env.variable(name));
  key.now_s = kernel_clock_ns(CLOCK_REALTIME) / 1'000'000'000;
  key.max_age_s = max_age_s;
  return key;
}

bool find_in_cache(Slice text, const CacheKey &key, CloudFacts &facts) {
  const JsonValue file = read_json(text);
  char memory[32], wanted[32];
  TextBuffer place(memory, sizeof memory), ours(wanted, sizeof wanted);
  ours.hex16(key.place);
  std::int64_t written;
  if (!file.is_object() || !(file.member("version").raw() == Slice("1")) || !file.member("place").text(place) ||
      !(place.slice() == ours.slice()) || !whole_number(file.member("written").raw(), written))
    return false;
  CloudFacts found;
  if (!take_cloud(file.member("cloud"), found))
    return false;
  const std::int64_t age = key.now_s - written;
  const std::int64_t most =
      found.vendor == Vendor::local && key.max_age_s > max_failure_s ? max_failure_s : key.max_age_s;
  if (age > most || age < -clock_slack_s)
    return false;
  facts = found;
  return true;
}

void put_cache(TextBuffer &out, const CacheKey &key, const CloudFacts &facts) {
  out.put("{\"version\":1,\"place\":\"");
  out.hex16(key.place);
  out.put("\",\"written\":");
  out.decimal(static_cast<std::uint64_t>(key.now_s));
  out.put(",\"cloud\":{\"provider\":");
  put_json_string(out, vendor_name(facts.vendor));
  each_member(facts, [&](Slice name, const auto &member) {
    if (member.empty())
      return;
    out.put(",\"");
    out.put(name);
    out.put("\":");
    put_json_string(out, member.slice());
  });
  out.put("}}\n");
}

bool read_cache(const Environment &env, const CacheKey &key, CloudFacts &facts) {
  char path[1024];
  TextBuffer out(path, sizeof path);
  if (key.max_age_s == 0 || !put_path(env, out, ""))
    return false;
  const long fd = sys::open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  if (sys::failed(fd))
    return false;
  char text[largest];
  std::size_t size = 0;
  for (long n = 1; n > 0 && is_ours(static_cast<int>(fd)) && size < sizeof text;
       size += n > 0 ? static_cast<std::size_t>(n) : 0)
    n = sys::read(static_cast<int>(fd), text + size, sizeof text - size);
  sys::close(static_cast<int>(fd));
  return find_in_cache(Slice(text, size), key, facts);
}

int write_cache(const Environment &env, const CacheKey &key, const CloudFacts &facts) {
  char memory[2048], path[1024], new_path[1024];
  TextBuffer text(memory, sizeof memory), suffix(path, sizeof path), name(new_path, sizeof new_path);
  put_cache(text, key, facts);
  suffix.put(".new-");
  suffix.decimal(static_cast<std::uint64_t>(sys::process_id()));
  if (key.max_age_s == 0 || text.overflow())
    return 0;
  if (!put_path(env, name, suffix.slice()))
    return ENOENT;
  const long fd = sys::open(new_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (sys::failed(fd))
    return static_cast<int>(-fd);
  int error = write_all(static_cast<int>(fd), text.slice());
  sys::close(static_cast<int>(fd));
  suffix.truncate(0);
  put_path(env, suffix, "");
  constexpr long here = -100; // AT_FDCWD
  if (error == 0)
    error = static_cast<int>(-sys::call(SYS_renameat2, here, sys::as_long(new_path), here, sys::as_long(path), 0));
  if (error != 0)
    sys::call(SYS_unlinkat, here, sys::as_long(new_path), 0);
  return error;
}

} // namespace telinject
