"""One workload (peers/work.cpp) under telinject and under others: what an event costs the program's thread, what it costs until it is in
the file, how many bytes it takes, how many are lost.

A new peer: a header in peers/ that says what stands at the entry and the exit of a function, and a row in PEERS.
"""
import re
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from .common import HERE, Failed, have, have_header, json_of, median, median_ratio

TITLE = "one workload under telinject and under others, interleaved"
HEADERS = HERE / "peers"
ON = {"TELEMETRY_ENABLED": "true", "TELEMETRY_THROTTLE": "false"}


@dataclass
class Run:
    """One run of a peer's program: what it printed, when all was in the file, what is there."""

    thread_ns: float
    end_to_end_ns: float
    cpu_ns: float
    bytes: float
    lost: int
    expected: int


class Peer:
    """A program of its own that writes one file of lines; what differs is in the classes below."""

    header = "plain.h"
    compiler = "g++"
    flags = links = ()
    slow = False  # measured with fewer calls
    may_lose = False
    works_elsewhere = False  # in processes whose CPU time is not counted

    def __init__(self, name, title, threads=1, **settings):
        self.name, self.title, self.threads = name, title, threads
        for key, value in settings.items():
            setattr(self, key, value)

    def missing(self, context):
        """What is not installed, or None."""
        return None

    def build(self, context, folder, main):
        compile_ = [self.compiler, "-std=c++20", optimisation(context), "-c", "-I", HEADERS, f'-DPEER="{self.header}"', *self.flags]
        self.compile_work(context, folder, [*compile_, HEADERS / "work.cpp", "-o", folder / "work.o"])
        self.link(context, [self.compiler, *self.flags, main, folder / "work.o", "-o", folder / "program", *self.links, "-lpthread"])

    def compile_work(self, context, folder, command):
        context.run(command)

    def link(self, context, command):
        context.run(command)

    def variables(self, out):
        return {"PEER_FILE": str(out / "lines")}

    def command(self, folder, out):
        return [folder / "program"]

    def begin(self, context, folder, out):
        pass

    def end(self, context, out):
        """Afterwards all is in the files; when, by time.monotonic_ns()."""
        return time.monotonic_ns()

    def stop(self):
        """Whatever begin() started is gone."""

    def written(self, context, out, expected):
        """Events that can be read from what is there."""
        return lines_in(out / "lines")

    def size(self, out):
        return sum(f.stat().st_size for f in out.rglob("*") if f.is_file())

    def measure(self, context, folder, calls, bursts, pause_us):
        out = folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()
        try:
            self.begin(context, folder, out)
            numbers = [str(calls), str(bursts), str(pause_us), str(self.threads)]
            output, cpu = context.run_timed([*self.command(folder, out), *numbers], **self.variables(out))
            printed = json_of(output)
            end = self.end(context, out)
            expected = printed["events"]
            lost = expected - self.written(context, out, expected)
            return Run(printed["thread_ns"], (end - printed["start_ns"]) / expected, cpu / expected, self.size(out) / expected, lost, expected)
        finally:
            self.stop()
            shutil.rmtree(out, ignore_errors=True)


def optimisation(context):
    return "-O0" if context.smoke else "-O2"  # where nothing is measured it compiles in half the time


def lines_in(file):
    with open(file, "rb") as lines:
        return sum(piece.count(b"\n") for piece in iter(lambda: lines.read(1 << 20), b""))


class Plain(Peer):
    def written(self, context, out, expected):
        return expected


class Telinject(Peer):
    output = "file"

    def compile_work(self, context, folder, command):
        (folder / ".telinject.json").write_text("{}")
        shutil.copy(HEADERS / "work.cpp", folder)
        command[command.index(HEADERS / "work.cpp")] = folder / "work.cpp"
        context.run([context.telinject, "cc", "--strict", "--events", "function", "--", *command], cwd=folder)

    def link(self, context, command):
        context.run([context.telinject, "cc", "--", *command])

    def variables(self, out):
        return ON | {"TELEMETRY_FILE_MAX_MB": "0", "TELEMETRY_OUTPUT": self.output, "TELEMETRY_FILE": str(out / "lines")}

    def written(self, context, out, expected):
        if self.output == "file":
            return lines_in(out / "lines")
        with subprocess.Popen([context.events, "render", out / "lines"], stdout=subprocess.PIPE) as render:
            return sum(piece.count(b"\n") for piece in iter(lambda: render.stdout.read(1 << 20), b""))


class Written(Peer):
    """Makes a line by itself, with a library."""

    needs_header = None

    def missing(self, context):
        return None if have_header(self.needs_header) else f"{self.needs_header} is not installed"


