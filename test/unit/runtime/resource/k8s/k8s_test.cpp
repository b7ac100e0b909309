// Tests the facts of the pod and the container with recorded files and variables.
#include "catch.h"
#include "surroundings_fake.h"

#include "runtime/resource/k8s/k8s.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

using namespace telinject;
using namespace fake;

namespace {

const std::string id = "3c7f5a2e9b1d4f6088aa77bb66cc55dd44ee33ff2211009988776655443322aa";
const std::string uid = "a1b2c3d4-e5f6-7890-abcd-ef1234567890";
const Variables in_pod = {{"KUBERNETES_SERVICE_HOST", "10.96.0.1"}};

std::string recorded(const std::string &name) {
  std::ifstream file(std::string(TELINJECT_TEST_SOURCE_DIR) + "/test/data/k8s/" + name);
  REQUIRE(file);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

K8sFacts find(Variables v, Files f = {}) {
  set(std::move(v), std::move(f));
  K8sFacts facts;
  find_k8s_facts(env(), facts);
  return facts;
}

Variables with(Variables more) {
  more.insert(in_pod.begin(), in_pod.end());
  return more;
}

template <std::size_t N> std::string text(const FixedString<N> &k) {
  return fake::text(k.slice());
}

std::string container_in(const char *cgroup, const char *mountinfo = nullptr) {
  return text(find({}, {{"/proc/self/cgroup", cgroup ? recorded(cgroup) : ""},
                        {"/proc/self/mountinfo", mountinfo ? recorded(mountinfo) : ""}})
                  .container_id);
}

} // namespace

TEST_CASE("K8s: a container's id: control groups of both versions, mounts where these are hidden", "[k8s]") {
  for (const char *name : {"cgroup_docker_v1", "cgroup_docker_v2_systemd", "cgroup_kubepods_v1", "cgroup_containerd_v2",
                           "cgroup_crio_v2", "cgroup_containerd_v1_cgroupfs", "cgroup_podman_v2"}) {
    INFO(name);
    CHECK(container_in(name) == id);
  }
  for (const char *name : {"mountinfo_docker", "mountinfo_podman", "mountinfo_crio"}) {
    INFO(name);
    CHECK(container_in("cgroup_v2_hidden", name) == id);
  }
  CHECK(container_in("cgroup_v2_hidden") == "");
  CHECK(container_in("cgroup_v2_hidden", "mountinfo_kubelet") == ""); // only the sandbox's id
}

TEST_CASE("K8s: what looks like a container's id and is none", "[k8s]") {
  const auto in = [](const std::string &line) { return fake::text(k8s::find_container_id(slice(line), Slice())); };
  CHECK(in("0::/docker/" + id.substr(1)) == "");
  CHECK(in("0::/docker/" + id + "0") == "");
  CHECK(in("0::/docker/x" + id.substr(1)) == "");
  CHECK(in("0::/libpod-conmon-" + id + ".scope") == "");
  CHECK(in("0::/crio-conmon-" + id + ".scope") == "");
  CHECK(in("0::/a/" + std::string(64, 'f') + "/b/" + id) == id); // a container in a container
  for (const char *odd : {"", "\n\n", ":", "::", "0", "0::", "0::/"})
    CHECK(in(odd) == "");
}

TEST_CASE("K8s: there is a pod where the service account or the variable is", "[k8s]") {
  CHECK_FALSE(find({}).present);
  CHECK(find(in_pod).present);
  const K8sFacts f = find({}, {{"/var/run/secrets/kubernetes.io/serviceaccount/", ""},
                               {"/var/run/secrets/kubernetes.io/serviceaccount/namespace", "shop\n"}});
  CHECK(f.present);
  CHECK(text(f.namespace_name) == "shop");
}

TEST_CASE("K8s: variables of the pod", "[k8s]") {
  const K8sFacts f = find(with({{"K8S_CLUSTER_NAME", "prod"},
                                {"POD_NAMESPACE", "shop"},
                                {"POD_NAME", "web-0"},
                                {"HOSTNAME", "other"},
                                {"POD_UID", uid},
                                {"CONTAINER_NAME", "web"},
                                {"NODE_NAME", "node-1"},
                                {"DEPLOYMENT_NAME", "web"},
                                {"SERVICE_ACCOUNT_NAME", "default"},
                                {"CPU_REQUEST", "500m"},
                                {"CPU_LIMIT", "1"},
                                {"MEMORY_REQUEST", "256Mi"},
                                {"MEMORY_LIMIT", "512Mi"}}));
  CHECK(text(f.cluster_name) == "prod");
  CHECK(text(f.namespace_name) == "shop");
  CHECK(text(f.pod_name) == "web-0");
  CHECK(text(f.pod_uid) == uid);
  CHECK(text(f.container_name) == "web");
  CHECK(text(f.node_name) == "node-1");
  CHECK(text(f.deployment_name) == "web");
  CHECK(text(f.service_account_name) == "default");
  CHECK(text(f.cpu_request) == "500m");
  CHECK(text(f.cpu_limit) == "1");
  CHECK(text(f.memory_request) == "256Mi");
  CHECK(text(f.memory_limit) == "512Mi");
  CHECK(f.fault.empty());
  CHECK(text(find(with({{"HOSTNAME", "data-fetcher-7d4c8f9b-xk2j9"}})).pod_name) == "data-fetcher-7d4c8f9b-xk2j9");
}

TEST_CASE("K8s: a deployment's name from its pod's", "[k8s]") {
  const auto deployment = [](const char *pod) { return fake::text(k8s::deployment_of_pod(Slice::of(pod))); };
  CHECK(deployment("data-fetcher-7d4c8f9b-xk2j9") == "data-fetcher");
  CHECK(deployment("nginx-deployment-66b6c48dd5-7szg8") == "nginx-deployment");
  CHECK(deployment("web-0") == "");                 // a stateful set
  CHECK(deployment("fluentd-xk2j9") == "");         // a daemon set
  CHECK(deployment("report-29374560-xk2j9") == ""); // a cron job: minutes since 1970
  CHECK(deployment("my-service-account-xk2j9") == "");
  CHECK(deployment("-66b6c48dd5-7szg8") == "");
  CHECK(deployment("") == "");
  CHECK(text(find(with({{"POD_NAME", "shop-66b6c48dd5-7szg8"}})).deployment_name) == "shop");
}

TEST_CASE("K8s: labels and annotations as JSON", "[k8s]") {
  const K8sFacts f = find(with({{"POD_LABELS", "{\"app\":\"shop\",\"n\":\"caf\\u00e9 \\\"x\\\"\"}"}}));
  CHECK(nlohmann::json::parse(text(f.pod_labels)) == nlohmann::json({{"app", "shop"}, {"n", "caf\u00e9 \"x\""}}));
  CHECK(f.fault.empty());
  for (const auto &[bad, fault] :
       std::map<std::string, std::string>{{"{", "POD_LABELS is not a JSON object"},
                                          {"[1]", "POD_LABELS is not a JSON object"},
                                          {"{\"a\":1}", "POD_LABELS has a member that is not a string"},
                                          {"{\"\":\"x\"}", "POD_LABELS has an invalid key"}}) {
    const K8sFacts g = find(with({{"POD_LABELS", bad}}));
    CHECK(g.pod_labels.empty());
    CHECK(text(g.fault) == fault);
  }
}

TEST_CASE("K8s: labels and annotations as files of the Downward API", "[k8s]") {
  const K8sFacts f = find(in_pod, {{"/etc/podinfo/labels", recorded("labels")},
                                   {"/etc/podinfo/annotations", recorded("annotations")},
                                   {"/etc/podinfo/uid", uid + "\n"},
                                   {"/etc/podinfo/cpu_limit", "2"}});
  CHECK(nlohmann::json::parse(text(f.pod_labels)) ==
        nlohmann::json({{"app", "data-fetcher"}, {"pod-template-hash", "7d4c8f9b"}, {"team", "caf\u00e9 \"x\""}}));
  const auto annotations = nlohmann::json::parse(text(f.pod_annotations));
  CHECK(annotations == nlohmann::json({{"kubernetes.io/config.seen", "2025-11-03T19:01:12.000000001Z"},
                                       {"example.com/db-password", "[REDACTED]"},
                                       {"example.com/note", "line one\nline two"}}));
  CHECK(text(f.pod_uid) == uid);
  CHECK(text(f.cpu_limit) == "2");
  const K8sFacts elsewhere = find(with({{"TELEMETRY_DOWNWARD_API_DIR", "/pod"}}), {{"/pod/labels", "a=\"b\""}});
  CHECK(text(elsewhere.pod_labels) == "{\"a\":\"b\"}");
}

TEST_CASE("K8s: malformed lines of the Downward API are left out", "[k8s]") {
  for (const char *bad : {"a", "a=", "a=b", "a=\"b", "a=\"b\\\"", "a=\"\\q\"", "a=\"\\x4\"", "a=\"b\" c", "=\"b\""}) {
    INFO(bad);
    K8sFacts f;
    k8s::take_pairs_of_lines(f.pod_labels, slice(std::string(bad) + "\ngood=\"1\"\n"), "labels", f);
    CHECK(text(f.pod_labels) == "{\"good\":\"1\"}");
    CHECK_FALSE(f.fault.empty());
  }
  K8sFacts f;
  k8s::take_pairs_of_lines(f.pod_labels, slice("a=\"\\xff\\ud800\\U0001F600\\a\"\n"), "labels", f);
  CHECK(text(f.pod_labels) == "{\"a\":\"\xEF\xBF\xBD\xEF\xBF\xBD\xF0\x9F\x98\x80\\u0007\"}");
}

TEST_CASE("K8s: excess attributes are dropped and reported", "[k8s]") {
  std::string many;
  for (int i = 0; i < 100; ++i)
    many += "k" + std::to_string(i) + "=\"v\"\n";
  K8sFacts f;
  k8s::take_pairs_of_lines(f.pod_labels, slice(many), "labels", f);
  CHECK(nlohmann::json::parse(text(f.pod_labels)).size() == 64);
  CHECK(text(f.fault) == "labels has more entries than are reported");
  K8sFacts g;
  k8s::take_pairs_of_lines(g.pod_labels, slice("a=\"" + std::string(5000, 'x') + "\"\n"), "labels", g);
  CHECK(text(g.pod_labels).size() < 300);
  K8sFacts h = find(with({{"POD_NAME", std::string(300, 'x')}, {"NODE_NAME", "a\nb"}}));
  CHECK(h.pod_name.empty());
  CHECK(h.node_name.empty());
  CHECK(text(h.fault) == "POD_NAME is too long");
}

TEST_CASE("K8s: the kubelet's mounts give the pod's uid and the container's name", "[k8s]") {
  const K8sFacts f = find(in_pod, {{"/proc/self/mountinfo", recorded("mountinfo_kubelet")}});
  CHECK(text(f.pod_uid) == uid);
  CHECK(text(f.container_name) == "web");
  CHECK(find({}, {{"/proc/self/mountinfo", recorded("mountinfo_kubelet")}})
            .pod_uid.empty()); // outside of Kubernetes it is ignored
}

TEST_CASE("K8s: OpenTelemetry's attributes where nothing else says it", "[k8s]") {
  const K8sFacts f = find(with({{"OTEL_RESOURCE_ATTRIBUTES",
                                 "k8s.pod.name=web-66b6c48dd5-7szg8,k8s.node.name=node%201, k8s.namespace.name=other"},
                                {"POD_NAMESPACE", "shop"}}));
  CHECK(text(f.pod_name) == "web-66b6c48dd5-7szg8");
  CHECK(text(f.deployment_name) == "web");
  CHECK(text(f.node_name) == "node 1");
  CHECK(text(f.namespace_name) == "shop");
}
