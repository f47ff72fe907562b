"""Fault 30: the disk lets nobody write any more, as a failing one does, and is mended while the server runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import store
from tests.conftest import POSTGRES
from tests.faults.server.disks import Disk, Swallowing, disk, lived_through

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(POSTGRES), reason="about SQLite's file")]
FAULT = 30


@pytest.fixture(params=["EROFS", "RLIMIT_FSIZE=0"])
def read_only(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    """A preloaded library that answers as a read-only disk, and a limit that lets no file be written."""
    with disk(request.param, tmp_path) as made:
        yield made


def test_a_read_only_disk_stores_nothing_says_so_and_needs_no_restart(
    read_only: Disk, tmp_path: Path
) -> None:
    assert lived_through(read_only, store.make(tmp_path / "made")) <= {503, 507}


def test_control_a_store_that_swallows_the_fault(read_only: Disk, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="never a false success"):
        lived_through(read_only, store.make(tmp_path / "made"), Swallowing)
