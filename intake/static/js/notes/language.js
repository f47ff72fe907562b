/* The language of the page: what it says, and changing it in one tap.
   Sentences, badges and an empty entry come from one file for each language, which the browser keeps; other words are read off the
   form. To change, the same page is fetched in the other language and everything that carries data-swap is exchanged. Nothing else
   is touched, so what is being written stays as it is: text, cursor, an unfinished character. */

/** Addresses, the device, the session's time zone. */
export const settings = JSON.parse(document.getElementById("settings").textContent);

const RIGHT_TO_LEFT = ["Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg", "Mand"];
/** Attributes that hold words. */
const WORDS = ["aria-label", "title", "placeholder", "label"];
/** Pages that were fetched, by language, and the language asked for last. */
const pages = new Map();
let wanted = "";
/** The words of the page's language, and the document of its parts; null until they are there. */
let words = null;
let parts = null;

/** Whether sentences, badges and entries can be shown yet. */
export const isReady = () => Boolean(parts);

/** The sentence with this name, or nothing. */
export const say = (name) => (words && words.say[name]) || "";

/** A copy of a badge of states.html: "tablet", "delivered", "attention", "held", "withdrawn" or "hidden". */
export const badge = (name) => copy(`[data-badge="${name}"] > *`);

/** A copy of an empty entry. */
export const entry = () => copy("li");

const copy = (selector) => document.importNode(parts.querySelector(selector), true);

/** Something made for the language of the page; a language that the browser does not know is written as its own. */
function local(make) {
  try {
    return make(document.documentElement.lang);
  } catch {
    return make(undefined);
  }
}

export const number = (value) => local((lang) => new Intl.NumberFormat(lang)).format(value);

export const time = (moment) => local((lang) => new Intl.DateTimeFormat(lang, {
  hour: "numeric", minute: "2-digit", timeZone: settings.zone,
})).format(new Date(moment));

/** "rtl" or "ltr" for any language tag. */
export function direction(tag) {
  try {
    return RIGHT_TO_LEFT.includes(new Intl.Locale(tag).maximize().script) ? "rtl" : "ltr";
  } catch {
    return "auto";
  }
}

/** The word for a kind, as on the form. */
export const kind = (value) => {
  const word = document.querySelector(`[data-swap="kind-${value}"]`);
  return word ? word.textContent : value;
};

/** The name of a language, as in the form's list. */
export const language = (tag) => {
  const found = words && words.languages.find(([one]) => one === tag);
  const option = [...document.querySelectorAll("#language option")].find((one) => one.value === tag);
  return found ? found[1] : option ? option.textContent : tag;
};

/** Fetch the words of the page's language; rejects when they cannot be had now. */
export async function begin() {
  take(await load(document.documentElement.lang));
}

/**
 * Change the page's language; resolves with whether it did, false when another one was asked for meanwhile, and rejects when its
 * page cannot be fetched. A language that was seen before comes at once; it is fetched all the same, so that the server remembers.
 */
export async function switchTo(tag) {
  wanted = tag;
  const fetched = Promise.all([fetchPage(tag), load(tag)]).then((found) => { pages.set(tag, found); return found; });
  fetched.catch(() => {});
  const [page, found] = pages.get(tag) || (await fetched);
  if (wanted !== tag) return false;
  const root = document.documentElement;
  root.lang = page.documentElement.lang;
  root.dir = page.documentElement.dir;
  document.title = page.title;
  const others = new Map([...page.querySelectorAll("[data-swap]")].map((one) => [one.dataset.swap, one]));
  for (const element of document.querySelectorAll("[data-swap]")) {
    const other = others.get(element.dataset.swap);
    if (other) exchange(element, document.importNode(other, true));
  }
  take(found);
  return true;
}

const load = async (tag) => (await get(settings.words + tag)).json();

async function fetchPage(tag) {
  const response = await get(`${settings.page}?lang=${encodeURIComponent(tag)}`, { redirect: "error", cache: "no-store" });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  // A portal's page, or one that says something else, is not this page in another language.
  if (!page.getElementById("capture") || !page.getElementById("settings")) throw new Error("not this page");
  return page;
}

async function get(address, given) {
  const response = await fetch(address, given);
  if (!response.ok) throw new Error(String(response.status));
  return response;
}

function take(found) {
  words = found;
  parts = new DOMParser().parseFromString(found.parts, "text/html").body;
  offerLanguages();
}

/** Put all languages that people speak into the form's list, below those of the session. */
function offerLanguages() {
  const select = document.getElementById("language");
  const last = select.options[select.options.length - 1];
  for (const group of select.querySelectorAll("optgroup")) if (group.id) group.remove();
  const offered = [...select.options].map((option) => option.value);
  const group = Object.assign(document.createElement("optgroup"), { id: "more-languages", label: last.dataset.more });
  group.append(...words.languages.filter(([tag]) => !offered.includes(tag)).map(([tag, name]) => new Option(name, tag)));
  if (last.value === "other") last.before(group);
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
