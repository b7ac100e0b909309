#!/usr/bin/env python3
"""Checks what a test program wrote: every line valid, sequences without gap, entries and exits paired, nothing lost.

usage: runtime_check.py [options] FILE
  --count FILE     holds, as a native long, how many functions were entered: as many entries must be there
  --open N         N spans have no exit (default 0; -1: any number)  --uncounted N  N more entries than counted
  --abandoned N, --unfinished N, --thread-exit N   so many exits carry that mark (default: not looked at)
  --slack N        up to N functions were entered but left again before they were counted
  --lost-allowed   events reported as lost are subtracted from what must be there
  --thinned        calls were thinned out: the summaries count them, and the counts are added
  --expr EXPR      further Python condition over: lines, entries, exits, others, by_name(NAME), processes(), lost
"""
import argparse
import json
import os
import re
import struct
import sys

SCHEMA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "telemetry.v3.schema.json")


def fail(text):
    print(text)
    sys.exit(1)


def load(path):
    data = open(path, "rb").read()
    if data and not data.endswith(b"\n"):
        fail(f"the last line is torn: {data[-80:]!r}")
    lines = []
    for number, raw in enumerate(data.split(b"\n")[:-1], 1):
        try:
            lines.append(json.loads(raw.decode("utf-8")))
        except ValueError as error:
            fail(f"line {number}: {error}: {raw[:200]!r}")
    return lines


