"""Counts the spans of http_ways.c in what a receiver has taken and in what waits in the spool, in any format.

usage: matrix_check.py FORMAT FOLDER SPOOL SPANS WANT    FOLDER: of receiver.py; WANT: what may become of the spans:
  arrive      all arrive
  wait        all are in the spool
  either      each arrives or is in the spool
  counted     each arrives or is lost, and the summary has the number
  any         what is lost is not known
  folded      at most 50 arrive, and the others are in the sums of these

prints   sent N arrived N equal N lost N doubled N
and then what is wrong.  lost: neither arrived nor in the spool.
"""
import base64
import json
import pathlib
import re
import struct
import sys
import zlib
from collections import Counter

NAMES = ("work", "leaf")
HEAD = struct.calcsize("<8sQQQQQIIQ")


def of_otlp(request):
    for resource in request.get("resourceSpans", []):
        for scope in resource.get("scopeSpans", []):
            for span in scope.get("spans", []):
                yield span["spanId"], span.get("parentSpanId", ""), span["name"], span["name"] == "telemetry_summary" and span


def messages(data, is_framed):
    if not is_framed:
        yield data
        return
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at:at + 4], "big")
        yield data[at + 4:at + 4 + size]
        at += 4 + size


def of_protobuf(data, is_framed):
    from google.protobuf import json_format
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    def as_hex(value):
        if isinstance(value, list):
            return [as_hex(item) for item in value]
        if isinstance(value, dict):
            return {k: base64.b64decode(v).hex() if k in ("traceId", "spanId", "parentSpanId") else as_hex(v) for k, v in value.items()}
        return value
    for message in messages(data, is_framed):
        yield from of_otlp(as_hex(json_format.MessageToDict(ExportTraceServiceRequest.FromString(message))))


def of_lines(data, name):
    for line in data.splitlines():
        value = json.loads(line)
        value = value["event"] if name == "splunk_hec" else value
        if name == "ecs":
            found = value["telemetry"]["event_type"], value.get("span.id"), value["telemetry"].get("parent_span_id"), value.get("log.origin.function")
        else:
            found = value["event_type"], value["span_id"], value["parent_span_id"], value.get("function_name")
        if found[0] == "function_entry":
            yield found[1], found[2] or "", found[3], False
        elif found[0] == "telemetry_summary":
            yield found[1] or "", "", "telemetry_summary", value


def spans_of(name, data, is_framed):
    if name == "otlp":
        return of_protobuf(data, is_framed)
    if name == "otlp_json":
        return (span for line in data.splitlines() for span in of_otlp(json.loads(line)))
    return of_lines(data, name)


def lost_events(summary):
    """Of the last summary, in lines and in spans."""
    text = json.dumps(summary)
    for key in ('"key": "lost_events", "value": {"intValue": "', '"lost_events": '):
        at = text.find(key)
        if at >= 0:
            digits = text[at + len(key):]
            return int(digits[:next(i for i, c in enumerate(digits) if not c.isdigit())])
    return 0


def folded_calls(data):
    """Calls in the sums of spans; lines of summaries have tables of their own."""
    return sum(int(n) for line in data.split(b"\n") if b'"telemetry_summary"' not in line for n in re.findall(rb'\\*"calls\\*":(\d+)', line))


def main():
    name, folder, spool, sent, want = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]), int(sys.argv[4]), sys.argv[5]
    file = folder / {"otlp": "received.otlp", "otlp_json": "received.json", "splunk_hec": "received.json"}.get(name, "received.jsonl")
    arrived = list(spans_of(name, file.read_bytes(), True)) if file.exists() else []
    waiting = []
    for path in sorted(spool.glob("*.batch")) if spool.exists() else []:
        data = path.read_bytes()[HEAD:]
        waiting += spans_of(name, zlib.decompress(data, 31) if data[:2] == b"\x1f\x8b" else data, False)
    summaries = [span[3] for span in arrived + waiting if span[2] == "telemetry_summary"]
    ids = Counter(span[0] for span in arrived if span[2] in NAMES)
    left = {span[0] for span in waiting if span[2] in NAMES}
    works = {span[0] for span in arrived + waiting if span[2] == "work"}
    equal = len({span[0] for span in arrived if span[2] == "work" or (span[2] == "leaf" and (span[1] in works or want in ("counted", "any")))})
    calls = folded_calls(file.read_bytes()) if want == "folded" and file.exists() else 0
    lost, doubled = sent - calls - len(set(ids) | left), sum(ids.values()) - len(ids)
    print(f"sent {sent} arrived {len(ids)} equal {equal} lost {lost} doubled {doubled}" + (f" (in the spool: {len(left)})" if left else "") +
          (f" (folded: {calls})" if calls else ""))
    faults = {"folded": lost or len(ids) > 50 or not calls, "arrive": len(ids) != sent or left, "wait": len(left) != sent or ids, "either": lost, "any": False,
              "counted": left or not lost or not summaries or not lost <= lost_events(summaries[-1]) <= 2 * lost}
    if faults[want] or doubled or equal != len(ids):
        print("FAULT", want, "is not so;", f"the summary says {lost_events(summaries[-1]) if summaries else 'nothing'}")


main()
