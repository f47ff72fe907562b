"""The list of initiatives, a new one, its settings, its protocol, a copy and its file."""

from __future__ import annotations

import io

from sqlalchemy import select

from intake.db import Database
from intake.models import Entry, Initiative, Membership, Role
from intake.protocol import built_in
from tests import factories
from tests.organize.conftest import counted
from tests.pages import CheckingClient


def stored(db: Database, slug: str = "score-2024") -> Initiative:
    with db.read() as session:
        return session.scalars(select(Initiative).where(Initiative.slug == slug)).one()


def test_the_list_holds_what_one_may_see_and_ones_role(
    organizer: CheckingClient, administrator: CheckingClient, db: Database
) -> None:
    factories.an_initiative(db, "secret", name={"en": "Not for everybody"})
    page = organizer.get("/initiatives/").text
    assert "SCORE 2024" in page
    assert "Organizer" in page
    assert "Not for everybody" not in page
    assert "New initiative" not in page
    everything = administrator.get("/initiatives/").text
    assert "Not for everybody" in everything
    assert "New initiative" in everything


def test_the_list_is_paged_and_its_reads_do_not_grow(administrator: CheckingClient, db: Database) -> None:
    factories.an_initiative(db, "one")
    with counted(db) as few:
        administrator.get("/initiatives/")
    for number in range(30):
        made = factories.an_initiative(db, f"series-{number}", name={"en": f"Series {number:02}"})
        factories.a_session(db, made)
    with counted(db) as many:
        page = administrator.get("/initiatives/").text
    assert len(many) == len(few)
    assert "Series 29" in page
    assert "Series 04" not in page
    older = administrator.get("/initiatives/?after=series-5").text
    assert "Series 04" in older
    assert "Series 05" not in older


def test_who_has_no_initiative_is_told_whom_to_ask(client: CheckingClient, db: Database) -> None:
    factories.signed_in(client, db, factories.a_person(db))
    assert "Ask an organizer" in client.get("/initiatives/").text


def test_an_administrator_makes_one_and_its_short_name_is_made_from_the_name(
    administrator: CheckingClient, db: Database
) -> None:
    answer = administrator.submit(
        "/initiatives/new",
        {
            "name": "Listening in Đà Lạt, 2027",
            "slug": "",
            "default_language": "vi",
            "languages": ["vi", "en"],
            "languages-other": "uk",
            "time_zone": "Asia/Ho_Chi_Minh",
        },
    )
    assert answer.status_code == 303
    made = stored(db, "listening-in-da-lat-2027")
    assert made.name == {"vi": "Listening in Đà Lạt, 2027"}
    assert made.languages == ["vi", "en", "uk"]
    assert administrator.get(answer.location).status_code == 200


def test_a_name_without_latin_letters_asks_for_a_short_name(administrator: CheckingClient) -> None:
    answer = administrator.submit(
        "/initiatives/new",
        {"name": "گفت‌وگو", "default_language": "fa", "languages": "fa", "time_zone": "Asia/Tehran"},
    )
    assert answer.status_code == 400
    assert "Enter a short name." in answer.text
    assert "گفت‌وگو" in answer.text


def test_an_organizer_cannot_make_one(organizer: CheckingClient) -> None:
    assert organizer.get("/initiatives/new").status_code == 403


def test_the_overview_says_what_is_missing(
    organizer: CheckingClient, db: Database, score: Initiative
) -> None:
    assert "Add the first question" in organizer.get("/initiatives/score-2024/").text
    question = factories.a_question(db, score, "Q7", texts={"en": "Why?", "es": "¿Por qué?", "fa": "چرا؟"})
    place = factories.a_session(db, score, "bare", tables=0, title={"en": "The bare one"}).places[0]
    factories.a_statement(db, place, score, question, "Said.")
    practice = factories.a_session(db, score, "training", is_practice=True).places[0]
    factories.a_statement(db, practice, score, question, "Only practised.")
    page = organizer.get("/initiatives/score-2024/").text
    assert "No text in Hmong yet" in page
    assert "No text in Spanish yet" not in page
    assert "No tables yet" in page
    assert "<dd>1</dd>" in page, "practice sessions and their statements do not count"


def test_settings_are_saved_in_every_language(organizer: CheckingClient, db: Database) -> None:
    address = "/initiatives/score-2024/settings"
    seen = organizer.get(address).text.split('name="seen" type="hidden" value="')[1].split('"')[0]
    answer = organizer.submit(
        address,
        {
            "seen": seen,
            "name-en": " SCORE ",
            "name-fa": "اسکور",
            "name-es": "",
            "languages": ["fa", "en"],
            "default_language": "en",
            "time_zone": "America/New_York",
        },
    )
    assert answer.status_code == 303
    made = stored(db)
    assert (made.name, made.languages, made.time_zone) == (
        {"en": "SCORE", "fa": "اسکور"},
        ["fa", "en"],
        "America/New_York",
    )


