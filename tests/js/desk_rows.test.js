import assert from "node:assert/strict";
import { test } from "node:test";
import { element, following, isOpen, isOvertaken, isTwo, mayReview, others, rowKey, together, words } from "../../intake/static/js/desk/rows.js";

const row = (id, values = {}) => ({ id, version: 1, question: "Q1", text: `said ${id}`, language: "en", rendering: null, ...values });
const there = (values = {}) => ({ id: "r", text: "theirs", revision: 2, version: 4, state: "draft", how: "in_room", is_own: false, ...values });
const save = (statement, values = {}, said = {}) => ({
  sequence: 1, state: "waiting", version: 0, reason: "", message: "", ...values,
  statement: { id: "own", revision: 1, base: 0, statement, language: "es", text: "mine", state: "draft", statement_version: 1, ...said },
});
const begun = (statement, said = {}) => ({ what: "rendering", element: { id: "begun", revision: 1, base: 0, statement, language: "es", text: "beg", ...said } });
const list = (...statements) => ({ into: "es", statements });
const one = (rendering, saves = [], drafts = []) => together(list(row("1", { rendering })), saves, drafts)[0];

test("what is saved here counts until the server has said as much or more", () => {
  assert.equal(words(one(there(), [save("1")])), "mine");
  assert.equal(words(one(there(), [save("1", { state: "delivered", version: 5 })])), "mine");
  assert.equal(words(one(there(), [save("1", { state: "delivered", version: 4 })])), "theirs");
  assert.equal(words(one(there(), [save("1")], [begun("1")])), "beg");
  assert.equal(words(one(null, [save("1", {}, { language: "fa" })])), "", "another language is another translation");
});

test("what needs somebody stays though the list has it no more, what is forgotten does not", () => {
  const rows = together(list(row("1")), [save("gone", { state: "attention", message: "why" }), save("sent"), { state: "delivered", statement: { id: "x", revision: 1 } }], []);
  assert.deepEqual(rows.map(({ id, into }) => [id, into]), [["1", "es"], ["gone", "es"]]);
});

test("what was begun stays though the list it was begun upon is gone, and goes on from what was seen then", () => {
  const rows = together(list(row("1")), [], [begun("gone", { id: "r", revision: 3, base: 4, how: "in_room" }), begun("other", { language: "fa" })]);
  assert.deepEqual(rows.map((one) => [one.id, words(one)]), [["1", ""], ["gone", "beg"]]);
  const { id, revision, base, how } = element(rows[1], "begun", { newId: () => "new" });
  assert.deepEqual([id, revision, base, how], ["r", 3, 4, "in_room"]);
  assert.equal(together(list(), [save("gone", { state: "attention" })], [begun("gone")]).length, 1);
});

test("the next one is the next that is open, from the top again after the last", () => {
  const rows = together(list(row("1"), row("2"), row("3")), [save("2"), save("3", { state: "attention" }, { id: "b" })], []);
  assert.deepEqual(rows.map(isOpen), [true, false, true]);
  assert.equal(following(rows, rowKey(rows[0])).id, "3");
  assert.equal(following(rows, rowKey(rows[2])).id, "1");
  assert.equal(following(together(list(row("1")), [save("1")], []), "1 es"), undefined);
});

test("a save goes on from what was seen, and not from what somebody else put there unseen", () => {
  const newId = () => "new";
  const identity = (given) => { const { id, revision, base } = element(given, "x", { newId }); return [id, revision, base]; };
  assert.deepEqual(identity(one(null)), ["new", 1, 0]);
  assert.deepEqual(identity(one(there())), ["r", 3, 4]);
  assert.deepEqual(identity(one(null, [], [begun("1")])), ["begun", 1, 0]);
  assert.deepEqual(identity(one(there(), [], [begun("1")])), ["r", 3, 4], "one's own words on what is there now");
  assert.deepEqual(identity(one(null, [save("1", {}, { revision: 2, base: 3 })])), ["own", 3, 3]);
  assert.deepEqual(identity(one(null, [save("1", { state: "delivered", version: 6 })])), ["own", 2, 6]);
  assert.deepEqual(identity(one(there(), [save("1", { state: "delivered", version: 6, reason: "conflict" })])), ["own", 2, 0]);
  const made = element(one(there()), "x", { newId, state: "reviewed", now: new Date(0) });
  assert.deepEqual([made.how, made.state, made.language, made.statement_version, made.captured_at], ["in_room", "reviewed", "es", 1, "1970-01-01T00:00:00.000Z"]);
});

test("only another's text can be reviewed, and one that came meanwhile is shown", () => {
  assert.equal(mayReview(one(null)), false);
  assert.equal(mayReview(one(there({ is_own: true }))), false);
  assert.equal(mayReview(one(there())), true);
  assert.equal(mayReview(one(there(), [save("1")])), false);
  assert.equal(isOvertaken(one(there(), [], [begun("1")])), true);
  assert.equal(isOvertaken(one(there(), [], [begun("1", { id: "r", base: 4 })])), false);
});

/** Delivered beside theirs, which is at version 4: by a list from before, and by one that has both. */
const met = save("1", { state: "delivered", version: 4, reason: "conflict" });
const beside = (rendering, texts, saves = [met], drafts = []) => together(list(row("1", { rendering, beside: texts, seen: texts.length ? "mark" : "" })), saves, drafts)[0];

test("two versions are decided once the list has both: what is saved then is in the place of what was read", () => {
  const before = beside(there(), []);
  assert.deepEqual([isTwo(before), isOpen(before), others(before)], [true, false, []]);
  assert.deepEqual(["id", "base", "seen"].map((name) => element(before, "m", {})[name]), ["own", 0, undefined], "sent as one's own again");
  const known = beside(there({ has_conflict: true }), ["mine", "a third"]);
  assert.deepEqual([isTwo(known), isOpen(known), words(known), others(known)], [true, true, "mine", ["theirs", "a third"]]);
  assert.deepEqual(["id", "revision", "base", "seen"].map((name) => element(known, "m", {})[name]), ["r", 3, 4, "mark"]);
  const older = beside(there({ version: 3, has_conflict: true }), ["an earlier one"]);
  assert.deepEqual([isTwo(older), isOpen(older)], [true, false], "a list from before they met");
});

test("two versions that are another's and a tablet's are decided the same, also beside what was taken back", () => {
  const found = beside(there({ has_conflict: true }), ["the tablet's"], []);
  assert.deepEqual([words(found), others(found), element(found, "x", {}).seen], ["theirs", ["the tablet's"], "mark"]);
  const alone = beside(null, ["the tablet's"], []);
  assert.deepEqual([isTwo(alone), others(alone), element(alone, "x", { newId: () => "new" }).id], [true, ["the tablet's"], "new"]);
  const begunOn = beside(there({ has_conflict: true }), ["the tablet's"], [], [begun("1", { id: "r", base: 4 })]);
  assert.deepEqual([words(begunOn), others(begunOn)], ["beg", ["theirs", "the tablet's"]]);
});

test("two versions are two until another version came of it and nothing waits beside it", () => {
  assert.equal(beside(there({ version: 9, has_conflict: true }), ["mine"]).own.reason, "conflict");
  const decided = beside(there({ version: 9 }), []);
  assert.deepEqual([decided.own, isTwo(decided), words(decided)], [null, false, "theirs"]);
  assert.equal(isTwo(beside(there({ version: 5 }), [], [met, save("1", { state: "delivered", version: 5 })])), false);
});
