"""A further page language is one catalogue, made as CONTRIBUTING.md says, while nothing else is changed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import catalogs

ROOT = Path(__file__).resolve().parent.parent
#: Languages that no catalogue is planned in: one in each direction, of one and of three plural forms.
FURTHER = {"he": ("he", "rtl", "עברית", "ש"), "ja": ("ja", "ltr", "日本語", "訳")}
#: Serves pages from a folder of catalogues that it is given; prints what they were.
SERVES = """
import json, sys
from pathlib import Path
from intake import paths
paths.TRANSLATIONS = Path(sys.argv[1])
from intake import languages
from flask import current_app
from intake.cli.opening import opened
from intake.settings import Settings
settings = Settings.load({}, instance=Path(sys.argv[2]))
with opened(settings):
    client = current_app.test_client()
    asked = {"Accept-Language": sys.argv[3]}
    pages = [client.get(path, headers=asked).text for path in ("/", "/guide", "/account/sign-in")]
tags = [one.tag for one in languages.available()]
print(json.dumps({"tags": tags, "pages": pages, "said": languages.said("Save", sys.argv[3])}))
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of catalogues with none in it, for the tool."""
    folder = tmp_path / "translations"
    folder.mkdir()
    (folder / "babel.cfg").write_bytes((catalogs.HERE / "babel.cfg").read_bytes())
    with catalogs.TEMPLATE.open("rb") as file:
        template = read_po(file)
    monkeypatch.setattr(catalogs, "HERE", folder)
    monkeypatch.setattr(catalogs, "TEMPLATE", folder / "messages.pot")
    # What the code says is looked for in tests/test_catalogs.py; it takes a while.
    monkeypatch.setattr(catalogs, "extract", lambda: template)
    return folder


@pytest.mark.parametrize("locale", FURTHER)
def test_a_language_is_one_catalogue(
    folder: Path, tmp_path: Path, locale: str, capsys: pytest.CaptureFixture[str]
) -> None:
    tag, direction, name, mark = FURTHER[locale]
    shipped = {path: path.stat().st_mtime_ns for path in (ROOT / "translations").rglob("*.po")}
    assert catalogs.main(["new", locale]) == 0
    capsys.readouterr()
    assert catalogs.main(["export-missing", locale]) == 0
    todo = json.loads(capsys.readouterr().out)
    assert len(todo["messages"]) > 500, "all of them are to be translated"
    forms = len(todo["plural_forms"])
    done = {
        one["key"]: [f"{mark} {one['plural']}"] * forms
        if "plural" in one
        else f"{mark} {one['key'].split(chr(4))[-1]}"
        for one in todo["messages"]
    }
    (tmp_path / "done.json").write_text(json.dumps(done), "utf-8")
    assert catalogs.main(["fill", locale, str(tmp_path / "done.json")]) == 0, capsys.readouterr().err
    for other in catalogs_shipped():
        (folder / other.name).symlink_to(other)
    answer = subprocess.run(
        [sys.executable, "-c", SERVES, str(folder), str(tmp_path / "instance"), tag],
        capture_output=True, text=True, check=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT), "PATH": ""},
    )  # fmt: skip
    found = json.loads(answer.stdout.splitlines()[-1])
    assert set(found["tags"]) == {tag, *(other.name.replace("_", "-") for other in catalogs_shipped())}
    assert found["said"] == f"{mark} Save"
    for page in found["pages"]:
        assert f'<html lang="{tag}" dir="{direction}">' in page
        assert f'<span lang="{tag}" dir="{direction}">{name}</span>' in page, (
            "it is offered under its own name"
        )
        assert f"{mark} Skip to the content" in page
    assert shipped == {path: path.stat().st_mtime_ns for path in shipped}


def catalogs_shipped() -> list[Path]:
    return [path.parent.parent for path in (ROOT / "translations").glob("*/LC_MESSAGES/messages.po")]


@pytest.mark.parametrize("document", ["CONTRIBUTING.md", "translations/README.md"])
def test_the_recipe_names_the_commands_that_there_are(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")
    commands = re.findall(r"translations/catalogs\.py ([a-z-]+)", text)
    assert "new" in commands
    assert set(commands) <= {"new", "fill", "export-missing", "compile"}
