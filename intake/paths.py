"""Where the folders beside the code are, in a checkout and in an installed wheel."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent

#: The checkout that the code runs from, or None when it was installed from a wheel.
CHECKOUT = PACKAGE.parent if (PACKAGE.parent / "setup.cfg").is_file() else None


def beside(name: str) -> Path:
    """Return the folder of this name in the package, as a wheel has it, else the one beside the package."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


TEMPLATES = beside("templates")
TRANSLATIONS = beside("translations")
STATIC = PACKAGE / "static"
