"""What the tablet's own database keeps: the script itself in a browser, on a page that does nothing with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import url_for
from playwright.sync_api import Page

from tests.browser.tablets import Tablet

DEVICE = "0192f6f2-0000-7000-8000-00000000000d"
Run = Callable[..., Any]


@pytest.fixture
def run(tablet: Tablet) -> Iterator[Run]:
    """Runs the body of a function of the scripts and what it is given; the database is this browser's own."""
    with tablet.hall.app.test_request_context():
        names = {
            name: url_for("static", filename=f"js/notes/{name}.js") for name in ("store", "keeping", "outbox")
        }
    page: Page = tablet.page(tablet.browser.new_context(), "/join")
    tablet.contexts.append(page.context)

    def run(body: str, *given: Any) -> Any:
        loaded = "const [store, keeping, outbox] = await Promise.all(names.map((name) => import(name)));"
        script = f"async ([names, device, ...given]) => {{ {loaded} const {{ add, draft, keepDraft }} = store; {body} }}"
        return page.evaluate(script, [list(names.values()), DEVICE, *given])

    yield run


def rendering(number: int, text: str = "", statement: int = 1, **values: Any) -> dict[str, Any]:
    given = {
        "id": f"rendering-{number}", "statement": f"statement-{statement}", "revision": 1, "base": 0, "text": text,
        "language": "en", "how": "in_room", "state": "draft", "withdrawn": False, "captured_at": "2024-07-20T18:00:00Z",
    }  # fmt: skip
    return given | values


def sheet(number: int, text: str) -> dict[str, Any]:
    return {"id": f"statement-{number}", "revision": "1", "base": "0", "question": "Q1", "text": text,
            "language": "es", "tag": "", "kind": "quote", "agreed": "0"}  # fmt: skip


def beside(*elements: dict[str, Any], what: str = "rendering") -> list[dict[str, Any]]:
    return [{"what": what, "element": element} for element in elements]


def test_a_rendering_is_kept_like_a_statement_with_its_words_locked(run: Run) -> None:
    kept = run(
        """const statement = outbox.written(given[0]);
        await add(device, statement, outbox.newId);
        await add(device, given[1], outbox.newId, "rendering");
        const saves = await store.saves(device);
        return [saves, await store.opened(saves)];""",
        sheet(1, "Aquí"),
        rendering(1, "SECRET words"),
    )
    shut, opened = kept
    assert [(save["sequence"], save.get("what"), save["state"]) for save in shut] == [
        (1, None, "waiting"),
        (2, "rendering", "waiting"),
    ]
    assert "SECRET" not in str(shut) and shut[1]["statement"]["statement"] == "statement-1"
    assert opened[1]["statement"] == rendering(1, "SECRET words")


def test_what_is_half_written_in_two_places_stays_there(run: Run) -> None:
    """The capture page and the read-back view keep drafts of the same device, each what it knows of."""
    said, other, change = sheet(1, "half"), rendering(1, "halb"), rendering(2, "change")
    found = run(
        """const [said, other, change] = given;
        await keepDraft(device, { others: other });
        await keepDraft(device, { sheet: said, aside: null });
        await keepDraft(device, { others: change });
        const both = await draft(device);
        const empty = { ...other[0].element, text: " " };
        await keepDraft(device, { others: [{ what: "rendering", element: empty }] });
        const one = await draft(device);
        await keepDraft(device, { sheet: { ...said, text: "" }, aside: null });
        return [both, one, await draft(device)];""",
        said,
        beside(other),
        beside(change, what="confirmation"),
    )
    both, one, rest = found
    assert both == {
        "sheet": said,
        "aside": None,
        "others": beside(other) + beside(change, what="confirmation"),
    }
    assert one == both | {"others": beside(change, what="confirmation")}
    assert rest["others"] == one["others"]


def test_a_draft_is_one_no_more_when_it_is_saved_and_others_stay(run: Run) -> None:
    found = run(
        """const [said, aside, one, two] = given, states = [];
        await keepDraft(device, { sheet: said, aside, others: [...one, ...two] });
        await add(device, one[0].element, outbox.newId, "rendering");
        states.push(await draft(device));
        await add(device, outbox.written(said), outbox.newId);
        states.push(await draft(device));
        await add(device, outbox.written(aside), outbox.newId);
        states.push(await draft(device));
        await add(device, two[0].element, outbox.newId, "rendering");
        return [...states, await draft(device)];""",
        sheet(1, "first"),
        sheet(2, "second"),
        beside(rendering(1, "erst")),
        beside(rendering(2, "zweit")),
    )
    left = [one and ((one["sheet"] or {}).get("text"), one["others"]) for one in found]
    two = beside(rendering(2, "zweit"))
    assert left == [("first", two), ("second", two), (None, two), None]


def test_what_was_left_is_saved_with_its_renderings_and_confirms_nothing(run: Run) -> None:
    """Whoever comes next at this tablet delivers it; a change that residents did not say yes to stays half-written."""
    saves = run(
        """const [said, other, change] = given;
        await keepDraft(device, { sheet: said, aside: null, others: [...other, ...change] });
        await keeping.takeLeft("another device");
        const saves = await store.opened(await store.saves(device));
        return [...saves, await draft(device)];""",
        sheet(1, "half"),
        beside(rendering(1, "halb")),
        beside(rendering(2, "changed", 9), what="confirmation"),
    )
    change = beside(rendering(2, "changed", 9), what="confirmation")
    assert saves.pop() == {"sheet": None, "aside": None, "others": change}
    assert [(one.get("what"), one["statement"]["text"]) for one in saves] == [
        (None, "half"),
        ("rendering", "halb"),
    ]
    assert saves[1]["statement"]["statement"] == saves[0]["statement"]["id"]


