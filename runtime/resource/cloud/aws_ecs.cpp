// ECS: the task metadata endpoint, version 4, else 3.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4.html
#include "runtime/resource/cloud/provider.h"

#include "runtime/base/json_read.h"

namespace telinject {

namespace {

Slice base(const Environment &env) {
  Slice uri = env.variable("ECS_CONTAINER_METADATA_URI_V4");
  if (uri.empty())
    uri = env.variable("ECS_CONTAINER_METADATA_URI");
  while (!uri.empty() && uri.data[uri.size - 1] == '/')
    uri = uri.take_front(uri.size - 1);
  return uri;
}

// arn:aws:ecs:REGION:ACCOUNT:task/...
bool take_arn(Slice arn, CloudFacts &facts) {
  Slice parts[6];
  for (Slice &part : parts) {
    part = arn.take_front(arn.find(':'));
    arn = arn.drop_front(part.size + 1);
  }
  return parts[0] == Slice("arn") && parts[2] == Slice("ecs") && parts[5].starts_with("task/") && is_plain(parts[3]) &&
         is_plain(parts[4]) && facts.region.set(parts[3]) && facts.account_id.set(parts[4]);
}

} // namespace

extern const Provider aws_ecs;
constinit const Provider aws_ecs = {
    .platform = "ecs",
    .vendor = Vendor::aws,
    .source = Source::metadata_server,
    .might_apply = [](const Environment &env) { return !base(env).empty(); },
    .endpoint = [](const Environment &env, TextBuffer &out) { out.put(base(env)); },
    .header = "",
    .start = [](const Environment &, Detection &detection) { detection.request(0, "/task"); },
    .on_response =
        [](Detection &detection, const DetectorResponse &response) {
          const JsonValue task = response.status == 200 ? read_json(response.body) : JsonValue();
          char arn_memory[256], zone_memory[64];
          TextBuffer arn(arn_memory, sizeof arn_memory), zone(zone_memory, sizeof zone_memory);
          if (!task.member("TaskARN").text(arn) || !take_arn(arn.slice(), detection.facts))
            return detection.fail("no task metadata", response.error);
          if (task.member("AvailabilityZone").text(zone) && is_plain(zone.slice()))
            detection.facts.availability_zone.set(zone.slice());
          detection.complete();
        },
};

} // namespace telinject
