"""What the parts of the benchmark share: where things are, how programs are run, medians of interleaved rounds."""
import hashlib
import json
import os
import re
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
ROOT = HERE.parent.parent

# Where the measured programs run, so that a line is as long as in a cluster (1.6 to 1.8 KB) on every machine, and no network is
# asked.
POD = {
    "KUBERNETES_SERVICE_HOST": "10.0.0.1",
    "POD_NAME": "checkout-7c9d8f5b6-x2x4q",
    "POD_NAMESPACE": "shop",
    "POD_UID": "5f2c7a1e-8f0b-4f3d-9a51-0c6a3c1f7f11",
    "NODE_NAME": "node-3",
    "CONTAINER_NAME": "checkout",
    "DEPLOYMENT_NAME": "checkout",
    "POD_LABELS": '{"app":"checkout","app.kubernetes.io/name":"checkout","app.kubernetes.io/part-of":"shop",'
    '"app.kubernetes.io/managed-by":"Helm","pod-template-hash":"7c9d8f5b6","team":"payments"}',
    "POD_ANNOTATIONS": '{"prometheus.io/scrape":"true","prometheus.io/port":"9090"}',
    "SERVICE_NAME": "checkout",
    "SERVICE_VERSION": "1.4.2",
    "ENABLE_CLOUD_METADATA": "false",
}
OURS = ("DEBUG", "TELEMETRY_", "OTEL_", "SAMPLE_RATE", "TRACEPARENT", "TRACESTATE", "TELINJECT_", "XRAY_", "LTTNG_")


class Failed(Exception):
    """A program that was to be measured did not do what it should; the message says which and how."""


class Context:
    def __init__(self, build, smoke):
        self.build, self.smoke = build, smoke
        self.llvm = (build / "llvm-version").read_text().strip()
        self.telinject, self.events = build / "bin/telinject", build / "bin/telinject-events"
        self.work = build / "bench" / ("smoke" if smoke else "full")
        self.work.mkdir(parents=True, exist_ok=True)
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(OURS)} | POD

    def say(self, text):
        print(f"==> {text}", flush=True)

    def folder(self, name):
        """An empty folder of that name."""
        folder = self.work / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def run(self, command, cwd=None, **variables):
        """What the command printed."""
        command = [str(word) for word in command]
        done = subprocess.run(command, cwd=cwd, env=self.environment | variables, capture_output=True, text=True, errors="replace")
        if done.returncode != 0:
            raise Failed(f"{' '.join(command)} ended with {done.returncode}: {(done.stderr or done.stdout).strip()[-600:]}")
        return done.stdout

    def run_timed(self, command, **variables):
        """What the command printed, and the CPU time of it and all that it waited for, in nanoseconds."""
        command = [str(word) for word in command]
        with tempfile.TemporaryFile("w+", errors="replace") as errors:
            process = subprocess.Popen(command, env=self.environment | variables, stdout=subprocess.PIPE, stderr=errors, text=True)
            output = process.stdout.read()
            process.stdout.close()
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            errors.seek(0)
            if process.returncode != 0:
                raise Failed(f"{' '.join(command)} ended with {process.returncode}: {(errors.read() or output).strip()[-600:]}")
        return output, (used.ru_utime + used.ru_stime) * 1e9


def text_bytes(context, file):
    """Of the sections of code; literals are not part of them."""
    rows = [line.split() for line in context.run(["size", "-A", file]).splitlines()]
    return sum(int(row[1]) for row in rows if len(row) > 1 and row[0].startswith(".text"))


def count_instructions(context, folder, program, arguments, *options, **variables):
    """Of a run of the program, by callgrind."""
    out = folder / "callgrind.out"
    context.run(["valgrind", "--tool=callgrind", *options, f"--callgrind-out-file={out}", program, *arguments], **variables)
    total = re.search(r"^(?:totals|summary): (\d+)", out.read_text(), re.M)
    if not total:
        raise Failed("callgrind's file has no total")
    return int(total.group(1))


def telinject_stamp(context):
    """Changes when what telinject makes of a program would be another."""
    headers = sorted(file for file in (ROOT / "runtime/include/telinject").rglob("*") if file.is_file())
    return "\n".join([str(context.telinject.stat().st_mtime_ns), *(hashlib.sha256(file.read_bytes()).hexdigest() for file in headers)])


def have(*programs):
    return all(shutil.which(program) for program in programs)


def have_header(name):
    return Path("/usr/include", name).exists() or any(Path("/usr/include").glob(f"*-linux-gnu/{name}"))


def median(values):
    return statistics.median(values)


def median_ratio(of, to):
    """The median of the ratios of what was measured in the same round."""
    return statistics.median(a / b for a, b in zip(of, to))


def json_of(text):
    return json.loads(text[text.index("{") :])
