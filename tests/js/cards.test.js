import assert from "node:assert/strict";
import { test } from "node:test";
import { fate, openAfter, pile, present, reader } from "../../intake/static/js/interpret/cards.js";

const isSame = reader({ prs: "fa", tl: "fil", cmn: "zh" });
const rendering = (language, text, more = {}) => ({ id: `r-${language}`, language, text, version: 1, is_stale: false, confirmed: false, ...more });
const one = (id, language, text, renderings = [], more = {}) => ({
  id, question: "Q1", kind: "paraphrase", language, text, version: 1, confirmed: false, renderings, ...more,
});
const save = (what, statement, more = {}) => ({ what, state: "waiting", reason: "", message: "", statement, ...more });
const texts = ({ cards }) => cards.map(({ text }) => text);

test("a card is the statement itself, else its rendering, else it is counted", () => {
  const list = [
    one("4", "en", "four"), one("3", "en", "three", [rendering("vi", "ba", { is_stale: true })]),
    one("2", "en", "two", [rendering("fa", "دو"), rendering("vi", "hai", { version: 5 })]), one("1", "vi-VN", "một", [rendering("vi", "no")]),
    one("0", "vi", "Mọi người mệt.", [], { kind: "observation" }),
  ];
  const found = pile(present(list, []), "vi", isSame);
  assert.deepEqual(texts(found), ["một", "hai"]);
  assert.equal(found.missing, 2);
  assert.deepEqual(found.cards[1], { id: "2", question: "Q1", text: "hai", language: "vi", version: 5, confirmed: false });
});

test("what waits on the tablet counts at once, in the order it was saved", () => {
  const list = [one("1", "en", "one", [rendering("vi", "một", { confirmed: true })])];
  const saves = [
    save("statement", { id: "2", question: "Q2", text: "two", language: "en", kind: "quote" }),
    save("rendering", { id: "r", statement: "2", language: "vi", text: "hai" }),
    save("confirmation", { id: "c", statement: "2", language: "vi", version: 1, text: "hai!" }),
    save("rendering", { id: "x", statement: "not here", language: "vi", text: "?" }),
    save("statement", { id: "1", question: "Q1", text: "one, corrected", language: "en", kind: "quote" }),
    save("statement", { id: "3", question: "Q1", text: "gone", language: "vi", kind: "quote", withdrawn: true }),
    save("statement", { id: "4", question: "Q1", text: "delivered", language: "vi", kind: "quote" }, { state: "delivered" }),
  ];
  const found = pile(present(list, saves), "vi", isSame);
  assert.deepEqual(found.cards, [{ id: "2", question: "Q2", text: "hai!", language: "vi", version: 2, confirmed: true }]);
  assert.equal(found.missing, 1, "the translation of what was corrected waits to be looked at");
  assert.equal(list[0].text, "one", "what was given stays as it is");
});

test("yes confirms, a change of the statement itself makes its renderings stale, and neither counts twice", () => {
  const list = [one("1", "vi", "một", [rendering("en", "one")], { version: 3 })];
  const yes = save("confirmation", { id: "c", statement: "1", language: "vi", version: 3, text: "một" });
  const [same] = present(list, [yes]);
  assert.deepEqual([same.confirmed, same.version, same.renderings[0].is_stale], [true, 3, false]);
  const change = save("confirmation", { id: "d", statement: "1", language: "vi", version: 3, text: "hai" });
  const [other] = present(list, [yes, change]);
  assert.deepEqual([other.text, other.confirmed, other.version, other.renderings[0].is_stale], ["hai", true, 4, true]);
  assert.deepEqual(present([other], [yes, change].slice(1)), [other], "also when the server has it and its answer was lost");
});

test("what became of an answer", () => {
  const card = { id: "1", language: "vi", version: 2, confirmed: false };
  const answer = (more) => save("confirmation", { id: "c", statement: "1", language: "vi" }, more);
  assert.deepEqual(fate(card, []), { waits: false, reason: "", message: "" });
  assert.equal(fate(card, [answer({})]).waits, true);
  const conflict = answer({ state: "delivered", reason: "conflict", version: 2 });
  assert.equal(fate({ ...card, confirmed: true }, [conflict]).reason, "conflict", "others had said what it should be");
  assert.equal(fate({ ...card, version: 3 }, [conflict]).reason, "", "it was changed since");
  assert.equal(fate(card, [conflict, answer({})]).reason, "", "it was answered again");
  assert.deepEqual(fate(card, [answer({ state: "attention", reason: "gone", message: "No." })]), { waits: false, reason: "gone", message: "No." });
});

test("the next one that is not confirmed", () => {
  const cards = [true, false, true, false].map((confirmed) => ({ confirmed }));
  assert.deepEqual([-1, 0, 1, 3].map((place) => openAfter(cards, place)), [1, 1, 3, -1]);
});

test("languages that the same people read", () => {
  const same = [["es", "es-MX"], ["fa", "prs"], ["fa-AF", "prs"], ["zh-TW", "zh-Hant"], ["zh", "zh-Hans"], ["tl", "fil"], ["hmn", "hmn"], ["cmn", "zh"]];
  for (const [a, b] of same) assert.ok(isSame(a, b), `${a} ${b}`);
  for (const [a, b] of [["zh-Hant", "zh-Hans"], ["pa", "pa-Arab"], ["fa", "ar"], ["hmn", "vi"]]) assert.ok(!isSame(a, b), `${a} ${b}`);
  assert.ok(isSame("x-ours", "x-ours") && !isSame("x-ours", "es"));
});
