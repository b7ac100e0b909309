#!/usr/bin/env python3
"""propagation_pool_check.py FILE REQUESTS [NOTES]: prints what is wrong with the spans of propagation_pool, or of a program with NOTES
notes in each request: notes that are in no request's trace or whose parent is not recorded (orphans), in the trace of another
request (wrong parents), or missing.  Functions called `shared` do work of several requests and are in no request's trace."""
import collections
import json
import sys

requests = int(sys.argv[2])
trace_of, spans = {}, {}
notes = collections.defaultdict(list)
entries = [event for event in map(json.loads, open(sys.argv[1])) if event["event_type"] == "function_entry"]
for event in entries:
    values = event["attributes"].get("arguments", {})
    spans[event["span_id"]] = event["trace_id"]
    if event["function_name"] == "request":
        trace_of[event["trace_id"]] = int(values["n"])
    elif event["function_name"] == "note":
        notes[event["trace_id"]].append(int(next(iter(values.values()))))
orphans = sum(len(found) for trace, found in notes.items() if trace not in trace_of)
orphans += sum(1 for event in entries if event["function_name"] == "note" and spans.get(event["parent_span_id"]) != event["trace_id"])
wrong = sum(1 for trace, found in notes.items() for n in found if trace_of.get(trace, n) != n)
wrong += sum(1 for event in entries if event["function_name"] == "shared" and event["trace_id"] in trace_of)
expected = {n: int(sys.argv[3]) if len(sys.argv) > 3 else 11 if n % 100 == 0 else 2 for n in range(requests)}
counted = collections.Counter(n for trace, found in notes.items() if trace in trace_of for n in found)
missing = sum(max(0, expected[n] - counted[n]) for n in expected)
if len(set(trace_of.values())) != requests or orphans or wrong or missing or sum(counted.values()) != sum(expected.values()):
    print(f"{len(set(trace_of.values()))} traces of {requests}, {orphans} orphans, {wrong} under a wrong parent, {missing} missing, {sum(counted.values())} of {sum(expected.values())} notes")
