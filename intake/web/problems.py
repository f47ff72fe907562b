"""Named problems become a page or a JSON answer; anything else is a bug, logged without a word of what was said."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, jsonify, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response as BaseResponse

from intake.errors import NotAllowed, NotFound, NotSignedIn, Problem, TooLarge, TooMany
from intake.logs import log_fault
from intake.web import unsent
from intake.web.account import sign_in
from intake.web.home import own_path

#: Statuses that have a page of their own in templates/errors/.
PAGES = (400, 403, 404, 405, 409, 413, 429, 500, 503, 507)
#: What Werkzeug raises, by the problem that says the same in our words.
NAMED = {403: NotAllowed, 404: NotFound, 413: TooLarge, 429: TooMany}


def init_problems(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(Problem, on_problem)
    app.register_error_handler(CSRFError, on_stale_form)
    app.register_error_handler(HTTPException, on_http)
    app.register_error_handler(Exception, on_fault)


def on_problem(problem: Problem) -> BaseResponse:
    """Answer in the form the client speaks; a person who is not signed in is asked to sign in."""
    if isinstance(problem, NotSignedIn) and not _wants_json():
        fields = unsent.sent()
        if fields:
            return sign_in.ask(problem, unsent.address(), fields)
        return redirect(
            url_for("account.sign_in", next=request.full_path if request.method == "GET" else None), 303
        )
    return _answer(problem.status, problem.code, str(problem.message), problem.field, problem.retry_after)


def on_stale_form(error: CSRFError) -> BaseResponse:
    """The form's token is missing or of another sign-in: nothing was changed, and what was sent can be sent again."""
    fields, to = unsent.sent(), unsent.address()
    if request.endpoint == "account.sign_in":
        # Somebody signed in on another page meanwhile: what waits on this one goes on to where it was going.
        fields, to = unsent.waiting(), own_path(request.form.get("next", ""))
    fields = fields if unsent.is_ours() else []
    return _answer(400, "stale_form", "", None, None, page="stale", unsent=fields, to=to)


def on_http(error: HTTPException) -> BaseResponse:
    if isinstance(error, SecurityError):
        # A host name that is not ours: no page of ours can be built for it, and none should be.
        return Response("This server does not answer to this name.\n", 400, mimetype="text/plain")
    if error.code is None or error.code < 400:
        return error.get_response()
    named = NAMED.get(error.code)
    message = str(named().message) if named else ""
    answer = _answer(error.code, named.code if named else f"http_{error.code}", message, None, None)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            answer.headers[name] = value
    return answer


def on_fault(error: Exception) -> BaseResponse:
    log_fault(error, request.endpoint)
    return _answer(500, "fault", "", None, None)


def _answer(
    status: int,
    code: str,
    message: str,
    field: str | None,
    retry_after: int | None,
    page: str | None = None,
    **shown: Any,
) -> Response:
    if _wants_json():
        answer = jsonify({"error": {"code": code, "message": message, "field": field}})
    else:
        name = page or str(status if status in PAGES else 400 if status < 500 else 500)
        answer = make_response(render_template(f"errors/{name}.html", message=message, **shown))
    answer.status_code = status
    if retry_after is not None:
        answer.headers["Retry-After"] = str(retry_after)
    return answer


def _wants_json() -> bool:
    return request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json"