class Lttng(Peer):
    """A session daemon of its own, which is ended by its id; where one runs already, that is another's."""

    header = "lttng.h"
    links = ("-llttng-ust", "-ldl")
    blocking = True
    works_elsewhere = True
    daemon = None

    def missing(self, context):
        if not (have("lttng", "lttng-sessiond") and have_header("lttng/tracepoint.h")):
            return "lttng-tools or liblttng-ust-dev is not installed"
        if self.daemon is None and subprocess.run(["lttng", "list"], capture_output=True).returncode == 0:
            return "a session daemon of somebody else's is running"
        return None

    def home(self):
        return {"LTTNG_HOME": str(self.folder / "home"), "LTTNG_UST_ALLOW_BLOCKING": "1" if self.blocking else ""}

    def lttng(self, context, *words):
        return context.run(["lttng", "--no-sessiond", *words], **self.home())

    def begin(self, context, folder, out):
        self.folder = folder
        (folder / "home").mkdir(exist_ok=True)
        self.daemon = subprocess.Popen(
            ["lttng-sessiond", "--no-kernel"],
            env=context.environment | self.home(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.wait_for_daemon(context)
        self.lttng(context, "create", "bench", f"--output={out}")
        options = ["--subbuf-size=1M", "--num-subbuf=8"] + (["--blocking-timeout=inf"] if self.blocking else [])
        self.lttng(context, "enable-channel", "--userspace", "--session=bench", *options, "events")
        self.lttng(context, "enable-event", "--userspace", "--session=bench", "--channel=events", "bench:*")
        self.lttng(context, "start", "bench")

    def wait_for_daemon(self, context):
        for _ in range(100):
            if self.daemon.poll() is not None:
                raise Failed(f"lttng-sessiond ended with {self.daemon.returncode}")
            try:
                return self.lttng(context, "list")
            except Failed:
                time.sleep(0.05)
        raise Failed("lttng-sessiond does not answer")

    def variables(self, out):
        return self.home()

    def end(self, context, out):
        # `lttng stop` looks a few times a second whether all is written; the files know when that was.
        self.lttng(context, "stop", "bench")
        last = max(f.stat().st_mtime_ns for f in out.rglob("*") if f.is_file())
        return last - time.time_ns() + time.monotonic_ns()

    def written(self, context, out, expected):
        listing = self.lttng(context, "list", "bench")
        discarded = re.search(r"Discarded events: (\d+)", listing)
        if not discarded:
            raise Failed("`lttng list` does not say what was discarded")
        return expected - int(discarded.group(1))

    def stop(self):
        if self.daemon is None:
            return
        self.daemon.send_signal(signal.SIGTERM)
        self.daemon.wait(timeout=30)
        self.daemon = None


class Uftrace(Peer):
    flags = ("-pg",)

    def missing(self, context):
        return None if have("uftrace") else "uftrace is not installed"

    def command(self, folder, out):
        return ["uftrace", "record", "--no-pager", "--no-libcall", "--no-sched", "-d", out / "data", folder / "program"]

    def written(self, context, out, expected):
        report = context.run(["uftrace", "report", "--no-pager", "-d", out / "data", "-f", "call"])
        return sum(2 * int(m.group(1)) for m in re.finditer(r"^ *(\d+) +(?:run|work)$", report, re.M))


class XRay(Peer):
    header = "xray.h"
    flags = ("-fxray-instrument", "-fxray-instruction-threshold=1")

    def missing(self, context):
        self.compiler = f"clang++-{context.llvm}"
        self.llvm_xray = f"/usr/lib/llvm-{context.llvm}/bin/llvm-xray"
        runtime = list(Path(f"/usr/lib/llvm-{context.llvm}/lib/clang").glob("*/lib/linux/libclang_rt.xray-fdr-*.a"))
        return None if have(self.compiler, self.llvm_xray) and runtime else f"clang-{context.llvm}'s XRay is not installed"

    def variables(self, out):
        return {"XRAY_OPTIONS": f"patch_premain=false:xray_logfile_base={out}/log.:verbosity=0"}

    def written(self, context, out, expected):
        # What stands there but does not pair up to calls for llvm-xray was not lost either.
        words = [self.llvm_xray, "account", next(out.glob("log.*")), "-instr_map", out.parent / "program", "-k", "-f", "csv"]
        done = subprocess.run(words, capture_output=True, text=True, check=True)
        counts = [int(row.split(",")[1]) for row in done.stdout.splitlines()[1:] if re.search(r'"(run|work)\(', row)]
        return 2 * sum(counts) + done.stderr.count("Error processing record")


# What is recorded: v3: all that a telemetry.v3 event says; values: the time, the function, its arguments and result; calls: the
# time and the function.
PEERS = [
    Plain("plain", "not instrumented"),
    Telinject("off", "telinject, telemetry off", variables=lambda out: {}, written=lambda context, out, expected: expected),
    Telinject("file", "telinject, JSONL to a file", content="v3"),
    Telinject("file-2", "telinject, JSONL to a file, 2 threads", threads=2, content="v3"),
    Telinject("spool", "telinject, spool", output="spool", content="v3"),
    Telinject("spool-2", "telinject, spool, 2 threads", output="spool", threads=2, content="v3"),
    Lttng("lttng", "LTTng-UST, blocking", content="values"),
    Lttng("lttng-discard", "LTTng-UST, discarding", content="values", blocking=False, may_lose=True),
    Uftrace("uftrace", "uftrace (-pg)", content="calls", may_lose=True),
    XRay("xray", "XRay, FDR mode", content="calls", may_lose=True),
    Written("fmt", "a line written with fmt", header="fmt_line.h", links=("-lfmt",), needs_header="fmt/format.h", content="v3"),
    Written("spdlog", "the same line through spdlog, async", header="spdlog_line.h", links=("-lspdlog", "-lfmt"),
            needs_header="spdlog/spdlog.h", content="v3", slow=True),
    Written("nlohmann", "the same line by nlohmann's dump", header="nlohmann_line.h", links=("-lfmt",),
            needs_header="nlohmann/json.hpp", content="v3", slow=True),
]


def prepare(context):
    """The peers that can be measured with the folders of their programs; what is not installed; what does not build."""
    ready, missing, failed, built = [], {}, {}, {}
    main = context.folder("peers") / "main.o"
    context.run(["g++", "-std=c++20", "-O2", "-c", HEADERS / "main.cpp", "-o", main])
    for peer in PEERS:
        why = peer.missing(context)
        if why:
            missing[peer.name] = why
            continue
        kind = (type(peer), peer.header)
        try:
            if kind not in built:
                folder = context.folder(f"peers/{peer.name}")
                peer.build(context, folder, main)
                built[kind] = folder
            ready.append((peer, built[kind]))
        except Failed as fault:
            failed[peer.name] = str(fault)
    return ready, missing, failed


def measure(context):
    rounds, calls, bursts = (1, 40, 2) if context.smoke else (5, 200_000, 30)
    ready, missing, failed = prepare(context)
    rows = {peer.name: {"burst": [], "stream": [], "end_to_end": [], "cpu": [], "bytes": [], "lost": 0, "expected": 0} for peer, _ in ready}
    for number in range(rounds):
        context.say(f"round {number + 1} of {rounds}")
        for peer, folder in ready:
            row = rows[peer.name]
            if peer.name in failed:
                continue
            try:
                # A burst of 2,000 events fits the buffers of all; the pause is for those who write them elsewhere.
                burst = peer.measure(context, folder, min(calls, 1000), bursts, 15_000)
                stream = peer.measure(context, folder, (calls // 4 if peer.slow else calls) // peer.threads, 1, 0)
            except Failed as fault:
                failed[peer.name] = str(fault)
                continue
            row["burst"].append(burst.thread_ns)
            row["stream"].append(stream.thread_ns)
            row["end_to_end"].append(stream.end_to_end_ns)
            row["cpu"].append(stream.cpu_ns)
            row["bytes"].append(stream.bytes)
            row["lost"] += burst.lost + stream.lost
            row["expected"] += burst.expected + stream.expected
    return {"rows": rows, "missing": missing, "failed": failed, "calls": calls, "rounds": rounds}


def ratios(results, of):
    """Of each peer, how many times what telinject takes: end to end to a file, and on the program's thread."""
    rows = results["rows"]
    ours = rows.get("file")
    row = rows[of]
    return median_ratio(row["burst"], ours["burst"]), median_ratio(row["end_to_end"], ours["end_to_end"])


def table(results):
    head = ["", "event data", "thread, burst", "thread, stream", "in the file", "CPU", "bytes", "lost", "thread: x telinject", "in the file: x telinject"]
    lines = [head]
    for peer in PEERS:
        row, content = results["rows"].get(peer.name), getattr(peer, "content", "")
        if not row or not row["burst"]:
            lines.append([peer.title, content, results["missing"].get(peer.name) or "failed"] + [""] * 7)
            continue
        burst, stream, end, cpu, size = (median(row[key]) for key in ("burst", "stream", "end_to_end", "cpu", "bytes"))
        if not content:
            lines.append([peer.title, "nothing", f"{burst:.1f}", f"{stream:.1f}"] + [""] * 6)
            continue
        lost = f"{100 * row['lost'] / row['expected']:.2f} %" if row["lost"] else "0"
        thread_ratio, end_ratio = ratios(results, peer.name)
        used = "" if peer.works_elsewhere else f"{cpu:.0f}"
        lines.append([peer.title, content, f"{burst:.1f}", f"{stream:.1f}", f"{end:.0f}", used, f"{size:.0f}", lost, f"{thread_ratio:.1f}", f"{end_ratio:.2f}"])
    return lines


def tables(results):
    """By the names that docs/benchmarks.md has for them."""
    return {"peers": table(results)}


def faults(results):
    for peer in PEERS:
        row = results["rows"].get(peer.name)
        if row and row["lost"] != 0 and not peer.may_lose:
            yield f"{peer.title} lost {row['lost']} of {row['expected']} events"
        if not row and peer.name not in results["missing"] and peer.name not in results["failed"]:
            yield f"{peer.title} has no row"
