"""Fault 13: every route as a stranger, as the organizer of another initiative, in every role, as another tablet."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from intake.access import ADMINISTRATOR_MAY, MAY, OF_AN_INITIATIVE, Permission, permission_of
from intake.db import Database
from intake.models import Role
from intake.queries import statements
from intake.web import gate
from intake.web.gate import DEVICE_COOKIE
from tests import factories

FAULT = 13
#: Tokens of forms, which change with the second.
TOKEN = re.compile(r"[\w-]+\.[\w-]{6}\.[\w-]{27}")

ENDED = (200, 204, 302, 303)


@dataclass
class World:
    """Two initiatives with everything in them; addresses are made for the first, people belong to either."""

    app: Flask
    db: Database
    values: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        mine = factories.an_initiative(self.db, "mine")
        self.theirs = factories.an_initiative(self.db, "theirs")
        self.mine = mine
        question = factories.a_question(self.db, mine)
        hall = factories.a_session(self.db, mine)
        self.place = hall.places[1]
        device, self.token = factories.a_device(self.db, self.place)
        statement = factories.a_statement(self.db, self.place, mine, question, "CANARY", device_id=device.id)
        member = factories.a_member(self.db, mine, Role.VIEWER, "someone@example.org")
        self.uids = {
            "questions": question.uid,
            "devices": device.uid,
            "places": self.place.uid,
            "tables": self.place.uid,
            "people": member.uid,
            "statements": statement.uid,
        }
        self.code = hall.code

    def address(self, rule: Rule, slug: str = "mine") -> str:
        """The rule's address with real values of the first initiative."""
        kind = next((name for name in self.uids if f"/{name}/<" in rule.rule), "statements")
        given: dict[str, Any] = {
            "slug": slug,
            "code": self.code,
            "uid": self.uids[kind],
            "token": "nobody",
            "verb": "hide",
            "into": "es",
            "tag": "fa",
            "kind": "xliff",
        }
        if rule.endpoint.startswith("join."):
            given["code"] = self.place.code
        values = {name: given.get(name, "0") for name in rule.arguments}
        with self.app.test_request_context():
            return self.app.url_map.bind("localhost").build(rule.endpoint, values, method=methods(rule)[0])


def methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


@pytest.fixture
def world(app: Flask, db: Database) -> World:
    app.config["WTF_CSRF_ENABLED"] = False
    return World(app, db)


def every(app: Flask) -> list[tuple[Rule, str, Permission]]:
    """(rule, method, permission) of every route but static files."""
    found = []
    for rule in app.url_map.iter_rules():
        permission = permission_of(app.view_functions[rule.endpoint])
        if permission is not None:
            found += [(rule, method, permission) for method in methods(rule)]
    return found


def a_stranger_gets_nothing(app: Flask, world: World) -> None:
    client = app.test_client()
    for rule, method, permission in every(app):
        if permission is Permission.PUBLIC:
            continue
        answer = client.open(world.address(rule), method=method)
        allowed = answer.status_code == 401 or "/account/sign-in" in answer.headers.get("Location", "")
        assert allowed, f"{method} {rule.rule}: {answer.status_code}"
        assert "CANARY" not in answer.text


def test_a_stranger_gets_nothing_but_public_pages(app: Flask, world: World) -> None:
    a_stranger_gets_nothing(app, world)


