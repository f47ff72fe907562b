/* What the tablet keeps: whose device it is, the draft, and every save. IndexedDB, in the smallest wrapper that keeps its promises:
   a write counts when its transaction has completed, a dead connection is opened again, an opening that hangs is given up.
   What was said is locked with a key that this browser made and no script can read out; docs/offline.md says what that is good for. */

import { after } from "./outbox.js";

export const NAME = "intake";
const VERSION = 2;
const PATIENCE = 4000;
const TRIES = 3;
const HOPELESS = ["QuotaExceededError", "TimeoutError"];

let opening = null;
/** The tablet was cleared on this page: nothing begins anew. */
let isGone = false;

/** A promise for a request's result. */
export const result = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

function open() {
  if (isGone) return Promise.reject(new DOMException("cleared", "TimeoutError"));
  opening = opening || new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new DOMException("does not open", "TimeoutError")), PATIENCE);
    const ask = (...version) => {
      const request = indexedDB.open(NAME, ...version);
      request.onupgradeneeded = ({ oldVersion }) => prepare(request.result, oldVersion);
      // A newer version of the app was here. What it added is not in our way.
      request.onerror = () => (request.error.name === "VersionError" ? ask() : reject(request.error));
      request.onsuccess = () => {
        clearTimeout(timer);
        request.result.onclose = request.result.onversionchange = (event) => {
          request.result.close();
          opening = null;
          // The tablet is being cleared, in another tab.
          if (event.newVersion === null) location.reload();
        };
        resolve(request.result);
      };
    };
    ask(VERSION);
  });
  return opening;
}

/** Only ever adds, so that pages of two versions can be open at once. */
function prepare(db, from) {
  if (from < 1) {
    db.createObjectStore("devices", { keyPath: "device" });
    db.createObjectStore("drafts", { keyPath: "device" });
    const saves = db.createObjectStore("saves", { keyPath: ["device", "sequence"] });
    saves.createIndex("statement", ["device", "statement.id"]);
  }
  db.createObjectStore("keys", { keyPath: "name" });
}

/** Run work(objectStores…) in one transaction; resolves with its result when the transaction has completed. */
export async function transact(names, mode, work, durability = "relaxed") {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const db = await open();
      return await new Promise((resolve, reject) => {
        const transaction = db.transaction(names, mode, { durability });
        let value;
        transaction.oncomplete = () => resolve(value);
        transaction.onabort = () => reject(transaction.error || new Error("aborted"));
        work(...names.map((name) => transaction.objectStore(name))).then((found) => { value = found; }, (error) => {
          reject(error);
          try { transaction.abort(); } catch { /* It ended by itself. */ }
        });
      });
    } catch (error) {
      // A connection that the browser closed in the background fails every time; a new one works.
      opening = null;
      if (attempt === TRIES || HOPELESS.includes(error && error.name)) throw error;
    }
  }
}

let secret = null;

/** The key of this browser; null where a browser cannot keep one, and what is kept can be read. */
export function tabletKey() {
  secret = secret || findKey();
  secret.catch(() => { secret = null; });
  return secret;
}

async function findKey() {
  if (!crypto.subtle) return null;
  const known = (all) => result(all.get(NAME)).then((found) => found && found.key);
  const found = await transact(["keys"], "readonly", known);
  if (found) return found;
  const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  try {
    return await transact(["keys"], "readwrite", async (all) => (await known(all)) || (all.put({ name: NAME, key: fresh }), fresh), "strict");
  } catch (error) {
    if (error.name === "DataCloneError") return null;
    throw error;
  }
}

/** A value as it is kept: locked where that is possible. */
export async function lock(value) {
  const key = await tabletKey();
  if (!key) return value;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(JSON.stringify(value))) };
}

/** The value again; rejects when it was locked with a key that is gone. */
export async function unlock(kept) {
  if (!kept || !kept.iv) return kept;
  const { iv, data } = kept;
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await tabletKey(), data)));
}

/** A statement as it is kept; a rendering and a confirmation name theirs. */
export async function closed({ id, statement, revision, base, captured_at, withdrawn, ...said }) {
  return { id, statement, revision, base, captured_at, withdrawn, said: await lock(said) };
}

/** These saves with what was said; one that cannot be read any more says so and is kept. */
export const opened = (saves) => Promise.all(saves.map(async (save) => {
  const { said, ...rest } = save.statement;
  if (!said) return save;
  const words = await unlock(said).catch(() => null);
  return words ? { ...save, statement: { ...rest, ...words } }
    : { ...save, state: "attention", reason: "unreadable", statement: { ...rest, question: "", text: "", language: "und", kind: "", agreed: 0 } };
}));

/** Every device this browser has been: {device, token, store, sequence, epoch, file_key, session, place}. */
export async function devices() {
  const found = await transact(["devices"], "readonly", (all) => result(all.getAll()));
  return Promise.all(found.map(async (one) => ({ ...one, token: await unlock(one.token).catch(() => null) })));
}

/** Remember a device's token and its store. Its count of saves never goes back: a tablet that was cleared goes on from the server's. */
export async function keepDevice({ token, ...known }) {
  const locked = token && { token: await lock(token) };
  return transact(["devices"], "readwrite", async (all) => {
    const before = (await result(all.get(known.device))) || {};
    const { epoch = known.epoch } = before;
    all.put({ ...before, ...known, ...locked, epoch, sequence: Math.max(before.sequence || 0, known.sequence || 0) });
  });
}