def check_schema(lines):
    schema = json.load(open(SCHEMA))
    try:
        from jsonschema import Draft202012Validator
    except ImportError:  # check only the essentials
        for number, line in enumerate(lines, 1):
            missing = [k for k in schema["required"] if k not in line]
            extra = [k for k in line if k not in schema["properties"]]
            if missing or extra:
                fail(f"line {number}: missing {missing}, unknown {extra}")
        return
    validator = Draft202012Validator(schema)
    step = max(1, len(lines) // 400)  # every kind of line is frequent, and validation is slow
    for number in sorted(set(range(0, len(lines), step)) | set(range(min(len(lines), 50)))):
        for error in validator.iter_errors(lines[number]):
            fail(f"line {number + 1}: {error.json_path}: {error.message[:200]}")


def check_order(lines):
    """Per process: sequence 1, 2, 3, ...; a new program after exec starts anew.  Entries before their exits and children."""
    last, known, over, thread_time = {}, {}, set(), {}
    entries = {line["span_id"]: line for line in lines if line["event_type"] == "function_entry"}
    for number, line in enumerate(lines, 1):
        pid = line["process"]["pid"]
        expected = last.get(pid, 0) + 1
        if line["sequence"] != expected and not (line["sequence"] == 1 and pid in last):
            fail(f"line {number}: sequence {line['sequence']} of process {pid}, not {expected}")
        last[pid] = line["sequence"]
        if line["timestamp"][20:23] != f"{line['timestamp_ns'] // 1000000 % 1000:03}":
            fail(f"line {number}: timestamp {line['timestamp']} is not {line['timestamp_ns']}")
        span, parent = line["span_id"], line["parent_span_id"]
        if line["event_type"] == "function_entry":
            if span in known:
                fail(f"line {number}: span {span} begins twice")
            # The first span of a thread that was started in a span; the line of that one may come later.
            is_of_thread = parent in entries and "caller_function" not in line["attributes"] and entries[parent]["attributes"]["thread.id"] != line["attributes"]["thread.id"]
            if parent is not None and parent not in known and parent != REMOTE and not is_of_thread:
                fail(f"line {number}: parent {parent} has no entry before")
            if parent in entries and line["trace_id"] != entries[parent]["trace_id"]:
                fail(f"line {number}: not the trace of its parent")
            if parent in known and not is_of_thread and line["attributes"].get("caller_function") != known[parent]["function_name"]:
                fail(f"line {number}: caller_function {line['attributes'].get('caller_function')}")
            if parent is None and "caller_function" in line["attributes"]:
                fail(f"line {number}: a root with a caller")
            known[span] = line
            thread = (pid, line["attributes"]["thread.id"])
            if line["timestamp_ns"] < thread_time.get(thread, 0):
                fail(f"line {number}: time of thread {thread} goes back")
            thread_time[thread] = line["timestamp_ns"]
        elif line["event_type"] == "function_exit":
            if span not in known or span in over:
                fail(f"line {number}: exit of span {span} without entry, or again")
            entry = known[span]
            if any(entry[k] != line[k] for k in ("trace_id", "parent_span_id", "function_name", "correlation_id")):
                fail(f"line {number}: exit and entry of span {span} differ")
            if line["timestamp_ns"] < entry["timestamp_ns"]:
                fail(f"line {number}: exit before entry")
            over.add(span)
    return len(known) - len(over)


REMOTE = None


def main():
    global REMOTE
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--count")
    parser.add_argument("--remote")
    parser.add_argument("--expr", default="True")
    parser.add_argument("--lost-allowed", action="store_true")
    parser.add_argument("--thinned", action="store_true")
    for name in ("open", "uncounted", "slack"):
        parser.add_argument("--" + name, type=int, default=0)
    for name in ("abandoned", "unfinished", "thread-exit"):
        parser.add_argument("--" + name, type=int)
    options = parser.parse_args()
    REMOTE = options.remote

    lines = load(options.file)
    check_schema(lines)
    still_open = check_order(lines)
    entries = [l for l in lines if l["event_type"] == "function_entry"]
    exits = [l for l in lines if l["event_type"] == "function_exit"]
    others = [l for l in lines if l not in entries and l not in exits] if len(lines) < 3000 else [
        l for l in lines if not l["event_type"].startswith("function_")]
    lost = sum(l["attributes"]["lost_events"] for l in others if l["event_type"] == "telemetry_loss")
    if lost and not options.lost_allowed:
        fail(f"{lost} events lost")
    if still_open != options.open and options.open != -1:
        fail(f"{still_open} spans have no exit, not {options.open}")
    if options.count:
        counted = struct.unpack("l", open(options.count, "rb").read(8))[0] + options.uncounted
        thinned = sum(l["attributes"]["suppressed"].get("function_entry", 0) for l in others if l["event_type"] == "telemetry_summary")
        if (thinned != 0) != options.thinned:
            fail(f"{thinned} calls were thinned out")
        is_estimate = any(site["level"] == "dormant" for l in others for site in l["attributes"].get("sites", {}).values())
        if not is_estimate and not 0 <= len(entries) + thinned + lost // 2 - counted <= options.slack:
            fail(f"{len(entries)} entries (lost events: {lost}, thinned out: {thinned}), but {counted} functions were entered")
    for name in ("abandoned", "unfinished", "thread_exit"):
        wanted = getattr(options, name)
        marked = sum(1 for l in exits if l["attributes"].get(name) is True)
        if wanted is not None and marked != wanted:
            fail(f"{marked} exits are marked {name}, not {wanted}")

    def by_name(name):
        return [l for l in lines if l.get("function_name") == name]

    def values_are_right():
        first, second = (l["attributes"]["arguments"] for l in entries)
        cut = "a" * 255
        return (list(first.values())[:10] == [True, "\n", -5, 4000000000, -5000000000, 18446744073709551615, -9, 9, 0.1, "Infinity"]
                and first["p"].startswith("0x") and first["e"] == "GREEN" and first["other"] == 7 and first["big"] == "BIG"
                and first["s"] == cut and first["bad"] == ("0x0" if os.environ.get("BAD_ADDRESS") else "0x10") and first["null"] == "0x0" and first["text"] == 'a"\ufffd'
                and first["o"] == "struct opaque" and first["password"] == "[REDACTED]"
                and second["c"] == "\ufffd" and second["g"] == 2.5 and second["p"] == "0x0" and second["s"] == "" and second["bad"] == "\\"
                and second["text"] == "" and str(second["f"]) == "-0.0"
                and exits[0]["attributes"]["return_value"] == "struct opaque")

    def cpp_is_right():
        values = [l["attributes"]["arguments"]["v"] for l in by_name("twice") if "arguments" in l["attributes"]]
        # A function that an exception leaves has an exit event, but a void function has no return value.
        return (values[0] == 2 and values[1] == "ab" and values[2] == 1.25
                and by_name("text")[0]["attributes"]["arguments"]["s"] == "h\u00e9" and by_name("text")[1]["attributes"]["return_value"] == "std::string"
                and by_name("shade")[0]["attributes"]["arguments"]["s"] == "dark" and by_name("shade")[1]["attributes"]["return_value"] == "dark"
                and by_name("nested_returns")[1]["attributes"]["return_value"] == 42
                and len(by_name("throws")) == 8 and "return_value" not in by_name("throws")[-1]["attributes"]
                and len(by_name("PerThread::~PerThread")) == 8 and by_name("Static::~Static") and lines[0]["resource"]["runtime_name"] == "cpp")

    def processes():
        return len({l["process"]["pid"] for l in lines})

    scope = {"re": re, "processes": processes, "lines": lines, "entries": entries, "exits": exits, "others": others, "by_name": by_name, "lost": lost,
             "values_are_right": values_are_right, "cpp_is_right": cpp_is_right}
    if not eval(options.expr, scope):
        fail(f"not so: {options.expr}")
    print(f"{len(lines)} lines")


main()
