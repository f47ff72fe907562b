"""G10 to G12: the search box over many statements, in words of five scripts, and what its index costs."""

from __future__ import annotations

import http.client
import math
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any
from urllib.parse import quote

from bench.goals import Goal, Line
from bench.load import Figures
from bench.run import Run
from bench.servers import Server
from bench.store import SLUG, Instance
from bench.traffic import Puts
from intake.db import Database
from intake.queries import statements
from intake.queries.selecting import Wanted, select_statements
from intake.settings import Settings

CLIENTS = 16
#: The list, once for each kind of word, so often in a round.
TIMES = 60
#: Kind of word -> one of each of five scripts. Those of `bench.store` are in most texts; the others are planted.
WORDS = {
    "absent": ["qabsent", "щабсент", "龘靐", "ژغایب", "ਜ਼ਗੈਰਹਾਜ਼ਰ"],
    "rare": ["qrare", "щрар", "龘齉", "ژنادر", "ਜ਼ਦੁਰਲੱਭ"],
    "common": ["qcommon", "щкоммон", "靐齉", "ژمتداول", "ਜ਼ਆਮ"],
    "most frequent": ["school", "школа", "学校", "خانه", "ਸਕੂਲ"],
    "in renderings only": ["qrendered", "щрендер", "龘靉", "ژترجمه", "ਜ਼ਤਰਜਮਾ"],
    "phrase": ['"safe street"', '"дом школа"', '"社区 学校"', '"کتاب خانه"', '"ਘਰ ਸਕੂਲ"'],
}
#: The language of so many statements, which the most frequent words are asked for in; a filter that few meet.
FEW, FEW_LANGUAGE = 100, "so"
#: One statement in so many has the common words, and as many a rendering; the rare ones are in this many.
ONE_IN, RARE = 100, 3
TRIGGERS = ("search_statement_added", "search_statement_changed", "search_statement_gone")


