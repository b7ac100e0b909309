#!/usr/bin/env python3
"""Counts the spans that a receiver of OTLP has taken, decoded by the official package opentelemetry-proto.

usage: otlp_arrived.py FILE SPANS [--lost N]    FILE: received.json or received.otlp of receiver.py; N: any: some

prints   sent N arrived N equal N lost N doubled N
and then what is wrong.  A span is equal if it is one of http_ways.c: its name, its parent, its kind, times in order.
"""
import base64
import json
import os
import sys
from collections import Counter

from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


def with_base64(value):
    """OTLP has ids in hexadecimal digits where JSON of Protocol Buffers has base64."""
    if isinstance(value, list):
        return [with_base64(item) for item in value]
    if isinstance(value, dict):
        return {key: base64.b64encode(bytes.fromhex(item)).decode() if key in ("traceId", "spanId", "parentSpanId") else with_base64(item)
                for key, item in value.items()}
    return value


def requests_of(path):
    data = open(path, "rb").read() if os.path.exists(path) else b""
    if path.endswith(".json"):
        for line in data.splitlines():
            yield json_format.ParseDict(with_base64(json.loads(line)), ExportTraceServiceRequest())
        return
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at:at + 4], "big")
        yield ExportTraceServiceRequest.FromString(data[at + 4:at + 4 + size])
        at += 4 + size


def main():
    path, sent = sys.argv[1], int(sys.argv[2])
    may_lose = sys.argv[4] if len(sys.argv) > 4 else "0"
    spans, faults = [], []
    for request in requests_of(path):
        for resource in request.resource_spans:
            names = {attribute.key for attribute in resource.resource.attributes}
            if not {"service.name", "service.instance.id", "process.pid"} <= names:
                faults.append(f"the resource has {sorted(names)}")
            spans += [span for scope in resource.scope_spans for span in scope.spans if span.name in ("work", "leaf")]
    ids = Counter(span.span_id for span in spans)
    equal = sum(1 for span in spans if len(span.span_id) == 8 and len(span.trace_id) == 16 and span.kind == 1
                and span.start_time_unix_nano <= span.end_time_unix_nano and (span.name == "work" or span.parent_span_id))
    lost, doubled = sent - len(ids), len(spans) - len(ids)
    print(f"sent {sent} arrived {len(ids)} equal {equal} lost {lost} doubled {doubled}")
    if (lost == 0) if may_lose == "any" else (lost != int(may_lose)):
        faults.append(f"{lost} lost, not {may_lose}")
    if equal != len(spans) or doubled:
        faults.append("not equal, or doubled")
    for fault in faults:
        print("FAULT", fault)


main()