def test_a_button_of_the_languages_changes_the_page_and_stores_nothing(
    organizer: CheckingClient, db: Database
) -> None:
    answer = organizer.submit(
        "/initiatives/score-2024/settings",
        {
            "name-en": "Typed meanwhile",
            "languages": ["en", "es"],
            "languages-do": "down:en",
            "default_language": "en",
            "time_zone": "America/Los_Angeles",
        },
    )
    assert answer.status_code == 200
    assert "Typed meanwhile" in answer.text
    assert answer.text.index('name="languages" value="es"') < answer.text.index('name="languages" value="en"')
    assert stored(db).languages == ["en", "es", "hmn", "fa"]


def test_the_second_of_two_editors_sees_both_texts(organizer: CheckingClient, db: Database) -> None:
    address = "/initiatives/score-2024/settings"
    form = {
        "seen": organizer.get(address).text.split('name="seen" type="hidden" value="')[1].split('"')[0],
        "languages": ["en", "es", "hmn", "fa"],
        "default_language": "en",
        "time_zone": "America/Los_Angeles",
    }
    organizer.submit(address, form | {"name-en": "The first one's name"})
    answer = organizer.submit(address, form | {"name-en": "The second one's name"})
    assert answer.status_code == 409
    assert "The first one&#39;s name" in answer.text
    assert 'value="The second one&#39;s name"' in answer.text
    assert stored(db).name == {"en": "The first one's name"}
    again = answer.text.split('name="seen" type="hidden" value="')[1].split('"')[0]
    organizer.submit(address, form | {"seen": again, "name-en": "The second one's name"})
    assert stored(db).name == {"en": "The second one's name"}


def test_the_protocol_shows_the_built_in_text_until_there_is_one(
    organizer: CheckingClient, db: Database
) -> None:
    address = "/initiatives/score-2024/protocol"
    first_line = built_in("en").splitlines()[0]
    assert first_line in organizer.get(address).text
    begun = organizer.submit(address, {"protocol-en": "", "protocol-do": "begin:en"})
    assert begun.status_code == 200
    assert f">\n{first_line}" in begun.text, "it stands in the field to be changed"
    assert stored(db).protocol == {}
    organizer.submit(address, {"protocol-en": "Ours.", "protocol-es": "Lo nuestro."})
    assert stored(db).protocol == {"en": "Ours.", "es": "Lo nuestro."}


def test_a_copy_belongs_to_who_made_it(organizer: CheckingClient, db: Database, score: Initiative) -> None:
    factories.a_question(db, score)
    answer = organizer.submit("/initiatives/score-2024/copy", {"name": "SCORE 2027", "slug": ""})
    assert answer.location == "/initiatives/score-2027/"
    assert organizer.get(answer.location).status_code == 200
    with db.read() as session:
        here = select(Membership.role).where(Membership.initiative_id == stored(db, "score-2027").id)
        assert session.scalars(here).all() == [Role.ORGANIZER]


def test_the_file_goes_out_and_comes_back(
    organizer: CheckingClient, administrator: CheckingClient, db: Database, score: Initiative
) -> None:
    factories.a_question(db, score)
    place = factories.a_session(db, score).places[1]
    answer = organizer.get("/initiatives/score-2024/set-up.yaml")
    assert 'filename="score-2024.yaml"' in answer.headers["Content-Disposition"]
    assert place.code not in answer.text
    assert place.short_code not in answer.text
    with db.read() as session:
        before = session.scalars(select(Entry.id)).all()
    same = organizer.submit("/initiatives/score-2024/set-up", {"file": (io.BytesIO(answer.data), "s.yaml")})
    assert same.status_code == 303
    with db.read() as session:
        assert session.scalars(select(Entry.id)).all() == before, "the same file again changes nothing"
    other = answer.text.replace("score-2024", "score-2030").encode()
    refused = organizer.submit("/initiatives/score-2024/set-up", {"file": (io.BytesIO(other), "s.yaml")})
    assert refused.status_code == 400
    loaded = administrator.submit("/initiatives/load", {"file": (io.BytesIO(other), "s.yaml")})
    assert loaded.location == "/initiatives/score-2030/"


def test_a_file_with_mistakes_names_their_lines(administrator: CheckingClient) -> None:
    text = b"initiative:\n  slug: a\n  colour: blue\n"
    answer = administrator.submit("/initiatives/load", {"file": (io.BytesIO(text), "s.yaml")})
    assert answer.status_code == 400
    assert "Line 3" in answer.text
    assert "Choose a file." in administrator.submit("/initiatives/load", {}).text
