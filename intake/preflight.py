"""What is looked at before serving and by `intake check`: the machine, and where the notes will lie on it."""

from __future__ import annotations

import errno
import ipaddress
import os
import re
import shutil
import socket
import sqlite3
import stat
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from intake import paths
from intake.settings import CONFIG_NAME, SECRET_NAME, Settings

#: File systems of other machines, or that answer as if they were: their locks and flushes cannot be trusted.
NETWORK = (
    "nfs",
    "cifs",
    "smb",
    "9p",
    "fuse",
    "virtiofs",
    "vboxsf",
    "ceph",
    "glusterfs",
    "lustre",
    "afs",
    "ncpfs",
)
#: Local disks that happen to be driven by a program.
LOCAL_FUSE = ("fuseblk", "fuse.ext2", "fuse.ext4", "fuse.ntfs", "fuse.ntfs-3g", "fuse.exfat")
#: From the one to before the other SQLite may lose what was committed when two connections write and
#: checkpoint at the same instant.
WAL_FAULT_FROM, WAL_FAULT_MENDED = (3, 7, 0), (3, 51, 3)
#: Intake was not written before this year.
FIRST_YEAR = 2025
#: Files carry times of other zones and of machines whose clocks differ.
CLOCK_SLACK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look found, in one line; `is_said` at every start although it is well."""

    subject: str
    text: str
    is_well: bool = True
    is_said: bool = False


def look(settings: Settings, newest_entry: datetime | None = None) -> list[Finding]:
    """Everything about the machine that decides whether notes are safe on it."""
    found = [disk(settings), clock(newest_of(newest_entry)), modes(settings)]
    if settings.is_sqlite:
        found += [file_system(database_path(settings).parent), sqlite_library()]
        if settings.backup_recipient:
            found.append(backup_recipient(settings))
    return found


def database_path(settings: Settings) -> Path:
    """The file of a SQLite database."""
    from sqlalchemy import make_url  # the process that watches the server does without it

    return Path(make_url(settings.url).database or ".").resolve()


def disk(settings: Settings) -> Finding:
    """Whether there is room for an evening's notes."""
    folder = database_path(settings).parent if settings.is_sqlite else settings.instance
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < settings.free_space_warning_mb:
        return Finding(
            "disk", f"only {free} MB are free in {folder}: make room, a full disk stores no notes", False
        )
    return Finding("disk", f"{free:,} MB are free in {folder}")


def file_system(folder: Path, mounts: Path = Path("/proc/self/mountinfo")) -> Finding:
    """Whether the folder is on this machine; without the kernel's list (not Linux) nobody can tell."""
    kind = mounted_as(folder, mounts)
    if kind is None:
        return Finding(
            "file system", f"cannot be told for {folder}; the database must not be on a network share"
        )
    if kind.startswith(NETWORK) and not kind.startswith(LOCAL_FUSE):
        text = f"{folder} is on a network share ({kind}), where SQLite loses data"
        return Finding("file system", f"{text}: set INTAKE_INSTANCE to a local disk", False)
    return Finding("file system", f"{folder} is on a local disk ({kind})")


def mounted_as(folder: Path, mounts: Path) -> str | None:
    """The type of the file system that holds the folder, as /proc/self/mountinfo names it (proc(5))."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    best, kind, place = -1, None, folder.resolve()
    for line in lines:
        before, _, after = line.partition(" - ")
        fields, rest = before.split(" "), after.split(" ")
        if len(fields) < 5 or not rest[0]:
            continue
        point = Path(re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), fields[4]))
        # A later line covers an earlier one at the same place.
        if place.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), rest[0]
    return kind


def clock(newest: datetime, now: datetime | None = None) -> Finding:
    """Whether the time can be right: it is not before what already happened."""
    now = now or datetime.now(UTC)
    said = f"{now:%Y-%m-%d %H:%M} UTC"
    if now.year < FIRST_YEAR or now < newest - CLOCK_SLACK:
        text = f"says {said}, but files or notes here are from {newest:%Y-%m-%d}"
        return Finding("clock", f"{text}: set the date and time of this machine", False)
    return Finding("clock", f"says {said}")


def newest_of(entry: datetime | None) -> datetime:
    """The latest moment that is known to have passed: of the program's files, or of the log's last entry."""
    files = max(path.stat().st_mtime for path in paths.PACKAGE.rglob("*.py"))
    installed = datetime.fromtimestamp(files, UTC)
    return max(installed, entry) if entry else installed


def sqlite_library(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> Finding:
    """Which SQLite this is, and what keeps its write-ahead log safe."""
    name = ".".join(map(str, version))
    if WAL_FAULT_FROM <= version < WAL_FAULT_MENDED:
        text = (
            f"{name} has the WAL-reset fault of 3.7.0 to 3.51.2; in use against it: one writer under a guard"
        )
        return Finding("SQLite", text, is_said=True)
    return Finding("SQLite", f"{name}; in use: one writer under a guard")


def backup_recipient(settings: Settings) -> Finding:
    """Whether backups can be encrypted as the settings want, before the first one is due."""
    from intake.backups import BackupFailed, encrypting

    try:
        keys = encrypting.recipients(settings.backup_recipient)
    except BackupFailed as problem:
        return Finding("backup_recipient", str(problem), False)
    return Finding("backup_recipient", f"backups are encrypted to {len(keys)} public keys")


def modes(settings: Settings) -> Finding:
    """Whether others on this machine can read the instance's secrets and notes."""
    if sys.platform == "win32":
        return Finding("file modes", "are not looked at on Windows")
    open_ones = [
        path.name
        for path in (settings.instance / SECRET_NAME, settings.instance / CONFIG_NAME)
        if path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    ]
    folder = settings.instance.stat().st_mode
    if folder & stat.S_IWOTH or (settings.is_sqlite and _readable_by_others(settings)):
        open_ones.insert(0, str(settings.instance))
    if open_ones:
        text = f"others on this machine may read {', '.join(open_ones)}: chmod -R go= {settings.instance}"
        return Finding("file modes", text, False)
    return Finding("file modes", f"only this user reads {settings.instance}")


def _readable_by_others(settings: Settings) -> bool:
    """Whether both the database and the folder around it are open to everybody."""
    database = database_path(settings)
    if not database.exists():
        return False
    others = stat.S_IROTH
    return bool(database.stat().st_mode & others and database.parent.stat().st_mode & stat.S_IXOTH)


def address(settings: Settings) -> str | None:
    """Why nobody could follow the links that would be printed, in one line; None when they can."""
    if settings.public_url or is_loopback(settings.host):
        return None
    return (
        f"host {settings.host} lets other machines in, so links and QR codes need the address that people "
        f"type: set INTAKE_PUBLIC_URL, such as INTAKE_PUBLIC_URL=http://192.0.2.10:{settings.port}"
    )


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def why_not_bound(host: str, port: int) -> str | None:
    """Why a server cannot listen there, in one line; None when it can."""
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            if os.name == "posix":
                # As the server does: a port that was just left is free.
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(where)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return f"port {port} is taken: stop what uses it, or choose another one with --port"
        if error.errno == errno.EACCES:
            return f"port {port} may not be used by this user: choose one above 1023 with --port"
        return f"cannot listen on {host}, port {port}: {error.strerror or error}"
    return None