def test_control_a_view_without_its_gate(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    open_view = app.view_functions["notes.capture"]

    def forgetful(view: Any) -> Permission | None:
        return Permission.PUBLIC if view is open_view else permission_of(view)

    monkeypatch.setattr(gate, "permission_of", forgetful)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.testing = False
    with pytest.raises(AssertionError, match="GET /notes/: "):
        a_stranger_gets_nothing(app, world)


def another_initiatives_organizer_finds_nothing(app: Flask, world: World) -> None:
    client = app.test_client()
    organizer = factories.a_member(world.db, world.theirs, Role.ORGANIZER)
    factories.signed_in(client, world.db, organizer)
    for rule, method, permission in every(app):
        if permission not in OF_AN_INITIATIVE:
            continue
        path, missing = world.address(rule), world.address(rule, "missing")
        real, none = client.open(path, method=method), client.open(missing, method=method)
        assert (real.status_code, none.status_code) == (404, 404), f"{method} {rule.rule}: {real.status_code}"
        seen = [TOKEN.sub("", text) for text in (real.text.replace(path, ""), none.text.replace(missing, ""))]
        assert seen[0] == seen[1], f"{rule.rule} tells the two apart"


def test_another_initiatives_organizer_cannot_tell_it_from_a_missing_one(app: Flask, world: World) -> None:
    another_initiatives_organizer_finds_nothing(app, world)


def test_control_a_gate_that_does_not_ask_for_the_role(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "may", lambda *permission, **who: True)
    with pytest.raises(AssertionError, match=": 200"):
        another_initiatives_organizer_finds_nothing(app, world)


def things_are_not_reached_through_another(app: Flask, world: World) -> None:
    client = app.test_client()
    organizer = factories.a_member(world.db, world.theirs, Role.ORGANIZER)
    factories.signed_in(client, world.db, organizer)
    for rule, method, permission in every(app):
        if permission in OF_AN_INITIATIVE and {"code", "uid"} & rule.arguments:
            answer = client.open(world.address(rule, "theirs"), method=method)
            # A form that lacks a field may be refused before its subject is looked for.
            refused = (404,) if method == "GET" else (400, 404)
            assert answer.status_code in refused, f"{method} {rule.rule}: {answer.status_code}"
            assert "CANARY" not in answer.text


def test_things_of_one_initiative_are_not_reached_through_another(app: Flask, world: World) -> None:
    things_are_not_reached_through_another(app, world)


def test_control_statements_that_are_looked_up_by_their_id_alone(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_uid = statements.by_uid

    def anybodys(session: Any, initiative_id: int, *given: Any, **values: Any) -> Any:
        return by_uid(session, world.mine.id, *given, **values)

    monkeypatch.setattr(statements, "by_uid", anybodys)
    with pytest.raises(AssertionError, match=": 200"):
        things_are_not_reached_through_another(app, world)


@pytest.mark.parametrize("role", [*Role, None])
def test_a_role_opens_what_the_table_says(app: Flask, world: World, role: Role | None) -> None:
    client = app.test_client()
    if role is None:
        person = factories.a_person(world.db, "admin@example.org", is_administrator=True)
    else:
        person = factories.a_member(world.db, world.mine, role)
    factories.signed_in(client, world.db, person)
    allowed = ADMINISTRATOR_MAY if role is None else MAY[role]
    for rule, method, permission in every(app):
        if permission is Permission.ADMINISTER:
            expected = role is None
        elif permission in OF_AN_INITIATIVE:
            expected = permission in allowed
        else:
            continue
        if expected and method != "GET":
            continue
        answer = client.open(world.address(rule), method=method)
        if expected:
            # 404 where an address needs more than this world has (an upload that waits, a sheet's page).
            assert answer.status_code in (*ENDED, 404), f"{method} {rule.rule}: {answer.status_code}"
        else:
            assert answer.status_code == 403, f"{method} {rule.rule}: {answer.status_code}"
            assert "CANARY" not in answer.text


def test_a_device_sees_no_pages_of_organizers_and_no_other_devices_words(app: Flask, world: World) -> None:
    client = app.test_client()
    _other, token = factories.a_device(world.db, world.place)
    client.set_cookie(DEVICE_COOKIE, token)
    for rule, method, permission in every(app):
        if permission in (Permission.PUBLIC,) or rule.endpoint.startswith("api."):
            continue
        answer = client.open(world.address(rule), method=method)
        assert "CANARY" not in answer.text, f"{method} {rule.rule}"
        if permission is not Permission.DEVICE:
            allowed = answer.status_code == 401 or "/account/sign-in" in answer.headers.get("Location", "")
            assert allowed, f"{method} {rule.rule}: {answer.status_code}"


def test_viewers_see_no_codes_that_let_somebody_write(app: Flask, world: World) -> None:
    for role in (Role.VIEWER, Role.ANALYST, Role.INTERPRETER):
        client = app.test_client()
        factories.signed_in(client, world.db, factories.a_member(world.db, world.mine, role))
        for rule, method, permission in every(app):
            if permission in MAY[role] and method == "GET":
                page = client.get(world.address(rule)).data
                assert world.place.code.encode() not in page, f"{role} finds a code on {rule.rule}"


def test_every_posting_form_needs_its_token(app: Flask, db: Database) -> None:
    world = World(app, db)
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()
    factories.signed_in(client, db, factories.a_member(db, world.mine, Role.ORGANIZER))
    client.set_cookie(DEVICE_COOKIE, world.token)
    for rule, method, _permission in every(app):
        if method == "POST" and not rule.endpoint.startswith("api."):
            answer = client.post(world.address(rule))
            assert answer.status_code in (400, 403), f"{rule.rule}: {answer.status_code}"


def test_another_sites_page_changes_nothing(app: Flask, world: World) -> None:
    client = app.test_client()
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        for rule, method, _permission in every(app):
            if method != "GET":
                answer = client.open(world.address(rule), method=method, headers=headers)
                assert answer.status_code == 403, f"{method} {rule.rule}: {answer.status_code}"


def test_another_host_name_is_refused(app: Flask) -> None:
    client = app.test_client()
    for path in ("/", "/account/sign-in", "/guide", "/api/v1/openapi.json"):
        assert client.get(path, headers={"Host": "evil.example"}).status_code == 400
