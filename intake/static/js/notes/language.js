/* The language of the page: what it says. Sentences, badges and an empty entry come from one file for each language, which the
   browser keeps, what few moments need from another one; other words are read off the form. */

/** Addresses, the device, the session's time zone. */
export const settings = JSON.parse(document.getElementById("settings").textContent);

const RIGHT_TO_LEFT = ["Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg", "Mand"];
/** The words of the page's language, and the document of its parts; null until they are there. */
let words = null;
let parts = null;
/** What few moments need: the names of all languages, [[tag, name]…], parts, and the language both are in. */
let more = { languages: [], parts: null, tag: "" };

/** Whether sentences, badges and entries can be shown yet. */
export const isReady = () => Boolean(parts);

/** The sentence with this name, or nothing. */
export const say = (name) => (words && words.say[name]) || "";

/** A copy of a badge of states.html: "tablet", "delivered", "attention", "held", "withdrawn", "hidden" or "erased". */
export const badge = (name) => copy(`[data-badge="${name}"] > *`);

/** A copy of an empty entry. */
export const entry = () => copy("li");

const copy = (selector) => document.importNode(parts.querySelector(selector) || more.parts.querySelector(selector), true);

/** What was made for each language; making one takes as long as drawing a statement. */
const made = new Map();

/** Something made for the language of the page; a language that the browser does not know is written as its own. */
function local(make) {
  const { lang } = document.documentElement;
  const key = make.name + lang;
  try {
    if (!made.has(key)) made.set(key, make(lang));
  } catch {
    made.set(key, make(undefined));
  }
  return made.get(key);
}

const numbers = (lang) => new Intl.NumberFormat(lang);
const times = (lang) => new Intl.DateTimeFormat(lang, { hour: "numeric", minute: "2-digit", timeZone: settings.zone });

export const number = (value) => local(numbers).format(value);

export const time = (moment) => local(times).format(new Date(moment));

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
  const found = more.languages.find(([one]) => one === tag);
  const option = [...document.querySelectorAll("#language option")].find((one) => one.value === tag);
  return found ? found[1] : option ? option.textContent : tag;
};

/** Fetch the words of the page's language; rejects when they cannot be had now. */
export async function begin() {
  take(await load(document.documentElement.lang));
}

/** The words of a language. */
export const load = (tag) => ours(settings.words + tag);

/** Words of this server, not a portal's JSON; its version in the address would keep that for long. */
async function ours(address) {
  const found = await (await get(address, { redirect: "error" })).json();
  if (!found || !found.parts) throw new Error("not ours");
  return found;
}

/** A good answer from this address; rejects for any other. */
export async function get(address, given) {
  const response = await fetch(address, given);
  if (!response.ok) throw new Error(String(response.status));
  return response;
}

/** Use these words. */
export function take(found) {
  words = found;
  parts = new DOMParser().parseFromString(found.parts, "text/html").body;
}

/** Fetch what few moments need, in the language of the page, and put all languages that people speak into the form's list. */
export async function fetchMore() {
  const tag = document.documentElement.lang;
  if (more.tag !== tag) {
    const found = await ours(`${settings.words}${tag}/more`);
    more = { ...found, tag, parts: new DOMParser().parseFromString(found.parts, "text/html").body };
  }
  if (!document.getElementById("more-languages")) offerLanguages();
}

function offerLanguages() {
  const select = document.getElementById("language");
  const last = select.options[select.options.length - 1];
  const offered = [...select.options].map((option) => option.value);
  const group = Object.assign(document.createElement("optgroup"), { id: "more-languages", label: last.dataset.more });
  group.append(...more.languages.filter(([one]) => !offered.includes(one)).map(([one, word]) => new Option(word, one)));
  if (last.value === "other") last.before(group);
  // One that was put into the list before its name was known.
  for (const option of select.options) if (option.text === option.value) option.text = language(option.value);
}
