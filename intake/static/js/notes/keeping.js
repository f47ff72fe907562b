/* What is rarely done with what the tablet keeps: giving it to another device, taking up what was left in a form, reading all of it for a
   file, taking in a file, clearing everything. */

import { DELIVERED, WAITING, isAccount, isKept, newId, route, written } from "./outbox.js";
import * as store from "./store.js";
import { result, transact } from "./store.js";

/** How long nobody must have typed, where the browser cannot say whether another tab still writes; milliseconds. */
const LEFT_ALONE = 600000;
/** How long to wait for other tabs to close what they have open; milliseconds. */
const PATIENCE = 4000;
const EVERYTHING = ["devices", "saves", "drafts"];
const of = (device) => IDBKeyRange.bound([device], [device, []]);

/**
 * A restored server may know nothing of a device that joined after its backup. What that one has goes to the device that joined the same
 * table since, and waits again; resolves with whether it did.
 */
export async function adopt(lost, heir) {
  const moved = await transact(EVERYTHING, "readwrite", async (all, kept, drafts) => {
    const [from, to] = [await result(all.get(lost.device)), await result(all.get(heir))];
    if (!from || !to || !from.place || from.place !== to.place || from.store !== to.store) return false;
    let { sequence } = to;
    for (const save of await result(kept.getAll(of(lost.device)))) {
      kept.delete([save.device, save.sequence]);
      if (save.state === DELIVERED && !isKept(save)) continue;
      sequence += 1;
      kept.put({ ...save, device: heir, sequence, state: WAITING, version: 0, reason: "", message: "" });
    }
    const draft = await result(drafts.get(lost.device));
    // Where the heir has one already, takeLeft makes a save of it.
    if (draft && !(await result(drafts.get(heir)))) {
      drafts.put({ ...draft, device: heir });
      drafts.delete(lost.device);
    }
    all.put({ ...to, sequence });
    return true;
  }, "strict");
  return moved;
}

/** Save, to its own place, what was left in the form of every other device of this tablet that nobody writes on any more. */
export async function takeLeft(device) {
  for (const one of await transact(["drafts"], "readonly", (drafts) => result(drafts.getAll()))) {
    // Somebody with an account goes on with theirs when they are back.
    if (one.device !== device && !isAccount(one)) await ifLeft(one, () => saveDraft(one.device));
  }
  await forgetTables(device);
}

/** What another table said, and its glossary, are nothing for whoever sits at this one (see interpret/table.js and terms.js). */
const forgetTables = (device) => transact(["keys"], "readwrite", async (all) => {
  for (const name of await result(all.getAllKeys())) {
    const [what, whose] = name.split(" ");
    if (["table", "terms"].includes(what) && whose && whose !== device) all.delete(name);
  }
});

/** Run a task while nobody has this device's page open. */
function ifLeft({ device, at }, task) {
  if (navigator.locks) return navigator.locks.request(`intake-writing-${device}`, { ifAvailable: true }, (lock) => lock && task());
  return Date.now() - at > LEFT_ALONE && task();
}

/** Make saves of a device's draft. A change that residents had not said yes to stays one: nobody may confirm it in their place. */
async function saveDraft(device) {
  const left = await store.draft(device);
  const own = new Map();
  for (const sheet of sheets(left)) own.set(sheet.id, (await store.add(device, written(sheet), newId)).statement.id);
  for (const { what, element } of beside(left).filter((one) => one.what === "rendering")) {
    await store.add(device, { ...element, statement: own.get(element.statement) || element.statement }, newId, what);
  }
  await transact(["drafts"], "readwrite", async (drafts) => {
    const { others = [] } = (await result(drafts.get(device))) || {};
    if (others.length) drafts.put({ device, at: Date.now(), id: "", sheet: null, aside: null, others });
    else drafts.delete(device);
  });
}

/** The sheets of a draft on which something is written. */
const sheets = (draft) => [draft && draft.sheet, draft && draft.aside].filter((sheet) => sheet && sheet.text && sheet.text.trim());

/** The renderings and confirmations of a draft. */
const beside = (draft) => (draft && draft.others) || [];

/** All but what somebody with an account keeps here: only a sealed file may have that, for nobody else may read or send it. */
const ofTablets = (one) => !isAccount(one);

/** All that the tablet keeps of these, for a file: {devices, drafts, saves}, with the words of what is not in a backup yet. */
export async function everything(whose = ofTablets) {
  const drafts = [];
  for (const { device } of (await transact(["drafts"], "readonly", (all) => result(all.getAll()))).filter(whose)) {
    const { sheet, aside, others } = (await store.draft(device)) || { others: [] };
    if (sheets({ sheet, aside }).length || others.length) drafts.push({ device, sheet, aside: aside || null, others });
  }
  const saves = await store.opened((await store.saves()).filter((save) => whose(save) && (save.state !== DELIVERED || isKept(save))));
  return { devices: await Promise.all((await store.devices()).filter(whose).map(proven)), drafts, saves };
}

