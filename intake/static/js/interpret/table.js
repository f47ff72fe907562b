/* The statements of the table as the server gave them last, newest first: {id, question, text, language, version, confirmed, renderings…}.
   They are locked like all that was said, in the store of keys, which is the one that asks for no form; whoever clears the tablet clears
   them too, and a device that comes to another table leaves none behind. */

import { lock, result, transact, unlock } from "../notes/store.js";

const PREFIX = "table ";
/** How many of the newest are asked for, since these change most, and how many of those before them at once. */
const NEWEST = 25, MOST = 50;

/** What is known here of this device's table: the list, the pages that it was made of, and every page by the id that it lies before. */
let known = { device: "", list: null, pages: [], seen: new Map() };

/** The statements seen last, or null when none were or they cannot be read any more. */
export async function load(device) {
  const found = await transact(["keys"], "readonly", (all) => result(all.get(PREFIX + device)));
  const list = found ? await unlock(found.list).catch(() => null) : null;
  const pages = list && found.pages ? await unlock(found.pages).catch(() => []) : [];
  // The list may have what this tablet laid over it: it is made anew of the pages when the server was asked.
  known = { device, list, pages: [], seen: new Map(pages.map((page) => [page.before, page])) };
  return list;
}

/** Keep these in place of all that were kept, another table's too; the pages are still what the server gave. */
export function keep(device, list) {
  if (known.device !== device) known = { device, seen: new Map() };
  Object.assign(known, { list, pages: [] });
  return write([...known.seen.values()]);
}

async function write(pages) {
  const { device, list } = known;
  const shut = { list: await lock(list), pages: await lock(pages) };
  return transact(["keys"], "readwrite", async (all) => {
    all.delete(IDBKeyRange.bound(PREFIX, `${PREFIX}\uffff`));
    all.put({ name: PREFIX + device, ...shut });
  });
}

/**
 * All of them from the server, for one of store.devices(), and kept; null when it cannot be asked now, none when it shows this device
 * nothing any more. Only pages that changed come; the list is the same array as before when none did.
 */
export async function refresh({ device, token, store }, address) {
  if (known.device !== device) await load(device).catch(() => {});
  if (known.device !== device) known = { device, list: null, pages: [], seen: new Map() };
  const pages = await walk({ token, store }, address, known.seen);
  if (!pages) return null;
  const { list, pages: before } = known;
  if (list && pages.length && pages.length === before.length && pages.every((page, index) => page === before[index])) return list;
  const now = pages.flatMap(({ statements }) => statements);
  known = { device, list: now, pages, seen: new Map(pages.map((page) => [page.before, page])) };
  await write(pages).catch(() => {});
  return now;
}

/** The pages as they are now, newest first; those that came stay in `seen`, also when the next one cannot be had. */
async function walk({ token, store }, address, seen) {
  const pages = [];
  for (let before = ""; before !== null;) {
    const had = seen.get(before);
    const query = before ? `limit=${MOST}&before=${before}` : `limit=${NEWEST}`;
    const { answer, etag, isSame, isRefused } = await ask(`${address}?${query}`, token, had && had.etag);
    if (isRefused) return [];
    const isOurs = isSame || (answer && answer.intake === 1 && (!store || answer.store === store) && Array.isArray(answer.statements));
    if (!isOurs) return null;
    const page = isSame ? had : pageOf(before, answer, etag, seen);
    seen.set(before, page);
    pages.push(page);
    before = page.next;
  }
  return pages;
}

/**
 * A page of these statements, up to the one that the next page lies before. That one stays the same as long as it can, or with one statement
 * more every page would begin elsewhere and come again: it is the oldest that a page lies before already. The first page begins a new
 * one behind its newest, which it has for as long as possible.
 */
function pageOf(before, { statements, has_older: hasOlder }, etag, seen) {
  const ids = statements.map(({ id }) => id);
  if (!hasOlder || !ids.length) return { before, etag, statements, next: null };
  const usual = before ? ids.length - 1 : 0;
  const end = ids.reduce((found, id, index) => (seen.has(id) ? index : found), -1);
  const last = end < 0 ? usual : end;
  return { before, etag, statements: statements.slice(0, last + 1), next: ids[last] };
}

async function ask(address, token, etag) {
  try {
    const headers = { Authorization: `Bearer ${token}`, Accept: "application/json", ...(etag ? { "If-None-Match": etag } : {}) };
    const response = await fetch(address, { headers, redirect: "error", cache: "no-store", credentials: "omit" });
    if (etag && response.status === 304) return { isSame: true };
    const answer = await response.json();
    const isRefused = Boolean(answer.error) && [401, 403].includes(response.status);
    return response.ok ? { answer, etag: response.headers.get("ETag") } : { isRefused };
  } catch {
    return {};
  }
}
