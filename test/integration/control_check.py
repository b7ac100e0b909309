#!/usr/bin/env python3
"""Runs the way `controlled` and changes its control file: control_check.py PROGRAM FOLDER

Prints a line for each check: its name, a tab, what is wrong (nothing if it passed).
"""
import json
import os
import subprocess
import sys
import time

PROGRAM, FOLDER = sys.argv[1:]
PATIENCE = 60  # seconds; the checks are fast, but a machine may be slow


class Run:
    """A process and its output so far."""

    def __init__(self, name, control=None, **variables):
        self.folder = os.path.join(FOLDER, name)
        os.makedirs(self.folder)
        self.read_bytes, self.read_lines = 0, []
        self.out, self.control, self.stop = (os.path.join(self.folder, f) for f in ("out.jsonl", "control", "stop"))
        if control is not None:
            self.write(control)
        self.errors = open(os.path.join(self.folder, "stderr"), "w+")
        environment = {"PATH": os.environ["PATH"], "TELEMETRY_OUTPUT": "file", "TELEMETRY_FILE": self.out, "TELEMETRY_CONTROL": self.control,
                       "ENABLE_CLOUD_METADATA": "false", "TELEMETRY_THROTTLE": "0", "STOP": self.stop, **variables}
        self.process = subprocess.Popen([PROGRAM, "controlled"], env=environment, stderr=self.errors)

    def write(self, text):
        with open(self.control + ".new", "w") as file:
            file.write(text)
        os.rename(self.control + ".new", self.control)

    def lines(self):
        if os.path.exists(self.out):
            with open(self.out, "rb") as file:
                file.seek(self.read_bytes)
                data = file.read()
            data = data[: data.rfind(b"\n") + 1]
            self.read_bytes += len(data)
            self.read_lines += [json.loads(line) for line in data.splitlines()]
        return self.read_lines

    def wait(self, what, since=0):
        """Until `what` holds of the lines from number `since` on; returns how many there are then."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            lines = self.lines()
            if what(lines[since:]):
                return len(lines)
            time.sleep(0.05)
        raise TimeoutError("what was waited for did not come")

    def settle(self, what):
        """Until `what` holds of the lines of half a second."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            before = len(self.lines())
            time.sleep(0.5)
            if what(self.lines()[before:]):
                return
        raise TimeoutError("it did not settle")

    def stderr_text(self):
        self.errors.seek(0)
        return self.errors.read()

    def wait_for_stderr(self, text):
        end = time.monotonic() + PATIENCE
        while text not in self.stderr_text():
            if time.monotonic() > end:
                raise TimeoutError(f"stderr: {self.stderr_text()!r}")
            time.sleep(0.05)

    def end(self):
        open(self.stop, "w").close()
        status = self.process.wait(PATIENCE)
        if status != 0:
            raise AssertionError(f"ended with {status}; stderr: {self.stderr_text()!r}")
        lines = self.lines()
        known, over, last = {}, set(), {}
        for line in lines:
            pid = line["process"]["pid"]
            assert line["sequence"] == last.get(pid, 0) + 1, "a gap in the sequence"
            last[pid] = line["sequence"]
            if line["event_type"].endswith("_entry") and not line["event_type"].startswith("conditional"):
                known[line["span_id"]] = line
                parent = line["parent_span_id"]
                assert parent is None or parent in known, "a child without its parent"
            elif line["event_type"].endswith("_exit") and not line["event_type"].startswith("conditional"):
                assert line["span_id"] in known and line["span_id"] not in over, "an exit without entry"
                over.add(line["span_id"])
        assert set(known) == over, f"{len(set(known) - over)} spans have no exit"
        assert not any(mark in l["attributes"] for l in lines for mark in ("abandoned", "unfinished")), "marks"
        return lines


def names(lines):
    return set(l.get("function_name") for l in lines)


def types(lines):
    return set(l["event_type"] for l in lines)


