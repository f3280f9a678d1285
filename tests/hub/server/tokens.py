#!/usr/bin/env python3
"""The hub's token endpoint: ``GET /token?service=…&scope=repository:library/httpd:pull``.

As at Docker Hub, everybody may pull the repositories that there are, without a password. What is not granted is left
out of the token, and the registry refuses what is asked with it. The one user may also push.
Protocol: https://distribution.github.io/distribution/spec/auth/token/
"""

import base64
import json
import re
import sys
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import jwt

REPOSITORIES = Path("/var/lib/registry/docker/registry/v2/repositories")
NAME = "docker-flow-lesson-hub"
USER, PASSWORD = "lesson", "open-sesame"
LIFETIME = 300
"""Seconds for which a token is good, as at Docker Hub."""
_SCOPE = re.compile(r"repository:([a-z0-9]+(?:[._/-]+[a-z0-9]+)*):([a-z,]+)")


def granted(scopes: list[str], user: bool) -> list[dict]:
    """The part of the scopes that is allowed, in the form that a token has it."""
    found = [match for scope in scopes for match in map(_SCOPE.fullmatch, scope.split())]
    access = []
    for name, asked in (match.groups() for match in found if match):
        public = name.startswith("library/") and (REPOSITORIES / name).is_dir()
        allowed = {"pull", "push"} if user else {"pull"} if public else set()
        if actions := sorted(allowed & set(asked.split(","))):
            access.append({"type": "repository", "name": name, "actions": actions})
    return access


def token(access: list[dict], subject: str, key: str, certificate: str) -> str:
    """A signed token that the registry believes."""
    now = int(time.time())
    claims = {"iss": NAME, "aud": NAME, "sub": subject, "jti": str(uuid.uuid4()), "access": access}
    claims |= {"iat": now, "nbf": now - 10, "exp": now + LIFETIME}
    der = "".join(line for line in certificate.splitlines() if not line.startswith("-"))
    return jwt.encode(claims, key, algorithm="ES256", headers={"x5c": [der]})


class Handler(BaseHTTPRequestHandler):
    key: str
    certificate: str

    def do_GET(self) -> None:
        kind, _, secret = self.headers.get("Authorization", "").partition(" ")
        user = kind == "Basic" and base64.b64decode(secret) == f"{USER}:{PASSWORD}".encode()
        if kind and not user:
            self.answer(401, {"details": "incorrect username or password"})
        else:
            access = granted(parse_qs(urlsplit(self.path).query).get("scope", []), user)
            signed = token(access, USER if user else "", self.key, self.certificate)
            self.answer(200, {"token": signed, "access_token": signed, "expires_in": LIFETIME})

    def do_POST(self) -> None:
        # Clients then ask as above.
        self.answer(405, {"details": "method not allowed"})

    def answer(self, status: int, content: dict) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    Handler.key, Handler.certificate = (Path(path).read_text(encoding="ascii") for path in sys.argv[1:3])
    ThreadingHTTPServer(("127.0.0.1", 5002), Handler).serve_forever()
