#!/usr/bin/env python3
"""Who may include whom: checks every #include of the project's own code.

The folders of runtime/, tool/ and matchers/ are rooms.  A room includes itself and the rooms that its row below names;
an include gives the path from the project's root.  A few more rules concern single files and libraries (RULES).

usage: check_includes.py [--table] [ROOT]
  prints each fault as FILE:LINE: what; why, then 'N passed, N failed' over files
  --table: prints the rooms as docs/architecture.md has them
"""
import re
import sys
from pathlib import Path

# Room: (what it holds, the rooms that it may include), from the bottom up in each part.
ROOMS = {
    "runtime/base": ("text, JSON, memory, system calls, stacks, signals", ""),
    "runtime/net": ("`libtelinject-net`, the only user of libcurl, and how it is loaded", "base"),
    "runtime/compression": ("the only user of zlib and zstd in the runtime", ""),
    "runtime/config": ("environment variables, sampling rates, filters of functions, redaction", "base"),
    "runtime/core": ("what a record is: rings, clocks, sites, span ids", "base"),
    "runtime/semconv": ("HTTP and databases as OpenTelemetry names them: statements, URLs, headers", "base config"),
    "runtime/resource/k8s": ("facts of a pod", "base config"),
    "runtime/resource/cloud": ("facts of a platform, a file for each provider", "base config net"),
    "runtime/resource": ("the facts of the process", "base config resource/k8s resource/cloud"),
    "runtime/export": ("batches for a receiver: the queue, the spool on disk, the sender", "base config net"),
    "runtime/sinks": ("outputs", "base config compression export"),
    "runtime/formats": ("a record becomes an event, an event becomes a line", "base config core semconv resource"),
    "runtime/storage": ("ring files and spools: what telinject-events reads", "base config core resource"),
    "runtime/frontend": ("what runs on the program's threads: spans, values, exceptions, the budget", "base config core semconv storage"),
    "runtime/backend": ("the writer thread: draining, tail sampling, detection of resources, the control file",
                        "base config net core resource resource/k8s resource/cloud sinks formats storage frontend"),
    "runtime/lifecycle": ("start, threads, fork, exec, unloading, crash, exit", "base config core sinks storage frontend backend"),
    "runtime/hooks": ("the functions that instrumented code calls", "base config core frontend backend lifecycle"),
    "matchers": ("what the constructs share", "runtime/base runtime/config"),
    "matchers/constructs": ("the constructs, a file each", "matchers"),
    "tool/base": ("files, processes, diagnostics", ""),
    "tool/source": ("C and C++ text without Clang; strip", "base matchers"),
    "tool/compiler": ("compiler commands and compilation databases", "base source matchers"),
    "tool/config": ("`.telinject.json` and the options", "base compiler matchers"),
    "tool/parse": ("Clang", "base source compiler matchers"),
    "tool/rewrite": ("plans, ledgers, trees", "base source compiler config parse matchers"),
    "tool/launcher": ("`telinject cc`", "base compiler config parse rewrite matchers"),
    "tool": ("the program `telinject`", "base compiler config rewrite launcher"),
    "tool/events/input": ("files of events", ""),
    "tool/events/schema": ("the schema of events", "events/input"),
    "tool/events/check": ("`validate`", "events/input events/schema"),
    "tool/events/report": ("`report`", "events/input events/check"),
    "tool/events/callers": ("`callers`, debug information", "events/input"),
    "tool/events/replay": ("`render`, `recover`: stored records become lines",
                           "events/input events/callers runtime/base runtime/config runtime/core runtime/resource runtime/formats runtime/storage"),
    "tool/events/convert": ("`convert`: lines become events again, and lines of another format",
                            "events/input runtime/base runtime/config runtime/core runtime/resource/cloud runtime/resource/k8s runtime/resource runtime/formats"),
    "tool/events/fold": ("`fold`: spans are left out, their sums stay", "events/input"),
    "tool/events/send": ("`send`: lines go to a receiver",
                         "events/input events/convert runtime/base runtime/net runtime/export runtime/formats"),
    "tool/events": ("the program `telinject-events`", "events/input events/check events/report events/callers events/replay events/convert events/fold events/send runtime/formats"),
}
# What the rest of tool may see of matchers: the sites and edits, nothing that needs Clang.
PLAIN_MATCHERS = {"matchers/site.h", "matchers/edit.h", "matchers/construct_options.h", "matchers/aspect.h", "matchers/comment_note.h", "matchers/constructs.def"}
KNOW_CLANG = {"matchers", "matchers/constructs", "tool/parse"}
PUBLIC = "runtime/include"

