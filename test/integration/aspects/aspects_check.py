#!/usr/bin/env python3
"""Checks the events of the calls in sqlite_calls, curl_calls, multi_calls, pq_calls and unknown_calls.

usage: aspects_check.py sqlite|curl|multi|pq|unknown EVENTS PORT        prints the first fault
"""
import json

from library_calls import callers, check, expect, expect_headers, fail, pairs


def sqlite(events, _):
    calls = pairs(events, "database_query", "database_result")
    create, insert, select = "CREATE TABLE t(a INTEGER UNIQUE)", "INSERT INTO t VALUES (?)", "SELECT a FROM t"
    statements = [query["attributes"]["db.statement"] for query, _ in calls]
    for statement, begin in zip(statements, (create, insert[:-3], insert[:-3], select, select, select)):
        if not statement.startswith(begin) or "1" in statement:
            fail(f"statement: {statement}")
    expect("systems", {query["attributes"]["db.system"] for query, _ in calls}, {"sqlite"})
    expect("callers", callers(events, calls), ["execute"] * 3 + ["rows"] + ["first_row"] * 2)
    if "UNIQUE constraint failed" not in json.dumps(calls[2][1]):
        fail(f"the error has no message: {calls[2][1]}")
    expect("rows", [result["attributes"]["db.rows_returned"] for _, result in calls[3:]], [2, 1, 1])
    return calls, 6, [2] # three executed; a prepared one; one that is reset twice


def curl(events, port):
    calls = pairs(events, "http_request", "http_response")
    urls = [query["http"]["request"]["url"] for query, _ in calls]
    expect("URL", urls[1], f"http://127.0.0.1:{port}/status/404")
    if not urls[0].endswith(f"@127.0.0.1:{port}/status/200?x=1"):
        fail(f"URL: {urls[0]}")
    expect("literal URL", urls[3], "http://127.0.0.1:1/search?q=a")
    expect("status", [result.get("http", {}).get("response", {}).get("status_code") for _, result in calls[:2]], [200, 404])
    expect("severity", [result["severity"] for _, result in calls], ["INFO", "WARN", "ERROR", "ERROR"])
    if "connect" not in calls[2][1]["error"]["message"]:
        fail(f"the error has no message of libcurl: {calls[2][1]}")
    expect("methods", [query["http"]["request"]["method"] for query, _ in calls], ["GET", "DELETE", "GET", "GET"])
    expect("callers", callers(events, calls), ["get"] * 3 + ["literal"])
    return calls, 4, [2, 3]


def multi(events, port):
    calls = pairs(events, "http_request", "http_response")
    paths = [query["http"]["request"]["url"].rsplit("/", 1)[-1] for query, _ in calls]
    expect("URLs", paths, ["200", "503", ""] + ["404", "404", "204"] * 2 + ["200"])
    expect("status", [result["http"]["response"]["status_code"] for _, result in calls],
           [200, 503, 0] + [404, 404, 204] * 2 + [0])
    if "connect" not in calls[2][1]["error"]["message"] or calls[2][1]["error"]["type"] != "7":
        fail(f"the error is not libcurl's: {calls[2][1]}")
    expect("callers", callers(events, calls), ["all_at_once"] * 3 + ["removed"] * 6 + ["refused"])
    expect_headers(calls, {0: None, 1: "mine", 3: "mine", 4: "mine", 5: "mine"})
    return calls, 10, [1, 2]


def pq(events, _):
    calls = pairs(events, "database_query", "database_result")
    expect("systems", {query["attributes"]["db.system"] for query, _ in calls}, {"postgresql"})
    expect("names", [query["event"]["name"] for query, _ in calls],
           ["CREATE TABLE t", "INSERT t", "INSERT t", "SELECT t"])
    expect("callers", callers(events, calls), ["execute"] * 3 + ["rows"])
    failed = calls[2][1]
    expect("code", (failed["error"]["type"], failed["attributes"]["db.response.status_code"]), ("23505", "23505"))
    if "duplicate key" not in failed["error"]["message"]:
        fail(f"the error has no message: {failed}")
    expect("rows", [result["attributes"]["db.rows_returned"] for _, result in calls], [0, 0, 0, 2])
    expect("namespaces", {result["attributes"]["db.namespace"] for _, result in calls}, {"postgres"})
    return calls, 4, [2]


def unknown(events, _):
    calls = pairs(events, "database_query", "database_result")
    text = json.dumps(calls)
    if "askx" not in text or "THIS" in text:
        fail(f"the text's length was not kept: {calls}")
    return calls, 2, [1]


check({"sqlite": sqlite, "curl": curl, "multi": multi, "pq": pq, "unknown": unknown})
