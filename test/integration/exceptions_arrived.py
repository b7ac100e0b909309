#!/usr/bin/env python3
"""Where did exceptions arrive: as events of spans, or as log records that say the same?

usage: exceptions_arrived.py SPANS LOGS SIGNAL EXCEPTIONS    SPANS, LOGS: lines of OTLP in JSON; SIGNAL: events, logs or both

prints   sent N arrived N equal N lost N doubled N
and then what is wrong.
"""
import json
import os
import sys
from collections import Counter


def parts(path, outer, middle, inner):
    for line in open(path, encoding="utf-8") if os.path.exists(path) else []:
        for resource in json.loads(line).get(outer, []):
            names = {a["key"] for a in resource["resource"]["attributes"]}
            for scope in resource[middle]:
                yield from ((names, part) for part in scope[inner])


def attributes(of):
    return {a["key"]: a["value"].get("stringValue", a["value"].get("intValue")) for a in of.get("attributes", [])}


def main():
    spans_file, logs_file, signal, count = sys.argv[1:5]
    spans = [span for _, span in parts(spans_file, "resourceSpans", "scopeSpans", "spans")]
    logs = list(parts(logs_file, "resourceLogs", "scopeLogs", "logRecords"))
    events = {(s["traceId"], s["spanId"], e["timeUnixNano"]): (s, e) for s in spans for e in s.get("events", []) if e["name"] == "exception"}
    failed = {(s["traceId"], s["spanId"]): s for s in spans if s.get("status", {}).get("code") == 2 and "error.type" in attributes(s)}
    faults, equal = [], 0
    for names, record in logs:
        span = failed.get((record["traceId"], record["spanId"]))
        said = attributes(record)
        event = events.get((record["traceId"], record["spanId"], record["timeUnixNano"]))
        of_event = {k: v for k, v in said.items() if k.startswith("exception.")}
        wanted = [span is not None, record["timeUnixNano"] == record["observedTimeUnixNano"] == (span or {}).get("endTimeUnixNano"),
                  record["severityNumber"] in (13, 17), "eventName" not in record, record["flags"] == 1, "service.instance.id" in names,
                  record["body"] == {"stringValue": said.get("exception.message")},
                  span is not None and said["exception.type"] == attributes(span)["error.type"],
                  span is not None and said["code.function.name"] == attributes(span)["code.function.name"],
                  signal != "both" or (event is not None and attributes(event[1]) == of_event)]
        equal += all(wanted)
        if not all(wanted):
            faults.append(f"{record}: {wanted}")
    ids = Counter((r["traceId"], r["spanId"]) for _, r in logs)
    sent = int(count) if signal != "events" else 0
    print(f"sent {sent} arrived {len(ids)} equal {equal} lost {sent - len(ids)} doubled {len(logs) - len(ids)}")
    if len(events) != (0 if signal == "logs" else int(count)):
        faults.append(f"{len(events)} span events")
    if len(ids) != sent or equal != sent or len(logs) != sent:
        faults.append("not equal")
    for fault in faults[:3]:
        print("FAULT", fault)


main()
