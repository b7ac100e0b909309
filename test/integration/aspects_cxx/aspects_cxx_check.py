#!/usr/bin/env python3
"""Checks the events of the calls in sqlitecpp_calls, pqxx_calls and httplib_calls.

usage: aspects_cxx_check.py sqlitecpp|pqxx|httplib EVENTS        prints the first fault
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
    """The functions that the calls are in."""
    entries = {event["span_id"]: event for event in events if event["event_type"] == "function_entry"}
    return [entries.get(query["parent_span_id"], {}).get("function_name", "").replace("(anonymous namespace)::", "") for query, _ in calls]


def databases(events, system):
    calls = pairs(events, "database_query", "database_result")
    if "secret" in json.dumps(calls):
        fail("a literal of a statement is in the events")
    expect("systems", {query["attributes"]["db.system"] for query, _ in calls}, {system})
    return calls


def sqlitecpp(events):
    calls = databases(events, "sqlite")
    expect("names", [query["event"]["name"] for query, _ in calls],
           ["CREATE TABLE items", "INSERT items", "SELECT items", "SELECT items", "SELECT items", "SELECT items", "SELECT items",
            "SELECT items", "INSERT items", "sqlite", "SELECT items", "SELECT items", "sqlite"])
    failed = [index for index, (_, result) in enumerate(calls) if "error" in result]
    expect("failed calls", failed, [10, 11, 12])
    for index, message in ((10, "no such column"), (11, "integer overflow")):
        error = calls[index][1]["error"]
        expect("type", error["type"], "SQLite::Exception")
        if message not in error["message"]:
            fail(f"the error has no message: {error}")
        expect("code", calls[index][1]["attributes"]["db.response.status_code"], "1")
    expect("rows", [calls[index][1]["attributes"]["db.rows_returned"] for index in (6, 7)], [2, 1])
    expect("callers", [callers(events, calls)[index] for index in (1, 2, 4, 10)], ["Store::fill", "Store::name_of", "Store::count", "fails"])


def pqxx(events):
    calls = databases(events, "postgresql")
    expect("names", [query["event"]["name"] for query, _ in calls],
           ["CREATE TABLE items", "INSERT items", "SELECT items", "SELECT items", "SELECT items", "SELECT items",
            calls[6][0]["event"]["name"], "INSERT items"])
    expect("failed calls", [index for index, (_, result) in enumerate(calls) if "error" in result], [7])
    error = calls[7][1]["error"]
    expect("type", error["type"], "pqxx::unique_violation")
    expect("code", calls[7][1]["attributes"]["db.response.status_code"], "23505")
    expect("rows", [calls[index][1]["attributes"].get("db.rows_returned") for index in (1, 6)], [0, 1])


def httplib(events):
    calls = pairs(events, "http_request", "http_response")
    if "secret" in json.dumps(events):
        fail("a secret of a URL is in the events")
    expect("methods", [query["http"]["request"]["method"] for query, _ in calls], ["GET", "DELETE", "GET", "GET"])
    status = [result.get("http", {}).get("response", {}).get("status_code") for _, result in calls]
    expect("status", [status[0], status[1], status[3]], [200, 404, 0])
    expect("failed calls", [index for index, (_, result) in enumerate(calls) if "error" in result], [3])


with open(sys.argv[2]) as lines:
    {"sqlitecpp": sqlitecpp, "pqxx": pqxx, "httplib": httplib}[sys.argv[1]]([json.loads(line) for line in lines])
