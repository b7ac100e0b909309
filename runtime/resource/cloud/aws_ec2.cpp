// EC2: the instance metadata service, and what EKS takes from it.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
#include "runtime/resource/cloud/aws.h"

#include "runtime/base/json_read.h"

namespace telinject {

namespace aws {

namespace {

// Of the first round; in the second, after a token that ran out, each is higher by `second_round`.
enum { ask_token, ask_document, ask_public_ip, second_round = 8 };

bool says_true(Slice s) {
  constexpr Slice word = "true";
  for (std::size_t i = 0; i < word.size; ++i)
    if (i >= s.size || (s.data[i] | 0x20) != word.data[i])
      return false;
  return s.size == word.size;
}

// What is sent back in a header must not end it.
bool is_token(Slice s) {
  for (std::size_t i = 0; i < s.size; ++i)
    if (s.data[i] <= ' ' || s.data[i] > '~')
      return false;
  return !s.empty();
}

int this_round(const Probe &probe) {
  return probe.asked_again ? second_round : 0;
}

void ask_for_token(Probe &probe) {
  probe.ask(ask_token + this_round(probe), "/latest/api/token", "X-aws-ec2-metadata-token-ttl-seconds: 60", "PUT");
}

void ask_with_token(Probe &probe, int what, Slice path) {
  char memory[384];
  Text header(memory, sizeof memory);
  header.put("X-aws-ec2-metadata-token: ");
  header.put(probe.token.slice());
  probe.ask(what + this_round(probe), path, header.slice());
}

void take_token(Probe &probe, const Reply &reply) {
  const Slice token = trimmed(reply.body);
  if (reply.status != 200 || !is_token(token) || !probe.token.set(token))
    return probe.fail("no IMDSv2 token", reply.fault);
  ask_with_token(probe, ask_document, "/latest/dynamic/instance-identity/document");
  ask_with_token(probe, ask_public_ip, "/latest/meta-data/public-ipv4");
}

template <std::size_t N> bool keep(JsonValue document, Slice key, Kept<N> &to) {
  char memory[N];
  Text text(memory, sizeof memory);
  return document.member(key).text(text) && is_plain(text.slice()) && to.set(text.slice());
}

void take_document(Probe &probe, const Reply &reply) {
  const JsonValue document = reply.status == 200 ? read_json(reply.body) : JsonValue();
  CloudFacts &facts = probe.facts;
  if (!document.is_object() || !keep(document, "region", facts.region) ||
      !keep(document, "accountId", facts.account_id) || !keep(document, "instanceId", facts.instance_id))
    return probe.fail("no instance identity document", reply.fault);
  keep(document, "availabilityZone", facts.availability_zone);
  keep(document, "instanceType", facts.machine_type);
  keep(document, "imageId", facts.image_id);
}

} // namespace

bool metadata_is_allowed(const Surroundings &around) {
  return !says_true(around.variable("AWS_EC2_METADATA_DISABLED"));
}

void put_endpoint(const Surroundings &around, Text &out) {
  Slice endpoint = around.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT");
  while (!endpoint.empty() && endpoint.data[endpoint.size - 1] == '/')
    endpoint = endpoint.first(endpoint.size - 1);
  const Slice mode = around.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE");
  const bool six = mode.size == 4 && mode.data[3] == '6';
  out.put(!endpoint.empty() ? endpoint : six ? Slice("http://[fd00:ec2::254]") : Slice("http://169.254.169.254"));
}

void begin(const Surroundings &, Probe &probe) {
  ask_for_token(probe);
}

void take(Probe &probe, const Reply &reply) {
  const int what = reply.what - this_round(probe);
  if (what < 0 || what > ask_public_ip)
    return; // asked with the token that ran out
  if (what == ask_token)
    return take_token(probe, reply);
  if (reply.status == 401 && !probe.asked_again) {
    // The token ran out between two questions: all over again, once.
    probe.asked_again = true;
    probe.answered = 0;
    return ask_for_token(probe);
  }
  if (what == ask_document)
    take_document(probe, reply);
  else if (const Slice ip = trimmed(reply.body); reply.status == 200 && is_ip_address(ip))
    probe.facts.public_ip.set(ip);
  probe.answered |= 1u << what;
  if (probe.answered == (1u << ask_document | 1u << ask_public_ip))
    probe.complete();
}

} // namespace aws

extern const Provider aws_ec2;
constinit const Provider aws_ec2 = {"ec2", Vendor::aws, Source::imds_v2, aws::metadata_is_allowed, aws::put_endpoint,
                                    "",    aws::begin,  aws::take};

} // namespace telinject
