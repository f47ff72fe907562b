/* Reading back comes alive: answers are kept on the tablet first and delivered from there, also without a network. The server's page works
   as it is until this has the statements. */

import { newId } from "../notes/outbox.js";
import { settings } from "../notes/language.js";
import * as store from "../notes/store.js";
import { askKey, createSync } from "../notes/sync.js";
import { fate, openAfter, pile, present, reader } from "./cards.js";
import { arrive, complain, draw, form, grow, resize, show, text } from "./screen.js";
import * as table from "./table.js";

const { device, say } = settings;
/** How long the server's own list is waited for before the one kept is read; how often it is asked for; milliseconds. */
const PATIENCE = 3000, OFTEN = 20000;
const END = "end", WHAT = "confirmation";
const isSame = reader(settings.codes);
const asked = new URLSearchParams(location.search);
const language = asked.get("language") || "";
const $ = (id) => document.getElementById(id);
/** The page was opened without a network: it has nothing of the server's. */
const isShell = !form.elements.csrf_token.value;

/** The table's statements (newest first) and this device's saves; null while nothing is known. */
let list = null;
let saves = [];
let { cards, missing } = { cards: [], missing: 0 };
/** The statement that is read, or END; the change that is being written, as it is sent. */
let at = asked.get("at") || "";
let changing = null;
/** When the server was asked for its list, and how often: an answer that was overtaken by a later one is none. */
let lookedAt = 0, looks = 0;

const sync = createSync({
  store,
  key,
  api: settings.api,
  changed: (found) => (found.length ? look(true) : recall()),
});

/** This device's token, where the tablet does not have it. */
function key(wanted) {
  return askKey(wanted, device, settings.key, () => form.elements.csrf_token.value, store);
}

const place = () => {
  const found = cards.findIndex(({ id }) => id === at);
  if (found >= 0 || at === END) return found;
  return openAfter(cards, -1);
};

/** Read the saves anew and show everything as it is now. */
async function recall() {
  const every = await store.saves(device).catch(() => []);
  saves = await store.opened(every.filter((save) => save.state === "waiting" || save.what === WHAT));
  render();
}

function render() {
  if (!list) return;
  $("without").hidden = true;
  ({ cards, missing } = pile(present(list, saves), language, isSame));
  const index = place(), card = cards[index];
  // A card that was found because nothing was asked for stays the one that is read.
  at = card ? card.id : cards.length ? END : "";
  const isChange = Boolean(card && changing && changing.statement === card.id);
  const { waits, reason, message } = card ? fate(card, saves) : {};
  const state = !cards.length ? "empty" : !card ? "end" : isChange ? "change" : card.confirmed ? "confirmed" : "card";
  draw({ state, cards, place: index, missing, language, typed: isChange ? changing.text : "", waits, problem: (reason && (say[reason] || message)) || "" });
  remember();
}

/** The address names the card, so that a page that is opened again is the same. */
function remember() {
  if (at) asked.set("at", at);
  history.replaceState(null, "", `${settings.here}?${asked}`);
}

/** Ask the server for the table's statements; not more often than is needed. */
async function look(isNews = false) {
  if (!language || document.hidden || (!isNews && Date.now() - lookedAt < OFTEN)) return;
  const found = await fresh();
  if (found) list = found;
  await recall();
}

/** The server's list; null when it gives none now, or was asked again meanwhile. */
async function fresh() {
  lookedAt = Date.now();
  looks += 1;
  const own = looks;
  const known = (await store.devices().catch(() => [])).find((one) => one.device === device);
  const token = (known && known.token) || (await key(device));
  const found = token ? await table.refresh({ ...known, device, token }, `${settings.api}statements`) : null;
  return own === looks ? found : null;
}

/** Show another card; whoever reads it hears it. */
function turn(to) {
  at = to;
  changing = null;
  render();
  arrive(at);
}

function step(by) {
  const index = place(), count = cards.length;
  const to = (index < 0 ? count : index) + by;
  if (to >= 0 && to <= count) turn(to === count ? END : cards[to].id);
}

/** What residents said of the card, as it is sent. */
const element = (card, words) => ({
  id: newId(), revision: 1, statement: card.id, language: card.language, version: card.version, text: words, captured_at: new Date().toISOString(),
});

