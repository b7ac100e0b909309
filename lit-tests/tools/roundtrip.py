#!/usr/bin/env python3
"""Takes a small project through everything that must hold of a rewrite, and prints the rewritten text for FileCheck.

usage: roundtrip.py [--build DIR] [--llvm NN] [--trace-library SO] FILE [options] [-- COMPILER FLAGS]
       roundtrip.py --print FILE      prints the rewritten FILE, with the options of its first RUN line; checks nothing

FILE is copied to an empty project (with --with, so is a folder of further files).  Then, for every --std:
  out of tree    every copy has the original's number of lines and strips to the original's bytes
  in place       the same text, without the split of functions of C; a second rewrite changes nothing (--check); `strip` gives the original bytes
and for every --cc (the runs and the launcher only with the last --std):
  compiles       original, rewrite, and rewrite with TELINJECT_DISABLE, at -O2, with -Wall -Wextra -Wshadow
                 -pedantic-errors -Werror; the last has the original's code and data, byte for byte
  runs           same output and exit status as the original: telemetry off, traced, and with the real runtime on;
                 -O0 too; the real runtime's events are valid
  launcher       `telinject cc --strict` makes the same object as the out-of-tree compile
--fast keeps the last --std and the last --cc of these lists (the traces that tests check are those of the last compiler), the
rewrite out of tree, strip, and the runs off and traced at -O1.  --preset takes standards and warnings from PRESETS.
Printed: FILE and each --show file as --in-place (with --bodies: --out) rewrites them, without the lines that hold FileCheck's
and lit's own words; then what --list and --trace ask for.  The first fault ends it: what happened, and the program's own words, on stderr; exit code 1.
"""
import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "test" / "corpus"))
from checks import elf  # noqa: E402

# --preset NAME,…: what several tests have in common, as the command line would say it.  Options beside it add to these;
# a --std or --cc beside it replaces the preset's.
EVERYTHING = ["--cc=clang", "--warn=everything,no-unsafe-buffer-usage,no-switch-default,no-padded,no-disabled-macro-expansion"]
PRESETS = {
    # Statements of C: in C89 and C99 style, and in the newest dialect that both compilers know by name.
    "c": ["--std=gnu89,c99,gnu17", "--lax", "--warn=declaration-after-statement,no-overlength-strings"],
    # Definitions without prototypes and without types.
    "c89": ["--std=c89", "--warn=declaration-after-statement,no-return-type,no-implicit-int,no-deprecated-non-prototype,no-strict-prototypes"],
    "cxx": ["--std=c++11,c++17,c++20"],
    # Every conversion must be written, and in the style of C++.
    "casts": ["--warn=conversion,old-style-cast,zero-as-null-pointer-constant"],
    # The warnings of projects that ask GCC and Clang for nearly all of them.
    "cxx-strict": ["--std=c++17,c++20", "--warn=old-style-cast,conversion,sign-conversion,double-promotion,cast-align,undef,format=2,"
                   "redundant-decls,null-dereference,unused-macros,effc++,inline,switch-enum,missing-declarations,"
                   "zero-as-null-pointer-constant"],
    # Every warning of Clang that the original does not give.
    "c-everything": [*EVERYTHING, "--std=c11", "--warn=no-declaration-after-statement,no-pre-c11-compat,no-c++-keyword,"
                     "no-implicit-void-ptr-cast,no-covered-switch-default"],
    "cxx-everything": [*EVERYTHING, "--std=c++20", "--warn=no-class-varargs,no-c++98-compat-pedantic,no-pre-c++17-compat,"
                       "no-poison-system-directories,no-unsafe-buffer-usage-in-libc-call"],
}
WARNINGS = ["-Wall", "-Wextra", "-Wshadow", "-Werror"]
OWN_WORDS = re.compile(r"RUN:|CHECK[-A-Z]*:|REQUIRES:|XFAIL:")
INCLUDE = ROOT / "runtime" / "include"


def fail(what, said=""):
    print(f"roundtrip: {what}\n{said}", file=sys.stderr)
    sys.exit(1)


