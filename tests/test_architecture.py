"""Which way imports point, how long a file may be, and names that say nothing."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "intake"
#: Leaves know no layer; every layer may use them.
LEAVES = {
    "codes", "cores", "current", "errors", "former_addresses", "formula_guard", "languages", "logs", "marks",
    "passwords", "paths", "protocol", "rules", "runs", "settings", "templating", "text", "tokens",
}  # fmt: skip
PURE = {
    "exports",
    "glossary_files",
    "imports",
    "setups",
    "report",
    "search",
    "tablet_files",
    "translator_files",
}
EDGE = {"forms", "actions", "queries", "access", "db", "models", "throttle", *PURE}
#: Layer -> the layers it may import besides itself and the leaves. `app`, `cli`, `serving` compose and may import all.
MAY_IMPORT: dict[str, set[str]] = {
    "web": EDGE | {"api", "app", "backups", "indexing", "leftovers", "migrations"},
    "api": EDGE | {"web", "backups"},
    "backups": {"actions", "db", "migrations", "queries"},
    "indexing": {"actions", "db", "queries"},
    "leftovers": {"actions", "backups", "db", "indexing", "queries"},
    "actions": {"models", "db", "glossary_files", "imports", "search", "setups", "translator_files"},
    "queries": {"models", "db", "exports", "search", "setups"},
    "forms": {"models", "search"},
    "exports": set(),
    "glossary_files": {"imports"},
    "imports": set(),
    "setups": {"models"},
    "report": set(),
    "search": set(),
    "tablet_files": set(),
    "translator_files": set(),
    "access": {"models"},
    "models": {"db"},
    "db": set(),
    "lan": set(),
    "migrations": {"db", "models", "tablet_files"},
    "throttle": set(),
    **{leaf: set() for leaf in LEAVES},
}
COMPOSE = {"app", "cli", "serving", "preflight", "sample", "__main__"}
#: Libraries that a layer must not know.
NOT_THERE = {
    "models": {"flask", "flask_babel", "flask_wtf"},
    "actions": {"flask", "flask_wtf"},
    "queries": {"flask", "flask_wtf"},
    "exports": {"flask", "sqlalchemy"},
    "glossary_files": {"flask", "sqlalchemy"},
    "imports": {"flask", "sqlalchemy"},
    "setups": {"flask", "sqlalchemy"},
    "search": {"flask", "sqlalchemy"},
    "tablet_files": {"flask", "sqlalchemy"},
    "translator_files": {"flask", "sqlalchemy"},
    "forms": {"sqlalchemy"},
}
LONGEST = 300


def modules() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if "versions" not in path.parts]


def layer(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[tuple[str, str]]:
    """(top package, layer within intake or "")"""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: absolute imports only, so that this test sees them"
            names = [node.module or ""]
            if node.module == "intake":
                names = [f"intake.{alias.name}" for alias in node.names]
        for name in names:
            parts = name.split(".")
            found.add((parts[0], parts[1] if parts[0] == "intake" and len(parts) > 1 else ""))
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_one_way(path: Path) -> None:
    own = layer(path)
    if own in COMPOSE or own == "__init__":
        return
    assert own in MAY_IMPORT, f"{own} is not in MAY_IMPORT: say what it may import"
    allowed = MAY_IMPORT[own] | LEAVES | {own, "", "__init__", "__version__"}
    wrong = {name for top, name in imported(path) if top == "intake" and name not in allowed}
    assert not wrong, (
        f"{path.name} imports {sorted(wrong)}; {own} may import {sorted(MAY_IMPORT[own])} and the leaves"
    )
    forbidden = {top for top, _ in imported(path)} & NOT_THERE.get(own, set())
    assert not forbidden, f"{own} must not know {sorted(forbidden)}"


def test_no_file_outgrows_its_reader() -> None:
    files = [
        *PACKAGE.rglob("*.py"),
        *(ROOT / "tests").rglob("*.py"),
        *(ROOT / "intake" / "static" / "js").rglob("*.js"),
    ]
    long = {
        str(p.relative_to(ROOT)): n for p in files if (n := len(p.read_text("utf-8").splitlines())) > LONGEST
    }
    assert not long, f"over {LONGEST} lines, split them by what they are about: {long}"


def test_every_name_says_what_is_inside() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "services"}
    found = [str(p) for p in modules() if p.stem in drawers]
    assert not found, f"drawers: {found}"


def test_views_select_nothing_themselves() -> None:
    for path in [*(PACKAGE / "web").rglob("*.py"), *(PACKAGE / "api").rglob("*.py")]:
        tops = {name for name in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(name, ast.Call)}
        called = {call.func.id for call in tops if isinstance(call.func, ast.Name)}
        assert not called & {"select", "insert", "update", "delete"}, f"{path.name} builds a statement of SQL"