def level():
    run = Run("level", TELEMETRY_ENABLED="1")
    run.wait(lambda l: "conditional_entry" in types(l))
    run.write("TELEMETRY_LEVEL=info\n")
    run.settle(lambda l: len(l) > 40 and "conditional_entry" not in types(l) and "leaf" in names(l))
    os.remove(run.control)  # back to the environment's setting
    run.settle(lambda l: "conditional_entry" in types(l))
    run.end()


def functions():
    run = Run("functions", TELEMETRY_ENABLED="1")
    run.wait(lambda l: "leaf" in names(l))
    run.write("# not this\nTELEMETRY_FUNCTIONS = -^leaf$\n")
    run.settle(lambda l: len(l) > 40 and "leaf" not in names(l) and "helper" in names(l))
    run.write("TELEMETRY_FUNCTIONS=+^leaf$\n")
    run.settle(lambda l: len(l) > 40 and names(l) == {"leaf"})
    run.write("")
    run.settle(lambda l: {"leaf", "helper"} <= names(l))
    run.end()


def off_and_on():
    run = Run("off", TELEMETRY_ENABLED="1")
    run.wait(lambda l: "leaf" in names(l))
    run.write("TELEMETRY_ENABLED=false\n")
    run.settle(lambda l: not l)
    run.write("TELEMETRY_ENABLED=true\n")
    run.settle(lambda l: "leaf" in names(l))
    lines = run.end()
    outer = [l for l in lines if l["function_name"] == "way_controlled"]
    assert len(outer) == 2 and outer[1] is lines[-1], "the function around all of it"
    assert all(l["trace_id"] == outer[0]["trace_id"] for l in lines), "more than one trace"


def off_to_the_end():
    run = Run("off_to_the_end", TELEMETRY_ENABLED="1")
    run.wait(lambda l: "leaf" in names(l))
    run.write("TELEMETRY_ENABLED=false\n")
    run.settle(lambda l: not l)
    lines = run.end()
    assert lines[-1]["function_name"] == "way_controlled" and lines[-1]["event_type"] == "function_exit", "what was open has no exit"


def on_later():
    run = Run("on_later")
    run.settle(lambda l: not l)
    run.write("TELEMETRY_ENABLED=1\n")
    run.settle(lambda l: "leaf" in names(l))
    lines = run.end()
    assert "way_controlled" not in names(lines), "a function that began before"
    assert all(l["parent_span_id"] is None for l in lines if l["function_name"] == "round_of_work"), "roots"


def off_from_the_start():
    run = Run("off_from_the_start", control="TELEMETRY_ENABLED=no\n", TELEMETRY_ENABLED="1")
    time.sleep(0.5)
    assert run.end() == [], "lines"


def sdk_disabled():
    run = Run("sdk_disabled", control="TELEMETRY_ENABLED=1\n", OTEL_SDK_DISABLED="true")
    time.sleep(1)
    assert run.end() == [] and not os.path.exists(run.out), "something was written"


def rate():
    run = Run("rate", control="TELEMETRY_FUNCTIONS=-^way_\nSAMPLE_RATE=0\n", TELEMETRY_ENABLED="1")
    run.settle(lambda l: not l)
    run.write("TELEMETRY_FUNCTIONS=-^way_\nSAMPLE_RATE=1\n")
    run.settle(lambda l: "leaf" in names(l) and all(x["sample_rate"] == 1 for x in l))
    run.write("TELEMETRY_FUNCTIONS=-^way_\nSAMPLE_RATE=0.5\n")
    run.settle(lambda l: l and all(x["sample_rate"] == 0.5 for x in l))
    lines = run.end()
    assert lines[-1]["event_type"] == "telemetry_summary" and lines[-1]["attributes"]["traces_sampled_out"] > 0, "no summary"


def zero_rate():
    """The environment's rate of 0 is off; the file switches recording on in the middle, and back."""
    run = Run("zero_rate", TELEMETRY_ENABLED="1", SAMPLE_RATE="0")
    run.settle(lambda l: not l)
    run.write("SAMPLE_RATE=1\n")
    run.settle(lambda l: "leaf" in names(l) and all(x["sample_rate"] == 1 for x in l))
    os.remove(run.control)
    run.settle(lambda l: not l)
    lines = run.end()
    assert "way_controlled" not in names(lines), "a function that began before"
    last = lines[-1]
    assert last["event_type"] == "telemetry_summary" and last["attributes"]["disabled_by"] == "SAMPLE_RATE", "no summary"
    assert last["attributes"]["traces_sampled_out"] == 0 and last["attributes"]["events_written"] == len(lines) - 1, "its figures"


