"""Compares the spans that a backend has with those of the same program's lines.  Two runs have other ids and times, so spans are
compared by their names on the way from the root."""
import json
from collections import Counter

OPENS = {"function_entry": "function_exit", "loop_entry": "loop_exit", "exception_entry": "exception_exit",
         "http_request": "http_response", "database_query": "database_result"}


def name_of(line):
    """The name of a span, as docs/formats.md has it."""
    kinds = {"loop_entry": f'{line["attributes"].get("loop_type")} loop', "exception_entry": "try"}
    return kinds.get(line["event_type"], line["event"]["name"])


def paths(spans):
    """spans: {id: (parent, name)}.  The names from the root to each span; a parent that is not there is an orphan's."""
    def path(at, depth=0):
        if at not in spans:
            return ("orphan",) if at else ()
        return path(spans[at][0], depth + 1) + (spans[at][1],) if depth < 1000 else ("a cycle",)
    return Counter(path(span) for span in spans)


def compare(arrived, count, file):
    """arrived: {id: (parent, name)}; count: of spans that arrived; file: of lines.  Prints the numbers, and then what is wrong."""
    lines = [json.loads(line) for line in open(file, encoding="utf-8")]
    ended = {line["span_id"] for line in lines if line["event_type"] in OPENS.values()}
    wanted = {line["span_id"]: (line["parent_span_id"] or "", name_of(line)) for line in lines if line["event_type"] in OPENS and line["span_id"] in ended}
    sent, got = paths(wanted), paths(arrived)
    equal = sum((sent & got).values())
    print(f"sent {len(wanted)} arrived {len(arrived)} equal {equal} lost {max(0, len(wanted) - len(arrived))} doubled {count - len(arrived)}")
    if equal != len(wanted) or count != len(wanted):
        print("FAULT", list((sent - got).items())[:2], "for", list((got - sent).items())[:2])
