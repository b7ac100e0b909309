"""What each platform looks like from inside, and the facts that an event must have there: the table of script/test cloud.

A platform: environment, files (below TELEMETRY_SYSTEM_ROOT), the mock that stands at its metadata service, the variable that
names the mock's address (None: the service's own address, which needs a network namespace), and the expected members of an event.
"""
import json
import os

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "data")


def recorded(*path):
    with open(os.path.join(DATA, *path)) as file:
        return file.read()


DMI = "sys/class/dmi/id/"
CONTAINER_ID = "3c7f5a2e9b1d4f6088aa77bb66cc55dd44ee33ff2211009988776655443322aa"
POD_UID = "a1b2c3d4-e5f6-7890-abcd-ef1234567890"
NOBODY = {"provider": "local", "region": None, "availability_zone": None, "account_id": None, "instance_id": None,
          "machine_type": None, "image_id": None, "platform": None, "metadata_source": None}
EC2 = {"provider": "aws", "region": "eu-central-1", "availability_zone": "eu-central-1b", "account_id": "123456789012",
       "instance_id": "i-0b123456789abcdef", "machine_type": "t3.large", "image_id": "ami-0ff8a91507f77f867", "platform": "ec2",
       "metadata_source": "IMDSv2"}
AZURE = {"provider": "azure", "region": "westeurope", "account_id": "8d10da13-8125-4ba9-a717-bf7490507b3d",
         "instance_id": "02aab8a4-74ef-476e-8182-f6d2ba4166a6", "machine_type": "Standard_D2s_v5", "metadata_source": "metadata_server"}

# A pod as its manifest describes it, with containerd.
POD_ENVIRONMENT = {"KUBERNETES_SERVICE_HOST": "10.96.0.1", "HOSTNAME": "data-fetcher-7d4c8f9b-xk2j9", "NODE_NAME": "node-1",
                   "SERVICE_ACCOUNT_NAME": "default", "CPU_REQUEST": "500m", "MEMORY_LIMIT": "512Mi"}
POD_FILES = {"var/run/secrets/kubernetes.io/serviceaccount/namespace": "shop",
             "var/run/secrets/kubernetes.io/serviceaccount/token": "not-to-be-read",
             "etc/podinfo/labels": recorded("k8s", "labels"), "etc/podinfo/annotations": recorded("k8s", "annotations"),
             "proc/self/cgroup": recorded("k8s", "cgroup_containerd_v2"), "proc/self/mountinfo": recorded("k8s", "mountinfo_kubelet")}
POD = {"namespace_name": "shop", "pod_name": "data-fetcher-7d4c8f9b-xk2j9", "pod_uid": POD_UID, "container_name": "web",
       "container_id": CONTAINER_ID, "node_name": "node-1", "deployment_name": "data-fetcher", "service_account_name": "default",
       "cpu_request": "500m", "memory_limit": "512Mi",
       "pod_labels": {"app": "data-fetcher", "pod-template-hash": "7d4c8f9b", "team": "caf\u00e9 \"x\""},
       "pod_annotations": {"kubernetes.io/config.seen": "2025-11-03T19:01:12.000000001Z", "example.com/db-password": "[REDACTED]",
                           "example.com/note": "line one\nline two"}}


class Platform:
    def __init__(self, name, mock, endpoint, cloud, environment=None, files=None, public_ip=None, k8s=None, detectors=None):
        self.name, self.mock, self.endpoint, self.cloud = name, mock, endpoint, cloud
        self.environment, self.files = environment or {}, files or {}
        self.public_ip, self.k8s = public_ip, k8s
        self.detectors = detectors or []  # of the OpenTelemetry Collector, for the same place


def pod(**more):
    return {**POD, **more}


