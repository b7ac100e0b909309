#!/usr/bin/env python3
"""context_reader.py PROGRAM EVENTS MODE: reads the thread context of stations.c from outside, as OTEP 4947 and 4719 say.

MODE: on, sampled_out or off.  Stops each thread with ptrace, follows the symbol otel_thread_ctx_v1 of the process's .dynsym
and its relocation to the record, and prints what is not as the events say.
"""
import ctypes
import json
import os
import re
import struct
import subprocess
import sys

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
libc.ptrace.restype = ctypes.c_long
SEIZE, INTERRUPT, GETREGS, DETACH = 0x4206, 0x4207, 12, 17
FS_BASE = 21  # of struct user_regs_struct
TPOFF64 = 18
WALL = 0x40000000


class Stopped:
    """A thread that stands still."""

    def __init__(self, thread):
        self.thread = thread

    def __enter__(self):
        for request in (SEIZE, INTERRUPT):
            if libc.ptrace(request, self.thread, None, None) != 0:
                sys.exit(f"ptrace: {os.strerror(ctypes.get_errno())}")
        os.waitpid(self.thread, WALL)
        registers = (ctypes.c_ulonglong * 27)()
        libc.ptrace(GETREGS, self.thread, None, ctypes.addressof(registers))
        return registers[FS_BASE]

    def __exit__(self, *_):
        libc.ptrace(DETACH, self.thread, None, None)


class Process:
    def __init__(self, pid):
        self.pid = pid

    def read(self, address, size):
        with open(f"/proc/{self.pid}/mem", "rb", 0) as memory:
            memory.seek(address)
            return memory.read(size)

    def maps(self):
        for line in open(f"/proc/{self.pid}/maps"):
            words = line.split(None, 5)
            yield int(words[0].split("-")[0], 16), int(words[2], 16), words[5].strip() if len(words) > 5 else ""

    def slot(self):
        """The address of the word with the variable's offset from the thread pointer; None: no module has the symbol."""
        for base, offset, path in self.maps():
            if offset == 0 and os.path.isfile(path):
                place = slot_of_file(path)
                if place is not None:
                    return base + place
        return None


def slot_of_file(path):
    data = open(path, "rb").read()
    if data[:4] != b"\x7fELF":
        return None
    table, count = struct.unpack_from("<Q", data, 40)[0], struct.unpack_from("<H", data, 60)[0]
    sections = [struct.unpack_from("<IIQQQQIIQQ", data, table + 64 * i) for i in range(count)]
    for kind, link, offset, size in ((s[1], s[6], s[4], s[5]) for s in sections):
        if kind != 4:  # SHT_RELA
            continue
        for at in range(offset, offset + size, 24):
            place, info = struct.unpack_from("<QQ", data, at)
            if info & 0xffffffff != TPOFF64 or info >> 32 == 0 or not link:
                continue
            symbols = sections[link]
            name, symbol_kind = struct.unpack_from("<IB", data, symbols[4] + 24 * (info >> 32))
            begin = sections[symbols[6]][4] + name
            if symbols[1] == 11 and symbol_kind & 15 == 6 and data[begin:data.index(b"\0", begin)] == b"otel_thread_ctx_v1":
                return place
    return None


def record_of(process, thread):
    """(trace id, span id, flags, attributes) or None."""
    with Stopped(thread) as base:
        slot = process.slot()
        if slot is None:
            return None
        offset = struct.unpack("<q", process.read(slot, 8))[0]
        address = struct.unpack("<Q", process.read(base + offset, 8))[0]
        if address == 0:
            return None
        head = process.read(address, 28)
        size = struct.unpack_from("<H", head, 26)[0]
        data = process.read(address + 28, size)
    if head[24] != 1:
        return None
    attributes = {}
    while len(data) >= 2:
        attributes[data[0]] = data[2:2 + data[1]].decode()
        data = data[2 + data[1]:]
    return head[:16].hex(), head[16:24].hex(), head[25], attributes


def fields(data):
    at = 0
    while at < len(data):
        key, at = data[at], at + 1
        size = shift = 0
        while True:
            size |= (data[at] & 127) << shift
            shift, at = shift + 7, at + 1
            if data[at - 1] < 128:
                break
        yield key >> 3, data[at:at + size]
        at += size


def value_of(data):
    (kind, value), = fields(data)
    return value.decode() if kind == 1 else [value_of(element) for _, element in fields(value)]


def process_context(process):
    for address, _, path in process.maps():
        if "OTEL_CTX" in path:
            signature, version, size, published, payload = struct.unpack("<8sIIQQ", process.read(address, 32))
            if signature != b"OTEL_CTX" or version != 2 or published == 0:
                return f"a wrong header {signature} {version} {published}"
            pairs = (dict(fields(pair)) for _, pair in fields(process.read(payload, size)))
            return {pair[1].decode(): value_of(pair[2]) for pair in pairs}
    return None


# Station: function of the span that is published there.
EXPECTED = {"main": "main", "inner": "main", "row": "sqlite3_exec", "main again": "main", "rooted": "rooted", "inner again": "rooted",
            "main still": "main", "before work": None, "work": "work", "after work": None, "in child": "main", "last": "main"}


def spans_of(events):
    found = {}
    for line in open(events):
        event = json.loads(line)
        if event["event_type"] in ("function_entry", "database_query"):
            name = "sqlite3_exec" if event["event_type"] == "database_query" else event["function_name"]
            found.setdefault(name, []).append((event["trace_id"], event["span_id"]))
    return found


def check_context(context, mode):
    if mode == "off":
        return context is None
    return isinstance(context, dict) and context.get("service.name") == "stations" and \
        context.get("threadlocal.schema_version") == "tlsdesc_v1_dev" and \
        context.get("threadlocal.attribute_key_map") == ["code.function.name"]


def main():
    program, events, mode = sys.argv[1:]
    child = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "SERVICE_NAME": "stations"})
    seen = {}
    for line in child.stdout:
        name, thread = line.strip().rsplit(" ", 1)
        if name == "inner" and name in seen:
            name = "inner again"
        owner = int(re.search(r"Tgid:\s+(\d+)", open(f"/proc/{thread}/status").read())[1])
        seen[name] = record_of(Process(owner), int(thread))
        context = process_context(Process(owner))
        if not check_context(context, mode):
            print(name, "has the process context", context)
        child.stdin.write("\n")
        child.stdin.flush()
    if child.wait() != 0:
        print("exit status", child.returncode)
    if list(seen) != list(EXPECTED):
        print("stations:", list(seen))
    if mode == "off":
        print("".join(f"{name} has {record}\n" for name, record in seen.items() if record), end="")
        return
    spans = spans_of(events)
    for name, record in seen.items():
        function = EXPECTED[name]
        if function is None:
            fault = record is not None
        elif mode == "sampled_out":
            fault = not record or record[2] != 0 or record[0] == "0" * 32 or record[1] == "0" * 16
        else:
            fault = not record or record[:2] not in spans.get(function, ()) or record[2:] != (1, {0: function})
        if fault:
            print(f"{name}: {record}, but {function} is {spans.get(function)}")


main()
