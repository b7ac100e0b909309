#!/usr/bin/env python3
"""Checks the events of the calls in redis_calls, mysql_calls, pq_async and sqlite_more.

usage: c_databases_check.py redis|mysql|postgresql|odbc|sqlite_more EVENTS SOCKET        prints the first fault
"""
from library_calls import callers, check, expect, fail, pairs


def calls_in(events):
    return pairs(events, "database_query", "database_result")


def common(events, calls, system, functions):
    """What is the same for all libraries."""
    expect("systems", {query["attributes"]["db.system.name"] for query, _ in calls}, {system})
    expect("parents", callers(events, calls), functions)


def statements(calls):
    return [query["attributes"].get("db.query.text") for query, _ in calls]


def errors(calls):
    """Index of the call: (code, status)."""
    return {index: (result["error"]["type"], result["attributes"].get("db.response.status_code"))
            for index, (_, result) in enumerate(calls) if "error" in result}


def attribute(call, name):
    return call[0]["attributes"].get(name, call[1]["attributes"].get(name))


def redis(events, socket):
    calls = calls_in(events)
    expect("statements", statements(calls), [
        "SET user:?:name ?", "GET ?", "LPUSH user:7:name ?", "SET ? ?", "AUTH ?", "NOSUCHCOMMAND ?",
        "HSET", "HGET", "SET counter ?", "LPUSH counter ?", "GET", "QUIT", "PING"])
    common(events, calls, "redis", ["formats"] * 6 + ["words"] * 2 + ["pipeline"] * 3 + ["main"] * 2)
    expect("operations", [query["attributes"].get("db.operation.name") for query, _ in calls],
           ["SET", "GET", "LPUSH", "SET", "AUTH", "NOSUCHCOMMAND", "HSET", "HGET", "SET", "LPUSH", "GET", "QUIT", "PING"])
    expect("errors", errors(calls), {2: ("WRONGTYPE", "WRONGTYPE"), 4: ("ERR", "ERR"), 5: ("ERR", "ERR"),
                                     9: ("WRONGTYPE", "WRONGTYPE"), 12: ("_OTHER", None)})
    if "wrong kind of value" not in calls[2][1]["error"]["message"]:
        fail(f"no message of the server: {calls[2][1]}")
    # hiredis notices when it writes, or when it reads.
    if calls[12][1]["error"]["message"] not in ("Broken pipe", "Connection reset by peer", "Server closed the connection"):
        fail(f"no message of the library: {calls[12][1]}")
    expect("addresses", {attribute(call, "server.address") for call in calls}, {socket})
    return calls, 13, [2, 4, 5, 9, 12]


def mysql(events, socket):
    calls = calls_in(events)
    expect("statements", statements(calls), [
        "CREATE DATABASE IF NOT EXISTS shop", "USE shop", "DROP TABLE IF EXISTS t",
        "CREATE TABLE t(a INTEGER UNIQUE, b VARCHAR(?))", "INSERT INTO t VALUES (?, ?), (?, ?), (?, ?)",
        "INSERT INTO t VALUES (?, ?)",
        "SELECT a FROM t WHERE b <> ?", "SELECT a, b FROM t", "SELECT b FROM t", "?",
        "INSERT INTO t(a, b) VALUES (?, ?)", "INSERT INTO t(a, b) VALUES (?, ?)",
        "SELECT a FROM t WHERE a >= ? ORDER BY a", "SELECT a FROM t WHERE a >= ? ORDER BY a",
        "SELECT a FROM no_such_table WHERE b = ?"])
    common(events, calls, "mysql", ["execute"] * 6 + ["stored"] + ["fetched"] * 2 + ["execute"] +
           ["execute_with"] * 4 + ["prepare"])
    expect("errors", errors(calls), {5: ("1062", "1062"), 9: ("1064", "1064"), 11: ("1062", "1062"), 14: ("1146", "1146")})
    if "Duplicate entry" not in calls[5][1]["error"]["message"]:
        fail(f"no message: {calls[5][1]}")
    rows = [result["attributes"].get("db.response.returned_rows") for _, result in calls]
    expect("rows", rows, [None] * 6 + [3, 3, 2, None, None, None, 3, 2, None])
    expect("names of databases", [attribute(call, "db.namespace") for call in calls[2:14]], ["shop"] * 12)
    expect("addresses", {attribute(call, "server.address") for call in calls[:14]}, {socket})
    return calls, 15, [5, 9, 11, 14]


