/* The interpreter's page comes alive: both sides are kept on the tablet first and delivered from there, like statements. Everything here is
   a comfort over the plain form, which works without it. */

import { enliven, form } from "../notes/form.js";
import { badge, begin, fetchMore, say, settings } from "../notes/language.js";
import * as list from "../notes/list.js";
import { isShell, refresh, tablet } from "../notes/list.js";
import { DELIVERED, pause, written } from "../notes/outbox.js";
import * as store from "../notes/store.js";
import * as panes from "./panes.js";
import { other, text } from "./panes.js";
import * as said from "./said.js";
import { createSending, keep, key } from "./sending.js";

const { device } = settings;
const $ = (id) => document.getElementById(id);
/** Scripts that few moments need come when they are wanted. */
const offline = () => import("../notes/offline.js"), fetched = () => import("../notes/fetched.js"), keeping = () => import("../notes/keeping.js");
/** The glossary beside the translation, once it is there. */
let glossary = null;
/** How often the table's statements are looked at again; milliseconds. */
const BEAT = 20000;

/** These saves were answered; of none, an attempt is over. */
function settle(saves) {
  said.settled(saves);
  refresh(saves);
  if (saves.length) said.show().then(said.update);
}

const sync = tablet.sync = createSending(settle);
/** Keep a save; what only the server keeps is delivered already. */
async function kept(element, what) {
  const done = await keep(sync, element, what);
  said.settled([done]);
  return done;
}

const isLong = (words) => [...words.normalize("NFC")].length > settings.longest;

async function save() {
  const { sheet, rendering } = panes.values();
  if ($("save").disabled) return;
  complain("problem");
  complain("translation-problem");
  if (sheet && !sheet.text.trim()) return complain("problem", "empty", text);
  if (!sheet && !rendering.text.trim()) return complain("translation-problem", "empty", other, $("parts").querySelector("[data-part=empty]").textContent);
  if (sheet && isLong(sheet.text)) return complain("problem", "too_long", text);
  if (isLong(rendering.text)) return complain("translation-problem", "too_long", other);
  $("save").disabled = true;
  try {
    if (sheet) await saveBoth(sheet, rendering);
    else await saveOther(rendering);
    tablet.hasSaved = true;
    refresh([]);
    said.show();
    look();
    sync.drain();
    text.focus();
  } catch (error) {
    complain(sheet ? "problem" : "translation-problem", "not_kept", sheet ? text : other, error.message);
  }
  $("save").disabled = false;
}

/** A new statement, then its translation, if there is one; what is typed while the tablet writes is part of the next. */
async function saveBoth(sheet, rendering) {
  const done = await kept(written(sheet));
  // From here on the statement is saved, whatever becomes of the other side.
  const { id, text: words } = done.statement;
  const typed = { said: after(text, sheet.text), translated: after(other, rendering.text) };
  if (rendering.text.trim()) {
    await kept({ ...rendering, statement: id }, "rendering").catch((error) => {
      panes.renew({ said: typed.said });
      panes.open({ ...done.statement, text: words, version: done.version, renderings: [] });
      other.value = rendering.text;
      panes.keep();
      throw error;
    });
  }
  panes.forget(rendering.id);
  panes.renew(typed);
  panes.keep();
}

/** The translation of a stored statement, and back to the new one. */
async function saveOther(rendering) {
  await kept(rendering, "rendering");
  panes.forget(rendering.id);
  panes.close();
}

const after = (field, saved) => (field.value.startsWith(saved) ? field.value.slice(saved.length) : field.value);

/** What is wrong with a side, over its field; without a name it is taken away. */
function complain(where, name = "", field = null, sentence = name && say(name)) {
  $(where).textContent = sentence;
  $(where).className = sentence ? "error" : "";
  if (name === "not_kept") $(where).append(badge("file"));
  (where === "problem" ? text : other).setAttribute("aria-invalid", String(Boolean(sentence)));
  if (field) field.focus();
}

/** Open a statement in the panes; one that is not known here yet, when the server has given the list. */
async function translate(id) {
  if (!said.find(id)) await said.update();
  const row = said.find(id);
  if (!row || panes.openedId()) return;
  panes.open(row);
  said.show();
  look();
  // What was wrong with the new statement is nothing about this one.
  complain("problem");
  complain("translation-problem");
  other.focus();
  $("place").scrollIntoView({ block: "start" });
}

function cancel() {
  panes.keep();
  panes.close();
  said.show();
  look();
  complain("translation-problem");
  text.focus();
}

