"""What real programs cost that were instrumented while telemetry is off: instructions and user time of their own kind of work and the size of
their code, as ratios to the program as it was, by compiler and optimisation.  Instructions are counted by callgrind and depend neither on the
machine's load nor on its speed; user time is that of interleaved runs.  Built out of the distribution's sources, and kept until telinject or its
headers change.

A new program: a row in PROGRAMS, and one in test/corpus/checks/direct.py.
"""
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass

from .common import HERE, ROOT, Failed, count_instructions, have, median, median_ratio, telinject_stamp, text_bytes

sys.path.insert(0, str(ROOT / "test/corpus"))
from checks import direct  # noqa: E402

TITLE = "real programs, instrumented, with telemetry off"


@dataclass
class Program:
    name: str  # of direct.PROGRAMS
    timed: tuple  # its arguments where user time is measured; {data}: test/bench/programs, {folder}: the sources, {work}: a folder to write into
    counted: tuple  # the same with less to do, where instructions are counted
    rate: int = 7  # rounds of timed runs


PROGRAMS = [
    Program("lua5.4", ("{data}/workload.lua", "20"), ("{data}/workload.lua", "1")),
    Program("zlib", ("-c", "-9", "{folder}/input"), ("-c", "-9", "{folder}/input")),
    Program("sqlite3", ("--memdb", "--size", "50"), ("--memdb", "--size", "2")),
    Program("zstd", ("-q", "-c", "-17", "--single-thread", "{folder}/input"), ("-q", "-c", "-3", "--single-thread", "{folder}/input")),
    Program("yaml-cpp", ("{folder}/timed.yaml",), ("{folder}/counted.yaml",)),
    Program("libjsoncpp", ("{folder}/timed.json",), ("{folder}/counted.json",)),
    Program("fmtlib", ("500000",), ("50000",)),
    Program("leveldb", ("{work}/database", "200000"), ("{work}/database", "20000")),
]
SMOKE = Program("zlib", ("-c", "-1", "{folder}/README"), ("-c", "-1", "{folder}/README"))  # built in seconds

# Name, title, the compilers of C and C++ and the optimisation.
COMPILERS = [
    ("gcc-O2", "gcc -O2", ("gcc", "g++"), "-O2"),
    ("gcc-O3", "gcc -O3", ("gcc", "g++"), "-O3"),
    ("clang-O2", "clang -O2", ("clang-{llvm}", "clang++-{llvm}"), "-O2"),
]

# Name, title, options of `telinject cc` (None: it has no part in it), the compiler's.
VARIANTS = [
    ("plain", "as it was", None, ()),
    ("disabled", "all events, -DTELINJECT_DISABLE", direct.ALL_EVENTS, ("-DTELINJECT_DISABLE",)),
    ("function", "functions", ("--events", "function"), ()),
    ("all", "all events", direct.ALL_EVENTS, ()),
    ("function-build", "functions, `--optimize=build`", ("--events", "function", "--optimize=build"), ()),
]


def variants(context, program, compilers):
    """By name; the code of a disabled program is looked at with one compiler only."""
    names = tuple(name.format(llvm=context.llvm) for name in compilers[2])
    link = ("-lstdc++", "-lm") if "clang" in names[0] else ()
    for name, _, options, words in VARIANTS:
        if name == "disabled" and compilers is not COMPILERS[0]:
            continue
        launcher = (context.telinject, "cc", "--strict", *options, "--skip-functions", program.skip, "--") if options is not None else ()
        yield name, direct.Variant(name, launcher, words, link, names, links_by_launcher=name != "disabled")


def write_inputs(folder):
    for name, records in ("counted", 372), ("timed", 3000):
        rows = [f'- id: {i}\n  name: "record {i}"\n  tags: [alpha, gamma-{i % 7}]\n  nested: {{x: {i * 3}, ok: true}}\n  text: |\n    line of {i}\n' for i in range(records)]
        (folder / f"{name}.yaml").write_text("".join(rows))
        rows = [f'{{"id": {i}, "name": "record {i}", "tags": ["alpha", {i % 7}], "nested": {{"x": {i}.5, "ok": true}}}}' for i in range(records)]
        (folder / f"{name}.json").write_text(f"[{','.join(rows)}]\n")
    if not (folder / "input").exists():
        (folder / "input").write_bytes(b"".join(file.read_bytes() for file in sorted(folder.rglob("*.[ch]"))))


def build(context, row, compilers):
    """The folder that has a program for each variant."""
    program, folder = direct.PROGRAMS[row.name], context.work / "programs" / row.name
    made = folder / compilers[0] / "stamp"
    if made.exists() and made.read_text() == telinject_stamp(context):
        return folder
    if not (folder / "source").exists():
        folder.mkdir(parents=True, exist_ok=True)
        direct.copy_sources(program, folder / "source")
        write_inputs(folder / "source")
    for name, how in variants(context, program, compilers):
        context.say(f"building {row.name}, {compilers[1]}, {name}")
        try:
            direct.build(program, folder / "source", folder / compilers[0] / name, how, compilers[3])
        except direct.NotBuilt as fault:
            raise Failed(str(fault)) from fault
    made.write_text(telinject_stamp(context))
    return folder


