"""clickhouse_check.py PAGE: runs the page's queries for ClickHouse in this folder; a line 'ok NAME' or 'wrong NAME: REASON' for each."""
import collections
import glob
import json
import re
import sys

from chdb.session import Session

ORDERS, LINES = 4, 6  # of queries_program.cpp


def totals():
    """Calls and milliseconds of each function, read without SQL."""
    calls, times = collections.Counter(), collections.Counter()
    for name in glob.glob("telemetry*.jsonl"):
        for line in map(json.loads, open(name, encoding="utf-8")):
            if line["event_type"] == "function_exit":
                calls[line["function_name"]] += 1
                times[line["function_name"]] += line["duration_ns"]
    return calls, times


def check_functions(rows):
    calls, times = totals()
    assert {row["function_name"]: int(row["calls"]) for row in rows} == calls, rows
    assert all(abs(row["total_ms"] * 1e6 - times[row["function_name"]]) < 1 for row in rows), rows


def check_queries(rows):
    assert [(row["query"], int(row["calls"]), int(row["failed"])) for row in rows] == [
        ("SELECT prices", 2 * ORDERS * LINES, 0), ("CREATE TABLE prices", 2, 0)], rows


def check_errors(rows):
    assert [(row["release"], int(row["traces"]), int(row["failed_traces"])) for row in rows] == [("1.0", 1, 0), ("2.0", 1, 1)], rows


def main():
    page = open(sys.argv[1], encoding="utf-8").read()
    session = Session()
    for name, text in re.findall(r"^```sql clickhouse-([a-z-]+)\n(.*?)^```$", page, re.M | re.S):
        try:
            answer = str(session.query(text.rstrip(";\n "), "JSONEachRow"))
            rows = [json.loads(line) for line in answer.splitlines() if line.startswith("{")]
            if name not in ("table", "load"):
                globals()["check_" + name](rows)
            print("ok", name, flush=True)
        except Exception as error:  # any fault is this query's
            print(f"wrong {name}: {type(error).__name__}: {' '.join(str(error).split())[:400]}", flush=True)


main()
