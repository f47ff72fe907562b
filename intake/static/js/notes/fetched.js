/* What the page takes from another page of itself, loaded when that is wanted: older statements, another language, and after an
   opening without a network all that only the server knows.
   To change the language, the same page is fetched in the other one and everything that carries data-swap is exchanged. Nothing
   else is touched, so what is being written stays as it is: text, cursor, an unfinished character. */

import { form } from "./form.js";
import { get, language, load, settings, take } from "./language.js";
import * as list from "./list.js";
import { isKept, route } from "./outbox.js";
import * as store from "./store.js";

/** Attributes that hold words. */
const WORDS = ["data-offered", "aria-label", "title", "placeholder", "label"];
/** Pages that were fetched, by language, and the language asked for last. */
const pages = new Map();
let wanted = "";

const entriesOf = (page) => [...page.querySelectorAll("#entries > li")].map((item) => document.importNode(item, true));

/** The statements before those that are shown. */
export async function older(button) {
  const response = await fetch(`${settings.page}?before=${button.value}`, { redirect: "error", cache: "no-store" });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!page.getElementById("entries")) return;
  list.take(entriesOf(page));
  list.relabel();
  const next = page.getElementById("older");
  if (next) button.value = next.value;
  else button.remove();
}

/**
 * Show what arrived while the server made this page, which knows nothing of it: a page that is opened right after a save waits for a slow server,
 * and the one before it hears of the delivery.
 */
export async function missed() {
  const saves = (await store.saves(settings.device)).filter((save) => isKept(save) && route(save) === "statements");
  const last = saves.map(({ statement: { id } }) => Boolean(list.find(id))).lastIndexOf(true);
  // A new one that is not among the newest here is on an older page of the list.
  const news = saves.filter(({ statement: { id, revision } }, index) => {
    const shown = list.find(id);
    return shown ? shown.revision < revision : revision === 1 && index > last;
  });
  if (news.length) list.refresh(await store.opened(news));
}

/** Take in what the server has for this page; resolves with whether it answered. */
export async function comeBack() {
  const page = await fetchPage(document.documentElement.lang);
  return adopt(page) && (swap(page), true);
}

/** Take in a page of the server, unless this one is of the server already; false for a page that the tablet kept itself. */
function adopt(page) {
  const own = form.elements.csrf_token;
  const { value } = page.querySelector("[name=csrf_token]");
  const theirs = JSON.parse(page.getElementById("settings").textContent);
  if (own.value || !value || theirs.device !== settings.device) return Boolean(own.value);
  own.value = value;
  const items = entriesOf(page);
  list.take(items);
  list.counted(Number(page.getElementById("count").dataset.count), items);
  document.getElementById("more").replaceChildren(...document.importNode(page.getElementById("more"), true).childNodes);
  form.hidden = page.getElementById("capture").hidden;
  return true;
}

/**
 * Change the page's language; resolves with whether it did, false when another one was asked for meanwhile, and rejects when that
 * page cannot be fetched. A language that was seen before comes at once; it is fetched all the same, so that the server remembers.
 */
export async function switchTo(tag) {
  wanted = tag;
  const fetched = Promise.all([fetchPage(tag), load(tag)]).then((found) => { pages.set(tag, found); return found; });
  fetched.then(() => remind(tag)).catch(() => {});
  const [page, found] = pages.get(tag) || (await fetched);
  if (wanted !== tag) return false;
  swap(page);
  take(found);
  adopt(page);
  return true;
}

/** An answer that was overtaken made the server remember the wrong language: ask for the wanted one again. */
async function remind(asked) {
  for (let tag = asked; tag !== wanted;) {
    tag = wanted;
    await fetchPage(tag);
  }
}

/** Exchange every word for that of this page. */
function swap(page) {
  const root = document.documentElement;
  root.lang = page.documentElement.lang;
  root.dir = page.documentElement.dir;
  document.title = page.title;
  const others = new Map([...page.querySelectorAll("[data-swap]")].map((one) => [one.dataset.swap, one]));
  for (const element of document.querySelectorAll("[data-swap]")) {
    const other = others.get(element.dataset.swap);
    if (other) exchange(element, document.importNode(other, true));
  }
}

/** The capture page in a language, as the server has it or else the tablet. */
async function fetchPage(tag) {
  const response = await get(`${settings.page}?lang=${encodeURIComponent(tag)}`, { redirect: "error", cache: "no-store" });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  // A portal's page, or one that says something else, is not this page in another language.
  if (!page.getElementById("capture") || !page.getElementById("settings")) throw new Error("not this page");
  return page;
}

function exchange(element, other) {
  for (const name of WORDS) if (other.hasAttribute(name)) element.setAttribute(name, other.getAttribute(name));
  if (element.matches("textarea, input")) return;
  for (const name of ["lang", "dir"]) {
    if (other.hasAttribute(name)) element.setAttribute(name, other.getAttribute(name));
  }
  const chosen = element.value;
  element.replaceChildren(...other.childNodes);
  if (!element.matches("select")) return;
  if (![...element.options].some((option) => option.value === chosen)) element.prepend(new Option(language(chosen), chosen));
  element.value = chosen;
}
