#!/usr/bin/env python3
"""Checks the file of a process that could write its last report only: losses, then one summary.

usage: full_disk_report.py FILE LOST [FUNCTION=CALLS…]     LOST: events, '': any number; prints what is wrong
"""
import json
import sys

path, wanted_lost, functions = sys.argv[1], sys.argv[2], sys.argv[3:]
events = [json.loads(line) for line in open(path, encoding="utf-8")]
kinds = [event["event_type"] for event in events]
if not kinds or kinds[-1] != "telemetry_summary" or set(kinds[:-1]) != {"telemetry_loss"}:
    print("events:", *kinds[:20])
lost = sum(event["attributes"]["lost_events"] for event in events if event["event_type"] == "telemetry_loss")
for event in events[-1:]:
    attributes = event["attributes"]
    if attributes["lost_events"] != lost or wanted_lost not in ("", str(lost)):
        print(f"the summary says {attributes['lost_events']} lost events, the lines before it {lost}; wanted: {wanted_lost}")
    for name, calls in (function.split("=") for function in functions):
        if attributes.get("sites", {}).get(name, {}).get("calls") != int(calls):
            print(f"{name}: {attributes.get('sites', {}).get(name)}, not {calls} calls")
