#!/usr/bin/env python3
"""truth_check.py PROGRAM none|stop|migrate: runs the way `truth`, disturbs it, and prints what is wrong with the recorded times.

No check limits how long something may take: each recorded duration lies between two that the program measured itself, around
and inside of the same span, within the accuracy of the counter's frequency (a thousandth).
"""
import json
import os
import signal
import subprocess
import sys
import time

program, disturbance = sys.argv[1:]
SPEED = 1.001
FOREVER = 60

environment = {**os.environ, "NAP": "200"}
began = time.time_ns()
process = subprocess.Popen([program, "truth"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
processors = sorted(os.sched_getaffinity(0))
for turn in range(10):
    if process.poll() is not None:
        break
    if disturbance == "stop":
        process.send_signal(signal.SIGSTOP)
        time.sleep(0.03)
        process.send_signal(signal.SIGCONT)
    elif disturbance == "migrate":
        for thread in os.listdir(f"/proc/{process.pid}/task"):
            try:
                os.sched_setaffinity(int(thread), {processors[turn % len(processors)]})
            except OSError:
                pass  # the process has ended
    time.sleep(0.03)
output, errors = process.communicate(timeout=FOREVER)
ended = time.time_ns()
if process.returncode != 0:
    print(f"exit status {process.returncode}; {errors}")
wanted = {"counter": ("processor counter", "CLOCK_MONOTONIC"), "monotonic": ("CLOCK_MONOTONIC",)}[os.environ["TELEMETRY_CLOCK"]]
if not any(f"clock {name}" in errors for name in wanted):
    print("the clock is another one:", errors)

measured = {}
for line in output.splitlines():
    nap, where, ns = line.split()
    measured[int(nap), where] = int(ns)
lines = [json.loads(line) for line in open(os.environ["TELEMETRY_FILE"])]
entries = {line["span_id"]: line for line in lines if line["event_type"] == "function_entry"}
spans = []
for line in lines:
    if line["event_type"] == "function_exit":
        entry = entries[line["span_id"]]
        spans.append((entry["attributes"]["arguments"]["ms"], entry, line))
if len(spans) != 8:
    print(f"{len(spans)} spans")
SECOND = 1_000_000_000
for nap, entry, leave in spans:
    recorded = leave["duration_ns"]
    if recorded * SPEED < measured[nap, "inside"] or recorded > measured[nap, "outside"] * SPEED:
        print(f"{nap}: {recorded} ns recorded, but {measured[nap, 'inside']} measured inside, {measured[nap, 'outside']} outside")
    if recorded < (nap + 1) * 1_000_000 / SPEED:
        print(f"{nap}: {recorded} ns recorded, shorter than the sleep")
    if leave["timestamp_ns"] < entry["timestamp_ns"]:
        print(f"{nap}: ends before it begins")
    if not began - SECOND < entry["timestamp_ns"] <= leave["timestamp_ns"] < ended + SECOND:  # the wall clock may be adjusted a little
        print(f"{nap}: recorded at another time than that of the process")
    if entry["parent_span_id"]:
        (around,) = [s for s in spans if s[1]["span_id"] == entry["parent_span_id"]]
        if not around[1]["timestamp_ns"] <= entry["timestamp_ns"] <= leave["timestamp_ns"] <= around[2]["timestamp_ns"]:
            print(f"{nap}: not inside of what is around it")
        if recorded + nap * 2 * 1_000_000 > around[2]["duration_ns"] * SPEED:
            print(f"{nap}: its time and the sleep around it are longer than all of that")