def run(words, what, cwd=None, extra=None, want=0):
    done = subprocess.run([str(word) for word in words], cwd=cwd, env={**os.environ, **(extra or {})}, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, errors="replace", timeout=120)
    if want is not None and done.returncode != want:
        fail(f"{what}: exit code {done.returncode}; in {cwd}: {' '.join(map(str, words))}", done.stdout + done.stderr)
    return done


def lines(data):
    return data.count(b"\n")


class Roundtrip:
    def __init__(self, options, std, last, work):
        self.options, self.std, self.last, self.work = options, std, last, work
        self.telinject = Path(options.build) / "bin" / "telinject"
        self.source = work / "src"
        self.out = work / f"out-{options.cc[0]}"
        self.name = Path(options.file).name
        if options.with_folder:
            shutil.copytree(options.with_folder, self.source, symlinks=True)
        self.source.mkdir(exist_ok=True)
        (self.source / self.name).write_bytes(Path(options.file).read_bytes())
        self.units = [self.name, *options.also]
        self.is_cxx = not self.name.endswith(".c")
        self.flags = ([f"-std={std}"] if std else []) + options.flags
        self.files = sorted(path.relative_to(self.source) for path in self.source.rglob("*") if path.is_file() and not path.is_symlink())

    def compiler(self, family):
        if family == "gcc":
            return "g++" if self.is_cxx else "gcc"
        return f"/usr/lib/llvm-{self.options.llvm}/bin/clang{'++' if self.is_cxx else ''}"

    def strict(self, family):
        # A test may name a warning that only one of the compilers has.
        unknown = ["-Wno-unknown-warning-option"] if family == "clang" else []
        return WARNINGS + unknown + ([] if self.options.lax else ["-pedantic-errors"]) + self.options.warn

    def database(self, where, project, family=None):
        compiler = self.compiler(family or self.options.cc[0])
        where.mkdir()
        (where / "compile_commands.json").write_text(json.dumps(
            [{"directory": str(project), "file": unit, "arguments": [compiler, *self.flags, "-c", unit]} for unit in self.units]))
        return where

    def out_of_tree(self):
        options = ["--quiet", *self.options.option]
        self.db = self.database(self.work / "db", self.source)
        run([self.telinject, "-p", self.db, "--root", self.source, "--out", self.out, *options], "rewriting")
        # The text that a person reads: no function is split.
        self.read = self.out
        if "--second-bodies" in options or any(unit.endswith(".c") for unit in self.units):
            self.read = self.work / "read"
            run([self.telinject, "-p", self.db, "--root", self.source, "--out", self.read, "--no-split-functions", *options], "rewriting, not split")
        return options

    def rewrite(self):
        options = self.out_of_tree()
        for file in self.files:
            before, after = (self.source / file).read_bytes(), (self.out / file).read_bytes() if (self.out / file).exists() else b""
            if after and lines(before) != lines(after):
                fail(f"{file}: {lines(after)} lines, the original has {lines(before)}", after.decode(errors="replace"))
            if after and (len(before.splitlines()) != len(after.splitlines()) or
                          any(len(b) < len(a) for a, b in zip(before.splitlines(), after.splitlines()))):
                fail(f"{file}: a line moved", after.decode(errors="replace"))
        if self.options.fast:
            self.strip_tree(self.work / "stripped")
            return
        self.in_place(options)
        for family in self.options.cc[1:]:
            out = self.work / f"out-{family}"
            run([self.telinject, "-p", self.database(self.work / f"db-{family}", self.source, family), "--root", self.source, "--out", out, *options],
                f"rewriting for {family}")
            for file in self.files:
                if (out / file).exists() and (out / file).read_bytes() != (self.out / file).read_bytes():
                    fail(f"{file}: another rewrite for {family}", (out / file).read_text(errors="replace"))

    def in_place(self, options):
        project = self.work / "in-place"
        shutil.copytree(self.source, project, symlinks=True)
        db = self.database(self.work / "in-place-db", project)
        run([self.telinject, "-p", db, "--root", project, "--in-place", *options], "rewriting in place")
        is_new = False
        for file in self.files:
            text, other, split = (project / file).read_bytes(), self.read / file, self.out / file
            is_new |= b"#line 1" in text or (split.exists() and split.read_bytes() != text)
            if b"#line 1" not in text and other.exists() and other.read_bytes() != text:
                fail(f"{file}: in place gives another text than out of tree", text.decode(errors="replace"))
        run([self.telinject, "-p", db, "--root", project, "--check", *options], "--check after --in-place")
        before = {file: (project / file).read_bytes() for file in self.files}
        run([self.telinject, "-p", db, "--root", project, "--in-place", *options], "rewriting in place again")
        for file in self.files:
            if (project / file).read_bytes() != before[file]:
                fail(f"{file}: rewriting twice is not rewriting once", (project / file).read_text(errors="replace"))
        if is_new:
            self.compile_in_place(project)
        self.strip_tree(project)
        self.strip_tree(self.work / "stripped")

    def strip_tree(self, tree):
        """Strips a tree that was rewritten, or a copy of the out tree."""
        if not tree.exists():
            shutil.copytree(self.out, tree, symlinks=True)
        run([self.telinject, "strip", "-q", *[tree / file for file in self.files if (tree / file).exists()]], "strip")
        for file in self.files:
            if (tree / file).exists() and (tree / file).read_bytes() != (self.source / file).read_bytes():
                fail(f"{file}: strip does not give back the original", (tree / file).read_text(errors="replace"))

    def compile_in_place(self, project):
        for family in self.options.cc:
            for unit in self.units:
                run([self.compiler(family), *self.flags, *self.strict(family), "-isystem", INCLUDE, "-c", unit, "-o", self.work / "in-place.o"],
                    f"{family}: compiling {unit} rewritten in place", cwd=project)

    def objects(self, family, kind, level, extra=()):
        """Compiles every unit of the original or of the rewritten tree; the latter as its own database says."""
        compiler, made = self.compiler(family), []
        commands = {unit: [compiler, *self.flags, "-c", unit] for unit in self.units}
        folder = self.source
        if kind != "original":
            folder = self.work / f"out-{family}"
            for entry in json.loads((folder / "compile_commands.json").read_text()):
                commands[os.path.relpath(entry["file"], folder)] = entry["arguments"]
        for unit in self.units:
            made.append(self.work / f"{kind}-{Path(unit).stem}{level}.o")
            run([*commands[unit], *self.strict(family), level, *extra, "-o", made[-1]], f"{family} {self.std or ''} {level}: compiling {unit}, {kind}", cwd=folder)
        return made

    def with_compiler(self, family, first):
        if self.options.fast:
            original, rewritten = self.objects(family, "original", "-O1"), self.objects(family, "rewritten", "-O1")
            if not self.options.no_run:
                self.runs(family, original, [("-O1", rewritten)])
            return
        original = self.objects(family, "original", "-O2")
        rewritten = self.objects(family, "rewritten", "-O2")
        disabled = self.objects(family, "disabled", "-O2", ["-DTELINJECT_DISABLE"])
        for unit, one, other in zip(self.units, original, disabled):
            different = elf.difference(one, other)
            if different:
                fail(f"{family} {self.std}: {unit}: TELINJECT_DISABLE does not give the original's code: {different}")
        if not self.last:
            return
        if not self.options.no_launcher and family in self.options.launcher.split(","):
            self.launcher(family, rewritten)
        if self.options.no_run:
            return
        builds = [("-O2", rewritten)] + ([("-O0", self.objects(family, "rewritten", "-O0"))] if first else [])
        want, program = self.runs(family, original, builds)
        if first and not self.options.no_events:
            self.real_events(want, program)

    def runs(self, family, original, builds):
        """Runs the original and each build of the rewrite, off and traced; what the original did, and the last program."""
        want = self.start(self.link(family, "original", original, False), {})
        trace = self.work / "trace"
        for level, made in builds:
            program = self.link(family, f"rewritten{level}", made, True)
            trace.unlink(missing_ok=True)
            traced = {"TELINJECT_TRACE": str(trace), "LD_LIBRARY_PATH": str(Path(self.options.trace_library).parent)}
            for how, environment in (("off", {}), ("traced", traced)):
                self.alike(f"{family} {self.std or ''} {level}, telemetry {how}", want, self.start(program, environment))
            self.trace = trace.read_text(errors="replace") if trace.exists() else ""
            if not self.trace and not self.options.no_events:
                fail(f"{family} {level}: nothing was traced")
        return want, program

    def alike(self, how, want, got):
        if got != want:
            fail(f"{how}: exit status {got[0]} instead of {want[0]}, or other output", f"{got[1]}{got[2]}\ninstead of\n{want[1]}{want[2]}")

    def start(self, program, environment):
        done = run([program, *self.options.argument], "", extra=environment, want=None)
        return done.returncode, done.stdout, done.stderr

    def link(self, family, name, made, runtime):
        program = self.work / name
        library = Path(self.options.build) / "lib"
        if not (library / "libtelinject.so").exists():
            library = Path(self.options.trace_library).parent
        # new-dtags: LD_LIBRARY_PATH must be able to choose the tracing runtime; no-as-needed: the references may all be weak.
        words = [f"-L{library}", f"-Wl,--no-as-needed,--enable-new-dtags,-rpath,{library}", "-ltelinject"] if runtime else []
        run([self.compiler(family), *made, "-o", program, *words, *self.options.link, "-pthread"], f"{family}: linking the {name} program")
        return program

    def real_events(self, want, program):
        events, reader = self.work / "events.jsonl", Path(self.options.build) / "bin" / "telinject-events"
        if not (Path(self.options.build) / "lib" / "libtelinject.so").exists() or not reader.exists():
            return
        on = {"TELEMETRY_ENABLED": "true", "ENABLE_CLOUD_METADATA": "false", "TELEMETRY_OUTPUT": "file", "TELEMETRY_FILE": str(events)}
        self.alike("telemetry on", want, self.start(program, on))
        if not events.exists():
            fail("telemetry on: no events were written")
        run([reader, "validate", events], "the events are not valid")

    def launcher(self, family, rewritten):
        for unit, out_of_tree in zip(self.units, rewritten):
            ledger, made = self.work / "ledger", self.work / "launched.o"
            ledger.unlink(missing_ok=True)
            # The tree's commands know no such limits.
            run([self.telinject, "cc", "--strict", "--no-inliner-limits", "--root", self.source, "--ledger", ledger, *self.options.option, "--", self.compiler(family), *self.flags,
                 *self.strict(family), "-O2", "-c", unit, "-o", made], f"{family}: telinject cc --strict {unit}", cwd=self.source)
            line = json.loads(ledger.read_text())
            if line.get("reason") or line["fallback"]:
                fail(f"{family}: telinject cc did not use the rewrite of {unit}", ledger.read_text())
            different = elf.difference(out_of_tree, made)
            if different:
                fail(f"{family}: telinject cc makes another object of {unit} than the out-of-tree copy: {different}")

    def show(self):
        for file in [self.name, *self.options.show]:
            if file != self.name:
                print(f"=== {file}")
            for line in ((self.out if self.options.bodies else self.read) / file).read_bytes().decode(errors="replace").split("\n"):
                if not OWN_WORDS.search(line):
                    print(line)
        if self.options.list:
            print("=== ledger")
            print(run([self.telinject, "-p", self.db, "--root", self.source, "--list", "--quiet", *self.options.option], "--list").stdout)
        if self.options.trace and not self.options.print:
            print("=== trace")
            print(self.trace)


