"""A browser without scripts, for a server that runs as a process of its own."""

from __future__ import annotations

import json
import re
import secrets
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from typing import Any

from tests.cli.processes import PATIENCE


class Browser:
    """A browser with its cookies, at the server's address."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.cookies = CookieJar()
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies)).open

    def ask(
        self, path: str, content: bytes | None = None, method: str | None = None, **headers: str
    ) -> tuple[int, str]:
        asked = urllib.request.Request(self.address + path, content, headers, method=method)
        try:
            with self._open(asked, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()
        except urllib.error.URLError:
            return 0, ""  # the server hung up before it had everything

    def submit(self, path: str, token: str, **values: str) -> tuple[int, str]:
        return self.ask(path, urllib.parse.urlencode({"csrf_token": token} | values).encode())

    def upload(self, path: str, token: str, name: str, content: bytes, **headers: str) -> tuple[int, str]:
        """Send a form with one file."""
        edge, parts = (
            secrets.token_hex(16),
            {"csrf_token": token.encode(), f'file"; filename="{name}': content},
        )
        sent = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n'.encode() + value + b"\r\n"
            for field, value in parts.items()
        ]
        kind = {"Content-Type": f"multipart/form-data; boundary={edge}"}
        return self.ask(path, b"".join(sent) + f"--{edge}--\r\n".encode(), **kind, **headers)

    def send(self, token: str) -> Any:
        """Sends batches with this device's token."""

        def sending(content: bytes) -> tuple[int, Any]:
            status, text = self.ask("/api/v1/statements", content, "PUT", Authorization=f"Bearer {token}")
            return status, json.loads(text)

        return sending

    def join(self, code: str) -> None:
        assert (
            self.submit(f"/join/{code}", form_token(self.ask(f"/join/{code}")[1]), role="notetaker")[0] == 200
        )
        assert self.submit("/notes/protocol", form_token(self.ask("/notes/protocol")[1]))[0] == 200


def form_token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    assert found, page[:500]
    return found[1]
