// Reads the facts of a process from a line: the reverse of runtime/formats/jsonl_process.cpp.
#include "tool/events/convert/line_facts.h"

#include <nlohmann/json.hpp>

#include "runtime/base/json_text.h"

namespace telinject::events {
namespace {

Slice text_of(const Value &v) {
  return v && v.type() == Type::string ? Slice(v.text().data(), v.text().size()) : Slice();
}

nlohmann::json members_of(const Value &object) {
  nlohmann::json members = nlohmann::json::object();
  if (object && object.type() == Type::object)
    for (Value v = object.first(); v; v = v.next(object))
      if (v.type() == Type::string)
        members[std::string(v.key())] = std::string(v.text());
  return members;
}

} // namespace

// As long as a process has them, at most.
Slice LineFacts::keep(const Value &value, std::size_t max) {
  const Slice text = cut_utf8(text_of(value), max);
  const std::size_t before = text_.size();
  text_.append(text.data, text.size);
  return {text_.data() + before, text.size};
}

void LineFacts::read_cloud(const Value &cloud) {
  find_vendor(text_of(cloud.find("provider")), cloud_.vendor);
  cloud_.platform.set(text_of(cloud.find("platform")));
  cloud_.region.set(text_of(cloud.find("region")));
  cloud_.availability_zone.set(text_of(cloud.find("availability_zone")));
  cloud_.account_id.set(text_of(cloud.find("account_id")));
  cloud_.instance_id.set(text_of(cloud.find("instance_id")));
  cloud_.machine_type.set(text_of(cloud.find("machine_type")));
  cloud_.image_id.set(text_of(cloud.find("image_id")));
  const Slice source = text_of(cloud.find("metadata_source"));
  for (int i = 0; i <= static_cast<int>(Source::file); ++i)
    if (source_name(static_cast<Source>(i)) == source)
      cloud_.source = static_cast<Source>(i);
}

void LineFacts::read_pod(const Value &k8s) {
  pod_.present = static_cast<bool>(k8s);
  pod_.cluster_name.set(text_of(k8s.find("cluster_name")));
  pod_.namespace_name.set(text_of(k8s.find("namespace_name")));
  pod_.pod_name.set(text_of(k8s.find("pod_name")));
  pod_.pod_uid.set(text_of(k8s.find("pod_uid")));
  pod_.container_name.set(text_of(k8s.find("container_name")));
  pod_.container_id.set(text_of(k8s.find("container_id")));
  pod_.node_name.set(text_of(k8s.find("node_name")));
  pod_.deployment_name.set(text_of(k8s.find("deployment_name")));
  pod_.service_account_name.set(text_of(k8s.find("service_account_name")));
  pod_.cpu_request.set(text_of(k8s.find("cpu_request")));
  pod_.cpu_limit.set(text_of(k8s.find("cpu_limit")));
  pod_.memory_request.set(text_of(k8s.find("memory_request")));
  pod_.memory_limit.set(text_of(k8s.find("memory_limit")));
  const std::string labels = members_of(k8s.find("pod_labels")).dump();
  const std::string annotations = members_of(k8s.find("pod_annotations")).dump();
  if (labels != "{}")
    pod_.pod_labels.set({labels.data(), labels.size()});
  if (annotations != "{}")
    pod_.pod_annotations.set({annotations.data(), annotations.size()});
}

const Facts &LineFacts::read(const Value &root, std::uint64_t instance) {
  text_.clear();
  text_.reserve(64 * 1024);
  facts_ = Facts();
  cloud_ = CloudFacts();
  pod_ = K8sFacts();
  const Value service = root.find("service"), resource = root.find("resource"), host = root.find("host");
  const Value process = root.find("process");
  facts_.service_name = keep(service.find("name"));
  facts_.service_version = keep(service.find("version"));
  facts_.environment = keep(root.find("environment"));
  facts_.runtime_name = keep(resource.find("runtime_name"));
  facts_.runtime_version = keep(resource.find("runtime_version"));
  facts_.os_description = keep(resource.find("os_description"));
  facts_.host_name = keep(host.find("name"));
  facts_.host_ip = keep(host.find("ip"));
  facts_.executable = keep(process.find("executable"), 4096);
  facts_.command_line = keep(process.find("command_line"), 4096);
  std::uint64_t pid = 0;
  facts_.pid = process.find("pid").to_unsigned(pid) ? static_cast<int>(pid) : 0;
  facts_.instance = instance;
  const Value rate = root.find("sample_rate");
  const std::string rate_text = rate && (rate.type() == Type::number || rate.type() == Type::integer)
                                    ? nlohmann::json(rate.number()).dump()
                                    : "1.0";
  const std::size_t before = text_.size();
  text_ += rate_text;
  facts_.sample_rate = {text_.data() + before, rate_text.size()};
  read_cloud(root.find("cloud"));
  cloud_.public_ip.set(text_of(host.find("public_ip")));
  read_pod(root.find("k8s"));
  facts_.cloud = &cloud_;
  facts_.k8s = &pod_;
  return facts_;
}

} // namespace telinject::events
