#!/usr/bin/env python3
"""Compares what TELEMETRY_EXPORT=folded wrote with what `telinject-events fold` made of another run's full file.

usage: fold_export_check.py ORACLE FOLDED BUDGET            both of telemetry.v3
       fold_export_check.py --otlp ORACLE FOLDED.otlp BUDGET
       fold_export_check.py --calls FOLDED.otlp CALLS BUDGET   so many calls, written and folded
Times differ from run to run; counts, errors, iterations, changes and branches by site do not.
  prints what is wrong; nothing if all is well
"""
import collections
import json
import sys

from fold_check import EVENTS_OUTSIDE, EXITS, sums_of

COUNTS = ("calls", "errors", "iterations", "changes")
faults = []


def counts_of(sums):
    """By site, what does not depend on the time."""
    counts = {site: {figure: n for figure, n in figures.items() if figure in COUNTS or figure.startswith("branch ")}
              for site, figures in sums.items()}
    return {site: figures for site, figures in counts.items() if figures}


def compare(expected, seen):
    for site in sorted(set(expected) | set(seen)):
        if expected.get(site) != seen.get(site):
            faults.append(f"{site}: {seen.get(site)}, should be {expected.get(site)}")


def check_spans(spans, budget):
    """spans: (process, trace, span, parent, is_error), by process a trace's within the budget, and no orphan."""
    known = {(trace, span) for _, trace, span, _, _ in spans}
    traces = collections.Counter((process, trace) for process, trace, _, _, _ in spans)
    roots = collections.Counter()
    processes = {(trace, span): process for process, trace, span, _, _ in spans}
    for process, trace, span, parent, _ in spans:
        is_root = not parent or processes.get((trace, parent)) != process
        roots[(process, trace)] += is_root
        if parent and (trace, parent) not in known and not is_root:
            faults.append(f"{span}: its parent {parent} is not there")
    for key, count in traces.items():
        if count > max(budget, roots[key]):
            faults.append(f"{count} spans of a trace, {roots[key]} of them roots, of {budget}")
    orphans = sum(1 for _, trace, _, parent, _ in spans if parent and (trace, parent) not in known)
    if orphans > 1:  # the first span of a forked child may have a parent that was folded in the parent process
        faults.append(f"{orphans} orphans")


def read_lines(name):
    with open(name) as lines:
        return [json.loads(line) for line in lines]


def lines(oracle, folded, budget):
    events = read_lines(folded)
    compare(counts_of(sums_of(read_lines(oracle))), counts_of(sums_of(events)))
    check_spans([(e["process"]["pid"], e["trace_id"], e["span_id"], e["parent_span_id"], "error" in e)
                 for e in events if e["event_type"] in EXITS], budget)


def otlp(expected, folded, budget):
    spans, calls = [], collections.Counter()
    for line in read_lines(folded):
        for resource in line["resourceSpans"]:
            facts = {a["key"]: a["value"] for a in resource["resource"]["attributes"]}
            for span in (s for scope in resource["scopeSpans"] for s in scope["spans"]):
                if span["name"] in EVENTS_OUTSIDE:
                    continue
                attributes = {a["key"]: a["value"] for a in span.get("attributes", [])}
                spans.append((facts["process.pid"]["intValue"], span["traceId"], span["spanId"],
                              span.get("parentSpanId"), span.get("status", {}).get("code") == 2))
                calls["spans"] += 1
                if "folded" in attributes:
                    value = attributes["folded"]
                    table = json.loads(value["stringValue"]) if "stringValue" in value else json_of(value)
                    calls["spans"] += sum(int(entry.get("calls", 0)) for entry in table.values())
    if calls["spans"] != expected:
        faults.append(f"{calls['spans']} calls, not {expected}")
    check_spans(spans, budget)


def json_of(value):
    """An AnyValue of OTLP."""
    kind, content = next(iter(value.items()))
    if kind == "kvlistValue":
        return {pair["key"]: json_of(pair["value"]) for pair in content["values"]}
    return content


def main(arguments):
    if arguments[0] == "--otlp":
        sums = counts_of(sums_of(read_lines(arguments[1])))
        otlp(sum(figures.get("calls", 0) for figures in sums.values()), arguments[2], int(arguments[3]))
    elif arguments[0] == "--calls":
        otlp(int(arguments[2]), arguments[1], int(arguments[3]))
    else:
        lines(arguments[0], arguments[1], int(arguments[2]))
    for text in faults[:20]:
        print(text)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
