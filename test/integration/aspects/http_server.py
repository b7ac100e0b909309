"""A server on loopback: /status/N answers with the status N.  Prints its port; ends when its standard input does.
Appends to requests.log for each request: path, traceparent, tracestate, X-Own, separated by tabs."""
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    def answer(self):
        fields = (self.path, *(self.headers[name] for name in ("traceparent", "tracestate", "X-Own")))
        with open("requests.log", "a", encoding="utf-8") as log:
            log.write("\t".join(map(str, fields)) + "\n")
        self.read_body()
        self.send_response(int(self.path.split("?")[0].rsplit("/", 1)[-1]))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def read_body(self):
        self.rfile.read(int(self.headers["Content-Length"] or 0))

    do_GET = do_DELETE = do_POST = do_PUT = do_PATCH = do_HEAD = do_OPTIONS = answer

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
sys.stdin.read()
