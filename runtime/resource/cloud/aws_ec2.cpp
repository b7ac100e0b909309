// EC2: the instance metadata service, and what EKS takes from it.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
#include "runtime/resource/cloud/aws.h"

#include "runtime/base/json_read.h"

namespace telinject {

namespace aws {

namespace {

// Of the first round; in the second, after a token that ran out, each is higher by `second_round`.
enum { token_request, document_request, public_ip_request, second_round = 8 };

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

int this_round(const Detection &detection) {
  return detection.is_second_round ? second_round : 0;
}

void request_token(Detection &detection) {
  detection.request(token_request + this_round(detection), "/latest/api/token",
                    "X-aws-ec2-metadata-token-ttl-seconds: 60", "PUT");
}

void request_with_token(Detection &detection, int request_id, Slice path) {
  char memory[384];
  TextBuffer header(memory, sizeof memory);
  header.put("X-aws-ec2-metadata-token: ");
  header.put(detection.token.slice());
  detection.request(request_id + this_round(detection), path, header.slice());
}

void on_token(Detection &detection, const DetectorResponse &response) {
  const Slice token = trimmed(response.body);
  if (response.status != 200 || !is_token(token) || !detection.token.set(token))
    return detection.fail("no IMDSv2 token", response.error);
  request_with_token(detection, document_request, "/latest/dynamic/instance-identity/document");
  request_with_token(detection, public_ip_request, "/latest/meta-data/public-ipv4");
}

template <std::size_t N> bool keep(JsonValue document, Slice key, FixedString<N> &to) {
  char memory[N];
  TextBuffer text(memory, sizeof memory);
  return document.member(key).text(text) && is_plain(text.slice()) && to.set(text.slice());
}

void on_document(Detection &detection, const DetectorResponse &response) {
  const JsonValue document = response.status == 200 ? read_json(response.body) : JsonValue();
  CloudFacts &facts = detection.facts;
  if (!document.is_object() || !keep(document, "region", facts.region) ||
      !keep(document, "accountId", facts.account_id) || !keep(document, "instanceId", facts.instance_id))
    return detection.fail("no instance identity document", response.error);
  keep(document, "availabilityZone", facts.availability_zone);
  keep(document, "instanceType", facts.machine_type);
  keep(document, "imageId", facts.image_id);
}

} // namespace

bool metadata_is_allowed(const Environment &env) {
  return !says_true(env.variable("AWS_EC2_METADATA_DISABLED"));
}

void put_endpoint(const Environment &env, TextBuffer &out) {
  Slice endpoint = env.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT");
  while (!endpoint.empty() && endpoint.data[endpoint.size - 1] == '/')
    endpoint = endpoint.take_front(endpoint.size - 1);
  const Slice mode = env.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE");
  const bool six = mode.size == 4 && mode.data[3] == '6';
  out.put(!endpoint.empty() ? endpoint : six ? Slice("http://[fd00:ec2::254]") : Slice("http://169.254.169.254"));
}

void start(const Environment &, Detection &detection) {
  request_token(detection);
}

void on_response(Detection &detection, const DetectorResponse &response) {
  const int request_id = response.request_id - this_round(detection);
  if (request_id < 0 || request_id > public_ip_request)
    return; // asked with the token that ran out
  if (request_id == token_request)
    return on_token(detection, response);
  if (response.status == 401 && !detection.is_second_round) {
    // The token ran out between two questions: all over again, once.
    detection.is_second_round = true;
    detection.answered = 0;
    return request_token(detection);
  }
  if (request_id == document_request)
    on_document(detection, response);
  else if (const Slice ip = trimmed(response.body); response.status == 200 && is_ip_address(ip))
    detection.facts.public_ip.set(ip);
  detection.answered |= 1u << request_id;
  if (detection.answered == (1u << document_request | 1u << public_ip_request))
    detection.complete();
}

} // namespace aws

extern const Provider aws_ec2;
constinit const Provider aws_ec2 = {
    .platform = "ec2",
    .vendor = Vendor::aws,
    .source = Source::imds_v2,
    .might_apply = aws::metadata_is_allowed,
    .endpoint = aws::put_endpoint,
    .header = "",
    .start = aws::start,
    .on_response = aws::on_response,
};

} // namespace telinject
