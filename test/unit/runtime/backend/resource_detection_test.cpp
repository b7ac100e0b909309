// Tests what the detection decides without a network, and that a wait for it ends.
#include "catch.h"

#include "runtime/backend/resource_detection.h"
#include "runtime/base/sys.h"
#include "surroundings_fake.h"

#include <memory>

using namespace telinject;

namespace {

std::string note_of(ResourceDetection &detection) {
  return fake::text(detection.take_note());
}

// Large; and a thread that outlives a test uses it.
ResourceDetection &new_detection() {
  auto *const detection = new ResourceDetection;
  detection->start(fake::env());
  static auto &reachable = *new std::vector<ResourceDetection *>; // never destroyed
  reachable.push_back(detection);
  return *detection;
}

} // namespace

TEST_CASE("ResourceDetection: switched off, it is decided at once and says why", "[detection]") {
  fake::set({{"AWS_LAMBDA_FUNCTION_NAME", "f"}});
  ResourceDetection &detection = new_detection();
  Config config;
  config.cloud_metadata = false;
  detection.begin(config, "host", true);
  CHECK_FALSE(detection.is_running());
  CHECK_FALSE(detection.has_thread());
  CHECK(detection.cloud().vendor == Vendor::local);
  CHECK(note_of(detection).find("ENABLE_CLOUD_METADATA is off") != std::string::npos);
  CHECK(note_of(detection).empty()); // once
}

TEST_CASE("ResourceDetection: what the environment alone determines needs no thread", "[detection]") {
  fake::set({{"AWS_LAMBDA_FUNCTION_NAME", "f"}, {"AWS_REGION", "eu-west-1"}});
  ResourceDetection &detection = new_detection();
  detection.begin(Config(), "host", true);
  CHECK_FALSE(detection.is_running());
  CHECK_FALSE(detection.has_thread());
  CHECK(detection.cloud().vendor == Vendor::aws);
  CHECK(fake::text(detection.cloud().region.slice()) == "eu-west-1");
  // Once: what follows changes nothing.
  fake::set({});
  detection.begin(Config(), "host", true);
  CHECK(detection.cloud().vendor == Vendor::aws);
}

TEST_CASE("ResourceDetection: a process that may start no thread counts as local", "[detection]") {
  fake::set({}, {{"/sys/class/dmi/id/sys_vendor", "Amazon EC2\n"}});
  ResourceDetection &detection = new_detection();
  detection.begin(Config(), "host", false);
  CHECK_FALSE(detection.is_running());
  CHECK(detection.cloud().vendor == Vendor::local);
}

TEST_CASE("ResourceDetection: when the process dies, nobody waits any longer", "[detection]") {
  fake::set({}, {{"/sys/class/dmi/id/sys_vendor", "Amazon EC2\n"}});
  ResourceDetection &detection = new_detection();
  detection.shorten_deadline(Urgency::now); // before it has begun: remembered
  Config config;
  config.metadata_timeout_ms = 1000;
  config.metadata_max_age_s = 0;
  detection.begin(config, "host", true);
  CHECK_FALSE(detection.is_running());
  CHECK(detection.cloud().vendor == Vendor::local);
  detection.end_thread();
  CHECK_FALSE(detection.has_thread());
}

TEST_CASE("ResourceDetection: a forked child has no thread, and its parent's note is not its own", "[detection]") {
  fake::set({});
  ResourceDetection &detection = new_detection();
  detection.begin(Config(), "host", false);
  detection.before_fork();
  detection.after_fork(true);
  CHECK_FALSE(detection.has_thread());
  CHECK(note_of(detection).empty());
}
