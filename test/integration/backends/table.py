#!/usr/bin/env python3
"""The table of what was sent to each backend and what arrived, from the logs of the runners.

usage: table.py LOG… [--page PAGE]    LOG: backends-NAME_run.log; PAGE: docs/backends.md, whose table is replaced

A row is a line "sent N arrived N equal N lost N doubled N" of a runner and the verdict below it.  Ends with exit code 1 if a
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
ABSENT = [("Elasticsearch", "its license forbids to fetch and run it here; OpenSearch takes the same documents under the same template"),
          ("Datadog Agent, Splunk, Honeycomb", "services with an account; Datadog's own test agent takes the place of the first"),
          ("Grafana Tempo, Grafana Loki", "no package registry has their servers; they take the OTLP that the Collector takes")]


def rows_of(log):
    backend = log.stem.removeprefix("backends-").removesuffix("_run")
    numbers, spooled, skipped = None, "", None
    for line in log.read_text(errors="replace").splitlines():
        if found := NUMBERS.match(line):
            numbers, waits = found.groups(), SPOOLED.search(line)
            spooled = next((n for n in waits.groups() if n), "0") if waits else "0"
        elif (found := VERDICT.match(line)) and numbers:
            yield NAMES.get(backend, backend), found[2].split(": FAULT")[0], *numbers, spooled, "" if found[1] == "ok" else "**failed**"
            numbers = None
        elif line.startswith("skipped: "):
            skipped = line.removeprefix("skipped: ")
    if skipped:
        yield NAMES.get(backend, backend), f"not run: {skipped}", *[""] * 7


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("logs", nargs="+", type=pathlib.Path)
    parser.add_argument("--page", type=pathlib.Path)
    options = parser.parse_args()
    rows = [row for log in options.logs for row in rows_of(log)]
    text = "| backend | format, output, fault | sent | arrived | equal | lost | doubled | in the spool | |\n|---|---|--:|--:|--:|--:|--:|--:|---|\n"
    for row in rows:
        text += "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |\n"
    for name, why in ABSENT:
        text += f"| {name} | not run: {why} |" + " |" * 7 + "\n"
    print(text, end="")
    if options.page:
        page = options.page.read_text()
        begin, end = page.index(BEGIN) + len(BEGIN), page.index(END)
        options.page.write_text(page[:begin] + text + page[end:])
    bad = [row for row in rows if row[-1] or row[6] not in ("", "0")]
    raise SystemExit(1 if bad else 0)


main()
