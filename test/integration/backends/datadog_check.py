"""datadog_check.py REQUESTS LINES: are the spans that Datadog's test agent was sent those that the same program writes as lines?

prints   sent N arrived N equal N lost N doubled N
and then what is wrong.  Two runs have other ids and times, so spans are compared by their names on the way from the root.
"""
import base64
import gzip
import json
import sys
from collections import Counter

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

OPENS = {"function_entry": "function_exit", "loop_entry": "loop_exit", "exception_entry": "exception_exit",
         "http_request": "http_response", "database_query": "database_result"}


def name_of(line):
    """The name of a span, as docs/formats.md has it."""
    kinds = {"loop_entry": f'{line["attributes"].get("loop_type")} loop', "exception_entry": "try"}
    return kinds.get(line["event_type"], line["event"]["name"])


def paths(spans):
    """spans: {id: (parent, name)}.  The names from the root to each span; a parent that is not there is an orphan's."""
    def path(at, depth=0):
        if at not in spans:
            return ("orphan",) if at else ()
        return path(spans[at][0], depth + 1) + (spans[at][1],) if depth < 1000 else ("a cycle",)
    return Counter(path(span) for span in spans)


def sent_spans(file):
    requests = json.load(open(file, encoding="utf-8"))
    for request in requests:
        body = base64.b64decode(request["body"])
        if request["url"].endswith("/v1/traces"):
            message = ExportTraceServiceRequest.FromString(gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body)
            for resource in message.resource_spans:
                for scope in resource.scope_spans:
                    yield from scope.spans


def main():
    spans = list(sent_spans(sys.argv[1]))
    arrived = {span.span_id.hex(): (span.parent_span_id.hex(), span.name) for span in spans}
    lines = [json.loads(line) for line in open(sys.argv[2], encoding="utf-8")]
    ended = {line["span_id"] for line in lines if line["event_type"] in OPENS.values()}
    wanted = {line["span_id"]: (line["parent_span_id"] or "", name_of(line)) for line in lines if line["event_type"] in OPENS and line["span_id"] in ended}
    sent, got = paths(wanted), paths(arrived)
    equal = sum((sent & got).values())
    print(f"sent {len(wanted)} arrived {len(arrived)} equal {equal} lost {max(0, len(wanted) - len(arrived))} doubled {len(spans) - len(arrived)}")
    if equal != len(wanted) or len(spans) != len(wanted):
        print("FAULT", list((sent - got).items())[:2], "for", list((got - sent).items())[:2])


main()
