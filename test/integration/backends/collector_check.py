"""collector_check.py LINES RECORDS: are the log records that the Collector made of v3 lines (collector_file.yaml) what the lines say?

prints   sent N arrived N equal N lost N doubled N
and then what is wrong.
"""
import json
import sys
from collections import Counter

SEVERITIES = {"TRACE": 1, "DEBUG": 5, "INFO": 9, "WARN": 13, "ERROR": 17}


def value(any_value):
    """The plain value of an AnyValue of OTLP."""
    for kind, inner in any_value.items():
        if kind == "intValue":
            return int(inner)
        if kind == "arrayValue":
            return [value(item) for item in inner.get("values", [])]
        if kind == "kvlistValue":
            return attributes(inner.get("values", []))
        return inner
    return None


def attributes(pairs):
    return {pair["key"]: value(pair.get("value", {})) for pair in pairs}


def records(path):
    with open(path, encoding="utf-8") as file:
        for batch in map(json.loads, file):
            for resource in batch.get("resourceLogs", []):
                facts = attributes(resource.get("resource", {}).get("attributes", []))
                for scope in resource.get("scopeLogs", []):
                    for record in scope.get("logRecords", []):
                        yield {**record, "attributes": attributes(record.get("attributes", [])), "resource": facts}


def differences(line, record):
    wanted = {"traceId": line["trace_id"], "spanId": line["span_id"], "timeUnixNano": str(line["timestamp_ns"]),
              "severityNumber": SEVERITIES[line["severity"]], "flags": int(line["trace_flags"], 16)}
    found = [f"{key}: {record.get(key)} for {part}" for key, part in wanted.items() if record.get(key, 0) != part]
    if value(record.get("body", {})) != line["message"]:
        found.append(f"body: {record.get('body')}")
    service = line["service"]
    if record["resource"] != {"service.name": service["name"], "service.version": service["version"]}:
        found.append(f"resource: {record['resource']}")
    wanted = {key: part for key, part in line.items() if key not in ("message", "service")}
    # What is left of "service", and the receiver's own attribute.
    have = {key: part for key, part in record["attributes"].items() if key not in ("service", "log.file.name")}
    found += [f"{key}: {have.get(key)} for {part}" for key, part in wanted.items() if have.get(key) != part]
    return found + [f"{key} besides" for key in have if key not in wanted]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        lines = {line["sequence"]: line for line in map(json.loads, file)}
    arrived = list(records(sys.argv[2]))
    ids = Counter(record["attributes"].get("sequence") for record in arrived)
    faults = []
    equal = 0
    for record in arrived:
        line = lines.get(record["attributes"].get("sequence"))
        found = differences(line, record) if line else ["no such line"]
        equal += not found
        faults += found
    lost, doubled = len(lines.keys() - ids.keys()), sum(ids.values()) - len(ids)
    print(f"sent {len(lines)} arrived {len(ids)} equal {equal} lost {lost} doubled {doubled}")
    if lost or doubled or equal != len(lines):
        print("FAULT", "; ".join(faults[:3]) or "lost or doubled")


main()
