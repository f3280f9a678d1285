"""Hubs that give no image, on an address of this machine that its containers reach."""

import contextlib
import json
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import trustme


@contextlib.contextmanager
def refusing(gateway: str, status: int, code: str = "", certified: bool = False) -> Iterator[str]:
    """The address of a registry that lets everybody in and answers each question with an error.

    Args:
        gateway: This machine, as its containers see it.
        status: The HTTP status it answers.
        code: The error as registries name it. https://distribution.github.io/distribution/spec/api/#errors
        certified: Whether it shows a certificate, which nobody vouches for.
    """
    body = json.dumps({"errors": [{"code": code, "message": "no"}]}).encode() if code else b"<h1>no</h1>"

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/v2/" else status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer((gateway, 0), Handler) as server:
        scheme = "http"
        if certified:
            context, scheme = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), "https"
            trustme.CA().issue_cert(gateway).configure_cert(context)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever).start()
        try:
            yield f"{scheme}://{gateway}:{server.server_port}"
        finally:
            server.shutdown()
