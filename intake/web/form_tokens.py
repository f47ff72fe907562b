"""Flask-WTF's protection of forms against other sites; tokens that were signed or verified already are remembered."""

from __future__ import annotations

from typing import Any

from flask import g, request, session
from flask_wtf import CSRFProtect
from flask_wtf.csrf import generate_csrf

#: Browsers whose token is remembered at most, more than any hall has.
REMEMBERED = 2_000
#: The key of the browser's secret in its cookie, and the name of the token in forms.
FIELD = "csrf_token"


class FormTokens(CSRFProtect):  # type: ignore[misc]
    """As Flask-WTF's: only a browser's own token is good for it, as long as its cookie is."""

    def __init__(self) -> None:
        super().__init__()
        #: By the secret in the browser's cookie: the token that was signed for it, or came with it and was good.
        self._good: dict[str, str] = {}

    def protect(self, apply_exemptions: bool = False) -> None:
        """Refuse a form whose token is not its browser's."""
        if request.method != "POST":
            super().protect(apply_exemptions)
            return
        secret = session.get(FIELD)
        known = self._good.get(secret) if secret else None
        if known is not None and known == request.form.get(FIELD):
            g.csrf_valid = True
            return
        super().protect(apply_exemptions)
        if g.get("csrf_valid"):
            self._remember(secret, request.form.get(FIELD))

    def token(self) -> str:
        """The token for the forms of this browser."""
        known = self._good.get(session.get(FIELD, ""))
        if known is None:
            known = str(generate_csrf())
            self._remember(session[FIELD], known)
        return known

    def _remember(self, secret: Any, token: str | None) -> None:
        if secret and token:
            if len(self._good) >= REMEMBERED:
                self._good.clear()
            self._good[secret] = token


form_tokens = FormTokens()
