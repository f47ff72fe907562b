import assert from "node:assert/strict";
import { test } from "node:test";
import { isIn, target, together, wording } from "../../intake/static/js/interpret/rows.js";

const row = (id, values = {}) => ({ id, question: "Q1", text: `said ${id}`, language: "es", version: 1, confirmed: false, renderings: [], ...values });
const rendering = (values = {}) => ({ id: "r", language: "en", text: "made", version: 1, revision: 1, state: "draft", is_stale: false, confirmed: true, ...values });
const save = (sequence, statement, values = {}) => ({ sequence, state: "waiting", version: 0, reason: "", message: "", statement: { revision: 1, withdrawn: false, ...statement }, ...values });
const made = (sequence, statement, values = {}) => save(sequence, { id: "r", statement, language: "en", text: "made here" }, { what: "rendering", ...values });

test("what this tablet saved stands on top, newest first, until the server has it", () => {
  const saves = [save(1, { id: "2", text: "two", language: "es" }), save(2, { id: "3", text: "three", language: "es" }), made(3, "3")];
  const found = together([row("1")], saves);
  assert.deepEqual(found.map(({ id, delivery }) => [id, delivery]), [["3", "tablet"], ["2", "tablet"], ["1", undefined]]);
  assert.deepEqual(found[0].renderings.map(({ text, delivery }) => [text, delivery]), [["made here", "tablet"]]);
  assert.deepEqual(together([row("3"), row("2"), row("1")], []).map(({ id }) => id), ["3", "2", "1"]);
});

test("the server's newer text counts, one that waits here is shown over it", () => {
  const server = [row("1", { renderings: [rendering({ version: 3, text: "theirs" })] })];
  const text = (saves) => together(server, saves)[0].renderings[0].text;
  assert.equal(text([made(1, "1", { state: "delivered", version: 2 })]), "theirs");
  assert.equal(text([made(1, "1", { state: "delivered", version: 4 })]), "made here");
  assert.equal(text([made(1, "1")]), "made here");
  const refused = together(server, [made(1, "1", { state: "attention", message: "why" })])[0].renderings[0];
  assert.deepEqual([refused.delivery, refused.message, refused.version], ["attention", "why", 3]);
  assert.equal(server[0].renderings[0].text, "theirs", "what the server gave is left as it is");
});

test("what was withdrawn here is gone, and a translation of what is not in the list is none", () => {
  assert.deepEqual(together([row("1")], [save(1, { id: "1", withdrawn: true }), made(2, "elsewhere")]), []);
});

const answer = (sequence, statement, language, text, values = {}) => (
  save(sequence, { id: "c", statement, language, version: 1, text }, { what: "confirmation", ...values })
);

test("what residents said stands there, confirmed and on this tablet, until the server has it", () => {
  const server = [row("1", { renderings: [rendering({ confirmed: false })] })];
  const yes = together(server, [answer(1, "1", "en", "made")])[0];
  assert.deepEqual([yes.delivery, yes.confirmed], [undefined, false], "the statement itself was not read");
  assert.deepEqual(yes.renderings, [{ ...server[0].renderings[0], confirmed: true, delivery: "tablet", reason: "", message: "" }]);
  const change = answer(1, "1", "es", "what they said");
  const changed = together(server, [change])[0];
  assert.deepEqual([changed.text, changed.confirmed, changed.version, changed.delivery], ["what they said", true, 2, "tablet"]);
  assert.ok(changed.renderings[0].is_stale, "it was made from other words");
  assert.deepEqual(together([changed], [change]), [changed], "also over a list that has it");
  const delivered = { ...change, state: "delivered", version: 2 };
  assert.equal(together(server, [delivered])[0].delivery, "delivered");
  const theirs = row("1", { version: 3, text: "theirs" });
  assert.deepEqual(together([theirs], [delivered]), [theirs], "it was changed since");
  assert.equal(server[0].text, "said 1", "what the server gave is left as it is");
});

test("an answer follows what was saved before it, and one that does not count changes nothing", () => {
  const own = [save(1, { id: "2", text: "two", language: "es" }), made(2, "2"), answer(3, "2", "en", "heard")];
  const [found] = together([], own);
  assert.deepEqual(found.renderings.map(({ text, confirmed, delivery }) => [text, confirmed, delivery]), [["heard", true, "tablet"]]);
  const server = [row("1")];
  const without = [{ state: "attention", reason: "unknown_statement" }, { state: "delivered", version: 2, reason: "conflict" }, { state: "delivered", version: 1, reason: "revoked" }];
  for (const values of without) assert.deepEqual(together(server, [answer(1, "1", "es", "other", values)]), server);
  assert.deepEqual(together(server, [answer(1, "1", "vi", "no such rendering"), answer(2, "elsewhere", "es", "x")]), server);
});

test("each statement is translated into the other language of the pair", () => {
  const pair = { language: "vi", into: "en" };
  assert.deepEqual(["vi", "en", "en-US", "es", "enm"].map((one) => target(one, pair)), ["en", "vi", "vi", "en", "en"]);
});

test("a question is worded in the language asked for, a near one, or the usual one", () => {
  const texts = { en: "What?", "zh-Hans": "什么?", fa: " " };
  assert.deepEqual(wording(texts, "en-US", "en"), ["What?", "en"]);
  assert.deepEqual(wording(texts, "zh-Hant", "en"), ["什么?", "zh-Hans"]);
  assert.deepEqual(wording(texts, "fa", "en"), ["What?", "en"]);
  assert.deepEqual(wording({}, "fa", "en"), ["", "en"]);
});

test("a country is the same language, another script is read by others", () => {
  for (const [language, into] of [["es", "es"], ["es-MX", "es"], ["fa-AF", "fa"], ["zh-Hant-HK", "zh-Hant"], ["x-a-b", "x-a"], ["pa-Guru-IN", "pa"]]) {
    assert.ok(isIn(language, into), language);
  }
  for (const [language, into] of [["pa-Arab", "pa"], ["pa-PK", "pa"], ["sr-Latn", "sr"], ["uz-AF", "uz"], ["est", "es"], ["es", "es-MX"]]) {
    assert.ok(!isIn(language, into), language);
  }
});