SOURCES = {".c", ".cc", ".cpp", ".h", ".hpp", ".def"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[>"]')
CXX_HEADER = re.compile(r"^[a-z_]+$")  # <vector>, <cstdint>: no dot, unlike <stdint.h>
LLVM = re.compile(r"^(clang|llvm|clang-c|llvm-c)/")
FILE_WRITERS = re.compile(r"^(fstream|filesystem|fcntl\.h|llvm/Support/FileSystem\.h|llvm/Support/FileOutputBuffer\.h)$")


def room_of(path):
    folder = str(Path(path).parent)
    return folder if folder in ROOMS else None


def may_include(room):
    """The rooms of a row, written out: within runtime/ and tool/ their names leave that out."""
    top = room.split("/")[0]
    return {word if word.split("/")[0] in ("runtime", "matchers") else f"{top}/{word}" for word in ROOMS[room][1].split()}


# One rule: (name of the rule, files it speaks of, includes it forbids).  Paths are relative to the root.
RULES = [
    ("only matchers and tool/parse know Clang", lambda path, room: room not in KNOW_CLANG, lambda kind, name, room: LLVM.match(name)),
    ("matchers write no file", lambda path, room: (room or "").startswith("matchers"), lambda kind, name, room: FILE_WRITERS.match(name)),
    ("CLI11 stays in cli.cpp", lambda path, room: Path(path).name != "cli.cpp",
     lambda kind, name, room: name.startswith("CLI/") or name == "CLI11.hpp"),
    ("libcurl stays in runtime/net", lambda path, room: room != "runtime/net", lambda kind, name, room: name.startswith("curl/")),
    ("zlib and zstd stay in runtime/compression", lambda path, room: path.startswith("runtime/") and room != "runtime/compression",
     lambda kind, name, room: name in ("zlib.h", "zstd.h")),
    ("the runtime renders JSON itself and uses no iostream", lambda path, room: path.startswith("runtime/"),
     lambda kind, name, room: re.search(r"^nlohmann/|^[io]?stream$|^iostream$|^fstream$|^sstream$", name)),
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


def room_faults(path, room, name):
    to = room_of(name)
    if to is None:
        yield f"includes {name}; an include of ours gives a room and a file, from the project's root"
    elif to != room and to not in may_include(room):
        yield f"includes {name}; {room} may not include {to}"
    elif to == "matchers" and room.startswith("tool") and room not in KNOW_CLANG and name not in PLAIN_MATCHERS:
        yield f"includes {name}; of matchers, tool sees {', '.join(sorted(PLAIN_MATCHERS))}"


def faults(path, text):
    room = room_of(path)
    is_public = path.startswith(PUBLIC)
    is_alone = path == "tool/launcher/redirect/redirect.cpp"  # in other people's processes: includes nothing of ours
    if room is None and not is_public and not is_alone:
        yield f"{path}:1: lies outside of the rooms; add a row to ROOMS or move it"
        return
    for number, kind, name, c_sees in includes(text):
        where = f"{path}:{number}: "
        if is_public:
            if not name.startswith("telinject/") and (path.endswith(".h") or kind == '"'):
                yield where + f"includes {name}; a public header includes public headers (telinject/...) only; a .hpp also the C++ library's"
            if path.endswith(".h") and c_sees and kind == "<" and CXX_HEADER.match(name):
                yield where + f"includes <{name}>; C code sees this header: no C++ header outside #ifdef __cplusplus"
            continue
        for rule, speaks_of, forbids in RULES:
            if speaks_of(path, room) and forbids(kind, name, room):
                yield where + f"includes {name}; {rule}"
        if kind == '"' and not LLVM.match(name):
            if is_alone:
                yield where + f"includes {name}; it stands alone"
            else:
                for fault in room_faults(path, room, name):
                    yield where + fault


def table():
    rows = ["| Room | Holds | Includes |", "|---|---|---|"]
    for room, (holds, allowed) in ROOMS.items():
        rows.append(f"| `{room}` | {holds} | {', '.join(f'`{word}`' for word in allowed.split()) or '–'} |")
    return "\n".join(rows)


def check(root):
    good = bad = 0
    for top in ("tool", "matchers", "runtime"):
        for file in sorted((root / top).rglob("*")):
            if file.suffix in SOURCES and file.is_file():
                found = list(faults(str(file.relative_to(root)), file.read_text(errors="replace")))
                print("\n".join(found), end="\n" if found else "")
                good, bad = (good, bad + 1) if found else (good + 1, bad)
    text = (root / "docs/architecture.md").read_text()
    if table() in text:
        good += 1
    else:
        print("docs/architecture.md: its table of rooms is not the one that this script prints with --table")
        bad += 1
    print(f"{good} passed, {bad} failed")
    return 1 if bad else 0


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if word != "--table"]
    if "--table" in sys.argv:
        print(table())
        sys.exit(0)
    sys.exit(check(Path(words[0] if words else Path(__file__).parent.parent).resolve()))
