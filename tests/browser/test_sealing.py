"""What a real browser seals, it opens again by itself, and the organizer's page loads it."""

from __future__ import annotations

import json

from playwright.sync_api import Browser, expect

from intake.app import static_version
from intake.models import Role
from intake.queries import store
from tests import factories
from tests.browser.tablets import Tablet
from tests.tablet_files import files
from tests.tablet_files.test_page import figures

SEAL = """async ([script, fileKey, content]) => {
    const sealing = await import(script);
    const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const text = JSON.stringify(await sealing.seal(content, fileKey, key));
    const own = await sealing.open(sealing.read(text), key);
    return { text, own: own.saves.map((save) => save.statement.text) };
}"""


def test_a_sealed_file_from_the_browser_to_the_organizer(tablet: Tablet, browser: Browser) -> None:
    hall = tablet.hall
    page = tablet.page()
    device = hall.devices()[-1]
    with hall.db.read() as session:
        here = store.store(session)
    saves = [
        files.save(device.uid, number, text) for number, text in enumerate(("گفت: «بله»", "x" * 20_000), 1)
    ]
    known = files.device(hall.db, device, hall.session.places[1], "a token")
    content = {"devices": [known], "drafts": [files.draft(device.uid, "unfin")], "saves": saves}
    script = f"/static/{static_version()}/js/notes/sealing.js"
    sealed = page.evaluate(SEAL, [script, here.file_public_key, content])
    assert sealed["own"] == [one["statement"]["text"] for one in saves]
    assert json.loads(sealed["text"])["kind"] == "sealed"
    client = hall.app.test_client()
    factories.signed_in(client, hall.db, factories.a_member(hall.db, hall.initiative, Role.ORGANIZER))
    cookie = client.get_cookie("intake")
    assert cookie is not None
    context = tablet.context()
    context.add_cookies([{"name": "intake", "value": cookie.value, "url": tablet.address}])
    desk = tablet.page(context, f"/initiatives/{hall.initiative.slug}/tablet-file")
    given = {"name": "intake.json", "mimeType": "application/json", "buffer": sealed["text"].encode()}
    desk.set_input_files("#file", files=[given])
    desk.get_by_role("button", name="Load", exact=True).click()
    expect(desk.get_by_role("heading", name="Table 1")).to_be_visible()
    assert figures(desk.content()) == [[2, 0, 0, 1, 0]]
    assert [one.text for one in hall.statements()] == [*sealed["own"], "unfin"]
