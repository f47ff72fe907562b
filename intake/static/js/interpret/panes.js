/* The two panes: what was said and its translation, each in its language, with the question over it; kept as a draft at every change.
   A new statement stays where it is while the translation of a stored one is written. */

import { form, grow, read, write } from "../notes/form.js";
import { direction, language as nameOf, settings } from "../notes/language.js";
import { newId } from "../notes/outbox.js";
import * as store from "../notes/store.js";
import { target, wording } from "./rows.js";

const $ = (id) => document.getElementById(id);
const { device } = settings;
const place = $("place");
export const text = form.elements.text;
export const other = form.elements.translation;
/** As panes.py has them. */
const SIZES = 4;
const A_YEAR = 31536000;

/** Translations that are not saved yet, by id: of the new statement, and of others. */
const halves = new Map();
/** The stored statement that is being translated, and the change that was begun on the capture page. */
let opened = null;
let changing = null;
/** What the store has of the translation that is open. */
let before = "";

export const pair = () => ({ language: form.elements.language.value, into: form.elements.into.value });

/** The id of the statement that is being translated, or nothing. */
export const openedId = () => (opened ? opened.id : "");

/** Whether a translation of this statement is begun and not saved. */
export const isBegun = (id) => [...halves.values()].some((one) => one.statement === id && one.text.trim());

/** The new statement, as the capture page knows it. */
function sheet() {
  const { id, question, text: said, language, kind, agreed } = read();
  return { id, revision: "1", base: "0", question, text: said, language, tag: "", kind, agreed };
}

/** What stands in the panes: {sheet, rendering}, the sheet null while a stored statement is translated. */
export function values() {
  const { rendering: id, revision, base, version } = read();
  const rendering = {
    id, statement: opened ? opened.id : form.elements.id.value, revision: Number(revision), base: Number(base),
    language: opened ? target(opened.language, pair()) : pair().into, text: other.value, how: "in_room", state: "draft",
    withdrawn: false, captured_at: new Date().toISOString(), ...(opened && version !== "0" ? { statement_version: Number(version) } : {}),
  };
  return { sheet: opened ? null : sheet(), rendering };
}

/** Keep both sides, and what was begun before; resolves with whether they are kept. */
export function keep() {
  const { rendering } = values();
  // Looking at a translation begins nothing.
  halves.set(rendering.id, rendering.text === before ? { ...rendering, text: "" } : rendering);
  const now = changing ? { sheet: changing, aside: sheet() } : { sheet: sheet(), aside: null };
  const others = [...halves.values()].map((element) => ({ what: "rendering", element }));
  return store.keepDraft(device, { ...now, others }).then(() => true, () => false);
}

/** Put a translation into the other side, or an empty one that goes on from what there is. */
function take(half, known) {
  const id = half ? half.id : known ? known.id : newId();
  before = known ? known.text : "";
  const after = known && known.id === id ? known.revision + 1 : 1;
  write({
    rendering: id,
    revision: half ? Math.max(half.revision, after) : after,
    base: half ? half.base : known ? known.version : 0,
    translation: half ? half.text : known ? known.text : "",
  });
}

/** Begin a clean sheet; `more` is what was typed on each side while the last one was saved. */
export function renew({ said = "", translated = "" } = {}) {
  write({ id: newId(), text: said, kind: "paraphrase", agreed: "0" });
  take(null, null);
  other.value = translated;
  show();
}

/** Open a statement of the table to translate it. */
export function open(row) {
  keep();
  opened = row;
  const into = target(row.language, pair());
  const half = [...halves.values()].find((one) => one.statement === row.id && one.language === into && one.text.trim());
  write({ statement: row.id, version: half ? half.statement_version || row.version : row.version });
  take(half, row.renderings.find(({ language }) => language === into));
  show();
}

/** Back to the new statement as it was left. */
export function close() {
  opened = null;
  write({ statement: "", version: "" });
  take([...halves.values()].find((one) => one.statement === form.elements.id.value), null);
  show();
}

