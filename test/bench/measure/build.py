"""What a build costs that goes through telinject: user time of all its processes and the size of the code, as ratios to the plain build of the
same round, beside others that instrument; a rebuild out of ccache; and the parts of it: telinject's own header, -p against a syntax check, a
rerun of -p that finds all in its cache.

A new program: a row in PROGRAMS, and one in test/corpus/checks/direct.py.
"""
import json
import os
import resource
import shutil
import subprocess
import sys
from dataclasses import dataclass

from .common import ROOT, Failed, have, median, median_ratio, text_bytes

sys.path.insert(0, str(ROOT / "test/corpus"))
from checks import direct  # noqa: E402

TITLE = "what a build costs"


@dataclass
class Program:
    name: str  # of direct.PROGRAMS
    rounds: int
    selection: str  # of --min-statements, so that about one in twenty functions is left


PROGRAMS = [Program("yaml-cpp", 3, "14"), Program("libjsoncpp", 3, "13"), Program("lua5.4", 3, "30"), Program("sqlite3", 1, "60")]
SMOKE = Program("cjson", 1, "20")
ONLY_FUNCTIONS = ("--events", "function")


@dataclass
class Way:
    name: str
    title: str
    options: object = None  # of telinject cc; None: it has no part in it
    words: tuple = ()  # of the compiler
    against: str = "plain"
    is_warm: bool = False  # the second of two builds is measured
    in_front: str = ""  # the cache of compiles is called before or behind the launcher
    has_cache: bool = False  # of parse results
    is_clang: bool = False

    def variant(self, context, program, folder):
        launcher = []
        if self.options is not None:
            launcher = [str(context.telinject), "cc", "--strict", *self.options, "--skip-functions", program.skip, "--"]
            if not self.in_front:  # ccache takes a file that is named for a second source
                launcher[2:2] = ["--ledger", str(folder / "ledger.jsonl")]
        if self.has_cache:
            launcher[2:2] = ["--cache", str(folder / "cache")]
        if self.in_front == "launcher":
            launcher = [*launcher, "ccache"]
        elif self.in_front:
            launcher = ["ccache", *launcher]
        compilers = (f"clang-{context.llvm}", f"clang++-{context.llvm}") if self.is_clang else ("gcc", "g++")
        return direct.Variant(self.name, tuple(launcher), self.words, ("-lstdc++", "-lm") if self.is_clang else (), compilers)


def ways(program):
    few = ("--min-statements", program.selection)
    return [
        Way("plain", "as it was"),
        Way("nothing", "telinject, no file left by `--exclude`", ("--exclude", "**")),
        Way("none", "telinject, no function left by `--functions`", (*direct.ALL_EVENTS, "--functions", "^no_function_has_this_name$")),
        Way("few-functions", "telinject, functions, selected", (*ONLY_FUNCTIONS, *few)),
        Way("few", "telinject, all events, selected functions", (*direct.ALL_EVENTS, *few)),
        Way("functions", "telinject, functions", ONLY_FUNCTIONS),
        Way("all", "telinject, all events", direct.ALL_EVENTS),
        Way("finstrument", "`-finstrument-functions`", words=("-finstrument-functions",)),
        Way("pg", "`-pg`", words=("-pg",)),
        Way("coverage", "`--coverage`", words=("--coverage",)),
        Way("clang", "clang, as it was", is_clang=True),
        Way("clang-functions", "clang, telinject, functions", ONLY_FUNCTIONS, against="clang", is_clang=True),
        Way("clang-all", "clang, telinject, all events", direct.ALL_EVENTS, against="clang", is_clang=True),
        Way("xray", "clang, XRay, each function", words=("-fxray-instrument", "-fxray-instruction-threshold=1"), against="clang", is_clang=True),
        Way("ccache", "ccache, warm, as it was", is_warm=True, in_front="compiler"),
        Way("ccache-before", "ccache, warm, before telinject, all events", direct.ALL_EVENTS, against="ccache", is_warm=True, in_front="compiler"),
        Way("ccache-behind", "ccache, warm, behind telinject, all events", direct.ALL_EVENTS, against="ccache", is_warm=True, in_front="launcher"),
        Way("ccache-cached", "ccache, warm, behind telinject with `--cache`, all events", direct.ALL_EVENTS, against="ccache", is_warm=True,
            in_front="launcher", has_cache=True),
    ]


def is_missing(context, way):
    if way.in_front and not have("ccache"):
        return "ccache is not installed"
    if way.is_clang and not have(f"clang++-{context.llvm}"):
        return f"clang-{context.llvm} is not installed"
    return ""


def user_seconds_of(action):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    action()
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def share_instrumented(ledger):
    """Of the functions in all units, a header's in each that sees them."""
    rows = [json.loads(line)["functions"] for line in ledger.read_text().splitlines()] if ledger.exists() else []
    found = sum(row["found"] for row in rows)
    return sum(row["instrumented"] for row in rows) / found if found else None


