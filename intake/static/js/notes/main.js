/* The capture page comes alive: saves are kept on the tablet first and delivered from there. Everything here is a comfort
   over the plain form, which works without it. */

import { ATTENTION, DELIVERED, WAITING, newId, pause, written } from "./outbox.js";
import * as store from "./store.js";
import { askKey, createSync } from "./sync.js";
import * as list from "./list.js";
import { isShell, refresh, tablet } from "./list.js";
import { enliven, form, fresh, grow, keep, read, show, text, write } from "./form.js";
import { badge, begin, fetchMore, say, settings } from "./language.js";

const { device } = settings;
/** Scripts that few moments need come when they are wanted. */
const offline = () => import("./offline.js"), fetched = () => import("./fetched.js"), keeping = () => import("./keeping.js");
const $ = (id) => document.getElementById(id);
/** The new statement that waits while another one is changed. */
let aside = null;

const sync = createSync({
  store,
  key,
  api: settings.api,
  changed: refresh,
  lost: (other) => (other.device === device ? false : keeping().then(({ adopt }) => adopt(other, device))),
});
tablet.sync = sync;

/** This device's token; the cookie that holds it is out of our reach. */
function key(wanted) {
  return askKey(wanted, device, settings.key, () => form.elements.csrf_token.value, store);
}

/** Keep a statement on the tablet; where the tablet keeps nothing, only the server's receipt counts. */
async function kept(made) {
  try {
    return await store.add(device, made, newId);
  } catch {
    const save = { device, sequence: null, state: WAITING, statement: made, version: 0, reason: "", message: "" };
    const delivered = await sync.deliver({ device }, [save]);
    if (!delivered || delivered[0].state === ATTENTION) throw new Error((delivered && delivered[0].message) || say("not_kept"));
    return delivered[0];
  }
}

async function save() {
  const made = written(read());
  if ($("save").disabled) return;
  if (!made.text.trim()) return complain("empty");
  if ([...made.text.normalize("NFC")].length > settings.longest) return complain("too_long");
  if (!made.language) return form.elements.tag.focus();
  $("save").disabled = true;
  try {
    const done = await kept(made);
    tablet.hasSaved = true;
    refresh([done]);
    // What was typed while the tablet wrote is part of the next statement.
    const more = text.value.startsWith(made.text) ? text.value.slice(made.text.length) : text.value;
    leave(more);
    sync.drain();
  } catch (error) {
    complain("not_kept", error.message);
  }
  $("save").disabled = false;
  text.focus();
}

/** What is wrong with the text, beside it; an empty name takes it away. */
function complain(name, sentence = name && say(name)) {
  $("problem").textContent = sentence;
  if (name === "not_kept") $("problem").append(badge("file"));
  $("problem").className = sentence ? "error" : "";
  text.setAttribute("aria-invalid", String(Boolean(sentence)));
  if (sentence) text.focus();
}

/** The next revision of a statement, with the words it has. */
function next(id) {
  const { revision, version, question, text: said, language, kind, agreed } = list.find(id);
  return { id, revision: revision + 1, base: version, question, text: said, language, kind, agreed };
}

/** Begin to change a statement; what is being written waits. */
function edit(id) {
  if (!list.find(id) || form.elements.revision.value !== "1") return;
  aside = read();
  write(next(id));
  list.mark(id);
  keep(device, aside);
  text.focus();
  form.scrollIntoView({ block: "nearest" });
}

function cancel() {
  leave("");
  text.focus();
}

/** From a statement that is done with to the one that waited, or to a clean sheet; `more` is added to it. */
function leave(more) {
  const sheet = aside || fresh();
  write({ ...sheet, text: sheet.text + more });
  aside = null;
  complain("");
  list.mark("");
  keep(device, aside);
}

/** Take a statement back, or undo that. */
async function withdraw(id, withdrawn) {
  const values = next(id);
  try {
    refresh([await kept({ ...written(values), withdrawn })]);
    sync.drain();
  } catch (error) {
    refresh([], error.message);
  }
}

/** Send now, because somebody said so; they hear what came of it. */
async function send() {
  await sync.drain();
  if (sync.state.failures) refresh([], say("not_sent"));
}

