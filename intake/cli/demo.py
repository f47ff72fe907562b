"""`intake demo`: a throw-away instance with a sample initiative, served at once."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from intake.cli.errors import Failed, complain
from intake.settings import Settings

if TYPE_CHECKING:
    from intake.sample import Sample

FIRST_PORT, PORTS = 8000, 100


@click.command()
@click.option(
    "--port", metavar="N", type=click.IntRange(1, 65535), help="Port (default 8000, or the next free one)."
)
@click.option(
    "--pseudo", is_flag=True, help="Offer a made-up page language that shows what is not translated."
)
def demo(port: int | None, pseudo: bool) -> None:
    """Look at Intake with a made-up city's sessions; everything is gone when it stops (Ctrl-C).

    Example:  intake demo --port 8080
    """
    from intake import serving
    from intake.cli.opening import opened
    from intake.languages.pseudo import SWITCH
    from intake.sample import fill
    from intake.tokens import digest, new_token

    with serving.stopped_by_signals():
        folder = Path(tempfile.mkdtemp(prefix="intake-demo-"))
        try:
            _forget_settings()
            if pseudo:
                os.environ[SWITCH] = "1"
            settings = Settings.load({}, instance=folder, port=_free_port(port or FIRST_PORT))
            with opened(settings) as db:
                sample = fill(db)
            token = new_token()
            os.environ[serving.DEMO] = digest(token)
            words = _words(settings.address, sample, token)
            serving.serve(settings, lambda _: click.echo(words))
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _forget_settings() -> None:
    """The demonstration is the same everywhere, and never touches the store that the environment names."""
    for name in [name for name in os.environ if name.startswith("INTAKE_")]:
        del os.environ[name]


def _free_port(wanted: int) -> int:
    """The wanted port or the next one that is free."""
    from intake.preflight import why_not_bound

    for port in range(wanted, min(wanted + PORTS, 65536)):
        if why_not_bound("127.0.0.1", port) is None:
            if port != wanted:
                complain(f"port {wanted} is taken: using {port}")
            return port
    raise Failed(f"no port from {wanted} on is free: choose another one with --port")


def _words(address: str, sample: Sample, token: str) -> str:
    from intake.languages import language_name
    from intake.sample import EMAIL

    lines = [
        f"{sample.name}: a demonstration, gone when you stop it with Ctrl-C",
        "",
        f"  Organizer, signed in at once   {address}/demo/{token}",
        f"  Organizer, to sign in          {address}/account/sign-in",
        f"                                 e-mail {EMAIL}   password {sample.password}",
        "",
        "  Notetakers join",
    ]
    for label, language, code in sample.tables:
        place = f"Table {label}, {language_name(language)}" if label and language else "Full group"
        lines.append(f"    {place:<29}{address}/join/{code}")
    return "\n".join(lines)
