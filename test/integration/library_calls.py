"""What the checks of libraries' calls share.  A check prints the first fault; for its runner's table it writes a line to the
standard error output: library, calls made, calls recorded, calls that failed, errors recorded, secrets that came out."""
import json
import sys


def fail(what):
    print(what)
    sys.exit(1)


def expect(what, found, wanted):
    if found != wanted:
        fail(f"{what}: {found!r}, not {wanted!r}")


def pairs(events, first, last):
    """The calls: (entry, exit), in the order of their entries."""
    exits = {event["span_id"]: event for event in events if event["event_type"] == last}
    found = sorted((event for event in events if event["event_type"] == first), key=lambda event: event["timestamp_ns"])
    expect("spans of exits", set(exits), {event["span_id"] for event in found})
    return [(event, exits[event["span_id"]]) for event in found]


def callers(events, calls):
    """The functions that the calls are in, by way of the spans of loops."""
    entries = {event["span_id"]: event for event in events if event["event_type"] in ("function_entry", "loop_entry")}
    found = []
    for query, _ in calls:
        span = entries.get(query["parent_span_id"])
        while span and span["event_type"] == "loop_entry":
            span = entries.get(span["parent_span_id"])
        found.append(span and span["function_name"].replace("(anonymous namespace)::", ""))
    return found


def expect_headers(calls, own):
    """The server of http_server.py has had the calls' contexts.  own: the header X-Own of each call; a call that is not in it has
    not arrived."""
    with open("requests.log", encoding="utf-8") as log:
        arrived = {fields[1]: fields for fields in (line.rstrip("\n").split("\t") for line in log)}
    for index, header in own.items():
        query = calls[index][0]
        context = f"00-{query['trace_id']}-{query['span_id']}-01"
        if context not in arrived:
            fail(f"call {index} did not arrive with {context}: {sorted(arrived)}")
        expect(f"header of call {index}", arrived[context][3], str(header))


def check(functions):
    """Runs functions[NAME](events, ARGUMENT), which returns the calls, how many were made and which of them fail."""
    name, file, argument = sys.argv[1:4]
    with open(file, encoding="utf-8") as lines:
        events = [json.loads(line) for line in lines]
    calls, made, failing = functions[name](events, argument)
    failed = [index for index, (_, result) in enumerate(calls) if "error" in result]
    secrets = json.dumps(events).count("secret")
    print(name, made, len(calls), len(failing), len(failed), secrets, sep="\t", file=sys.stderr)
    expect("calls", len(calls), made)
    expect("failed calls", failed, failing)
    if secrets != 0:
        fail("a secret is in the events: " + next(json.dumps(event) for event in events if "secret" in json.dumps(event)))
