#!/usr/bin/env python3
"""Checks that requests are traces of their own, each whole or absent, and that what was sampled out is counted.

usage: roots_check.py FILE REQUESTS ROOT [KEY=VALUE...]
REQUESTS: so many calls of the function ROOT, which begins a trace.
  spans=PATH,…         the spans of a request, each as the names from the root to it, in any order
  processes=N          spans without a parent in the process, that ROOT is not called in: main, threads
  all                  every request is written
  errors=N             so many requests have an error
  rate                 0.5 unless named
"""
import collections
import json
import sys


class Fault(Exception):
    pass


def expect(condition, *what):
    if not condition:
        raise Fault(" ".join(str(w) for w in what))


def read(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def main():
    path, requests, root = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    options = dict(a.split("=", 1) if "=" in a else (a, "") for a in sys.argv[4:])
    events = read(path)
    entries, exits = {}, {}
    for e in events:
        if e["event_type"].endswith("_entry") and e["event_type"] != "conditional_entry":
            entries[e["span_id"]] = e
        elif e["event_type"].endswith("_exit") and e["event_type"] != "conditional_exit":
            exits[e["span_id"]] = e
    roots = [e for e in entries.values() if e.get("function_name") == root and e["event_type"] == "function_entry"]

    by_trace = collections.defaultdict(list)
    for e in entries.values():
        by_trace[e["trace_id"]].append(e)

    def path_of(e):
        names = [e["function_name"]]
        while e["parent_span_id"] in entries:
            e = entries[e["parent_span_id"]]
            names.append(e["function_name"])
        return "/".join(reversed(names))

    wanted = sorted(options["spans"].split(","))
    threshold = 2**56 * (1 - float(options.get("rate", "0.5")))
    for e in roots:
        expect(e["parent_span_id"] is None, root, "has the parent", e["parent_span_id"])
        link = e["attributes"].get("link")
        expect(link, root, "has no link")
        expect(link["trace_id"] != e["trace_id"], "the link is to the trace itself")
        around = entries.get(link["span_id"])
        if around:
            expect(around["trace_id"] == link["trace_id"], "the link's span is in another trace")
            expect("caller_function" in e["attributes"], root, "has no caller_function")
            expect(e["attributes"]["caller_function"] == around["function_name"], "called by another than the link's span")
        expect("all" in options or int(e["trace_id"][18:], 16) >= threshold, "a trace that is sampled out is written")
        spans = [s for s in by_trace[e["trace_id"]] if s["event_type"] == "function_entry"]
        found = sorted(path_of(s) for s in spans)
        expect(found == wanted, "a request has the spans", found)
        for s in by_trace[e["trace_id"]]:
            expect(s["span_id"] in exits, s["function_name"], "has no exit")
            expect(s["process"]["pid"] == e["process"]["pid"], "a request is in two processes")
    inner = {p.split("/")[-1] for p in wanted} - {root}
    in_requests = {e["trace_id"] for e in entries.values() if "link" in e["attributes"]}
    for e in entries.values():
        if e.get("function_name") in inner:
            expect(e["trace_id"] in in_requests, e["function_name"], "is outside of every request")

    written = len(roots)
    # One summary at the end of each process, whose counts are those of the whole process.
    sampled_out = collections.Counter()
    for e in events:
        if e["event_type"] == "telemetry_summary":
            sampled_out[e["process"]["pid"]] = e["attributes"]["traces_sampled_out"]
    outermost = sum(1 for e in entries.values() if "link" not in e["attributes"] and e["parent_span_id"] not in entries)
    if "processes" in options:
        expect(written + sum(sampled_out.values()) + outermost == requests + int(options["processes"]),
               f"{written} requests are written, {outermost} other outermost spans, and {sum(sampled_out.values())} "
               "traces are said to be sampled out")
    if "all" in options:
        expect(written == requests, written, "requests are written")
    else:
        expect(0 < written < requests, written, "of", requests, "requests are written")
    if "errors" in options:
        errors = sum(1 for e in roots if "error" in exits[e["span_id"]])
        expect(errors == (int(options["errors"]) if options["errors"] else written), errors, "requests have an error")


try:
    main()
except Fault as fault:
    print(fault)
    sys.exit(1)
