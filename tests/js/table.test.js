import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { keep, load, refresh } from "../../intake/static/js/interpret/table.js";
import { result, transact } from "../../intake/static/js/notes/store.js";

const ADDRESS = "/api/v1/statements";
const said = (id, text = `said ${id}`) => ({ id, text });
const one = { device: "d", token: "t", store: "s" };

/** Another table's list takes the place of all that was kept of this one. */
const forget = () => keep("e", []);

/** A server that gives these pages, one after the other. */
function answering(...pages) {
  const asked = [];
  globalThis.fetch = async (address, { headers }) => {
    asked.push([address, headers.Authorization]);
    const { status = 200, ...page } = pages.shift();
    return { ok: status === 200, status, headers: new Headers(), json: async () => ({ intake: 1, store: "s", ...page }) };
  };
  return asked;
}

test("what was seen last is kept, locked, and no other table's beside it", async () => {
  assert.equal(await load("d"), null);
  await keep("d", [said("1", "CANARY")]);
  assert.deepEqual(await load("d"), [said("1", "CANARY")]);
  const kept = await transact(["keys"], "readonly", (all) => result(all.get("table d")));
  assert.ok(kept.list.iv && !JSON.stringify(kept).includes("CANARY"));
  await keep("e", [said("2")]);
  assert.equal(await load("d"), null);
  assert.deepEqual(await load("e"), [said("2")]);
});

/** A server with these statements, newest first; what it counts is what it was asked and what it gave. */
function serving(statements) {
  const counted = { asked: [], given: 0 };
  const version = (page) => JSON.stringify(page);
  globalThis.fetch = async (address, { headers }) => {
    counted.asked.push(address);
    const query = new URL(address, "http://intake.test").searchParams, before = query.get("before");
    const from = before ? statements.findIndex(({ id }) => id === before) + 1 : 0, to = from + Number(query.get("limit"));
    const page = { statements: statements.slice(from, to), has_older: to < statements.length };
    if (headers["If-None-Match"] === version(page)) return { ok: false, status: 304, json: async () => assert.fail("it has no body") };
    counted.given += page.statements.length;
    return { ok: true, status: 200, headers: new Headers({ ETag: version(page) }), json: async () => structuredClone({ intake: 1, store: "s", ...page }) };
  };
  return {
    counted,
    /** What is given and asked meanwhile. */
    async meanwhile(task) {
      Object.assign(counted, { asked: [], given: 0 });
      return { list: await task(), ...counted };
    },
  };
}

const evening = (count) => Array.from({ length: count }, (_, index) => said(String(count - index)));
const ask = () => refresh(one, ADDRESS);

test("all pages are asked for, each statement once", async () => {
  await forget();
  const asked = answering({ statements: [said("3"), said("2")], has_older: true }, { statements: [said("2"), said("1")], has_older: false });
  assert.deepEqual(await ask(), [said("3"), said("2"), said("1")]);
  assert.deepEqual(asked, [[`${ADDRESS}?limit=25`, "Bearer t"], [`${ADDRESS}?limit=50&before=3`, "Bearer t"]]);
  assert.equal((await load("d")).length, 3);
});

test("what did not change is not given again, and the list is the one that is shown", async () => {
  await forget();
  const statements = evening(300), { meanwhile } = serving(statements);
  const first = await ask();
  assert.deepEqual(first, statements);
  const again = await meanwhile(ask);
  assert.equal(again.given, 0);
  assert.equal(again.list, first);
  assert.equal(await load("d").then(({ length }) => length), 300);
  const opened = await meanwhile(ask);
  assert.equal(opened.given, 0, "also when the page was opened again");
  assert.deepEqual(opened.list, statements);
});

test("of an evening that goes on little more comes than what is new, and the list is always whole", async () => {
  await forget();
  const statements = evening(200), { meanwhile } = serving(statements);
  await ask();
  let given = 0, most = 0;
  for (let id = 201; id <= 400; id += 1) {
    statements.unshift(said(String(id)));
    const answer = await meanwhile(ask);
    assert.deepEqual(answer.list, statements);
    given += answer.given;
    most = Math.max(most, answer.asked.length);
  }
  assert.ok(given < 200 * 30, `${given} were given for 200`);
  assert.ok(most <= 10, `${most} pages were asked for at once`);
});

test("a burst, a correction, and one that is gone are in the list as the server has them", async () => {
  await forget();
  const statements = evening(180), { meanwhile } = serving(statements);
  await ask();
  statements.unshift(...Array.from({ length: 130 }, (_, index) => said(String(310 - index))));
  assert.deepEqual((await meanwhile(ask)).list, statements);
  statements[200] = said(statements[200].id, "corrected");
  const corrected = await meanwhile(ask);
  assert.deepEqual(corrected.list, statements);
  assert.ok(corrected.given <= 100, `${corrected.given} were given for one`);
  for (const place of [0, 20, 100, 250]) {
    // Also the one that a page lies before.
    const ends = corrected.asked.map((address) => new URL(address, "http://intake.test").searchParams.get("before")).filter(Boolean);
    statements.splice(statements.findIndex(({ id }) => id === ends[0]) + 1 || place, 1);
    statements.splice(place, 1);
    assert.deepEqual((await meanwhile(ask)).list, statements);
  }
});

test("what came before the network went is not asked for twice", async () => {
  await forget();
  const statements = evening(150), { meanwhile, counted } = serving(statements);
  const whole = globalThis.fetch;
  globalThis.fetch = async (...given) => (counted.asked.length < 2 ? whole(...given) : Promise.reject(new TypeError()));
  assert.equal(await ask(), null);
  globalThis.fetch = whole;
  const { list, given } = await meanwhile(ask);
  assert.deepEqual(list, statements);
  assert.equal(given, 150 - 50 - 1, "the rest alone");
});

test("what the tablet laid over the list gives way to what the server says, also where that is what it was", async () => {
  await forget();
  const { meanwhile } = serving([said("2"), said("1")]);
  await ask();
  await keep("d", [said("2", "changed here"), said("1")]);
  assert.equal((await load("d"))[0].text, "changed here");
  const { list, given } = await meanwhile(ask);
  assert.deepEqual([list, given], [[said("2"), said("1")], 0]);
  assert.deepEqual(await load("d"), list);
});

test("a server that is away, or another one, takes nothing away; one that sent the tablet away does", async () => {
  await keep("d", [said("1")]);
  for (const page of [{ status: 503, error: { code: "x" } }, { store: "other", statements: [] }, { intake: 2, statements: [] }]) {
    answering(page);
    assert.equal(await ask(), null);
  }
  answering({ statements: [said("2")], has_older: true }, { status: 500 });
  assert.equal(await ask(), null);
  assert.deepEqual(await load("d"), [said("1")]);
  answering({ status: 403, error: { code: "revoked" } });
  assert.deepEqual(await ask(), []);
  assert.deepEqual(await load("d"), []);
});
