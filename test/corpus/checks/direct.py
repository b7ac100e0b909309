"""Programs that are built compiler call by compiler call, without their own build system, as script/bench and test/corpus/budget need them:
several builds of one program that differ in the compiler's words only.  A new program: a row in PROGRAMS, a recipe for test/corpus/fetch, and in
mains/ a NAME.cpp if it is a library.
"""
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
MAIN = "main_of_the_corpus.cpp"  # of a library
ALL_EVENTS = ("--events", "function,loop,conditional,variable,exception")


class NotBuilt(Exception):
    """What could not be fetched or built, and why."""


@dataclass
class Program:
    name: str
    sources: str  # shell patterns of the files to compile
    flags: tuple
    libraries: tuple = ()
    language: str = "c"
    prepare: str = ":"  # a shell command, once, in a copy of the sources
    package: str = ""  # of test/corpus/fetch; the name if empty
    skip: str = "^$"  # functions that are not instrumented


PROGRAMS = {p.name: p for p in (
    # The seed of string hashes is otherwise an address.
    Program("lua5.4", "src/l*.c", ("-std=gnu99", "-DLUA_COMPAT_5_3", "-DLUA_USE_LINUX", "-Dluai_makeseed(L)=0u"), ("-Wl,-E", "-lm", "-ldl"),
            prepare="printf '#define DEB_HOST_MULTIARCH \"none\"\\n' >src/lua5.4-deb-multiarch.h; rm -f src/luac.c"),
    Program("zlib", "*.c", ("-DHAVE_UNISTD_H", "-I."), prepare="for i in 1 2 3; do cat *.c *.h; done >input; cp test/minigzip.c ."),
    Program("cjson", "tests/parse_examples.c tests/unity/src/unity.c", ("-I.", "-Itests/unity/src", "-DUNITY_EXCLUDE_SETJMP_H"), ("-lm",)),
    Program("libjsoncpp", "src/lib_json/*.cpp src/jsontestrunner/main.cpp", ("-Iinclude",), language="c++"),
    Program("yaml-cpp", "src/*.cpp util/parse.cpp", ("-Iinclude", "-Isrc"), language="c++"),
    Program("bzip2", "bzip2.c blocksort.c huffman.c crctable.c randtable.c compress.c decompress.c bzlib.c", ("-D_FILE_OFFSET_BITS=64",)),
    Program("tinyxml2", "tinyxml2.cpp", ("-I.",), language="c++"),
    Program("libyaml", "src/*.c tests/run-parser-test-suite.c",
            ("-Iinclude", "-Isrc", "-DYAML_VERSION_MAJOR=0", "-DYAML_VERSION_MINOR=2", "-DYAML_VERSION_PATCH=5", '-DYAML_VERSION_STRING="0.2.5"')),
    Program("tcc", "tcc.c", ("-I.", "-DONE_SOURCE=1"), ("-lm", "-ldl", "-lpthread"), prepare="./configure >/dev/null"),
    Program("pugixml", "src/pugixml.cpp", ("-Isrc",), language="c++"),
    Program("sqlite3", "sqlite3.c speedtest1.c", ("-DSQLITE_THREADSAFE=0", "-DSQLITE_OMIT_LOAD_EXTENSION", "-I."), ("-lm",),
            prepare="./configure --disable-tcl --disable-readline >/dev/null && make sqlite3.c >/dev/null; cp test/speedtest1.c .",
            skip="^(sqlite3GetToken|sqlite3GenerateConstraintChecks)$"),
    Program("zstd", "lib/common/*.c lib/compress/*.c lib/decompress/*.c lib/dictBuilder/*.c programs/*.c",
            ("-DZSTD_DISABLE_ASM", "-DZSTD_MULTITHREAD", "-Ilib", "-Ilib/common", "-Iprograms"), ("-lpthread",)),
    Program("leveldb", "db/*.cc table/*.cc util/*.cc helpers/*.cc",
            ("-I.", "-Iinclude", "-DLEVELDB_PLATFORM_POSIX=1", "-fno-exceptions", "-fno-rtti"), ("-lpthread",), language="c++",
            prepare="rm -f */*_test.cc */*_windows.cc util/testutil.cc db/leveldbutil.cc"),
    Program("fmtlib", "src/format.cc src/os.cc", ("-Iinclude",), language="c++"),
    # The server alone; its objects are those that its Makefile names.
    Program("redis", "server/[!a]*.c server/a[!e]*.c server/ae.c deps/lua/src/*.c deps/hdr_histogram/hdr_histogram.c deps/hiredis/a*.c deps/hiredis/[hnr]*.c deps/hiredis/sds.c",
            ("-std=gnu11", "-Iserver", "-Ideps/hiredis", "-Ideps/linenoise", "-Ideps/lua/src", "-Ideps/hdr_histogram", "-DLUA_ANSI",
             "-DENABLE_CJSON_GLOBAL", "-DREDIS_STATIC=", "-DLUA_USE_MKSTEMP", "-DHDR_MALLOC_INCLUDE=\"hdr_redis_malloc.h\""), ("-rdynamic", "-lm", "-ldl", "-lpthread"),
            prepare="(cd src && sh ./mkreleasehdr.sh) >/dev/null; rm deps/lua/src/lua.c deps/lua/src/luac.c deps/lua/src/print.c; mkdir server; "
            "cp src/*.h src/ae_*.c server; cp src/*.inc src/*.def server 2>/dev/null; for o in $(sed -n 's/^REDIS_SERVER_OBJ=//p' src/Makefile); do cp src/${o%.o}.c server; done"),
    Program("civetweb", "src/civetweb.c src/main.c", ("-Iinclude", "-DNO_SSL", "-DNO_CGI", "-DNO_CACHING"), ("-lpthread", "-ldl"),
            prepare="mkdir www; head -c 2000 README.md >www/page.txt"),
)}


