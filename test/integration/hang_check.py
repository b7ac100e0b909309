#!/usr/bin/env python3
"""Checks the events of a way of hang_ways.c: whole lines, sequences without a gap, as many entries as were counted minus those reported as lost.

usage: hang_check.py WAY COUNT_FILE FILE     prints what is wrong
"""
import json
import os
import struct
import sys

way, count_file, path = sys.argv[1:]
entered = struct.unpack("l", open(count_file, "rb").read(8))[0]
data = open(path, "rb").read() if os.path.exists(path) else b""
entries = lost = 0
sequences, open_spans = {}, set()
for raw in data.splitlines():
    line = json.loads(raw)
    pid = line["process"]["pid"]
    if line["sequence"] != sequences.get(pid, 0) + 1:
        print(f"sequence {line['sequence']} after {sequences.get(pid, 0)}")
    sequences[pid] = line["sequence"]
    if line["event_type"] == "function_entry":
        entries += 1
        if line["function_name"] not in ("leaf", "work", "become"):
            print("function_name", line["function_name"])
    if line["event_type"] == "telemetry_loss":
        lost += line["attributes"]["lost_events"]
if data and not data.endswith(b"\n"):
    print("half a line at the end")
if "tsync" in way:  # that ends telemetry, so no event reports it
    sys.exit(entries == 0)
if 2 * entries + lost < 2 * entered or entries > entered + (way in ("vfork",)):
    print(f"{entered} functions entered, {entries} recorded, {lost} events reported as lost")
