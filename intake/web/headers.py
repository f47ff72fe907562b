"""Headers of every answer: what a browser may do with it, and who may keep it."""

from __future__ import annotations

from flask import Flask, Response, request

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
#: The others say what a page may do; on a dozen small files and on each receipt they would outweigh the content.
OF_NO_PAGE = {name: HEADERS[name] for name in ("X-Content-Type-Options", "Cross-Origin-Resource-Policy")}
#: Our scripts and style sheets are the same for everybody and no secret.
OF_A_FILE = {"X-Content-Type-Options": HEADERS["X-Content-Type-Options"]}
NO_PAGE = ("application/json", "application/manifest+json")
#: A year; the version stands in the path of every static file.
STATIC_LIFETIME = "max-age=31536000, immutable"


def init_headers(app: Flask) -> None:
    """Put them on every answer; pages are never kept by a cache."""

    @app.after_request
    def add(response: Response) -> Response:
        is_static = request.endpoint == "static"
        is_page = not is_static and request.blueprint != "api" and response.mimetype not in NO_PAGE
        # No view sets any of these, so none is looked for: that takes longer than all else here.
        response.headers.extend(HEADERS if is_page else OF_A_FILE if is_static else OF_NO_PAGE)
        if is_static:
            response.headers["Cache-Control"] = STATIC_LIFETIME
        else:
            response.headers.setdefault("Cache-Control", "no-store")
        return response
