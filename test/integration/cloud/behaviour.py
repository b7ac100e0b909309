"""What must hold whatever stands at the metadata service: nothing lost, nothing half, nobody waits."""
import os
import shutil
import stat
import subprocess
import time

import mocks
from harness import IN_TIME, whole
from platforms import DMI

EC2 = "AWS_EC2_METADATA_SERVICE_ENDPOINT"


def ec2(server):
    return {EC2: f"http://{server.at}"}


def local(run, lines=None):
    return whole(run, lines) or (None if run.provider == "local" else f"provider: {run.provider}")


def aws(run, lines=None):
    return whole(run, lines) or (None if run.provider == "aws" else f"provider: {run.provider}; {run.notes}")


def one_note(run, *words):
    """Exactly one line about the metadata, with those words in it."""
    notes = [note for note in run.notes if "metadata:" in note]
    if len(notes) != 1:
        return f"{len(notes)} lines: {notes}"
    missing = [word for word in words if word not in notes[0]]
    return f"no {missing} in {notes[0]!r}" if missing else None


def with_server(name, talk, then):
    server = mocks.Raw(talk) if callable(talk) else mocks.start(talk)
    try:
        return then(server)
    finally:
        server.close()


# Time enough to be asked on a busy machine, and no whole second for each server that hangs.
PATIENT = {"TELEMETRY_METADATA_TIMEOUT_MS": "500"}


def misbehaving(harness, tally):
    for name, talk in mocks.MISBEHAVING.items():
        for platform, variable in (("ec2", EC2), ("gce", "GCE_METADATA_HOST"), ("azure_vm", "TELEMETRY_AZURE_METADATA_ENDPOINT")):
            server = mocks.Raw(talk)
            run = harness.run(harness.program, "long", **{variable: server.at if platform == "gce" else f"http://{server.at}"}, **PATIENT)
            tally.check(f"a server that {name}: {platform}" if " " not in name else f"{platform}: {name}",
                        local(run) or (run.status and f"exit status {run.status}") or (None if server.connections else "it was not asked") or one_note(run, platform))
            server.close()
    # The same things where a good token came first.
    for name, talk in mocks.MISBEHAVING.items():
        def second(connection, talk=talk, seen=[0]):
            seen[0] += 1
            if seen[0] == 1:
                return mocks.send(mocks.ok(b"token", headers=b"Connection: close\r\n"))(connection)
            return talk(connection)
        server = mocks.Raw(second)
        run = harness.run(harness.program, "long", **ec2(server), **PATIENT)
        tally.check(f"ec2, after the token: {name}", local(run) or (None if server.connections > 1 else "it was asked once"))
        server.close()


def endpoints(harness, tally):
    good = mocks.start("ec2")
    for value in ("https://127.0.0.1", "file:///etc/passwd", "http://", "http://no.such.host.invalid", "127.0.0.1", "http://127.0.0.1@" + good.at, "http://[::1", "http://127.0.0.1:8x",
                  "http://" + "9" * 2000, "gopher://127.0.0.1", "http://127.0.0.1 -o /tmp/x"):
        run = harness.run(harness.program, "long", **{EC2: value})
        tally.check(f"an endpoint that is none: {value[:40]}", local(run) or one_note(run, "ec2"))
    tally.check("… and none of them was asked", f"{good.requests}" if good.requests else None)
    run = harness.run(harness.program, "long", **{EC2: f"http://{good.at}/"})
    tally.check("an endpoint with a slash", aws(run))
    run = harness.run(harness.program, "long", **{EC2: f"http://localhost:{good.server_address[1]}"})
    tally.check("an endpoint on localhost", aws(run))
    good.close()


def detours(harness, tally):
    good, proxy = mocks.start("ec2"), mocks.start("ec2")
    redirect = mocks.Raw(mocks.send(b"HTTP/1.1 302 Found\r\nLocation: http://%s/latest/api/token\r\nContent-Length: 0\r\n\r\n" % good.at.encode()))
    run = harness.run(harness.program, "long", **ec2(redirect), **IN_TIME)
    tally.check("a redirect is not followed", local(run) or (f"{good.requests}" if good.requests else None))
    redirect.close()
    proxies = {name: f"http://{proxy.at}" for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "https_proxy")}
    run = harness.run(harness.program, "long", **ec2(good), **proxies)
    tally.check("no proxy is used", aws(run) or (f"{proxy.requests}" if proxy.requests else None))
    good.close()
    proxy.close()
    expires = mocks.start("ec2", expires=True)
    run = harness.run(harness.program, "long", **ec2(expires))
    tally.check("a token that runs out", aws(run) or (None if expires.tokens == 2 else f"{expires.tokens} tokens"))
    expires.close()


