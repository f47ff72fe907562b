/* The list of one's own statements: what the server sent with the page, and over it what the tablet has; and how things stand on the
   whole tablet, beside Save, over the page and in the tray. */

import { form } from "./form.js";
import { badge, direction, entry as emptyEntry, isReady, kind, language, number, say, settings, time } from "./language.js";
import { ATTENTION, WAITING, entries, fate, isAccount, newest } from "./outbox.js";
import * as store from "./store.js";

const $ = (id) => document.getElementById(id);
const { device } = settings;
const list = $("entries");
const count = $("count");
const known = new Map();
/** What came before the words to show it with. */
let early = [];
let total = Number(count.dataset.count);

/** An entry as the server rendered it. */
function read(item) {
  const { id, kind: said, agreed, revision, version, state, reason, at } = item.dataset;
  const text = item.querySelector(".entry-text");
  return {
    id, kind: said, at, reason,
    question: item.querySelector(".chip").textContent,
    text: text.textContent,
    language: text.lang,
    agreed: Number(agreed),
    revision: Number(revision),
    version: Number(version),
    delivery: "delivered",
    status: state,
    message: "",
  };
}

/** Take in entries that the server rendered: those of the page, or of an older page fetched later. */
export function take(items) {
  for (const item of items) {
    if (known.has(item.dataset.id)) continue;
    known.set(item.dataset.id, { item, entry: read(item) });
    if (!item.isConnected) list.append(item);
  }
}

/** The server's number of statements; those that it does not have yet are counted with them. */
export function counted(given, items) {
  const theirs = new Set(items.map((item) => item.dataset.id));
  const own = [...known.values()].filter(({ entry }) => entry.delivery !== "delivered" && !entry.version && !theirs.has(entry.id));
  total = given + own.length;
}

/** The item on the page of the entry with this id. */
export const itemOf = (id) => known.get(id) && known.get(id).item;

/** The entry with this id. */
export const find = (id) => known.get(id) && known.get(id).entry;

/** Show a statement as the tablet knows it, unless the server's own is newer; a new one goes on top. */
export function put(entry) {
  if (!isReady()) {
    early.push(entry);
    return;
  }
  let { item, entry: shown } = known.get(entry.id) || {};
  const version = Math.max(entry.version, shown ? shown.version : 0);
  if (shown && shown.revision > entry.revision) {
    shown.version = version;
    return;
  }
  if (!item) {
    item = emptyEntry();
    item.classList.add("entry-new");
    item.dataset.id = entry.id;
    list.prepend(item);
    // One that the server has had before is counted already, even if it is not on this page.
    if (!entry.base) total += 1;
  }
  const merged = { ...entry, version, at: shown ? shown.at : entry.at };
  known.set(entry.id, { item, entry: merged });
  fill(item, merged);
  showTotal();
}

/** Show what became of a save that another tab of this tablet has sent. */
export function catchUp(save) {
  const { item, entry } = known.get(save.statement.id) || {};
  if (!entry || entry.delivery !== "tablet" || save.state === WAITING || save.statement.revision !== entry.revision) return;
  Object.assign(entry, fate(save, entry.version));
  fill(item, entry);
}

/** Write every entry's words again, in the language the page has now. */
export function relabel() {
  const waiting = early;
  early = [];
  waiting.forEach(put);
  for (const { item, entry } of known.values()) fill(item, entry);
  showTotal();
}

/** Mark the one that is being changed; none of the others can be begun meanwhile. */
export function mark(id) {
  list.classList.toggle("is-changing", Boolean(id));
  for (const [own, { item }] of known) item.classList.toggle("entry-changing", own === id);
}

function showTotal() {
  count.textContent = number(total);
  $("empty").hidden = total > 0;
}

function fill(item, entry) {
  const part = (name) => item.querySelector(`.entry-${name}`);
  const text = part("text");
  item.querySelector(".chip").textContent = entry.question;
  if (text.textContent !== entry.text) text.textContent = entry.text;
  Object.assign(text, { lang: entry.language, dir: direction(entry.language) });
  item.classList.toggle("entry-withdrawn", entry.status === "withdrawn");
  item.classList.toggle("entry-attention", entry.delivery === "attention");
  const states = entry.delivery === "delivered" ? [] : [entry.delivery];
  if (entry.status !== "active") states.push(entry.status);
  part("badge").replaceChildren(...(states.length ? states : ["delivered"]).map(badge));
  part("kind").textContent = kind(entry.kind);
  part("language").textContent = language(entry.language);
  part("agreed").hidden = !entry.agreed;
  part("agreed").querySelector("b").textContent = number(entry.agreed);
  part("time").textContent = time(entry.at);
  const problem = entry.message || say(entry.reason);
  part("problem").textContent = problem;
  part("problem").hidden = !problem;
  const isShown = entry.status === "active" || entry.status === "held";
  for (const [name, shows] of [["edit", isShown], ["withdraw", isShown], ["restore", entry.status === "withdrawn"]]) {
    const button = item.querySelector(`[name="${name}"]`);
    button.value = entry.id;
    button.hidden = !shows;
  }
}

/** How long something may wait on a tablet before everybody should worry; milliseconds. */
const TOO_LONG = 86400000;

/** What else is to be known: whether the tablet can keep anything, whether that is locked, whether something was saved; main.js adds what sends. */
export const tablet = { keeps: true, locks: true, hasSaved: false, waitsLong: false };

/** The page was opened without a network: it has nothing of the server's. */
export const isShell = () => !form.elements.csrf_token.value;

/** Show what became of these saves, and how things stand on the whole tablet; a notice beside Save is gone the next time. */
export async function refresh(saves, notice = "") {
  for (const entry of entries(saves.filter((save) => save.device === device))) put(entry);
  if (!isReady()) return;
  // Known before looking: a save that comes meanwhile is not delivered because it was not there yet.
  const { hasSaved } = tablet;
  // What waits for another table is counted, never shown.
  const every = (await store.saves().catch(() => [])).filter((save) => !isAccount(save));
  const own = every.filter((save) => save.device === device);
  own.forEach(catchUp);
  const still = every.filter((save) => save.state === WAITING), waiting = still.length;
  tablet.waitsLong = still.some(({ statement }) => Date.now() - Date.parse(statement.captured_at) > TOO_LONG);
  const attention = newest(every).filter((entry) => entry.delivery === ATTENTION);
  const parts = [];
  const add = (name, figure) => { const one = badge(name); if (figure) one.append(` ${number(figure)}`); parts.push(one); };
  if (attention.length) add(ATTENTION, attention.length);
  if (waiting) add("tablet", waiting);
  if (!parts.length && (hasSaved || every.length)) add("delivered");
  parts.push(notice || (tablet.sync.state.joined ? "" : say("not_joined")));
  const status = document.createElement("p");
  status.append(...parts);
  // What is the same is not said twice.
  if (status.textContent !== $("state").textContent) $("state").replaceChildren(...status.childNodes);
  $("send").classList.toggle("is-late", Boolean(waiting && tablet.sync.state.failures));
  if (!tablet.keeps || !tablet.locks || tablet.waitsLong || isShell() || !isSecureContext || $("standing").firstChild) import("./standing.js").then(({ stand }) => stand()).catch(nothing);
  const ids = attention.filter(({ id }) => own.some((save) => save.statement.id === id)).map(({ id }) => id);
  if (ids.length || $("tray")) import("./tray.js").then(({ show }) => show(ids)).catch(nothing);
}

/** Without a script for it, and no network to get it, a comfort is missing and nothing else. */
function nothing() {}
