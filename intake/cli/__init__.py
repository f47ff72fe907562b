"""The commands. Each lives in a module of its area and is imported only when it is asked for."""

from __future__ import annotations

import gc
import importlib
import os
import sys

import click

from intake import __version__
from intake.cli.errors import one_line

#: Objects made between two looks for garbage; Python's 700 are for programs that start with little.
BETWEEN_LOOKS = 50_000
#: Command or group name -> the module that holds it under the same name (hyphens as underscores).
COMMANDS = {
    "demo": "intake.cli.demo",
    "run": "intake.cli.run",
    "initiative": "intake.cli.initiative",
    "user": "intake.cli.user",
    "session": "intake.cli.session",
    "join-code": "intake.cli.session",
    "import": "intake.cli.importing",
    "export": "intake.cli.transfer",
    "backup": "intake.cli.backup",
    "restore": "intake.cli.backup",
    "check": "intake.cli.check",
}


class Lazy(click.Group):
    """A group whose commands are imported when they are used, so that each starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        attribute = {"import": "import_"}.get(name, name.replace("-", "_"))
        command: click.Command = getattr(importlib.import_module(COMMANDS[name]), attribute)
        return command


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="intake")
def intake() -> None:
    """Listening sessions, from the table to the What We Heard report.

    Try it:  intake demo
    """


def main() -> None:
    """The program: one line and exit status 1 (failed) or 2 (used wrongly) for whatever goes wrong."""
    # Importing makes many objects and hardly any garbage: looking for it all the time is a seventh of a command's start.
    gc.set_threshold(BETWEEN_LOOKS)
    # What we write holds testimony and secrets: only this user reads it.
    os.umask(0o077)
    sys.exit(one_line(intake))