def switches(harness, tally):
    good = mocks.start("ec2")
    for name, settings in {"ENABLE_CLOUD_METADATA": {"ENABLE_CLOUD_METADATA": "false"}, "AWS_EC2_METADATA_DISABLED": {"AWS_EC2_METADATA_DISABLED": "true"}}.items():
        run = harness.run(harness.program, "long", **ec2(good), **settings)
        tally.check(f"{name} switches it off", local(run) or (f"{good.requests}" if good.requests else None))
    run = harness.run(harness.program, "long", **ec2(good), diagnostics=False)
    tally.check("nothing is said unless asked", aws(run) or run.stderr)
    good.close()
    closed = mocks.Raw(lambda c: None)
    address = closed.at
    closed.close()
    run = harness.run(harness.program, "long", **{EC2: f"http://{address}"}, diagnostics=False)
    tally.check("… also of what went wrong", local(run) or run.stderr)
    run = harness.run(harness.program, "long", **{EC2: f"http://{address}"})
    tally.check("what went wrong is reported in one line", local(run) or one_note(run, "ec2: no IMDSv2 token", "connect"))
    run = harness.run(harness.program, "long", **{EC2: f"http://{address}"}, KUBERNETES_SERVICE_HOST="x", POD_LABELS="{", POD_ANNOTATIONS="[")
    tally.check("… together with what was left out", local(run) or one_note(run, "eks: no IMDSv2 token", "left out: POD_LABELS is no JSON object"))
    run = harness.run(harness.program, "long", KUBERNETES_SERVICE_HOST="x", POD_NAME="p", ENABLE_K8S_METADATA="false", ENABLE_CLOUD_METADATA="false")
    tally.check("ENABLE_K8S_METADATA switches it off", local(run) or ("k8s" in run.lines[0] and "k8s is there"))


def cache(harness, tally):
    good = mocks.start("ec2")
    folder = harness.folder()
    path = os.path.join(folder, "home", ".telemetry_metadata.json")
    run = harness.run(harness.program, "long", folder=folder, **ec2(good))
    asked = len(good.requests)
    fault = aws(run) or (None if asked == 3 else f"{good.requests}")
    if not fault and not os.path.exists(path):
        fault = "no file"
    tally.check("the first process asks, and writes the cache file", fault or (None if stat.S_IMODE(os.stat(path).st_mode) == 0o600 else oct(os.stat(path).st_mode)))
    run = harness.run(harness.program, "short", folder=folder, **ec2(good))
    lines = run.lines[-8:]
    fault = None if len(good.requests) == asked else "it asked again"
    sources = {(line["cloud"]["provider"], line["cloud"]["metadata_source"], line["host"]["public_ip"]) for line in lines}
    tally.check("the second does not ask", fault or (None if sources == {("aws", "file", "203.0.113.5")} else f"{sources}"))
    tally.check("nothing else is left in the folder", None if sorted(os.listdir(os.path.dirname(path))) == [".keep", ".telemetry_metadata.json"] else f"{os.listdir(os.path.dirname(path))}")
    with open(path) as file:
        tally.check("no token is in the file", "MadeUpToken" in file.read() and "it is")
    for name, spoil in {"others may read it": lambda: os.chmod(path, 0o644), "it is malformed": lambda: open(path, "w").write("{"),
                        "its owner may not": lambda: None}.items():
        if name.startswith("its owner"):
            continue
        spoil()
        before = len(good.requests)
        run = harness.run(harness.program, "long", folder=folder, **ec2(good))
        tally.check(f"a cache file is not believed where {name}", None if len(good.requests) > before else "it was")
        os.chmod(path, 0o600)
    before = len(good.requests)
    harness.run(harness.program, "long", folder=folder, KUBERNETES_SERVICE_HOST="x", **ec2(good))
    tally.check("… nor in another place", None if len(good.requests) > before else "it was")
    os.remove(path)
    harness.run(harness.program, "long", folder=folder, TELEMETRY_METADATA_MAX_AGE_S="0", **ec2(good))
    tally.check("TELEMETRY_METADATA_MAX_AGE_S=0: no file", os.path.exists(path) and "there is one")
    good.close()
    hangs = mocks.Raw(mocks.hang)
    folder = harness.folder()
    harness.run(harness.program, "long", folder=folder, **ec2(hangs), **IN_TIME)
    before = hangs.connections
    run = harness.run(harness.program, "long", folder=folder, **ec2(hangs), **IN_TIME)
    tally.check("that nobody answered is remembered too", local(run) or (None if hangs.connections == before == 1 else f"{hangs.connections} connections") or one_note(run, "cache file"))
    hangs.close()
    home = os.path.join(folder, "nowhere")
    run = harness.run(harness.program, "long", HOME=home, EC2_=None, ENABLE_CLOUD_METADATA="true")
    tally.check("a home that is not there is no fault", whole(run) or (os.path.exists(home) and "it was made"))


