#!/usr/bin/env python3
"""Compares lines of the formats ecs, datadog and splunk_hec with the telemetry.v3 lines of the same run.

usage: formats_check.py FORMAT LINES.jsonl FILE [ECS_FLAT.yml]
       formats_check.py --whole FORMAT FILE EVENTS   the output is whole, with so many events
  The expected values are made of the lines here, by the tables of docs/formats.md.  Fields of the Elastic Common Schema
  are looked up in test/data/ecs_fields.json.  ECS_FLAT.yml: the list of all its fields, from its repository; with it
  that table is checked too.
"""
import json
import sys
from pathlib import Path

faults = []


def fault(number, text):
    faults.append(f"line {number}: {text}")


def unique(pairs):
    found = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"two members {key}")
        found[key] = value
    return found


def expect(number, line, wanted):
    for key, value in wanted.items():
        if line.get(key) != value or isinstance(line.get(key), bool) != isinstance(value, bool):
            fault(number, f"{key} is {line.get(key)!r}, not {value!r}")


LEVELS = {"ERROR": "error", "WARN": "warn", "INFO": "info", "DEBUG": "debug"}


def check_datadog(number, v3, line):
    expect(number, line, {
        "service": v3["service"]["name"], "host": v3["host"]["name"], "ddsource": "telinject", "ddtags": f"env:{v3['environment']},version:{v3['service']['version']}",
        "status": LEVELS[v3["severity"]], "dd.trace_id": v3["trace_id"], "dd.span_id": str(int(v3["span_id"], 16)),
    })
    own = {"service", "host", "environment"}
    expect(number, line, {key: value for key, value in v3.items() if key not in own})
    for key in line.keys() - v3.keys() - {"ddsource", "ddtags", "status", "dd.trace_id", "dd.span_id"}:
        fault(number, f"has {key}")


def check_splunk_hec(number, v3, line):
    expect(number, line, {
        "host": v3["host"]["name"], "source": v3["service"]["name"], "sourcetype": "telemetry:v3", "event": v3,
        "fields": {"service": v3["service"]["name"], "version": v3["service"]["version"], "environment": v3["environment"], "event_type": v3["event_type"], "severity": v3["severity"],
                   "trace_id": v3["trace_id"], "span_id": v3["span_id"]},
    })
    if line.keys() != {"time", "host", "source", "sourcetype", "event", "fields"}:
        fault(number, f"members are {sorted(line)}")
    if abs(line["time"] - v3["timestamp_ns"] / 1e9) > 0.0011:
        fault(number, f"time is {line['time']}")


CATEGORIES = {"function": "api", "loop": "api", "conditional": "api", "variable": "api", "http": "network", "database": "database"}
TYPES = {"database_query": "access", "database_result": "access", "variable_change": "change", "loop_iteration": "info"}
EXITS = {"function_exit", "loop_exit", "exception_exit", "http_response", "database_result"}


def check_ecs(number, v3, line):
    kind = v3["event_type"]
    category, error = CATEGORIES.get(kind.split("_")[0]), v3.get("error")
    wanted = {
        "@timestamp": v3["timestamp"][:-1] + f"{v3['timestamp_ns'] % 1000000:06d}Z", "log.level": LEVELS[v3["severity"]], "message": v3["message"], "trace.id": v3["trace_id"],
        "span.id": v3["span_id"], "event.sequence": v3["sequence"], "service.name": v3["service"]["name"], "service.environment": v3["environment"], "host.name": v3["host"]["name"],
        "process.pid": v3["process"]["pid"], "process.executable": v3["process"]["executable"], "process.command_line": v3["process"]["command_line"],
        "transaction.id": None if v3["parent_span_id"] else v3["span_id"],
        "event.category": [category] if category else None,
        "event.type": [TYPES.get(kind) or kind.split("_")[1].replace("entry", "start").replace("exit", "end").replace("request", "start").replace("response", "end")] if category
                      else ["error"] if error else None,
        "event.duration": v3.get("duration_ns"), "event.outcome": None if kind not in EXITS else "failure" if error else "success",
        "event.action": v3["event"]["name"] if kind.startswith("database") else kind, "log.origin.function": v3.get("function_name"),
        "log.origin.file.line": v3["attributes"].get("code.line.number", line.get("log.origin.file.line")),
        "process.thread.id": v3["attributes"].get("thread.id"), "process.thread.name": v3["attributes"].get("thread.name"),
    }
    for name in ("type", "message", "stack_trace"):
        wanted["error." + name] = (error or {}).get(name.replace("stack_trace", "stacktrace")) or None
    expect(number, line, wanted)
    telemetry = line["telemetry"]
    if telemetry["event_type"] != kind or telemetry.get("parent_span_id") != v3["parent_span_id"]:
        fault(number, "telemetry names another event")
    for key, value in telemetry.items():
        if isinstance(value, (dict, list)):
            fault(number, f"telemetry.{key} is no scalar")
    for key, value in v3["attributes"].get("arguments", {}).items():
        if not isinstance(value, dict) and telemetry.get("arguments." + key) != value:
            fault(number, f"telemetry.arguments.{key} is {telemetry.get('arguments.' + key)!r}, not {value!r}")


