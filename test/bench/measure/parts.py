"""The Google Benchmark programs of this folder, several rounds of all of them; what counts is the median round's."""
import json

from .common import Failed, median

TITLE = "the runtime's parts by Google Benchmark"
STATES = ("off", "unsampled", "thinned", "on")
EVENTS = {"no_arguments": "no arguments", "three_arguments_and_result": "3 arguments and a result"}
PARTS = {
    "ring_record": "64 bytes reserved, written and committed in a ring",
    "clock_read": "the clock read",
    "id": "an id",
    "double_text": "a usual double as text",
    "double_text_by_to_chars": "the same by std::to_chars, which the runtime may not use",
    "double_text_of_all_sizes": "a double from 1e-70 to 1 as text",
    "double_text_of_all_sizes_by_to_chars": "the same by std::to_chars",
    "json_text_64_bytes": "64 bytes as a JSON string",
    "line_by_runtime": "a line by our renderer",
    "line_by_fmt": "a line written with fmt",
    "line_by_nlohmann": "a line by nlohmann's dump",
}


def benchmarks(context, program, *words):
    time = "0.001" if context.smoke else "0.2"
    command = [context.build / "bin" / program, *words, "--benchmark_format=json", f"--benchmark_min_time={time}"]
    return json.loads(context.run(command))["benchmarks"]


def measure(context):
    if not (context.build / "bin/bench-event").exists():
        return {"calls": {}, "parts": {}, "missing": {"all": "libbenchmark-dev or libfmt-dev is not installed"}}
    calls, parts = {}, {}
    for _ in range(1 if context.smoke else 3):
        for state in STATES:
            for b in benchmarks(context, "bench-event", state, 2 if context.smoke else 200):
                name, threads = b["name"].split("/")[0], b["threads"]
                row = calls.setdefault(f"{state}/{name}/{threads}", {"plain": [], "call": []})
                row["plain"].append(b["plain_ns"])
                row["call"].append(b["call_ns"])
        for program in "bench-parts", "bench-render":
            for b in benchmarks(context, program):
                if b["time_unit"] != "ns":
                    raise Failed(f"{program} does not print nanoseconds")
                row = parts.setdefault(b["name"], {"ns": []})
                row["ns"].append(b["cpu_time"])
                if "line_bytes" in b:
                    row["bytes"] = b["line_bytes"]
    return {"calls": calls, "parts": parts}


def over_plain(row):
    """What a call costs more than that of the same function without hooks."""
    return median([call - plain for call, plain in zip(row["call"], row["plain"])])


def table(results):
    lines = [["a call with", "state", "threads", "plain, ns", "call, ns", "more than plain", "an event"]]
    for state in STATES:
        for name, title in EVENTS.items():
            for threads in 1, 2:
                row = results["calls"].get(f"{state}/{name}/{threads}")
                if row:
                    more = over_plain(row)
                    event = f"{more / 2:.1f}" if state == "on" else ""
                    lines.append([title, state, str(threads), f"{median(row['plain']):.1f}", f"{median(row['call']):.1f}", f"{more:.1f}", event])
    return lines


def parts_table(results):
    ours = results["parts"].get("line_by_runtime")
    lines = [["", "ns", "bytes", "x our line"]]
    for name, title in PARTS.items():
        row = results["parts"].get(name)
        if row:
            is_line = name.startswith("line_") and ours
            ratio = f"{median([a / b for a, b in zip(row['ns'], ours['ns'])]):.1f}" if is_line else ""
            lines.append([title, f"{median(row['ns']):.1f}", f"{row['bytes']:.0f}" if "bytes" in row else "", ratio])
    return lines


def tables(results):
    """By the names that docs/benchmarks.md has for them."""
    return {"calls": table(results), "parts": parts_table(results)}


def faults(results):
    if results.get("missing"):
        return
    for key in (f"{state}/{name}/{threads}" for state in STATES for name in EVENTS for threads in (1, 2)):
        if key not in results["calls"]:
            yield f"no row {key}"
    for name in PARTS:
        if name not in results["parts"]:
            yield f"no row {name}"