def postgresql(events, _):
    calls = calls_in(events)
    add, every = "INSERT INTO t VALUES ($1, ?)", "SELECT a FROM t WHERE a >= $1"
    expect("statements", statements(calls), [
        "CREATE TEMPORARY TABLE t(a INTEGER UNIQUE, b TEXT)", "SELECT a FROM no_such_table WHERE b = ?", add, add, add, every,
        "SELECT a, ? FROM t", "SELECT b FROM t WHERE a > ?", "SELECT ?/?, ?", every, "COPY t TO STDOUT"])
    common(events, calls, "postgresql", ["main", "prepare"] + ["execute"] * 4 + ["send"] * 3 + ["send_prepared", "copy"])
    expect("errors", errors(calls), {1: ("42P01", "42P01"), 3: ("23505", "23505"), 8: ("22012", "22012")})
    if "division by zero" not in calls[8][1]["error"]["message"]:
        fail(f"no message: {calls[8][1]}")
    rows = [result["attributes"].get("db.response.returned_rows") for _, result in calls]
    expect("rows", rows, [None, None, None, None, None, 2, 2, 2, None, 1, None])
    expect("names of databases", {attribute(call, "db.namespace") for call in calls[2:]}, {"postgres"})
    return calls, 11, [1, 3, 8]


def sqlite_more(events, _):
    calls = calls_in(events)
    expect("statements", statements(calls), ["SELECT ?, ? UNION SELECT ?, ?", "SELECT a FROM no_such_table WHERE b = ?"])
    common(events, calls, "sqlite", ["table", "prepare"])
    expect("errors", errors(calls), {1: ("1", "1")})
    if "no such table" not in calls[1][1]["error"]["message"]:
        fail(f"no message: {calls[1][1]}")
    return calls, 2, [1]


def odbc(events, connection):
    calls = calls_in(events)
    expect("statements", statements(calls), [
        "CREATE TEMPORARY TABLE t(a INTEGER UNIQUE)", "INSERT INTO t VALUES (?)", "INSERT INTO nowhere VALUES (?)"] +
        ["INSERT INTO t VALUES (?)"] * 3 + ["SELECT a FROM t WHERE a < ?", "SELECT a FROM t", "SELECT a FROM t WHERE a > ?",
                                            "SELECT a FROM nowhere", "SELECT a AS caf\u00e9 FROM t WHERE a > ?",
                                            "SELECT a FROM t WHERE a < ?"])
    common(events, calls, "other_sql", ["execute"] * 3 + ["prepared"] * 3 + ["rows", "first_row"] + ["in_macro"] * 2 +
           ["wide_texts"] * 2)
    is_sqlite = "SQLite" in connection
    missing, there = ("HY000", "HY000") if is_sqlite else ("42P01", "23505")
    expect("errors", errors(calls), {2: (missing, missing), 5: (there, there), 9: (missing, missing)})
    for index, words in ((2, "no such table" if is_sqlite else "does not exist"),
                         (5, "UNIQUE constraint failed" if is_sqlite else "duplicate key value"),
                         (9, "no such table" if is_sqlite else "does not exist")):
        if words not in calls[index][1]["error"]["message"]:
            fail(f"no message of the driver: {calls[index][1]}")
    rows = [result["attributes"].get("db.response.returned_rows") for _, result in calls]
    expect("rows", rows, [None] * 6 + [3, 1, 2, None, 1, 2])
    return calls, 12, [2, 5, 9]


check({"odbc": odbc, "sqlite_more": sqlite_more, "redis": redis, "mysql": mysql, "postgresql": postgresql})
