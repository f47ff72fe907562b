"""XML from strangers, read without anything that can reach out of the file or grow in it.

A document type is refused before its first declaration: no entities, no files, no addresses.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from intake.translator_files.problems import BadFile

#: Elements within each other; XLIFF has ten.
_DEEPEST = 50
#: Elements in all; an initiative has some hundred texts.
_MOST = 200_000


def read_tree(data: bytes) -> Element:
    """The root of the document. Raises BadFile."""
    builder = TreeBuilder()
    open_now, seen = 0, 0

    def refuse(*_declared: object) -> None:
        raise BadFile("dtd")

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal open_now, seen
        open_now, seen = open_now + 1, seen + 1
        if open_now > _DEEPEST or seen > _MOST:
            raise BadFile("too_large")
        builder.start(_named(name), {_named(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal open_now
        open_now -= 1
        builder.end(_named(name))

    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(data, True)
        return builder.close()
    except BadFile:
        raise
    # expat for what is no XML; the others for encodings that nobody knows.
    except (expat.ExpatError, LookupError, ValueError, AssertionError):
        raise BadFile("unreadable") from None


def _named(name: str) -> str:
    """`{namespace}name`, as the element tree writes it."""
    return "{" + name if "}" in name else name
