// ECS: the task metadata endpoint, version 4, else 3.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4.html
#include "runtime/resource/cloud/provider.h"

#include "runtime/base/json_read.h"

namespace telinject {

namespace {

Slice base(const Surroundings &around) {
  Slice uri = around.variable("ECS_CONTAINER_METADATA_URI_V4");
  if (uri.empty())
    uri = around.variable("ECS_CONTAINER_METADATA_URI");
  while (!uri.empty() && uri.data[uri.size - 1] == '/')
    uri = uri.first(uri.size - 1);
  return uri;
}

// arn:aws:ecs:REGION:ACCOUNT:task/...
bool take_arn(Slice arn, CloudFacts &facts) {
  Slice parts[6];
  for (Slice &part : parts) {
    part = arn.first(arn.find(':'));
    arn = arn.from(part.size + 1);
  }
  return parts[0] == Slice("arn") && parts[2] == Slice("ecs") && parts[5].starts_with("task/") && is_plain(parts[3]) &&
         is_plain(parts[4]) && facts.region.set(parts[3]) && facts.account_id.set(parts[4]);
}

} // namespace

extern const Provider aws_ecs;
constinit const Provider aws_ecs = {
    "ecs",
    Vendor::aws,
    Source::metadata_server,
    [](const Surroundings &around) { return !base(around).empty(); },
    [](const Surroundings &around, Text &out) { out.put(base(around)); },
    "",
    [](const Surroundings &, Probe &probe) { probe.ask(0, "/task"); },
    [](Probe &probe, const Reply &reply) {
      const JsonValue task = reply.status == 200 ? read_json(reply.body) : JsonValue();
      char arn_memory[256], zone_memory[64];
      Text arn(arn_memory, sizeof arn_memory), zone(zone_memory, sizeof zone_memory);
      if (!task.member("TaskARN").text(arn) || !take_arn(arn.slice(), probe.facts))
        return probe.fail("no task metadata", reply.fault);
      if (task.member("AvailabilityZone").text(zone) && is_plain(zone.slice()))
        probe.facts.availability_zone.set(zone.slice());
      probe.complete();
    },
};

} // namespace telinject