def check_ecs_fields(number, line, fields):
    """Each field is one of the schema's, of its type and its form, with a value that the schema allows."""
    for key, value in line.items():
        field = fields.get(key)
        if key == "telemetry":
            continue
        if not field:
            fault(number, f"{key} is no field of ECS that test/data/ecs_fields.json has")
            continue
        if field.get("array", False) != isinstance(value, list):
            fault(number, f"{key} is {value!r}, but its field is {'a' if field.get('array') else 'no'} list")
        for item in value if isinstance(value, list) else [value]:
            is_number = isinstance(item, (int, float)) and not isinstance(item, bool)
            if is_number != (field["type"] == "long"):
                fault(number, f"{key} is {item!r}, but of type {field['type']}")
            if item not in field.get("allowed", [item]):
                fault(number, f"{key} is {item!r}, which is not allowed")
    for category in line.get("event.category", []):
        for kind in line["event.type"]:
            if kind not in fields["event.category"]["allowed"][category]:
                fault(number, f"event.type {kind} is not expected for {category}")


def check_table(fields, path):
    """The table of fields says the same as the schema's own list."""
    import yaml

    schema = yaml.safe_load(open(path))
    for key, field in fields.items():
        of_schema = schema.get(key, {})
        if of_schema.get("type") != field["type"] or ("array" in of_schema.get("normalize", [])) != field.get("array", False):
            print(f"test/data/ecs_fields.json: {key} is not as in {path}")
        allowed = {row["name"]: row.get("expected_event_types") or [] for row in of_schema.get("allowed_values", [])}
        for value in field.get("allowed", []):
            if value not in allowed or (isinstance(field["allowed"], dict) and field["allowed"][value] != allowed[value]):
                print(f"test/data/ecs_fields.json: {value} of {key} is not as in {path}")


def spans_of_json(request):
    return sum(len(scope["spans"]) for resource in request["resourceSpans"] for scope in resource["scopeSpans"])


def fields_of(message):
    """The fields of a protobuf message: number, and bytes or a number."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    while at < len(message):
        tag = varint()
        kind = tag & 7
        size = {0: 0, 1: 8, 2: 0, 5: 4}[kind]
        if kind == 0:
            yield tag >> 3, varint()
            continue
        if kind == 2:
            size = varint()
        if at + size > len(message):
            raise ValueError("a field is longer than its message")
        yield tag >> 3, message[at : at + size]
        at += size


def check_whole(format_name, data, events):
    """All of an output: each batch is whole and names its process, and the events are all there."""
    service = b"ways"
    spans = 0
    if format_name == "otlp":
        while data:
            size = int.from_bytes(data[:4], "big")
            request, data = data[4 : 4 + size], data[4 + size :]
            if len(request) != size or service not in request:
                print("a batch is cut, or does not name its service")
            spans += sum(1 for number, resource in fields_of(request) if number == 1 for n, scope in fields_of(resource) if n == 2 for m, _ in fields_of(scope) if m == 2)
    elif not data.endswith(b"\n"):
        print("the last line is cut")
    for line in data.decode().splitlines() if format_name != "otlp" else []:
        parsed = json.loads(line, object_pairs_hook=unique)
        if '"ways"' not in line:
            print("a line does not name its service")
        spans += spans_of_json(parsed) if format_name == "otlp_json" else 1
    least = 30 if format_name.startswith("otlp") else events
    if spans < least:
        print(f"{spans} events or spans, not {least}")


def main():
    if sys.argv[1] == "--whole":
        return check_whole(sys.argv[2], Path(sys.argv[3]).read_bytes(), int(sys.argv[4]))
    check = {"ecs": check_ecs, "datadog": check_datadog, "splunk_hec": check_splunk_hec}[sys.argv[1]]
    lines = [json.loads(line) for line in open(sys.argv[2])]
    found = [json.loads(line, object_pairs_hook=unique) for line in open(sys.argv[3])]
    fields = json.load(open(Path(__file__).parent.parent / "data" / "ecs_fields.json"))
    if len(sys.argv) > 4:
        check_table(fields, sys.argv[4])
    if len(lines) != len(found) or not lines:
        print(f"{len(found)} lines, not {len(lines)}")
    for number, (v3, line) in enumerate(zip(lines, found), 1):
        check(number, v3, line)
        if sys.argv[1] == "ecs":
            check_ecs_fields(number, line, fields)
    for text in faults[:12]:
        print(text)
    if len(faults) > 12:
        print(f"... {len(faults)} faults")


if __name__ == "__main__":
    main()
