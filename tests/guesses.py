"""Tests of what languages texts read like need a library that need not be there."""

from __future__ import annotations

import os

import pytest

from intake.languages import guessing

REQUIRED = "langid" in os.environ.get("INTAKE_REQUIRE", "").split(",")
#: Where it must be there, they fail without it.
NEEDED = pytest.mark.skipif(not guessing.can_guess() and not REQUIRED, reason=f"needs {guessing.EXTRA}")
SPANISH = "Los autobuses no pasan por nuestra calle y nadie nos ha preguntado nunca por qué."
HMONG = "Peb xav kom muaj ib lub chaw ua si rau cov me nyuam nyob ze peb lub tsev."