def first_run_line(file):
    """The options that FILE's first RUN line has for %roundtrip."""
    for line in Path(file).read_text(errors="replace").splitlines():
        if "RUN:" in line and "%roundtrip" in line:
            line = line.replace("%s", str(file)).replace("%S", str(Path(file).parent))
            words = shlex.split(re.split(r"[|>]|&&", line.split("%roundtrip", 1)[1])[0])
            return words
    fail(f"{file}: has no RUN line with %roundtrip")


def names(text):
    return text.split(",")


def warnings(text):
    """"conversion" is -Wconversion; what begins with a dash stays as it is."""
    return [word if word.startswith("-") else f"-W{word}" for word in text.split(",")]


def preset_words(text):
    for name in text.split(","):
        if name not in PRESETS:
            raise argparse.ArgumentTypeError(f"no preset is called '{name}'; there are {', '.join(PRESETS)}")
    return [word for name in text.split(",") for word in PRESETS[name]]


def option_parser():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    build = ROOT / "build" / "release"
    parser.add_argument("--build", default=str(build))
    parser.add_argument("--llvm", help="LLVM's major version; default: that of the build")
    parser.add_argument("--trace-library", default=str(build / "lit-tests" / "trace-runtime" / "libtelinject.so"))
    parser.add_argument("--preset", type=preset_words, help="comma-separated names: standards, compilers and warnings from PRESETS")
    parser.add_argument("--std", default="", help="comma-separated; the text of the last is printed")
    parser.add_argument("--cc", default="gcc,clang")
    parser.add_argument("--fast", action="store_true", help="the last --std and the last --cc only")
    parser.add_argument("--print", action="store_true", help="rewrite and print, check nothing")
    parser.add_argument("--with", dest="with_folder", help="copied into the project first")
    parser.add_argument("--also", action="append", default=[], help="a further unit of the project")
    parser.add_argument("--show", action="extend", type=names, default=[], help="comma-separated; further files to print")
    parser.add_argument("--events", help="for telinject: the constructs, comma-separated")
    parser.add_argument("--option", action="append", default=[], help="for telinject")
    parser.add_argument("--argument", action="append", default=[], help="for the program")
    parser.add_argument("--warn", action="extend", type=warnings, default=[], help="comma-separated names of warnings, or flags, for the compilers only")
    parser.add_argument("--link", action="append", default=[], help="a flag for linking")
    parser.add_argument("--lax", action="store_true", help="no -pedantic-errors")
    parser.add_argument("--bodies", action="store_true", help="print the text of --out, in which functions of C are split")
    parser.add_argument("--no-run", action="store_true")
    parser.add_argument("--no-events", action="store_true", help="the program has no instrumented function")
    parser.add_argument("--no-launcher", action="store_true")
    parser.add_argument("--launcher", default="gcc,clang", help="with which compilers the launcher must make the same object")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--trace", action="store_true")
    parser.add_argument("file")
    return parser