/** A device as a file has it; somebody with an account is known there by the proof that they have in place of its token. */
async function proven({ proof, ...one }) {
  return isAccount(one) ? { ...one, token: await store.unlock(proof).catch(() => undefined) } : one;
}

/**
 * How much is on the tablet: saves that wait, those that need attention, delivered ones that are in no backup yet, drafts; and what these
 * saves are of. At a desk: what somebody with an account has not delivered, whoever that is.
 */
export async function amounts() {
  const every = await store.saves();
  const saves = every.filter((save) => !isAccount(save) && (save.state !== DELIVERED || isKept(save)));
  const count = (test) => saves.filter(test).length;
  const { drafts } = await everything();
  return {
    waiting: count((save) => save.state === WAITING),
    attention: count((save) => save.state !== WAITING && save.state !== DELIVERED),
    kept: every.filter(isKept).length,
    drafts: drafts.length,
    desk: every.filter((save) => isAccount(save) && save.state !== DELIVERED).length + (await begunAtDesks()),
    ...Object.fromEntries(["statements", "renderings", "confirmations"].map((name) => [name, count((save) => route(save) === name)])),
  };
}

/** Whether something that somebody with an account delivered is in no backup yet. */
export const isKeptAtDesks = async () => (await store.saves()).some((save) => isAccount(save) && isKept(save));

/** How much is being written by people with an account. */
async function begunAtDesks() {
  const found = await transact(["drafts"], "readonly", (all) => result(all.getAll()));
  return found.filter(isAccount).reduce((sum, { others = [] }) => sum + others.length, 0);
}

/**
 * Take in the content of a file that this tablet or another one saved; resolves with how many saves came in: what is here already is left
 * as it is. What comes in waits, whatever it was, since the server knows best what it has. A draft whose form is empty goes there, others become saves.
 */
export async function takeIn({ devices, drafts, saves }) {
  for (const one of devices) if (one.token && !isAccount(one)) await store.keepDevice(one);
  const known = (await store.devices()).filter((one) => one.token).map((one) => one.device);
  const strangers = devices.filter((one) => !known.includes(one.device)).length;
  let came = 0;
  for (const save of saves.filter((one) => known.includes(one.device))) {
    const shut = await store.closed(save.statement);
    came += await transact(["devices", "saves"], "readwrite", async (all, kept) => {
      const { id, revision } = save.statement;
      const same = await result(kept.index("statement").getAll([save.device, id]));
      if (same.some((one) => one.statement.revision === revision)) return 0;
      const owner = await result(all.get(save.device));
      const isFree = !(await result(kept.get([save.device, save.sequence])));
      const sequence = isFree ? save.sequence : owner.sequence + 1;
      all.put({ ...owner, sequence: Math.max(owner.sequence, sequence) });
      kept.put({ ...save, sequence, state: WAITING, version: 0, reason: "", message: "", statement: shut });
      return 1;
    }, "strict");
  }
  for (const one of drafts.filter((draft) => known.includes(draft.device))) came += await takeInDraft(one);
  return { came, strangers };
}

async function takeInDraft({ device, sheet, aside, others }) {
  const present = await store.draft(device);
  const isFree = !sheets(present).length;
  const ids = [...sheets(present), ...beside(present).map(({ element }) => element)].map((one) => one.id);
  const saved = (await store.saves(device)).map((save) => `${save.statement.id} ${save.statement.revision}`);
  const isNew = (one) => !ids.includes(one.id) && !saved.includes(`${one.id} ${one.revision}`);
  const found = sheets({ sheet, aside }).filter(isNew);
  const more = beside({ others }).filter(({ element }) => isNew(element));
  if (more.length) await store.keepDraft(device, { others: more });
  if (found.length && isFree) await store.keepDraft(device, { sheet: found[0], aside: found[1] || null });
  else for (const one of found) await store.add(device, written(one), newId);
  return found.length + more.length;
}

/** Delete all that is kept; resolves with whether nothing is left. Other tabs close what they have open and load anew. */
async function destroy() {
  await store.end(true);
  const isOver = await new Promise((resolve) => {
    const timer = setTimeout(resolve, PATIENCE, false);
    const request = indexedDB.deleteDatabase(store.NAME);
    request.onsuccess = () => { clearTimeout(timer); resolve(true); };
    request.onerror = () => resolve(false);
  });
  store.end(isOver);
  return isOver;
}

/** Clear all of it; resolves with the names of what could not be cleared. */
export async function clearAll() {
  const left = [];
  const attempt = async (name, task) => { if (!(await task().catch(() => false))) left.push(name); };
  await attempt("notes", destroy);
  await attempt("pages", async () => {
    if (!("caches" in self)) return true;
    for (const name of await caches.keys()) await caches.delete(name);
    return !(await caches.keys()).length;
  });
  await attempt("worker", async () => {
    if (!navigator.serviceWorker) return true;
    for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
    return true;
  });
  await attempt("settings", async () => {
    localStorage.clear();
    sessionStorage.clear();
    return !localStorage.length;
  });
  return left;
}
