#!/usr/bin/env python3
"""Compares the values in the events of abi_options.c with those it passes, for any compiler options.

usage: abi_options_check.py FILE [without-reals] [long-double-by-type] [enumerations-by-type]
"""
import json
import sys

PLAIN = [  # event, function, recorded value
    ("function_entry", "integers", {"a": -1, "b": 255, "c": -300, "d": 65000, "e": -70000, "f": 4000000000, "g": -5000000000,
                                    "h": 18000000000000000000, "i": -6000000000, "j": 18000000000000000001}),
    ("function_exit", "integers", 1),
    ("function_entry", "words", {"letter": "x", "yes": True, "wide": 65, "size": "LARGE", "signed_size": "NEGATIVE", "none": "0x0"}),
    ("function_exit", "words", True),
    ("function_exit", "sum_of_words", 30000000003),
    ("variable_change", "members", ("h->tag", "t")),
    ("variable_change", "members", ("h->whole", 1234567890123)),
    ("variable_change", "members", ("h->size", "LARGE")),
    ("variable_change", "members", ("h->whole", 1234567890125)),
    ("function_exit", "members", 1),
    ("function_entry", "large_frame", {"n": 3}),
    ("function_exit", "large_frame", 7),
    *[("function_entry", "recursive", {"n": n}) for n in range(5, -1, -1)],
    *[("function_exit", "recursive", n) for n in range(1, 7)],
    ("function_exit", "main", 0),
]
REALS = [
    ("function_entry", "reals", {"a": 0.5, "b": 1.25, "c": 2.5, "d": 3.0, "e": 4.0, "f": 5.0, "g": 6.0, "h": 7.0, "i": 8.0, "on_stack": 9.0}),
    ("function_exit", "reals", 46.25),
    ("function_entry", "narrow", {"x": 0.375}),
    ("function_exit", "narrow", 0.375),
    ("function_entry", "wide_real", {"x": -0.125}),
    ("function_exit", "wide_real", -0.125),
    ("variable_change", "pair", ("z.a", 11.0)),
    ("function_exit", "sum_of", 11.0),
    ("variable_change", "members", ("h->wide", 0.5)),
]


def recorded_value(event):
    about, kind = event["attributes"], event["event_type"]
    if kind == "function_entry":
        return about.get("arguments")
    return about.get("return_value") if kind == "function_exit" else (about.get("variable_name"), about.get("value"))


def by_type(expected, modes):
    """The same with a value recorded as the name of its type, as the runtime cannot read it."""
    kind, function, value = expected
    if "long-double-by-type" in modes:
        if function == "wide_real":
            value = {"x": "long double"} if kind == "function_entry" else "long double"
        elif function == "reals" and kind == "function_entry":
            value = {**value, "c": "long double"}
        elif value == ("h->wide", 0.5):
            value = ("h->wide", "long double")
    if "enumerations-by-type" in modes and value == ("h->size", "LARGE"):
        value = ("h->size", "enum size")
    return kind, function, value


def main():
    path, *modes = sys.argv[1:]
    events = [json.loads(line) for line in open(path)]
    expected = [by_type(one, modes) for one in PLAIN + ([] if "without-reals" in modes else REALS)]
    missing = [(kind, function, value) for kind, function, value in expected
               if value not in [recorded_value(event) for event in events if (event["event_type"], event["function_name"]) == (kind, function)]]
    for kind, function, value in missing[:3]:
        own = [recorded_value(event) for event in events if (event["event_type"], event["function_name"]) == (kind, function)]
        print(f"{kind} {function}: {value} is missing, but found {own[:3]};", end=" ")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
