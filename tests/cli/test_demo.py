"""`intake demo` as a process: everything at once, and nothing left of it."""

from __future__ import annotations

import re
import signal
from pathlib import Path

import pytest

from tests.cli.processes import browser, free_port, get, listening, served

pytestmark = pytest.mark.slow


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("pseudo", [True, False])
def test_the_language_for_developers_is_there_on_request(
    temporary: Path, tmp_path: Path, pseudo: bool
) -> None:
    port, given = free_port(), ["--pseudo"] if pseudo else []
    with served(
        "demo", "--port", str(port), *given, instance=tmp_path / "mine", TMPDIR=str(temporary)
    ) as server:
        server.line_with("/account/sign-in")
        page = get(port, "/account/sign-in?lang=en-XA")[1]
        assert ('lang="en-XA"' in str(page)) == pseudo


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_sample_to_look_at_at_once_and_nothing_left_of_it(
    temporary: Path, tmp_path: Path, number: int
) -> None:
    port = free_port()
    mine = tmp_path / "mine"
    with served("demo", "--port", str(port), instance=mine, TMPDIR=str(temporary)) as server:
        here = f"http://127.0.0.1:{port}"
        at_once = server.line_with("signed in at once").split()[-1]
        sign_in = server.line_with("/account/sign-in").split()[-1]
        assert "organizer@example.org" in server.line_with("password")
        joins = [server.line_with("/join/").split()[-1] for _ in range(7)]
        assert at_once.startswith(here) and sign_in == f"{here}/account/sign-in"
        assert get(port, "/account/sign-in")[0] == 200
        for link in joins:
            assert get(port, link.removeprefix(here))[0] == 200
        assert get(port, at_once.removeprefix(here))[0] == 303
        assert get(port, "/demo/guessed")[0] == 404
        assert len(list(temporary.iterdir())) == 1
        assert server.stop(number) == 0
    assert list(temporary.iterdir()) == []
    assert not mine.exists(), "it leaves the store of the environment alone"


def test_the_organizer_gets_in(temporary: Path) -> None:
    port = free_port()
    with served("demo", "--port", str(port), TMPDIR=str(temporary)) as server:
        link = server.line_with("signed in at once").split()[-1]
        with browser(port) as connection:
            connection.request("GET", link.partition(str(port))[2])
            answer = connection.getresponse()
            answer.read()
            cookies = [value for name, value in answer.getheaders() if name.lower() == "set-cookie"]
            cookie = "; ".join(value.partition(";")[0] for value in cookies)
            connection.request("GET", "/initiatives/willow-bend/sessions/school", headers={"Cookie": cookie})
            answer = connection.getresponse()
            page = answer.read().decode()
    assert answer.status == 200
    assert "Evening at Lincoln School" in page and re.search(r"waits? to be let in|Let in", page)


def test_a_port_that_is_taken_gives_the_next_free_one(temporary: Path) -> None:
    with listening() as port, served("demo", "--port", str(port), TMPDIR=str(temporary)) as server:
        found = re.search(r":(\d+)/demo/", server.line_with("signed in at once"))
        assert found and int(found[1]) > port
        assert any(f"port {port} is taken" in line for line in server.errors)