/** What is being written on this device, {sheet, aside, others: [{what, element}]}, or undefined. */
export async function draft(device) {
  const found = await transact(["drafts"], "readonly", (all) => result(all.get(device)));
  if (!found) return found;
  const read = (one) => unlock(one && one.sheet).catch(() => null);
  const [sheet, aside, ...others] = await Promise.all([found, found.aside, ...(found.others || [])].map(read));
  return { sheet, aside, others: others.filter(Boolean) };
}

/** The newest draft that is not kept yet, and the writing of it. */
let next = null;
let writing = null;

/**
 * Keep what is being written: {sheet, aside}, or {others}, or all. Of others that are not named here nothing changes, one without words is
 * none any more. Of drafts that come faster than the tablet writes, only the newest counts.
 */
export function keepDraft(device, values) {
  next = { ...next, device, ...values };
  writing = writing || write().finally(() => { writing = null; });
  return writing;
}

async function write() {
  while (next) {
    const { device, sheet, aside, others } = next;
    next = null;
    const shut = async (one, { id } = one) => ({ id, sheet: await lock(one) });
    const now = sheet ? { ...await shut(sheet), aside: aside && await shut(aside) } : {};
    const named = (others || []).map(({ element }) => element.id);
    const more = await Promise.all((others || []).filter(({ element }) => element.text.trim()).map((one) => shut(one, one.element)));
    await transact(["drafts"], "readwrite", async (all) => {
      const before = (await result(all.get(device))) || {};
      const rest = (before.others || []).filter(({ id }) => !named.includes(id));
      all.put({ ...before, device, at: Date.now(), ...now, others: [...rest, ...more] });
      if (all.transaction.commit) all.transaction.commit();
    });
  }
}

const of = (device) => IDBKeyRange.bound([device], [device, []]);

/** The saves of a device, or of every device this browser has been, oldest first; what was said is still closed (see opened). */
export const saves = (device) => transact(["saves"], "readonly", (all) => result(all.getAll(device && of(device))));

/**
 * Keep a save, for good: resolves with it only when it is on the disk, and what was written is no draft any more. Two tabs that
 * restored the same draft would give two texts one id: the second gets an id (or, for a change, a revision) of its own.
 */
export async function add(device, statement, newId, what) {
  const shut = await closed(statement);
  // A draft of it that is still on its way would come back after it.
  if (writing) await writing.catch(() => {});
  return transact(["devices", "saves", "drafts"], "readwrite", async (all, kept, drafts) => {
    const known = (await result(all.get(device))) || { device, sequence: 0 };
    const same = await result(kept.index("statement").getAll([device, statement.id]));
    const last = Math.max(0, ...same.map((save) => save.statement.revision));
    const own = last < statement.revision ? {} : statement.revision === 1 ? { id: newId() } : { revision: last + 1 };
    const save = { device, sequence: known.sequence + 1, state: "waiting", statement: { ...shut, ...own }, what, version: 0, reason: "", message: "" };
    all.put({ ...known, sequence: save.sequence });
    kept.put(save);
    const written = await result(drafts.get(device));
    if (written) {
      const others = (written.others || []).filter(({ id }) => id !== statement.id);
      const left = written.id === statement.id ? { id: "", sheet: null, ...written.aside, aside: null } : {};
      const now = { ...written, ...left, others };
      if (now.sheet || others.length) drafts.put(now);
      else drafts.delete(device);
    }
    return { ...save, statement: { ...statement, ...own } };
  }, "strict");
}

/**
 * Keep what became of these saves of a device, and what the receipt says of all of them: what is in a backup is forgotten, and after a
 * restore what is in none waits again.
 */
export const settle = (device, settled, { epoch, safe_sequence: safe } = {}) => transact(["devices", "saves"], "readwrite", async (all, kept) => {
  for (const { sequence, state, version, reason, message } of settled) {
    const save = await result(kept.get([device, sequence]));
    if (save) kept.put({ ...save, state, version, reason, message });
  }
  const known = epoch && (await result(all.get(device)));
  // Most receipts say nothing new; reading hundreds of saves for them would hold up who types.
  const isNews = known && (known.epoch !== epoch || known.safe !== safe || settled.some(({ sequence }) => sequence <= safe));
  if (!isNews) return;
  all.put({ ...known, epoch, safe });
  const isRestored = Boolean(known.epoch) && known.epoch !== epoch;
  for (const save of await result(kept.getAll(of(device)))) {
    const now = after(save, safe, isRestored);
    if (now !== save) kept.put(now);
  }
}, "strict");

/** Close it: for good, so that it can be deleted (see keeping.js), or to begin anew. */
export function end(isOver) {
  const closing = opening && opening.then((db) => db.close(), () => {});
  opening = secret = null;
  isGone = isOver;
  return closing;
}

/** When something was sent last, for all tabs of this tablet; where the browser keeps no such thing, for this one. */
let last = 0;
export const sent = {
  get() { try { return +localStorage.sent || last; } catch { return last; } },
  set(moment) { try { localStorage.sent = last = moment; } catch { /* For this tab alone. */ } },
};
