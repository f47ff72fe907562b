"""The token for the page's own script."""

from __future__ import annotations

import base64

from intake.queries import store
from intake.web.gate import DEVICE_COOKIE
from tests.halls import Hall


def test_the_page_gets_its_own_token_and_can_send_with_it(hall: Hall) -> None:
    tablet = hall.tablet()
    token = tablet.token("/notes/")
    answer = tablet.post("/notes/key", headers={"X-CSRFToken": token, "Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    key = answer.json
    assert key is not None
    cookie = tablet.get_cookie(DEVICE_COOKIE)
    assert cookie is not None and key["token"] == cookie.value
    batch = {"schema": 1, "nonce": "n", "statements": []}
    receipt = hall.app.test_client().put(
        "/api/v1/statements", json=batch, headers={"Authorization": f"Bearer {key['token']}"}
    )
    assert receipt.json is not None and receipt.json["store"] == key["store"]
    assert (key["epoch"], key["safe_sequence"]) == (receipt.json["epoch"], receipt.json["safe_sequence"])
    assert (key["session"], key["place"]) == (str(hall.session.uid), str(hall.session.places[1].uid))
    with hall.db.read() as session:
        private = store.file_key(session)
    point = base64.b64decode(key["file_key"])
    assert (len(point), point[0]) == (65, 4), "as browsers import it"
    assert private not in answer.text


def test_nobody_else_gets_it(hall: Hall) -> None:
    tablet = hall.tablet()
    token = tablet.token("/notes/")
    assert tablet.post("/notes/key").status_code == 400, "not without the form's token"
    elsewhere = {"X-CSRFToken": token, "Sec-Fetch-Site": "cross-site"}
    assert tablet.post("/notes/key", headers=elsewhere).status_code == 403
    assert tablet.get("/notes/key").status_code == 405
    stranger = hall.app.test_client()
    token = stranger.token("/join")
    answer = stranger.post("/notes/key", headers={"X-CSRFToken": token})
    assert answer.status_code == 401 and answer.is_json