def waiting(harness, tally):
    """A server that takes its time: the lines wait for it, or none does; the program never does."""
    for delay, settings, expected in ((0.02, {}, aws), (5, IN_TIME, local), (0.15, {}, aws)):
        slow = mocks.start("ec2", delay=delay)
        run = harness.run(harness.program, "long", **ec2(slow), **settings)
        tally.check(f"an answer after {delay} s: all lines the same", expected(run, 7 * 8) or (None if "lowest 3" in run.stdout else run.stdout))
        slow.close()
    hangs = mocks.Raw(mocks.hang)
    ways = {"short": 0, "abort": -6, "segv": -11, "_exit": 7, "exec": 0, "dlclose": 0, "threads": 0}
    lines = {"exec": 16, "dlclose": 24, "threads": 8 + 8 * 4002}
    for way, status in ways.items():
        run = harness.run(harness.program, way, **ec2(hangs), **IN_TIME)
        expected = lines.get(way, 8)
        tally.check(f"nothing is lost while nobody answers: {way}", local(run, expected) or (None if run.status == status else f"exit status {run.status}"))
        if way in ("short", "_exit"):
            harness.slow[f"nobody answers, {way}"] = run
    run = harness.run(harness.program, "short", 60000, **ec2(hangs), TELEMETRY_METADATA_TIMEOUT_MS="500")
    tally.check("nothing is lost while nobody answers: more lines than are held", local(run, 120002))
    hangs.close()
    good = mocks.start("ec2", delay=0.01)
    for way, status in ways.items():
        if way in ("abort", "segv"):
            continue  # they wait for nobody
        run = harness.run(harness.program, way, **ec2(good), HOME="/nonexistent")
        tally.check(f"what is over at once has its facts: {way}", aws(run, lines.get(way, 8)) or (None if run.status == status else f"exit status {run.status}"))
    run = harness.run(harness.program, "short", 10000, **ec2(good), HOME="/nonexistent")
    tally.check("what is over at once has its facts: many lines", aws(run, 20002))
    good.close()


def forks(harness, tally):
    good = mocks.start("ec2", delay=0.015)
    run = harness.run(harness.program, "fork", **ec2(good))
    children = {line["process"]["pid"] for line in run.lines}
    tally.check("forked children take their parent's facts", aws(run) or (None if len(children) == 23 else f"{len(children)} processes") or
                (None if len(good.requests) == 3 else f"{len(good.requests)} requests") or one_note(run, "aws"))
    for _ in range(5):
        run = harness.run(harness.program, "fork_load", **ec2(good))
        if run.status != 0 or aws(run):
            break
    tally.check("a fork does not come in the middle of loading", aws(run) or (run.status and f"exit status {run.status}"))
    good.close()
    hangs = mocks.Raw(mocks.hang)
    run = harness.run(harness.program, "fork", **ec2(hangs), **IN_TIME)
    tally.check("… also if it has none", local(run) or (None if hangs.connections == 1 else f"{hangs.connections} connections"))
    hangs.close()


def without_library(harness, tally):
    good = mocks.start("ec2")
    alone = os.path.join(harness.work, "alone")
    os.makedirs(alone)
    shutil.copy(os.path.join(harness.build, "lib", "libtelinject.so"), alone)
    program = harness.compile("alone-program", ["-L" + alone, "-ltelinject", "-Wl,-rpath," + alone])
    run = harness.run(program, "long", **ec2(good))
    tally.check("without libtelinject-net.so: local, and one line", local(run) or one_note(run, "libtelinject-net.so") or (f"{good.requests}" if good.requests else None))
    run = harness.run(program, "long", **ec2(good), diagnostics=False)
    tally.check("… and none unless asked", local(run) or run.stderr)
    static = os.path.join(harness.build, "lib", "libtelinject.a")
    program = harness.compile("static-runtime", [static])
    run = harness.run(program, "long", **ec2(good), LD_LIBRARY_PATH=os.path.join(harness.build, "lib"))
    tally.check("a runtime linked statically finds it along the library path", aws(run))
    program = harness.compile("static-program", ["-static", static])
    run = harness.run(program, "long", **ec2(good))
    tally.check("a fully static program", whole(run) or one_note(run))
    good.close()


