// Hints: see hints.h.  The firmware's values are those that the clouds' own agents go by.
#include "runtime/resource/cloud/hints.h"

namespace telinject {

namespace {

struct FirmwareRow {
  const char *file;
  Slice begins;
  Vendor vendor;
};
constexpr FirmwareRow firmware[] = {
    {"/sys/class/dmi/id/product_name", "Google", Vendor::gcp},
    {"/sys/class/dmi/id/chassis_asset_tag", "7783-7084-3265-9085-8269-3286-77", Vendor::azure},
    {"/sys/class/dmi/id/board_asset_tag", "i-", Vendor::aws},
    {"/sys/class/dmi/id/sys_vendor", "Amazon EC2", Vendor::aws},
    {"/sys/hypervisor/uuid", "ec2", Vendor::aws}, // instances on Xen
};

struct VariableRow {
  Slice name;
  Slice contains; // its value does; empty: any value counts
  Vendor vendor;
};
constexpr VariableRow environment[] = {
    {"AWS_LAMBDA_FUNCTION_NAME", "", Vendor::aws},
    {"ECS_CONTAINER_METADATA_URI_V4", "", Vendor::aws},
    {"ECS_CONTAINER_METADATA_URI", "", Vendor::aws},
    {"AWS_EC2_METADATA_SERVICE_ENDPOINT", "", Vendor::aws},
    {"AWS_WEB_IDENTITY_TOKEN_FILE", "eks.amazonaws.com", Vendor::aws},
    {"K_SERVICE", "", Vendor::gcp},
    {"CLOUD_RUN_JOB", "", Vendor::gcp},
    {"GCE_METADATA_HOST", "", Vendor::gcp},
    {"TELEMETRY_AZURE_METADATA_ENDPOINT", "", Vendor::azure},
    {"AZURE_FEDERATED_TOKEN_FILE", "azure", Vendor::azure},
};

void add(Hints &hints, Vendor vendor) {
  hints.vendors |= vendor_bit(vendor);
  hints.has_evidence = true;
}

} // namespace

Hints find_hints(const Environment &env) {
  Hints hints;
  for (const VariableRow &row : environment)
    if (const Slice value = env.variable(row.name);
        !value.empty() && (row.contains.empty() || value.find(row.contains) != value.size))
      add(hints, row.vendor);
  if (hints.has_evidence)
    return hints; // as good as it gets: an operator or the platform itself says so
  bool readable = false;
  for (const FirmwareRow &row : firmware) {
    char text[128];
    const Slice value(text, env.file(row.file, text, sizeof text));
    readable |= !value.empty();
    if (value.starts_with(row.begins))
      add(hints, row.vendor);
  }
  if (!readable)
    hints.vendors = every_cloud;
  return hints;
}

} // namespace telinject
