/* The capture page comes alive: saves are kept on the tablet first and delivered from there. Everything here is a comfort
   over the plain form, which works without it. */

import { ATTENTION, WAITING, entries, newId, pause } from "./outbox.js";
import * as store from "./store.js";
import { createSync } from "./sync.js";
import * as list from "./list.js";
import { form, fresh, grow, keep, read, show, text, write } from "./form.js";
import { badge, begin, isReady, number, say, settings, switchTo } from "./language.js";

const { device } = settings;
const $ = (id) => document.getElementById(id);
/** The new statement that waits while another one is changed. */
let aside = null;
/** Something was saved, so "delivered" is worth saying. */
let hasSaved = false;
let notice = "";

const sync = createSync({
  store,
  key,
  address: settings.statements,
  fetch: (...given) => fetch(...given),
  later: (task, ms) => { const timer = setTimeout(task, ms); return () => clearTimeout(timer); },
  locks: navigator.locks,
  changed: refresh,
});

/** This device's token; the cookie that holds it is out of our reach. */
async function key(wanted) {
  try {
    const headers = { "X-CSRFToken": form.elements.csrf_token.value, Accept: "application/json" };
    const response = await fetch(settings.key, { method: "POST", headers, redirect: "error", cache: "no-store" });
    const answer = await response.json();
    if (!answer.token || answer.device !== device) return null;
    await store.keepDevice(answer).catch(() => {});
    return wanted === device ? answer.token : null;
  } catch {
    return null;
  }
}

/** The statement in the form, as it is sent. */
function statement(values) {
  const revision = Number(values.revision);
  return {
    id: values.id,
    revision,
    base: Number(values.base) || (revision === 1 ? 0 : null),
    question: values.question,
    text: values.text,
    language: values.language === "other" ? values.tag.trim() : values.language,
    kind: values.kind,
    agreed: Number(values.agreed) || 0,
    captured_at: new Date().toISOString(),
    withdrawn: false,
  };
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
  const made = statement(read());
  if ($("save").disabled) return;
  if (!made.text.trim()) return complain("empty");
  if ([...made.text.normalize("NFC")].length > settings.longest) return complain("too_long");
  if (!made.language) return form.elements.tag.focus();
  $("save").disabled = true;
  try {
    const done = await kept(made);
    hasSaved = true;
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
  $("problem").className = sentence ? "error" : "";
  text.setAttribute("aria-invalid", String(Boolean(sentence)));
  if (sentence) text.focus();
}

/** Begin to change a statement; what is being written waits. */
function edit(id) {
  const entry = list.find(id);
  if (!entry || form.elements.revision.value !== "1") return;
  aside = read();
  const { question, kind, language } = entry;
  write({ id, revision: entry.revision + 1, base: entry.version, question, text: entry.text, kind, language, agreed: entry.agreed });
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
  const next = aside || fresh();
  write({ ...next, text: next.text + more });
  aside = null;
  complain("");
  list.mark("");
  keep(device, aside);
}

/** Take a statement back, or undo that. */
async function withdraw(id, withdrawn) {
  const entry = list.find(id);
  const { question, text: said, language, kind, agreed } = entry;
  const values = { id, revision: entry.revision + 1, base: entry.version, question, text: said, language, kind, agreed };
  try {
    refresh([await kept({ ...statement(values), withdrawn })]);
    sync.drain();
  } catch (error) {
    inform(error.message);
  }
}

/** Show what became of these saves, and how things stand on the whole tablet. */
async function refresh(saves) {
  for (const entry of entries(saves.filter((save) => save.device === device))) list.put(entry);
  if (!isReady()) return;
  const every = await store.saves(device).catch(() => []);
  every.forEach(list.catchUp);
  const waiting = every.filter((save) => save.state === WAITING).length;
  const attention = entries(every).filter((entry) => entry.delivery === ATTENTION).length;
  const parts = [];
  const add = (name, figure) => { const one = badge(name); if (figure) one.append(` ${number(figure)}`); parts.push(one); };
  if (attention) add(ATTENTION, attention);
  if (waiting) add("tablet", waiting);
  if (!parts.length && hasSaved) add("delivered");
  parts.push(notice || (sync.state.joined ? "" : say("not_joined")));
  const status = document.createElement("p");
  status.append(...parts);
  // What is the same is not said twice.
  if (status.textContent !== $("state").textContent) $("state").replaceChildren(...status.childNodes);
  $("send").hidden = !waiting || !sync.state.failures;
}

/** Say something beside Save, until the next thing happens. */
function inform(sentence) {
  notice = sentence;
  refresh([]);
  notice = "";
}

async function change(tag) {
  const focused = document.activeElement;
  try {
    if (!(await switchTo(tag))) return;
    history.replaceState(null, "", settings.page);
    show();
    list.relabel();
    refresh([]);
  } catch {
    inform(say("not_switched"));
  }
  if (focused !== document.activeElement && !focused.isConnected) text.focus();
}

async function older(button) {
  const response = await fetch(`${settings.page}?before=${button.value}`, { redirect: "error", cache: "no-store" });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!page.getElementById("entries")) return;
  list.take([...page.querySelectorAll("#entries > li")].map((item) => document.importNode(item, true)));
  list.relabel();
  const next = page.getElementById("older");
  if (next) button.value = next.value;
  else button.remove();
}