/** Something may be possible again. */
function wake() {
  sync.drain();
  if (isShell()) offline().then(({ comeBack }) => comeBack(turned)).catch(() => {});
}

async function change(tag) {
  const focused = document.activeElement;
  try {
    if (!(await (await fetched()).switchTo(tag))) return;
    history.replaceState(null, "", settings.page);
    turned();
    offline().then(({ rememberLanguage }) => rememberLanguage(tag)).catch(() => {});
  } catch {
    refresh([], say("not_switched"));
  }
  if (focused !== document.activeElement && !focused.isConnected) text.focus();
}

/** All words changed. */
function turned() {
  allNames();
  show();
  list.relabel();
  refresh([]);
}

/** What the buttons of the plain form do here instead of sending it. */
const ACTIONS = {
  switch: (button) => change(button.value),
  edit: (button) => edit(button.value),
  cancel,
  withdraw: (button) => withdraw(button.value, true),
  restore: (button) => withdraw(button.value, false),
  before: (button) => (button.value ? fetched().then(({ older }) => older(button)).catch(() => {}) : location.assign(settings.page)),
};

enliven(ACTIONS, save);

// A tap on a button of a menu leaves the cursor where it is.
document.addEventListener("mousedown", (event) => {
  if (document.activeElement === text && event.target.closest(".bar summary, .bar button")) event.preventDefault();
});
form.addEventListener("input", () => { grow(); draft(); });
form.addEventListener("change", () => { show(); draft(); });
$("problem").addEventListener("click", (event) => event.target.closest("button") && import("./files.js").then(({ toFile }) => toFile(device, read())));

$("send").addEventListener("click", send);
for (const name of ["online", "focus", "pageshow"]) addEventListener(name, wake);
document.addEventListener("visibilitychange", () => (document.hidden ? draft() : wake()));

// iPadOS lays the keyboard over the page.
if (window.visualViewport) visualViewport.addEventListener("resize", () => import("./keyboard.js"), { once: true });

async function start() {
  list.take([...document.querySelectorAll("#entries > li")]);
  const typed = text.value;
  if (!typed) write({ id: newId() });
  const left = await store.draft(device).catch(() => { tablet.keeps = false; });
  if (left && left.sheet && !typed) restore(left);
  await learn(1);
  tablet.locks = Boolean(await store.tabletKey().catch(() => true));
  const devices = await store.devices().catch(() => []);
  const known = devices.find((one) => one.device === device);
  if (!known || !known.token || !known.file_key) await key(device);
  // Who comes after somebody else at this tablet delivers what they left in the form.
  if (devices.length > 1) keeping().then(({ takeLeft }) => takeLeft(device)).then(wake, () => {});
  // Whoever comes next sees that somebody still writes here.
  if (navigator.locks) navigator.locks.request(`intake-writing-${device}`, { mode: "shared" }, () => new Promise(() => {})).catch(() => {});
  const every = await store.saves(device).catch(() => []);
  refresh(await store.opened(every.filter((save) => save.state !== DELIVERED)));
  $("send").hidden = false;
  // The page is at rest by then.
  setTimeout(rest, 3000);
  wake();
}

/** What is not wanted at once: all languages' names, and keeping the page. */
function rest() {
  allNames();
  if (!isShell()) offline().then(({ keepPage }) => keepPage()).catch(() => {});
}

const allNames = () => fetchMore().then(list.relabel, () => {});
for (const event of ["focus", "pointerdown"]) form.elements.language.addEventListener(event, allNames, { once: true });

/** The page's words; without them there is nothing to show, so they are asked for until they come. */
async function learn(attempt) {
  try {
    await begin();
    list.relabel();
    refresh([]);
  } catch {
    setTimeout(() => learn(attempt + 1), pause(attempt));
  }
}

/** Keep what is being written; whether that works is said. */
async function draft() {
  const could = await keep(device, aside);
  if (could === tablet.keeps) return;
  tablet.keeps = could;
  refresh([]);
}

/** What was being written when the page was left; what was typed since comes after it. */
function restore({ sheet, aside: waiting }) {
  const typed = text.value;
  aside = waiting;
  write(typed && sheet.text ? { ...sheet, text: `${sheet.text}\n${typed}` } : typed ? {} : sheet);
  if (sheet.revision !== "1") list.mark(sheet.id);
}

start();
