"""One test, plain and instrumented: compiled, run, and compared."""
import os
import re
import resource
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

SECONDS = 10  # of a plain run
MOST_EVENTS = 1 << 28  # bytes that are validated
WARNING = re.compile(rb"^([^\s:][^:]*):(\d+):(?:\d+:)? (warning|error): (.*?)(?: \[(-W[^\]]*)\])?$", re.M)
# GCC reports a function without a declaration once in each block, and hooks are blocks: where does not matter.
ONCE_A_BLOCK = {b"-Wimplicit-function-declaration", b"-Wbuiltin-declaration-mismatch", b"-Wnested-externs"}
CRASH = re.compile(rb"internal compiler error|PLEASE submit a bug report|that parsed it crashed")


@dataclass
class Outcome:
    state: str  # same, left, different, broken; or none: the plain program is no test here
    detail: str = ""
    ledger: bytes = b""


def limits():
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 << 30, 2 << 30))


def run(words, seconds, folder, environment=None):
    """(status, stdout, stderr); status None: it did not end in time, and what it started was ended."""
    process = subprocess.Popen([str(w) for w in words], cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, preexec_fn=limits, start_new_session=True)
    try:
        out, err = process.communicate(timeout=seconds)
        return process.returncode, out, err
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.communicate()
        return None, b"", b""


def warnings_in(messages):
    """What is warned of where, without the wording, which quotes the instrumented text."""
    found = set()
    for m in WARNING.finditer(messages):
        flag = m.group(5) or re.sub(rb"\W+", b" ", m.group(4))[:40]
        if m.group(3) == b"warning":
            found.add((os.path.basename(m.group(1)), b"" if flag in ONCE_A_BLOCK else m.group(2), flag))
    return found


# Columns move (docs/limitations.md); sanitizers print them.
COLUMN = re.compile(rb"(:\d+):\d+(?=: runtime error)|(^SUMMARY: UndefinedBehaviorSanitizer: .*:\d+):\d+(?= *$)", re.MULTILINE)


def without_columns(result):
    return result[0], *(COLUMN.sub(rb"\1\2", text) for text in result[1:])


