// Tests the cloud detectors with recorded responses, the hints and the cache file.
#include "catch.h"
#include "surroundings_fake.h"

#include "runtime/resource/cloud/cache.h"
#include "runtime/resource/cloud/hints.h"
#include "runtime/resource/cloud/provider.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <sys/stat.h>
#include <tuple>
#include <unistd.h>

using namespace telinject;
using namespace fake;

namespace {

struct Answer {
  int status = 404;
  std::string body;
  std::string flavor;
  std::string fault;
};
// Responses by "METHOD /path"; any other request gets a 404.
using Answers = std::map<std::string, Answer>;

Answer found(std::string body, std::string flavor = "") {
  return {200, std::move(body), std::move(flavor), ""};
}

std::string recorded(const std::string &name) {
  std::ifstream file(std::string(TELINJECT_TEST_SOURCE_DIR) + "/test/data/cloud/" + name);
  REQUIRE(file);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

struct Outcome {
  Detection detection;
  std::vector<std::string> asked;   // "METHOD /path"
  std::vector<std::string> headers; // of each request
};

// Answers a detector's requests from the table, as fetch.cpp does over the network.
Outcome ask(const char *platform, const Answers &answers) {
  Outcome o;
  const Provider *provider = find_provider(Slice::of(platform));
  REQUIRE(provider);
  provider->start(env(), o.detection);
  for (std::size_t i = 0; i < o.detection.request_count && o.detection.state == Detection::State::running; ++i) {
    const DetectorRequest question = o.detection.requests[i];
    o.asked.push_back(text(question.method) + " " + text(question.path.slice()));
    o.headers.push_back(text(question.header.slice()));
    const auto at = answers.find(o.asked.back());
    const Answer answer = at == answers.end() ? Answer() : at->second;
    DetectorResponse response;
    response.request_id = question.request_id;
    response.status = answer.status;
    response.body = slice(answer.body);
    response.flavor = slice(answer.flavor);
    response.error = slice(answer.fault);
    provider->on_response(o.detection, response);
  }
  return o;
}

// Returns the facts as one text of "member=value" pairs.
std::string facts_text(const CloudFacts &f) {
  std::string out;
  const auto add = [&](const char *name, Slice value) {
    if (!value.empty())
      out += std::string(out.empty() ? "" : " ") + name + "=" + text(value);
  };
  add("region", f.region.slice());
  add("zone", f.availability_zone.slice());
  add("account", f.account_id.slice());
  add("instance", f.instance_id.slice());
  add("machine", f.machine_type.slice());
  add("image", f.image_id.slice());
  add("ip", f.public_ip.slice());
  add("cluster", f.cluster_name.slice());
  return out;
}

std::string result(const Outcome &o) {
  return o.detection.state == Detection::State::complete
             ? facts_text(o.detection.facts)
             : (o.detection.state == Detection::State::failed ? "failed: " : "asking: ") +
                   text(o.detection.failure_reason.slice());
}

const char *const document = "GET /latest/dynamic/instance-identity/document";
const char *const public_ip = "GET /latest/meta-data/public-ipv4";
const char *const token = "PUT /latest/api/token";
const char *const ec2_facts =
    "region=eu-central-1 zone=eu-central-1b account=123456789012 instance=i-0b123456789abcdef machine=t3.large "
    "image=ami-0ff8a91507f77f867";

Answers ec2() {
  return {{token, found("AQAEAMadeUpToken==\n")},
          {document, found(recorded("ec2_identity.json"))},
          {public_ip, found("203.0.113.5")}};
}

Answers google(const std::string &file) {
  Answers answers;
  const auto values = nlohmann::json::parse(recorded(file));
  for (const auto &[path, value] : values.items())
    answers["GET /computeMetadata/v1/" + path] = found(value.get<std::string>(), "Google");
  return answers;
}

Answers azure(const std::string &file) {
  return {{"GET /metadata/instance?api-version=2021-02-01&format=json", found(recorded(file))}};
}

std::vector<std::string> chosen(Variables v, Files f = {}) {
  set(std::move(v), std::move(f));
  const Provider *providers[max_detections];
  std::vector<std::string> names;
  for (std::size_t i = 0, n = choose_providers(env(), providers); i < n; ++i)
    names.push_back(text(providers[i]->platform));
  return names;
}

using Names = std::vector<std::string>;

const char *const dmi = "/sys/class/dmi/id/";

} // namespace

TEST_CASE("Cloud EC2: a token, then the document and the public address with it", "[cloud]") {
  set({});
  const Outcome o = ask("ec2", ec2());
  CHECK(result(o) == std::string(ec2_facts) + " ip=203.0.113.5");
  CHECK(o.asked == Names{token, document, public_ip});
  CHECK(o.headers == Names{"X-aws-ec2-metadata-token-ttl-seconds: 60", "X-aws-ec2-metadata-token: AQAEAMadeUpToken==",
                           "X-aws-ec2-metadata-token: AQAEAMadeUpToken=="});
  Answers none = ec2();
  none.erase(public_ip);
  CHECK(result(ask("ec2", none)) == ec2_facts);
  none[public_ip] = found("<html>");
  CHECK(result(ask("ec2", none)) == ec2_facts);
  CHECK(result(ask("eks", ec2())) == std::string(ec2_facts) + " ip=203.0.113.5");
}

TEST_CASE("Cloud EC2: what is no answer", "[cloud]") {
  set({});
  Answers bad = ec2();
  for (const std::string &odd : {std::string(), std::string("two words"), std::string("a\r\nInjected: b"),
                                 std::string("\xff\xfe"), std::string(300, 'x')}) {
    bad[token] = found(odd);
    CHECK(result(ask("ec2", bad)) == "failed: no IMDSv2 token");
  }
  bad[token] = {0, "", "", "Connection refused"};
  CHECK(result(ask("ec2", bad)) == "failed: no IMDSv2 token: Connection refused");
  bad = ec2();
  for (const char *odd :
       {"", "{", "[]", "null", "\"x\"", "<html></html>", "{\"region\":1,\"accountId\":\"1\",\"instanceId\":\"i\"}",
        "{\"region\":\"\",\"accountId\":\"1\",\"instanceId\":\"i\"}",
        "{\"region\":\"a\\nb\",\"accountId\":\"1\",\"instanceId\":\"i\"}", "{\"region\":\"r\",\"accountId\":\"1\"}"}) {
    bad[document] = found(odd);
    CHECK(result(ask("ec2", bad)) == "failed: no instance identity document");
  }
  bad[document] =
      found("{\"region\":\"r\",\"accountId\":\"1\",\"instanceId\":\"i\",\"imageId\":null,\"instanceType\":{}}");
  CHECK(result(ask("ec2", bad)) == "region=r account=1 instance=i ip=203.0.113.5");
}

TEST_CASE("Cloud EC2: a token that runs out is asked for again, once", "[cloud]") {
  set({});
  Answers expired = ec2();
  expired[document] = {401, "", "", "HTTP 401"};
  const Outcome o = ask("ec2", expired);
  CHECK(result(o) == "failed: no instance identity document: HTTP 401");
  CHECK(o.asked == Names{token, document, public_ip, token, document});
  // Both requests of the first round are rejected and repeated with the new token.
  Outcome late;
  const Provider &provider = *find_provider(Slice("ec2"));
  const auto response = [&](std::size_t i, int status, const std::string &body) {
    DetectorResponse r;
    r.request_id = late.detection.requests[i].request_id;
    r.status = status;
    r.body = slice(body);
    provider.on_response(late.detection, r);
  };
  provider.start(env(), late.detection);
  response(0, 200, "first");
  response(1, 401, "");
  response(3, 200, "second");
  CHECK(text(late.detection.requests[4].header.slice()) == "X-aws-ec2-metadata-token: second");
  response(2, 401, "");
  CHECK(late.detection.state == Detection::State::running);
  response(4, 200, recorded("ec2_identity.json"));
  response(5, 404, "");
  CHECK(result(late) == ec2_facts);
}

TEST_CASE("Cloud ECS: region and account from the task's name", "[cloud]") {
  set({{"ECS_CONTAINER_METADATA_URI_V4", "http://169.254.170.2/v4/abc"}});
  CHECK(result(ask("ecs", {{"GET /task", found(recorded("ecs_task.json"))}})) ==
        "region=us-west-2 zone=us-west-2d account=123456789012");
  CHECK(result(
            ask("ecs", {{"GET /task", found("{\"TaskARN\":\"arn:aws-cn:ecs:cn-north-1:123456789012:task/e902\"}")}})) ==
        "region=cn-north-1 account=123456789012");
  for (const char *odd : {"", "{}", "{\"TaskARN\":\"\"}", "{\"TaskARN\":\"arn:aws:ecs:us-west-2\"}",
                          "{\"TaskARN\":\"arn:aws:s3:::bucket\"}", "{\"TaskARN\":\"arn:aws:ecs::1:task/x\"}",
                          "{\"TaskARN\":\"arn:aws:ecs:us west:1:task/x\"}"})
    CHECK(result(ask("ecs", {{"GET /task", found(odd)}})) == "failed: no task metadata");
}

TEST_CASE("Cloud Lambda: from the environment", "[cloud]") {
  set({{"AWS_LAMBDA_FUNCTION_NAME", "shop"}, {"AWS_REGION", "eu-west-3"}});
  const Outcome o = ask("lambda", {});
  CHECK(result(o) == "region=eu-west-3");
  CHECK(o.asked.empty());
  set({{"AWS_LAMBDA_FUNCTION_NAME", "shop"}, {"AWS_REGION", "no region\n"}});
  CHECK(result(ask("lambda", {})) == "");
}

TEST_CASE("Cloud Google Cloud: each value a question", "[cloud]") {
  set({});
  const std::string gce =
      "region=us-central1 zone=us-central1-c account=my-shop-351712 instance=4520031799277581759 machine=e2-standard-4 "
      "image=projects/debian-cloud/global/images/debian-12-bookworm-v20251014 ip=203.0.113.77";
  CHECK(result(ask("gce", google("gce.json"))) == gce);
  CHECK(result(ask("gke", google("gke.json"))) ==
        "region=europe-west1 zone=europe-west1-b account=my-shop-351712 instance=5520031799277581700 cluster=prod");
  CHECK(result(ask("cloud_run", google("cloud_run.json"))) ==
        "region=europe-west4 account=my-shop-351712 "
        "instance=00f46b9285e2c6a4f1d5b1c6a7d8e9f00f46b9285e2c6a4f1d5b1c6a7d8e9f0");
}

TEST_CASE("Cloud Google Cloud: only from Google's own server, and with a place", "[cloud]") {
  set({});
  Answers other = google("gce.json");
  for (auto &[path, answer] : other)
    answer.flavor = "";
  CHECK(result(ask("gce", other)) == "failed: project/project-id: not from Google's metadata server");
  other = google("gce.json");
  other["GET /computeMetadata/v1/instance/zone"].body = "nowhere";
  CHECK(result(ask("gce", other)) == "failed: instance/zone: not there");
  other["GET /computeMetadata/v1/instance/zone"].body = "projects/1/zones/";
  CHECK(result(ask("gce", other)) == "failed: instance/zone: not there");
  other.erase("GET /computeMetadata/v1/instance/zone");
  CHECK(result(ask("gce", other)) == "failed: instance/zone: not there");
  other = google("gce.json");
  other["GET /computeMetadata/v1/instance/image"].body = "<script>";
  CHECK(result(ask("gce", other)).find("image") == std::string::npos);
}

TEST_CASE("Cloud Azure: a document with everything", "[cloud]") {
  set({});
  CHECK(result(ask("azure_vm", azure("azure_vm.json"))) ==
        "region=westeurope zone=2 account=8d10da13-8125-4ba9-a717-bf7490507b3d "
        "instance=02aab8a4-74ef-476e-8182-f6d2ba4166a6 machine=Standard_D2s_v5 "
        "image=Canonical:0001-com-ubuntu-server-jammy:22_04-lts-gen2:latest ip=203.0.113.88");
  CHECK(result(ask("aks", azure("azure_aks.json"))) ==
        "region=westeurope account=8d10da13-8125-4ba9-a717-bf7490507b3d instance=02aab8a4-74ef-476e-8182-f6d2ba4166a6 "
        "machine=Standard_D2s_v5 "
        "image=/subscriptions/8d10da13-8125-4ba9-a717-bf7490507b3d/resourceGroups/AKS-Ubuntu/providers/"
        "Microsoft.Compute/galleries/AKSUbuntu/images/"
        "2204gen2containerd/versions/202510.19.1 cluster=prod");
  for (const char *odd : {"", "{}", "[]", "{\"compute\":[]}", "{\"compute\":{\"location\":\"x\"}}",
                          "{\"compute\":{\"location\":\"x\",\"subscriptionId\":\"s\",\"vmId\":7}}"})
    CHECK(result(ask("azure_vm", {{"GET /metadata/instance?api-version=2021-02-01&format=json", found(odd)}})) ==
          "failed: no instance metadata");
}

TEST_CASE("Cloud AKS: the cluster's name, or its group", "[cloud]") {
  set({});
  const auto cluster = [](const std::string &group) {
    const std::string body =
        "{\"compute\":{\"location\":\"x\",\"subscriptionId\":\"s\",\"vmId\":\"v\",\"resourceGroupName\":\"" + group +
        "\"}}";
    return text(ask("aks", {{"GET /metadata/instance?api-version=2021-02-01&format=json", found(body)}})
                    .detection.facts.cluster_name.slice());
  };
  CHECK(cluster("MC_rg_shop_westeurope") == "shop");
  CHECK(cluster("mc_rg_shop_westeurope") == "shop");
  CHECK(cluster("MC_my_rg_shop_westeurope") == "MC_my_rg_shop_westeurope");
  CHECK(cluster("nodes-of-shop") == "nodes-of-shop");
  CHECK(cluster("XX_rg_shop_westeurope") == "XX_rg_shop_westeurope");
  CHECK(cluster("MC___x") == "MC___x");
}

TEST_CASE("Cloud: which provider is asked: hints first", "[cloud]") {
  const std::string d = dmi;
  CHECK(chosen({}) == Names{"ec2", "gce", "azure_vm"}); // without firmware tables nothing can point at a cloud
  CHECK(chosen({}, {{d + "product_name", "Standard PC\n"}}) == Names{});
  CHECK(chosen({}, {{d + "product_name", "Google Compute Engine\n"}}) == Names{"gce"});
  CHECK(chosen({}, {{d + "chassis_asset_tag", "7783-7084-3265-9085-8269-3286-77\n"}}) == Names{"azure_vm"});
  CHECK(chosen({}, {{d + "board_asset_tag", "i-0123\n"}}) == Names{"ec2"});
  CHECK(chosen({}, {{d + "sys_vendor", "Amazon EC2\n"}}) == Names{"ec2"});
  CHECK(chosen({}, {{"/sys/hypervisor/uuid", "ec2e1916-9099\n"}}) == Names{"ec2"});
  const Variables pod = {{"KUBERNETES_SERVICE_HOST", "10.0.0.1"}};
  CHECK(chosen(pod) == Names{"eks", "gke", "aks"});
  CHECK(chosen(pod, {{d + "sys_vendor", "Amazon EC2\n"}}) == Names{"eks"});
  CHECK(chosen({}, {{d + "product_name", "Google\n"}, {"/var/run/secrets/kubernetes.io/serviceaccount/", ""}}) ==
        Names{"gke"});
  // The firmware of a node need not say whose it is; the token that the vendor mounts does, by its folder.
  for (const auto &[variable, file, name] :
       {std::tuple("AWS_WEB_IDENTITY_TOKEN_FILE", "/var/run/secrets/eks.amazonaws.com/serviceaccount/token", "eks"),
        std::tuple("AZURE_FEDERATED_TOKEN_FILE", "/var/run/secrets/azure/tokens/azure-identity-token", "aks")}) {
    Variables with_token = pod;
    with_token[variable] = file;
    CHECK(chosen(with_token, {{d + "product_name", "Standard PC\n"}}) == Names{name});
    with_token[variable] = "/var/run/secrets/tokens/somebody-elses";
    CHECK(chosen(with_token, {{d + "product_name", "Standard PC\n"}}) == Names{});
  }
  CHECK(chosen({{"AWS_LAMBDA_FUNCTION_NAME", "f"}}) == Names{"lambda"});
  CHECK(chosen({{"ECS_CONTAINER_METADATA_URI_V4", "http://x"}}, {{d + "sys_vendor", "Amazon EC2\n"}}) == Names{"ecs"});
  CHECK(chosen({{"ECS_CONTAINER_METADATA_URI", "http://x"}}) == Names{"ecs"});
  CHECK(chosen({{"K_SERVICE", "s"}, {"K_REVISION", "r"}, {"K_CONFIGURATION", "c"}}) == Names{"cloud_run"});
  CHECK(chosen({{"CLOUD_RUN_JOB", "j"}}) == Names{"cloud_run"});
  CHECK(chosen({{"GCE_METADATA_HOST", "127.0.0.1:1"}, {"TELEMETRY_AZURE_METADATA_ENDPOINT", "http://127.0.0.1:2"}}) ==
        Names{"gce", "azure_vm"});
  CHECK(chosen({{"AWS_EC2_METADATA_DISABLED", "TRUE"}}) == Names{"gce", "azure_vm"});
  CHECK(chosen({{"AWS_EC2_METADATA_DISABLED", "false"}}) == Names{"ec2", "gce", "azure_vm"});
}

TEST_CASE("Cloud: endpoints: the environment's, without what ends in a slash", "[cloud]") {
  const auto endpoint = [](const char *platform, Variables v) {
    set(std::move(v));
    char memory[256];
    TextBuffer out(memory, sizeof memory);
    find_provider(Slice::of(platform))->endpoint(env(), out);
    return text(out.slice());
  };
  CHECK(endpoint("ec2", {}) == "http://169.254.169.254");
  CHECK(endpoint("ec2", {{"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "IPv6"}}) == "http://[fd00:ec2::254]");
  CHECK(endpoint("ec2", {{"AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1338//"}}) == "http://127.0.0.1:1338");
  CHECK(endpoint("gce", {{"GCE_METADATA_HOST", "metadata.google.internal"}}) == "http://169.254.169.254");
  CHECK(endpoint("gce", {{"GCE_METADATA_HOST", "127.0.0.1:99"}}) == "http://127.0.0.1:99");
  CHECK(endpoint("aks", {{"TELEMETRY_AZURE_METADATA_ENDPOINT", "http://127.0.0.1:98/"}}) == "http://127.0.0.1:98");
  CHECK(endpoint("ecs", {{"ECS_CONTAINER_METADATA_URI", "http://169.254.170.2/v3/x/"}}) == "http://169.254.170.2/v3/x");
}

namespace {

CloudFacts some_facts() {
  CloudFacts f;
  f.vendor = Vendor::aws;
  f.source = Source::imds_v2;
  f.platform.set("ec2");
  f.region.set("eu-central-1");
  f.public_ip.set("203.0.113.5");
  return f;
}

std::string cache_text(const CacheKey &key, const CloudFacts &facts) {
  char memory[2048];
  TextBuffer out(memory, sizeof memory);
  put_cache(out, key, facts);
  return text(out.slice());
}

bool believed(const std::string &file, const CacheKey &key) {
  CloudFacts f;
  return find_in_cache(slice(file), key, f);
}

} // namespace

TEST_CASE("Cloud: the cache: for the same place, as long as it is young", "[cloud]") {
  const CacheKey key{7, 1'000'000, 3600};
  const std::string file = cache_text(key, some_facts());
  CloudFacts f;
  REQUIRE(find_in_cache(slice(file), key, f));
  CHECK(facts_text(f) == "region=eu-central-1 ip=203.0.113.5");
  CHECK(f.vendor == Vendor::aws);
  CHECK(f.source == Source::file);
  CHECK(believed(file, {7, 1'003'600, 3600}));
  CHECK_FALSE(believed(file, {7, 1'003'601, 3600}));
  CHECK_FALSE(believed(file, {8, 1'000'000, 3600}));
  CHECK(believed(file, {7, 999'950, 3600}));
  CHECK_FALSE(believed(file, {7, 999'900, 3600})); // from the future
  const std::string nobody = cache_text(key, CloudFacts());
  CHECK(believed(nobody, {7, 1'000'300, 3600}));
  CHECK_FALSE(believed(nobody, {7, 1'000'301, 3600}));
}

TEST_CASE("Cloud: the cache: what is odd is not believed", "[cloud]") {
  const CacheKey key{7, 1'000'000, 3600};
  const std::string good = cache_text(key, some_facts());
  for (std::size_t i = 0; i < good.size() - 1; ++i)
    CHECK_FALSE(believed(good.substr(0, i), key));
  const auto with = [&](const std::string &request_id, const std::string &instead) {
    std::string bad = good;
    const std::size_t at = bad.find(request_id);
    REQUIRE(at != std::string::npos);
    return bad.replace(at, request_id.size(), instead);
  };
  CHECK_FALSE(believed(with("\"version\":1", "\"version\":2"), key));
  CHECK_FALSE(believed(with("\"aws\"", "\"acme\""), key));
  CHECK_FALSE(believed(with("\"ec2\"", "\"gce\""), key));
  CHECK_FALSE(believed(with("\"ec2\"", "\"none\""), key));
  CHECK_FALSE(believed(with("eu-central-1", "eu\\ncentral"), key));
  CHECK_FALSE(believed(with("203.0.113.5", "203.0.113.500"), key));
  CHECK_FALSE(believed(with("1000000", "-1000000"), key));
  CHECK_FALSE(believed(with("1000000", "99999999999999999999"), key));
  CHECK_FALSE(believed("", key));
}

TEST_CASE("Cloud: the cache's file: this user's alone, replaced as a whole", "[cloud]") {
  char folder[] = "/tmp/telinject-cache-XXXXXX";
  REQUIRE(mkdtemp(folder));
  set({{"HOME", folder}});
  const std::string path = std::string(folder) + "/.telemetry_metadata.json";
  const CacheKey key = cache_key(env(), "host", "", 3600);
  CloudFacts f;
  CHECK_FALSE(read_cache(env(), key, f));
  REQUIRE(write_cache(env(), key, some_facts()) == 0);
  struct stat status;
  REQUIRE(stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0600);
  CHECK(read_cache(env(), key, f));
  CHECK_FALSE(read_cache(env(), cache_key(env(), "other", "", 3600), f));
  CHECK_FALSE(read_cache(env(), cache_key(env(), "host", "c0ffee", 3600), f));
  CHECK_FALSE(read_cache(env(), cache_key(env(), "host", "", 0), f));
  chmod(path.c_str(), 0644);
  CHECK_FALSE(read_cache(env(), key, f));
  CHECK(write_cache(env(), key, some_facts()) == 0); // replaces it
  CHECK(read_cache(env(), key, f));
  REQUIRE(rename(path.c_str(), (path + ".real").c_str()) == 0);
  REQUIRE(symlink((path + ".real").c_str(), path.c_str()) == 0);
  CHECK_FALSE(read_cache(env(), key, f));
  CHECK(write_cache(env(), key, some_facts()) == 0); // the link is replaced, not followed
  CHECK((lstat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode)));
  unlink(path.c_str());
  REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  CHECK_FALSE(read_cache(env(), key, f)); // and does not hang
  unlink(path.c_str());
  std::ofstream(path) << std::string(17000, ' ');
  chmod(path.c_str(), 0600);
  CHECK_FALSE(read_cache(env(), key, f));
  set({{"HOME", "relative"}});
  CHECK(write_cache(env(), key, some_facts()) != 0);
  set({});
  CHECK(write_cache(env(), key, some_facts()) != 0);
  unlink(path.c_str());
  unlink((path + ".real").c_str());
  CHECK(rmdir(folder) == 0); // no partial file was left
}
