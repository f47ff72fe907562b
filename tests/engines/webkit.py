"""WebKitGTK, told what to do over WebDriver by WebKitWebDriver, in a window of our own that keeps what pages store."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from tests.engines.processes import begun, free_port, killed
from tests.engines.window import Refused

DRIVER = "WebKitWebDriver"
#: Debian's Python, which has the bindings; the environment of the project has not.
PYTHON = "/usr/bin/python3"
VIEW = Path(__file__).with_name("webkit_view.py")
#: What a command is over HTTP: the method, and the address below the session's.
COMMANDS = {
    "Navigate": ("POST", "/url"),
    "ExecuteScript": ("POST", "/execute/sync"),
    "ExecuteAsyncScript": ("POST", "/execute/async"),
    "ElementClick": ("POST", "/element/{id}/click"),
    "ElementSendKeys": ("POST", "/element/{id}/value"),
    "TakeScreenshot": ("GET", "/screenshot"),
    "SetWindowRect": ("POST", "/window/rect"),
    "DeleteAllCookies": ("DELETE", "/cookie"),
    "AddCookie": ("POST", "/cookie"),
}


def found() -> str | None:
    """Where the driver is; nothing where it, the bindings or a screen to draw on are missing."""
    if not (shutil.which(DRIVER) and shutil.which("Xvfb") and Path(PYTHON).exists()):
        return None
    bindings = "import gi; gi.require_version('WebKit2', '4.1')"
    done = subprocess.run([PYTHON, "-c", bindings], capture_output=True, check=False)
    return None if done.returncode else shutil.which(DRIVER)


class WebKit:
    """A window with this folder; a second one with the same folder finds what the first one kept."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.downloads = folder / "downloads"
        self.screen = Screen()
        self.port = free_port()
        self.process = begun(
            [found() or "", f"--port={self.port}"],
            folder,
            DISPLAY=self.screen.display,
            GDK_BACKEND="x11",
            LANGUAGE="en_US",
            LIBGL_ALWAYS_SOFTWARE="1",
            XDG_DATA_HOME=str(folder / "share"),
        )
        self.session = ""
        options = {"binary": PYTHON, "args": [str(VIEW), str(folder)]}
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        answer = self._begun({"capabilities": wanted})
        self.session = f"/session/{answer['sessionId']}"
        self.version = answer["capabilities"]["browserVersion"]

    def ask(self, command: str, given: dict[str, Any]) -> Any:
        method, where = COMMANDS[command]
        return self._send(method, where.format(**given), given if method == "POST" else None)

    def loses_power(self) -> None:
        killed(self.process)
        self.screen.ends()

    def _begun(self, wanted: dict[str, Any]) -> Any:
        for _ in range(100):
            try:
                return self._send("POST", "/session", wanted)
            except urllib.error.URLError:
                assert self.process.poll() is None, "WebKitWebDriver did not start"
                time.sleep(0.1)
        raise AssertionError("WebKitWebDriver does not answer")

    def _send(self, method: str, where: str, given: Any) -> Any:
        body = None if given is None else json.dumps(given).encode()
        address = f"http://127.0.0.1:{self.port}{self.session}{where}"
        request = urllib.request.Request(address, body, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            problem = json.load(error)["value"]
            raise Refused(f"{problem['error']}: {problem['message']}") from None


class Screen:
    """An X server that nobody looks at."""

    def __init__(self) -> None:
        reader, writer = os.pipe()
        self.process = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1400x1500x24", "-nolisten", "tcp"],
            pass_fds=[writer],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(writer)
        with os.fdopen(reader) as said:
            self.display = f":{said.readline().strip()}"

    def ends(self) -> None:
        self.process.terminate()
        self.process.wait()
