"""The evening that backups are made of."""

from tests.backups.conftest import evening

__all__ = ["evening"]