def nowhere(harness, tally):
    """Where nothing points at a cloud."""
    services = mocks.start("ec2", ("169.254.169.254", 80)) if harness.namespace else None
    run = harness.run(harness.program, "long", files={DMI + "product_name": "Standard PC\n"})
    tally.check("firmware that points nowhere: no network", local(run) or one_note(run, "nothing points") or (services and services.requests and f"{services.requests}"))
    if not services:
        return
    run = harness.run(harness.program, "short")
    tally.check("no firmware tables, and over at once: nobody is asked", local(run) or (f"{services.requests}" if services.requests else None))
    harness.slow["no hint, over at once"] = run
    run = harness.run(harness.program, "long")
    tally.check("no firmware tables: all are asked at once", aws(run) or (None if {r.split("?")[0] for r in services.requests} >= {"PUT /latest/api/token", "GET /metadata/instance"} else f"{services.requests}"))
    services.close()
    run = harness.run(harness.program, "long")
    tally.check("… and refuse", local(run) or one_note(run, "ec2", "gce", "azure_vm"))
    subprocess.run(["ip", "addr", "del", "169.254.169.254/32", "dev", "lo"], check=True)
    try:
        for name, files in {"no hint": {}, "a hint": {DMI + "sys_vendor": "Amazon EC2\n"}}.items():
            for way in ("short", "long"):
                run = harness.run(harness.program, way, files=files, **IN_TIME)
                tally.check(f"packets vanish, {name}: {way}", local(run, 8 if way == "short" else 56) or one_note(run))
                harness.slow[f"packets vanish, {name}, {way}"] = run
    finally:
        subprocess.run(["ip", "addr", "add", "169.254.169.254/32", "dev", "lo"], check=True)


def dropped(harness, tally):
    """A firewall that says nothing."""
    if not harness.namespace:
        return
    rules = "table ip t { chain output { type filter hook output priority 0; ip daddr 169.254.169.254 drop; }; }"
    if not shutil.which("nft") or subprocess.run(["nft", "-f", "-"], input=rules, text=True, stderr=subprocess.DEVNULL).returncode != 0:
        print("skipped: a firewall that drops packets: no nft here, or it may not be used")
        return
    server = mocks.start("ec2", ("169.254.169.254", 80))
    run = harness.run(harness.program, "long", files={DMI + "sys_vendor": "Amazon EC2\n"}, **IN_TIME)
    tally.check("a firewall that drops packets", local(run, 56) or one_note(run, "ec2") or (f"{server.requests}" if server.requests else None))
    harness.slow["a firewall drops, a hint, long"] = run
    subprocess.run(["nft", "delete", "table", "ip", "t"], check=True)
    server.close()


def addresses(harness, tally):
    if not harness.namespace:
        return
    def ip(*words):
        subprocess.run(["ip", *words], check=True, stderr=subprocess.DEVNULL)
    def found():
        return harness.run(harness.program, "short", ENABLE_CLOUD_METADATA="false").lines[0]["host"]["ip"]
    tally.check("host.ip: of the default route", None if found() == "10.20.30.40" else found())
    ip("route", "del", "default")
    tally.check("host.ip: none without a route", found() and f"{found()}")
    with open("/proc/sys/net/ipv6/conf/all/disable_ipv6") as file:
        six = file.read().strip() == "0"
    if six:
        ip("-6", "addr", "add", "2001:db8:7::5/64", "dev", "tl0", "nodad")
        ip("-6", "route", "add", "default", "via", "2001:db8:7::1", "dev", "tl0")
        tally.check("host.ip: IPv6 where there is no IPv4", None if found() == "2001:db8:7::5" else f"{found()}")
        ip("-6", "addr", "del", "2001:db8:7::5/64", "dev", "tl0")
    ip("route", "add", "default", "via", "10.20.30.1", "dev", "tl0")


def secrets(harness, tally):
    key = "AKIA" + "IOSFODNN7EXAMPLE"
    run = harness.run(harness.program, "short", "3", "--password=hunter2", "--api-key", "hunter2", "https://u:hunter2@h/", key, "iban=hunter2", TELEMETRY_REDACT="iban", ENABLE_CLOUD_METADATA="false")
    command_line = run.lines[0]["process"]["command_line"]
    tally.check("no secret of the command line is emitted", ("hunter2" in command_line or key in command_line) and command_line)
    with open(run.path) as file:
        text = file.read()
    tally.check("… anywhere", ("hunter2" in text or key in text) and "it is")


def check(harness, tally):
    harness.slow = {}
    for part in (misbehaving, endpoints, detours, switches, cache, waiting, forks, without_library, nowhere, dropped, addresses, secrets):
        begin = time.monotonic()
        part(harness, tally)
        print(f"        {part.__name__}: {time.monotonic() - begin:.1f} s", flush=True)
