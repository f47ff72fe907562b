"""The key of a list that was taken along: one for each sign-in, and out of the browser with it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete

from intake.models import SignIn
from intake.web.list_key import COOKIE
from tests import factories
from tests.interpret.desks import HERE, JSON, Desk
from tests.statements.conftest import Hall


def held(desk: Desk) -> Any:
    return desk.client.get_cookie(COOKIE)


def test_taking_along_gives_a_key_for_some_hours_to_whose_it_is_alone(
    hall: Hall, ana: Desk, bo: Desk
) -> None:
    assert held(ana) is None
    for path in ("list?into=fa", "desk/key", "desk/"):
        ana.client.delete_cookie(COOKIE)
        assert ana.client.get(f"{HERE}/{path}", headers=JSON).status_code == 200
        assert (held(ana).max_age, held(ana).path, held(ana).http_only) == (12 * 3600, "/", False), path
    person, key = held(ana).value.split(".")
    assert (person, len(key)) == (str(ana.person.uid), 43)
    ana.get("list?into=fa")
    assert held(ana).value == f"{person}.{key}"
    bo.get("list?into=fa")
    assert held(bo).value.split(".")[1] != key
    # A later sign-in of the same person cannot open what an earlier one took along.
    factories.signed_in(ana.client, ana.db, ana.person)
    ana.get("list?into=fa")
    assert held(ana).value.split(".")[1] != key


def test_what_comes_with_the_key_is_in_no_cache(hall: Hall, ana: Desk) -> None:
    hall.say("CANARY")
    for path in ("list?into=fa", "desk/key", "desk/"):
        answer = ana.client.get(f"{HERE}/{path}", headers=JSON)
        assert answer.headers["Cache-Control"] == "no-store", path
    tag = ana.client.get(f"{HERE}/list?into=fa", headers=JSON).headers["ETag"]
    again = ana.client.get(f"{HERE}/list?into=fa", headers=JSON | {"If-None-Match": tag})
    assert (again.status_code, again.headers["Cache-Control"]) == (304, "no-store")


def test_signing_out_takes_it_back(hall: Hall, ana: Desk) -> None:
    ana.get("list?into=fa")
    ana.client.submit("/account/sign-out", {}, page="/account/")
    assert held(ana) is None


def test_any_page_takes_it_back_once_the_sign_in_is_over_or_anothers(hall: Hall, ana: Desk, bo: Desk) -> None:
    ana.get("list?into=fa")
    ana.client.get("/healthz")
    ana.client.get("/initiatives/")
    assert held(ana) is not None
    factories.signed_in(ana.client, ana.db, bo.person)
    ana.client.get("/initiatives/")
    assert held(ana) is None
    bo.get("list?into=fa")
    bo.db.write(lambda session: session.execute(delete(SignIn)))
    assert bo.client.get(f"{HERE}/list?into=fa", headers=JSON).status_code == 401
    assert held(bo) is None