def words_of(folder, words):
    work = folder / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    return [word.format(data=HERE / "programs", folder=folder / "source", work=work) for word in words]


def user_seconds(context, folder, file, words):
    with open(folder / "output", "wb") as output:
        child = subprocess.Popen([file, *words_of(folder, words)], env=context.environment, stdout=output, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise Failed(f"{file} {' '.join(words)} ended with {child.returncode}")
    return used.ru_utime


def code_of(folder, file):
    copy = folder / "code"
    subprocess.run(["objcopy", "-O", "binary", "--only-section=.text", file, copy], check=True)
    return copy.read_bytes()


def measure_program(context, row, compilers):
    folder = build(context, row, compilers)
    programs = {name: folder / compilers[0] / name / "program" for name, _ in variants(context, direct.PROGRAMS[row.name], compilers)}
    result = {"text": {name: text_bytes(context, file) for name, file in programs.items()}, "seconds": {name: [] for name in programs}, "instructions": {}}
    if "disabled" in programs:
        result["same_code"] = code_of(folder, programs["plain"]) == code_of(folder, programs["disabled"])
    if have("valgrind"):
        result["instructions"] = {name: count_instructions(context, folder, file, words_of(folder, row.counted)) for name, file in programs.items() if name != "disabled"}
    names = list(programs)
    for number in range(1 if context.smoke else row.rate):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            result["seconds"][name].append(user_seconds(context, folder, programs[name], row.timed))
    return result


def measure(context):
    rows, missing, failed = {}, {}, {}
    if not have("gcc", "dpkg-source"):
        return {"rows": {}, "missing": {"all": "gcc or dpkg-dev is not installed"}, "failed": {}, "programs": []}
    programs = [SMOKE] if context.smoke else PROGRAMS
    for row in programs:
        for compilers in COMPILERS[:1] if context.smoke else COMPILERS:
            if not have(*(name.format(llvm=context.llvm) for name in compilers[2])):
                missing[compilers[1]] = "the compiler is not installed"
                continue
            context.say(f"{row.name}, {compilers[1]}")
            try:
                rows[f"{row.name}, {compilers[1]}"] = measure_program(context, row, compilers)
            except (Failed, direct.NotBuilt) as fault:
                failed[f"{row.name}, {compilers[1]}"] = str(fault)[:600]
    return {"rows": rows, "missing": missing, "failed": failed, "programs": [row.name for row in programs]}


def table(results):
    lines = [["program", "built with", "instructions, x plain", "user time, x plain", "least, x plain's", ".text, KB", "x plain"]]
    for name, row in results["rows"].items():
        seconds, text, counted = row["seconds"], row["text"], row["instructions"]
        for variant, title, _, _ in VARIANTS:
            if variant not in seconds:
                continue
            cells = [name, title, "", "", "", f"{text[variant] / 1024:.0f}", ""]
            if variant != "plain":
                cells[2] = f"{counted[variant] / counted['plain']:.3f}" if variant in counted else ""
                if min(seconds["plain"]) > 0:
                    cells[3:5] = [f"{median_ratio(seconds[variant], seconds['plain']):.3f}", f"{min(seconds[variant]) / min(seconds['plain']):.3f}"]
                cells[6] = f"{text[variant] / text['plain']:.2f}"
            lines.append(cells)
    return lines


def tables(results):
    """By the names that docs/benchmarks.md has for them."""
    return {"programs": table(results)}


# What is asked for, as ratios to the plain program: of instructions and of user time, by variant, in C and in C++.
TARGETS = {"c": {"function": 1.02, "all": 1.02}, "c++": {"function": 1.03, "all": 1.05}}


def targets(results):
    titles = {name: title for name, title, _, _ in VARIANTS}
    for name, row in results["rows"].items():
        counted, seconds = row["instructions"], row["seconds"]
        for variant, limit in TARGETS[direct.PROGRAMS[name.split(",")[0]].language].items():
            if variant in counted:
                yield f"{name}, off, {titles[variant]}: instructions", limit, [counted[variant] / counted["plain"]], "x plain"
            if min(seconds["plain"]) > 0:
                yield f"{name}, off, {titles[variant]}: user time", limit, [a / b for a, b in zip(seconds[variant], seconds["plain"])], "x plain"


def faults(results):
    for name, row in results["rows"].items():
        if not row.get("same_code", True):
            yield f"{name} built with -DTELINJECT_DISABLE is not the code of the original"
    for name in results["programs"]:
        if not any(row.startswith(f"{name},") for row in results["rows"]):
            yield f"no row {name}"
