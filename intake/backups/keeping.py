"""Which of the server's own backups are kept, by their age alone: all recent ones, one an hour, one a day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from intake.backups import folder
from intake.settings import Settings

NAME = re.compile(r"intake-(\d{8}T\d{6}Z)\.sqlite3(?:\.age)?")
FORMAT = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup in the server's folder."""

    path: Path
    at: datetime


def new_path(settings: Settings, at: datetime) -> Path:
    """The name of a backup made at this moment."""
    ending = ".age" if settings.backup_recipient else ""
    return folder(settings) / f"intake-{at.astimezone(UTC):{FORMAT}}.sqlite3{ending}"


def kept(settings: Settings) -> list[Kept]:
    """The backups in the server's folder, newest first."""
    place = settings.instance / "backups"
    found = []
    for path in place.iterdir() if place.is_dir() else ():
        match = NAME.fullmatch(path.name)
        if match:
            found.append(Kept(path, datetime.strptime(match[1], FORMAT).replace(tzinfo=UTC)))
    return sorted(found, key=lambda one: one.at, reverse=True)


def last_day(settings: Settings) -> datetime | None:
    """When the last of the backups that are there now is removed, newer ones being made; None when there is none."""
    found = kept(settings)
    # A day more: they are looked through from time to time only, and days differ by place.
    return found[0].at + timedelta(days=settings.backup_keep_days + 1) if found else None


def tidy(settings: Settings, moment: datetime) -> list[Path]:
    """Remove the backups that the rules no longer keep; returns them."""
    found = kept(settings)
    wanted = chosen((one.at for one in found), moment, settings)
    gone = [one.path for one in found if one.at not in wanted]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def chosen(moments: Iterable[datetime], moment: datetime, settings: Settings) -> set[datetime]:
    """Of the moments, those to keep: the newest always, and none of the others for longer than the days allow."""
    newest_first = sorted(moments, reverse=True)
    wanted = set(newest_first[:1])
    hours: set[str] = set()
    days: set[str] = set()
    for place, at in enumerate(newest_first):
        age = moment - at
        if age > timedelta(days=settings.backup_keep_days):
            continue
        is_first_of_day = f"{at:%Y%m%d}" not in days
        is_first_of_hour = f"{at:%Y%m%d%H}" not in hours
        days.add(f"{at:%Y%m%d}")
        hours.add(f"{at:%Y%m%d%H}")
        is_recent = age <= timedelta(hours=settings.backup_keep_hours)
        if place < settings.backup_keep_newest or is_first_of_day or (is_recent and is_first_of_hour):
            wanted.add(at)
    return wanted
