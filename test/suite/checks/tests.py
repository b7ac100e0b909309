"""The suites: which files are tests, in which language, with which options, and why others are not taken."""
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from . import directives

# Folders whose tests need more than one compile, another program, or hardware.
NOT_TAKEN = {"lto": "several compiles", "compat": "several compiles", "special": "several compiles", "pch": "precompiled headers",
             "modules": "C++ modules", "plugin": "plug-ins", "guality": "a debugger", "simulate-thread": "a debugger", "hwasan": "another target",
             "goacc": "offloading", "goacc-gomp": "offloading", "tree-prof": "several compiles", "bprob": "several compiles", "gcov": "several compiles",
             "selftests": "not programs", "analyzer": "no run tests", "rtl": "not C", "lib": "parts of others", "vmx": "another target",
             "dfp": "decimal floating point, which Clang lacks"}
# What the suite's own scripts add in a folder.
FOLDER_OPTIONS = {"gomp": ["-fopenmp"], "asan": ["-fsanitize=address"], "tsan": ["-fsanitize=thread"], "coroutines": ["-std=gnu++20", "-fcoroutines"],
                  "tm": ["-fgnu-tm"], "graphite": ["-O2"], "ieee": ["-fno-inline"], "charset": ["-fexec-charset=IBM1047"]}
BUILTINS = ["-fno-tree-dse", "-fno-tree-loop-distribute-patterns", "-fno-tracer", "-fno-ipa-ra", "-fno-inline-functions"]
# Options that ask for what has no meaning here.
DROPPED = re.compile(r"^(-fdump-.*|-fcompare-debug.*|-save-temps.*|-fdiagnostics-.*|-fopt-info.*|-fplugin.*|-flto.*|-dA|-dp|-ftime-.*|-fmodules.*|-fverbose-asm)$")

FAMILIES = {"gcc-execute": ["gcc.c-torture/execute"], "gcc-dg": ["gcc.dg"], "common": ["c-c++-common"], "g++-dg": ["g++.dg"],
            "g++-old": ["g++.old-deja"], "gcc-compile": ["gcc.c-torture/compile"]}


@dataclass
class Test:
    name: str  # below the suite's folder; "… (C++)" for the second language
    path: Path
    is_cxx: bool
    options: list = field(default_factory=list)
    sources: list = field(default_factory=list)  # further files of the program

    @property
    def has_level(self):
        return any(re.match(r"^-O", option) for option in self.options)


def gcc_tests(root, families, compile_only, left_out):
    """The tests of GCC's suite under root; left_out counts the others by reason."""
    for family in families:
        for folder in FAMILIES[family]:
            for path in sorted((root / folder).rglob("*")):
                if path.suffix not in (".c", ".C", ".cc", ".cpp") or not path.is_file() or path.name.endswith("-lib.c"):
                    continue
                if family == "common":
                    yield from of_file(root, path, False, family, compile_only, left_out)
                yield from of_file(root, path, path.suffix != ".c" or family == "common", family, compile_only, left_out)


def of_file(root, path, is_cxx, family, compile_only, left_out):
    inner = path.relative_to(root).parts[1:-1]
    text = path.read_text(errors="replace")
    said = directives.Directives(text, is_cxx)
    torture = family in ("gcc-execute", "gcc-compile")
    kind = said.kind or ("none of this target" if "dg-do" in text else "run" if family == "gcc-execute" else "compile")
    folder = next((part for part in inner if part in NOT_TAKEN), "")
    reason = ("no program: " + kind) if kind != "run" and not compile_only else ("needs " + NOT_TAKEN[folder]) if folder else said.refusal
    if reason:
        left_out[reason] += 1
        return
    options = [o for part in inner for o in FOLDER_OPTIONS.get(part, [])]
    if said.standard():
        options = [o for o in options if not o.startswith("-std=")] + [said.standard()]
    options += [o for o in said.options if not DROPPED.match(o)]
    sources = [str(path.parent / source) for source in said.sources]
    if torture and "builtins" in inner:
        options += BUILTINS
        sources += [str(path.with_name(path.stem + "-lib.c")), str(path.parent / "lib" / "main.c")]
    name = str(path.relative_to(root)) + (" (C++)" if is_cxx and path.suffix == ".c" else "")
    yield Test(name, path, is_cxx, options, sources)


def llvm_tests(root, left_out):
    """The single-source tests of a checkout of llvm-test-suite."""
    for folder in ("SingleSource/UnitTests", "SingleSource/Regression/C", "SingleSource/Regression/C++"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix not in (".c", ".cpp", ".cc") or not path.is_file():
                continue
            parts = path.relative_to(root).parts
            if any(part in ("gcc-c-torture", "gcc-dg", "LASX", "LSX", "Altivec", "NEON", "HVX", "AMXINT8", "Mips", "AArch64") for part in parts):
                left_out["another target" if "gcc" not in " ".join(parts) else "GCC's suite has it"] += 1
                continue
            yield Test(str(path.relative_to(root)), path, path.suffix != ".c", ["-I", str(path.parent)])


def select(tests, words):
    """Those whose name holds one of the words, or all."""
    return [test for test in tests if not words or any(word in test.name for word in words)]


__all__ = ["Counter", "FAMILIES", "Test", "gcc_tests", "llvm_tests", "select"]
