/* What was said at the table, each beside its translation into the other language of the pair: the server's list, kept for opening without
   a network, and over it what this tablet has saved since. */

import { badge, direction, isReady, number, say, settings } from "../notes/language.js";
import { DELIVERED } from "../notes/outbox.js";
import * as store from "../notes/store.js";
import { isBegun, openedId, pair } from "./panes.js";
import { target, together } from "./rows.js";
import { key } from "./sending.js";
import * as table from "./table.js";

const $ = (id) => document.getElementById(id);
const { device } = settings;
const list = $("said");
/** The server's rows; null until there are any to be had. */
let rows = null;
/** Saves that were delivered after the server was asked last, by id and revision. */
const recent = new Map();
/** What is shown: by id, the row, its item and what the item was made of. */
const shown = new Map();

/** The row with this id, as it is shown. */
export const find = (id) => shown.get(id) && shown.get(id).row;

/** These saves were answered just now. */
export function settled(saves) {
  for (const save of saves) if (save.device === device && save.state === DELIVERED) recent.set(`${save.statement.id} ${save.statement.revision}`, save);
}

/** Take what this tablet kept of the list. */
export async function begin() {
  rows = await table.load(device).catch(() => null);
}

let asking = null;
let token = null;
/** Ask the server for the list; resolves when it is shown, or cannot be had now. */
export function update() {
  asking = asking || ask().catch(() => {}).finally(() => { asking = null; });
  return asking;
}

async function ask() {
  const known = (await store.devices().catch(() => [])).find((one) => one.device === device);
  const before = [...recent.keys()];
  // A tablet that keeps nothing asks for its token once.
  token = (known && known.token) || token || (await key(device));
  const found = token ? await table.refresh({ ...known, device, token }, `${settings.api}statements`) : null;
  if (found) {
    for (const one of before) recent.delete(one);
    rows = found;
  }
  await show();
}

/** Show the list as it is now. Nothing of the page's own is taken away while there is nothing to put in its place. */
export async function show() {
  const saves = await store.opened((await store.saves(device).catch(() => [])).filter((save) => save.state !== DELIVERED));
  if (!isReady() || (!rows && !saves.length && !recent.size)) return;
  const every = [...saves, ...recent.values()].sort((one, other) => one.sequence - other.sequence);
  const now = together(rows || [], every);
  $("older-said").replaceChildren();
  const items = now.map(itemOf);
  for (const id of shown.keys()) if (!now.some((row) => row.id === id)) shown.delete(id);
  // Only what changed its place is moved: whoever is on a button of the list stays there.
  items.forEach((item, index) => { if (list.children[index] !== item) list.insertBefore(item, list.children[index] || null); });
  while (list.children.length > items.length) list.lastChild.remove();
  $("total").textContent = items.length ? number(items.length) : "";
  $("none-said").hidden = items.length > 0;
}

/** Write every row again, in the language the page has now. */
export function relabel() {
  for (const one of shown.values()) one.made = "";
  return show();
}

const part = (name) => $("parts").querySelector(`[data-part="${name}"]`);

function itemOf(row) {
  const known = shown.get(row.id) || { item: $("parts").querySelector("li").cloneNode(true), made: "" };
  const made = JSON.stringify([row, pair(), openedId() === row.id, isBegun(row.id)]);
  if (known.made !== made) fill(known.item, row);
  shown.set(row.id, { ...known, row, made });
  return known.item;
}

function fill(item, row) {
  const into = target(row.language, pair());
  const found = row.renderings.find(({ language }) => language === into);
  const get = (name) => item.querySelector(`.said-${name}`);
  item.dataset.id = row.id;
  item.classList.toggle("said-opened", openedId() === row.id);
  item.querySelector(".chip").textContent = row.question;
  Object.assign(get("text"), { textContent: row.text, lang: row.language, dir: direction(row.language) });
  Object.assign(get("rendering"), { textContent: found ? found.text : "", lang: into, dir: direction(into), hidden: !found });
  get("badges").replaceChildren(...badges(row, found));
  const [trouble] = [found, row].filter((one) => one && (one.message || say(one.reason)));
  const problem = item.querySelector(".entry-problem");
  problem.textContent = trouble ? trouble.message || say(trouble.reason) : "";
  problem.hidden = !trouble;
  const isOpen = !found || found.is_stale, button = item.querySelector("[name=translate]");
  button.value = row.id;
  button.textContent = part(found ? "edit" : "translate").textContent;
  button.classList.toggle("button-secondary", isOpen);
  button.classList.toggle("button-quiet", !isOpen);
}

function badges(row, found) {
  const names = [];
  if (!found || found.is_stale) names.push("todo");
  if (found && found.is_stale) names.push("corrected");
  else if (found && found.state === "reviewed") names.push("reviewed");
  if (isBegun(row.id)) names.push("begun");
  if (row.confirmed || (found && found.confirmed)) names.push("confirmed");
  // How far it is, once for both sides: the one that is least far.
  const states = [row, found].map((one) => one && one.delivery);
  const state = ["attention", "tablet", "delivered"].find((one) => states.includes(one));
  return [...names.map((name) => part(name).firstElementChild.cloneNode(true)), ...(state ? [badge(state)] : [])];
}
