#!/usr/bin/env python3
"""Checks the events of the calls in sqlitecpp_calls, pqxx_calls, soci_calls and httplib_calls.

usage: aspects_cxx_check.py sqlitecpp|pqxx|soci|httplib EVENTS ARGUMENT        prints the first fault
"""
from library_calls import callers, check, expect, fail, pairs


def databases(events, system):
    calls = pairs(events, "database_query", "database_result")
    expect("systems", {query["attributes"]["db.system"] for query, _ in calls}, {system})
    return calls


def sqlitecpp(events, _):
    calls = databases(events, "sqlite")
    expect("names", [query["event"]["name"] for query, _ in calls],
           ["CREATE TABLE items", "INSERT items", "SELECT items", "SELECT items", "SELECT items", "SELECT items", "SELECT items",
            "SELECT items", "INSERT items", "sqlite", "SELECT items", "SELECT items", "sqlite"])
    for index, message in ((10, "no such column"), (11, "integer overflow")):
        error = calls[index][1]["error"]
        expect("type", error["type"], "SQLite::Exception")
        if message not in error["message"]:
            fail(f"the error has no message: {error}")
        expect("code", calls[index][1]["attributes"]["db.response.status_code"], "1")
    expect("rows", [calls[index][1]["attributes"]["db.rows_returned"] for index in (6, 7)], [2, 1])
    expect("callers", [callers(events, calls)[index] for index in (1, 2, 4, 10)], ["Store::fill", "Store::name_of", "Store::count", "fails"])
    return calls, 13, [10, 11, 12]


def pqxx(events, _):
    # Where the driver is seen, so is what libpqxx asks it for by itself.
    calls = [call for call in databases(events, "postgresql") if call[0]["event"]["name"] not in ("BEGIN", "COMMIT")]
    expect("names", [query["event"]["name"] for query, _ in calls],
           ["CREATE TABLE items", "INSERT items", "SELECT items", "SELECT items", "SELECT items", "SELECT items",
            calls[6][0]["event"]["name"], "INSERT items"])
    error = calls[7][1]["error"]
    expect("type", error["type"], "pqxx::unique_violation")
    expect("code", calls[7][1]["attributes"]["db.response.status_code"], "23505")
    expect("rows", [calls[index][1]["attributes"].get("db.rows_returned") for index in (1, 6)], [0, 1])
    return calls, 8, [7]


def soci(events, _):
    # What operator << asks for is seen only where the driver is.
    calls = [call for call in pairs(events, "database_query", "database_result") if call[0]["attributes"]["db.system.name"] == "other_sql"]
    insert = "INSERT INTO t VALUES (:value, ?)"
    expect("statements", [query["attributes"]["db.query.text"] for query, _ in calls], [
        "CREATE TEMPORARY TABLE t(a INTEGER PRIMARY KEY, b VARCHAR(?))", "SELECT a FROM no_such_table WHERE b = ?",
        insert, insert, insert, "SELECT a FROM t WHERE a < ? ORDER BY a", "SELECT a FROM t ORDER BY a"])
    expect("callers", callers(events, calls), ["execute"] * 2 + ["several"] * 3 + ["rows", "each_row"])
    for index, message in ((1, "no such table"), (4, "UNIQUE constraint failed")):
        error = calls[index][1]["error"]
        expect("type", error["type"], "soci::sqlite3_soci_error")
        if message not in error["message"]:
            fail(f"the error has no message: {error}")
    expect("rows", calls[6][1]["attributes"].get("db.response.returned_rows"), 2)
    return calls, 7, [1, 4]


def httplib(events, _):
    calls = pairs(events, "http_request", "http_response")
    expect("methods", [query["http"]["request"]["method"] for query, _ in calls], ["GET", "DELETE", "GET", "GET"])
    status = [result.get("http", {}).get("response", {}).get("status_code") for _, result in calls]
    expect("status", [status[0], status[1], status[3]], [200, 404, 0])
    return calls, 4, [3]


check({"sqlitecpp": sqlitecpp, "pqxx": pqxx, "soci": soci, "httplib": httplib})
