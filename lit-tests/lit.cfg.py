# How lit runs the tests here: which files are tests, and what the words in their RUN lines mean.
# script/test passes the build with -D build=...; without it the release build is taken.  -D fast=1: %roundtrip takes one
# standard and one compiler of each list and checks less, and the tests in SLOW are left out.  -D second-bodies=1: %roundtrip
# splits functions of C++ too; what a test prints stays the same.
#
#   %telinject %events          the programs                    %gcc %gxx %clang %clangxx   the compilers, without options
#   %include                    -isystem <the runtime's headers>  %link                     -L, -rpath and -l of the runtime
#   %roundtrip FILE …           rewrites, compiles, runs, rewrites again, strips; prints the rewritten text: tools/roundtrip.py
#   %exits N COMMAND…           passes where COMMAND's exit code is N: tools/exits.sh
#   %database FILE… -- FLAGS    writes compile_commands.json here for those files: tools/database.py
import os
import platform
import shutil
import subprocess

import lit.formats

here = os.path.dirname(os.path.abspath(__file__))
root = os.path.dirname(here)
build = os.path.abspath(lit_config.params.get("build", os.path.join(root, "build", "release")))
telinject = os.path.join(build, "bin", "telinject")
if not os.path.exists(telinject):
    lit_config.fatal(f"no {telinject}; run script/build")

fast = bool(lit_config.params.get("fast"))
second_bodies = bool(lit_config.params.get("second-bodies"))
version_file = os.path.join(build, "llvm-version")
llvm = lit_config.params.get("llvm") or open(version_file).read().strip()
llvm_bin = f"/usr/lib/llvm-{llvm}/bin"

config.name = "telinject"
config.test_format = lit.formats.ShTest(True)
config.suffixes = [".c", ".cpp", ".cc", ".test"]
config.excludes = ["Inputs", "tools", "run", "lit.cfg.py"]
# Of 7 seconds and more, most of them in the compilers: left out by -D fast=1.
SLOW = ["bytes.test", "cc-auxiliary-files.test", "cc-ccache.test", "cc-dependencies.test", "cc-long-commands.test", "codegen-flags.test",
        "deep-chains.test"]
if fast:
    config.excludes += SLOW
config.test_source_root = here
config.test_exec_root = os.path.join(build, "lit-tests")

# Nothing of the caller's telemetry may reach a test; a test that wants it says so in its RUN line.
config.environment = {key: value for key, value in os.environ.items()
                      if not key.startswith(("TELEMETRY_", "TELINJECT_", "OTEL_")) and key not in ("DEBUG", "SAMPLE_RATE")}
# FileCheck and its companions by their plain names; LLVM's folder last but for the system's, so gcc stays gcc.
config.environment["PATH"] = os.pathsep.join([os.path.join(build, "bin"), os.environ["PATH"], llvm_bin])
config.environment["ENABLE_CLOUD_METADATA"] = "false" # no test asks a network
config.environment["LC_ALL"] = "C.UTF-8"
config.environment["PYTHONDONTWRITEBYTECODE"] = "1"

# The runtime that prints spans as readable lines; see its file.
trace_source = os.path.join(here, "tools", "trace_runtime.c")
trace_library = os.path.join(config.test_exec_root, "trace-runtime", "libtelinject.so")
trace_entries = os.path.join(root, "runtime", "hooks", "hook_entries.cpp")
if not os.path.exists(trace_library) or os.path.getmtime(trace_library) < max(map(os.path.getmtime, [trace_source, trace_entries])):
    os.makedirs(os.path.dirname(trace_library), exist_ok=True)
    flags = ["-Wall", "-Wextra", "-O1", "-fPIC", f"-I{root}/runtime/include", f"-I{root}"]
    subprocess.run(["gcc", *flags, "-c", trace_source, "-o", trace_library + ".o"], check=True)
    subprocess.run(["g++", *flags, "-std=c++20", "-shared", trace_entries, trace_library + ".o", "-o", trace_library + ".new"], check=True)
    os.replace(trace_library + ".new", trace_library)

library = os.path.join(build, "lib")
if not os.path.exists(os.path.join(library, "libtelinject.so")):
    library = os.path.dirname(trace_library)
tools = os.path.join(here, "tools")
config.substitutions += [
    ("%telinject-events", os.path.join(build, "bin", "telinject-events")),
    ("%telinject", telinject),
    ("%events", os.path.join(build, "bin", "telinject-events")),
    ("%gxx", "g++"),
    ("%gcc", "gcc"),
    ("%clangxx", os.path.join(llvm_bin, "clang++")),
    ("%clang", os.path.join(llvm_bin, "clang")),
    ("%include", f"-isystem {os.path.join(root, 'runtime', 'include')}"),
    ("%link", f"-L{library} -Wl,-rpath,{library} -ltelinject"),
    ("%roundtrip", f"python3 {tools}/roundtrip.py --build {build} --llvm {llvm} --trace-library {trace_library}" + (" --fast" if fast else "")
     + (" --option=--second-bodies" if second_bodies else "")),
    ("%exits", f"sh {tools}/exits.sh"),
    ("%database", f"python3 {tools}/database.py"),
    ("%FileCheck", os.path.join(llvm_bin, "FileCheck")),
    ("%python", "python3"),
    ("%root", root),
]

# REQUIRES: gcc, clang, llvm-NN, root, mount, runtime, x86
config.available_features |= {f"llvm-{llvm}"} | {name for name in ("gcc", "clang")
                                                 if shutil.which(name, path=config.environment["PATH"])}
if os.path.exists(os.path.join(llvm_bin, "clang")):
    config.available_features.add("clang")
if platform.machine() in ("x86_64", "i686"):
    config.available_features.add("x86")


def may_mount():
    """A container's root need not be allowed to."""
    point = os.path.join(config.test_exec_root, "mount-probe")
    os.makedirs(point, exist_ok=True)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4k", "none", point], capture_output=True).returncode != 0:
        return False
    return subprocess.run(["umount", point], capture_output=True).returncode == 0


if os.geteuid() == 0 and may_mount():
    config.available_features.add("mount")
if os.geteuid() == 0:
    config.available_features.add("root")
if os.path.exists(os.path.join(build, "lib", "libtelinject.so")):
    config.available_features.add("runtime")
