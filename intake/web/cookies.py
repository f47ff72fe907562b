"""Flask's cookie; what was verified a moment ago is not verified again, since tablets send the same all evening."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature, URLSafeTimedSerializer

#: Cookies remembered at most, more than any hall has browsers; each takes some hundred bytes.
REMEMBERED = 2_000


class SignedCookie(SecureCookieSessionInterface):
    """For one app, whose secret does not change."""

    def __init__(self) -> None:
        self._signer: URLSafeTimedSerializer | None = None
        #: By cookie: what it holds and when it was signed.
        self._verified: dict[str, tuple[dict[str, Any], datetime]] = {}

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if self._signer is None:
            self._signer = super().get_signing_serializer(app)
        return self._signer

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        cookie = request.cookies.get(self.get_cookie_name(app))
        signer = self.get_signing_serializer(app)
        if not cookie or signer is None:
            return self.session_class()
        found = self._verified.get(cookie)
        if found is None:
            try:
                found = signer.loads(cookie, return_timestamp=True)
            except BadSignature:
                return self.session_class()
            if len(self._verified) >= REMEMBERED:
                self._verified.clear()
            self._verified[cookie] = found
        held, signed_at = found
        if datetime.now(UTC) - signed_at > app.permanent_session_lifetime:
            return self.session_class()
        return self.session_class(held)