/** What the buttons of the plain form do here instead of sending it. */
const ACTIONS = {
  switch: (button) => change(button.value),
  edit: (button) => edit(button.value),
  cancel,
  withdraw: (button) => withdraw(button.value, true),
  restore: (button) => withdraw(button.value, false),
  before: (button) => (button.value ? older(button).catch(() => {}) : location.assign(settings.page)),
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[name]");
  const act = button && button.form === form && ACTIONS[button.name];
  if (!act) return;
  event.preventDefault();
  const menu = button.closest("details[data-menu]");
  if (menu) menu.open = false;
  act(button);
});
// A tap on a button of a menu leaves the cursor where it is.
document.addEventListener("mousedown", (event) => {
  if (document.activeElement === text && event.target.closest(".bar summary, .bar button")) event.preventDefault();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  save();
});
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  save();
});
form.addEventListener("input", () => { grow(); keep(device, aside); });
form.addEventListener("change", (event) => {
  show();
  keep(device, aside);
});

/** The question is settled: by a tap, also on the one that was chosen, or by Enter. */
function settle() {
  $("question").open = false;
  text.focus();
}
form.addEventListener("click", (event) => {
  // The arrow keys choose too; for them the list stays open. A label hands its tap on first.
  if (event.detail && event.target.closest(".question-list label")) setTimeout(settle);
});
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.name !== "question" || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  settle();
});
$("send").addEventListener("click", () => sync.drain());
for (const name of ["online", "focus", "pageshow"]) addEventListener(name, () => sync.drain());
document.addEventListener("visibilitychange", () => {
  if (document.hidden) keep(device, aside);
  else sync.drain();
});

// iPadOS lays the keyboard over the page: Save moves up by as much.
const view = window.visualViewport;
if (view) {
  const measure = () => {
    const covered = view.scale === 1 ? Math.max(0, innerHeight - view.height - view.offsetTop) : 0;
    document.documentElement.style.setProperty("--keyboard", `${covered}px`);
  };
  for (const name of ["resize", "scroll"]) view.addEventListener(name, measure);
}

async function start() {
  list.take([...document.querySelectorAll("#entries > li")]);
  const typed = text.value;
  if (!typed) write({ id: newId() });
  const draft = await store.draft(device).catch(() => null);
  if (draft && !typed) restore(draft);
  await learn(1);
  const known = (await store.devices().catch(() => [])).find((one) => one.device === device);
  if (!known || !known.token) await key(device);
  const every = await store.saves(device).catch(() => []);
  refresh(every.filter((save) => save.state !== "delivered"));
  sync.drain();
}

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

/** What was being written when the page was left; what was typed since comes after it. */
function restore({ sheet, aside: waiting }) {
  const typed = text.value;
  aside = waiting;
  write(typed && sheet.text ? { ...sheet, text: `${sheet.text}\n${typed}` } : typed ? {} : sheet);
  if (sheet.revision !== "1") list.mark(sheet.id);
}

start();