function swap() {
  panes.swap();
  look();
  draft();
  said.show();
}

async function send() {
  await sync.drain();
  if (sync.state.failures) refresh([], say("not_sent"));
}

/** Something may be possible again. */
function wake() {
  sync.drain();
  said.update();
  if (isShell()) offline().then(({ comeBack }) => comeBack(turned)).catch(() => {});
}

async function change(tag) {
  try {
    if (!(await (await fetched()).switchTo(tag))) return;
    history.replaceState(null, "", settings.page);
    turned();
    offline().then(({ rememberLanguage }) => rememberLanguage(tag)).catch(() => {});
  } catch {
    refresh([], say("not_switched"));
  }
}

/** All words changed. */
function turned() {
  allNames();
  panes.show();
  list.relabel();
  said.relabel();
  refresh([]);
}

/** What the buttons of the plain form do here instead of sending it. */
const ACTIONS = {
  switch: ({ value }) => change(value),
  swap,
  cancel,
  translate: ({ value }) => translate(value),
  resize: ({ dataset }) => panes.resize(Number(dataset.resize)),
  before: () => said.update(),
  // A statement of one's own is changed on the capture page.
  edit: () => location.assign(settings.root),
  withdraw: () => location.assign(settings.root),
  restore: () => location.assign(settings.root),
};

enliven(ACTIONS, save);
// A tap on what stands over the panes leaves the cursor where it is.
document.addEventListener("mousedown", (event) => {
  if ([text, other].includes(document.activeElement) && event.target.closest(".bar summary, .bar button, .pair-row button")) event.preventDefault();
});
form.addEventListener("input", ({ target }) => {
  if (target === form.elements.share) return panes.reshare();
  panes.growBoth();
  if (target === text) look();
  return draft();
});
form.addEventListener("change", ({ target }) => {
  panes.show();
  if (["language", "into"].includes(target.name)) {
    panes.remember();
    said.show();
    look();
  }
  draft();
});

form.addEventListener("click", (event) => {
  if (event.target.closest("#problem button, #translation-problem button")) toFile();
});
const toFile = () => import("../notes/files.js").then(({ toFile: make }) => {
  const { sheet, rendering } = panes.values();
  return make(device, sheet, [{ what: "rendering", element: rendering }]);
});
$("send").addEventListener("click", send);
for (const name of ["online", "focus", "pageshow"]) addEventListener(name, wake);
document.addEventListener("visibilitychange", () => (document.hidden ? draft() : wake()));
if (window.visualViewport) visualViewport.addEventListener("resize", () => import("../notes/keyboard.js"), { once: true });
setInterval(() => { if (!document.hidden && navigator.onLine) said.update(); }, BEAT);

/** Keep what is being written; whether that works is said. */
async function draft() {
  const could = await panes.keep();
  if (could === tablet.keeps) return;
  tablet.keeps = could;
  refresh([]);
}

const allNames = () => fetchMore().then(list.relabel, () => {});

/** The page's words; without them there is nothing to show, so they are asked for until they come. */
async function learn(attempt) {
  try {
    await begin();
    list.relabel();
    await said.relabel();
    refresh([]);
  } catch {
    setTimeout(() => learn(attempt + 1), pause(attempt));
  }
}

/** The terms of what stands in the panes now. */
const look = () => glossary && glossary.update();

/** The page is at rest by then. */
function rest() {
  allNames();
  if (!isShell()) offline().then(({ keepPage }) => keepPage()).catch(() => {});
}

async function start() {
  $("show").hidden = true;
  if (!form.elements.id.value) panes.renew();
  const left = await store.draft(device).catch(() => { tablet.keeps = false; });
  if (left) panes.restore(left);
  if (isShell()) panes.recall();
  await said.begin();
  await learn(1);
  tablet.locks = Boolean(await store.tabletKey().catch(() => true));
  const devices = await store.devices().catch(() => []);
  const known = devices.find((one) => one.device === device);
  if (!known || !known.token || !known.file_key) await key(device);
  if (devices.length > 1) keeping().then(({ takeLeft }) => takeLeft(device)).then(wake, () => {});
  if (navigator.locks) navigator.locks.request(`intake-writing-${device}`, { mode: "shared" }, () => new Promise(() => {})).catch(() => {});
  const every = await store.saves(device).catch(() => []);
  refresh(await store.opened(every.filter((save) => save.state !== DELIVERED)));
  $("send").hidden = false;
  import("./terms.js").then(({ attach }) => attach()).then((found) => { glossary = found; }, () => {});
  setTimeout(rest, 3000);
  wake();
}

start();
