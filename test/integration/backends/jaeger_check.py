"""jaeger_check.py TRACES LINES: is the tree that Jaeger's query service answers that of the same program's lines?

prints   sent N arrived N equal N lost N doubled N
and then what is wrong.
"""
import json
import sys

from span_paths import compare


def main():
    traces = json.load(open(sys.argv[1], encoding="utf-8"))["data"] or []
    spans = [span for trace in traces for span in trace["spans"]]
    parents = {span["spanID"]: next((link["spanID"] for link in span["references"] if link["refType"] == "CHILD_OF"), "") for span in spans}
    compare({span["spanID"]: (parents[span["spanID"]], span["operationName"]) for span in spans}, len(spans), sys.argv[2])


main()
