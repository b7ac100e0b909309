#!/usr/bin/env python3
"""tail_check.py FILE EXPRESSION: prints what is wrong with the lines of FILE, of a program that samples by the tail.

The expression may use: lines (without accounts), traces(), whole() (lists of lines), roots(), names(LINES), flags([LINES]),
summary() ((traces sampled out, events lost) of all processes, None: there is none), lost(), stderr_text().
"""
import collections
import json
import os
import sys

path, expression = sys.argv[1:]
folder = os.path.dirname(path)
errors = open(os.path.join(folder, "stderr"), errors="replace").read()
if os.environ.get("STDERR") or not os.path.getsize(path):
    text = errors if errors.startswith("{") else ""
else:
    text = open(path).read()
everything = [json.loads(line) for line in text.splitlines()]
lines = [l for l in everything if not l["event_type"].startswith("telemetry_")]
by_trace = collections.defaultdict(list)
for line in lines:
    by_trace[line["trace_id"]].append(line)
last, known, time = {}, {}, {}
for l in everything:
    pid = l["process"]["pid"]
    if l["sequence"] != last.get(pid, 0) + 1:
        print(f"sequence {l['sequence']} of {pid}")
    last[pid] = l["sequence"]
    if l["event_type"] == "function_entry":
        known[l["span_id"]] = l
        thread = l["attributes"]["thread.id"]
        if l["timestamp_ns"] < time.get((pid, thread, l["trace_id"]), 0):
            print("time goes back")
        time[pid, thread, l["trace_id"]] = l["timestamp_ns"]
    elif l["event_type"] == "function_exit":
        if l["span_id"] not in known:
            print("an exit without entry:", l["function_name"])
        elif l["timestamp_ns"] < known[l["span_id"]]["timestamp_ns"]:
            print("an exit before its entry")


def traces():
    return len(by_trace)


def whole():
    return list(by_trace.values())


def roots():
    return sum(1 for l in lines if l["event_type"] == "function_entry" and l["parent_span_id"] in (None, "b7ad6b7169203331"))


def names(some):
    return {l["function_name"] for l in some if l["event_type"].startswith("function_")}


def flags(some=lines):
    return {l["trace_flags"] for l in some}


def summary():
    found = [l["attributes"] for l in everything if l["event_type"] == "telemetry_summary"]
    return (sum(a["traces_sampled_out"] for a in found), sum(a["lost_events"] for a in found)) if found else None


def lost():
    return sum(l["attributes"]["lost_events"] for l in everything if l["event_type"] == "telemetry_loss")


def stderr_text():
    return errors


if not eval(f"({expression})"):
    print(f"not so: {expression}: {traces()} traces, {len(lines)} lines, {roots()} roots, {names(lines)}, flags {flags()}, summary {summary()}, lost {lost()}")
