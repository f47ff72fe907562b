/* What the residents see: the parts of the page that stand in it already, shown and filled. */

import { direction, number, settings } from "../notes/language.js";

const $ = (id) => document.getElementById(id);
const main = $("main");
export const form = $("answer"), text = $("text");
const { wordings, names } = settings;

/** A sentence of the page with its numbers and names. */
const filled = (element, values) => element.dataset.pattern.replace(/\{(\w+)\}/g, (_, name) => values[name]);

const put = (element, words, tag) => {
  // What is the same is not said twice.
  if (element.textContent !== words) element.textContent = words;
  if (tag) Object.assign(element, { lang: tag, dir: direction(tag) });
};

/** What a language is called; one that the server had not thought of, as the browser calls it. */
function nameOf(tag) {
  if (names[tag]) return names[tag];
  try {
    return new Intl.DisplayNames(document.documentElement.lang, { type: "language" }).of(tag);
  } catch {
    return tag;
  }
}

/** The question in the language that is read, else in the page's. */
function wordingOf(code, language) {
  const every = wordings[code] || [];
  return every.find((one) => one.language === language) || every[0] || { text: code, language: "" };
}

/** Show this state and no other: choose, card, confirmed, change, end or empty. */
export function show(state) {
  main.className = main.className.replace(/is-\w+/, `is-${state}`);
  for (const one of document.querySelectorAll("[data-in]")) one.hidden = !one.dataset.in.split(" ").includes(state);
}

/**
 * Show a state of reading {state, cards, place, missing, language, typed, waits, problem}; the card of `place` is the one that is read, also
 * while it is changed.
 */
export function draw({ state, cards, place, missing, language, typed, waits, problem }) {
  show(state);
  const card = cards[place];
  if (card) drawCard(card, language, typed);
  put($("progress"), card ? filled($("progress"), { place: number(place + 1), total: number(cards.length) }) : "");
  drawSteps(cards, place);
  complain(problem);
  $("waits").hidden = !waits;
  $("previous").hidden = !cards.length || place === 0;
  $("next").hidden = state === "end";
  const open = cards.filter(({ confirmed }) => !confirmed).length;
  put($("open").firstElementChild, filled($("open"), { number: number(open) }));
  $("open").hidden = $("go-on").hidden = !open;
  $("missing").hidden = !missing;
  put($("missing").firstElementChild, filled($("missing"), { language: nameOf(language), number: number(missing) }));
  if (state === "empty") put($("nothing"), filled($("nothing"), { language: nameOf(language) }));
}

function drawCard({ id, question, text: words, language: tag, version }, language, typed) {
  const wording = wordingOf(question, language);
  put($("wording"), wording.text, wording.language);
  put($("said"), words, tag);
  form.elements.statement.value = id;
  form.elements.version.value = version;
  form.elements.language.value = tag;
  Object.assign(text, { lang: tag, dir: direction(tag) });
  if (text.value !== typed) text.value = typed;
  grow();
}

function drawSteps(cards, place) {
  $("steps").replaceChildren(...cards.map(({ confirmed }, index) => {
    const step = document.createElement("i");
    step.classList.toggle("is-confirmed", confirmed);
    step.classList.toggle("is-here", index === place);
    return step;
  }));
}

/** What is wrong, beside the answers; nothing takes it away. */
export function complain(sentence) {
  put($("problem"), sentence);
  text.setAttribute("aria-invalid", String(Boolean(sentence)));
  if (sentence) text.setAttribute("aria-describedby", "problem");
  else text.removeAttribute("aria-describedby");
}

/** The next card has come: it is read first, and seen to be another one. */
export function arrive(state) {
  const card = $("card");
  card.classList.remove("is-new");
  // Asking for its place makes the browser begin the movement anew.
  if (card.offsetTop >= 0) card.classList.add("is-new");
  scrollTo(0, 0);
  (state === "end" ? $("asked") : card).focus({ preventScroll: true });
}

/** As high as what is written, where the style sheet cannot say so. */
export function grow() {
  if (CSS.supports("field-sizing", "content") || text.hidden) return;
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + text.offsetHeight - text.clientHeight}px`;
}

/** Letters of this size; remembered on the tablet. */
export function resize(size) {
  main.className = main.className.replace(/size-\d/, `size-${size}`);
  for (const one of document.querySelectorAll("[data-size]")) {
    if (one.dataset.size === size) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
  }
  grow();
}