def test_a_file_brings_renderings_and_half_written_ones_back_once(run: Run) -> None:
    found = run(
        """const [one, said, half] = given;
        await store.keepDevice({ device, token: "t", store: "s", place: "p" });
        await add(device, one, outbox.newId, "rendering");
        await keepDraft(device, { sheet: said, aside: null, others: half });
        const file = JSON.parse(JSON.stringify(await keeping.everything()));
        const again = await keeping.takeIn(file);
        await store.transact(["saves", "drafts"], "readwrite", async (...all) => { for (const one of all) one.clear(); });
        const gone = await keeping.amounts();
        return [file, again.came, gone, (await keeping.takeIn(file)).came, (await keeping.takeIn(file)).came,
          await keeping.amounts(), await store.opened(await store.saves()), await draft(device)];""",
        rendering(1, "done"),
        sheet(1, ""),
        beside(rendering(2, "half")),
    )
    file, again, gone, came, twice, amounts, saves, draft = found
    assert [one["others"] for one in file["drafts"]] == [beside(rendering(2, "half"))]
    assert (again, came, twice) == (0, 2, 0)
    assert not any(gone.values())
    assert {name: figure for name, figure in amounts.items() if figure} == {
        "waiting": 1, "renderings": 1, "drafts": 1,
    }  # fmt: skip
    assert (saves[0]["what"], saves[0]["statement"]["text"]) == ("rendering", "done")
    assert draft["others"] == beside(rendering(2, "half"))


def test_a_draft_that_finds_another_at_the_same_table_is_not_dropped(run: Run) -> None:
    """After a restore the tablet joined again, and has begun to write there."""
    found = run(
        """const where = { token: "t", store: "s", place: "p" };
        for (const one of [device, "heir"]) await store.keepDevice({ device: one, ...where });
        await keepDraft(device, { others: given[0] });
        await keepDraft("heir", { sheet: given[1], aside: null });
        await add(device, given[2], outbox.newId, "rendering");
        await keeping.adopt({ device }, "heir");
        const moved = await store.opened(await store.saves("heir"));
        return [moved, await draft(device), await draft("heir")];""",
        beside(rendering(1, "half")),
        sheet(1, "begun"),
        rendering(2, "done"),
    )
    moved, lost, heir = found
    assert [(one["what"], one["statement"]["text"]) for one in moved] == [("rendering", "done")]
    assert (lost["others"], heir["sheet"]["text"]) == (beside(rendering(1, "half")), "begun")


SETTLE = """
  await store.keepDevice({ device, token: "t", store: "s" });
  const save = await add(device, given[0], outbox.newId, "rendering");
  const receipt = { epoch: 1, safe_sequence: 1 };
  const done = outbox.settled(save, { status: "unchanged", version: 1, problem: null });
"""


def test_words_of_a_repeat_that_a_backup_has_already_are_forgotten(run: Run) -> None:
    """The first answer was lost; by the time the repeat is answered, an empty batch has told of the backup."""
    kept = run(
        SETTLE
        + """await store.settle(device, [], receipt);
        const before = await store.saves(device);
        await store.settle(device, [done], receipt);
        return [...before, ...await store.saves(device)];""",
        rendering(1, "words"),
    )
    before, after = kept
    assert (before["state"], "said" in before["statement"]) == ("waiting", True)
    assert (after["state"], after["what"], "said" in after["statement"]) == ("delivered", "rendering", False)


def test_words_that_are_in_no_backup_are_kept_and_wait_again_after_a_restore(run: Run) -> None:
    kept = run(
        SETTLE
        + """await store.settle(device, [done], { ...receipt, safe_sequence: 0 });
        const before = await store.saves(device);
        await store.settle(device, [], { epoch: 2, safe_sequence: 0 });
        return [...before, ...await store.saves(device)];""",
        rendering(1, "words"),
    )
    assert [(one["state"], "said" in one["statement"]) for one in kept] == [
        ("delivered", True),
        ("waiting", True),
    ]


def test_a_save_of_the_version_before_is_a_statement(run: Run) -> None:
    """What was kept before there was anything else does not say what it is."""
    found = run(
        """const shut = await store.lock(given[1]);
        const old = { device, sequence: 1, state: "waiting", version: 0, reason: "", message: "",
          statement: await store.closed(outbox.written(given[0])) };
        await store.transact(["devices", "drafts", "saves"], "readwrite", async (all, drafts, saves) => {
          all.put({ device, sequence: 1 });
          drafts.put({ device, at: 1, id: "statement-2", sheet: shut, aside: null });
          saves.put(old);
        });
        await add(device, given[2], outbox.newId, "rendering");
        const saves = await store.opened(await store.saves(device));
        return [saves.map(outbox.route), outbox.entries(saves).map(({ text }) => text), await draft(device)];""",
        sheet(1, "older"),
        sheet(2, "half"),
        rendering(1, "new"),
    )
    assert found == [
        ["statements", "renderings"],
        ["older"],
        {"sheet": sheet(2, "half"), "aside": None, "others": []},
    ]


def test_what_another_table_said_is_forgotten_with_its_glossary(run: Run) -> None:
    left = run(
        """const every = ["table", "terms"].flatMap((what) => [device, "another"].map((one) => `${what} ${one}`));
        await store.tabletKey();
        const put = (all) => { for (const name of every) all.put({ name, list: [], terms: [] }); };
        await store.transact(["keys"], "readwrite", async (all) => put(all));
        await keeping.takeLeft(device);
        return store.transact(["keys"], "readonly", (all) => store.result(all.getAllKeys()));"""
    )
    assert left == ["intake", f"table {DEVICE}", f"terms {DEVICE}"]
