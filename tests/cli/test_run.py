"""`intake run` as a process: it starts, answers, stops, and says what is in the way."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest

from intake.db.guard import Guard
from tests.cli.processes import PATIENCE, Served, browser, free_port, get, listening, served
from tests.conftest import POSTGRES

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(POSTGRES), reason="about the process; the store is tested elsewhere"),
]
LINUX_ONLY = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def test_it_answers_when_it_says_so_and_stops_when_asked(tmp_path: Path) -> None:
    port = free_port()
    with served("run", "--port", str(port), instance=tmp_path) as server:
        assert server.line_with("served on").endswith(f"http://127.0.0.1:{port}")
        assert get(port, "/healthz")[0] == get(port, "/readyz")[0] == 200
        link = server.line_with("/account/link/")
        assert link.startswith(f"http://127.0.0.1:{port}/account/link/")
        assert get(port, link.removeprefix(f"http://127.0.0.1:{port}"))[0] == 200
        assert server.stop() == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "addresses.json",
        "intake.sqlite3",
        "intake.sqlite3.guard",
        "intake.sqlite3.open",
        "secret.key",
    ]
    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}
    with sqlite3.connect(tmp_path / "intake.sqlite3") as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@LINUX_ONLY
@pytest.mark.parametrize("cores", ["1", "0"])
def test_a_server_keeps_to_the_cores_it_may_use(tmp_path: Path, cores: str) -> None:
    every = len(os.sched_getaffinity(0))
    with served("run", "--port", str(free_port()), instance=tmp_path, INTAKE_CORES=cores) as server:
        server.line_with("served on")
        [worker] = server.workers()
        threads = [int(path.name) for path in Path(f"/proc/{worker}/task").iterdir()]
        assert {len(os.sched_getaffinity(one)) for one in threads} == {int(cores) or every}
        # The process that watches it may be anywhere.
        assert len(os.sched_getaffinity(server.process.pid)) == every


def test_the_link_is_printed_until_somebody_is_an_administrator(tmp_path: Path) -> None:
    add = Served("user", "add", "ana@example.org", "--role", "administrator", "--link", instance=tmp_path)
    assert add.ended() == 0
    with served("run", "--port", str(free_port()), instance=tmp_path) as server:
        server.line_with("served on")
        server.stop()
        with pytest.raises(AssertionError):
            server.line_with("/account/link/")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_ctrl_c_and_a_closed_terminal_stop_it_too(tmp_path: Path, number: int) -> None:
    if signal.getsignal(number) is signal.SIG_IGN:
        pytest.skip("this run ignores the signal (nohup), and so does whatever it starts")
    with served("run", "--port", str(free_port()), instance=tmp_path) as server:
        server.line_with("served on")
        assert server.stop(number) == 0


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with listening() as port:
        server = Served("run", "--port", str(port), instance=tmp_path)
        assert server.ended() == 1
    assert server.errors == [
        f"intake: port {port} is taken: stop what uses it, or choose another one with --port"
    ]


@pytest.mark.parametrize(("arguments", "environment", "status", "words"), [
    (["--host", "0.0.0.0"], {}, 1, "INTAKE_PUBLIC_URL"),
    (["--workers", "2"], {}, 1, "several workers need PostgreSQL"),
    (["--port", "0"], {}, 2, "--port"),
    (["--port", "x"], {}, 2, "--port"),
    ([], {"INTAKE_PORT": "x"}, 1, "INTAKE_PORT"),
    ([], {"INTAKE_DATABASE_URL": "sqlite:////nowhere/at/all/intake.sqlite3"}, 1, "No such file"),
])  # fmt: skip
def test_what_it_cannot_start_with(
    tmp_path: Path, arguments: list[str], environment: dict[str, str], status: int, words: str
) -> None:
    server = Served("run", *arguments, instance=tmp_path, **environment)
    assert server.ended() == status
    assert len(server.errors) == 1 and words in server.errors[0], server.errors


def test_other_machines_are_let_in_when_people_have_an_address(tmp_path: Path) -> None:
    port = free_port()
    arguments = ("run", "--host", "0.0.0.0", "--port", str(port))
    with served(*arguments, instance=tmp_path, INTAKE_PUBLIC_URL="https://intake.example.org") as server:
        assert server.line_with("served on").endswith("https://intake.example.org")
        assert server.line_with("/account/link/").startswith("https://intake.example.org/account/link/")
        assert get(port, "/", Host="intake.example.org")[0] == 200
        assert get(port, "/", Host="evil.example")[0] == 400


def test_what_is_wrong_with_the_machine_is_said_in_one_line_each(tmp_path: Path) -> None:
    port = str(free_port())
    with served("run", "--port", port, instance=tmp_path, INTAKE_FREE_SPACE_WARNING_MB="999999999") as server:
        server.line_with("served on")
        disk = [line for line in server.errors if line.startswith("intake: disk: only ")]
        assert len(disk) == 1
        if (3, 7, 0) <= sqlite3.sqlite_version_info < (3, 51, 3):
            assert [line for line in server.errors if "one writer under a guard" in line]


def test_the_log_is_ours_alone(tmp_path: Path) -> None:
    """A page that fails leaves one JSON line, a page that works none: no addresses, no paths, no access log."""
    port = free_port()
    with served("run", "--port", str(port), instance=tmp_path) as server:
        server.line_with("served on")
        assert get(port, "/join/canary-in-a-path")[0] == 404
        with sqlite3.connect(tmp_path / "intake.sqlite3") as raw:
            raw.execute("ALTER TABLE place RENAME TO elsewhere")
        assert get(port, "/join/canary-in-a-path")[0] in (500, 503)
        server.stop()
    lines = [json.loads(line) for line in server.errors if not line.startswith("intake: ")]
    assert "canary" not in "".join(server.errors) and "127.0.0.1" not in "".join(server.errors)
    assert [line["event"] for line in lines] in (["fault"], [])


@LINUX_ONLY
def test_a_worker_that_dies_is_replaced(tmp_path: Path) -> None:
    port = free_port()
    with served("run", "--port", str(port), instance=tmp_path) as server:
        server.line_with("served on")
        [first] = server.workers()
        os.kill(first, signal.SIGKILL)
        while first in server.workers() or not server.workers():
            time.sleep(0.02)
        while True:
            try:
                status = get(port, "/healthz")[0]
                break
            except OSError:
                time.sleep(0.02)
        assert status == 200 and server.stop() == 0
    assert any("worker" in line and '"level": "error"' in line for line in server.errors)


@LINUX_ONLY
def test_no_worker_outlives_the_command(tmp_path: Path) -> None:
    with served("run", "--port", str(free_port()), instance=tmp_path) as server:
        server.line_with("served on")
        [worker] = server.workers()
        server.stop(signal.SIGKILL)
        while Path(f"/proc/{worker}").exists():
            time.sleep(0.02)


def test_what_is_being_stored_when_it_stops_is_stored(tmp_path: Path) -> None:
    """The request waits for the writer, the server is told to stop, and the answer still comes."""
    port = free_port()
    with served("run", "--port", str(port), instance=tmp_path) as server:
        link = server.line_with("/account/link/").partition(f":{port}")[2]
        guard = Guard(tmp_path / "intake.sqlite3.guard")
        answers: list[int] = []
        sent = threading.Event()
        with guard.held():
            request = threading.Thread(target=lambda: answers.append(_post(port, link, sent)))
            request.start()
            assert sent.wait(PATIENCE)
            request.join(1.5)
            assert request.is_alive(), "it should wait for the guard"
            server.process.send_signal(signal.SIGTERM)
            request.join(0.5)
        request.join(60)
        assert server.ended() == 0
    assert answers == [303]
    with sqlite3.connect(tmp_path / "intake.sqlite3") as raw:
        assert raw.execute("SELECT email FROM person").fetchall() == [("ana@example.org",)]


def _post(port: int, path: str, sent: threading.Event) -> int:
    """Fill in the first administrator's form as a browser does; `sent` is set when only the answer is to come."""
    password = "seven green herons"
    with browser(port) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.read().decode())
        cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        assert token
        fields = {"csrf_token": token[1], "name": "Ana", "email": "ana@example.org", "password": password}
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
        connection.request("POST", path, urlencode(fields), kind)
        sent.set()
        return connection.getresponse().status
