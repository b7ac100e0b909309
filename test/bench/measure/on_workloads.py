"""What the part `on` runs: real programs and servers, the ways to run them, and how they are built.  They are built as test/corpus/checks/direct.py
says, and kept in BUILD/bench/full/on until telinject or its header changes."""
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

from . import on_runs
from .common import HERE, ROOT, Failed, have, telinject_stamp

sys.path.insert(0, str(ROOT / "test/corpus"))
from checks import direct  # noqa: E402

DATA = HERE / "programs"


@dataclass
class Workload:
    name: str
    title: str
    program: str  # of direct.PROGRAMS
    arguments: tuple  # {folder}: of the program, with the inputs
    smoke: tuple = ()  # the same, as short as can be
    requests: object = None  # of a server: sends it requests
    client: str = ""
    needs: tuple = field(default=())

    def folder(self, context):
        return context.work / "on" / self.program


WORKLOADS = [
    Workload("yaml-60k", "yaml-cpp parses 60 KB", "yaml-cpp", ("{folder}/60k.yaml",), ("{folder}/1k.yaml",)),
    Workload("yaml-1m", "yaml-cpp parses 1 MB", "yaml-cpp", ("{folder}/1m.yaml",), ("{folder}/1k.yaml",)),
    Workload("lua-loop", "lua5.4, a loop", "lua5.4", ("{folder}/loop.lua", "40000000"), ("{folder}/loop.lua", "10")),
    Workload("lua-script", "lua5.4, a script", "lua5.4", ("{folder}/workload.lua", "30"), ("{folder}/workload.lua", "0")),
    Workload("sqlite", "sqlite3, speedtest1", "sqlite3", ("--memdb", "--size", "60"), ("--memdb", "--size", "1", "--testset", "cte")),
    Workload("zlib", "zlib, minigzip -9", "zlib", ("-c", "-9", "{folder}/input"), ("-c", "-1", "{folder}/1k.yaml")),
    Workload("redis", "redis-server, redis-benchmark", "redis", ("--port", "{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"),
             requests=on_runs.redis_requests, client="redis-benchmark"),
    Workload("civetweb", "civetweb, wrk", "civetweb",
             ("-listening_ports", "127.0.0.1:{port}", "-document_root", "{folder}/source/www", "-num_threads", "8"),
             requests=on_runs.http_requests, client="wrk"),
]
SMOKE = ("zlib",)  # it is built in seconds

TELEMETRY = {"TELEMETRY_ENABLED": "true", "TELEMETRY_OUTPUT": "file"}
# Name, title, variant, variables.
SETTINGS = [
    ("plain", "as it was", "plain", {}),
    ("off", "off", "all", {}),
    ("counted", "`TELEMETRY_MAX_EVENTS=1`", "all", TELEMETRY | {"TELEMETRY_MAX_EVENTS": "1"}),
    ("budget-1", "`TELEMETRY_BUDGET=1`", "all", TELEMETRY | {"TELEMETRY_BUDGET": "1"}),
    ("budget-5", "`TELEMETRY_BUDGET=5`", "all", TELEMETRY | {"TELEMETRY_BUDGET": "5"}),
    ("budget-10", "`TELEMETRY_BUDGET=10`", "all", TELEMETRY),
]
EVERYTHING = ("everything", "`TELEMETRY_BUDGET=off`", "all", TELEMETRY | {"TELEMETRY_BUDGET": "off", "TELEMETRY_FILE_MAX_MB": "1024"})


def variants(context, program):
    """plain and all are measured; called has the truth about calls, apart that about times."""
    clang = (f"clang-{context.llvm}", f"clang++-{context.llvm}")
    headers = "-finstrument-functions-exclude-file-list=/usr/include,/usr/lib"
    return {
        "plain": direct.Variant("plain"),
        "all": direct.instrumented(context.telinject, program),
        "called": direct.Variant("called", words=("-finstrument-functions", headers, "-no-pie", "-fno-pie")),
        "apart": direct.Variant("apart", words=("-fno-inline", "-no-pie", "-fno-pie")),
        "uftrace": direct.Variant("uftrace", words=("-pg",)),
        "xray": direct.Variant("xray", words=("-fxray-instrument", "-fxray-instruction-threshold=1"), compilers=clang,
                               link=(context.work / "on/xray_start.o", "-lstdc++")),
    }


def stamp(context, program, how):
    """Changes when what is built with would be another."""
    words = [repr(program), repr(how)]
    if context.telinject in how.launcher:
        words.append(telinject_stamp(context))
    return "\n".join(words)


def write_inputs(folder):
    def document(records):
        rows = []
        for i in range(records):
            rows.append(f"- id: {i}\n  name: \"record number {i}\"\n  tags: [alpha, beta, gamma-{i % 7}]\n  nested: {{x: {i * 3}, y: {i}.5, ok: true}}\n"
                        f"  text: |\n    a line of text\n    another one of record {i}\n")
        return "".join(rows)

    for name, records in ("1k", 6), ("60k", 372), ("1m", 6200):
        (folder / f"{name}.yaml").write_text(document(records))
    for script in "workload.lua", "loop.lua":
        shutil.copy((DATA if script == "workload.lua" else HERE / "on") / script, folder)
    if (folder / "source/input").exists():  # zlib's own sources, three times
        shutil.copy(folder / "source/input", folder / "input")


def build(context, name):
    """Returns the variants that are built, and why the others are not."""
    program, folder = direct.PROGRAMS[name], context.work / "on" / name
    built, failed = {}, {}
    wanted = variants(context, program)
    stamps = {variant: (folder / variant / "stamp", stamp(context, program, how)) for variant, how in wanted.items()}
    fresh = {variant for variant, (file, now) in stamps.items() if file.exists() and file.read_text() == now}
    if not (folder / "source").exists() or len(fresh) < len(wanted):
        folder.mkdir(parents=True, exist_ok=True)
        direct.copy_sources(program, folder / "source")
    write_inputs(folder)
    xray_start = ["-O2", "-c", HERE / "on/xray_start.cpp", "-o", context.work / "on/xray_start.o"]
    for variant, how in wanted.items():
        if variant not in fresh:
            if variant == "xray" and have(how.compilers[1]):
                context.run([how.compilers[1], *xray_start])
            context.say(f"building {name}, {variant}")
            try:
                direct.build(program, folder / "source", folder / variant, how)
            except direct.NotBuilt as fault:
                if variant in ("plain", "all"):
                    raise
                failed[variant] = str(fault)[:300]
                continue
            stamps[variant][0].write_text(stamps[variant][1])
        built[variant] = folder / variant / "program"
    return built, failed


def missing_client(workload):
    if workload.client and not have(workload.client):
        raise Failed(f"{workload.client} is not installed")
