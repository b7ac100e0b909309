#!/usr/bin/env python3
"""Checks the events of exception_truth.cpp.  usage: exception_truth_check.py asks|never FILE"""
import json
import sys

way, path = sys.argv[1:]
lines = [json.loads(line) for line in open(path)]
faults = []


def expect(what, found, wanted):
    if found != wanted:
        faults.append(f"{what}: {found!r}, not {wanted!r}")


def errors(event, function):
    return [(l["error"]["type"], l["error"]["message"]) if "error" in l else None for l in lines
            if l["event_type"] == event and l["function_name"] == function]


def returned(function):
    return [l["attributes"].get("return_value") for l in lines if l["event_type"] == "function_exit" and l["function_name"] == function]


def failed(n):
    return ("std::runtime_error", f"failed {n}" if way == "asks" else "")


# One span, which ends with the handler: an exception that it consumed is no error of the function, and its return value
# is recorded.
for function, values in (("handled", [1, 101, 1, 108]), ("nothing", [None, None]), ("promised", [2, 3]), ("instantiated", [5, 0]),
                         ("Members::member", [15]), ("Members::shared", [6]), ("Members::operator()", [8]), ("nests", [2, 4]), ("main", [3])):
    expect(f"errors of {function}", errors("function_exit", function), [None] * len(values))
    if function != "instantiated":  # whose type is known only after instantiation
        expect(f"values of {function}", returned(function), values)
expect("the try block of handled", errors("exception_exit", "handled"), [None, failed(1), None, failed(8)])
expect("that of promised", errors("exception_exit", "promised"), [None, failed(2)])
expect("that of main", errors("exception_exit", "main")[-1], failed(9))
expect("the loop in a handler", [l["attributes"]["total_iterations"] for l in lines
                                 if l["event_type"] == "loop_exit" and l["function_name"] == "promised"], [2])
# Rethrown, replaced or uncaught: an error.
replaced = ("std::out_of_range", "replaced" if way == "asks" else "")
expect("passes", errors("function_exit", "passes"), [None, failed(1)])
expect("replaces", errors("function_exit", "replaces"), [None, replaced])
expect("misses", errors("function_exit", "misses"), [None, failed(8)])
expect("Made", errors("function_exit", "Made::Made"), [None, failed(1)])
expect("caught where no handler was", [l["attributes"]["caught"] for l in lines if l["event_type"] == "exception_exit" and l["function_name"] == "misses"],
       [False, False])
# Calls that the runtime itself makes must record no events.
spans = [l["function_name"] for l in lines if l["event_type"] == "function_entry"]
for function, calls in (("Locks::what", 2), ("Counts::what", 2), ("Adds::what", 2), ("Guarded::what", 2), ("Literal::what", 2), ("Text::what", 4),
                        ("Owned::what", 2), ("Chosen::what", 2)):
    expect(f"calls of {function}", spans.count(function), calls)
# A message that is available without side effects in the program is recorded, no other.
messages = [error for error in errors("exception_exit", "asks")]
wanted = [("Locks", ""), ("Counts", ""), ("Adds<std::runtime_error>", ""), ("Guarded", ""), ("Literal", "literal"), ("Text", "text"), ("Owned", "owned"),
          ("Chosen", "text")]
expect("messages", messages, [(kind, text if way == "asks" else "") for kind, text in wanted for _ in range(2)])
for fault in faults[:10]:
    print(fault)
sys.exit(bool(faults))
