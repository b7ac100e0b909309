#!/usr/bin/env python3
"""Checks the output of a program on a full disk: whole lines, each process's sequence without a gap, no event counted twice.

usage: full_disk_check.py FILE [RECORDED]     RECORDED: events, each must be in the file or reported as lost; prints what is wrong
"""
import json
import sys

path, recorded = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else None
data = open(path, "rb").read()
if data and not data.endswith(b"\n"):
    print("the last line is not terminated:", data[-80:])
sequences, events, reported_lost, summary, left = {}, 0, 0, None, {}
for number, raw in enumerate(data.split(b"\n")[:-1], 1):
    try:
        line = json.loads(raw)
    except ValueError:
        print(f"line {number} is none: {raw[:60]} … {raw[-60:]}")
        continue
    pid = line["process"]["pid"]
    if line["sequence"] != sequences.get(pid, 0) + 1:
        print(f"line {number}: {line['sequence']} follows {sequences.get(pid, 0)} in process {pid}")
    sequences[pid] = line["sequence"]
    kind = line["event_type"]
    if kind == "telemetry_loss":
        reported_lost += line["attributes"]["lost_events"]
    elif kind == "telemetry_summary":
        summary = line["attributes"]["lost_events"]
    else:
        events += 1
        key = (kind, line["span_id"])
        if key in left:
            print(f"line {number}: {kind} of {line['span_id']} stands in line {left[key]} too")
        left[key] = number
        if kind == "function_exit" and ("function_entry", line["span_id"]) not in left:
            print(f"line {number}: exit without an entry")
if recorded is not None:
    if events + reported_lost != recorded:
        print(f"{events} events are there and {reported_lost} reported as lost, of {recorded}")
    if reported_lost == 0:
        print("nothing was lost: the disk was not full")
    if summary != reported_lost:
        print(f"the summary says {summary} lost events, the lines before it {reported_lost}")
if events == 0:
    print("there is nothing")
