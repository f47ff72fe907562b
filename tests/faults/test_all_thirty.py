"""The faults of docs/faults.md: a file of this folder names those that it tries, and has a control."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[1] / "docs" / "faults.md"
#: All of them are tried; a file says `FAULT = 4` or `FAULTS = (1, 11)`.
THIRTY = range(1, 31)


def files() -> Iterator[tuple[str, set[int], list[str]]]:
    """(name, the faults that it says it tries, its tests) of each file."""
    for path in sorted(HERE.rglob("test_*.py")):
        if path.name == Path(__file__).name:
            continue
        faults: set[int] = set()
        tests = []
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                tests.append(node.name)
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("FAULT", "FAULTS"):
                value = ast.literal_eval(node.value)
                faults |= {value} if isinstance(value, int) else set(value)
        yield str(path.relative_to(HERE)), faults, tests


def test_each_fault_has_a_file_with_a_test_and_a_control() -> None:
    tried: set[int] = set()
    for name, faults, tests in files():
        if faults:
            controls = [one for one in tests if one.startswith("test_control_")]
            assert controls and len(tests) > len(controls), f"{name} needs a test and a control"
        tried |= faults
    assert tried == set(THIRTY)


def test_the_document_names_each_fault_and_files_that_are_there() -> None:
    rows = re.findall(r"^\| (\d+) \|(.*)\|$", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(THIRTY)
    for number, row in rows:
        named = re.findall(r"`(faults/[\w/]+\.py)`", row)
        assert not [name for name in named if not (HERE.parent / name).is_file()], f"row {number}"
        saying = {f"faults/{name}" for name, faults, _ in files() if int(number) in faults}
        assert saying <= set(named), f"row {number} lacks {saying - set(named)}"
