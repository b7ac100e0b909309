#!/usr/bin/env python3
"""shop_check.py ORDERS FILE...: prints what is wrong with the traces of ORDERS orders in the lines of all processes.

Each order is one trace: the client's request, the front server's, its calls of PostgreSQL, SQLite, Redis and of the back server,
and that one's of MariaDB.  What a span is inside of is known by names, and by the order's id, which functions have as argument.
"""
import collections
import json
import sys

BEGINS = ("function_entry", "http_request", "database_query")
orders = int(sys.argv[1])
spans, exits, text = {}, {}, ""
for path in sys.argv[2:]:
    for line in open(path):
        text += line if "hunter2" in line else ""
        event = json.loads(line)
        if event["event_type"] in BEGINS:
            spans[event["span_id"]] = event
        elif event["event_type"] in ("http_response", "database_result"):
            exits[event["span_id"]] = event


def kind(span):
    """A name for what the span is."""
    attributes = span["attributes"]
    if span["event_type"] == "database_query":
        return attributes["db.system.name"]
    if span["event_type"] == "http_request":
        return f"{'server' if 'http.route' in attributes or 'url.path' in attributes else 'client'} {attributes['called_function'].split('@')[0]}"
    return span["function_name"].split("::")[-1]


def order_of(span):
    """The id that the nearest function around has as argument; None if there is none."""
    while span:
        arguments = span["attributes"].get("arguments") or {}
        if "id" in arguments:
            return int(arguments["id"])
        span = spans.get(span["parent_span_id"])
    return None


def functions_around(span):
    names = []
    while span:
        names.append(kind(span))
        span = spans.get(span["parent_span_id"])
    return names


by_trace = collections.defaultdict(list)
for span in spans.values():
    by_trace[span["trace_id"]].append(span)
traces = {trace: found for trace, found in by_trace.items() if any(kind(span) == "order" for span in found)}
faults = collections.Counter()
if len(traces) != orders:
    faults[f"{len(traces)} traces of {orders}"] += 1
wanted = collections.Counter(["order", "in_postgres", "in_sqlite", "in_redis", "in_back", "in_mariadb", "postgresql", "sqlite", "redis", "mysql"])
AROUND = {"postgresql": "in_postgres", "sqlite": "in_sqlite", "redis": "in_redis", "mysql": "in_mariadb"}
for trace, found in traces.items():
    counts = collections.Counter(kind(span) for span in found if kind(span) in wanted)
    if counts != wanted:
        faults[f"calls {dict(wanted - counts)} missing, {dict(counts - wanted)} too many"] += 1
    (order,) = [span for span in found if kind(span) == "order"]
    id = int(order["attributes"]["arguments"]["id"])
    http = [span for span in found if span["event_type"] == "http_request"]
    if len(http) != 4:
        faults[f"{len(http)} HTTP spans instead of 4"] += 1
    for span in found:
        around = functions_around(span)
        if span is not order and span["parent_span_id"] not in spans:
            faults[f"orphan {kind(span)}"] += 1
        elif around[-1] != "order":
            faults[f"{kind(span)} is not in order"] += 1
        if kind(span) in AROUND and around[1] != AROUND[kind(span)]:
            faults[f"{kind(span)} is in {around[1]}"] += 1
        if kind(span) == "in_mariadb" and "in_back" not in around:
            faults["in_mariadb is not in in_back"] += 1
        if kind(span).startswith("in_") and order_of(span) != id:
            faults[f"{kind(span)} of another order"] += 1
others = [span for trace, found in by_trace.items() if trace not in traces for span in found if kind(span) in wanted]
if others:
    faults[f"{len(others)} calls in no order's trace, as {kind(others[0])}"] += 1
failed = [span for span, event in exits.items() if event.get("error")]
if failed:
    faults[f"{len(failed)} calls failed"] += 1
if text:
    faults[f"a secret: {text[:300]}"] += 1
if faults:
    print("; ".join(f"{what} ({count})" for what, count in faults.most_common(12)))
