"""Where every setting comes from: defaults, then config.toml in the instance folder, then INTAKE_* variables."""

from __future__ import annotations

import os
import secrets
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from intake import paths

CONFIG_NAME = "config.toml"
SECRET_NAME = "secret.key"
SHORTEST_SECRET = 32


class SettingsError(Exception):
    """A setting that cannot be used; the message is one line that says what to do."""


def setting(default: Any, meaning: str) -> Any:
    """A dataclass field with its meaning, shown by `intake check --settings`."""
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True)
class Settings:
    """Everything that can be configured; made by `load`, handed to `create_app`."""

    instance: Path = setting(Path("instance"), "folder of the database, keys and backups")
    database_url: str = setting("", "SQLAlchemy address; empty means SQLite in the instance folder")
    public_url: str = setting(
        "", "address that people type, used in links and QR codes; empty means http://host:port"
    )
    host: str = setting("127.0.0.1", "address to listen on")
    port: int = setting(8000, "port to listen on")
    workers: int = setting(1, "server processes; more than 1 only with PostgreSQL")
    threads: int = setting(64, "threads of a server process; each waits cheaply for the one writer")
    cores: int = setting(
        1, "processor cores for a server process of threads; more make it slower; 0 leaves it all"
    )
    tls_certificate: str = setting(
        "", "file of a certificate and its chain (PEM): the server speaks https itself"
    )
    tls_key: str = setting("", "file of the certificate's private key (PEM, PKCS #8)")
    trusted_proxies: int = setting(0, "reverse proxies in front whose X-Forwarded-* headers are believed")
    secret_key: str = setting("", "signs cookies; made in the instance folder on first start when empty")
    max_statement_length: int = setting(
        20_000, "code points of one statement; ten times the longest seen on paper"
    )
    held_after: int = setting(
        500, "statements a device may add in a session before further ones are held for review"
    )
    held_from_revoked: int = setting(
        500, "saves kept from a device after it was sent away; as many as one evening may add"
    )
    guide_terms: int = setting(
        500, "terms of a glossary that an interpreter's tablet gets; as many as a glossary may have"
    )
    max_request_bytes: int = setting(1_000_000, "size of one request of a device; a hundred long statements")
    max_file_bytes: int = setting(
        8_000_000, "size of a file that a tablet saved, sealed; ten evenings of a busy table"
    )
    max_upload_bytes: int = setting(20_000_000, "size of an uploaded file; a hundred thousand typed-up notes")
    sign_in_idle_minutes: int = setting(120, "minutes without a request after which a person is signed out")
    sign_in_hours: int = setting(12, "hours after which a person signs in again; one working day")
    desk_hours: int = setting(
        12, "hours after the last contact for which a list that was taken along can be read; one working day"
    )
    link_hours: int = setting(48, "hours for which an invitation or a new-password link works")
    first_link_minutes: int = setting(60, "minutes for which the first administrator's link works")
    sign_in_attempts: int = setting(10, "wrong passwords for one account in 15 minutes before strangers wait")
    code_attempts: int = setting(
        30, "wrong join codes from one address in an hour; further wrong ones are told to wait"
    )
    free_space_warning_mb: int = setting(500, "free disk space below which a warning is shown at start")
    backup_minutes: int = setting(
        10, "minutes between the server's own backups while a session is open (SQLite); 0 makes none"
    )
    backup_recipient: str = setting(
        "", "age public keys (age1…) that backups are encrypted to; empty leaves them readable to this user"
    )
    backup_keep_newest: int = setting(
        6, "newest backups that are kept, whatever their hour; one hour of them"
    )
    backup_keep_hours: int = setting(24, "hours for which one backup of each hour is kept")
    backup_keep_days: int = setting(
        30, "days for which one backup of each day is kept; only the newest of all gets older"
    )
    backup_ask_seconds: int = setting(30, "seconds between backups that tablets may ask for")
    sources: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
        """Read the settings and make what is missing: the instance folder and its secret (mode 0600).

        Raises SettingsError for an unknown name, a value of the wrong kind or a weak secret.
        """
        environ = os.environ if environ is None else environ
        instance = Path(
            overrides.pop("instance", None) or environ.get("INTAKE_INSTANCE") or default_instance()
        )
        values: dict[str, Any] = {"instance": instance.expanduser().resolve()}
        sources = {"instance": "INTAKE_INSTANCE" if environ.get("INTAKE_INSTANCE") else "default"}
        for name, value, source in _given(environ, values["instance"], overrides):
            values[name], sources[name] = _converted(name, value, source), source
        values["instance"].mkdir(parents=True, exist_ok=True, mode=0o700)
        if not values.get("secret_key"):
            values["secret_key"] = _kept_secret(values["instance"] / SECRET_NAME)
            sources["secret_key"] = SECRET_NAME
        if len(values["secret_key"]) < SHORTEST_SECRET:
            raise SettingsError(
                f"secret_key is shorter than {SHORTEST_SECRET} characters: remove it and a new one is made"
            )
        settings = cls(**values, sources=sources)
        if bool(settings.tls_certificate) != bool(settings.tls_key):
            raise SettingsError("tls_certificate and tls_key go together: give both files or neither")
        if settings.workers > 1 and settings.is_sqlite:
            raise SettingsError("several workers need PostgreSQL: set INTAKE_DATABASE_URL or use one worker")
        return settings

    @property
    def is_sqlite(self) -> bool:
        return self.url.startswith("sqlite")

    @property
    def url(self) -> str:
        """The database's address, with the psycopg 3 driver named for PostgreSQL."""
        given = self.database_url or f"sqlite:///{self.instance / 'intake.sqlite3'}"
        for plain in ("postgresql://", "postgres://"):
            if given.startswith(plain):
                return "postgresql+psycopg://" + given.removeprefix(plain)
        return given

    @property
    def address(self) -> str:
        """The public address without a slash at its end; every link is built from it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        scheme = "https" if self.tls_certificate else "http"
        return (self.public_url or f"{scheme}://{host}:{self.port}").rstrip("/")

    @property
    def is_secure(self) -> bool:
        return self.address.startswith("https://")


def default_instance() -> Path:
    """`./instance` in a checkout, else the platform's folder for data of a program."""
    checkout = paths.PACKAGE.parent
    if (checkout / "setup.cfg").is_file():
        return checkout / "instance"
    home = Path.home()
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "Intake"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local")) / "Intake"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "intake"


