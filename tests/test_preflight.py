"""What is said about a machine before notes are trusted to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from intake import preflight
from intake.settings import Settings
from tests.cli.processes import free_port, listening

MOUNTS = r"""22 27 0:21 / /proc rw - proc proc rw
25 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
26 25 0:40 / /mnt/share rw,relatime shared:7 - {kind} server:/export rw
27 25 0:41 / /mnt/church\040hall rw - cifs //nas/notes rw
28 26 8:2 / /mnt/share/local rw - xfs /dev/sdb1 rw
29 25 8:3 / /mnt/covered rw - ext4 /dev/sdc1 rw
30 25 0:42 / /mnt/covered rw - nfs4 server:/b rw
broken line
"""


def on(folder: str, tmp_path: Path, kind: str = "nfs4") -> preflight.Finding:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS.format(kind=kind))
    return preflight.file_system(Path(folder), mounts)


@pytest.mark.parametrize(
    "kind", ["nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "fuse", "virtiofs", "vboxsf"]
)
def test_a_network_share_is_named(tmp_path: Path, kind: str) -> None:
    found = on("/mnt/share/instance", tmp_path, kind)
    assert not found.is_well and kind in found.text and "INTAKE_INSTANCE" in found.text


@pytest.mark.parametrize(("folder", "is_well"), [
    ("/srv/instance", True),
    ("/mnt/share/local/instance", True),
    ("/mnt/sharenot/instance", True),
    ("/mnt/church hall/instance", False),
    ("/mnt/covered", False),
])  # fmt: skip
def test_the_nearest_and_last_mount_counts(tmp_path: Path, folder: str, is_well: bool) -> None:
    assert on(folder, tmp_path).is_well is is_well


@pytest.mark.parametrize("kind", ["ext4", "btrfs", "zfs", "overlay", "tmpfs", "fuseblk"])
def test_a_local_disk_is_well(tmp_path: Path, kind: str) -> None:
    assert on("/mnt/share", tmp_path, kind).is_well


def test_without_the_kernels_list_nothing_is_claimed(tmp_path: Path) -> None:
    found = preflight.file_system(tmp_path, tmp_path / "nowhere")
    assert found.is_well and "cannot be told" in found.text


@pytest.mark.parametrize(("now", "is_well"), [
    (datetime(2026, 6, 1, tzinfo=UTC), True),
    (datetime(2026, 4, 30, 13, tzinfo=UTC), True),
    (datetime(2026, 4, 29, tzinfo=UTC), False),
    (datetime(1970, 1, 1, tzinfo=UTC), False),
])  # fmt: skip
def test_a_clock_cannot_be_before_what_happened(now: datetime, is_well: bool) -> None:
    assert preflight.clock(datetime(2026, 5, 1, tzinfo=UTC), now).is_well is is_well


def test_what_happened_last_is_in_the_log_or_in_the_programs_files() -> None:
    later = datetime.now(UTC) + timedelta(days=900)
    assert preflight.newest_of(later) == later
    assert preflight.newest_of(None) == preflight.newest_of(datetime(1999, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(("version", "is_said"), [
    ((3, 6, 23), False), ((3, 7, 0), True), ((3, 40, 1), True), ((3, 51, 2), True),
    ((3, 51, 3), False), ((3, 53, 0), False),
])  # fmt: skip
def test_the_fault_of_sqlite_and_what_is_in_use_against_it(version: tuple[int, ...], is_said: bool) -> None:
    found = preflight.sqlite_library(version)
    assert found.is_well and found.is_said is is_said and "one writer under a guard" in found.text


def test_a_nearly_full_disk_is_said(tmp_path: Path) -> None:
    assert preflight.disk(Settings.load({}, instance=tmp_path)).is_well
    found = preflight.disk(Settings.load({}, instance=tmp_path, free_space_warning_mb=10**9))
    assert not found.is_well and str(tmp_path) in found.text


def test_files_that_others_may_read_are_named(tmp_path: Path) -> None:
    settings = Settings.load({}, instance=tmp_path / "instance")
    assert preflight.modes(settings).is_well
    (settings.instance / "secret.key").chmod(0o644)
    assert "secret.key" in preflight.modes(settings).text and not preflight.modes(settings).is_well
    (settings.instance / "secret.key").chmod(0o600)
    (settings.instance / "intake.sqlite3").touch(0o644)
    assert preflight.modes(settings).is_well, "nobody gets through the folder"
    settings.instance.chmod(0o755)
    assert not preflight.modes(settings).is_well


@pytest.mark.parametrize(("host", "public", "is_well"), [
    ("127.0.0.1", "", True),
    ("localhost", "", True),
    ("::1", "", True),
    ("0.0.0.0", "", False),
    ("192.168.1.20", "", False),
    ("::", "", False),
    ("intake.local", "", False),
    ("0.0.0.0", "https://intake.example.org", True),
])  # fmt: skip
def test_links_need_an_address_that_people_can_follow(
    tmp_path: Path, host: str, public: str, is_well: bool
) -> None:
    said = preflight.address(Settings.load({}, instance=tmp_path, host=host, public_url=public or None))
    assert (said is None) is is_well
    assert said is None or "INTAKE_PUBLIC_URL=http" in said


def test_a_port_that_is_taken_is_named() -> None:
    with listening() as port:
        said = preflight.why_not_bound("127.0.0.1", port)
        assert said is not None and f"port {port} is taken" in said
    assert preflight.why_not_bound("127.0.0.1", free_port()) is None
    assert "cannot listen on" in (preflight.why_not_bound("203.0.113.7", free_port()) or "")
