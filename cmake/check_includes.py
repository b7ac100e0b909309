#!/usr/bin/env python3
"""Who may know whom: checks every #include of the project's own code against the rules below.

  tool -> matchers -> Clang; the runtime's core -> libc and pthread only; public headers include nothing of the
  runtime's inside and no C++ header where C code can see it; matchers write no file; ring, record, span stack and guard
  stay free of JSON, iostream, sinks and cloud; formats, sinks and providers do not know each other; CLI11 stays in cli.cpp.

usage: check_includes.py [ROOT]     prints each fault as FILE:LINE: what; why, then 'N passed, N failed' over files.
"""
import re
import sys
from pathlib import Path

SOURCES = {".c", ".cc", ".cpp", ".h", ".hpp", ".def"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[>"]')
HOT = ("ring", "thread_ring", "record", "span_stack", "guard")
FAMILIES = ("formats", "sinks", "cloud", "k8s")
CXX_HEADER = re.compile(r"^[a-z_]+$")  # <vector>, <cstdint>: no dot, unlike <stdint.h>
LLVM = re.compile(r"^(clang|llvm|clang-c|llvm-c)/")
FILE_WRITERS = re.compile(r"^(fstream|filesystem|fcntl\.h|llvm/Support/FileSystem\.h|llvm/Support/FileOutputBuffer\.h)$")

# One rule: (name of the rule, files it speaks of, includes it forbids). Paths are relative to the root.
def rules():
    def under(*folders):
        return lambda path: any(path.parts[: len(Path(f).parts)] == Path(f).parts for f in folders)

    def hot(path):
        return path.parts[0] == "runtime" and path.stem in HOT

    def public(path):
        return under("runtime/include")(path)

    def family(path):
        return path.parts[1] if path.parts[0] == "runtime" and len(path.parts) > 2 and path.parts[1] in FAMILIES else None

    return [
        ("the runtime never includes tool, matchers or LLVM", under("runtime"),
         lambda path, kind, name: re.match(r"^(\.\./)*(tool|matchers)/", name) or LLVM.match(name)),
        ("telinject-events needs no LLVM and nothing of the rewriter", under("tool/events"),
         lambda path, kind, name: LLVM.match(name) or re.match(r"^(\.\./)*(matchers|tool/(?!events/))", name)),
        ("matchers never include tool", under("matchers"),
         lambda path, kind, name: re.match(r"^(\.\./)*(tool|runtime)/", name)),
        ("matchers write no file", under("matchers"), lambda path, kind, name: FILE_WRITERS.match(name)),
        ("CLI11 stays in cli.cpp", lambda path: path.name != "cli.cpp",
         lambda path, kind, name: name.startswith("CLI/") or name == "CLI11.hpp"),
        ("a public header includes public headers (telinject/...) only; a .hpp also the C++ library's", public,
         lambda path, kind, name: not name.startswith("telinject/") and (path.suffix == ".h" or kind == '"')),
        ("ring, record, span stack and guard stay free of JSON, iostream, sinks and cloud", hot,
         lambda path, kind, name: re.search(r"json|^[io]?stream$|^iostream$|^fstream$|^sstream$", name)
         or re.search(r"(^|/)(sinks|formats|cloud|k8s)/", name)),
        ("the part with a network knows nothing of the core, and nobody else knows libcurl", lambda path: path.parts[0] == "runtime",
         lambda path, kind, name: kind == '"' and name != "net.h" if path.parts[1] == "net" else name.startswith("curl/")),
        ("formats, sinks and providers do not include each other", lambda path: family(path) is not None,
         lambda path, kind, name: any(re.search(rf"(^|/){other}/", name) for other in FAMILIES if other != family(path))),
    ]


def includes(text):
    """(line number, kind, name, seen by C) of every #include; a line inside #ifdef __cplusplus is not seen by C."""
    stack = []
    for number, line in enumerate(text.splitlines(), 1):
        directive = re.match(r"^\s*#\s*(if\w*|elif|else|endif)\b(.*)", line)
        if directive:
            word, rest = directive.groups()
            if word.startswith("if"):
                stack.append(word != "ifndef" and re.search(r"\b__cplusplus\b", rest) is not None)
            elif word == "endif" and stack:
                stack.pop()
            elif word in ("else", "elif") and stack:
                stack[-1] = False
        found = INCLUDE.match(line)
        if found:
            yield number, found[1], found[2], not any(stack)


def faults(path, text):
    for number, kind, name, c_sees in includes(text):
        for rule, speaks_of, forbids in rules():
            if speaks_of(path) and forbids(path, kind, name):
                yield f"{path}:{number}: includes {name}; {rule}"
        if path.parts[:2] == ("runtime", "include") and path.suffix == ".h" and c_sees and kind == "<" and CXX_HEADER.match(name):
            yield f"{path}:{number}: includes <{name}>; C code sees this header: no C++ header outside #ifdef __cplusplus"


def main():
    good = bad = 0
    for folder in ("tool", "matchers", "runtime"):
        for file in sorted(Path(ROOT, folder).rglob("*")):
            if file.suffix in SOURCES and file.is_file():
                found = list(faults(file.relative_to(ROOT), file.read_text(errors="replace")))
                print("\n".join(found), end="\n" if found else "")
                good, bad = (good, bad + 1) if found else (good + 1, bad)
    print(f"{good} passed, {bad} failed")
    return 1 if bad else 0


ROOT = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent).resolve()
if __name__ == "__main__":
    sys.exit(main())
