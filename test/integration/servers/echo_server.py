#!/usr/bin/env python3
"""Answers each request with its headers X-Extra and traceparent.  Prints its port; ends with its standard input."""
import http.server
import sys
import threading


class Echo(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        text = f"extra={self.headers['X-Extra']} traceparent={'yes' if self.headers['traceparent'] else 'no'}\n".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
