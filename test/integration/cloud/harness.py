"""Runs the test program somewhere and looks at what it wrote."""
import json
import os
import shutil
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCES = os.path.join(HERE, "..", "..", "..")


IN_TIME = {"TELEMETRY_METADATA_TIMEOUT_MS": None}  # the default


class Tally:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, name, fault):
        """fault: empty or None where all is well."""
        if fault:
            self.failed += 1
            print(f"FAILED  {name}: {fault}", flush=True)
        else:
            self.passed += 1
            print(f"ok      {name}", flush=True)


class Run:
    """One run of a program: status, lines (parsed), stderr, and `notes`, what the runtime said there."""

    def __init__(self, folder, status, seconds, stdout, stderr):
        self.status, self.seconds, self.stdout, self.stderr = status, seconds, stdout, stderr
        self.notes = [line for line in stderr.splitlines() if line.startswith("telinject:")]
        self.path = os.path.join(folder, "events.jsonl")
        self.lines, self.fault = [], None
        if os.path.exists(self.path):
            with open(self.path) as file:
                try:
                    self.lines = [json.loads(line) for line in file]
                except ValueError as error:
                    self.fault = f"not JSON: {error}"

    @property
    def clouds(self):
        return {json.dumps([line["cloud"], line["host"], line.get("k8s")]) for line in self.lines}

    @property
    def provider(self):
        """The one that all lines have, or what is wrong with them."""
        providers = {line["cloud"]["provider"] for line in self.lines}
        return providers.pop() if len(providers) == 1 and len(self.clouds) == 1 else f"lines of {sorted(providers)}, {len(self.clouds)} kinds"


class Harness:
    def __init__(self, build):
        self.build = os.path.abspath(build)
        self.work = tempfile.mkdtemp(prefix="telinject-cloud-")
        self.runs = 0

    def close(self):
        shutil.rmtree(self.work, ignore_errors=True)

    def compile(self, name, libraries):
        program = os.path.join(self.work, name)
        subprocess.run(["gcc", "-std=gnu11", "-O2", "-g", "-Wall", "-Wextra", "-Werror", "-Wno-missing-field-initializers",
                        "-I" + os.path.join(SOURCES, "runtime", "include"), os.path.join(HERE, "program.c"), "-o", program, *libraries, "-lpthread", "-ldl"],
                       check=True, stdout=subprocess.DEVNULL)
        return program

    def folder(self, files=None):
        """A folder of its own, with files in a system root below it."""
        self.runs += 1
        folder = os.path.join(self.work, f"run{self.runs}")
        for path, text in {"home/.keep": "", "root/.keep": "", **{"root/" + name: text for name, text in (files or {}).items()}}.items():
            path = os.path.join(folder, path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as file:
                file.write(text)
        return folder

    def run(self, program, *way, files=None, folder=None, diagnostics=True, **environment):
        """Runs it with exactly that environment; a value None leaves a variable out.  The facts may take a second, so that no test
        hangs on how busy the machine is; where nobody answers, a tenth of it is waited for (IN_TIME)."""
        folder = folder or self.folder(files)
        settings = {"PATH": "/usr/bin:/bin", "HOME": os.path.join(folder, "home"), "TELEMETRY_SYSTEM_ROOT": os.path.join(folder, "root"),
                    "TELEMETRY_ENABLED": "1", "TELEMETRY_OUTPUT": "file", "TELEMETRY_FILE": os.path.join(folder, "events.jsonl"), "TELEMETRY_THROTTLE": "0",
                    "TELEMETRY_METADATA_TIMEOUT_MS": "1000",
                    "TELEMETRY_DIAGNOSTICS": "1" if diagnostics else "0", **environment}
        settings = {name: value for name, value in settings.items() if value is not None}
        start = os.times().elapsed
        done = subprocess.run([program, *map(str, way)], env=settings, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=60)
        return Run(folder, done.returncode, os.times().elapsed - start, done.stdout, done.stderr)

    def validate(self, run):
        done = subprocess.run([os.path.join(self.build, "bin", "telinject-events"), "validate", run.path], capture_output=True, text=True)
        return None if done.returncode == 0 else done.stdout[:500] + done.stderr[:500]


def whole(run, expected=None):
    """What is wrong with the lines as such: nothing lost, each sequence without a gap; expected: how many lines of each process."""
    if run.fault:
        return run.fault
    by_process = {}
    for line in run.lines:
        by_process.setdefault(line["process"]["pid"], []).append(line["sequence"])
    for pid, sequence in by_process.items():
        if sequence != list(range(1, len(sequence) + 1)):
            return f"process {pid}: sequence {sequence[:10]}…"
        if expected is not None and len(sequence) != expected:
            return f"process {pid}: {len(sequence)} lines, not {expected}"
    return None if run.lines else "no lines"
