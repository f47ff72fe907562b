"""What a tablet is given to open the page without a network, and what makes it an app."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import brotli
import pytest
from flask import Flask

from intake import languages
from intake.models import DeviceRole
from intake.paths import STATIC
from intake.web.headers import CSP
from intake.web.notes.face import MODULES
from intake.web.notes.offline import LATER
from tests.halls import Hall

#: Not for the open page: the worker is asked for by itself, the others belong to other pages.
ELSEWHERE = {"worker", "install", "drain"}
#: Of the page of what is on the tablet, which fetches them itself.
TABLET = {"tablet", "finish", "loading"}
#: Scripts for interpreting that are not of the place at the table: the worklist at a desk.
OF_OTHER_PAGES = {"page"}


def test_it_holds_every_language_and_nobodys_words(hall: Hall) -> None:
    client = hall.tablet()
    device = hall.devices()[-1]
    hall.said(device, "CANARY")
    answer = client.get("/notes/offline")
    found = json.loads(answer.data)
    tags = [page.tag for page in languages.available()]
    assert (found["intake"], found["device"], sorted(found["pages"])) == (1, str(device.uid), sorted(tags))
    assert "CANARY" not in answer.text
    assert found["headers"]["Content-Security-Policy"] == CSP
    for tag, page in found["pages"].items():
        assert f'<html lang="{tag}" dir="{languages.direction(tag)}">' in page
        assert 'name="csrf_token" value=""' in page and str(device.uid) in page
    for tag, page in found["tablets"].items():
        assert f'<html lang="{tag}"' in page and 'name="csrf_token" value=""' in page
    assert sorted(found["tablets"]) == sorted(tags)
    assert "¿Cómo es aquí?" in found["pages"]["es"]
    words = [json.loads(one) for address, one in found["words"].items() if not address.endswith("/more")]
    assert len(words) == len(tags) and all(one["say"] for one in words)


def test_every_file_is_there_with_the_digest_of_what_is_sent(hall: Hall) -> None:
    client = hall.tablet()
    found = client.get("/notes/offline").json
    fonts = {address: digest for files in found["fonts"].values() for address, digest in files.items()}
    assert sorted(found["fonts"]) == ["Arab", "Deva", "Guru"]
    for address, digest in {**found["files"], **fonts}.items():
        sent = client.get(address, headers={"Accept-Encoding": "br"}, buffered=True)
        plain = brotli.decompress(sent.data) if sent.headers.get("Content-Encoding") else sent.data
        assert digest == "sha256-" + base64.b64encode(hashlib.sha256(plain).digest()).decode(), address


def test_no_script_of_the_page_is_forgotten() -> None:
    scripts = {path.stem for path in (STATIC / "js" / "notes").glob("*.js")}
    assert scripts == {*MODULES, *LATER, *ELSEWHERE}
    text = (STATIC / "js" / "notes" / "offline.js").read_text("utf-8")
    listed = re.search(r"const LATER = \[(.*?)\]", text)
    assert listed and {"offline", *re.findall(r'"(\w+)"', listed[1])} | TABLET == set(LATER)


def test_who_has_it_is_told_so(hall: Hall) -> None:
    client = hall.tablet()
    first = client.get("/notes/offline")
    again = client.get("/notes/offline", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert first.headers["ETag"] == f'"{first.json["version"]}"'
    other = hall.tablet(2).get("/notes/offline", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_it_is_for_devices_and_not_for_those_sent_away(hall: Hall, app: Flask) -> None:
    assert app.test_client().get("/notes/offline", headers={"Accept": "application/json"}).status_code == 401
    revoked = hall.tablet(revoked_at=hall.session.created_at)
    answer = revoked.get("/notes/offline")
    assert answer.status_code == 403 and "pages" not in answer.text


def test_every_page_says_whose_it_is(hall: Hall, app: Flask) -> None:
    client = hall.tablet()
    assert client.get("/notes/").headers["Intake-Device"] == str(hall.devices()[-1].uid)
    assert client.get("/notes/protocol").headers["Intake-Device"] == str(hall.devices()[-1].uid)
    assert app.test_client().get("/notes/").headers["Intake-Device"] == "none"
    assert "Intake-Device" not in app.test_client().get("/join").headers


@pytest.mark.parametrize("tag", ["en", "fa", "zh-Hans"])
def test_the_app_has_a_manifest_in_each_language(app: Flask, tag: str) -> None:
    client = app.test_client()
    answer = client.get(f"/manifest/{tag}", headers={"Accept-Encoding": "identity"})
    found = json.loads(answer.data)
    assert answer.mimetype == "application/manifest+json"
    assert (found["lang"], found["dir"]) == (tag, languages.direction(tag))
    assert (found["id"], found["start_url"], found["scope"]) == ("/notes/", "/notes/", "/")
    for icon in found["icons"]:
        image = client.get(icon["src"], buffered=True)
        assert (image.status_code, image.mimetype) == (200, icon["type"])
        if icon["type"] == "image/png":
            size = int(icon["sizes"].partition("x")[0])
            assert image.data[16:24] == size.to_bytes(4, "big") * 2
    assert client.get("/manifest/xx").status_code == 404


def test_the_worker_is_a_script_that_is_asked_for_anew(app: Flask) -> None:
    answer = app.test_client().get("/worker.js")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("text/javascript", "no-cache")
    assert answer.headers["Content-Security-Policy"] == CSP


def test_an_interpreter_keeps_their_place_too(hall: Hall) -> None:
    client = hall.tablet(role=DeviceRole.INTERPRETER)
    hall.said(hall.device(), "CANARY")
    answer = client.get("/notes/offline")
    found = json.loads(answer.data)
    assert (
        "CANARY" not in answer.text and "interpret/" not in hall.tablet().get("/notes/offline").json["others"]
    )
    places = found["others"]["interpret/"]
    assert sorted(places) == sorted(page.tag for page in languages.available())
    for tag, page in places.items():
        assert f'<html lang="{tag}"' in page and 'name="csrf_token" value=""' in page
    kept = "".join(found["files"])
    needed = {path.stem for path in (STATIC / "js" / "interpret").glob("*.js")} - OF_OTHER_PAGES
    assert {name for name in needed if f"/js/interpret/{name}.js" not in kept} == set()
    assert "/css/panes.css" in kept
