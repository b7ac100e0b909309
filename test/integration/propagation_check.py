#!/usr/bin/env python3
"""propagation_check.py FILE NAME: prints what is wrong with the spans that `propagation_ways NAME` has recorded.

What is expected follows from the program's source: which function started which.
"""
import json
import sys

lines = [json.loads(line) for line in open(sys.argv[1])]
entries = [line for line in lines if line["event_type"] == "function_entry"]
names = {line["span_id"]: line["function_name"] for line in entries}
CHILD = {("work_of_child", "main"), ("main", "REQUEST"), ("REQUEST", "main"), ("main", None)}
# (function, its parent's function): each pair must occur, and no other one.
EXPECTED = {
    "pthread": {("main", None), ("request_pthread", "main"), ("work", "request_pthread")},
    "c11": {("main", None), ("request_c11", "main"), ("work_c11", "request_c11")},
    "thread": {("main", None), ("request_thread", "main"), ("work", "request_thread")},
    "jthread": {("main", None), ("request_jthread", "main"), ("work", "request_jthread")},
    "async": {("main", None), ("request_async", "main"), ("work_value", "request_async")},
    "task": {("main", None), ("request_task", "main"), ("work_value", "request_task")},
    "detached": {("main", None), ("request_detached", "main"), ("work_after_request", "request_detached"), ("work", "work_after_request")},
    "hops": {("main", None), ("work_hop", "main"), ("work_hop", "work_hop")},
    "pool": {("main", None), ("request_pool", "main"), ("work_value", "request_pool"), ("work_c11", None)},
    "many": {("main", None), ("many_requests", "main"), ("request_thread", "many_requests"), ("request_async", "many_requests"), ("work", "request_thread"), ("work_value", "request_async")},
    "own": {("main", None), ("main", "2222222222222222"), ("request_own_context", "main"), ("work_of_child", "main")},
    "empty": {("main", None), ("request_no_environment", "main")},
}
for name, request in (("spawn", "request_spawn"), ("spawnp", "request_spawn_by_name"), ("system", "request_system"), ("popen", "request_popen"), ("exec", "request_exec"), ("vfork", "request_vfork")):
    EXPECTED[name] = {(function.replace("REQUEST", request), parent and parent.replace("REQUEST", request)) for function, parent in CHILD}
HELPERS = {"check", "reap"}
name = sys.argv[2]
found = {(line["function_name"], names.get(line["parent_span_id"], line["parent_span_id"])) for line in entries if line["function_name"] not in HELPERS}
if found != EXPECTED[name]:
    print(f"{name}: not expected: {sorted(map(str, found - EXPECTED[name]))}; missing: {sorted(map(str, EXPECTED[name] - found))}")
traces = {"pool": 2, "own": 2}.get(name, 1)
if len({line["trace_id"] for line in entries}) != traces:
    print(f"{name}: {len({line['trace_id'] for line in entries})} traces instead of {traces}")
if name == "hops" and len([line for line in entries if line["function_name"] == "work_hop"]) != 11:
    print("hops: not 11 spans")
if name == "many" and len([line for line in entries if line["function_name"] in ("work", "work_value")]) != 400:
    print("many: not 400 spans of work")
