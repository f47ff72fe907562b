/* What was taken along, together with what this browser has saved and begun since. Pure: no page, no storage. */

import { ATTENTION, DELIVERED } from "../notes/outbox.js";

/** By what a save and a draft belong to a row: its statement, and the language it is translated into. */
const keyOf = ({ statement, language }) => `${statement} ${language}`;

/**
 * The rows in the order of the list, each with {own: its newest save, begun: the element that is being written}. `saves` are opened, oldest
 * first. What needs somebody, or was begun, stays although the list, another one by now, has it no more.
 */
export function together({ into, statements }, saves, drafts) {
  const own = new Map(), begun = new Map();
  for (const save of saves) if (save.statement.statement && save.statement.language) own.set(keyOf(save.statement), save);
  for (const { element } of drafts) begun.set(keyOf(element), element);
  const rows = statements.map((row) => {
    const key = keyOf({ statement: row.id, language: row.into || into });
    const mine = own.get(key), element = begun.get(key);
    own.delete(key);
    begun.delete(key);
    return { into, ...row, own: isNews(mine, row) ? mine : null, begun: element || null };
  });
  const alone = [...own.values()].filter(({ state }) => state === ATTENTION).map((save) => [save.statement, save]);
  const named = alone.map(([said]) => keyOf(said));
  for (const element of begun.values()) if (element.language === into && !named.includes(keyOf(element))) alone.push([element, null]);
  for (const [said, save] of alone) rows.push({ ...bare(said), own: save, begun: begun.get(keyOf(said)) || null });
  return rows;
}

/** Whether a save is more than what the server said of the rendering afterwards. */
function isNews(save, { rendering, beside = [] }) {
  if (!save) return false;
  if (save.state !== DELIVERED || !rendering || rendering.version < save.version) return true;
  // Until somebody has decided, which makes another version.
  return save.reason === "conflict" && (rendering.version === save.version || rendering.has_conflict || beside.length > 0);
}

/** A row of which nothing was taken along but one's own words. */
const bare = ({ statement: id, language: into, statement_version: version }) => ({
  id, into, version, question: "", wording: ["", into], text: "", language: "und", session: ["", into], place: "", former: "", rendering: null, beside: [], seen: "",
});

/** Whether two people made something of it and nobody has decided yet. */
export const isTwo = ({ own, rendering, beside = [] }) => (own ? own.state === DELIVERED && own.reason === "conflict"
  : Boolean(beside.length || (rendering && rendering.has_conflict)));

/** Whether it can be decided here: the list has the other texts too, and is not one from before they met. */
const isKnown = (row) => isTwo(row) && (row.beside || []).length > 0 && (!row.own || !row.rendering || row.rendering.version >= row.own.version);

/** What others made of it, to be read before the next save; not what stands in the field, nor one's own. */
export function others(row) {
  const { own, rendering } = row;
  if (!isKnown(row)) return isOvertaken(row) ? [rendering.text] : [];
  const had = [words(row), own ? own.statement.text : ""].map((text) => text.normalize());
  return [...new Set([...(rendering ? [rendering.text] : []), ...row.beside])].filter((text) => !had.includes(text));
}

/** Whether somebody still has to translate it, or look at it. */
export const isOpen = (row) => !row.own || row.own.state === ATTENTION || isKnown(row);

/** The next open row after the one with this key, from the top again after the last; undefined when none is left. */
export function following(rows, key) {
  const place = rows.findIndex((row) => rowKey(row) === key);
  return [...rows.slice(place + 1), ...rows.slice(0, Math.max(place, 0))].find(isOpen);
}

export const rowKey = ({ id, into }) => keyOf({ statement: id, language: into });

/** What stands in the field of a row at first. */
export function words({ own, begun, rendering }) {
  if (begun) return begun.text;
  return own ? own.statement.text : rendering ? rendering.text : "";
}

/** Whether the reader may call it reviewed: somebody else made what is there. */
export function mayReview({ own, rendering }) {
  if (own) return own.statement.state === "reviewed";
  return Boolean(rendering) && !rendering.is_own;
}

/** Whether somebody saved another text since this row was begun. */
export const isOvertaken = ({ begun, rendering, own }) => Boolean(begun && rendering && !own && begun.text !== rendering.text
  && (begun.id !== rendering.id || begun.base < rendering.version));

/** The rendering of a row with these words, as it is sent. */
export function element(row, text, { newId, state = "draft", now = new Date() }) {
  const { begun, rendering } = row;
  return {
    ...identity(row, newId),
    statement: row.id,
    statement_version: row.version,
    language: row.into,
    text,
    how: (rendering || begun || {}).how || "afterwards",
    state,
    withdrawn: false,
    captured_at: now.toISOString(),
    // The texts beside it were read: this one is in the place of all of them.
    ...(isKnown(row) ? { seen: row.seen } : {}),
  };
}

function identity(row, newId) {
  const { own, begun, rendering } = row;
  if (own && !(rendering && isKnown(row))) {
    // What stands there now is somebody else's: it has not been seen here.
    const isSeen = own.state === DELIVERED && own.reason !== "conflict";
    return { id: own.statement.id, revision: own.statement.revision + 1, base: isSeen ? own.version : own.statement.base };
  }
  if (rendering) return { id: rendering.id, revision: rendering.revision + 1, base: rendering.version };
  // Its list may be gone; what it was begun upon stands in it.
  if (begun) return { id: begun.id, revision: begun.revision || 1, base: begun.base || 0 };
  return { id: newId(), revision: 1, base: 0 };
}
