"""XLIFF and PO files: what is written is read back, and what a stranger made of them does no harm."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from intake.text import clean, problem
from intake.translator_files import KINDS, BadFile, State, TranslatorFile, Unit, placeholders, read

UNITS = (
    Unit("name-1", "SCORE & <b>2024</b>", "نمره", State.REVIEWED, "name"),
    Unit("question-2", 'Why "here"?\nAnd 100 % of us?', "چرا اینجا؟\n۱۰۰٪", State.TRANSLATED, "question Q1"),
    Unit("title-3", "July 20", "", State.INITIAL, "title july-20"),
)
FILE = TranslatorFile("score-2024", "en", "fa", UNITS)
NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"


def xliff(body: str, languages: str = 'srcLang="en" trgLang="fa"', before: str = "") -> bytes:
    return f'{before}<xliff xmlns="{NAMESPACE}" version="2.0" {languages}><file id="f">{body}</file></xliff>'.encode()


def segment(source: str) -> bytes:
    return xliff(f'<unit id="a"><segment><source>{source}</source></segment></unit>')


def test_xliff_is_what_the_standard_says() -> None:
    root = etree.fromstring(KINDS["xliff"].write(FILE))
    assert root.tag == f"{{{NAMESPACE}}}xliff"
    assert dict(root.attrib) == {"version": "2.0", "srcLang": "en", "trgLang": "fa"}
    spaces = {"x": NAMESPACE}
    assert root.xpath("//x:unit/@id", namespaces=spaces) == ["name-1", "question-2", "title-3"]
    assert root.xpath("//x:segment/@state", namespaces=spaces) == ["reviewed", "translated", "initial"]
    assert root.xpath("//x:source/text()", namespaces=spaces) == [unit.source for unit in UNITS]
    assert len(root.xpath("//x:target", namespaces=spaces)) == 2


def test_xliff_is_read_back_as_it_was() -> None:
    again = read(KINDS["xliff"].write(FILE))
    assert [(u.id, u.source, u.target, u.state) for u in again.units] == [
        (u.id, u.source, u.target, u.state) for u in UNITS
    ]
    assert (again.name, again.source, again.target) == ("score-2024", "en", "fa")


def test_po_is_read_back_and_a_draft_is_fuzzy() -> None:
    data = KINDS["po"].write(FILE)
    assert b"format" not in data.split(b"msgctxt", 1)[1], "texts for people are no formats of programs"
    again = read(data)
    assert again.target == "fa"
    assert [(u.id, u.source, u.target, u.state) for u in again.units] == [
        ("name-1", UNITS[0].source, "نمره", State.TRANSLATED),
        ("question-2", UNITS[1].source, UNITS[1].target, State.INITIAL),
        ("title-3", "July 20", "", State.INITIAL),
    ]


@pytest.mark.parametrize("tag", ["hmn", "zh-Hans", "fa-AF", "es-MX", "ium", "x-ours"])
@pytest.mark.parametrize("kind", KINDS)
def test_any_language_has_its_file(kind: str, tag: str) -> None:
    again = read(KINDS[kind].write(TranslatorFile("f", "en", tag, UNITS)))
    assert again.target in (tag, "")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
@pytest.mark.parametrize("kind", KINDS)
def test_every_text_that_can_be_stored_comes_back(kind: str, text: str) -> None:
    text = clean(text).strip()
    if not text or problem(text, 10_000):
        return
    units = (Unit("name-1", text, text, State.REVIEWED),)
    [unit] = read(KINDS[kind].write(TranslatorFile("f", "en", "fa", units))).units
    assert (unit.source, unit.target) == (text, text)


def test_what_a_tool_cut_up_and_marked_is_put_together() -> None:
    body = """<unit id="name-1"><segment state="final"><source>One. </source><target>یک.</target></segment>
      <ignorable><source> </source></ignorable>
      <segment state="translated"><source>Two <mrk id="m">words</mrk>.</source>
        <target><pc id="1">دو</pc>.</target></segment></unit>"""
    [unit] = read(xliff(body)).units
    assert unit == Unit("name-1", "One.  Two words.", "یک. دو.", State.TRANSLATED)


def test_segments_that_a_translator_put_into_another_order_are_read_in_it() -> None:
    body = """<unit id="name-1"><segment><source>First </source><target order="3">نخست</target></segment>
      <ignorable><source>- </source></ignorable>
      <segment><source>then</source><target order="1">سپس </target></segment></unit>"""
    [unit] = read(xliff(body)).units
    assert (unit.source, unit.target) == ("First - then", "سپس - نخست")


def po(change: str = "", to: str = "") -> bytes:
    """A translated file with a line as another tool writes it."""
    text = KINDS["po"].write(FILE).decode()
    assert change in text
    return text.replace(change, to).encode()


PLURALS = '"Plural-Forms: nplurals=1; plural=0;\\n"'
HEADER = '"MIME-Version: 1.0\\n"'
OTHER_TOOLS = {
    "with a mark and lines of Windows": b"\xef\xbb\xbf" + po("\n", "\r\n"),
    "lines of its own in the header": po(HEADER, f'"X-Generator: Poedit 3.4\\n"\n{HEADER}'),
    "a template's plural forms": po(PLURALS, '"Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;\\n"'),
    "plural forms over two lines": po(PLURALS, '"Plural-Forms: nplurals=N; "\n"plural=EXPRESSION;\\n"'),
    "another way to write a day": po("YEAR-MO-DA HO:MI+ZONE", "2026-11-27T14:53:00Z"),
    "no day": po("YEAR-MO-DA HO:MI+ZONE", ""),
    "a locale of a system": po("Language: fa", "Language: fa.UTF-8"),
    "a text that was taken out, and what it was before": po()
    + b'\n#~| msgid "Jul"\n#~ msgctxt "title-9"\n#~ msgid "July"\n#~ msgstr "x"\n',
    "what a text was before": po('msgctxt "name-1"', '#| msgid "SCORE"\nmsgctxt "name-1"'),
}  # fmt: skip


@pytest.mark.parametrize("tool", OTHER_TOOLS)
def test_what_other_tools_write_into_a_po_file_is_no_obstacle(tool: str) -> None:
    again, plain = read(OTHER_TOOLS[tool]), read(po())
    assert again.units == plain.units
    assert again.target == "fa"


def test_a_text_with_words_of_a_header_stays_whole() -> None:
    text = "Plural-Forms: of what?\nmsgctxt #~ also"
    units = (Unit("name-1", "a", "b", State.FINAL), Unit("name-2", text, text, State.FINAL))
    again = read(KINDS["po"].write(replace(FILE, units=units))).units
    assert [(one.id, one.source, one.target) for one in again] == [
        ("name-1", "a", "b"),
        ("name-2", text, text),
    ]


@pytest.mark.parametrize(
    ("header", "tag"), [("sr@latin", "sr-Latn"), ("uz_UZ@cyrillic", "uz-Cyrl-UZ"), ("zh_TW.UTF-8", "zh-TW")]
)
def test_a_language_in_the_spelling_of_gettext_is_its_tag(header: str, tag: str) -> None:
    assert read(po("Language: fa", f"Language: {header}")).target == tag


def test_utf_16_is_read_too() -> None:
    text = KINDS["xliff"].write(FILE).decode().replace("utf-8", "utf-16")
    assert read(text.encode("utf-16")).units[0].target == "نمره"


ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
HOSTILE = {
    "entities that grow": (xliff("&l8;", before=f'<!DOCTYPE x [<!ENTITY l0 "lol">{ENTITIES}]>'), "dtd"),
    "a file of the server": (xliff("&f;", before='<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'), "dtd"),
    "an address": (xliff("", before='<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'), "dtd"),
    "an entity of parameters": (xliff("", before='<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///x"> %p;]>'), "dtd"),
    "a deep tree": (xliff("<group>" * 100_000), "too_large"),
    "many elements": (xliff("<unit/>" * 300_000), "too_large"),
    "more than a file has": (b"<" + b" " * 5_000_001, "too_large"),
    "half of it": (xliff("<unit>")[:-40], "unreadable"),
    "an encoding that nobody knows": (xliff("", before='<?xml version="1.0" encoding="klingon"?>'), "unreadable"),
    "a character that is none": (segment('<cp hex="110000"/>'), "unreadable"),
    "half of a character": (segment('<cp hex="D800"/>'), "unreadable"),
    "a header without an end": (b'msgid ""\n' + b"Plural-Forms:" * 300_000 + b'\nmsgctxt "a"\n', "unreadable"),
    "another kind of XML": (b"<html/>", "unreadable"),
    "an older XLIFF": (b'<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"/>', "version"),
    "nothing": (b"", "unreadable"),
    "a PO that ends": (b'msgid "a', "unreadable"),
    "plural forms": (b'msgctxt "a"\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\n', "unreadable"),
    "a PO of no charset": (b'msgid ""\nmsgstr "Content-Type: a; charset=klingon\\n"\n\nmsgid "a"\n', "unreadable"),
    "a text that stands there twice": (po() + po().split(b"\n\n")[1], "unreadable"),
    "a language by its name": (po("Language: fa", "Language: Persian"), "language"),
    "no text at all": (bytes(range(256)) * 50, "unreadable"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused(name: str) -> None:
    data, reason = HOSTILE[name]
    with pytest.raises(BadFile) as refused:
        read(data)
    assert refused.value.reason == reason


def test_a_text_in_very_many_pieces_is_read() -> None:
    pieces = "<segment><source>a</source><target/></segment><ignorable/>" * 45_000
    [unit] = read(xliff(f'<unit id="a">{pieces}</unit>')).units
    assert (len(unit.source), unit.target) == (45_000, "")


def test_control_a_reader_that_lets_document_types_in() -> None:
    data = xliff("<unit id='a'><segment><source>&l2;</source></segment></unit>",
                 before=f'<!DOCTYPE x [<!ENTITY l0 "lol">{ENTITIES}]>')  # fmt: skip
    assert "lollol" in ElementTree.fromstring(data).find(".//{*}source").text  # type: ignore[union-attr, operator]


@given(
    st.binary(max_size=300)
    | st.binary(max_size=200).map(lambda tail: KINDS["xliff"].write(FILE)[:250] + tail)
)
def test_no_bytes_make_it_fail_in_another_way(data: bytes) -> None:
    with suppress(BadFile):
        read(data)


def test_placeholders_are_counted() -> None:
    assert placeholders("{name}, %(num)s and ${place}: 100 % sure") == {
        "{name}": 1,
        "%(num)s": 1,
        "${place}": 1,
    }
    assert placeholders("{name} {name}") != placeholders("{name}")