def parse_options(words):
    cut = words.index("--") if "--" in words else len(words)
    parser = option_parser()
    options = parser.parse_args(words[:cut])
    if options.preset:
        options = parser.parse_args([*options.preset, *words[:cut]])
    options.flags = words[cut + 1:]
    options.cc = options.cc.split(",")
    options.stds = options.std.split(",")
    if options.fast:
        options.stds, options.cc = options.stds[-1:], options.cc[-1:]
    if options.events:
        options.option.insert(0, f"--events={options.events}")
    if not options.llvm:
        options.llvm = (Path(options.build) / "llvm-version").read_text().strip()
    return options


def main():
    words = sys.argv[1:]
    options = parse_options(words)
    if options.print and words[:1] == ["--print"] and len(words) == 2:
        options = parse_options(["--print", *first_run_line(options.file)])
    for std in options.stds[-1:] if options.print else options.stds:
        with tempfile.TemporaryDirectory() as folder:
            trip = Roundtrip(options, std, std == options.stds[-1], Path(folder).resolve())
            if options.print:
                trip.out_of_tree()
                trip.show()
                continue
            trip.rewrite()
            for family in options.cc:
                trip.with_compiler(family, family == options.cc[0])
            if trip.last:
                trip.show()


if __name__ == "__main__":
    main()