def measure(run: Run) -> list[Line]:
    """The lines of this part, on the largest store of the scale."""
    size = run.scale.sizes[-1]
    instance = run.instance(size)
    planted = [" ".join(("so we said", *WORDS["common"], "that evening"))] * (size // ONE_IN)
    for n in range(RARE):
        planted[n * len(planted) // RARE] += " " + " ".join(WORDS["rare"])
    for start in range(0, len(planted), 5_000):
        instance.add(planted[start : start + 5_000])
    instance.render([" ".join(("so they said", *WORDS["in renderings only"], "school trường"))], ONE_IN)
    with closing(sqlite3.connect(instance.database)) as connection:
        connection.execute(
            "UPDATE statement SET language = ? WHERE id % ? = 1", [FEW_LANGUAGE, max(1, size // FEW)]
        )
        connection.execute("DELETE FROM search_pending")
        connection.commit()
    return [*_asking(run, instance, size), *_size(instance, size), *_cost(run, size)]


def _asking(run: Run, instance: Instance, size: int) -> list[Line]:
    with run.product(instance) as server:
        pieces: dict[str, Callable[[], Any]] = {
            kind: lambda words=words: [_page(server, instance, word) for word in words * (TIMES // 5)]
            for kind, words in WORDS.items()
        }
        rounds = run.alternate(
            "searching", {"no search": lambda: [_page(server, instance, "")] * TIMES} | pieces
        )
    lines = [
        rounds.line(
            "G10",
            f"the list of {size:,} statements, searched over HTTP for {kind} words: p95",
            "ms",
            lambda f, k=kind: _share(f[k], 0.95),
            Goal(30, 15, at_least=False),
            f"p50 {rounds.median(lambda f, k=kind: _share(f[k], 0.5)):.1f} ms",
        )
        for kind in WORDS
    ]
    lines.append(
        rounds.line("G10", "the same list without a search: p50", "ms", lambda f: _share(f["no search"], 0.5))
    )
    return [*lines, *_alone(instance, size)]


def _page(server: Server, instance: Instance, words: str) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        begun = time.perf_counter()
        path = f"/initiatives/{SLUG}/statements?search={quote(words)}"
        connection.request("GET", path, headers={"Cookie": instance.organizer})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"the search was answered with {answer.status}")
        return (time.perf_counter() - begun) * 1000
    finally:
        connection.close()


def _alone(instance: Instance, size: int) -> list[Line]:
    """The queries of a page without the page: the slowest of all words, and a scan for the same."""
    db = Database(Settings.load({}, instance=instance.folder))
    asked = [Wanted(words=word) for words in WORDS.values() for word in words]
    few = [Wanted(words=word, language=FEW_LANGUAGE) for word in WORDS["most frequent"]]
    worst = dict.fromkeys(("page", "count", "page of few", "count of few"), 0.0)
    try:
        for wanted in [*asked, *few]:
            of = " of few" if wanted.language else ""
            with db.read() as session:
                chosen = select_statements(session, instance.initiative, wanted)
                begun = time.perf_counter()
                statements.page(session, chosen)
                paged = time.perf_counter()
                statements.count(session, chosen, up_to=statements.FOUND_UP_TO)
                counted = time.perf_counter()
            worst["page" + of] = max(worst["page" + of], (paged - begun) * 1000)
            worst["count" + of] = max(worst["count" + of], (counted - paged) * 1000)
    finally:
        db.close()
    with closing(sqlite3.connect(f"file:{instance.database}?mode=ro", uri=True)) as connection:
        begun = time.perf_counter()
        connection.execute(
            "SELECT id FROM statement WHERE text LIKE '%qabsent%' ORDER BY id DESC LIMIT 20"
        ).fetchall()
        scanned = (time.perf_counter() - begun) * 1000
    bound = Goal(150, 60, at_least=False)
    return [
        Line(
            "G11",
            f"{what}, {size:,} statements: the slowest",
            worst[which],
            "ms",
            bound,
            note,
        )
        for which, what, note in (
            ("page", "page of any of the words", f"LIKE for an absent word: {scanned:.0f} ms"),
            ("count", "count of any of the words", "counted up to 1,000"),
            ("page of few", f"page of the most frequent words in a language of {FEW}", ""),
            ("count of few", f"count of the most frequent words in a language of {FEW}", ""),
        )
    ]


def _size(instance: Instance, size: int) -> list[Line]:
    with closing(sqlite3.connect(f"file:{instance.database}?mode=ro", uri=True)) as connection:
        [index] = connection.execute(
            "SELECT (SELECT sum(length(block)) FROM search_words_data)"
            " + (SELECT sum(length(sz) + 6) FROM search_words_docsize)"
        ).fetchone()
        [table] = connection.execute(
            "SELECT sum(length(CAST(text AS BLOB)) + length(uid) + length(captured_at) * 3 + 60)"
            " FROM (SELECT text, uid, captured_at FROM statement"
            " UNION ALL SELECT text, uid, changed_at FROM rendering)"
        ).fetchone()
    what = f"index of {size:,} statements against their table"
    figures = f"{index / 1e6:.1f} MB, table {table / 1e6:.1f} MB"
    return [Line("G12", what, index / table, "share", Goal(0.30, at_least=False), figures)]


def _cost(run: Run, size: int) -> list[Line]:
    """Submissions while what they bring is indexed, and on the same store where nothing is noted for the index."""
    indexed, bare = run.instance(size), run.instance(size)
    with closing(sqlite3.connect(bare.database)) as connection:
        for trigger in TRIGGERS:
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.commit()
    with run.product(indexed) as with_index, run.product(bare) as without:

        def submissions(server: Server, instance: Instance) -> Figures:
            return run.load(server, Puts(instance.tokens), min(CLIENTS, run.scale.clients[-1]))

        rounds = run.alternate(
            "the index's cost",
            {"without": lambda: submissions(without, bare), "with": lambda: submissions(with_index, indexed)},
        )
    rates = [rounds.median(lambda f, n=name: f[n].rate) for name in ("with", "without")]
    tails = [rounds.median(lambda f, n=name: f[n].p99) for name in ("with", "without")]
    worst = [rounds.median(lambda f, n=name: f[n].worst) for name in ("with", "without")]
    what = f"submissions at {size:,} statements, {CLIENTS} clients, with the index against without"
    return [
        rounds.line(
            "G12",
            f"{what}: rate",
            "share",
            lambda f: f["with"].rate / f["without"].rate,
            Goal(0.55, 0.80),
            f"{rates[0]:,.0f}/s and {rates[1]:,.0f}/s",
        ),
        rounds.line(
            "G12",
            f"{what}: p99",
            "×",
            lambda f: f["with"].p99 / f["without"].p99,
            figures=f"{tails[0]:.1f} and {tails[1]:.1f} ms; worst {worst[0]:.0f} and {worst[1]:.0f} ms",
        ),
    ]


def _share(found: list[float], share: float) -> float:
    return sorted(found)[max(0, math.ceil(len(found) * share) - 1)]
