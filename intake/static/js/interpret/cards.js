/* What is read back: the table's statements as this tablet knows them, and of these the cards in one language, as web/notes/cards.py
   makes them. Pure, so that Node can test it. */

import { ATTENTION, WAITING } from "../notes/outbox.js";
import { answered, corrected } from "./rows.js";

/** The statements, oldest first: the server's (newest first), and over them what waits on the tablet. */
export function present(list, saves) {
  const found = new Map([...list].reverse().map((one) => [one.id, one]));
  for (const save of saves) if (save.state === WAITING) (OVER[save.what] || OVER.statement)(found, save);
  return [...found.values()];
}

/** What each kind of save changes. What the server has already, because only its answer was lost, counts no further version. */
const OVER = {
  statement(found, { statement: { id, question, text, language, kind, withdrawn } }) {
    const before = found.get(id) || { id, version: 0, confirmed: false, renderings: [] };
    found.set(id, { ...corrected(before, text), question, language, kind });
    if (withdrawn) found.delete(id);
  },
  rendering(found, { statement: { id, statement, language, text, withdrawn } }) {
    const one = found.get(statement);
    if (!one) return;
    const before = one.renderings.find((other) => other.language === language) || { id, version: 0, confirmed: false };
    const others = one.renderings.filter((other) => other.language !== language);
    const rendering = { ...before, language, is_stale: false, text, confirmed: before.confirmed && before.text === text, version: next(before, text) };
    found.set(statement, { ...one, renderings: withdrawn ? others : [...others, rendering] });
  },
  confirmation(found, { statement: element }) {
    const one = found.get(element.statement);
    if (one) found.set(one.id, answered(one, element));
  },
};

const next = (before, text) => before.version + (before.text === text ? 0 : 1);

/** Those in this language, and how many are neither in it nor translated into it; isSame(a, b) says whether two tags are read alike. */
export function pile(statements, language, isSame) {
  const cards = [];
  let missing = 0;
  for (const one of statements.filter(({ kind, text }) => kind !== "observation" && text.trim())) {
    const found = isSame(one.language, language) ? one
      : one.renderings.filter((other) => isSame(other.language, language) && !other.is_stale).sort((a) => (a.language === language ? -1 : 1))[0];
    if (found) cards.push({ id: one.id, question: one.question, text: found.text, language: found.language, version: found.version, confirmed: found.confirmed });
    else missing += 1;
  }
  return { cards, missing };
}

/** The next card after this place that is not confirmed; -1 when there is none. */
export const openAfter = (cards, place) => cards.findIndex((card, index) => index > place && !card.confirmed);

/** What became of the last answer to a card: whether it waits here, and why it does not count. */
export function fate(card, saves) {
  const own = saves.filter(({ what, statement }) => what === "confirmation" && statement.statement === card.id && statement.language === card.language);
  const { state, reason, message, version } = own[own.length - 1] || {};
  // Of a text that came since then nobody knows yet whether it is wrong.
  const isWrong = state === ATTENTION ? !card.confirmed : Boolean(reason) && version === card.version;
  return { waits: state === WAITING, reason: isWrong ? reason || "rejected" : "", message: isWrong ? message : "" };
}

/**
 * Says whether two tags are read by the same people, as languages/tags.py does; `codes` are other names of the same language, by code.
 */
export function reader(codes) {
  const known = new Map();
  const reads = (tag) => {
    if (known.has(tag)) return known.get(tag);
    let found = tag;
    try {
      const { language, script = "" } = new Intl.Locale(tag);
      const usual = codes[language] || language;
      const likely = new Intl.Locale(tag.replace(/^[a-z]+/i, language === "yue" ? language : usual)).maximize();
      found = `${usual} ${script || likely.script || ""}`;
    } catch { /* A tag that the browser does not know is read by those who wrote it. */ }
    known.set(tag, found);
    return found;
  };
  return (one, other) => reads(one) === reads(other);
}
