#!/usr/bin/env python3
"""A receiver of telemetry with faults on request, for tests: http or https.

usage: receiver.py FOLDER [--port PORT] [--faults LIST] [--log-faults LIST] [--tls CERTIFICATE KEY]

Writes its port to FOLDER/port when it listens, one JSON line for each request to FOLDER/requests.jsonl, and the bodies that
it has taken, decompressed, to FOLDER/received.jsonl; those of OTLP to received.json, a line each, or received.otlp, each
behind its size in four bytes; log records, which are posted to …/logs, to logs.json or logs.otlp.  It ends with SIGTERM.

LIST names what happens to the requests, those of log records apart if they have a list, one after the other, separated by commas; the last one holds for all that follow:
  NUMBER             the HTTP status; 2xx takes the batch
  429:VALUE          ... with Retry-After: VALUE (`date`: a date one second ahead)
  302                ... with a Location that leads back
  slow:SECONDS       takes the batch and answers late
  hang               reads the batch and never answers
  reset              resets the connection before it has read the batch
  drop               closes the connection when it has read the batch, and takes it not
  taken-drop         ... and takes it
  partial:N          takes the batch but N events of it, and says so as OTLP does
  KIND*COUNT         COUNT times
"""
import argparse
import email.utils
import gzip
import json
import pathlib
import socket
import ssl
import struct
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Faults:
    """The list, taken request by request."""

    def __init__(self, text):
        self.steps, self.lock = [], threading.Lock()
        for step in text.split(","):
            kind, _, count = step.partition("*")
            self.steps += [kind] * int(count or 1)

    def next(self):
        with self.lock:
            return self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]


class Log:
    def __init__(self, folder):
        self.folder, self.lock, self.batches = folder, threading.Lock(), set()
        requests = folder / "requests.jsonl"
        for line in requests.read_text().splitlines() if requests.exists() else []:
            request = json.loads(line)
            self.batches |= {request["batch"]} if request["taken"] else set()

    def request(self, **facts):
        with self.lock, open(self.folder / "requests.jsonl", "a") as file:
            file.write(json.dumps(facts) + "\n")

    def take(self, batch, body, content_type, is_logs):
        """Keeps the body of each batch once, by its id."""
        ending = {"application/json": "json", "application/x-protobuf": "otlp"}.get(content_type, "jsonl")
        name = f"{'logs' if is_logs else 'received'}.{ending}"
        if ending == "otlp":
            body = struct.pack(">I", len(body)) + body
        with self.lock, open(self.folder / name, "ab") as file:
            if batch not in self.batches:
                file.write(body)
            self.batches.add(batch)


def partial_success(count, content_type, is_logs):
    if "json" in content_type:
        return json.dumps({"partialSuccess": {"rejectedLogRecords" if is_logs else "rejectedSpans": str(count), "errorMessage": "too many"}}).encode(), content_type
    inner = b"\x08" + bytes([count]) + b"\x12\x08too many"
    return b"\x0a" + bytes([len(inner)]) + inner, "application/x-protobuf"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):
        is_logs = self.path.endswith("/logs")
        kind, _, argument = (self.server.log_faults if is_logs else self.server.faults).next().partition(":")
        if kind == "reset":
            self.note(kind, 0, False)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return self.close()
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        raw = gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body
        status = 200 if kind in ("slow", "partial", "taken-drop", "hang", "drop") else int(kind)
        takes = kind not in ("hang", "drop") and 200 <= status < 300
        self.note(kind, status, takes, len(body), len(raw))
        if takes:
            self.server.log.take(self.headers.get("X-Telinject-Batch"), raw, self.headers.get("Content-Type"), is_logs)
        if kind == "slow":
            time.sleep(float(argument))
        if kind == "hang":
            time.sleep(3600)
        if kind in ("drop", "taken-drop"):
            return self.close()
        answer, content_type = b"", "application/json"
        if kind == "partial":
            answer, content_type = partial_success(int(argument), self.headers.get("Content-Type", ""), is_logs)
        self.send_response(status)
        if status == 429 and argument:
            self.send_header("Retry-After", email.utils.formatdate(time.time() + 1, usegmt=True) if argument == "date" else argument)
        if status == 302:
            self.send_header("Location", self.path)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def close(self):
        self.close_connection = True
        self.connection.close()
        self.rfile = self.wfile = open("/dev/null", "r+b")

    def note(self, kind, status, taken, size=0, raw=0):
        self.server.log.request(kind=kind, status=status, taken=taken, bytes=size, raw_bytes=raw, path=self.path, time=time.time(),
                                batch=self.headers.get("X-Telinject-Batch"), headers=dict(self.headers.items()))


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, address):
        if not isinstance(sys.exc_info()[1], (OSError, ValueError)):
            super().handle_error(request, address)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--faults", default="200")
    parser.add_argument("--log-faults")
    parser.add_argument("--tls", nargs=2)
    options = parser.parse_args()
    server = Server(("127.0.0.1", options.port), Handler)
    server.faults, server.log = Faults(options.faults), Log(options.folder)
    server.log_faults = Faults(options.log_faults) if options.log_faults else server.faults
    if options.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*options.tls)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    part = options.folder / "port.part"
    part.write_text(str(server.server_address[1]))
    part.rename(options.folder / "port")
    server.serve_forever()


main()
