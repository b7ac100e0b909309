#!/usr/bin/env python3
"""by_hand_check.py FILE EXPRESSION: prints what is wrong with the lines of FILE.

The expression may use: lines, entries(), tree() (name of each span → its parent's), parents(NAME), parent(NAME), callers(NAME),
traces(), marks([NAME]) (how many exits have one), summary().  A parent that is not in the file is shown by its id.
"""
import json
import sys

lines = [json.loads(l) for l in open(sys.argv[1])]
names = {l["span_id"]: l["function_name"] for l in lines if l["event_type"] == "function_entry"}


def entries(name=None):
    return [l for l in lines if l["event_type"] == "function_entry" and name in (None, l["function_name"])]


def parents(name):
    return [names.get(l["parent_span_id"], l["parent_span_id"]) for l in entries(name)]


def parent(name):
    (only,) = parents(name)
    return only


def tree():
    return {l["function_name"]: names.get(l["parent_span_id"], l["parent_span_id"]) for l in entries() if l["function_name"] != "leaf" or len(entries("leaf")) == 1}


def callers(name):
    return [l["attributes"].get("caller_function") for l in entries(name)]


def traces():
    return {l["trace_id"] for l in entries()}


def marks(name=None):
    return sum(1 for l in lines for mark in ("abandoned", "unfinished", "thread_exit") if name in (None, mark) and l["attributes"].get(mark))


def summary():
    return lines[-1]["attributes"]


if not eval(f"({sys.argv[2]})"):
    print(f"not so: {sys.argv[2]}:", [(l["event_type"], l.get("function_name"), l["parent_span_id"], l["attributes"]) for l in lines][:20])
