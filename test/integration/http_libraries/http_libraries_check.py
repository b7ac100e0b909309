#!/usr/bin/env python3
"""Checks the events of the requests in libevent_calls, poco_calls, beast_calls and qt_calls.

usage: http_libraries_check.py libevent|poco|beast|qt EVENTS PORT        prints the first fault
"""
from library_calls import callers, check, expect, expect_headers, pairs


def requests(events, wanted, failing, functions, headers):
    """wanted: method, path and status of each request."""
    calls = pairs(events, "http_request", "http_response")
    found = [(query["http"]["request"]["method"], query["http"]["request"]["url"], result["http"]["response"]["status_code"])
             for query, result in calls]
    expect("requests", found, wanted)
    expect("callers", callers(events, calls), functions)
    expect_headers(calls, headers)
    return calls, len(wanted), failing


def libevent(events, _):
    return requests(events, [("GET", "/status/200", 200), ("DELETE", "/status/404", 404), ("GET", "/status/503", 503)], [2],
                    ["ask"] * 3, {0: "mine", 1: None})


def poco(events, port):
    server = f"http://127.0.0.1:{port}"
    wanted = [("GET", server + "/status/200?token=REDACTED", 200)] * 2 + [
        ("DELETE", server + "/status/404", 404), ("GET", server + "/status/503", 503), ("GET", "http://127.0.0.1:1/", 0)]
    found = requests(events, wanted, [3, 4], ["ask"] * 5, {0: "mine", 1: "mine", 2: None})
    expect("error", found[0][4][1]["error"]["type"].startswith("Poco::Net::"), True)
    return found


def beast(events, _):
    wanted = [("GET", "/status/200?token=REDACTED", 200)] * 2 + [
        ("DELETE", "/status/404", 404), ("DELETE", "/status/503", 503), ("DELETE", "/status/503", 0)]
    return requests(events, wanted, [3, 4], ["ask"] * 4 + ["closed"], {0: "mine", 1: "mine", 2: "mine"})


def qt(events, port):
    server = f"http://127.0.0.1:{port}"
    wanted = [("GET", server + "/status/200", 200), ("POST", server + "/status/200", 200), ("PUT", server + "/status/404", 404),
              ("DELETE", server + "/status/503", 503), ("HEAD", server + "/status/200", 200), ("GET", server + "/status/200", 200),
              ("GET", "http://REDACTED:REDACTED@127.0.0.1:1/?token=REDACTED", 0)]
    found = requests(events, wanted, [3, 6], ["get", "post", "put", "remove", "head", "get", "refused"],
                     {0: "mine", 1: None, 2: None, 3: None, 4: None})
    error = found[0][6][1]["error"]
    expect("error", (error["type"], error["message"]), ("1", "Connection refused"))
    return found


check({"libevent": libevent, "poco": poco, "beast": beast, "qt": qt})
