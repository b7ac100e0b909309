"""Rules of the Instrumentation Score over the spans that a Collector has written (lines of OTLP in JSON).

usage: score_check.py FILE      prints 'ok RULE: what' or 'wrong RULE: what: REASON' for each rule

SPA-001 at most 10 INTERNAL spans a trace and service; SPA-002 no orphans; SPA-003 span names with few values; SPA-004 a root is not
CLIENT; SPA-005 at most 20 spans under 5 ms a trace; RES-001 service.instance.id is there; RES-002 and is one of one process;
RES-003 k8s.pod.uid where there is a pod; RES-004 attributes of the resource are on it and no others; RES-005 service.name is there.
"""
import json
import re
import sys
from collections import Counter

INTERNAL, CLIENT = 1, 3
OF_RESOURCE = re.compile(r"(service|host|os|cloud|k8s|container|process|telemetry\.sdk|deployment)\.")
OF_SPAN = re.compile(r"(http|url|db|code|thread|error|server|client|user_agent)\.")
# What changes from one call to the next: ids, numbers of some length, UUIDs, addresses, paths with their queries.
VARIABLE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}|\d{4,}|0x[0-9a-f]+|\b\d+\.\d+\.\d+\.\d+|\?.*=")


def attributes(of):
    return {a["key"]: next(iter(a["value"].values()), None) for a in of.get("attributes", [])}


def main():
    spans = []  # (resource, span)
    for line in open(sys.argv[1], encoding="utf-8"):
        for resource in json.loads(line)["resourceSpans"]:
            facts = attributes(resource["resource"])
            spans += [(facts, span) for scope in resource["scopeSpans"] for span in scope["spans"]]
    ids = {(s["traceId"], s["spanId"]) for _, s in spans}
    internal = Counter((s["traceId"], f.get("service.name"), f.get("service.instance.id")) for f, s in spans if s["kind"] == INTERNAL)
    short = Counter(s["traceId"] for _, s in spans if int(s["endTimeUnixNano"]) - int(s["startTimeUnixNano"]) < 5_000_000)
    processes = {}
    for facts, _ in spans:
        processes.setdefault(facts.get("service.instance.id"), set()).add((facts.get("host.name"), facts.get("process.pid")))

    def rule(name, what, faults):
        faults = list(faults)
        print(f"wrong {name}: {what}: {len(faults)}, as {str(faults[0])[:300]}" if faults else f"ok {name}: {what}")

    rule("SPA-000", "there are spans of two processes, one below the other", [] if len(spans) > 3 and len(processes) > 1 and any(
        len({f["process.pid"] for f, s in spans if s["traceId"] == trace}) > 1 for trace in {s["traceId"] for _, s in spans}) else [len(spans)])
    rule("SPA-001", "at most 10 INTERNAL spans a trace and service", ((k, n) for k, n in internal.items() if n > 10))
    rule("SPA-002", "no span without its parent", ((s["name"], s["parentSpanId"]) for _, s in spans
                                                   if s.get("parentSpanId") and (s["traceId"], s["parentSpanId"]) not in ids))
    rule("SPA-003", "names of spans have few values", (s["name"] for _, s in spans if VARIABLE.search(s["name"])))
    rule("SPA-004", "a root is not CLIENT", (s["name"] for _, s in spans if not s.get("parentSpanId") and s["kind"] == CLIENT))
    rule("SPA-005", "at most 20 spans under 5 ms a trace", ((k, n) for k, n in short.items() if n > 20))
    rule("RES-001", "service.instance.id", (f for f, _ in spans if not f.get("service.instance.id")))
    rule("RES-002", "one service.instance.id a process", ((k, v) for k, v in processes.items() if len(v) > 1))
    rule("RES-003", "k8s.pod.uid of a pod", (f for f, _ in spans if "k8s.pod.name" in f and not f.get("k8s.pod.uid")))
    rule("RES-004", "attributes at their level", [key for f, _ in spans for key in f if OF_SPAN.match(key)] +
         [key for _, s in spans for key in attributes(s) if OF_RESOURCE.match(key)])
    rule("RES-005", "service.name", (f for f, _ in spans if f.get("service.name", "unknown_service").startswith("unknown_service")))


main()
