"""What real programs cost that were instrumented while telemetry is off: user time of their own kind of work, as ratios to the program as
it was, of the same round.  Built by gcc -O2 out of the distribution's sources; kept until telinject or its header changes.

A new program: a row in PROGRAMS, and for test/corpus/fetch a recipe in test/corpus/programs.
"""
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from .common import HERE, ROOT, Failed, have, median, median_ratio

TITLE = "real programs, instrumented, with telemetry off"
FETCH = ROOT / "test/corpus/fetch"
DATA = HERE / "programs"


@dataclass
class Program:
    name: str
    prepare: str  # a shell command, once, in a copy of the sources
    sources: str  # a shell pattern list: what is compiled ...
    flags: tuple
    libraries: tuple
    arguments: tuple  # ... and what is run; {data}: test/bench/programs, {folder}: the sources
    smoke: tuple  # the same, as short as can be
    skip: str = "^$"  # functions that are left alone: what is rewritten of them does not compile


PROGRAMS = [
    Program("lua5.4", "printf '#define DEB_HOST_MULTIARCH \"none\"\\n' >src/lua5.4-deb-multiarch.h; rm -f src/luac.c", "src/*.c",
            ("-std=gnu99", "-DLUA_COMPAT_5_3", "-DLUA_USE_LINUX"), ("-Wl,-E", "-lm", "-ldl"),
            ("{data}/workload.lua", "20"), ("{data}/workload.lua", "0")),
    Program("zlib", "for i in 1 2 3; do cat *.c *.h; done >input; cp test/minigzip.c .", "*.c", ("-DHAVE_UNISTD_H", "-I."), (),
            ("-c", "-9", "{folder}/input"), ("-c", "-1", "{folder}/README")),
    Program("sqlite3", "./configure --disable-tcl --disable-readline >/dev/null && make sqlite3.c >/dev/null; cp test/speedtest1.c .",
            "sqlite3.c speedtest1.c", ("-DSQLITE_THREADSAFE=0", "-DSQLITE_OMIT_LOAD_EXTENSION", "-I."), ("-lm",),
            ("--memdb", "--size", "50"), ("--memdb", "--size", "1", "--testset", "cte"),
            skip="^(sqlite3GetToken|sqlite3GenerateConstraintChecks)$"),
]

# How it is built: name, title, options of `telinject cc` (None: it has no part in it), compiler's.
VARIANTS = [
    ("disabled", "all events, -DTELINJECT_DISABLE", ("--events", "function,loop,conditional,variable,exception"), ("-DTELINJECT_DISABLE",)),
    ("function", "functions", ("--events", "function"), ()),
    ("all", "all events", ("--events", "function,loop,conditional,variable,exception"), ()),
]


def stamp(context):
    """Changes when what is built with would be another."""
    files = [context.telinject, *(ROOT / "runtime/include/telinject").iterdir(), Path(__file__)]
    return " ".join(str(file.stat().st_mtime_ns) for file in sorted(files))


def sources_of(context, program):
    found = context.run([FETCH, program.name]).split()[-1]
    folder = context.folder(f"programs/{program.name}/source")
    shutil.copytree(found, folder, symlinks=True, dirs_exist_ok=True)
    context.run(["sh", "-c", program.prepare], cwd=folder)
    (folder / ".telinject.json").write_text("{}")
    return folder


def build(context, program):
    folder = context.work / "programs" / program.name
    done = folder / "stamp"
    if done.exists() and done.read_text() == stamp(context):
        return folder
    source = sources_of(context, program)
    for name, _, options, defines in [("plain", "", None, ()), *VARIANTS]:
        context.say(f"building {program.name}, {name}")
        launcher = [context.telinject, "cc", "--strict", *options, "--skip-functions", program.skip, "--"] if options is not None else []
        (folder / name).mkdir(exist_ok=True)
        files = [file for pattern in program.sources.split() for file in sorted(source.glob(pattern))]
        objects = [folder / name / (file.stem + ".o") for file in files]

        def compile_(file, to):
            # Without the build facts, which change with every commit.
            words = ["gcc", "-O2", *program.flags, *defines, '-DTELINJECT_BUILD=""', "-w", "-c", file.relative_to(source), "-o", to]
            context.run([*launcher, *words], cwd=source)

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(compile_, files, objects))
        linker = launcher if name != "disabled" else []
        context.run([*linker, "gcc", *objects, "-o", folder / name / "program", *program.libraries], cwd=source)
    done.write_text(stamp(context))
    return folder


