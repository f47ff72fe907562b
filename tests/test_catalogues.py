"""Messages of a language other than the page's, for files."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from intake.languages import N_, catalogues, said


@pytest.fixture
def translations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with one Spanish and one Chinese message."""
    for folder, word in (("es", "Mesa"), ("zh_Hant", "桌")):
        catalogue = Catalog(locale=folder)
        catalogue.add("Table", word)
        path = tmp_path / folder / "LC_MESSAGES" / "messages.mo"
        path.parent.mkdir(parents=True)
        with path.open("wb") as file:
            write_mo(file, catalogue)
    monkeypatch.setattr(catalogues.paths, "TRANSLATIONS", tmp_path)
    catalogues._catalogue.cache_clear()
    yield
    catalogues._catalogue.cache_clear()


@pytest.mark.usefixtures("translations")
@pytest.mark.parametrize(
    ("tag", "word"),
    [("es", "Mesa"), ("es-MX", "Mesa"), ("zh-TW", "桌"), ("vi", "Table"), ("xx", "Table"), ("", "Table")],
)
def test_a_message_in_the_closest_language(tag: str, word: str) -> None:
    assert said(N_("Table"), tag) == word


def test_a_message_that_nobody_translated_stays_english() -> None:
    assert said("not a message of Intake", "es") == "not a message of Intake"
