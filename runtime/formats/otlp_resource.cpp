// The facts of the process as a resource of OTLP, by OpenTelemetry's names: see otlp.h.
#include "runtime/formats/otlp.h"

#include "runtime/base/json_text.h"
#include "runtime/formats/process_names.h"

#include <telinject/telinject.h>

namespace telinject::otlp {

namespace {

constexpr Field attributes{"attributes", 1};

class Resource {
public:
  // max_text: bytes of a value, at most.
  Resource(Writer &to, std::size_t max_text) : to_(to), max_text_(max_text) {}

  void text(Slice key, Slice value, Slice group = Slice()) {
    if (!value.empty())
      to_.attribute(attributes, group, key, Value::of_text(cut_utf8(value, max_text_)));
  }
  void known(Slice key, Slice value) {
    if (!(value == Slice("unknown")))
      text(key, value);
  }

  void service(const Facts &f) {
    text("service.name", cut_utf8(f.service_name, max_site_name));
    known("service.version", cut_utf8(f.service_version, max_site_name));
    char memory[service_instance_size];
    TextBuffer id(memory, sizeof memory);
    put_service_instance(id, f);
    text("service.instance.id", id.slice());
    text("deployment.environment.name", cut_utf8(f.environment, max_site_name));
    text("telemetry.sdk.name", "telinject");
    text("telemetry.sdk.language", "cpp");
    text("telemetry.sdk.version", TELINJECT_VERSION);
    text("process.runtime.name", f.runtime_name);
    known("process.runtime.version", f.runtime_version);
    text("os.type", "linux");
    text("os.description", f.os_description);
  }

  void cloud(const CloudFacts &c) {
    if (c.vendor == Vendor::local)
      return;
    text("cloud.provider", vendor_name(c.vendor));
    text("cloud.platform", cloud_platform(c));
    text("cloud.account.id", c.account_id.slice());
    text("cloud.region", c.region.slice());
    text("cloud.availability_zone", c.availability_zone.slice());
  }

  void host(const Facts &f) {
    const CloudFacts &c = *f.cloud;
    text("host.name", f.host_name);
    text("host.id", c.instance_id.slice());
    text("host.type", c.machine_type.slice());
    text("host.image.id", c.image_id.slice());
    if (!f.host_ip.empty())
      to_.list_attribute(attributes, Slice(), "host.ip", cut_utf8(f.host_ip, max_text_));
  }

  void pod(const Facts &f) {
    const K8sFacts &k = *f.k8s;
    text("container.id", k.container_id.slice());
    if (!k.present)
      return;
    text("k8s.cluster.name", k.cluster_name.empty() ? f.cloud->cluster_name.slice() : k.cluster_name.slice());
    text("k8s.namespace.name", k.namespace_name.slice());
    text("k8s.pod.name", k.pod_name.slice());
    text("k8s.pod.uid", k.pod_uid.slice());
    text("k8s.node.name", k.node_name.slice());
    text("k8s.deployment.name", k.deployment_name.slice());
    text("k8s.container.name", k.container_name.slice());
    members("k8s.pod.label.", k.pod_labels.slice());
    members("k8s.pod.annotation.", k.pod_annotations.slice());
  }

  void process(const Facts &f) {
    to_.attribute(attributes, Slice(), "process.pid", Value::of_natural(static_cast<std::uint64_t>(f.pid)));
    known("process.executable.path", f.executable);
    text("process.command_line", f.command_line);
  }

private:
  // Each member of an object of strings.
  void members(Slice group, Slice json) {
    for_each_text(
        json,
        [](void *self, Slice prefix, Slice key, Slice value) {
          static_cast<Resource *>(self)->text(key, value, prefix);
        },
        this, group);
  }

  Writer &to_;
  std::size_t max_text_;
};

} // namespace

void put_resource(Writer &to, const Facts &facts, std::size_t max_text) {
  to.begin(resource);
  to.begin_list(attributes);
  Resource all(to, max_text);
  all.service(facts);
  all.cloud(*facts.cloud);
  all.host(facts);
  all.pod(facts);
  all.process(facts);
  to.end_list();
  to.end();
}

} // namespace telinject::otlp
