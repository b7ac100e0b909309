#!/usr/bin/env python3
"""Compares spans of OTLP, decoded by the official package opentelemetry-proto, with the telemetry.v3 lines of the same run.

usage: otlp_check.py LINES.jsonl FILE.otlp|FILE.json LEAST [--converted]
           the file has the spans of the lines, LEAST at least; of converted lines, numbers that are none are text
       otlp_check.py --same FILE FILE      both have the same messages
       otlp_check.py --count FILE NUMBER   the file has so many spans
  The expected spans are made of the lines here, by the tables of docs/formats.md.
"""
import base64
import json
import math
import sys

from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

ENTRIES = {"function_entry", "loop_entry", "exception_entry", "http_request", "database_query"}
EXITS = {"function_exit", "loop_exit", "exception_exit", "http_response", "database_result"}
faults = []
is_converted = False


def fault(text):
    faults.append(text)


def decoded(path):
    """The requests of a file."""
    data = open(path, "rb").read()
    if path.endswith(".json"):
        assert data.endswith(b"\n"), "the last batch has no line end"
        return [json_format.ParseDict(with_base64(json.loads(line)), ExportTraceServiceRequest()) for line in data.splitlines()]
    requests, at = [], 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        body = data[at + 4 : at + 4 + size]
        assert len(body) == size, "the last batch is cut"
        requests.append(ExportTraceServiceRequest.FromString(body))
        at += 4 + size
    return requests


def with_base64(value):
    """OTLP has ids in hexadecimal digits where JSON of protobuf has base64."""
    if isinstance(value, list):
        return [with_base64(item) for item in value]
    if isinstance(value, dict):
        return {key: base64.b64encode(bytes.fromhex(item)).decode() if key in ("traceId", "spanId", "parentSpanId") else with_base64(item) for key, item in value.items()}
    return value


def value_of(any_value):
    kind = any_value.WhichOneof("value")
    if kind is None:
        return None
    if kind == "array_value":
        return [value_of(item) for item in any_value.array_value.values]
    return getattr(any_value, kind)


def attributes_of(owner, where):
    found = {}
    for item in owner:
        if item.key in found:
            fault(f"{where}: two attributes {item.key}")
        found[item.key] = value_of(item.value)
    return found


def as_otlp(value):
    """A value of a line as an attribute holds it."""
    if isinstance(value, (dict, list)):
        return json.dumps(value, sort_keys=True)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1 << 63:
        return str(value)
    return {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}.get(value, value) if isinstance(value, str) else value


def flat(attributes):
    found = {}
    for key, value in attributes.items():
        if key in ("arguments", "suppressed"):
            found.update({f"{key}.{name}": as_otlp(item) for name, item in value.items()})
        elif key not in ("link", "db.system", "db.statement", "db.rows_returned"):
            found[key] = as_otlp(value)
    return found


def same(a, b):
    if is_converted and isinstance(a, float) and not math.isfinite(a):
        a = {True: "NaN", False: "Infinity" if a > 0 else "-Infinity"}[math.isnan(a)]
    if isinstance(a, float) and isinstance(b, float) and math.isnan(a) and math.isnan(b):
        return True
    if isinstance(a, str) and isinstance(b, str) and a[:1] == b[:1] == "{":
        return json.loads(a) == json.loads(b)
    return type(a) is type(b) and a == b


def compare(where, expected, found):
    for key in sorted(expected.keys() | found.keys()):
        if key not in found or key not in expected or not same(expected[key], found[key]):
            fault(f"{where}: {key} is {found.get(key, '(absent)')!r}, not {expected.get(key, '(absent)')!r}")


def name_of(entry):
    if entry["event_type"] == "function_entry":
        return entry["function_name"]
    if entry["event_type"] == "loop_entry":
        return entry["attributes"]["loop_type"] + " loop"
    return "try" if entry["event_type"] == "exception_entry" else entry["event"]["name"]


def expected_events(inner, exit, end):
    events, conditions = [], None
    for line in inner:
        attributes = dict(line["attributes"])
        if line["event_type"] == "conditional_entry":
            conditions = attributes
            continue
        name = line["event_type"]
        if name == "conditional_exit":
            name, attributes = "conditional", {**conditions, **attributes}
        events.append((line["timestamp_ns"], name, flat(attributes)))
    left_out = max(0, len(events) - 128)
    events = events[:128]
    error = exit.get("error")
    if error and exit["event_type"] in ("function_exit", "loop_exit", "exception_exit"):
        raised = {"exception.type": error["type"], "exception.message": error["message"]}
        if error.get("stacktrace"):
            raised["exception.stacktrace"] = error["stacktrace"]
        events.append((end, "exception", raised))
    return events, left_out


