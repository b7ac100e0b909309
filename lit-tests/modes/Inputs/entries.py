"""entries.py: writes sources and build/compile_commands.json here. entries.py FOLDER: runs every command of its
compile_commands.json, which may hold any bytes, and checks that it names the files of before."""
import json
import os
import subprocess
import sys

NAMES = [b"assigned.c", b"moved.c", b"response.c", b"words.c", b"10% \"quoted' #1.c", b"-dash.c", b"two lines.c",
         b"x" * 250 + b".c", b"latin-\xe4\xff.c", b"surrogate-\xe4\xff.c"]


def text_of(name):
    return os.fsdecode(name)


def write():
    here = os.getcwd()
    build = here + "/build"
    open("inc/value.h", "w").write("#define VALUE 1\n")
    open("build/flags.rsp", "w").write("-I../inc '-DTEXT=\"a b\"' @more.rsp\n")
    open("build/more.rsp", "w").write("-DVALUE_IS=1\n")
    for i, name in enumerate(NAMES):
        open(name, "wb").write(b"#ifndef VALUE_IS\n#error VALUE_IS\n#endif\n\nint f%d(int a) { return a + VALUE_IS; }\n" % i)

    def quoted(word):
        return "'" + word.replace("'", "'\\''") + "'"

    entries = [
        {"directory": build, "file": "../assigned.c", "command": "A=1 B=2 gcc -DVALUE_IS=1 -c ../assigned.c -o a0.o"},
        {"directory": here, "file": "build/../moved.c", "command": "cd build && gcc -DVALUE_IS=1 -c ../moved.c -o a1.o; true"},
        {"directory": build, "file": "../response.c", "command": "gcc @flags.rsp -c ../response.c -o a2.o 2>/dev/null"},
        {"directory": build, "file": "../words.c", "arguments": ["env", "X=1", "nice", "gcc", "@flags.rsp", "-c", "../words.c", "-oa3.o"]},
        {"directory": build, "file": "a.o", "command": ": && gcc a0.o a1.o -o a && :"},
        {"directory": build, "file": "../words.c", "command": "python3 gen.py ../words.c"},
        {"directory": build, "file": "", "command": ""},
        {"directory": build, "file": "../words.c", "command": "gcc -DVALUE_IS=1 -E ../words.c"},
        {"directory": build, "file": "x.S", "command": "gcc -c x.S"},
        {"directory": build, "file": "x.f90", "command": "gfortran -c x.f90"},
        {"directory": build, "file": "liba.a", "command": "ar rc liba.a a0.o"},
        {"directory": build, "file": "stamp", "command": "cd build && touch stamp"},
        {"directory": build, "file": "x.cu", "arguments": ["nvcc", "-c", "x.cu"]},
    ]
    for i, name in enumerate(NAMES[4:], 4):
        path = "./../" + text_of(name)
        entry = {"directory": build, "file": path}
        if i % 2:
            entry["command"] = f"gcc -DVALUE_IS=1 -c {quoted(path)} -o a{i}.o"
        else:
            entry["arguments"] = ["gcc", "-DVALUE_IS=1", "-c", path, "-o", f"a{i}.o"]
        entries.append(entry)
    # One name by its bytes, the other as Python writes it: a lone surrogate.
    raw = json.dumps(entries[:-1], ensure_ascii=False).encode("utf-8", "surrogateescape")
    escaped = json.dumps(entries[-1]).encode("ascii")
    open("build/compile_commands.json", "wb").write(raw[:-1] + b"," + escaped + b"]")


def build(folder):
    path = os.path.join(folder, "..", "compile_commands.json")
    entries = json.loads(open(path, "rb").read().decode("utf-8", "surrogateescape"))
    assert sorted(os.path.basename(os.fsencode(e["file"])) for e in entries) == sorted(NAMES), entries
    for entry in entries:
        subprocess.run([os.fsencode(word) for word in entry["arguments"]], cwd=entry["directory"], check=True)


if len(sys.argv) > 1:
    build(sys.argv[1])
else:
    write()
