"""datadog_check.py REQUESTS LINES: are the spans that Datadog's test agent was sent those that the same program writes as lines?

prints   sent N arrived N equal N lost N doubled N
and then what is wrong.
"""
import base64
import gzip
import json
import sys

from span_paths import compare

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

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
    compare({span.span_id.hex(): (span.parent_span_id.hex(), span.name) for span in spans}, len(spans), sys.argv[2])


main()