PLATFORMS = [
    Platform("ec2", "ec2", "AWS_EC2_METADATA_SERVICE_ENDPOINT", EC2, files={DMI + "sys_vendor": "Amazon EC2\n"}, public_ip="203.0.113.5",
             detectors=["ec2"]),
    Platform("ecs", "ecs", "ECS_CONTAINER_METADATA_URI_V4",
             {**NOBODY, "provider": "aws", "region": "us-west-2", "availability_zone": "us-west-2d", "account_id": "123456789012",
              "platform": "ecs", "metadata_source": "metadata_server"}, detectors=["ecs"]),
    Platform("eks", "ec2", "AWS_EC2_METADATA_SERVICE_ENDPOINT", {**EC2, "platform": "eks"}, environment=POD_ENVIRONMENT,
             files={**POD_FILES, DMI + "board_asset_tag": "i-0b123456789abcdef\n"}, public_ip="203.0.113.5", k8s=pod(), detectors=["ec2"]),
    Platform("lambda", None, None, {**NOBODY, "provider": "aws", "region": "eu-west-3", "platform": "lambda", "metadata_source": "env"},
             environment={"AWS_LAMBDA_FUNCTION_NAME": "shop", "AWS_REGION": "eu-west-3", "AWS_LAMBDA_FUNCTION_VERSION": "7",
                          "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128"}, detectors=["lambda"]),
    Platform("gce", "gce", "GCE_METADATA_HOST",
             {"provider": "gcp", "region": "us-central1", "availability_zone": "us-central1-c", "account_id": "my-shop-351712",
              "instance_id": "4520031799277581759", "machine_type": "e2-standard-4",
              "image_id": "projects/debian-cloud/global/images/debian-12-bookworm-v20251014", "platform": "gce",
              "metadata_source": "metadata_server"},
             files={DMI + "product_name": "Google Compute Engine\n"}, public_ip="203.0.113.77", detectors=["gcp"]),
    Platform("gke", "gke", "GCE_METADATA_HOST",
             {**NOBODY, "provider": "gcp", "region": "europe-west1", "availability_zone": "europe-west1-b", "account_id": "my-shop-351712",
              "instance_id": "5520031799277581700", "platform": "gke", "metadata_source": "metadata_server"},
             environment=POD_ENVIRONMENT, files={**POD_FILES, DMI + "product_name": "Google Compute Engine\n"},
             k8s=pod(cluster_name="prod"), detectors=["gcp"]),
    Platform("cloud_run", "cloud_run", "GCE_METADATA_HOST",
             {**NOBODY, "provider": "gcp", "region": "europe-west4", "account_id": "my-shop-351712",
              "instance_id": json.loads(recorded("cloud", "cloud_run.json"))["instance/id"], "platform": "cloud_run",
              "metadata_source": "metadata_server"},
             environment={"K_SERVICE": "shop", "K_REVISION": "shop-00007-abc", "K_CONFIGURATION": "shop"}, detectors=["gcp"]),
    Platform("azure_vm", "azure_vm", "TELEMETRY_AZURE_METADATA_ENDPOINT",
             {**AZURE, "availability_zone": "2", "image_id": "Canonical:0001-com-ubuntu-server-jammy:22_04-lts-gen2:latest", "platform": "azure_vm"},
             files={DMI + "chassis_asset_tag": "7783-7084-3265-9085-8269-3286-77\n"}, public_ip="203.0.113.88", detectors=["azure"]),
    Platform("aks", "azure_aks", "TELEMETRY_AZURE_METADATA_ENDPOINT",
             {**AZURE, "availability_zone": None, "platform": "aks",
              "image_id": "/subscriptions/8d10da13-8125-4ba9-a717-bf7490507b3d/resourceGroups/AKS-Ubuntu/providers/Microsoft.Compute/"
                          "galleries/AKSUbuntu/images/2204gen2containerd/versions/202510.19.1"},
             environment=POD_ENVIRONMENT, files={**POD_FILES, DMI + "chassis_asset_tag": "7783-7084-3265-9085-8269-3286-77\n"},
             k8s=pod(cluster_name="prod"), detectors=["aks", "azure"]),
    Platform("local", None, None, NOBODY, files={DMI + "product_name": "Standard PC\n"}),
    Platform("plain docker", None, None, NOBODY,
             files={DMI + "product_name": "Standard PC\n", "proc/self/cgroup": recorded("k8s", "cgroup_v2_hidden"),
                    "proc/self/mountinfo": recorded("k8s", "mountinfo_docker")}),
    Platform("plain k8s", None, None, NOBODY, environment=POD_ENVIRONMENT, files={**POD_FILES, DMI + "product_name": "Standard PC\n"}, k8s=pod()),
]
