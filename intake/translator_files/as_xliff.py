"""XLIFF 2.0 (OASIS): one `<unit>` with one `<segment>` for each text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from intake.languages import BadLanguageTag, normalise_tag
from intake.translator_files.problems import BadFile
from intake.translator_files.units import State, TranslatorFile, Unit
from intake.translator_files.xml_tree import read_tree

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
_IN = "{" + NAMESPACE + "}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
#: Characters that may be in a text and not in XML, so that XLIFF writes them as <cp hex="FFFF"/>.
_NOT_IN_XML = re.compile("([\ufffe\uffff])")
#: The place that a target has among the others.
_ORDER = re.compile("[1-9][0-9]{0,5}")
#: Marks around a part of a text; what they enclose is text, what they mean is lost on us.
_TRANSPARENT = {_IN + name for name in ("pc", "mrk", "sc", "ec", "sm", "em")}


def write(file: TranslatorFile) -> bytes:
    """The file, in UTF-8."""
    register_namespace("", NAMESPACE)
    languages = {"srcLang": file.source, "trgLang": file.target}
    root = Element(_IN + "xliff", {"version": "2.0", **languages})
    body = SubElement(root, _IN + "file", {"id": file.name, "canResegment": "no", _SPACE: "preserve"})
    for unit in file.units:
        made = SubElement(body, _IN + "unit", {"id": unit.id})
        if unit.note:
            SubElement(SubElement(made, _IN + "notes"), _IN + "note").text = unit.note
        segment = SubElement(made, _IN + "segment", {"state": unit.state.value})
        _put(SubElement(segment, _IN + "source"), unit.source)
        if unit.target:
            _put(SubElement(segment, _IN + "target"), unit.target)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def read(data: bytes) -> TranslatorFile:
    """What is in the file; a unit that a tool cut into several segments is put together again. Raises BadFile."""
    root = read_tree(data)
    if root.tag != _IN + "xliff":
        raise BadFile("version" if root.tag.endswith("xliff") else "unreadable")
    units = tuple(_unit(unit) for unit in root.iter(_IN + "unit"))
    if not units:
        raise BadFile("unreadable")
    first = root.find(_IN + "file")
    name = first.get("id", "") if first is not None else ""
    return TranslatorFile(name, _tag(root.get("srcLang", "")), _tag(root.get("trgLang", "")), units)


def _unit(unit: Element) -> Unit:
    parts = [part for part in unit if part.tag in (_IN + "segment", _IN + "ignorable")]
    source, states, is_begun = "", [], False
    targets: list[tuple[int, str]] = []
    for place, part in enumerate(parts, start=1):
        said, written = part.find(_IN + "source"), part.find(_IN + "target")
        original = "".join(_text(said)) if said is not None else ""
        source += original
        if written is not None:
            # A translator may have put the segments into another order.
            order = _ORDER.fullmatch(written.get("order", ""))
            targets.append((int(order[0]) if order else place, "".join(_text(written))))
            is_begun = is_begun or bool(targets[-1][1])
        elif part.tag == _IN + "ignorable" and is_begun:
            # What lies between two segments, such as a space, need not be said twice.
            targets.append((place, original))
        if part.tag == _IN + "segment":
            states.append(_state(part.get("state", "")))
    target = "".join(text for _place, text in sorted(targets, key=lambda one: one[0]))
    return Unit(unit.get("id", ""), source, target, min(states, key=list(State).index, default=State.INITIAL))


def _text(element: Element) -> Iterator[str]:
    """The text in it. Raises BadFile for what stands for something that we never wrote."""
    yield element.text or ""
    for child in element:
        if child.tag == _IN + "cp":
            yield _character(child.get("hex", ""))
        elif child.tag in _TRANSPARENT:
            yield from _text(child)
        else:
            raise BadFile("unreadable")
        yield child.tail or ""


def _character(hexadecimal: str) -> str:
    try:
        character = chr(int(hexadecimal, 16))
        # Half of a character is none.
        character.encode()
    except (ValueError, OverflowError):
        raise BadFile("unreadable") from None
    return character


def _put(element: Element, text: str) -> None:
    last = None
    for piece in _NOT_IN_XML.split(text):
        if _NOT_IN_XML.fullmatch(piece):
            last = SubElement(element, _IN + "cp", {"hex": f"{ord(piece):04X}"})
        elif last is None:
            element.text = piece
        else:
            last.tail = piece


def _state(word: str) -> State:
    return State(word) if word in list(State) else State.INITIAL


def _tag(text: str) -> str:
    try:
        return normalise_tag(text) if text else ""
    except BadLanguageTag:
        raise BadFile("unreadable") from None
