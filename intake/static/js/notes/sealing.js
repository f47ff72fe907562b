/* The file that a tablet saves: plain where the browser has no better, else sealed, so that only the server and the tablet itself can
   open it. HPKE (RFC 9180), base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, by hand with what browsers of 2021 have.
   Pure: no page, no network, no storage. */

/** Says in the sealing itself what it is for. */
const INFO = "intake tablet file 1";
/** The suite's numbers in RFC 9180, as its labels have them. */
const KEM = [75, 69, 77, 0, 16], HPKE = [72, 80, 75, 69, 0, 16, 0, 1, 0, 2];
const P256 = { name: "ECDH", namedCurve: "P-256" };
const KINDS = ["sealed", "tablet"];

/** Why a file is not taken; `code`: "other" (no file of a tablet), "damaged", "closed" (this tablet's key does not open it). */
export class FileProblem extends Error {
  constructor(code) {
    super(code);
    this.name = "FileProblem";
    this.code = code;
  }
}

/** CRC-32 of a text, as eight hexadecimal digits: tells a damaged file, on plain http too. */
export function checksum(text) {
  let rest = -1;
  for (const byte of utf8(text)) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit += 1) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
  }
  return (~rest >>> 0).toString(16).padStart(8, "0");
}

/**
 * A file that anybody can read, as the object to write with JSON.stringify. content: {saved_at?, devices, drafts, saves}, see docs/api.md.
 * It never holds a token.
 */
export function plain(content) {
  return whole({ ...content, devices: content.devices.map((device) => ({ ...device, token: undefined })) });
}

/**
 * The sealed file of a content, tokens included, as the object to write with JSON.stringify. fileKey: the store's `file_key`;
 * tabletKey: this tablet's AES-GCM key, or null. store: whose key that is; the first device's unless it is said.
 */
export async function seal(content, fileKey, tabletKey, store = content.devices[0].store) {
  const inside = whole(content);
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt"]);
  const forTablet = tabletKey && await encrypted(tabletKey, bytes);
  const { iv, data } = await encrypted(key, utf8(JSON.stringify(inside)));
  return checked({
    intake: 1, kind: "sealed", store, saved_at: inside.saved_at, for_server: base64(await sealed(unbase64(fileKey), bytes)),
    for_tablet: forTablet && { iv: forTablet.iv, key: forTablet.data }, iv, content: data,
  });
}

/** The file in a text, sealed or plain, every letter of it checked; throws FileProblem. */
export function read(text) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    throw new FileProblem(/"intake"\s*:\s*1\b/.test(text) ? "damaged" : "other");
  }
  if (!file || file.intake !== 1 || !KINDS.includes(file.kind)) {
    throw new FileProblem(file && (file.intake || file.checksum) ? "damaged" : "other");
  }
  const { checksum: said, ...rest } = file;
  const asWritten = [JSON.stringify(file), JSON.stringify(file, null, 1)].includes(text.trim());
  if (!asWritten || said !== checksum(JSON.stringify(rest))) throw new FileProblem("damaged");
  return file;
}

/** The content of a file that `read` gave: {saved_at, devices, drafts, saves}. Throws FileProblem when this tablet did not seal it. */
export async function open(file, tabletKey) {
  if (file.kind === "tablet") return file;
  if (!file.for_tablet || !tabletKey) throw new FileProblem("closed");
  let text;
  try {
    const bytes = await decrypted(tabletKey, file.for_tablet.iv, file.for_tablet.key);
    const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["decrypt"]);
    text = new TextDecoder().decode(await decrypted(key, file.iv, file.content));
  } catch {
    throw new FileProblem("closed");
  }
  return read(text);
}

/** RFC 9180, 4.1: the secret shared with whoever has the private key of `recipient` (a raw point), and what tells it to them. */
export async function encapsulated(recipient, pair) {
  const theirs = await crypto.subtle.importKey("raw", recipient, P256, false, []);
  const shared = new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, pair.privateKey, 256));
  const enc = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const prk = await extract(KEM, [], "eae_prk", shared);
  return { enc, secret: await expand(KEM, prk, "shared_secret", [...enc, ...recipient], 32) };
}

/** RFC 9180, 6.1: these bytes for one recipient, behind what opens them. */
async function sealed(recipient, bytes) {
  const { enc, secret } = await encapsulated(recipient, await crypto.subtle.generateKey(P256, false, ["deriveBits"]));
  const context = [0, ...await extract(HPKE, [], "psk_id_hash", []), ...await extract(HPKE, [], "info_hash", utf8(INFO))];
  const prk = await extract(HPKE, secret, "secret", []);
  const raw = await expand(HPKE, prk, "key", context, 32);
  const iv = await expand(HPKE, prk, "base_nonce", context, 12);
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
  return joined([enc, new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes))]);
}

/** LabeledExtract and LabeledExpand of one block, RFC 9180, 4. */
const extract = (suite, salt, label, secret) => hmac(salt, [utf8("HPKE-v1"), suite, utf8(label), secret]);
const expand = async (suite, prk, label, context, length) => (
  await hmac(prk, [[0, length], utf8("HPKE-v1"), suite, utf8(label), context, [1]])
).slice(0, length);

async function hmac(key, parts) {
  // An empty key is refused by browsers; HMAC pads it with zeros, so zeros are the same key.
  const bytes = key.length ? Uint8Array.from(key) : new Uint8Array(32);
  const imported = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, joined(parts)));
}

async function encrypted(key, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv: base64(iv), data: base64(new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes))) };
}

const decrypted = (key, iv, data) => crypto.subtle.decrypt({ name: "AES-GCM", iv: unbase64(iv) }, key, unbase64(data));

const whole = ({ saved_at, devices, drafts, saves }) => checked({
  intake: 1, kind: "tablet", saved_at: saved_at || new Date().toISOString(), devices, drafts, saves,
});

/** With its checksum, and as it will be read again: what JSON leaves out is not in it. */
function checked(values) {
  const text = JSON.stringify(values);
  return { ...JSON.parse(text), checksum: checksum(text) };
}

const utf8 = (text) => new TextEncoder().encode(text);

function joined(parts) {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function base64(bytes) {
  let text = "";
  // Piece by piece: no browser takes a million arguments.
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

const unbase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
