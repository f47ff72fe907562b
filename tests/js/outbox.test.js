import assert from "node:assert/strict";
import { test } from "node:test";
import * as outbox from "../../intake/static/js/notes/outbox.js";

const save = (sequence, fields = {}, more = {}) => ({
  device: "d", sequence, state: "waiting", version: 0, reason: "", message: "", ...more,
  statement: {
    id: `0192f6f2-0000-7000-8000-00000000000${sequence}`, revision: 1, base: 0, question: "Q1", text: "said", language: "es",
    kind: "paraphrase", agreed: 0, captured_at: "2024-07-20T18:00:00Z", withdrawn: false, ...fields,
  },
});
const answer = (saves, nonce = "n", more = {}) => ({
  intake: 1, store: "s", epoch: 1, nonce, safe_sequence: 0, time: "",
  results: saves.map(({ statement: { id, revision } }) => ({ id, revision, version: 1, status: "stored", problem: null })), ...more,
});

test("ids are version 7, ordered by time, and never the same", () => {
  const ids = Array.from({ length: 500 }, () => outbox.newId(1700000000000));
  assert.equal(new Set(ids).size, 500);
  for (const id of ids) assert.match(id, /^018bcfe5-6800-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.ok(outbox.newId(1700000000000) < outbox.newId(1700000000001));
  assert.match(outbox.newId(-28800000), /^000001b7-7400-7/);
});

test("a batch is at most 25 statements and not much text, but never nothing", () => {
  const many = Array.from({ length: 30 }, (_, index) => save(index));
  assert.equal(outbox.batch(many).length, 25);
  assert.equal(outbox.batch(many, 1).length, 1);
  const long = [1, 2, 3, 4].map((sequence) => save(sequence, { text: "x".repeat(20000) }));
  assert.equal(outbox.batch(long).length, 3);
  assert.equal(outbox.batch([save(1, { text: "x".repeat(99999) })]).length, 1);
});

test("the payload is what the API documents", () => {
  const { schema, nonce, statements } = outbox.payload([save(7)], "n", 9);
  assert.equal(schema, 1);
  assert.equal(nonce, "n");
  assert.deepEqual(Object.keys(statements[0]).sort(), [
    "agreed", "base", "captured_at", "id", "kind", "language", "question", "revision", "sequence", "text", "withdrawn",
  ]);
  assert.equal(statements[0].sequence, 7);
  assert.equal(outbox.payload([save(7)], "n", 9).saved, 9);
});

/** A rendering or a confirmation of what was saved under this number. */
const about = (sequence, of, what, more = {}) => ({
  ...save(sequence, {}, more), what,
  statement: { id: `0192f6f2-0000-7000-8000-0000000000r${sequence}`, statement: save(of).statement.id, revision: 1, text: "said", language: "en" },
});
const numbers = (saves) => saves.map(({ sequence }) => sequence);

test("each kind goes by its own name", () => {
  for (const [what, name] of [[undefined, "statements"], ["statement", "statements"], ["rendering", "renderings"], ["confirmation", "confirmations"]]) {
    const one = about(7, 1, what);
    assert.equal(outbox.route(one), name);
    const { schema, nonce, saved, ...rest } = outbox.payload([one], "n", 9);
    assert.deepEqual([schema, nonce, saved, rest], [1, "n", 9, { [name]: [{ ...one.statement, sequence: 7 }] }]);
  }
  assert.deepEqual(outbox.payload([], "n", 9).statements, [], "who only asks for a receipt asks where it always did");
});

test("what goes at once is of one kind, and what is about one statement goes in its order", () => {
  const none = new Set();
  const pairs = [save(1), about(2, 1, "rendering"), save(3), about(4, 3, "rendering"), about(5, 3, "confirmation"), save(6)];
  assert.deepEqual(numbers(outbox.due(pairs, none)), [1, 3, 6]);
  assert.deepEqual(numbers(outbox.due(pairs.slice(1), none)), [2], "4 is about 3, which is of another kind");
  assert.deepEqual(numbers(outbox.due([pairs[1], pairs[3], pairs[4]], none)), [2, 4]);
  const changed = [save(1), about(2, 1, "rendering"), save(3, { id: save(1).statement.id, revision: 2 }), save(4)];
  assert.deepEqual(numbers(outbox.due(changed, none)), [1, 4], "a change waits for what was made of the words before it");
  assert.deepEqual(numbers(outbox.due(changed.slice(1), none)), [2]);
  assert.deepEqual(numbers(outbox.due(pairs, new Set([1]))), [3, 6], "nothing about one that stays goes without it");
  assert.deepEqual(outbox.due([], none), []);
});

test("only this store's receipt for this very request counts", () => {
  const saves = [save(1), save(2)];
  assert.equal(outbox.receipt(answer(saves), "n", saves, "s").length, 2);
  assert.ok(outbox.receipt(answer(saves), "n", saves, undefined), "the store is not known yet");
  const other = answer(saves);
  const refused = {
    nothing: null, "a page": "<html>", "empty JSON": {}, "a list": [], "another nonce": answer(saves, "m"),
    "another store": { ...other, store: "t" }, "not Intake": { ...other, intake: true }, "no results": { ...other, results: undefined },
    "too few": answer([saves[0]]), "too many": answer([...saves, save(3)]), "another order": answer([saves[1], saves[0]]),
    "another revision": answer([saves[0], save(2, { revision: 2 })]),
    "a status nobody knows": { ...other, results: [other.results[0], { ...other.results[1], status: "ok" }] },
  };
  for (const [name, wrong] of Object.entries(refused)) assert.equal(outbox.receipt(wrong, "n", saves, "s"), null, name);
});

test("every status leads to a state, and none loses the text", () => {
  const settle = (status, problem = null) => outbox.settled(save(1), { status, version: 4, problem });
  for (const status of ["stored", "unchanged"]) {
    const { state, version, reason, statement } = settle(status);
    assert.deepEqual([state, version, reason, statement.text], ["delivered", 4, "", "said"]);
  }
  assert.equal(settle("held", { code: "late" }).reason, "late");
  assert.equal(settle("conflict").reason, "conflict");
  const rejected = settle("rejected", { code: "too_long", field: "text", message: "Split it." });
  assert.deepEqual([rejected.state, rejected.message, rejected.statement.text], ["attention", "Split it.", "said"]);
});

test("the list shows each statement once, as it was left last", () => {
  const id = save(1).statement.id;
  const found = outbox.entries([
    save(1, {}, { state: "delivered", version: 1 }),
    save(2, {}, { state: "delivered", version: 1, reason: "not_admitted" }),
    save(3, { id, revision: 2, text: "corrected", captured_at: "2024-07-20T19:00:00Z" }),
    save(4, { withdrawn: true }, { state: "delivered", version: 2 }),
  ]);
  assert.equal(found.length, 3);
  assert.deepEqual(
    [found[0].text, found[0].revision, found[0].delivery, found[0].version, found[0].at],
    ["corrected", 2, "tablet", 1, "2024-07-20T18:00:00Z"],
  );
  assert.deepEqual([found[1].status, found[1].delivery, found[1].reason], ["held", "delivered", "not_admitted"]);
  assert.equal(found[2].status, "withdrawn");
});

test("what is no statement is not in the list of them, but needs attention like one", () => {
  const every = [save(1), about(2, 1, "rendering", { state: "attention", reason: "not_interpreter" }), about(3, 1, "confirmation")];
  assert.deepEqual(outbox.entries(every).map(({ id }) => id), [save(1).statement.id]);
  assert.deepEqual(outbox.newest(every).map(({ delivery, reason }) => [delivery, reason]), [["tablet", ""], ["attention", "not_interpreter"], ["tablet", ""]]);
});

test("what is kept of a save in a backup says what became of it, but not what was said", () => {
  const { statement: { text, ...rest }, ...delivered } = outbox.settled(save(3, { text: "secret" }), { status: "held", version: 1, problem: { code: "late" } });
  const kept = { ...delivered, statement: { ...rest, said: { text } } };
  assert.equal(outbox.after(kept, 2, false), kept);
  assert.equal(outbox.after(kept, 2, true).state, outbox.WAITING);
  for (const isRestored of [false, true]) {
    const known = outbox.after(kept, 3, isRestored);
    assert.ok(!JSON.stringify(known).includes("secret"));
    assert.deepEqual(outbox.fate(known), { version: 1, delivery: "delivered", status: "held", reason: "late", message: "" });
    assert.equal(outbox.after(known, 0, true), known);
  }
  const waiting = { ...kept, state: outbox.WAITING };
  assert.equal(outbox.after(waiting, 9, true), waiting);
});

test("pauses grow to 15 s and are never the same for all tablets", () => {
  assert.ok(outbox.pause(1, 0) >= 1000 && outbox.pause(1, 1) <= 3000);
  assert.ok(outbox.pause(20, 1) <= 18750);
  assert.ok(outbox.pause(3, 0) < outbox.pause(3, 1));
});
