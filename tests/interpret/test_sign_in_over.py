"""Somebody's sign-in is over while they write: they sign in again, and send what they wrote with another press."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from intake.models import Person, Rendering, Role, SignIn, Statement
from tests import factories
from tests.account.people import PASSWORD, kept
from tests.interpret.desks import fields_of, form
from tests.pages import CheckingClient
from tests.statements.conftest import Hall

EMAIL, TEXT = "ana@example.org", "هر ساعت یک بار\n<b>«اتوبوس»</b>"
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def ana(app: Flask, hall: Hall) -> CheckingClient:
    person = factories.a_member(hall.db, hall.initiative, Role.INTERPRETER, EMAIL)
    hall.db.write(lambda session: session.execute(update(Person).values(password_hash=kept())))
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    factories.signed_in(client, hall.db, person)
    return client


def path(said: Statement) -> str:
    return f"/initiatives/score-2024/translate/{said.uid}/fa"


def typed(client: CheckingClient, said: Statement) -> dict[str, str]:
    return form(client.get(path(said)).text) | {"text": TEXT}


def sign_out_everywhere(hall: Hall) -> None:
    hall.db.write(lambda session: session.execute(delete(SignIn)))


def stored(hall: Hall) -> list[str]:
    with hall.db.read() as session:
        return list(session.scalars(select(Rendering.text)))


def sign_in(client: CheckingClient, page: str, password: str = PASSWORD) -> Any:
    return client.post("/account/sign-in", data=form(page) | {"email": EMAIL, "password": password})


def test_what_was_written_is_sent_after_signing_in_again(hall: Hall, ana: CheckingClient) -> None:
    said = hall.say("once an hour")
    sent = typed(ana, said)
    sign_out_everywhere(hall)
    asked = ana.post(path(said), data=sent, headers=OURS)
    assert asked.status_code == 401 and "Please sign in first." in asked.text
    wrong = sign_in(ana, asked.text, "not this one")
    assert wrong.status_code == 403 and stored(hall) == []
    again = sign_in(ana, wrong.text)
    assert again.status_code == 200 and stored(hall) == [], "nobody sends it but with a press of their own"
    fields = form(again.text)
    assert PASSWORD not in again.text and fields["csrf_token"] != sent["csrf_token"]
    action = re.search(r'<form[^>]*action="([^"]*translate[^"]*)"', again.text)
    assert action and action[1] == path(said)
    assert ana.post(action[1], data=fields, headers=OURS).status_code == 303
    assert stored(hall) == [TEXT]


def test_what_was_written_before_signing_in_elsewhere_is_sent_with_another_press(
    hall: Hall, ana: CheckingClient
) -> None:
    said = hall.say("once an hour")
    sent = typed(ana, said) | {"csrf_token": "of another sign-in"}
    refused = ana.post(path(said), data=sent, headers=OURS)
    assert refused.status_code == 400 and stored(hall) == []
    assert ana.post(path(said), data=form(refused.text), headers=OURS).status_code == 303
    assert stored(hall) == [TEXT]


@pytest.mark.parametrize("is_signed_in", [True, False])
@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}])
def test_what_another_site_may_have_sent_cannot_be_sent_from_here(
    app: Flask, hall: Hall, ana: CheckingClient, headers: dict[str, str], is_signed_in: bool
) -> None:
    said = hall.say("once an hour")
    sent = typed(ana, said) | {"csrf_token": "made up"}
    if not is_signed_in:
        sign_out_everywhere(hall)
    refused = ana.post(path(said), data=sent, headers=headers)
    assert refused.status_code in (400, 401) and TEXT.partition("\n")[0] not in refused.text
    stranger = app.test_client().post(path(said), data=sent, headers=headers)
    assert stranger.status_code in (303, 400, 401) and TEXT.partition("\n")[0] not in stranger.text


def test_a_password_waits_nowhere(hall: Hall, ana: CheckingClient) -> None:
    sent = {"csrf_token": "made up", "email": EMAIL, "password": PASSWORD}
    refused = ana.post("/account/sign-in", data=sent, headers=OURS)
    assert refused.status_code == 400 and PASSWORD not in refused.text


@pytest.mark.parametrize("data", [{"file": (BytesIO(b"x" * 40), "notes.csv")}, {"text": "x" * 40}])
def test_what_is_too_large_waits_nowhere(
    app: Flask, hall: Hall, client: CheckingClient, data: dict[str, Any]
) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 20
    answer = client.post("/initiatives/score-2024/import", data=data, headers=OURS)
    assert answer.status_code in (303, 413) and "unsent-" not in answer.text


def test_what_waits_at_the_sign_in_waits_on_after_signing_in_on_another_page(
    hall: Hall, ana: CheckingClient
) -> None:
    said = hall.say("once an hour")
    sent = typed(ana, said)
    sign_out_everywhere(hall)
    asked = ana.post(path(said), data=sent, headers=OURS)
    assert sign_in(ana, ana.get("/account/sign-in").text).status_code == 303
    fields = form(asked.text) | {"email": EMAIL, "password": PASSWORD}
    unsure = ana.post("/account/sign-in", data=fields, headers={"Sec-Fetch-Site": "cross-site"})
    assert unsure.status_code == 400 and "unsent-" not in unsure.text and path(said) not in unsure.text
    refused = ana.post("/account/sign-in", data=fields, headers=OURS)
    assert refused.status_code == 400 and PASSWORD not in refused.text
    assert f'action="{path(said)}"' in refused.text
    assert ana.post(path(said), data=form(refused.text), headers=OURS).status_code == 303
    assert stored(hall) == [TEXT]


def test_what_waits_outlives_another_language_of_the_page(hall: Hall, ana: CheckingClient) -> None:
    said = hall.say("once an hour")
    sent = typed(ana, said)
    sign_out_everywhere(hall)
    asked = ana.post(path(said), data=sent, headers=OURS)
    switch = fields_of(asked.text, "/language") | {"language": "es"}
    assert switch["back"] == path(said)
    switched = ana.post("/language", data=switch, headers=OURS)
    assert switched.status_code == 200 and '<html lang="es"' in switched.text
    again = ana.post(path(said), data=form(switched.text), headers=OURS)
    assert again.status_code == 401 and '<html lang="es"' in again.text
    sent_on = sign_in(ana, again.text)
    assert ana.post(path(said), data=form(sent_on.text), headers=OURS).status_code == 303
    assert stored(hall) == [TEXT]


@pytest.mark.parametrize("path", ["/initiatives/score-2024/import", "/account/sign-in", "/language"])
def test_nobody_is_sent_a_page_of_many_megabytes(client: CheckingClient, path: str) -> None:
    token = client.token("/account/sign-in")
    for given in (token, "made up"):
        data = {"csrf_token": given, "email": EMAIL, "password": PASSWORD, "unsent-text": "'" * 4_100_000}
        answer = client.post(path, data=data, headers=OURS)
        assert len(answer.data) < 100_000, answer.status_code
