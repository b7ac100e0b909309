#!/usr/bin/env python3
"""The table of what was sent to each backend and what arrived, from the logs of the runners.

usage: table.py LOG… [--page PAGE]    LOG: backends-NAME_run.log; PAGE: docs/backends.md, whose table is replaced

On the page the faults of a format are one row.  A row is a line "sent N arrived N equal N lost N doubled N" of a runner and the verdict below it.  Ends with exit code 1 if a
row is doubled, or lost although nothing may be lost there (the verdict says so).
"""
import argparse
import pathlib
import re

NUMBERS = re.compile(r"^ +sent (\d+) arrived (\d+) equal (\d+) lost (-?\d+) doubled (-?\d+)")
VERDICT = re.compile(r"^(ok|FAILED)\s+(.*)$")
SPOOLED = re.compile(r"\(in the spool: (\d+)\)| spooled (\d+)")
BEGIN, END = "<!-- matrix -->\n", "<!-- /matrix -->\n"
NAMES = {"collector": "OpenTelemetry Collector", "jaeger": "Jaeger", "datadog": "Datadog's test agent", "opensearch": "OpenSearch",
         "clickhouse": "ClickHouse's engine", "matrix": "a receiver with faults", "score": "Instrumentation Score"}
# What no machine of a test can have, and why.
ABSENT = [("Elasticsearch", "OpenSearch stands for it; the index templates differ by one name"),
          ("Datadog Agent, Splunk, Honeycomb", "need an account; Datadog's test agent stands for the first"),
          ("Grafana Tempo, Grafana Loki", "no test builds them; they take OTLP as the Collector does")]


def rows_of(log):
    backend = log.stem.removeprefix("backends-").removesuffix("_run")
    numbers, spooled, skipped, closing, has_rows = None, "", None, "has not ended", False
    for line in log.read_text(errors="replace").splitlines():
        if found := NUMBERS.match(line):
            numbers, waits = found.groups(), SPOOLED.search(line)
            spooled = next((n for n in waits.groups() if n), "0") if waits else "0"
        elif (found := VERDICT.match(line)) and numbers:
            yield NAMES.get(backend, backend), found[2].split(": FAULT")[0], *numbers, spooled, "" if found[1] == "ok" else "**failed**"
            numbers, has_rows = None, True
        elif line.startswith("skipped: "):
            skipped = line.removeprefix("skipped: ")
        elif re.fullmatch(r"\d+ passed, \d+ failed", line):
            closing = line
    if not closing.endswith(", 0 failed") or not has_rows and not skipped:
        yield NAMES.get(backend, backend), f"checks: {closing}", *[""] * 6, "" if closing.endswith(", 0 failed") else "**failed**"
    if skipped:
        yield NAMES.get(backend, backend), f"not run: {skipped}", *[""] * 7


def by_format(rows):
    """For a page: the rows of a receiver with faults, those of a format, an output and an export as one."""
    groups = {}
    for row in rows:
        name = row[1].split(": ")[0]
        if row[0] != NAMES["matrix"] or not row[2]:
            yield row
        else:
            groups.setdefault(name, []).append(row)
    for name, group in groups.items():
        # What is lost is counted where the fault is one that loses: an answer that refuses, SIGKILL.
        sums = [str(sum(int(row[i]) for row in group)) for i in range(2, 8)]
        yield NAMES["matrix"], f"{name}, {len(group)} faults", *sums, "".join(row[8] for row in group)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("logs", nargs="+", type=pathlib.Path)
    parser.add_argument("--page", type=pathlib.Path)
    options = parser.parse_args()
    rows = [row for log in options.logs for row in rows_of(log)]
    print(table_of(rows), end="")
    if options.page:
        page = options.page.read_text()
        begin, end = page.index(BEGIN) + len(BEGIN), page.index(END)
        options.page.write_text(page[:begin] + table_of(by_format(rows)) + page[end:])
    bad = [row for row in rows if row[-1] or row[6] not in ("", "0")]
    raise SystemExit(1 if bad else 0)


def table_of(rows):
    text = "| backend | format, output, fault | sent | arrived | equal | lost | doubled | in the spool | |\n|---|---|--:|--:|--:|--:|--:|--:|---|\n"
    for row in rows:
        text += "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |\n"
    for name, why in ABSENT:
        text += f"| {name} | not run: {why} |" + " |" * 7 + "\n"
    return text


main()
