"""Each platform's event against the expected one, and the table of times."""
import re
import socket
import statistics

import mocks
from harness import whole
from platforms import PLATFORMS

OWN_ADDRESS = {"ec2": ("169.254.169.254", 80), "gce": ("169.254.169.254", 80), "gke": ("169.254.169.254", 80), "cloud_run": ("169.254.169.254", 80),
               "azure_vm": ("169.254.169.254", 80), "azure_aks": ("169.254.169.254", 80), "ecs": ("169.254.170.2", 80)}


def difference(found, expected, where=""):
    """The first few members that differ."""
    if isinstance(expected, dict) and isinstance(found, dict):
        said = [difference(found.get(key, "absent"), expected.get(key, "absent"), f"{where}.{key}") for key in sorted({*found, *expected})]
        return "; ".join(s for s in said if s)[:400]
    return "" if found == expected else f"{where[1:]} is {found!r}, not {expected!r}"


def fault_of(harness, platform, run):
    if run.status != 0 or whole(run):
        return whole(run) or f"exit status {run.status}: {run.stderr[:300]}"
    if len(run.clouds) != 1:
        return f"the lines have {len(run.clouds)} kinds of facts"
    line = run.lines[0]
    host = {"name": socket.gethostname(), "ip": "10.20.30.40" if harness.namespace else line["host"]["ip"], "public_ip": platform.public_ip}
    said = [difference(line["cloud"], platform.cloud, ".cloud"), difference(line["host"], host, ".host"),
            difference(line.get("k8s", "absent"), platform.k8s or "absent", ".k8s"), harness.validate(run)]
    return "; ".join(s for s in said if s)


def places(harness, platform):
    """(name, server or None, environment): at the service's own address, and at one that a variable names."""
    if not platform.mock:
        yield "", None, platform.environment
        return
    if harness.namespace:
        server = mocks.start(platform.mock, OWN_ADDRESS[platform.mock])
        # ECS has no own address but the one that its variable names.
        extra = {platform.endpoint: "http://169.254.170.2/v4/abc"} if platform.mock == "ecs" else {}
        yield "at " + server.at.removesuffix(":80"), server, {**platform.environment, **extra}
        server.close()
    server = mocks.start(platform.mock)
    yield "by " + platform.endpoint, server, {**platform.environment, platform.endpoint: mocks.value_of(platform, server)}
    server.close()


def microseconds(run):
    for note in run.notes:
        if found := re.search(r"metadata: .*\(after (\d+) us\)", note):
            return int(found[1])
    return None


def check(harness, tally):
    harness.times = {}
    for platform in PLATFORMS:
        for place, _, environment in places(harness, platform):
            run = harness.run(harness.program, "short", files=platform.files, **environment)
            tally.check(f"facts {platform.name} {place}".rstrip(), fault_of(harness, platform, run))
            long = harness.run(harness.program, "long", files=platform.files, **environment)
            tally.check(f"facts {platform.name} {place} in a long run".replace("  ", " "), fault_of(harness, platform, long))
            again = [microseconds(harness.run(harness.program, "long", files=platform.files, **environment)) for _ in range(4)]
            harness.times.setdefault(platform.name, [t for t in again + [microseconds(long)] if t is not None])


def start_times(harness, **environment):
    return [int(harness.run(harness.program, "start", **environment).stdout) / 1000 for _ in range(15)]


def print_times(harness):
    print("\nfrom the first event to complete facts, and what the first event costs the program (median of runs; no test)")
    print(f"  {'platform':14}{'facts, ms':>12}{'slowest':>10}")
    for platform in PLATFORMS:
        times = harness.times.get(platform.name)
        if times:
            print(f"  {platform.name:14}{statistics.median(times) / 1000:12.2f}{max(times) / 1000:10.2f}")
    for name, run in harness.slow.items():
        print(f"  {name:34} facts {microseconds(run) / 1000:7.1f} ms, whole program {run.seconds * 1000:7.0f} ms")
    server = mocks.start("ec2")
    on = start_times(harness, AWS_EC2_METADATA_SERVICE_ENDPOINT=f"http://{server.at}", TELEMETRY_METADATA_MAX_AGE_S="0")
    off = start_times(harness, ENABLE_CLOUD_METADATA="false", ENABLE_K8S_METADATA="false")
    server.close()
    print(f"  first event with the facts asked for {statistics.median(on):8.1f} us, without {statistics.median(off):8.1f} us\n")
