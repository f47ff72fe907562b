/* The page in another language, in one tap: the same page is fetched in it, and everything that carries data-swap is exchanged.
   Nothing else is touched, so what is being written stays as it is: text, cursor, an unfinished character. */

const pages = new Map();
/** Attributes that hold words. */
const WORDS = ["aria-label", "title", "placeholder", "label"];

/** Change the page's language; rejects when its page cannot be fetched. */
export async function switchTo(tag, address) {
  const page = pages.get(tag) || (await load(tag, address));
  pages.set(tag, page);
  const root = document.documentElement;
  root.lang = page.documentElement.lang;
  root.dir = page.documentElement.dir;
  document.title = page.title;
  const found = new Map([...page.querySelectorAll("[data-swap]")].map((one) => [one.dataset.swap, one]));
  for (const element of document.querySelectorAll("[data-swap]")) {
    const other = found.get(element.dataset.swap);
    if (other) exchange(element, document.importNode(other, true));
  }
}

async function load(tag, address) {
  const response = await fetch(`${address}?lang=${encodeURIComponent(tag)}`, { redirect: "error", cache: "no-store" });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  // A portal's page, or one that says something else, is not this page in another language.
  if (!response.ok || !page.getElementById("capture") || !page.getElementById("words")) throw new Error("not this page");
  return page;
}

function exchange(element, other) {
  for (const name of WORDS) if (other.hasAttribute(name)) element.setAttribute(name, other.getAttribute(name));
  if (element.matches("textarea, input")) return;
  if (element.matches("template")) return element.replaceWith(other);
  for (const name of ["lang", "dir"]) {
    if (other.hasAttribute(name)) element.setAttribute(name, other.getAttribute(name));
  }
  const chosen = element.value;
  const options = element.matches("select") ? [...element.options].map((option) => option.value) : [];
  element.replaceChildren(...other.childNodes);
  if (!options.length) return;
  if (![...element.options].some((option) => option.value === chosen)) element.prepend(new Option(chosen, chosen));
  element.value = chosen;
}
