"""Instructions of a call, counted by callgrind: what a burst of 2,000 calls takes more than one of 1,000, on the program's thread alone.
Figures that do not depend on the machine's load, nor on its processor but for its kind."""
import re

from .common import HERE, Failed, have

TITLE = "instructions of a call, by callgrind"
ON = {"TELEMETRY_ENABLED": "true", "TELEMETRY_OUTPUT": "file", "TELEMETRY_FILE": "/dev/null", "TELEMETRY_THROTTLE": "false"}
CALLS = {"nothing": "no arguments", "values": "3 arguments and a result"}
# State: title, variables, calls before the burst.
STATES = {
    "plain": ("not instrumented", {}, 0),
    "off": ("off", {}, 0),
    "unsampled": ("unsampled", ON | {"SAMPLE_RATE": "0"}, 100),
    "thinned": ("thinned", ON | {"TELEMETRY_THROTTLE": "true"}, 150_000),
    "on": ("on", ON, 100),
}


def build(context):
    folder = context.folder("instructions")
    (folder / ".telinject.json").write_text("{}")
    source = (HERE / "instructions.cpp").read_text()
    (folder / "instructions.cpp").write_text(source)
    compile_ = ["g++", "-std=c++20", "-O2", "-g", "instructions.cpp", "-o"]
    context.run([*compile_, folder / "plain"], cwd=folder)
    # Not main, whose span would be the one that the others are in: the burst's is.
    words = ["--strict", "--events", "function", "--skip-functions", "^(main|repeat)$"]
    context.run([context.telinject, "cc", *words, "--", *compile_, folder / "told"], cwd=folder)
    return folder


def instructions(context, folder, what, state, calls):
    _, variables, warm_up = STATES[state]
    program = folder / ("plain" if state == "plain" else "told")
    out = folder / "callgrind.out"
    context.run(["valgrind", "--tool=callgrind", f"--toggle-collect=burst_{what}", f"--callgrind-out-file={out}", program, what, calls, warm_up], **variables)
    total = re.search(r"^(?:totals|summary): (\d+)", out.read_text(), re.M)
    if not total:
        raise Failed("callgrind's file has no total")
    return int(total.group(1))


def measure(context):
    if not have("valgrind"):
        return {"rows": {}, "missing": {"all": "valgrind is not installed"}}
    folder = build(context)
    few, many = (100, 200) if context.smoke else (1000, 2000)
    rows = {}
    for what in CALLS:
        for state in STATES:
            less, more = (instructions(context, folder, what, state, calls) for calls in (few, many))
            rows[f"{what}/{state}"] = (more - less) / (many - few)
    return {"rows": rows}


def table(results):
    lines = [["a call with"] + [title for title, _, _ in STATES.values()] + ["an event on"]]
    for what, title in CALLS.items():
        row = [results["rows"].get(f"{what}/{state}") for state in STATES]
        if None not in row:
            over = (row[-1] - row[0]) / 2
            lines.append([title] + [f"{n:.0f}" for n in row] + [f"{over:.0f}"])
    return lines


def tables(results):
    """By the names that docs/benchmarks.md has for them."""
    return {"instructions": table(results)}


def faults(results):
    if results.get("missing"):
        return
    for key in (f"{what}/{state}" for what in CALLS for state in STATES):
        if key not in results["rows"]:
            yield f"no row {key}"
