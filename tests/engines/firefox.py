"""Firefox, told what to do over Marionette: the commands of WebDriver as JSON on a socket, which it speaks by itself."""

from __future__ import annotations

import json
import os
import shutil
import socket
import time
from pathlib import Path
from typing import Any

from tests.engines.processes import begun, free_port, killed
from tests.engines.window import Refused

NAMES = ("firefox-esr", "firefox")
#: What would be asked or shown on a first start, and what would ask other hosts.
PREFERENCES = {
    "browser.aboutwelcome.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.auto": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.startup.max_resumed_crashes": -1,
    "browser.download.useDownloadDir": True,
    "browser.download.folderList": 2,
    "browser.download.always_ask_before_handling_new_types": False,
    "browser.dom.window.dump.enabled": True,
    "devtools.console.stdout.content": True,
    "intl.accept_languages": "en-US, en",
}


def found() -> str | None:
    return os.environ.get("INTAKE_FIREFOX") or next(filter(None, map(shutil.which, NAMES)), None)


class Firefox:
    """A process with this profile; a second one with the same profile finds what the first one kept."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.downloads = folder / "downloads"
        self.port = free_port()
        given = PREFERENCES | {"marionette.port": self.port, "browser.download.dir": str(self.downloads)}
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in given.items())
        (folder / "user.js").write_text("".join(lines), encoding="utf-8")
        (folder / "MarionetteActivePort").unlink(missing_ok=True)
        command = [found() or "", "--headless", "--marionette", "--no-remote", "--profile", str(folder)]
        self.process = begun(command, folder, MOZ_HEADLESS_WIDTH="1400", MOZ_HEADLESS_HEIGHT="1400")
        self.socket = self._connected()
        self.stream = self.socket.makefile("rb")
        self.number = 0
        self._heard()
        self.version = self.ask("NewSession", {})["capabilities"]["browserVersion"]

    def ask(self, command: str, given: dict[str, Any]) -> Any:
        self.number += 1
        sent = json.dumps([0, self.number, f"WebDriver:{command}", given]).encode()
        self.socket.sendall(b"%d:%b" % (len(sent), sent))
        _kind, _number, error, result = self._heard()
        if error:
            raise Refused(f"{error['error']}: {error['message']}")
        return result["value"] if isinstance(result, dict) and "value" in result else result

    def loses_power(self) -> None:
        killed(self.process)
        self.stream.close()
        self.socket.close()

    def _heard(self) -> Any:
        length = b""
        while (byte := self.stream.read(1)) != b":":
            if not byte:
                raise Refused("Firefox is gone")
            length += byte
        return json.loads(self.stream.read(int(length)))

    def _connected(self) -> socket.socket:
        for _ in range(300):
            try:
                return socket.create_connection(("127.0.0.1", self.port), 60)
            except OSError:
                assert self.process.poll() is None, "Firefox did not start"
                time.sleep(0.1)
        raise AssertionError("Firefox does not answer")