def check_span(span, entry, exit, inner):
    where = f"span {span.span_id.hex()} ({span.name})"
    kind = 3 if entry["event_type"] in ("database_query", "http_request") else 1
    end = entry["timestamp_ns"] + exit["duration_ns"]
    error = exit.get("error")
    compare(where, {
        "trace": entry["trace_id"], "parent": entry["parent_span_id"] or "", "name": name_of(entry), "kind": kind, "start": entry["timestamp_ns"], "end": end,
        "status": 2 if error else 0, "message": error["message"] if error else "", "sampled": int(entry["trace_flags"], 16), "state": "",
    }, {
        "trace": span.trace_id.hex(), "parent": span.parent_span_id.hex(), "name": span.name, "kind": span.kind, "start": span.start_time_unix_nano, "end": span.end_time_unix_nano,
        "status": span.status.code, "message": span.status.message, "sampled": span.flags & 0xff, "state": span.trace_state,
    })
    attributes = {**flat(exit["attributes"]), **flat(entry["attributes"])}
    if "function_name" in entry:
        attributes["code.function.name"] = entry["function_name"]
    if error:
        attributes["error.type"] = error["type"]
    compare(where, attributes, attributes_of(span.attributes, where))
    events, left_out = expected_events(inner, exit, end)
    if span.dropped_events_count != left_out:
        fault(f"{where}: dropped {span.dropped_events_count} events, not {left_out}")
    if len(span.events) != len(events):
        fault(f"{where}: {len(span.events)} events, not {len(events)}")
    for event, (time, name, attributes) in zip(span.events, events):
        compare(f"{where}, event {name}", {"time": time, "name": name}, {"time": event.time_unix_nano, "name": event.name})
        compare(f"{where}, event {name}", attributes, attributes_of(event.attributes, where))


def check_resource(resource, line):
    found = attributes_of(resource.attributes, "resource")
    instance = found.pop("service.instance.id", "")
    if len(instance) != 36:
        fault(f"service.instance.id is {instance!r}")
    for key in ("telemetry.sdk.name", "telemetry.sdk.language", "telemetry.sdk.version"):
        if not found.pop(key, ""):
            fault(f"resource: no {key}")
    expected = {
        "service.name": line["service"]["name"], "deployment.environment.name": line["environment"], "process.runtime.name": line["resource"]["runtime_name"],
        "process.runtime.version": line["resource"]["runtime_version"], "os.type": "linux", "os.description": line["resource"]["os_description"], "host.name": line["host"]["name"],
        "process.pid": line["process"]["pid"], "process.executable.path": line["process"]["executable"], "process.command_line": line["process"]["command_line"],
    }
    if line["service"]["version"] != "unknown":
        expected["service.version"] = line["service"]["version"]
    if line["host"]["ip"]:
        expected["host.ip"] = [line["host"]["ip"]]
    compare("resource", expected, found)
    return instance


def spans_in(requests):
    return [span for request in requests for resource_spans in request.resource_spans for scope_spans in resource_spans.scope_spans for span in scope_spans.spans]


def main():
    if sys.argv[1] == "--same":
        if decoded(sys.argv[2]) != decoded(sys.argv[3]):
            print("they differ")
        return
    if sys.argv[1] == "--count":
        count = len(spans_in(decoded(sys.argv[2])))
        if count != int(sys.argv[3]):
            print(f"{count} spans, not {sys.argv[3]}")
        return
    global is_converted
    is_converted = "--converted" in sys.argv
    lines = [json.loads(line) for line in open(sys.argv[1])]
    requests = decoded(sys.argv[2])
    entries, exits, inner = {}, {}, {}
    for line in lines:
        key = line["span_id"]
        if line["event_type"] in ENTRIES:
            entries[key] = line
        elif line["event_type"] in EXITS:
            exits[key] = line
        else:
            inner.setdefault(key, []).append(line)
    spans, instances = {}, set()
    for request in requests:
        for resource_spans in request.resource_spans:
            instances.add(check_resource(resource_spans.resource, lines[0]))
            for scope_spans in resource_spans.scope_spans:
                if scope_spans.scope.name != "telinject" or not scope_spans.scope.version:
                    fault("the scope has no name and version")
                for span in scope_spans.spans:
                    if span.span_id.hex() in spans:
                        fault(f"span {span.span_id.hex()} is there twice")
                    spans[span.span_id.hex()] = span
    if len(instances) != 1:
        fault(f"{len(instances)} values of service.instance.id")
    alone = [span for key, span in spans.items() if key not in exits]
    for key in exits.keys() - spans.keys():
        fault(f"no span {key}")
    for span in alone:
        if span.name not in ("telemetry_loss", "telemetry_summary") or span.start_time_unix_nano != span.end_time_unix_nano:
            fault(f"span {span.name} has no lines")
    for key in exits.keys() & spans.keys():
        check_span(spans[key], entries[key], exits[key], inner.get(key, []))
    if len(sys.argv) > 3 and len(exits) < int(sys.argv[3]):
        fault(f"only {len(exits)} spans")
    for text in faults[:12]:
        print(text)
    if len(faults) > 12:
        print(f"... {len(faults)} faults")


if __name__ == "__main__":
    main()
