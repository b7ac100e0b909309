#!/usr/bin/env python3
"""Checks one row of the fault matrix: compares the events recorded with those in the output.

usage: fault_matrix_check.py LABEL COUNT_FILE FILE REPORTED_LOST     exit 1 if an event is lost, duplicated, torn or was never recorded
"""
import json
import struct
import sys

label, count_file, path, expected_lost = sys.argv[1:]
entries_begun, entries_done, exits_done = struct.unpack("3l", open(count_file, "rb").read(24))
entries, exits, sequences = set(), set(), {}
duplicated = told_lost = bad = 0
for raw in open(path, "rb").read().split(b"\n")[:-1]:
    try:
        line = json.loads(raw)
    except ValueError:
        bad += 1
        continue
    pid, number = line["process"]["pid"], line["sequence"]
    if number != sequences.get(pid, 0) + 1:
        bad += 1
    sequences[pid] = number
    if line["event_type"] == "telemetry_loss":
        told_lost += line["attributes"]["lost_events"]
        continue
    known = entries if line["event_type"] == "function_entry" else exits if line["event_type"] == "function_exit" else None
    if known is None:
        continue
    duplicated += line["span_id"] in known
    known.add(line["span_id"])
data = open(path, "rb").read()
bad += data != b"" and not data.endswith(b"\n")
bad += len(exits - entries)
# An event may have been recorded without its "done"; an event that was not started cannot be in the file.
lost = max(0, entries_done - len(entries)) + max(0, exits_done - len(exits)) + told_lost
bad += told_lost != int(expected_lost)
bad += max(0, len(entries) - entries_begun)
recorded = entries_done + exits_done
failed = bool(lost != int(expected_lost) or duplicated or bad or recorded < 100)
print(f"{'FAILED' if failed else 'ok':7} {label:58} recorded {recorded:8} written {len(entries) + len(exits):8} lost {lost} duplicated {duplicated}"
      + (f" wrong {bad}" if bad else ""))
sys.exit(failed)
