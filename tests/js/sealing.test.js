import assert from "node:assert/strict";
import { test } from "node:test";
import * as sealing from "../../intake/static/js/notes/sealing.js";

const STORE = "0192f6f2-0000-7000-8000-000000000001", DEVICE = "0192f6f2-0000-7000-8000-000000000002";
const save = (sequence, text) => ({
  device: DEVICE, sequence, state: "waiting", version: 0, reason: "", message: "",
  statement: { id: `0192f6f2-0000-7000-8000-00000000010${sequence}`, revision: 1, base: 0, question: "Q1", text, language: "es",
    kind: "paraphrase", agreed: 0, captured_at: "2024-07-20T18:00:00Z", withdrawn: false },
});
const content = () => ({
  saved_at: "2024-07-20T19:00:00.000Z",
  devices: [{ device: DEVICE, store: STORE, session: "s", place: "p", sequence: 2, epoch: 1, token: "SE-CRET" }],
  drafts: [{ device: DEVICE, sheet: { id: "d", revision: "1", base: "0", text: "not done \u2028 yet" }, aside: null }],
  saves: [save(1, "La calle \u0007\ud800 — گفت"), save(2, "🚌")],
});
const raw = (key) => crypto.subtle.exportKey("raw", key).then((bytes) => Buffer.from(bytes).toString("base64"));
const pair = () => crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
const tabletKey = () => crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
const hex = (text) => Uint8Array.from(Buffer.from(text, "hex"));
const code = (expected) => (error) => error instanceof sealing.FileProblem && error.name === "FileProblem" && error.code === expected;

test("the shared secret is that of RFC 9180, A.3.1", async () => {
  const point = hex("04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac98536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4");
  const secret = "4995788ef4b9d6132b249ce59a77281493eb39af373d236a1fe415cb0c2d7beb";
  const recipient = hex("04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a826a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0");
  const url = (bytes) => Buffer.from(bytes).toString("base64url");
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const jwk = { kty: "EC", crv: "P-256", x: url(point.slice(1, 33)), y: url(point.slice(33)), d: url(hex(secret)) };
  const privateKey = await crypto.subtle.importKey("jwk", jwk, curve, false, ["deriveBits"]);
  const publicKey = await crypto.subtle.importKey("raw", point, curve, true, []);
  const found = await sealing.encapsulated(recipient, { privateKey, publicKey });
  assert.deepEqual(found.enc, point);
  assert.equal(Buffer.from(found.secret).toString("hex"), "c0d26aeab536609a572b07695d933b589dcf363ff9d93c93adea537aeabb8cb8");
});

test("a plain file can be read again, and holds no token", async () => {
  const text = JSON.stringify(sealing.plain(content()));
  assert.ok(!text.includes("SE-CRET") && text.includes("La calle"));
  for (const spelling of [text, JSON.stringify(JSON.parse(text), null, 1), `${text}\n`]) {
    const found = await sealing.open(sealing.read(spelling), null);
    assert.deepEqual([found.saves, found.drafts], [content().saves, content().drafts]);
  }
});

test("a sealed file shows nothing, and its own tablet opens it without the server", async () => {
  const [fileKey, key] = [await raw((await pair()).publicKey), await tabletKey()];
  const text = JSON.stringify(await sealing.seal(content(), fileKey, key));
  assert.ok(!/SE-CRET|La calle|not done/.test(text));
  const file = sealing.read(text);
  assert.deepEqual([file.store, file.saved_at], [STORE, content().saved_at]);
  const found = await sealing.open(file, key);
  assert.deepEqual([found.devices, found.saves], [content().devices, content().saves]);
  await assert.rejects(sealing.open(file, await tabletKey()), code("closed"));
  await assert.rejects(sealing.open(file, null), code("closed"));
  const without = sealing.read(JSON.stringify(await sealing.seal(content(), fileKey, null)));
  await assert.rejects(sealing.open(without, key), code("closed"));
  assert.notEqual(without.content, file.content, "no key is used twice");
});

test("every flipped bit is refused, before anything is opened", async () => {
  const sealed = JSON.stringify(await sealing.seal(content(), await raw((await pair()).publicKey), await tabletKey()));
  for (const text of [sealed, JSON.stringify(sealing.plain(content()), null, 1)]) {
    const bytes = Buffer.from(text);
    for (let place = 0; place < bytes.length; place += 1) {
      for (const bit of [1, 4, 32, 128]) {
        bytes[place] ^= bit;
        assert.throws(() => sealing.read(bytes.toString()), sealing.FileProblem, `${place}: ${bit}`);
        bytes[place] ^= bit;
      }
    }
    for (const length of [0, 1, text.length - 1]) assert.throws(() => sealing.read(text.slice(0, length)), sealing.FileProblem);
  }
});

test("something else is told from something damaged", () => {
  const good = JSON.stringify(sealing.plain(content()));
  for (const other of ["", "Session,Date", "[]", "null", "{}"]) assert.throws(() => sealing.read(other), code("other"));
  for (const damaged of [good.slice(0, -1), good.replace("tablet", "tablot"), good.replace("calle", "casas")]) {
    assert.throws(() => sealing.read(damaged), code("damaged"));
  }
});

test("whoever changes the content and mends the checksum is noticed by the seal", async () => {
  const key = await tabletKey();
  const { checksum: _, ...file } = await sealing.seal(content(), await raw((await pair()).publicKey), key);
  const bytes = Buffer.from(file.content, "base64");
  bytes[40] ^= 1;
  file.content = bytes.toString("base64");
  const mended = sealing.read(JSON.stringify({ ...file, checksum: sealing.checksum(JSON.stringify(file)) }));
  await assert.rejects(sealing.open(mended, key), code("closed"));
});