class Comparison:
    """The same compiler and options for every test; threads may share one."""

    def __init__(self, build, compilers, root, options):
        self.telinject, self.events = Path(build, "bin/telinject"), Path(build, "bin/telinject-events")
        self.compilers, self.root, self.options = compilers, root, options
        self.environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": "/nonexistent"}
        for name in ("TMPDIR", "CCACHE_DISABLE"):
            if name in os.environ:
                self.environment[name] = os.environ[name]

    def words(self, test, level, output):
        compiler = self.compilers[1 if test.is_cxx else 0]
        options = list(test.options)
        if "clang" in compiler:
            options.append("-Wno-unknown-warning-option")
        words = [compiler, *([] if test.has_level else [level]), "-Wall", "-Wextra", *options, test.path, *test.sources]
        if self.options.compile_only:
            return [*words, "-c"] + ([] if test.sources else ["-o", output])
        return [*words, "-o", output, "-lm", *([] if "-pthread" in options else ["-pthread"])]

    def check(self, test, level):
        with tempfile.TemporaryDirectory(prefix="telinject-suite-") as name:
            folder = Path(name)
            outcome = (self.compile_only if self.options.compile_only else self.compare)(test, level, folder)
            if self.options.keep and outcome.state in ("different", "broken"):
                kept = Path(self.options.keep, test.name.replace("/", "+").replace(" ", "") + level)
                shutil.rmtree(kept, ignore_errors=True)
                shutil.copytree(folder, kept, symlinks=True)
            return outcome

    def instrument(self, test, level, folder, strict, output="traced"):
        ledger = folder / "ledger"
        words = [self.telinject, "cc", *(["--strict"] if strict else []), "--root", self.root, "--ledger", ledger, "--",
                 *self.words(test, level, output)]
        done = run(words, 300, folder, self.environment)
        (folder / "command").write_text(" ".join(map(str, words)) + "\n")
        return done, ledger.read_bytes() if ledger.exists() else b""

    def compile_only(self, test, level, folder):
        plain = run(self.words(test, level, "plain"), 120, folder, self.environment)
        if plain[0] is None or CRASH.search(plain[2]):
            return Outcome("none", "the compiler itself fails")
        done, ledger = self.instrument(test, level, folder, plain[0] == 0, "plain")
        if done[0] is None or done[0] > 127 or done[0] < 0:
            return Outcome("broken", f"telinject ended with {done[0]}")
        if CRASH.search(done[2]) or b"worker" in ledger:
            return Outcome("broken", "a crash: " + (done[2] + ledger).decode(errors="replace")[-300:])
        if done[0] != plain[0]:
            return Outcome("broken", "compiles plain, not instrumented: " + done[2].decode(errors="replace")[:600])
        if plain[0] != 0:
            return Outcome("same" if done[2] == plain[2] else "different", "other messages", ledger)
        if b'"does-not-compile":' in ledger:
            return Outcome("different", "sites were given up, as their rewrite does not parse", ledger)
        return self.judge_warnings(plain[2], done[2]) or Outcome("left" if b'"reason":' in ledger else "same", "", ledger)

    @staticmethod
    def judge_warnings(plain, instrumented):
        new = warnings_in(instrumented) - warnings_in(plain)
        if new:
            return Outcome("different", "new warnings: " + ", ".join(f"{n.decode()}:{l.decode()} {w.decode(errors='replace')}" for n, l, w in sorted(new)[:4]))
        return None

    def compare(self, test, level, folder):
        plain = run(self.words(test, level, "plain"), 120, folder, self.environment)
        if plain[0] != 0:
            return Outcome("none", "the plain program does not compile")
        wanted = without_columns(run(["./plain"], SECONDS, folder, self.environment))
        if wanted[0] != 0:
            return Outcome("none", "the plain program does not exit with 0")
        done, ledger = self.instrument(test, level, folder, True)
        if done[0] != 0:
            what = "does not end" if done[0] is None else f"does not compile ({done[0]})"
            return Outcome("broken", f"{what}: {done[2].decode(errors='replace')[:800]}")
        if b"worker" in ledger:
            return Outcome("broken", "the parser crashed", ledger)
        if b'"does-not-compile":' in ledger:
            return Outcome("different", "sites were given up, as their rewrite does not parse", ledger)
        if b'"reason":' in ledger and ledger.count(b"\n") == ledger.count(b'"reason":'):
            return Outcome("left", "", ledger)
        return self.judge_warnings(plain[2], done[2]) or self.runs(folder, wanted, ledger)

    def runs(self, folder, wanted, ledger):
        found = without_columns(run(["./traced"], SECONDS * 4, folder, self.environment))
        if found != wanted:
            if without_columns(run(["./plain"], SECONDS, folder, self.environment)) != wanted:  # it prints addresses, times, …
                wanted, found = wanted[:1], found[:1]
            if found != wanted:
                return Outcome("different", f"telemetry off: {self.difference(found, wanted)}", ledger)
        events = folder / "events.jsonl"
        on = {"TELEMETRY_ENABLED": "1", "TELEMETRY_FILE_MAX_MB": "0", "TELEMETRY_OUTPUT": "file", "TELEMETRY_FILE": str(events)}
        found = without_columns(run(["./traced"], SECONDS * 12, folder, {**self.environment, **on}))
        if found[:len(wanted)] != wanted:
            return Outcome("different", f"telemetry on: {self.difference(found, wanted)}", ledger)
        if not events.exists():
            return Outcome("different", "telemetry on: no events", ledger)
        if events.stat().st_size <= MOST_EVENTS:
            status, out, err = run([self.events, "validate", events], 300, folder, self.environment)
            if status != 0:
                return Outcome("different", f"events: {(out + err).decode(errors='replace')[:600]}", ledger)
        return Outcome("same", "", ledger)

    @staticmethod
    def difference(found, wanted):
        if found[0] != wanted[0]:
            return f"exit status {found[0]}, not {wanted[0]}; {b''.join(found[1:])[-200:]!r}"
        return f"prints {b''.join(found[1:])[-200:]!r}, not {b''.join(wanted[1:])[-200:]!r}"
