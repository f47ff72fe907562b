"""A server that got another address tells tablets where they were before: what they keep stays with the old one."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from intake import former_addresses
from intake.app import create_app
from intake.settings import Settings
from tests.halls import Hall
from tests.notes.test_joining import new_browser
from tests.pages import CheckingClient

DAY = date(2024, 7, 20)
OLD, NEW, NEWER = "http://192.168.1.5:8000", "https://192.168.1.5:8443", "https://intake.example.org"


def test_the_last_address_comes_first_and_the_present_one_is_not_former(tmp_path: Path) -> None:
    assert former_addresses.known(tmp_path, OLD, DAY) == []
    former_addresses.remember(tmp_path, OLD, DAY)
    assert former_addresses.known(tmp_path, OLD, DAY) == []
    assert former_addresses.known(tmp_path, NEW, DAY + timedelta(400)) == [OLD], "it was served until now"
    former_addresses.remember(tmp_path, NEW, DAY)
    former_addresses.remember(tmp_path, NEWER, DAY + timedelta(1))
    assert former_addresses.known(tmp_path, NEWER, DAY + timedelta(1)) == [NEW, OLD]
    assert former_addresses.known(tmp_path, OLD, DAY + timedelta(1)) == [NEWER, NEW]


def test_it_is_told_for_as_long_as_a_browser_stays_a_device(tmp_path: Path) -> None:
    former_addresses.remember(tmp_path, OLD, DAY)
    former_addresses.remember(tmp_path, NEW, DAY)
    assert former_addresses.known(tmp_path, NEW, DAY + timedelta(30)) == [OLD]
    assert former_addresses.known(tmp_path, NEW, DAY + timedelta(31)) == []


def test_no_tablet_was_at_an_address_of_this_machine_alone(tmp_path: Path) -> None:
    former_addresses.remember(tmp_path, "http://127.0.0.1:8000", DAY)
    assert former_addresses.known(tmp_path, NEWER, DAY) == []
    assert former_addresses.known(tmp_path, "http://127.0.0.1:8001", DAY) == ["http://127.0.0.1:8000"]


def test_a_file_that_is_no_list_of_addresses_is_no_fault(tmp_path: Path) -> None:
    for content in ("", "[]", "\0"):
        (tmp_path / former_addresses.NAME).write_text(content)
        assert former_addresses.known(tmp_path, NEW, DAY) == []
        former_addresses.remember(tmp_path, OLD, DAY)
        assert former_addresses.known(tmp_path, NEW, DAY) == [OLD]


@pytest.mark.parametrize("page", ["/", "/join", "/notes/", "/join/{code}"])
def test_the_pages_to_join_name_the_old_address_with_a_link(
    hall: Hall, settings: Settings, page: str
) -> None:
    path = page.format(code=hall.session.places[1].code)
    old = "http://127.0.0.1:7999"
    assert old not in new_browser(hall.app).get(path).text
    former_addresses.remember(settings.instance, old, date.today())
    moved = create_app(settings)
    moved.test_client_class = CheckingClient
    assert f'href="{old}/notes/"' in new_browser(moved).get(path).text
    moved.extensions["intake.db"].close()
