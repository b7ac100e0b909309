#!/usr/bin/env python3
"""logs_check.py LOG EVENTS COUNT: prints what is wrong.

Each of the COUNT lines of LOG holds trace_id=…, span_id=… and 'NAME: …': the span with that id in EVENTS is of that trace and
of the function NAME.
"""
import json
import re
import sys

spans = {}
for line in open(sys.argv[2]):
    event = json.loads(line)
    if event["event_type"] == "function_entry":
        spans[event["span_id"]] = event
lines = open(sys.argv[1]).read().splitlines()
if len(lines) != int(sys.argv[3]):
    print(f"{len(lines)} lines:", lines[:5])
for line in lines:
    ids = re.search(r"trace_id=([0-9a-f]{32}) span_id=([0-9a-f]{16})(?![0-9a-f])", line)
    name = re.search(r"(\w+): (order|begins)", line)
    if not ids or not name:
        print("has no ids or no name:", line)
        continue
    span = spans.get(ids[2])
    if not span or span["trace_id"] != ids[1] or span["function_name"] != name[1]:
        print("its span is", span and (span["trace_id"], span["function_name"]), ":", line)
