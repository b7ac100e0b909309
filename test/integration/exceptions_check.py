#!/usr/bin/env python3
"""Checks the events of exceptions.cpp.  usage: exceptions_check.py WAY FILE"""
import json
import sys

way, path = sys.argv[1:]
lines = [json.loads(line) for line in open(path)]
faults = []


def expect(what, found, wanted):
    if found != wanted:
        faults.append(f"{what}: {found!r}, not {wanted!r}")


def errors_on(event, function, **wanted):
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
    """None in the expected values matches anything, because the C++ libraries differ there."""
    return len(found) == len(wanted) and all(
        f == w or (f and w and w[0] in (None, f[0]) and w[1] in (None, f[1])) for f, w in zip(found, wanted))


def check_caught():
    for event, function in (("function_exit", "loops"), ("loop_exit", "loops"), ("exception_exit", "catches")):
        found = errors_on(event, function)[:9]
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
    # In a destructor during unwinding: its own exception, which does not hide the other.
    expect("inner", set(errors_on("function_exit", "Cleanup::inner")), {("int", "3")})
    expect("destructor", errors_on("function_exit", "Cleanup::~Cleanup"), [None, None])
    expect("try in the destructor", errors_on("exception_exit", "Cleanup::~Cleanup"), [("int", "3")] * 2)
    expect("unwinds", errors_on("function_exit", "unwinds"), [FIRST])
    expect("rethrows", errors_on("function_exit", "rethrows"), [FIRST])
    expect("its try block", errors_on("exception_exit", "rethrows"), [FIRST])
    expect("wraps' try block", errors_on("exception_exit", "wraps"), [FIRST])
    left = errors_on("function_exit", "wraps")
    if len(left) != 1 or "logic_error" not in left[0][0] or left[0][1] != "around it":
        faults.append(f"wraps: {left}")
    expect("main's try blocks", [t and t[1] for t in errors_on("exception_exit", "main")], ["the first", "the first", "around it"])
    expect("keeps", errors_on("function_exit", "keeps"), [None])
    expect("throws_again", errors_on("exception_exit", "throws_again"), [FIRST])
    expect("compare", errors_on("function_exit", "compare"), [("app::Error", "in qsort")])
    expect("through_c", errors_on("exception_exit", "through_c"), [("app::Error", "in qsort")])
    expect("foreign", errors_on("function_exit", "foreign"), [("unknown", "")])
    expect("catches_foreign", errors_on("exception_exit", "catches_foreign"), [("unknown", "")])
    expect("its end", errors_on("function_exit", "catches_foreign"), [None])
    # The stack is that of the throw, regardless of rethrows and where the exception is reported.
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
        expect(f"{event} of {function}", errors_on(event, function, unfinished=True), [FIRST])


def check_noexcept():  # whether the functions inside are unwound is the compiler's choice
    found = errors_on("function_exit", "thrower") or [FIRST]
    expect("thrower", found, [FIRST])
    expect("entry of promised", len([l for l in lines if l["event_type"] == "function_entry" and l["function_name"] == "promised"]), 1)


def check_values():
    """Each message is the value as the program has it."""
    wanted = ["2.5", "0.5", "1.25", "c", "-3", "200", "true", "-7", "65535", "4294967295", "-9223372036854775808",
              "18446744073709551615", "é", "€", "\U0001f600", "Infinity", None, "-1267650600228229401496703205376", "of type string"]
    found = [error[1] for error in errors_on("function_exit", "throws_value")]
    expect("number of values", len(found), len(wanted))
    for one, value in zip(found, wanted):
        if value is not None:
            expect("message", one, value)
    # The greatest long double exceeds every double: its text reads back like 1e308 and above.
    greatest = found[16]
    if "e+" not in greatest or int(greatest.split("e+")[1]) <= 308:
        faults.append(f"greatest long double: {greatest}")


{"caught": check_caught, "values": check_values, "uncaught": check_uncaught, "noexcept": check_noexcept}[way]()
for fault in faults[:10]:
    print(fault)
sys.exit(bool(faults))
