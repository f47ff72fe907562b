/* The statements of a table as the server gave them last, together with what this tablet has saved since. Pure: no page, no storage. */

import { ATTENTION, DELIVERED, WAITING } from "../notes/outbox.js";

const script = (tag) => {
  try {
    return new Intl.Locale(tag).maximize().script;
  } catch {
    return "";
  }
};

/** Whether what is in one language needs no translation into the other: "es-MX" is "es" too, "pa-Arab" is not "pa". */
export const isIn = (language, into) => language === into || (language.startsWith(`${into}-`) && script(language) === script(into));

/** The language of the pair that what is in this one is translated into. */
export const target = (language, pair) => (isIn(language, pair.into) ? pair.language : pair.into);

const delivery = ({ state, reason, message }) => ({ delivery: state === WAITING ? "tablet" : state, reason, message });

/**
 * The rows, newest first, each with its renderings; `saves` are opened, oldest first: those that wait, that need attention, or that were
 * delivered after the server was asked. What the server knows as new or newer counts.
 */
export function together(rows, saves) {
  const found = new Map(rows.map((row) => [row.id, { ...row, renderings: [...row.renderings] }]));
  const added = [];
  for (const save of saves) {
    const { what = "statement", statement: element } = save;
    if (what === "statement") said(found, added, save, element);
    else if (what === "rendering" && found.has(element.statement)) rendered(found.get(element.statement), save, element);
    else if (what === "confirmation" && found.has(element.statement)) confirmed(found, save, element);
  }
  return [...added.reverse().filter((id) => found.has(id)).map((id) => found.get(id)), ...rows.filter(({ id }) => found.has(id)).map(({ id }) => found.get(id))];
}

function said(found, added, save, element) {
  const { id, question, text, language, kind, agreed, withdrawn, captured_at } = element;
  const known = found.get(id);
  if (known && save.state === DELIVERED && save.version <= known.version) return;
  if (withdrawn && save.state !== ATTENTION) {
    found.delete(id);
    return;
  }
  if (!known) added.push(id);
  const { version = 0, renderings = [] } = known || {};
  found.set(id, {
    ...known, id, question, text, language, kind, agreed, captured_at, renderings,
    version: save.version || version, confirmed: false, ...delivery(save),
  });
}

function rendered(row, save, element) {
  const place = row.renderings.findIndex(({ language }) => language === element.language);
  const known = row.renderings[place];
  if (known && save.state === DELIVERED && save.version <= known.version) return;
  const { id, language, text, revision } = element;
  const now = {
    id, language, text, revision, version: save.version || (known && known.version) || 0,
    state: "draft", is_stale: false, confirmed: false, ...delivery(save),
  };
  if (known) row.renderings[place] = now;
  else row.renderings.push(now);
}

/** What was not taken, or is kept beside other words, leaves these as they are; why not is said where it was read. */
function confirmed(found, save, element) {
  const row = found.get(element.statement);
  const read = row.language === element.language ? row : row.renderings.find(({ language }) => language === element.language);
  if (!read || save.state === ATTENTION || save.reason || (save.state === DELIVERED && save.version < read.version)) return;
  found.set(row.id, answered(row, element, delivery(save)));
}

/**
 * The statement after residents said of it, or of its rendering, that these are their words; `more` is said of what was read. What the
 * server has already, because only its answer was lost, counts no further version.
 */
export function answered(one, { language, version, text }, more = {}) {
  const heard = (read) => ({ ...read, text, confirmed: true, version: read.text === text ? Math.max(read.version, version) : version + 1, ...more });
  if (one.language === language) return { ...heard(one), renderings: corrected(one, text).renderings };
  return { ...one, renderings: one.renderings.map((other) => (other.language === language ? heard(other) : other)) };
}

/** The statement with these words; what was translated from others is stale. */
export function corrected(before, text) {
  if (before.text === text) return before;
  return { ...before, text, version: before.version + 1, confirmed: false, renderings: before.renderings.map((one) => ({ ...one, is_stale: true })) };
}

/** The text in the language that was asked for, else in one that is written alike, else in the usual one: [text, language]. */
export function wording(texts, wanted, usual) {
  const written = Object.keys(texts).filter((tag) => texts[tag].trim());
  const near = (asked) => {
    for (let tag = asked; tag; tag = tag.split("-").slice(0, -1).join("-")) if (written.includes(tag)) return tag;
    return written.find((tag) => tag.split("-")[0] === asked.split("-")[0]);
  };
  const tag = near(wanted) || near(usual) || written[0];
  return tag ? [texts[tag], tag] : ["", usual];
}
