/* What is taken along: the list, locked for this sign-in alone (see lock.js), in the store of keys, which asks for no form; and the page, which
   holds nothing that was said, for the script that answers without the server (js/notes/worker.js). */

import { result, transact } from "../notes/store.js";
import * as lock from "./lock.js";

const PREFIX = "desk ", CACHES = "desk-", INDEX = `${CACHES}index`;
/** Who waits longer than this for the server goes on with what was taken along; milliseconds. */
const PATIENCE = 6000;
const of = (device) => `${PREFIX}${device} `;
const every = (start) => IDBKeyRange.bound(start, `${start}\uffff`);

/** The list for this language (or, without one, the first there is), or null when none is kept; what nobody can read any more is deleted. */
export async function load(device, into) {
  if (!lock.isOpen(device)) {
    await drop(device);
    return null;
  }
  const found = await transact(["keys"], "readonly", (all) => result(into ? all.get(of(device) + into) : all.get(every(of(device)))));
  if (!found) return null;
  return lock.open(found.list).catch(async () => {
    await transact(["keys"], "readwrite", async (all) => { all.delete(found.name); });
    return null;
  });
}

/** Keep this list in place of the one before, where it can be locked. */
export async function keep(device, list) {
  const shut = await lock.shut(device, list);
  if (!shut) return;
  await transact(["keys"], "readwrite", async (all) => { all.put({ name: of(device) + list.into, list: shut }); }, "strict");
}

/** No list of this person is here any more. */
export const drop = (device) => transact(["keys"], "readwrite", async (all) => { all.delete(every(of(device))); }, "strict");

/** No list of anybody is here any more, nor what opened it. */
export async function dropLists() {
  lock.end();
  await transact(["keys"], "readwrite", async (all) => { all.delete(every(PREFIX)); }, "strict");
}

/** The list from the server, {list}, {isKnown} when the one before still holds, {error} when it refuses, or nothing. */
export async function ask(address, device, etag) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const headers = { Accept: "application/json", ...(etag ? { "If-None-Match": etag } : {}) };
    const response = await fetch(address, { headers, redirect: "error", cache: "no-store", signal: stop.signal });
    if (response.status === 304) return { isKnown: true };
    const answer = await response.json();
    if (answer.error) return { error: answer.error, status: response.status };
    const isOurs = response.ok && answer.intake === 1 && Array.isArray(answer.statements);
    return isOurs ? { list: { ...answer, etag: response.headers.get("ETag"), address }, isOther: answer.device !== device } : {};
  } catch {
    return {};
  } finally {
    clearTimeout(timer);
  }
}

export const canKeepPage = () => isSecureContext && Boolean(navigator.serviceWorker) && "caches" in self;

/** Keep the page and its files for opening it without a network; resolves with whether it is kept. What was kept before stays until then. */
export async function keepPage({ device, page, worker }) {
  if (!canKeepPage()) return false;
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
  await navigator.serviceWorker.register(worker, { scope: page, updateViaCache: "none" });
  const response = await fetch(`${page}offline`, { headers: { Accept: "application/json" }, redirect: "error", cache: "no-store" });
  const found = response.ok && (await response.json());
  if (!found || found.intake !== 1 || found.device !== device || !found.pages) throw new Error("not ours");
  const now = { device, version: found.version, tag: document.documentElement.lang, index: INDEX, pages: CACHES + found.version };
  const kept = await caches.open(now.pages);
  for (const [address, integrity] of Object.entries(found.files)) {
    if (await kept.match(address)) continue;
    const file = await fetch(address, { integrity, redirect: "error" });
    if (!file.ok) throw new Error(address);
    await kept.put(address, file);
  }
  for (const [tag, html] of Object.entries(found.pages)) await kept.put(`${page}offline/${tag}`, new Response(html, { headers: found.headers }));
  const index = await caches.open(INDEX);
  await index.put(`${page}offline/kept`, new Response(JSON.stringify(now)));
  // Pages of other initiatives stay, those of an earlier version or sign-in do not.
  const used = await Promise.all((await index.keys()).map(async (one) => (await (await index.match(one)).json()).pages));
  for (const name of await caches.keys()) if (name.startsWith(CACHES) && ![INDEX, ...used].includes(name)) await caches.delete(name);
  return true;
}

/** Nothing opens without signing in any more, and no list is here; what waits stays, locked. */
export async function forget() {
  if ("caches" in self) for (const name of await caches.keys()) if (name.startsWith(CACHES)) await caches.delete(name);
  await dropLists();
}

/** Whose page is kept for this address, if anybody's. */
async function keeper(page) {
  const found = "caches" in self && (await caches.match(`${page}offline/kept`));
  return found ? (await found.json()).device : "";
}

/** Somebody else is signed in: what was kept for opening without the server is not theirs. */
export async function forgetOthers(device, page) {
  const other = await keeper(page);
  if (other && other !== device) await forget();
}
