"""Fault 6: the disk fills up in the middle of an evening, and is freed again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import store
from tests.conftest import POSTGRES
from tests.faults.server.disks import Disk, Swallowing, disk, lived_through

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(POSTGRES), reason="about SQLite's file")]
FAULT = 6


@pytest.fixture(params=["tmpfs", "RLIMIT_FSIZE"])
def full(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    """A small disk in memory (root), and a limit of the files' size that stands in for it."""
    with disk(request.param, tmp_path) as made:
        yield made


def test_a_full_disk_stores_nothing_says_so_and_goes_on_when_it_is_freed(full: Disk, tmp_path: Path) -> None:
    assert lived_through(full, store.make(tmp_path / "made")) == {507}


def test_control_a_store_that_swallows_the_fault(full: Disk, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="never a false success"):
        lived_through(full, store.make(tmp_path / "made"), Swallowing)