def build_once(context, program, source, folder, way):
    ledger = folder / "ledger.jsonl"
    variant = way.variant(context, program, folder)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    turns = [user_seconds_of(lambda: direct.build(program, source, folder, variant)) for _ in range(1 + way.is_warm)]
    return turns[-1], text_bytes(context, folder / "program"), share_instrumented(ledger)


def measure_program(context, row, missing):
    program, work = direct.PROGRAMS[row.name], context.folder(f"build/{row.name}")
    source = work / "source"
    direct.copy_sources(program, source)
    # ccache keeps what the round before it left; a cache of its own makes the second build of each round the warm one.
    os.environ["CCACHE_DIR"] = str(work / "ccache")
    os.environ["CCACHE_COMMENTS"] = "true"
    result = {"seconds": {}, "text": {}, "share": {}, "failed": {}}
    for number in range(row.rounds):
        shutil.rmtree(work / "ccache", ignore_errors=True)
        for way in ways(row):
            if lacks := is_missing(context, way):
                missing[way.title] = lacks
                continue
            if way.name in result["failed"]:
                continue
            context.say(f"{row.name}, round {number + 1} of {row.rounds}: {way.title}")
            try:
                seconds, text, share = build_once(context, program, source, work / way.name, way)
            except direct.NotBuilt as fault:
                result["failed"][way.name] = str(fault)[:300]
                continue
            result["seconds"].setdefault(way.name, []).append(seconds)
            result["text"][way.name], result["share"][way.name] = text, share
    return result


def cpu_and_memory(context, command, cwd):
    """User seconds and peak kilobytes of the command and what it waited for."""
    code = ("import json, resource, subprocess, sys; done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE);"
            "used = resource.getrusage(resource.RUSAGE_CHILDREN); sys.stderr.buffer.write(done.stderr); print(json.dumps([done.returncode, used.ru_utime, used.ru_maxrss]))")
    status, seconds, kilobytes = json.loads(context.run([sys.executable, "-c", code, *command], cwd=cwd))
    if status != 0:
        raise Failed(f"{' '.join(str(word) for word in command)} ended with {status}")
    return seconds, kilobytes


def measure_header(context, repeats):
    """Milliseconds of user time that a unit takes longer for telinject's header, by language."""
    folder = context.folder("build/header")
    result = {}
    for language, compiler, name in ("C", "gcc", "unit.c"), ("C++", "g++", "unit.cpp"):
        (folder / name).write_text("int unit_of_the_benchmark;\n")
        compile_ = [compiler, "-O2", "-isystem", ROOT / "runtime/include", "-c", name, "-o", "unit.o"]
        seconds = {(): 0, ("-include", "telinject/telinject.h"): 0}
        for _ in range(repeats):
            for words in seconds:
                seconds[words] += user_seconds_of(lambda words=words: context.run([*compile_, *words], cwd=folder))
        plain, with_header = seconds.values()
        result[language] = (with_header - plain) / repeats * 1000
    return result


HEAVY = """#include <algorithm>
#include <iostream>
#include <map>
#include <regex>
#include <string>

int main() {
  std::map<std::string, int> m{{"a", 1}};
  std::cout << m.size() << "\\n";
}
"""


def write_database(folder, commands):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "compile_commands.json").write_text(json.dumps(
        [{"directory": str(directory), "file": file, "arguments": [str(word) for word in words]} for directory, file, words in commands]))


def measure_syntax_check(context, rounds):
    """User time and peak memory of telinject -p as ratios to those of clang -fsyntax-only."""
    folder = context.folder("build/syntax")
    (folder / "heavy.cpp").write_text(HEAVY)
    units = [("C++, five heavy headers", folder, "heavy.cpp", (f"clang++-{context.llvm}", "-std=c++20"))]
    sqlite = context.work / "build/sqlite3/source"
    if (sqlite / "sqlite3.c").exists():
        flags = direct.PROGRAMS["sqlite3"].flags
        units.append(("sqlite3.c", sqlite, "sqlite3.c", (f"clang-{context.llvm}", *flags)))
    result = {}
    for title, cwd, file, words in units:
        write_database(folder / f"database-{file}", [(cwd, file, [*words, "-c", file])])
        check = [*words, "-w", "-fsyntax-only", file]
        own = [context.telinject, "-q", "-p", folder / f"database-{file}", "--root", cwd, "--diff"]
        turns = [(cpu_and_memory(context, own, cwd), cpu_and_memory(context, check, cwd)) for _ in range(rounds)]
        result[title] = {"cpu": [a[0] / b[0] for a, b in turns], "memory": [a[1] / b[1] for a, b in turns]}
    return result