/** Keep an answer, and on to the next card that has none. */
async function answer(made, button) {
  let save;
  try {
    save = await store.add(device, made, newId, WHAT);
  } catch {
    if (isShell) return complain(say.not_kept);
    return plainly(button);
  }
  list = present(list, [save]).reverse();
  saves.push(save);
  table.keep(device, list).catch(() => {});
  const next = openAfter(cards, place());
  turn(next < 0 ? END : cards[next].id);
  sync.drain();
}

/** A tablet that keeps nothing sends the form. */
function plainly({ name, value }) {
  form.elements.id.value = newId();
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  form.submit();
}

function open(card) {
  changing = element(card, card.text);
  render();
  text.focus();
}

/** Keep the change that is being written; one without words is forgotten. */
const keepChange = (words) => store.keepDraft(device, { others: [{ what: WHAT, element: { ...changing, text: words } }] }).catch(() => {});

function leave() {
  keepChange("");
  changing = null;
  render();
  arrive(at);
}

function save(button) {
  const words = text.value;
  if (!words.trim()) return refuse("empty");
  if ([...words.normalize("NFC")].length > settings.longest) return refuse("too_long");
  return answer({ ...changing, text: words, captured_at: new Date().toISOString() }, button);
}

function refuse(name) {
  complain(say[name]);
  text.focus();
}

/** What the buttons of the plain form do here instead of sending it. */
const ACTIONS = {
  yes: (card, button) => answer(element(card, card.text), button),
  open,
  change: (card, button) => save(button),
  leave,
};

form.addEventListener("click", (event) => {
  const button = event.target.closest("button"), card = cards[place()];
  if (!button || !list || !card) return;
  event.preventDefault();
  // The second tap of two is no answer to the card that the first one brought.
  if (event.detail < 2) ACTIONS[button.value](card, button);
});
form.addEventListener("input", () => {
  if (!changing) return;
  changing.text = text.value;
  grow();
  keepChange(text.value);
});
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || event.keyCode === 229 || !changing) return;
  event.preventDefault();
  save(form.querySelector("[value=change]"));
});
document.addEventListener("keydown", (event) => {
  const isArrow = event.key === "ArrowLeft" || event.key === "ArrowRight";
  if (!isArrow || !list || changing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  event.preventDefault();
  step((event.key === "ArrowRight") === (document.documentElement.dir === "ltr") ? 1 : -1);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey) return;
  const { size } = link.dataset;
  const go = list && { previous: () => step(-1), next: () => step(1), again: () => turn(cards[0].id), "go-on": () => turn("") }[link.id];
  if (!size && !go) return;
  event.preventDefault();
  if (size) enlarge(size);
  else go();
});

function enlarge(size) {
  asked.set("size", size);
  try { localStorage.readSize = size; } catch { /* For this page alone. */ }
  resize(size);
  remember();
}

/** Whoever comes to this tablet next sees that somebody still writes here. */
function hold() {
  if (navigator.locks) navigator.locks.request(`intake-writing-${device}`, { mode: "shared" }, () => new Promise(() => {})).catch(() => {});
}

/** The change that was being written when the page was left. */
async function takeUp() {
  const { others = [] } = (await store.draft(device).catch(() => undefined)) || {};
  const mine = ({ what, element: one }) => what === WHAT && cards.some(({ id, language: tag }) => id === one.statement && tag === one.language);
  const left = others.find(mine);
  if (!left) return;
  changing = left.element;
  at = changing.statement;
  render();
}

async function start() {
  try { if (!asked.get("size") && localStorage.readSize) enlarge(localStorage.readSize); } catch { /* As it is. */ }
  sync.drain();
  if (!language) {
    if (isShell) show("choose");
    return;
  }
  hold();
  const coming = fresh().catch(() => null);
  const inTime = new Promise((resolve) => { setTimeout(resolve, isShell ? 0 : PATIENCE, null); });
  list = (await Promise.race([coming, inTime])) || (await table.load(device).catch(() => null)) || (await coming);
  $("without").hidden = !isShell || Boolean(list);
  if (!list) return;
  await recall();
  await takeUp();
  document.documentElement.dataset.ready = "true";
  const late = await coming;
  if (late) list = late;
  await recall();
}

for (const name of ["online", "focus", "pageshow"]) addEventListener(name, () => { sync.drain(); look(); });
document.addEventListener("visibilitychange", () => document.hidden || look());
setInterval(look, OFTEN);

start();
