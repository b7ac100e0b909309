// The part of each line of telemetry.v3 about the process: service, environment, resource, cloud, host, k8s, process.
#include "runtime/formats/jsonl_lines.h"

#include "runtime/base/json_text.h"

namespace telinject::jsonl {

namespace {

// Appends ,"key":"value" or ,"key":null.
void put_or_null(TextBuffer &out, Slice key, Slice value) {
  out.put(",\"");
  out.put(key);
  out.put("\":");
  if (value.empty())
    out.put("null");
  else
    put_json_string(out, value);
}

void put_service(const Facts &f, TextBuffer &out) {
  out.put(",\"service\":{");
  put_member(out, "name", f.service_name.take_front(max_name));
  out.put(',');
  put_member(out, "version", f.service_version.take_front(max_name));
  out.put("},");
  put_member(out, "environment", f.environment.take_front(max_name));
}

void put_resource(const Facts &f, TextBuffer &out) {
  out.put(",\"resource\":{\"telemetry_sdk_name\":\"custom-injector\",\"telemetry_sdk_version\":\"3.0.0\",");
  put_member(out, "runtime_name", f.runtime_name);
  out.put(',');
  put_member(out, "runtime_version", f.runtime_version);
  out.put(",\"os_type\":\"linux\",");
  put_member(out, "os_description", f.os_description);
  out.put('}');
}

void put_cloud(const CloudFacts &c, TextBuffer &out) {
  out.put(",\"cloud\":{");
  put_member(out, "provider", vendor_name(c.vendor));
  put_or_null(out, "region", c.region.slice());
  put_or_null(out, "availability_zone", c.availability_zone.slice());
  put_or_null(out, "account_id", c.account_id.slice());
  put_or_null(out, "instance_id", c.instance_id.slice());
  put_or_null(out, "machine_type", c.machine_type.slice());
  put_or_null(out, "image_id", c.image_id.slice());
  put_or_null(out, "platform", c.platform.slice());
  put_or_null(out, "metadata_source", source_name(c.source));
  out.put('}');
}

void put_host(const Facts &f, TextBuffer &out) {
  out.put(",\"host\":{");
  put_member(out, "name", f.host_name);
  put_or_null(out, "ip", f.host_ip);
  put_or_null(out, "public_ip", f.cloud->public_ip.slice());
  out.put('}');
}

// Appends members whose values are known, with commas between them.
class Members {
public:
  explicit Members(TextBuffer &out) : out_(out) {}
  void text(Slice key, Slice value) {
    if (value.empty())
      return;
    next();
    put_member(out_, key, value);
  }
  void object(Slice key, Slice json) {
    if (json.empty())
      return;
    next();
    out_.put('"');
    out_.put(key);
    out_.put("\":");
    out_.put(json);
  }

private:
  void next() {
    if (any_)
      out_.put(',');
    any_ = true;
  }

  TextBuffer &out_;
  bool any_ = false;
};

// Appends nothing outside of Kubernetes or if nothing is known about the pod.
void put_k8s(const Facts &f, TextBuffer &out) {
  const K8sFacts &k = *f.k8s;
  if (!k.present)
    return;
  const std::size_t before = out.size();
  out.put(",\"k8s\":{");
  const std::size_t empty = out.size();
  Members members(out);
  members.text("cluster_name", k.cluster_name.empty() ? f.cloud->cluster_name.slice() : k.cluster_name.slice());
  members.text("namespace_name", k.namespace_name.slice());
  members.text("pod_name", k.pod_name.slice());
  members.text("pod_uid", k.pod_uid.slice());
  members.object("pod_labels", k.pod_labels.slice());
  members.object("pod_annotations", k.pod_annotations.slice());
  members.text("container_name", k.container_name.slice());
  members.text("container_id", k.container_id.slice());
  members.text("node_name", k.node_name.slice());
  members.text("deployment_name", k.deployment_name.slice());
  members.text("service_account_name", k.service_account_name.slice());
  members.text("cpu_request", k.cpu_request.slice());
  members.text("cpu_limit", k.cpu_limit.slice());
  members.text("memory_request", k.memory_request.slice());
  members.text("memory_limit", k.memory_limit.slice());
  if (out.size() == empty)
    return out.truncate(before);
  out.put('}');
}

} // namespace

namespace {

void put_program(const Facts &f, TextBuffer &out) {
  out.put(",\"process\":{\"pid\":");
  out.decimal(static_cast<std::uint64_t>(f.pid));
  out.put(',');
  put_member(out, "executable", f.executable);
  out.put(',');
  put_member(out, "command_line", f.command_line);
  out.put("}}\n");
}

} // namespace

void put_process(const Facts &f, TextBuffer &out) {
  put_service(f, out);
  put_resource(f, out);
  put_cloud(*f.cloud, out);
  put_host(f, out);
  put_k8s(f, out);
  put_program(f, out);
}

void put_process_details(const Facts &f, TextBuffer &out) {
  put_resource(f, out);
  put_cloud(*f.cloud, out);
  put_k8s(f, out);
  put_program(f, out);
}

} // namespace telinject::jsonl
