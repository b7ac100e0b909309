"""From the compiler calls that a build made to a compile_commands.json, and the changes to a command that checks need."""
import json
import shlex
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

SOURCES = {".c", ".cc", ".cpp", ".cxx", ".C", ".c++"}
DEPENDENCY_OPTIONS = {"-MD", "-MMD", "-MP", "-M", "-MM", "-MG"}
DEPENDENCY_OPTIONS_WITH_VALUE = {"-MF", "-MT", "-MQ"}


def write(copy):
    """Writes WORK/database/compile_commands.json with one entry for each object that the build of copy compiled; returns them."""
    entries = {}
    for call in sorted(copy.calls.iterdir(), key=lambda file: file.stat().st_mtime_ns):
        directory, *arguments = call.read_bytes().decode().split("\0")[:-1]
        entry = as_entry(directory, arguments)
        if entry:
            entries[(directory, entry.get("output") or entry["file"])] = entry
    folder = copy.recipe.work / "database"
    folder.mkdir(exist_ok=True)
    (folder / "compile_commands.json").write_text(json.dumps(list(entries.values()), indent=1))
    return list(entries.values())


def as_entry(directory, arguments):
    """An entry for `compiler ... -c FILE ...`; None for links, probes, assembly and what is read from standard input."""
    if "-c" not in arguments:
        return None
    values_of_options = {index + 1 for index, word in enumerate(arguments) if word in ("-o", "-include", "-I", "-D", "-MF", "-MT", "-MQ", "-x")}
    files = [word for index, word in enumerate(arguments) if index and Path(word).suffix in SOURCES
             and not word.startswith("-") and index not in values_of_options]
    if len(files) != 1 or not Path(directory, files[0]).exists():
        return None
    entry = {"directory": directory, "file": str(Path(directory, files[0])), "arguments": arguments}
    if "-o" in arguments:
        entry["output"] = arguments[arguments.index("-o") + 1]
    return entry


def load(folder):
    return json.loads(Path(folder, "compile_commands.json").read_text())


def command(entry, obj, *extra):
    """The entry's command, writing obj and no dependency files, with extra options at the end."""
    words = entry.get("arguments") or shlex.split(entry["command"])
    out, skip = [], False
    for word in words:
        if skip:
            skip = False
        elif word == "-o" or word in DEPENDENCY_OPTIONS_WITH_VALUE:
            skip = True
        elif word not in DEPENDENCY_OPTIONS:
            out.append(word)
    return [*out, *extra, "-o", str(obj)]


@dataclass
class Compiled:
    failed: bool
    messages: str


def compile_all(entries, folder, jobs, options):
    """Compiles every entry into folder/INDEX.o with options(INDEX) added; returns what became of each."""
    folder.mkdir(parents=True, exist_ok=True)

    def one(item):
        index, entry = item
        done = subprocess.run(command(entry, folder / f"{index}.o", *options(index)), cwd=entry["directory"], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, errors="replace")
        text = done.stderr.strip()
        return Compiled(done.returncode != 0, f"{entry['file']}: {text}" if text or done.returncode else "")

    with ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(one, enumerate(entries)))
