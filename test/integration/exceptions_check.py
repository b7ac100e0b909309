#!/usr/bin/env python3
"""What the lines of exceptions.cpp must tell.  usage: exceptions_check.py WAY FILE"""
import json
import sys

way, path = sys.argv[1:]
lines = [json.loads(line) for line in open(path)]
faults = []


def expect(what, found, wanted):
    if found != wanted:
        faults.append(f"{what}: {found!r}, not {wanted!r}")


def told(event, function, **wanted):
    """The errors on such events, each as (type, message)."""
    return [(l["error"]["type"], l["error"]["message"]) if "error" in l else None for l in lines
            if l["event_type"] == event and l["function_name"] == function
            and all(l["attributes"].get(k) == v for k, v in wanted.items())]


def frames(line):
    return [frame.split()[1] for frame in line["error"]["stacktrace"].split("\n")]


FIRST = ("app::Error", "the first")
THROWN = [FIRST, ("app::Multiple", "from a virtual base"), ("char const*", "a text"), (None, "password=[REDACTED], the rest"),
          ("app::Plain", ""), ("std::out_of_range", None), ("app::Hidden", ""), ("app::Error", "x" * 200), None]


def same(found, wanted):
    """None in what is wanted: left open, for the C++ libraries differ in it."""
    return len(found) == len(wanted) and all(
        f == w or (f and w and w[0] in (None, f[0]) and w[1] in (None, f[1])) for f, w in zip(found, wanted))


def check_caught():
    for event, function in (("function_exit", "loops"), ("loop_exit", "loops"), ("exception_exit", "catches")):
        found = told(event, function)[:9]
        if not same(found, THROWN):
            faults.append(f"{event} of {function}: {found}")
    for line in lines:
        a = line["attributes"]
        expect(f"severity of line {line['sequence']}", line["severity"] == "ERROR", "error" in line)
        if line["event_type"] == "loop_exit" and line["function_name"] == "loops":
            expect("how the loop ended", a["ended_by"], "exception" if "error" in line else "condition")
        if line["event_type"] == "function_exit":
            expect(f"return value of {line['function_name']}", "return_value" in a and "error" in line, False)
        if line["event_type"] == "exception_exit":
            expect("raised", a["exception_raised"], "error" in line)
            expect("caught", a["caught"], "error" in line)
        if any(a.get(mark) for mark in ("abandoned", "unfinished")):
            faults.append(f"line {line['sequence']}: marked {a}")
    # In a destructor on the way: its own exception, which does not hide the other.
    expect("inner", set(told("function_exit", "Cleanup::inner")), {("int", "3")})
    expect("destructor", told("function_exit", "Cleanup::~Cleanup"), [None, None])
    expect("try in the destructor", told("exception_exit", "Cleanup::~Cleanup"), [("int", "3")] * 2)
    expect("unwinds", told("function_exit", "unwinds"), [FIRST])
    expect("rethrows", told("function_exit", "rethrows"), [FIRST])
    expect("its try block", told("exception_exit", "rethrows"), [FIRST])
    expect("wraps' try block", told("exception_exit", "wraps"), [FIRST])
    left = told("function_exit", "wraps")
    if len(left) != 1 or "logic_error" not in left[0][0] or left[0][1] != "around it":
        faults.append(f"wraps: {left}")
    expect("main's try blocks", [t and t[1] for t in told("exception_exit", "main")], ["the first", "the first", "around it"])
    expect("keeps", told("function_exit", "keeps"), [None])
    expect("throws_again", told("exception_exit", "throws_again"), [FIRST])
    expect("compare", told("function_exit", "compare"), [("app::Error", "in qsort")])
    expect("through_c", told("exception_exit", "through_c"), [("app::Error", "in qsort")])
    expect("foreign", told("function_exit", "foreign"), [("unknown", "")])
    expect("catches_foreign", told("exception_exit", "catches_foreign"), [("unknown", "")])
    expect("its end", told("function_exit", "catches_foreign"), [None])
    # The stack is that of the throw, however often and wherever the exception comes by.
    for function, event, stack in (("catches", "exception_exit", ["thrower", "loops", "catches", "main"]),
                                   ("rethrows", "function_exit", ["thrower", "rethrows", "main"]),
                                   ("throws_again", "exception_exit", ["thrower", "keeps", "main"]),
                                   ("wraps", "function_exit", None)):
        line = next(l for l in lines if l["event_type"] == event and l["function_name"] == function)
        found = [f.split("@")[0] for f in frames(line)]
        if stack is None:
            expect("frames of wraps", found[-2:], ["wraps", "main"])
        else:
            expect(f"frames of {function}", found, stack)
    by_span = {}
    for line in lines:
        by_span.setdefault(line["span_id"], []).append(line["event_type"])
    for span, events in by_span.items():
        for kind in ("function", "loop", "exception"):
            expect(f"entries and exits of {span}", events.count(kind + "_entry"), events.count(kind + "_exit"))


def check_uncaught():
    for event, function in (("function_exit", "thrower"), ("loop_exit", "loops"), ("function_exit", "loops"), ("function_exit", "main")):
        expect(f"{event} of {function}", told(event, function, unfinished=True), [FIRST])


def check_noexcept():  # whether the functions inside are unwound is the compiler's choice
    found = told("function_exit", "thrower") or [FIRST]
    expect("thrower", found, [FIRST])
    expect("entry of promised", len([l for l in lines if l["event_type"] == "function_entry" and l["function_name"] == "promised"]), 1)


def check_values():
    """Each message is the value as the program has it."""
    wanted = ["2.5", "0.5", "1.25", "c", "-3", "200", "true", "-7", "65535", "4294967295", "-9223372036854775808",
              "18446744073709551615", "é", "€", "\U0001f600", "Infinity", None, "-1267650600228229401496703205376", "of type string"]
    found = [error[1] for error in told("function_exit", "throws_value")]
    expect("number of values", len(found), len(wanted))
    for one, value in zip(found, wanted):
        if value is not None:
            expect("message", one, value)
    # The greatest long double lies beyond every double: its text reads back as more than 1e308 does.
    greatest = found[16]
    if "e+" not in greatest or int(greatest.split("e+")[1]) <= 308:
        faults.append(f"greatest long double: {greatest}")


{"caught": check_caught, "values": check_values, "uncaught": check_uncaught, "noexcept": check_noexcept}[way]()
for fault in faults[:10]:
    print(fault)
sys.exit(bool(faults))
