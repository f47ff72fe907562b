/* The page of what is on this tablet: it counts and sends, saves to a file and loads from one, and clears the tablet when nothing can be
   lost by it. Every sentence stands in the page already, hidden. */

import { amounts } from "./keeping.js";
import { pause } from "./outbox.js";
import * as store from "./store.js";
import { askKey, createSync } from "./sync.js";

export const settings = JSON.parse(document.getElementById("settings").textContent);
const form = document.getElementById("leave");

/** The element with this sentence. */
const sentence = (name) => document.querySelector(`[data-say="${name}"]`);

/** Show these sentences of a part of the page, and of the others there none. */
export function tell(part, ...names) {
  for (const one of part.querySelectorAll("[data-say]")) one.hidden = !names.includes(one.dataset.say);
}

const number = (value) => new Intl.NumberFormat(document.documentElement.lang).format(value);

const NOTHING = { waiting: 0, attention: 0, kept: 0, drafts: 0, desk: 0, statements: 0, renderings: 0, confirmations: 0 };

/** How much is on the tablet now; shown, too, and of what kind it is where it is more than statements. */
export async function count() {
  const found = await amounts().catch(() => NOTHING);
  for (const [name, amount] of Object.entries(found)) {
    const row = document.querySelector(`[data-amount="${name}"]`);
    row.hidden = !amount;
    row.querySelector("b").textContent = number(amount);
  }
  const isAny = Object.values(found).some(Boolean);
  sentence("nothing").hidden = isAny;
  for (const one of document.querySelectorAll("[data-any]")) one.hidden = !isAny;
  document.querySelector("[data-kinds]").hidden = !(found.renderings || found.confirmations);
  return found;
}

const sync = createSync({
  store,
  key,
  api: settings.api,
  changed: count,
});

/** Deliver what can be delivered now; resolves with how much is on the tablet then. */
export async function deliver() {
  await sync.drain();
  return count();
}

/** A form token of the server: the page's own, or, where it was opened without a network, that of a fresh one. */
export async function formToken() {
  if (form.elements.csrf_token.value) return form.elements.csrf_token.value;
  const response = await fetch(settings.tablet, { redirect: "error", cache: "no-store" });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  form.elements.csrf_token.value = page.querySelector("#leave [name=csrf_token]").value;
  return form.elements.csrf_token.value;
}

/** This device's token, where the tablet does not have it. */
export function key(wanted) {
  return askKey(wanted, settings.device, settings.key, formToken, store);
}

async function send() {
  const found = await deliver();
  sentence("not_sent").hidden = !found.waiting || !sync.state.failures;
}

async function toFile() {
  const { toFile: write } = await import("./files.js");
  if (await write(settings.device)) sentence("saved").hidden = false;
}

async function load(input) {
  const part = input.closest("section");
  const { fromFile } = await import("./loading.js");
  tell(part);
  const [file] = input.files;
  if (!file) return;
  const answer = await fromFile(await file.text());
  await count();
  tell(part, answer);
  input.value = "";
  send();
}

/** What the browser can do for what is kept. */
async function promises() {
  const isLocked = Boolean(await store.tabletKey().catch(() => null));
  const isKept = Boolean(navigator.storage && navigator.storage.persisted && (await navigator.storage.persisted().catch(() => false)));
  const { canSeal } = await import("./files.js");
  const willSeal = await canSeal().catch(() => false);
  const shown = [isLocked ? "locked" : "unlocked", isKept ? "promised" : "unpromised", willSeal ? "will_seal" : "will_not_seal"];
  for (const name of shown) sentence(name).hidden = false;
}

async function start() {
  await count();
  for (const one of document.querySelectorAll("[data-script]")) one.hidden = false;
  document.querySelector("[name=send]").onclick = send;
  document.querySelector("[name=file]").onclick = toFile;
  document.getElementById("load").onchange = ({ target }) => load(target);
  form.onsubmit = (event) => {
    event.preventDefault();
    import("./finish.js").then(({ finish }) => finish());
  };
  for (const name of ["online", "focus", "pageshow"]) addEventListener(name, () => sync.drain());
  const known = (await store.devices().catch(() => [])).find((one) => one.device === settings.device);
  if (settings.device && !(known && known.token && known.file_key)) await key(settings.device);
  promises();
  prepare(1);
  sync.drain();
}

/** What is wanted later comes now, while there is a network. */
function prepare(attempt) {
  Promise.all(["./files.js", "./loading.js", "./finish.js"].map((one) => import(one))).catch(() => {
    setTimeout(prepare, pause(attempt), attempt + 1);
  });
}

start();
