/* One statement beside its translation: filled from a row, kept as a draft at every change, saved for good. */

import { attachTerms } from "../shared/terms.js";
import { newId } from "../notes/outbox.js";
import * as store from "../notes/store.js";
import { signs, written } from "./list.js";
import { element, mayReview, others, words } from "./rows.js";

const $ = (id) => document.getElementById(id);
const form = $("write"), field = $("text");
const terms = [];
let row = null;
/** Nothing is written here, so nothing that happens to the field is a change. */
let isClosed = true;
let glossary = null;
let languages = {};
/** What stood in the field when it was opened, without what was begun. */
let untouched = "";

/** Open this row of a list; what is being written in it goes on. */
export function open(given, list) {
  row = given;
  ({ languages } = list);
  isClosed = false;
  $("one").hidden = false;
  const [, direction] = list.languages[row.into] || ["", "auto"];
  const [original, into] = [row.language, row.into].map((tag) => (list.languages[tag] || [tag])[0]);
  $("asked").querySelector(".chip").textContent = row.question;
  written($("wording"), row.wording[0], row.wording[1], list.languages);
  $("original-name").textContent = original;
  $("into-name").textContent = into;
  written($("original"), row.text, row.language, list.languages);
  written($("session"), row.session[0], row.session[1], list.languages);
  $("place").textContent = row.place;
  $("corrected").hidden = !row.former;
  written($("former"), row.former, row.language, list.languages);
  $("theirs").hidden = true;
  compare();
  untouched = words({ ...row, begun: null });
  field.value = words(row);
  Object.assign(field, { lang: row.into, dir: direction });
  field.removeAttribute("aria-invalid");
  review();
  tell();
  terms.splice(0, terms.length, ...list.terms);
  glossary = glossary || attachTerms(field, { terms, from: () => row.language, to: () => row.into, list: $("terms"), source: () => row.text });
  glossary.update();
}

/** The same row, as it is now: what was written in the field stays. */
export function renew(given) {
  row = { ...given, begun: row.begun };
  const now = words({ ...row, begun: null });
  if (!row.begun && field.value === untouched && untouched !== now) field.value = untouched = now;
  compare();
  review();
  tell();
}

/** What others made of it, to be read before the next save; once it is there it stays, since that save is in its place. */
function compare() {
  const texts = others(row);
  if (!texts.length) return;
  $("their-texts").replaceChildren(...texts.map((text) => written(Object.assign(document.createElement("p"), { className: "quoted" }), text, row.into, languages)));
  $("theirs").hidden = false;
}

function tell() {
  $("fate").replaceChildren(...signs({ ...row, begun: null }));
  const { message = "", reason = "" } = row.own || {};
  const problem = message || (reason === "unreadable" ? $("parts").querySelector("[data-word=unreadable]").textContent : "");
  $("problem").textContent = problem;
  $("problem").hidden = !problem;
}

/** The first button is the one that Ctrl+Enter presses. */
function review() {
  const [reviewed, draft] = [form.elements.reviewed, form.elements.draft];
  reviewed.hidden = !mayReview(row);
  for (const [button, isFirst] of [[reviewed, !reviewed.hidden], [draft, reviewed.hidden]]) {
    button.classList.toggle("button-primary", isFirst);
    button.classList.toggle("button-secondary", !isFirst);
    if (isFirst) button.setAttribute("aria-keyshortcuts", "Control+Enter Meta+Enter");
    else button.removeAttribute("aria-keyshortcuts");
  }
}

/** Keep what is being written; nothing is kept of what is as it was. */
async function keep(device) {
  if (isClosed) return;
  const before = row.begun, now = element(row, field.value, { newId });
  const isChange = field.value !== untouched && field.value.trim();
  row.begun = isChange ? now : null;
  // What was begun under another id is the same text, not a second one.
  const gone = before && before.id !== now.id ? [{ what: "rendering", element: { ...before, text: "" } }] : [];
  await store.keepDraft(device, { others: [...gone, { what: "rendering", element: { ...now, text: isChange ? now.text : "" } }] });
}

/** Wire it: begun() hears of every change that was kept, saved(row) of a save, failed() of what cannot be kept. */
export function wire(device, { begun, saved, failed }) {
  let isSaving = false;
  field.addEventListener("input", () => keep(device).then(begun, failed));
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    form.requestSubmit(form.elements.reviewed.hidden ? form.elements.draft : form.elements.reviewed);
  });
  form.onsubmit = async (event) => {
    event.preventDefault();
    // What is being saved is saved once; a second press meant this one.
    if (isSaving) return;
    isSaving = true;
    const own = row, { begun: before } = own;
    const state = event.submitter && event.submitter.name === "reviewed" ? "reviewed" : "draft";
    try {
      const made = element(own, field.value, { newId, state });
      await store.add(device, made, newId, "rendering");
      if (before && before.id !== made.id) await store.keepDraft(device, { others: [{ what: "rendering", element: { ...before, text: "" } }] });
      await saved(own);
    } catch {
      failed();
    } finally {
      isSaving = false;
    }
  };
}

/** Nothing is left to do, or nobody may read on: no word of anybody stays. */
export function close() {
  isClosed = true;
  field.value = "";
  for (const name of ["wording", "original", "session", "place", "former", "their-texts", "fate", "problem"]) $(name).textContent = "";
  terms.splice(0);
  if (glossary) glossary.update();
  $("one").hidden = true;
}

export const focus = () => field.focus();
