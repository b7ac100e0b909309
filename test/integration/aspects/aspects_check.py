#!/usr/bin/env python3
"""Checks the events of the calls in sqlite_calls, curl_calls, pq_calls and unknown_calls.

usage: aspects_check.py sqlite|curl|pq|unknown EVENTS PORT        prints the first fault
"""
import json
import sys


def fail(what):
    print(what)
    sys.exit(1)


def expect(what, found, wanted):
    if found != wanted:
        fail(f"{what}: {found!r}, not {wanted!r}")


def pairs(events, first, last):
    """The calls: (entry, exit), in the order of their entries."""
    exits = {event["span_id"]: event for event in events if event["event_type"] == last}
    found = sorted((event for event in events if event["event_type"] == first), key=lambda event: event["timestamp_ns"])
    for event in found:
        if event["span_id"] not in exits:
            fail(f"{event['span_id']} has no {last}")
    expect("exits", len(exits), len(found))
    return [(event, exits[event["span_id"]]) for event in found]


def callers(events, calls):
    """The functions that the calls are in, by way of the spans of loops."""
    entries = {event["span_id"]: event for event in events if event["event_type"] in ("function_entry", "loop_entry")}
    found = []
    for query, _ in calls:
        span = entries.get(query["parent_span_id"])
        while span and span["event_type"] == "loop_entry":
            span = entries.get(span["parent_span_id"])
        found.append(span and span["function_name"])
    return found


def sqlite(events, _):
    calls = pairs(events, "database_query", "database_result")
    create, insert, select = "CREATE TABLE t(a INTEGER UNIQUE)", "INSERT INTO t VALUES (?)", "SELECT a FROM t"
    statements = [query["attributes"]["db.statement"] for query, _ in calls]
    for statement, begin in zip(statements, (create, insert[:-3], insert[:-3], select, select, select)):
        if not statement.startswith(begin) or "1" in statement:
            fail(f"statement: {statement}")
    expect("calls", len(calls), 6) # three executed; a prepared one; one that is reset twice
    expect("systems", {query["attributes"]["db.system"] for query, _ in calls}, {"sqlite"})
    expect("callers", callers(events, calls), ["execute"] * 3 + ["rows"] + ["first_row"] * 2)
    failed = [index for index, (_, result) in enumerate(calls) if "error" in result]
    expect("failed calls", failed, [2])
    if "UNIQUE constraint failed" not in json.dumps(calls[2][1]):
        fail(f"the error has no message: {calls[2][1]}")
    expect("rows", [result["attributes"]["db.rows_returned"] for _, result in calls[3:]], [2, 1, 1])


def curl(events, port):
    calls = pairs(events, "http_request", "http_response")
    expect("calls", len(calls), 3)
    if "secret" in json.dumps(events):
        fail("the credentials of a URL are in the events")
    urls = [query["http"]["request"]["url"] for query, _ in calls]
    expect("URL", urls[1], f"http://127.0.0.1:{port}/status/404")
    if not urls[0].endswith(f"@127.0.0.1:{port}/status/200?x=1"):
        fail(f"URL: {urls[0]}")
    expect("status", [result.get("http", {}).get("response", {}).get("status_code") for _, result in calls[:2]], [200, 404])
    expect("failed calls", [index for index, (_, result) in enumerate(calls) if "error" in result], [2])
    expect("severity", [result["severity"] for _, result in calls], ["INFO", "WARN", "ERROR"])
    if "connect" not in calls[2][1]["error"]["message"]:
        fail(f"the error has no message of libcurl: {calls[2][1]}")
    expect("methods", [query["http"]["request"]["method"] for query, _ in calls], ["GET", "DELETE", "GET"])
    expect("callers", callers(events, calls), ["get"] * 3)


def pq(events, _):
    calls = pairs(events, "database_query", "database_result")
    expect("calls", len(calls), 4)
    if "secret" in json.dumps(calls):
        fail("a literal of a statement is in the events")
    expect("systems", {query["attributes"]["db.system"] for query, _ in calls}, {"postgresql"})
    expect("names", [query["event"]["name"] for query, _ in calls],
           ["CREATE TABLE t", "INSERT t", "INSERT t", "SELECT t"])
    expect("callers", callers(events, calls), ["execute"] * 3 + ["rows"])
    expect("failed calls", [index for index, (_, result) in enumerate(calls) if "error" in result], [2])
    failed = calls[2][1]
    expect("code", (failed["error"]["type"], failed["attributes"]["db.response.status_code"]), ("23505", "23505"))
    if "duplicate key" not in failed["error"]["message"]:
        fail(f"the error has no message: {failed}")
    expect("rows", [result["attributes"]["db.rows_returned"] for _, result in calls], [0, 0, 0, 2])
    expect("namespaces", {result["attributes"]["db.namespace"] for _, result in calls}, {"postgres"})


def unknown(events, _):
    calls = pairs(events, "database_query", "database_result")
    expect("calls", len(calls), 2)
    text = json.dumps(calls)
    if "askx" not in text or "THIS" in text:
        fail(f"the text's length was not kept: {calls}")
    expect("failed calls", [index for index, (_, result) in enumerate(calls) if "error" in result], [1])


with open(sys.argv[2]) as lines:
    {"sqlite": sqlite, "curl": curl, "pq": pq, "unknown": unknown}[sys.argv[1]]([json.loads(line) for line in lines], sys.argv[3])
