"""Checks the events of fibers.cpp and fibers_boost.cpp.   fibers_check.py EVENTS WAY

WAY: that of fibers.cpp; of fibers_boost.cpp `known` or `learned`, where the bounds of its stacks are learned.
"""
import collections
import json
import sys

begins = ("function_entry", "loop_entry", "exception_entry")
ends = ("function_exit", "loop_exit", "exception_exit")

# The functions that may call each function; None: no recorded one.
callers = {
    "leaf": {"job", "deep", "dropped", "risky", "careful", "handler", "signals", "wanders", "jumps", "main", "produce", "guarded"},
    "deep": {"job", "deep", "wanders", "jumps"},
    "job": {"entry", "<lambda>"},
    "yield": {"job", "careful", "raises", "wanders"},
    "entry": {None},
    "careful": {"careful_entry"},
    "careful_entry": {None},
    "risky": {"careful"},
    "handler": {"raises", "signals"},
    "raises": {"raises_entry"},
    "raises_entry": {None},
    "wanders": {"wanders_entry"},
    "wanders_entry": {None},
    "worker": {"threads", None}, # it starts them; a fully static program hands nothing over
    "step": {"worker"},
    "resume": {"run_all", "dropped", "forks", "step"},
    "jumps": {None}, # to an observer its caller has returned before
    "switch_to": {"jumping"},
    "<lambda>": {None},
    "produce": {None},
    "guarded": {"job"},
}


def name(event):
    return "<lambda>" if "lambda" in event["function_name"] else event["function_name"].split("::")[-1]


def check(events, way):
    spans, ended = {}, collections.Counter()
    for event in events:
        if event["event_type"] in begins:
            spans[event["span_id"]] = event
        if event["event_type"] in ends:
            ended[event["span_id"]] += 1

    def function_around(span):
        while True:
            span = spans.get(span.get("parent_span_id"))
            if span is None or span["event_type"] == "function_entry":
                return span

    if not spans:
        yield "no events"
    for number, span in spans.items():
        # A span that is open at a fork ends in the parent only.
        if ended[number] != 1 and way != "forks" or ended[number] > 1:
            yield f"{span['function_name']} has {ended[number]} exits"
        parent = spans.get(span.get("parent_span_id"))
        if parent and parent["trace_id"] != span["trace_id"]:
            yield f"{span['function_name']} is in another trace than {parent['function_name']}"
        if span["event_type"] != "function_entry":
            continue
        caller = function_around(span)
        caller_name = name(caller) if caller else None
        lost = way == "learned" and name(span) == "deep" and caller_name is None
        if name(span) in callers and caller_name not in callers[name(span)] and not lost:
            yield f"{name(span)} is called by {caller_name}"
        if name(span) == "leaf" and caller_name in ("job", "wanders", "jumps"):
            recorded, wanted = span["attributes"]["arguments"]["x"], caller["attributes"]["arguments"]["id"]
            if recorded != wanted:
                yield f"leaf of fiber {recorded} is called by fiber {wanted}"
    marks = collections.Counter()
    for event in events:
        if event["event_type"] in ends:
            for mark in ("abandoned", "unfinished"):
                if event["attributes"].get(mark):
                    marks[(mark, name(event))] += 1
        if event["event_type"] == "loop_exit" and name(event) in ("job", "wanders", "jumps", "careful", "raises", "produce"):
            turns = event["attributes"]["total_iterations"]
            left = event["attributes"].get("abandoned") or event["attributes"].get("unfinished") or event["attributes"]["ended_by"] == "exception"
            if turns not in (4, 5) and not left:
                yield f"a loop of {name(event)} has {turns} turns"
    allowed = {
        "dropped": {"entry", "job", "yield", "deep"},
    }.get(way, set())
    for (mark, function), count in marks.items():
        if function not in allowed:
            yield f"{count} of {function} are {mark}"


events = [json.loads(line) for line in open(sys.argv[1])]
for fault, count in collections.Counter(check(events, sys.argv[2])).most_common(8):
    print(f"{fault} ({count})")
