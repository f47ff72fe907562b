/* What the tablet keeps: whose device it is, the draft, and every save. IndexedDB, in the smallest wrapper that keeps its promises:
   a write counts when its transaction has completed, a dead connection is opened again, an opening that hangs is given up. */

const NAME = "intake";
const VERSION = 1;
const PATIENCE = 4000;
const TRIES = 3;
const HOPELESS = ["QuotaExceededError", "TimeoutError"];

let opening = null;

/** A promise for a request's result. */
const result = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

function open() {
  opening = opening || new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new DOMException("does not open", "TimeoutError")), PATIENCE);
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      const db = request.result;
      db.createObjectStore("devices", { keyPath: "device" });
      db.createObjectStore("drafts", { keyPath: "device" });
      const saves = db.createObjectStore("saves", { keyPath: ["device", "sequence"] });
      saves.createIndex("statement", ["device", "statement.id"]);
    };
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      clearTimeout(timer);
      request.result.onclose = request.result.onversionchange = () => {
        request.result.close();
        opening = null;
      };
      resolve(request.result);
    };
  });
  return opening;
}

/** Run work(objectStores…) in one transaction; resolves with its result when the transaction has completed. */
async function transact(names, mode, work, durability = "relaxed") {
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

/** Every device this browser has been: {device, token, store, sequence}. */
export const devices = () => transact(["devices"], "readonly", (all) => result(all.getAll()));

/** Remember a device's token and its store. Its count of saves never goes back: a tablet that was cleared goes on from the server's. */
export const keepDevice = (known) => transact(["devices"], "readwrite", async (all) => {
  const before = (await result(all.get(known.device))) || {};
  all.put({ ...before, ...known, sequence: Math.max(before.sequence || 0, known.sequence || 0) });
});

/** What is being written on this device, or undefined. */
export const draft = (device) => transact(["drafts"], "readonly", (all) => result(all.get(device)));

/** Keep what is being written; at once, since the page may be about to go. */
export const keepDraft = (device, values) => transact(["drafts"], "readwrite", async (all) => {
  all.put({ ...values, device });
  if (all.transaction.commit) all.transaction.commit();
});

/** The saves of a device, or of every device this browser has been, oldest first. */
export const saves = (device) => transact(["saves"], "readonly", (all) => (
  result(all.getAll(device && IDBKeyRange.bound([device], [device, []])))
));

/**
 * Keep a save, for good: resolves with it only when it is on the disk, and what was written is no draft any more. Two tabs that
 * restored the same draft would give two texts one id: the second gets an id (or, for a change, a revision) of its own.
 */
export const add = (device, statement, newId) => transact(["devices", "saves", "drafts"], "readwrite", async (all, kept, drafts) => {
  const known = (await result(all.get(device))) || { device, sequence: 0 };
  const same = await result(kept.index("statement").getAll([device, statement.id]));
  const last = Math.max(0, ...same.map((save) => save.statement.revision));
  const own = last < statement.revision ? statement
    : statement.revision === 1 ? { ...statement, id: newId() } : { ...statement, revision: last + 1 };
  const save = { device, sequence: known.sequence + 1, state: "waiting", statement: own, version: 0, reason: "", message: "" };
  all.put({ ...known, sequence: save.sequence });
  kept.put(save);
  const written = await result(drafts.get(device));
  if (written && written.sheet.id === statement.id) {
    if (written.aside) drafts.put({ device, sheet: written.aside, aside: null });
    else drafts.delete(device);
  }
  return save;
}, "strict");

/** Keep what became of these saves. */
export const settle = (settled) => transact(["saves"], "readwrite", async (all) => { for (const save of settled) all.put(save); }, "strict");

/** When something was sent last, for all tabs of this tablet; where the browser keeps no such thing, for this one. */
let last = 0;
export const sent = {
  get() { try { return +localStorage.sent || last; } catch { return last; } },
  set(moment) { try { localStorage.sent = last = moment; } catch { /* For this tab alone. */ } },
};
