"""Tablets under Node."""

from tests.soak.conftest import with_node

__all__ = ["with_node"]
