"""`intake run --lan` as a process: tablets that trust the laptop reach it, and another address is no surprise."""

from __future__ import annotations

import ssl
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import pytest

from intake.lan.authority import certified
from tests.cli.processes import Served, free_port, listening, served
from tests.conftest import POSTGRES

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(POSTGRES), reason="about the process; the store is tested elsewhere"),
]


def opened(address: str, trusted: Path | None = None) -> tuple[int, str]:
    context = ssl.create_default_context(cafile=str(trusted) if trusted else None)
    with urllib.request.urlopen(address, context=context, timeout=20) as answer:
        return answer.status, answer.read().decode()


def test_the_hall_is_served_over_https_to_those_who_trust_the_laptop(tmp_path: Path) -> None:
    port = free_port()
    with served("run", "--lan", "--host", "127.0.0.1", "--port", str(port), instance=tmp_path) as server:
        assert server.line_with("served on").endswith(f"https://127.0.0.1:{port}")
        assert "▀" in server.line_with("▀"), "the address to photograph"
        assert str(tmp_path / "lan" / "authority.crt") in server.line_with("authority.crt")
        assert server.line_with("/account/link/").startswith(f"https://127.0.0.1:{port}/account/link/")
        status, page = opened(f"https://127.0.0.1:{port}/join", tmp_path / "lan" / "authority.crt")
        assert status == 200 and "<html" in page
        with pytest.raises(urllib.error.URLError, match=r"self-signed|unable to get local issuer"):
            opened(f"https://127.0.0.1:{port}/join")
        assert server.stop() == 0


def test_another_address_is_refused_until_it_is_said_to_be_meant(tmp_path: Path) -> None:
    ports = [free_port(), free_port()]
    hall = ["run", "--lan", "--host", "127.0.0.1", "--port"]
    with served(*hall, str(ports[0]), instance=tmp_path) as server:
        server.line_with("served on")
        assert server.stop() == 0
    refused = Served(*hall, str(ports[1]), instance=tmp_path)
    assert refused.ended() == 1
    [line] = refused.errors
    assert f"https://127.0.0.1:{ports[0]}" in line and "--new-address" in line
    with served(*hall, str(ports[0]), instance=tmp_path) as server:
        server.line_with("served on")
    with served(*hall, str(ports[1]), "--new-address", instance=tmp_path) as server:
        server.line_with("served on")
        _status, page = opened(f"https://127.0.0.1:{ports[1]}/join", tmp_path / "lan" / "authority.crt")
        assert f'href="https://127.0.0.1:{ports[0]}/notes/"' in page


def test_an_address_that_was_never_served_is_not_remembered(tmp_path: Path) -> None:
    hall = ["run", "--lan", "--host", "127.0.0.1", "--port"]
    with listening() as taken:
        refused = Served(*hall, str(taken), instance=tmp_path)
        assert refused.ended() == 1 and f"port {taken} is taken" in refused.errors[0]
    with served(*hall, str(free_port()), instance=tmp_path) as server:
        server.line_with("served on")


def test_basic_mode_is_served_only_when_asked_for_and_says_what_it_is(tmp_path: Path) -> None:
    port = free_port()
    arguments = ["run", "--lan", "--insecure-http", "--host", "127.0.0.1", "--port", str(port)]
    with served(*arguments, instance=tmp_path) as server:
        assert "can read and change" in server.line_with("WARNING")
        assert opened(f"http://127.0.0.1:{port}/join")[0] == 200
    assert not list((tmp_path / "lan").glob("*.key"))


@pytest.mark.parametrize(("arguments", "status", "words"), [
    (["--insecure-http"], 2, "--lan"),
    (["--new-address"], 2, "--lan"),
    (["--lan", "--host", "203.0.113.5"], 1, "private address"),
    (["--lan", "--host", "hall.example.org"], 1, "INTAKE_TLS_CERTIFICATE"),
])  # fmt: skip
def test_what_cannot_be_served_is_said_in_one_line(
    tmp_path: Path, arguments: list[str], status: int, words: str
) -> None:
    server = Served("run", *arguments, "--port", str(free_port()), instance=tmp_path)
    assert server.ended() == status
    [line] = server.errors
    assert words in line


def test_a_certificate_of_ones_own_is_used(tmp_path: Path) -> None:
    own = certified(tmp_path / "own", "127.0.0.1", datetime.now(UTC))
    port = free_port()
    environment = {"INTAKE_TLS_CERTIFICATE": str(own.certificate), "INTAKE_TLS_KEY": str(own.key)}
    arguments = ["run", "--lan", "--host", "127.0.0.1", "--port", str(port)]
    with served(*arguments, instance=tmp_path / "i", **environment) as server:
        assert str(own.certificate) in server.line_with("certificate is yours")
        assert opened(f"https://127.0.0.1:{port}/healthz", own.authority)[0] == 200