@dataclass
class Variant:
    name: str
    launcher: tuple = ()  # put before the compiler's words
    words: tuple = ()  # more of the compiler's
    link: tuple = ()  # more of the linker's
    compilers: tuple = ("gcc", "g++")
    links_by_launcher: bool = True


def fetch(program):
    """Where its sources are."""
    done = subprocess.run([HERE / "fetch", program.package or program.name], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise NotBuilt(f"{program.name}: its source could not be fetched: {done.stderr.strip()[-200:]}")
    return Path(done.stdout.split()[-1])


def copy_sources(program, folder):
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(fetch(program), folder, symlinks=True)
    run(["sh", "-c", program.prepare], folder)
    main = HERE / "mains" / f"{program.name}.cpp"
    if main.exists():
        shutil.copy(main, folder / MAIN)
    (folder / ".telinject.json").write_text("{}")


def run(words, folder):
    done = subprocess.run([str(word) for word in words], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace")
    if done.returncode:
        raise NotBuilt(f"{' '.join(str(word) for word in words)[:300]}: {(done.stderr or done.stdout).strip()[-600:]}")


def build(program, source, folder, variant, optimisation="-O2"):
    """Builds folder/program."""
    folder.mkdir(parents=True, exist_ok=True)
    compiler = variant.compilers[program.language == "c++"]
    files = [file for pattern in [*program.sources.split(), MAIN] for file in sorted(source.glob(pattern))]
    objects = [folder / (str(file.relative_to(source)).replace("/", "-") + ".o") for file in files]

    def compile_(file, to):
        # Without the facts of the build, which change with every commit.
        run([*variant.launcher, compiler, optimisation, *program.flags, *variant.words, '-DTELINJECT_BUILD=""', "-w", "-c",
             file.relative_to(source), "-o", to], source)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(compile_, files, objects))
    run([*(variant.launcher if variant.links_by_launcher else ()), compiler, *variant.words, *objects, "-o", folder / "program",
         *program.libraries, *variant.link], source)
    for file in objects:
        file.unlink()
    return folder / "program"


def instrumented(telinject, program, name="all", options=ALL_EVENTS):
    return Variant(name, (telinject, "cc", "--strict", *options, "--skip-functions", program.skip, "--"))
