"""A program of the corpus: its recipe, fresh copies of its sources, and the steps that build and test them.

The compiler is a shim that notes each call (for the compilation database) and starts the launcher, if one is given,
before the real compiler; so no build system has to know of either.
"""
import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

# Notes working directory and arguments, NUL-separated, in a file of its own, then becomes `$CORPUS_LAUNCHER compiler ...`.
SHIM = """#!/bin/sh
if [ -n "${CORPUS_CALLS:-}" ]; then
  n=0
  until (set -C; : >"$CORPUS_CALLS/$$.$n") 2>/dev/null; do n=$((n + 1)); done
  printf '%s\\0' "$PWD" @COMPILER@ "$@" >"$CORPUS_CALLS/$$.$n"
fi
exec ${CORPUS_LAUNCHER:-} @COMPILER@ "$@"
"""
COMPILER_VARIABLES = ("CFLAGS", "CXXFLAGS", "CPPFLAGS", "LDFLAGS", "MAKEFLAGS", "CC", "CXX")
SECONDS = {"configure": 600, "build": 3600, "tests": 2400, "traced": 600}
# A run that writes more is not bounded: its recipe should do less. The longest one (zlib's) ends with 2.2 GB; the size is looked at once a second,
# so a limit near what a run writes would stop it on some machines and not on others.
MOST_EVENT_BYTES = 6 << 30


class Broken(Exception):
    """The check could not even begin: what happened; what to do."""


class Recipe:
    def __init__(self, name, home, fields, arguments):
        self.name, self.home = name, home
        self.file = home / "programs" / f"{name}.sh"
        self.expect = fields["expect"]
        # One process that is sampled may write gigabytes, so few are; what all processes do while sampled out is tested all the same.
        self.sample_rate = fields["sample_rate"] or "0.0005"
        # A recipe that asks for less says why.
        self.least_share = float(fields["least_share"] or 97)
        self.languages = fields["languages"].split()
        self.compilers = fields["compilers"].split()
        self.build_dir, self.jobs, self.family = arguments.build, arguments.jobs, arguments.family
        self.options = arguments.options
        self.work = arguments.build / "corpus" / f"{name}.{arguments.family}"
        self.cc, self.cxx = compilers(arguments)

    def tool(self, name):
        return self.build_dir / "bin" / name


def compilers(arguments):
    if arguments.family == "gcc":
        return "gcc", "g++"
    version = (arguments.build / "llvm-version").read_text().strip()
    return f"clang-{version}", f"clang++-{version}"


def load(name, home, arguments):
    script = f'. "{home}/programs/{name}.sh"; printf "%s\\0" "$expect" "$compilers" "$languages" "${{sample_rate:-}}" "${{least_share:-}}"'
    out = subprocess.run(["bash", "-ec", script], capture_output=True, text=True, check=True).stdout.split("\0")
    recipe = Recipe(name, home, dict(zip(("expect", "compilers", "languages", "sample_rate", "least_share"), out)), arguments)
    fetched = subprocess.run([str(home / "fetch"), name], stdout=subprocess.PIPE, text=True)
    if fetched.returncode:
        raise Broken("its source could not be fetched; the reason stands above")
    recipe.source = Path(fetched.stdout.strip().splitlines()[-1])
    shutil.rmtree(recipe.work, ignore_errors=True)
    recipe.work.mkdir(parents=True)
    return recipe


class Copy:
    """A fresh copy of the sources under the recipe's work folder, with its own shims, logs and list of compiler calls."""

    def __init__(self, recipe, kind):
        self.recipe, self.kind = recipe, kind
        self.top = recipe.work / kind
        self.calls = recipe.work / f"{kind}.calls"
        shutil.copytree(recipe.source, self.top, symlinks=True)
        # Marks the project's root, whatever folder a compile runs in.
        (self.top / ".telinject.json").write_text("{}\n")
        self.calls.mkdir()
        shims = recipe.work / f"{kind}.shims"
        shims.mkdir()
        for shim, compiler in (("cc", recipe.cc), ("cxx", recipe.cxx)):
            (shims / shim).write_text(SHIM.replace("@COMPILER@", compiler))
            (shims / shim).chmod(0o755)
        self.base = {key: value for key, value in os.environ.items()
                     if key not in COMPILER_VARIABLES and not key.startswith(("TELEMETRY_", "TELINJECT_", "OTEL_"))}
        self.base.pop("DEBUG", None)
        self.base.update(CC=str(shims / "cc"), CXX=str(shims / "cxx"), JOBS=str(recipe.jobs), CORPUS=str(recipe.home), LC_ALL="C.UTF-8")

    def log(self, label):
        return self.recipe.work / f"{self.kind}.{label}.log"

    def step(self, function, label=None, launcher="", **environment):
        """Runs one function of the recipe in the copy's top folder. Returns whether it ended well; its output is in the log."""
        environment = {**self.base, **environment}
        if launcher:
            environment["CORPUS_LAUNCHER"] = launcher
        if function == "build":  # what tests compile may be meant to fail, and its folders come and go
            environment["CORPUS_CALLS"] = str(self.calls)
        with open(self.log(label or function), "wb") as log:
            done = subprocess.Popen(["bash", "-e", "-o", "pipefail", "-c", f'. "{self.recipe.file}"; {function}'], cwd=self.top, env=environment,
                                    stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
            end = time.monotonic() + SECONDS[function]
            events = environment.get("TELEMETRY_FILE", "")
            while True:
                try:
                    code = done.wait(timeout=1)
                    if code:
                        log.write(f"\n{function} ended with exit code {code}\n".encode())
                    return code == 0
                except subprocess.TimeoutExpired:
                    written = os.path.getsize(events) if os.path.exists(events) else 0
                    if time.monotonic() < end and written < MOST_EVENT_BYTES:
                        continue
                os.killpg(done.pid, signal.SIGKILL)
                done.wait()
                log.write(f"\nstopped with {written} bytes of events, or after {SECONDS[function]} seconds\n".encode())
                return False

    def outcome(self, label="tests"):
        """The one line that says how the tests ended, taken from their log by the recipe."""
        with open(self.log(label), "rb") as log:
            out = subprocess.run(["bash", "-c", f'. "{self.recipe.file}"; outcome'], stdin=log, capture_output=True, text=True, errors="replace")
        return out.stdout.strip().splitlines()[-1] if out.stdout.strip() else ""

    def build_and_test(self, report):
        """The program as it is. Returns the outcome that the instrumented one must have too, or None."""
        for function in ("configure", "build"):
            if not self.step(function):
                report.check("plain", False, f"{function} failed", self.log(function))
                return None
        good = self.step("tests")
        outcome = self.outcome()
        good = good and re.fullmatch(self.recipe.expect, outcome) is not None
        report.check("plain", good, outcome or "tests failed", self.log("tests"))
        return outcome if good else None
