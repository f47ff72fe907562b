import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { keep, load, refresh } from "../../intake/static/js/interpret/table.js";
import { result, transact } from "../../intake/static/js/notes/store.js";

const ADDRESS = "/api/v1/statements";
const said = (id, text = `said ${id}`) => ({ id, text });
const one = { device: "d", token: "t", store: "s" };

/** A server that gives these pages, one after the other. */
function answering(...pages) {
  const asked = [];
  globalThis.fetch = async (address, { headers }) => {
    asked.push([address, headers.Authorization]);
    const { status = 200, ...page } = pages.shift();
    return { ok: status === 200, status, json: async () => ({ intake: 1, store: "s", ...page }) };
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

test("all pages are asked for, each statement once", async () => {
  const asked = answering({ statements: [said("3"), said("2")], has_older: true }, { statements: [said("2"), said("1")], has_older: false });
  assert.deepEqual(await refresh(one, ADDRESS), [said("3"), said("2"), said("1")]);
  assert.deepEqual(asked, [[`${ADDRESS}?limit=100`, "Bearer t"], [`${ADDRESS}?limit=100&before=2`, "Bearer t"]]);
  assert.equal((await load("d")).length, 3);
});

test("a server that is away, or another one, takes nothing away; one that sent the tablet away does", async () => {
  await keep("d", [said("1")]);
  for (const page of [{ status: 503, error: { code: "x" } }, { store: "other", statements: [] }, { intake: 2, statements: [] }]) {
    answering(page);
    assert.equal(await refresh(one, ADDRESS), null);
  }
  answering({ statements: [said("2")], has_older: true }, { status: 500 });
  assert.equal(await refresh(one, ADDRESS), null);
  assert.deepEqual(await load("d"), [said("1")]);
  answering({ status: 403, error: { code: "revoked" } });
  assert.deepEqual(await refresh(one, ADDRESS), []);
  assert.deepEqual(await load("d"), []);
});
