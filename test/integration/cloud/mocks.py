"""Metadata services on loopback, with the recorded replies of test/data/cloud, and servers that misbehave.

Each server counts what it was asked: server.requests is a list of "METHOD path".
"""
import http.server
import json
import os
import socket
import socketserver
import threading
import time

from platforms import recorded


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, handler, address=("127.0.0.1", 0), **settings):
        self.requests, self.faults, self.settings = [], [], settings
        super().__init__(address, handler)
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def handle_error(self, request, client_address):
        pass  # a client that went away

    @property
    def at(self):
        return f"{self.server_address[0]}:{self.server_address[1]}"

    def close(self):
        self.shutdown()
        self.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 10
    wbufsize = -1  # an answer leaves in one piece: two would wait for each other (Nagle, delayed acknowledgement)

    def log_message(self, *_):
        pass

    def answer(self, status, body="", **headers):
        data = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def take(self):
        self.server.requests.append(f"{self.command} {self.path}")
        time.sleep(self.server.settings.get("delay", 0))
        self.reply()

    do_GET = do_PUT = take


class Ec2(Handler):
    """Version 2 only: what has no token is refused.  expires: the first token is refused when it is used."""

    def reply(self):
        server = self.server
        if self.command == "PUT" and self.path == "/latest/api/token":
            if not self.headers.get("X-aws-ec2-metadata-token-ttl-seconds") or self.headers.get("X-Forwarded-For"):
                return self.answer(400)
            server.tokens = getattr(server, "tokens", 0) + 1
            return self.answer(200, f"MadeUpToken{server.tokens}==", X_Aws_Ec2_Metadata_Token_Ttl_Seconds=self.headers["X-aws-ec2-metadata-token-ttl-seconds"])
        token = self.headers.get("X-aws-ec2-metadata-token", "")
        if not token.startswith("MadeUpToken") or (server.settings.get("expires") and token == "MadeUpToken1=="):
            return self.answer(401)
        replies = {"/latest/dynamic/instance-identity/document": recorded("cloud", "ec2_identity.json"), "/latest/meta-data/public-ipv4": "203.0.113.5",
                   # what the collector asks besides
                   "/latest/meta-data/hostname": "ip-172-31-23-45.eu-central-1.compute.internal", "/latest/meta-data/instance-id": "i-0b123456789abcdef"}
        return self.answer(200, replies[self.path]) if self.path in replies else self.answer(404)


class Ecs(Handler):
    def reply(self):
        if self.path == "/v4/abc/task":
            return self.answer(200, recorded("cloud", "ecs_task.json"), Content_Type="application/json")
        if self.path == "/v4/abc":
            return self.answer(200, json.dumps(json.loads(recorded("cloud", "ecs_task.json"))["Containers"][0]), Content_Type="application/json")
        return self.answer(404)


class Google(Handler):
    def reply(self):
        if self.headers.get("Metadata-Flavor") != "Google" and self.path != "/":
            return self.answer(403, "", Metadata_Flavor="Google")
        values = json.loads(recorded("cloud", self.server.settings["file"]))
        value = values.get(self.path.removeprefix("/computeMetadata/v1/"))
        if self.path == "/":
            return self.answer(200, "", Metadata_Flavor="Google")
        return self.answer(404, "", Metadata_Flavor="Google") if value is None else self.answer(200, value, Metadata_Flavor="Google", Content_Type="application/text")


class Azure(Handler):
    def reply(self):
        if self.headers.get("Metadata") != "true" or not self.path.startswith("/metadata/instance"):
            return self.answer(400)
        document = recorded("cloud", self.server.settings["file"])
        if self.path.startswith("/metadata/instance/compute"):
            document = json.dumps(json.loads(document)["compute"])
        return self.answer(200, document, Content_Type="application/json; charset=utf-8")


def start(name, address=("127.0.0.1", 0), **settings):
    if name == "ec2":
        return Server(Ec2, address, **settings)
    if name == "ecs":
        return Server(Ecs, address, **settings)
    return Server(Azure if name.startswith("azure") else Google, address, file=name + ".json", **settings)


def value_of(platform, server):
    """What the variable that names the endpoint must say."""
    if platform.endpoint == "GCE_METADATA_HOST":
        return server.at
    return f"http://{server.at}" + ("/v4/abc" if platform.endpoint.startswith("ECS") else "")


class Raw:
    """Accepts, and then does as `talk(connection)` says."""

    def __init__(self, talk, address=("127.0.0.1", 0)):
        self.talk, self.connections = talk, 0
        self.socket = socket.create_server(address, backlog=64)
        self.at = "%s:%d" % self.socket.getsockname()[:2]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        with connection:
            try:
                self.talk(connection)
            except OSError:
                pass  # the client went away

    def close(self):
        self.socket.close()


def after_request(reply):
    """Reads the request, then calls reply(connection)."""
    def talk(connection):
        connection.settimeout(10)
        data = b""
        while b"\r\n\r\n" not in data:
            more = connection.recv(4096)
            if not more:
                return
            data += more
        reply(connection)
    return talk


def send(data):
    return after_request(lambda connection: connection.sendall(data))


def hang(connection):
    connection.recv(4096)
    time.sleep(10)


def slowly(data, pause=1.0):
    def drip(connection):
        for byte in data:
            connection.sendall(bytes([byte]))
            time.sleep(pause)
    return after_request(drip)


def endless(head, piece):
    def pour(connection):
        connection.sendall(head)
        for _ in range(20000):
            connection.sendall(piece)
    return after_request(pour)


def ok(body, length=None, headers=b""):
    size = len(body) if length is None else length
    return b"HTTP/1.1 200 OK\r\n" + headers + b"Content-Length: %d\r\n\r\n" % size + body


# Name -> what a server does that must give local facts, nothing else.
MISBEHAVING = {
    "hangs": hang,
    "closes at once": lambda connection: None,
    "resets": after_request(lambda c: c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")),
    "one byte a second": slowly(ok(b"token")),
    "garbage": send(os.urandom(4096)),
    "garbage without an end": endless(b"", os.urandom(4096)),
    "HTTP/0.9": send(b"<html>hello</html>"),
    "status 500": send(b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"),
    "status 200, a page": send(ok(b"<html><title>Sign in to the network</title></html>")),
    "status 0": send(b"HTTP/1.1 0 \r\nContent-Length: 0\r\n\r\n"),
    "a body without an end": endless(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 4096),
    "headers without an end": endless(b"HTTP/1.1 200 OK\r\n", b"X-Filler: " + b"x" * 1000 + b"\r\n"),
    "one header without an end": endless(b"HTTP/1.1 200 OK\r\nX-Filler: ", b"x" * 4096),
    "interim answers without an end": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "chunks without an end": endless(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "a length of exabytes": send(ok(b"x", 1 << 62)),
    "a length that is too long": send(ok(b"token", 50)),
    "a negative length": send(ok(b"token", -5)),
    "JSON a mile deep": send(ok(b"[" * 60000)),
    "text that ends a header": send(ok(b"a\r\nX-Injected: b")),
    "null bytes": send(ok(b"\0" * 60)),
    "compressed": send(ok(b"\x1f\x8b\x08\0" + b"\0" * 40, headers=b"Content-Encoding: gzip\r\n")),
}