def user_seconds(context, folder, variant, words):
    words = [word.format(data=DATA, folder=folder / "source") for word in words]
    with open(folder / f"output-{variant}", "wb") as output:
        child = subprocess.Popen([folder / variant / "program", *words], env=context.environment, stdout=output, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise Failed(f"{folder.name} {' '.join(words)}, built as {variant}, ended with {child.returncode}")
    return used.ru_utime


def text_bytes(context, file):
    return int(context.run(["size", file]).splitlines()[1].split()[0])


def same_code(folder):
    """Do the objects of the disabled build have the code of the plain one?"""
    def code(file):
        copy = folder / "code"
        subprocess.run(["objcopy", "-O", "binary", "--only-section=.text*", file, copy], check=True)
        return copy.read_bytes()

    return all(code(file) == code(folder / "disabled" / file.name) for file in (folder / "plain").glob("*.o"))


def measure(context):
    programs = [p for p in PROGRAMS if p.name == "zlib" or not context.smoke]  # it is built in seconds
    rows, missing, failed, folders = {}, {}, {}, {}
    if not have("gcc", "dpkg-source"):
        return {"rows": {}, "missing": {"all": "gcc or dpkg-dev is not installed"}, "failed": {}, "programs": []}
    for program in programs:
        try:
            folders[program.name] = folder = build(context, program)
        except Failed as fault:
            failed[program.name] = str(fault)
            continue
        sizes = {name: text_bytes(context, folder / name / "program") for name in ("plain", *(v[0] for v in VARIANTS))}
        rows[program.name] = {"size": sizes, "same_code": same_code(folder), "seconds": {name: [] for name in sizes}}
    for number in range(1 if context.smoke else 7):
        for program in programs:
            row = rows.get(program.name)
            if not row:
                continue
            folder, words = folders[program.name], program.smoke if context.smoke else program.arguments
            names = list(row["seconds"])
            for name in names[number % len(names) :] + names[: number % len(names)]:
                row["seconds"][name].append(user_seconds(context, folder, name, words))
    return {"rows": rows, "missing": missing, "failed": failed, "programs": [p.name for p in programs]}


def table(results):
    lines = [["program", "built with", "user time, s", "x plain", "least, x plain's", "code, KB", "x plain"]]
    for program in results["programs"]:
        row = results["rows"].get(program)
        if not row:
            lines.append([program, "failed", "", "", "", "", ""])
            continue
        plain, size = row["seconds"]["plain"], row["size"]
        lines.append([program, "as it was", f"{median(plain):.2f}", "", "", f"{size['plain'] / 1024:.0f}", ""])
        for name, title, _, _ in VARIANTS:
            seconds = row["seconds"][name]
            ratio, least = (f"{median_ratio(seconds, plain):.3f}", f"{min(seconds) / min(plain):.3f}") if min(plain) > 0 else ("", "")
            lines.append([program, title, f"{median(seconds):.2f}", ratio, least, f"{size[name] / 1024:.0f}", f"{size[name] / size['plain']:.2f}"])
    return lines


def tables(results):
    """By the names that docs/benchmarks.md has for them."""
    return {"programs": table(results)}


def faults(results):
    for program in results["programs"]:
        if program not in results["rows"]:
            yield f"no row {program}"
        elif not results["rows"][program]["same_code"]:
            yield f"{program} built with -DTELINJECT_DISABLE is not the code of the original"