def _given(
    environ: Mapping[str, str], instance: Path, overrides: Mapping[str, Any]
) -> list[tuple[str, Any, str]]:
    """(name, value, source) from weakest to strongest."""
    known = {f.name for f in fields(Settings)} - {"instance", "sources"}
    given: list[tuple[str, Any, str]] = []
    config = instance / CONFIG_NAME
    if config.is_file():
        try:
            table = tomllib.loads(config.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(f"{config}: {error}") from None
        unknown = sorted(set(table) - known)
        if unknown:
            raise SettingsError(f"{config}: there is no setting called {unknown[0]}")
        given += [(name, value, CONFIG_NAME) for name, value in table.items()]
    for name in sorted(known):
        variable = f"INTAKE_{name.upper()}"
        if environ.get(variable):
            given.append((name, environ[variable], variable))
    return given + [(name, value, "command line") for name, value in overrides.items() if value is not None]


def _converted(name: str, value: Any, source: str) -> Any:
    kind = type(getattr(Settings, name))
    if kind is int and not isinstance(value, int):
        try:
            value = int(str(value))
        except ValueError:
            raise SettingsError(f"{source}: {name} must be a whole number, not {value!r}") from None
    if kind is int and (isinstance(value, bool) or value < 0):
        raise SettingsError(f"{source}: {name} must be a whole number, 0 or more")
    if not isinstance(value, kind):
        raise SettingsError(f"{source}: {name} must be text")
    if name == "public_url" and value and not value.startswith(("http://", "https://")):
        raise SettingsError(f"{source}: public_url must begin with https:// or http://")
    return value


def _kept_secret(path: Path) -> str:
    """The secret in this file, made with mode 0600 when there is none; two processes starting agree on one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    if not path.exists():
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(temporary, path)
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return path.read_text(encoding="ascii").strip()