def measure_rerun(context, units):
    """Seconds of user time and wall time of a second `-p --cache` that finds everything as it was."""
    folder = context.folder("build/rerun")
    (folder / "shared.h").write_text("#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\nstatic inline int shared(int a) { return a + 1; }\n")
    for i in range(units):
        (folder / f"u{i}.c").write_text(f'#include "shared.h"\nint f{i}(int a) {{\n  if (a > {i})\n    return shared(a);\n  return (int)strlen("x");\n}}\n')
    write_database(folder, [(folder, f"u{i}.c", ["gcc", "-c", f"u{i}.c"]) for i in range(units)])
    run = [context.telinject, "-q", "-p", folder, "--root", folder, "--cache", folder / "cache", "--out", folder / "out"]
    context.run(run)
    turns = []
    for _ in range(3):
        code = "import subprocess, sys, time; start = time.perf_counter(); subprocess.run(sys.argv[1:], check=True); print(time.perf_counter() - start)"
        used = user_seconds_of(lambda: turns.append([float(context.run([sys.executable, "-c", code, *run]))]))
        turns[-1].append(used)
    return {"units": units, "wall": median(t[0] for t in turns), "user": median(t[1] for t in turns)}


def measure(context):
    rows, missing, failed = {}, {}, {}
    programs = [SMOKE] if context.smoke else PROGRAMS
    for program in programs:
        try:
            rows[program.name] = measure_program(context, program, missing)
        except (Failed, direct.NotBuilt) as fault:
            failed[program.name] = str(fault)
            continue
        failed |= {f"{program.name}, {way}": why for way, why in rows[program.name]["failed"].items()}
    result = {"rows": rows, "missing": missing, "failed": failed, "programs": [p.name for p in programs]}
    result["header"] = measure_header(context, 2 if context.smoke else 50)
    result["rerun"] = measure_rerun(context, 20 if context.smoke else 1000)
    if have(f"clang++-{context.llvm}"):
        result["syntax"] = measure_syntax_check(context, 1 if context.smoke else 5)
    else:
        missing["-fsyntax-only"] = f"clang-{context.llvm} is not installed"
    return result


def table(results):
    lines = [["program", "built with", "functions", "user time, s", "x plain", ".text, KB", "x plain"]]
    for name in results["programs"]:
        row = results["rows"].get(name)
        if not row:
            lines.append([name, "failed", "", "", "", "", ""])
            continue
        program = next(p for p in [*PROGRAMS, SMOKE] if p.name == name)
        for way in ways(program):
            if way.name not in row["seconds"]:
                continue
            seconds, text, share = row["seconds"][way.name], row["text"][way.name], row["share"].get(way.name)
            base, base_text = row["seconds"].get(way.against), row["text"].get(way.against)
            is_base = way.name == way.against or way.name in ("clang", "ccache")
            ratios = ["" if is_base or not base else f"{median_ratio(seconds, base):.2f}", "" if is_base or not base_text else f"{text / base_text:.2f}"]
            lines.append([name, way.title, "" if share is None else f"{share:.0%}", f"{median(seconds):.2f}", ratios[0], f"{text / 1024:.0f}", ratios[1]])
    return lines


def parts_table(results):
    lines = [["part", "measured"]]
    for language, milliseconds in results["header"].items():
        lines.append([f"telinject's header in a unit of {language}, user time", f"{milliseconds:.1f} ms"])
    for unit, ratios in results.get("syntax", {}).items():
        lines.append([f"`-p --diff`, {unit}: user time, x `clang -fsyntax-only`", f"{median(ratios['cpu']):.2f}"])
        lines.append([f"`-p --diff`, {unit}: peak memory, x `clang -fsyntax-only`", f"{median(ratios['memory']):.2f}"])
    rerun = results["rerun"]
    lines.append([f"second `-p --cache` over {rerun['units']:,} units, nothing changed: wall time", f"{rerun['wall']:.2f} s"])
    lines.append([f"second `-p --cache` over {rerun['units']:,} units, nothing changed: user time", f"{rerun['user']:.2f} s"])
    return lines


def tables(results):
    """By the names that docs/benchmarks.md has for them."""
    return {"build": table(results), "build-parts": parts_table(results)}


# What is asked for, as ratios to the plain build: of user time, and of code.
TARGETS = (("nothing", 1.05, None), ("functions", 1.35, 1.35), ("all", 1.8, 2.2), ("ccache-before", 1.05, None), ("ccache-cached", 1.05, None))


def targets(results):
    for name in results["programs"]:
        row = results["rows"].get(name)
        program = next(p for p in [*PROGRAMS, SMOKE] if p.name == name)
        titles = {way.name: (way.title, way.against) for way in ways(program)}
        for way, time_limit, text_limit in TARGETS if row else ():
            title, against = titles[way]
            if way not in row["seconds"] or against not in row["seconds"]:
                continue
            yield f"build of {name}: {title}", time_limit, [a / b for a, b in zip(row["seconds"][way], row["seconds"][against])], "x plain"
            if text_limit:
                yield f"code of {name}: {title}", text_limit, [row["text"][way] / row["text"][against]], "x plain"


def faults(results):
    for name in results["programs"]:
        row = results["rows"].get(name)
        if not row:
            yield f"no row {name}"
            continue
        # What is compiled as it was has the code of the plain build.
        for way in "nothing", "none":
            if way in row["text"] and row["text"][way] != row["text"]["plain"]:
                yield f"{name}: nothing is instrumented, but the code has {row['text'][way]} bytes instead of {row['text']['plain']}"
