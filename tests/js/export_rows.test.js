import assert from "node:assert/strict";
import { test } from "node:test";
import { csvRows, isWhole, jsonRows, lastBytes } from "../../intake/static/js/exports/rows.js";

const bytes = (text) => new TextEncoder().encode(text);

test("statements with line ends are counted once, wherever the pieces are cut", () => {
  const file = '\ufeffid,statement\r\n1,"two\nlines"\r\n2,"he said ""no""\n"\r\n3,plain\r\n';
  for (const size of [1, 2, 7, 1000]) {
    const count = csvRows();
    let rows = 0;
    const all = bytes(file);
    for (let place = 0; place < all.length; place += size) rows = count(all.slice(place, place + size));
    assert.equal(rows, 3);
  }
});

test("lines of JSON Lines are counted", () => {
  const count = jsonRows();
  count(bytes('{"a":1}\n{"a"'));
  assert.equal(count(bytes(':2}\n')), 2);
});

test("a file that broke off is told from a whole one", () => {
  assert.ok(isWhole(bytes("3,plain\r\n"), "csv"));
  assert.ok(!isWhole(bytes('\r\nINCOMPLETE: this export broke off. Download it again.\r\n'), "csv"));
  const end = new Uint8Array(30);
  assert.ok(!isWhole(end, "xlsx"));
  end.set([80, 75, 5, 6], 8);
  assert.ok(isWhole(end, "xlsx"));
});

test("the last bytes are kept over small and large pieces", () => {
  let tail = new Uint8Array(0);
  for (const piece of ["a", "bc", "defgh", "i"]) tail = lastBytes(tail, bytes(piece), 4);
  assert.equal(new TextDecoder().decode(tail), "fghi");
});
