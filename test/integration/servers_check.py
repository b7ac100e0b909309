"""Checks the events of a server and of its client.   servers_check.py CHECK ARGUMENT... : each check prints what is wrong."""
import json
import sys


def fail(message):
    print(message)
    sys.exit(1)


def expect(what, got, wanted):
    if got != wanted:
        fail(f"{what}: {got}, expected {wanted}")


def read(path):
    with open(path) as lines:
        return [json.loads(line) for line in lines]


def requests(events):
    """The spans of HTTP requests: (request, response) by the request's order."""
    ends = {event["span_id"]: event for event in events if event["event_type"] == "http_response"}
    begun = [event for event in events if event["event_type"] == "http_request"]
    missing = [event for event in begun if event["span_id"] not in ends]
    if missing or len(begun) != len(ends):
        fail(f"{len(begun)} requests and {len(ends)} responses; without a response: {missing[:1]}")
    return [(event, ends[event["span_id"]]) for event in begun]


def unfinished(events):
    bad = [event for event in events if {"unfinished", "abandoned"} & set(event["attributes"])]
    if bad:
        fail(f"a span did not end: {bad[0]}")


def children(events, span):
    return [event for event in events if event["event_type"] == "function_entry" and event["parent_span_id"] == span["span_id"]]


def pair(server_file, client_file, count):
    """Every request of the client is continued by one of the server, and everything inside belongs to it."""
    server, client = read(server_file), read(client_file)
    unfinished(server)
    unfinished(client)
    sent = {event["span_id"]: event for event, _ in requests(client)}
    received = requests(server)
    expect("requests sent", len(sent), int(count))
    expect("requests received", len(received), int(count))
    expect("parents", len({event["parent_span_id"] for event, _ in received}), int(count))
    spans = {}
    for event, _ in received:
        if event["parent_span_id"] not in sent:
            fail(f"a request that the client did not send: {event}")
        expect("trace", event["trace_id"], sent[event["parent_span_id"]]["trace_id"])
        spans[event["span_id"]] = event
    inside = [event for event in server if event["event_type"] == "function_entry"]
    spans.update({event["span_id"]: event for event in inside})
    handlers = 0
    for event in inside:
        if event["function_name"] not in ("work", "ok", "answer", "reply", "completed", "missing"):
            continue
        if event["function_name"] == "completed":  # called behind the request
            continue
        parent = spans.get(event["parent_span_id"])
        if not parent:
            fail(f"an orphan: {event}")
        expect("trace of a function", event["trace_id"], parent["trace_id"])
        wanted = {"work": "function_entry", "reply": "function_entry", "missing": "function_entry"}.get(event["function_name"], "http_request")
        expect(f"parent of {event['function_name']}", parent["event_type"], wanted)
        handlers += parent["event_type"] == "http_request"
    if handlers < int(count):
        fail(f"{handlers} calls of handlers for {count} requests")


def ways(server_file, expected_file):
    """Names, statuses, errors and severities of the requests of a server, in their order."""
    events = read(server_file)
    unfinished(events)
    got = []
    for event, end in requests(events):
        got.append(f"{event['event']['name']} {event['http']['request']['method']} {event['attributes'].get('url.path')} "
                   f"{end['http']['response']['status_code']} {end['severity']} {end.get('error', {}).get('type')}")
        expect("server", event["attributes"].get("server.address"), "127.0.0.1")
        expect("agent", event["http"]["request"]["user_agent"][:5], "curl/")
        expect("parent", event["parent_span_id"], None)
    with open(expected_file) as lines:
        wanted = lines.read().splitlines()
    for index in range(max(len(got), len(wanted))):
        expect(f"request {index + 1}", got[index:index + 1], wanted[index:index + 1])
    expect("traces", len({event["trace_id"] for event, _ in requests(events)}), len(got))


def continued(server_file, trace, span):
    received = requests(read(server_file))
    expect("requests", len(received), 1)
    expect("context", (received[0][0]["trace_id"], received[0][0]["parent_span_id"]), (trace, span))


def roots(server_file, least, most):
    events = read(server_file)
    received = requests(events)
    if not int(least) <= len(received) <= int(most):
        fail(f"{len(received)} requests, expected {least} to {most}")
    expect("parents", {event["parent_span_id"] for event, _ in received} <= {None}, True)
    traces = {event["trace_id"] for event, _ in received}
    inside = {event["trace_id"] for event in events if event.get("function_name") == "work"}
    expect("work in other traces", inside - traces, set())


def secrets(*files):
    for path in files:
        with open(path) as lines:
            text = lines.read()
        for word in ("hunter2", "Bearer", "sessionid"):
            if word in text:
                fail(f"{word} is in {path}")


{"pair": pair, "ways": ways, "continued": continued, "roots": roots, "secrets": secrets}[sys.argv[1]](*sys.argv[2:])
