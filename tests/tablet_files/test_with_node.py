"""The browser's sealing and the server's opening are two programs: what one writes, the other reads."""

from __future__ import annotations

import base64
import json
import os
from typing import Any
from uuid import uuid4

import pytest

from intake.queries.store import StoreRow
from intake.tablet_files import opened
from intake.tablet_files.sealing import new_keys
from tests.js.test_with_node import in_node
from tests.tablet_files import files

#: Words that are spelt in JSON in more than one way.
WORDS = ["La parada", "گفت: «بله»\nو رفت", '🚌 \u2028 \x07 \\ "/"', "half \ud800 of one", "x" * 20_000]
KEY = os.urandom(32)
PRIVATE, PUBLIC = new_keys()
HERE = StoreRow(uuid4(), 1, PUBLIC)
DEVICE = uuid4()
TABLET_KEY = f"""
import * as sealing from {json.dumps(files.SCRIPT.as_uri())};
const bytes = Buffer.from("{base64.b64encode(KEY).decode()}", "base64");
const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
let text = "";
for await (const piece of process.stdin.setEncoding("utf8")) text += piece;
"""


@pytest.fixture
def inside() -> dict[str, Any]:
    saves = [files.save(DEVICE, number, text) for number, text in enumerate(WORDS, 1)]
    devices = [{"device": str(DEVICE), "store": str(HERE.uid), "token": "TO-KEN"}]
    return files.content(devices, saves, [files.draft(DEVICE, WORDS[1])])


def test_the_server_opens_what_the_browser_sealed(inside: dict[str, Any]) -> None:
    seal = f'console.log(JSON.stringify(await sealing.seal(JSON.parse(text), "{PUBLIC}", key)));'
    data = in_node(TABLET_KEY + seal, files.as_written(inside))
    assert b"TO-KEN" not in data and b"La parada" not in data
    found = opened(data, HERE.uid, PRIVATE)
    assert {name: found[name] for name in ("devices", "saves", "drafts")} == {
        name: inside[name] for name in ("devices", "saves", "drafts")
    }


@pytest.mark.parametrize("indent", ["null", "1"])
def test_the_server_reads_what_the_browser_wrote_plain(inside: dict[str, Any], indent: str) -> None:
    write = f"console.log(JSON.stringify(sealing.plain(JSON.parse(text)), null, {indent}));"
    data = in_node(TABLET_KEY + write, files.as_written(inside))
    assert b"TO-KEN" not in data
    assert opened(data, HERE.uid, PRIVATE)["saves"] == inside["saves"]


def test_the_browser_opens_what_the_servers_library_sealed_and_reads_what_it_wrote(
    inside: dict[str, Any],
) -> None:
    inside = files.content(inside["devices"], inside["saves"][:3], inside["drafts"])
    show = "console.log(JSON.stringify((await sealing.open(sealing.read(text), key)).saves));"
    for data in (files.written(files.sealed(inside, HERE, KEY)), files.written(inside, 1)):
        assert json.loads(in_node(TABLET_KEY + show, data.decode())) == inside["saves"]