/** It is saved, or wanted no more. */
export const forget = (id) => halves.delete(id);

/** What was being written when the page was left, here or on the capture page; what was typed since comes after it. */
export function restore({ sheet: kept, aside, others }) {
  const isChange = kept && kept.revision !== "1";
  changing = isChange ? kept : null;
  const mine = isChange ? aside : kept;
  for (const { what, element } of others) if (what === "rendering") halves.set(element.id, element);
  if (mine && !text.value) {
    const { id, question, text: said, kind, agreed } = mine;
    // The pair is the tablet's; a language of neither side comes along from the capture page.
    const language = mine.language === "other" ? mine.tag : mine.language;
    write({ id, question, text: said, kind, agreed, ...(language && said.trim() ? { language } : {}) });
  }
  const half = [...halves.values()].find((one) => one.statement === form.elements.id.value);
  if (half && !other.value) take(half, null);
  show();
}

/** The languages of both sides change places. What is typed stays where it is. */
export function swap() {
  const { language, into } = pair();
  write({ language: into });
  offer(form.elements.into, language);
  form.elements.into.value = language;
  show();
  remember();
}

function offer(select, tag) {
  if (![...select.options].some((option) => option.value === tag)) select.prepend(new Option(nameOf(tag), tag));
}

/** Larger or smaller text, by a step. */
export function resize(step) {
  const size = Math.min(SIZES - 1, Math.max(0, Number(form.elements.size.value) + step));
  write({ size });
  place.dataset.size = size;
  remember();
  growBoth();
}

/** Another share of the width for each side. */
export function reshare() {
  place.dataset.share = form.elements.share.value;
  remember();
  growBoth();
}

/** Keep the pair and how it is shown on this tablet; panes.py reads it. */
export function remember() {
  const { language, into } = pair();
  const chosen = [language, into, form.elements.size.value, form.elements.share.value].join(".");
  document.cookie = `intake_panes=${chosen}; path=${settings.root}; max-age=${A_YEAR}; samesite=lax`;
}

/** The pair and how it is shown, as this tablet remembers them: a page that was kept knows nothing of it. */
export function recall() {
  const [, kept] = document.cookie.match(/(?:^|; )intake_panes=([^;]*)/) || [];
  const [language, into, size, share] = (kept || "").split(".");
  if (!share) return;
  write({ language, size, share });
  offer(form.elements.into, into);
  form.elements.into.value = into;
  Object.assign(place.dataset, { size, share });
  show();
}

/** The languages of what stands on both sides. */
export function languages() {
  const { language, into } = pair();
  return opened ? [opened.language, target(opened.language, { language, into })] : [language, into];
}

/** What was said, as it stands in the panes. */
export const original = () => (opened ? opened.text : text.value);

/** Make the page fit what is in the panes: languages, directions, the question's wordings. */
export function show() {
  const { language } = pair();
  const sides = languages();
  const chosen = form.elements.question.value;
  const code = opened ? opened.question : chosen;
  $("question").querySelector(".chip").textContent = chosen;
  for (const [index, name] of ["from", "into"].entries()) {
    $(`${name}-name`).textContent = nameOf(sides[index]);
    const [words, tag] = wording(settings.questions[code] || {}, sides[index], settings.default);
    Object.assign($(`${name}-question`), { textContent: words, lang: tag, dir: direction(tag) });
  }
  Object.assign(text, { lang: language, dir: direction(language), hidden: Boolean(opened) });
  Object.assign(other, { lang: sides[1], dir: direction(sides[1]) });
  Object.assign($("original"), { textContent: opened ? opened.text : "", hidden: !opened, lang: sides[0], dir: direction(sides[0]) });
  place.classList.toggle("is-translating", Boolean(opened));
  growBoth();
}

/** As high as what is written, where the style sheet cannot say so. */
export function growBoth() {
  grow();
  if (CSS.supports("field-sizing", "content")) return;
  other.style.height = "auto";
  other.style.height = `${other.scrollHeight + other.offsetHeight - other.clientHeight}px`;
}
