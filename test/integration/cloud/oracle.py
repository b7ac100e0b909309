"""Other people's programs: the OpenTelemetry Collector's resource detection, and Amazon's mock of the EC2 metadata."""
import json
import subprocess
import time
import urllib.request

import mocks
from facts import fault_of
from platforms import PLATFORMS

# Their name, ours.  Attributes that the Collector sets in another member is in OTHER.
SAME = {"cloud.provider": "provider", "cloud.region": "region", "cloud.availability_zone": "availability_zone", "cloud.account.id": "account_id",
        "host.id": "instance_id", "host.type": "machine_type", "host.image.id": "image_id"}
PLATFORM_NAMES = {"aws_ec2": "ec2", "aws_ecs": "ecs", "aws_lambda": "lambda", "gcp_compute_engine": "gce", "gcp_kubernetes_engine": "gke", "gcp_cloud_run": "cloud_run",
                  "azure_vm": "azure_vm", "azure.vm": "azure_vm", "azure_aks": "aks", "azure.aks": "aks"}
OTHER = {"cloud_run": {"faas.instance": "instance_id"}, "azure_vm": {"azure.vm.size": "machine_type"}, "aks": {"azure.vm.size": "machine_type"}}


def compare(platform, attributes):
    """What the Collector says otherwise.  A node of EKS is an instance of EC2 to it."""
    rows = {**SAME, **OTHER.get(platform.name, {})}
    # Of a machine type they keep the whole path, projects/NUMBER/machineTypes/TYPE; the specification has the last part.
    values = {theirs: str(value).split("/")[-1] if theirs == "host.type" else str(value) for theirs, value in attributes.items()}
    said = [f"{theirs}: {values[theirs]!r}, ours {platform.cloud[ours]!r}" for theirs, ours in rows.items()
            if theirs in values and values[theirs] != str(platform.cloud[ours])]
    theirs = PLATFORM_NAMES.get(attributes.get("cloud.platform"), attributes.get("cloud.platform"))
    if theirs != platform.name and (platform.name, theirs) not in {("eks", "ec2"), ("aks", "azure_vm")}:
        said.append(f"cloud.platform: {theirs!r}, ours {platform.name!r}")
    if "k8s.cluster.name" in attributes and attributes["k8s.cluster.name"] != (platform.k8s or {}).get("cluster_name"):
        said.append(f"k8s.cluster.name: {attributes['k8s.cluster.name']!r}")
    compared = sum(theirs in attributes for theirs in rows)
    return "; ".join(said) or (None if compared >= 2 else f"it found too little to compare: {attributes}")


def ask(oracle, platform, environment):
    done = subprocess.run([oracle, *platform.detectors], env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", **environment}, capture_output=True, text=True, timeout=60)
    if done.returncode != 0:
        return None, done.stderr[-300:]
    return json.loads(done.stdout), None


def check_collector(harness, tally, oracle):
    from facts import places
    for platform in PLATFORMS:
        if not platform.detectors:
            continue
        for place, _, environment in places(harness, platform):
            if place.startswith("by TELEMETRY"):
                continue  # a variable of ours
            attributes, fault = ask(oracle, platform, environment)
            tally.check(f"as the Collector says: {platform.name} {place}", fault or compare(platform, attributes))


def check_amazon(harness, tally, mock):
    """Amazon's own mock, version 2 only, with its values."""
    port = 18111
    server = subprocess.Popen([mock, "--hostname", "127.0.0.1", "--port", str(port), "-I"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        endpoint = f"http://127.0.0.1:{port}"
        for _ in range(100):
            try:
                urllib.request.urlopen(urllib.request.Request(endpoint + "/latest/api/token", method="PUT", headers={"X-aws-ec2-metadata-token-ttl-seconds": "60"}), timeout=1).read()
                break
            except OSError:
                time.sleep(0.05)
        token = urllib.request.urlopen(urllib.request.Request(endpoint + "/latest/api/token", method="PUT", headers={"X-aws-ec2-metadata-token-ttl-seconds": "60"})).read().decode()

        def get(path):
            return urllib.request.urlopen(urllib.request.Request(endpoint + path, headers={"X-aws-ec2-metadata-token": token})).read().decode()
        document = json.loads(get("/latest/dynamic/instance-identity/document"))
        ec2 = next(p for p in PLATFORMS if p.name == "ec2")
        members = {"region": "region", "availability_zone": "availabilityZone", "account_id": "accountId", "instance_id": "instanceId", "machine_type": "instanceType", "image_id": "imageId"}
        expected = type(ec2)("ec2", None, None, {**ec2.cloud, **{ours: document[theirs] for ours, theirs in members.items()}}, public_ip=get("/latest/meta-data/public-ipv4"))
        run = harness.run(harness.program, "long", AWS_EC2_METADATA_SERVICE_ENDPOINT=endpoint)
        tally.check("facts ec2 from Amazon's own mock", fault_of(harness, expected, run))
    finally:
        server.terminate()
        server.wait()


def check(harness, tally, oracle, mock):
    if mock:
        check_amazon(harness, tally, mock)
    else:
        print("skipped: Amazon's mock of the EC2 metadata: not built (no Go, or not asked for)")
    if oracle:
        check_collector(harness, tally, oracle)
    else:
        print("skipped: the OpenTelemetry Collector as the oracle: not built (script/test cloud-oracle)")
