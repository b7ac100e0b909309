"""A server on loopback: /status/N answers with the status N.  Prints its port; ends when its standard input does."""
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    def answer(self):
        self.send_response(int(self.path.split("?")[0].rsplit("/", 1)[-1]))
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_DELETE = answer

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
sys.stdin.read()