def zero_rate_only():
    run = Run("zero_rate_only", control="SAMPLE_RATE=0\n", TELEMETRY_ENABLED="1")
    time.sleep(0.5)
    lines = run.end()
    assert types(lines) == {"telemetry_summary"} and len(lines) == 1, "lines"


def zero_rate_but_off():
    run = Run("zero_rate_but_off", control="TELEMETRY_ENABLED=no\n", TELEMETRY_ENABLED="1", SAMPLE_RATE="0")
    time.sleep(0.5)
    assert run.end() == [], "lines"


def zero_rate_forked():
    run = Run("zero_rate_forked", FORKS="1", TELEMETRY_ENABLED="1", SAMPLE_RATE="0")
    run.settle(lambda l: not l)
    run.write("SAMPLE_RATE=1\n")
    run.settle(lambda l: "leaf" in names(l))
    lines = run.end()
    assert len(set(l["process"]["pid"] for l in lines if "function_name" in l)) == 1, "processes"


def throttle():
    run = Run("throttle", TELEMETRY_ENABLED="1", TELEMETRY_THROTTLE="1")
    run.wait(lambda l: "leaf" in names(l))
    run.write("TELEMETRY_THROTTLE=off\n")
    time.sleep(1)
    run.settle(lambda l: "leaf" in names(l))
    run.end()


def forked():
    run = Run("forked", FORKS="1")
    run.settle(lambda l: not l)
    run.write("TELEMETRY_ENABLED=1\n")
    run.settle(lambda l: "leaf" in names(l))
    run.end()


def nonsense():
    run = Run("nonsense", TELEMETRY_ENABLED="1")
    run.wait(lambda l: "leaf" in names(l))
    expected = []
    for text, complaint in [
        ("TELEMETRY_LEVEL=info\nTELEMETRY_FUNCTIONS=+(\n", "TELEMETRY_FUNCTIONS=+(: a '(' without ')'"),
        ("TELEMETRY_LEVEL=info\nwhat\n", "line 2: what: is not NAME=value"),
        ("TELEMETRY_LEVEL=loud", "TELEMETRY_LEVEL=loud: neither debug nor info"),
        ("SAMPLE_RATE=7", "SAMPLE_RATE=7: not a number from 0 to 1"),
        ("TELEMETRY_ENABLED=perhaps", "TELEMETRY_ENABLED=perhaps: neither true nor false"),
        ("TELEMETRY_FILE=/x", "line 1: TELEMETRY_FILE: not a run-time setting"),
        ("SAMPLE_RATE=1\nSAMPLE_RATE=1\n", "line 2: SAMPLE_RATE: stands twice"),
        ("#" * 5000, "has more than 4096 bytes"),
    ]:
        run.write(text)
        expected.append(f"telinject: warning: {run.control}: {complaint}; nothing is changed\n")
        run.wait_for_stderr(expected[-1])
    run.settle(lambda l: "conditional_entry" in types(l) and "leaf" in names(l))
    run.end()
    assert run.stderr_text() == "".join(expected), f"stderr: {run.stderr_text()!r}"


def no_file():
    run = Run("no_file", TELEMETRY_ENABLED="1")
    os.mkdir(run.control)
    run.wait_for_stderr("is no regular file; nothing is changed\n")
    run.end()


for check in (level, functions, off_and_on, off_to_the_end, on_later, off_from_the_start, sdk_disabled, rate, zero_rate, zero_rate_only, zero_rate_but_off, zero_rate_forked, throttle, forked, nonsense, no_file):
    try:
        check()
        fault = ""
    except (AssertionError, TimeoutError, ValueError, subprocess.SubprocessError) as error:
        fault = repr(error)
    print(f"{check.__name__}\t{fault}", flush=True)
