"""queries_check.py PAGE: runs the queries of the page in this folder; a line 'ok NAME' or 'wrong NAME: REASON' for each."""
import collections
import glob
import gzip
import json
import re
import sys

import duckdb

ORDERS, LINES, ITEMS = 4, 6, 10  # of queries_program.cpp
REFUSED = ORDERS // 2  # in release 2.0


def lines():
    for name in sorted(glob.glob("telemetry*.jsonl*")):
        with (gzip.open if name.endswith(".gz") else open)(name, "rt") as file:
            yield from map(json.loads, file)


class Spans:
    """What the file says of spans, read without SQL."""

    def __init__(self):
        self.ended = {}
        opened = {}
        for line in lines():
            kind = line["event_type"].split("_")[0]
            if line["event_type"].endswith(("_exit", "_response", "_result")) and kind != "conditional":
                self.ended[line["span_id"]] = (*opened[line["span_id"]], line["duration_ns"])
            elif line["event_type"].endswith(("_entry", "_request", "_query")) and kind != "conditional":
                opened[line["span_id"]] = (kind, line["event"]["name"], line["function_name"], line["parent_span_id"])
        self.children = collections.defaultdict(list)
        for span, (_, _, _, parent, _) in self.ended.items():
            self.children[parent].append(span)

    def functions(self):
        total, self_time, calls = collections.Counter(), collections.Counter(), collections.Counter()
        for span, (kind, _, function, _, duration) in self.ended.items():
            if kind == "function":
                calls[function] += 1
                total[function] += duration
                self_time[function] += duration - sum(self.ended[child][4] for child in self.children[span])
        return {name: (calls[name], total[name], self_time[name]) for name in calls}

    def slowest_path(self):
        path, at = [], None
        while self.children[at]:
            at = max(self.children[at], key=lambda span: self.ended[span][4])
            path.append((self.ended[at][0], self.ended[at][1], self.ended[at][4]))
        return path


def near(left, right):
    return abs(left - right) <= 1e-6 * max(1, abs(right))


def check_functions(rows, spans):
    wanted = spans.functions()
    assert len(rows) == len(wanted) == 6, rows
    for name, calls, total, self_time, _ in rows:
        assert calls == wanted[name][0] and near(total * 1e6, wanted[name][1]) and near(self_time * 1e6, wanted[name][2]), (name, wanted[name])


def check_slowest_path(rows, spans):
    wanted = [(depth, *step[:2]) for depth, step in enumerate(spans.slowest_path())]
    assert [row[:3] for row in rows] == wanted and len(rows) >= 2, (rows, wanted)


def check_errors_by_release(rows, _):
    assert rows == [("1.0", 1, 0, 0.0), ("2.0", 1, 1, 100.0)], rows  # a run of the program is a trace


def check_slower(rows, _):
    assert [(row[0], row[1]) for row in rows] == sorted((row[0], row[1]) for row in rows) and len(rows) == 11
    assert {row[2] for row in rows if row[0] == "pay"} == {ORDERS}


def check_n_plus_one(rows, _):
    assert rows == [("load_lines", "SELECT prices", 2 * ORDERS * LINES, 2 * ORDERS)], rows


def check_queries(rows, _):
    assert {row[:3] for row in rows} == {("sqlite", "SELECT prices", 2 * ORDERS * LINES), ("sqlite", "CREATE TABLE prices", 2)}, rows
    assert all(row[5] == 0 for row in rows), rows


def check_requests(rows, _):
    assert [row[:3] for row in rows] == [("GET", 0, ORDERS)], rows


def check_exceptions(rows, _):
    assert sorted(row[:3] for row in rows) == [("std::runtime_error", "pay", REFUSED), ("std::runtime_error", "take_order", REFUSED)], rows
    assert {row[3] for row in rows} == {"card refused"}, rows


def check_most_written(rows, _):
    variable, function, place, writes = rows[0]
    counted = collections.Counter()
    for line in lines():
        if line["event_type"] == "variable_change":
            attributes = line["attributes"]
            counted[attributes["variable_name"], line["function_name"], f'{attributes["code.file.path"]}:{attributes["code.line.number"]}'] += 1
    assert counted[variable, function, place] == writes == max(counted.values()) and function == "add_up", rows[0]


def check_loops(rows, _):
    assert {(row[0], row[2], row[3]) for row in rows} == {
        ("add_up", 2 * ORDERS, 2 * ORDERS * ITEMS), ("load_lines", 2 * ORDERS, 2 * ORDERS * LINES), ("main", 2, 2 * ORDERS)}, rows


def check_lost(rows, _):
    assert rows == [], rows


def main():
    page = open(sys.argv[1], encoding="utf-8").read()
    blocks = re.findall(r"^```sql ([a-z-]+)\n(.*?)^```$", page, re.M | re.S)
    database, spans = duckdb.connect(), Spans()
    for name, text in blocks:
        if name.startswith("clickhouse-"):
            continue  # backends/clickhouse_run.sh
        try:
            rows = database.execute(text).fetchall()
            if name != "load":
                globals()["check_" + name.replace("-", "_")](rows, spans)
            print("ok", name, flush=True)
        except Exception as error:  # any fault is this query's
            print(f"wrong {name}: {type(error).__name__}: {' '.join(str(error).split())[:400]}", flush=True)


main()
