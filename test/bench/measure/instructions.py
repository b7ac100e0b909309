"""Instructions of a call, counted by callgrind: what a burst of 2,000 calls takes more than one of 1,000, on the program's thread alone.
Figures that do not depend on the machine's load, nor on its processor but for its kind."""
from .common import HERE, count_instructions, have

TITLE = "instructions of a call, by callgrind"
ON = {"TELEMETRY_ENABLED": "true", "TELEMETRY_OUTPUT": "file", "TELEMETRY_FILE": "/dev/null", "TELEMETRY_THROTTLE": "false"}
CALLS = {"nothing": "no arguments", "values": "3 arguments and a result"}
LANGUAGES = {"c": ("C", ["gcc", "-x", "c"]), "c++": ("C++", ["g++", "-x", "c++"])}
ROWS = [(what, language) for language in LANGUAGES for what in CALLS]
# State: title, variables, calls before the burst.
STATES = {
    "plain": ("not instrumented", {}, 0),
    "off": ("off", {}, 0),
    "unsampled": ("unsampled", ON | {"SAMPLE_RATE": "1e-15"}, 100),
    "thinned": ("thinned", ON | {"TELEMETRY_THROTTLE": "true"}, 150_000),
    "on": ("on", ON, 100),
}


def build(context):
    folder = context.folder("instructions")
    (folder / ".telinject.json").write_text("{}")
    (folder / "instructions.c").write_text((HERE / "instructions.c").read_text())
    # Not main, whose span would be the one that the others are in: the burst's is.
    words = ["--strict", "--events", "function", "--skip-functions", "^(main|repeat)$"]
    for language, (_, compiler) in LANGUAGES.items():
        compile_ = [*compiler, "-O2", "-g", "instructions.c", "-o"]
        context.run([*compile_, folder / f"plain.{language}"], cwd=folder)
        context.run([context.telinject, "cc", *words, "--", *compile_, folder / f"traced.{language}"], cwd=folder)
    return folder


def instructions(context, folder, what, language, state, calls):
    _, variables, warm_up = STATES[state]
    program = folder / f"{'plain' if state == 'plain' else 'traced'}.{language}"
    return count_instructions(context, folder, program, (what, calls, warm_up), f"--toggle-collect=burst_{what}", **variables)


def measure(context):
    if not have("valgrind"):
        return {"rows": {}, "missing": {"all": "valgrind is not installed"}}
    folder = build(context)
    few, many = (100, 200) if context.smoke else (1000, 2000)
    rows = {}
    for what, language in ROWS:
        for state in STATES:
            less, more = (instructions(context, folder, what, language, state, calls) for calls in (few, many))
            rows[f"{what}/{language}/{state}"] = (more - less) / (many - few)
    return {"rows": rows}


def table(results):
    lines = [["a call with"] + [title for title, _, _ in STATES.values()] + ["an event on"]]
    for what, language in ROWS:
        row = [results["rows"].get(f"{what}/{language}/{state}") for state in STATES]
        if None not in row:
            over = (row[-1] - row[0]) / 2
            lines.append([f"{CALLS[what]}, {LANGUAGES[language][0]}"] + [f"{n:.0f}" for n in row] + [f"{over:.0f}"])
    return lines


def tables(results):
    """By the names that docs/benchmarks.md has for them."""
    return {"instructions": table(results)}


def faults(results):
    if results.get("missing"):
        return
    for key in (f"{what}/{language}/{state}" for what, language in ROWS for state in STATES):
        if key not in results["rows"]:
            yield f"no row {key}"
