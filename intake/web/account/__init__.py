"""Signing in and out, one's own account, one-time links."""

from intake.web.account import links, own, sign_in
from intake.web.account.area import area

__all__ = ["area", "links", "own", "sign_in"]
