/* What of a glossary a text has, and what of it somebody begins to type. Knows no page.

   Letters are folded and words known in other forms as on the server (intake/search/terms.py). */

import { UNSPACED, fold } from "./folding.js";
import { formsOf } from "./stems.js";

/** Terms that are offered at once. */
const MOST = 5;
/** How far back from the cursor a term may have been begun, in UTF-16 units. */
const FARTHEST = 60;
/** A word may be a form of several terms' words: how many ways are followed at once, those nearest to the text first. */
const MOST_WAYS = 8;
const LONGEST_PARTICLE = 4;
const WORDY = /[\p{L}\p{N}\p{M}]/u;
/** Two alphabets write a mark within words that others write between them. */
const WITHIN = /([\u0400-\u052f])['\u2019](?=[\u0400-\u052f])/g;
/** Between two characters that would else be neighbours. */
const BREAK = " ";

const readings = new Map();

/** Language and script: tags with the same are read by the same people. */
function reading(tag) {
  if (!readings.has(tag)) {
    let found = tag;
    try {
      const { language, script } = new Intl.Locale(tag).maximize();
      found = `${language} ${script}`;
    } catch { /* a tag that the browser does not know is only itself */ }
    readings.set(tag, found);
  }
  return readings.get(tag);
}

/** {tag, text} of a term in this language; for a name without a text any that it has; null for none. */
export function textIn({ texts, is_name: isName }, tag) {
  const tags = Object.keys(texts);
  const same = tags.filter((one) => reading(one) === reading(tag));
  const found = same.find((one) => one === tag) ?? same.find((one) => tag.startsWith(`${one}-`)) ?? same[0] ?? (isName ? tags[0] : undefined);
  return found === undefined ? null : { tag: found, text: texts[found] };
}

/** Whether a word may end before, or begin after, this place: [outside, inside] are the characters on both sides of it. */
function parts(outside, inside) {
  return !outside || !WORDY.test(outside) || UNSPACED.test(outside) || UNSPACED.test(inside);
}

const ending = (text) => [...text.slice(-2)].pop() ?? "";
const first = (text) => String.fromCodePoint(text.codePointAt(0) ?? 32);

/** The words of a text; where they do not stand apart its characters, and the breaks between these. */
function tokens(text) {
  const found = [];
  for (const run of fold(text.replace(WITHIN, "$1")).split(/ +/)) {
    let word = "";
    const isSplit = run && found.length && UNSPACED.test(found[found.length - 1]) && UNSPACED.test(first(run));
    if (isSplit) found.push(BREAK);
    for (const character of run) {
      if (!UNSPACED.test(character)) { word += character; continue; }
      if (word) found.push(word);
      word = "";
      found.push(character);
    }
    if (word) found.push(word);
  }
  return found;
}

const step = () => ({ further: new Map(), whole: [] });

/** The terms that are looked for in a text of this language, and which of their words a word of the text is a form of. */
function knownIn(terms, from) {
  const forms = formsOf(from);
  const root = step();
  const words = new Set();
  const byStem = new Map();
  const meant = new Map();
  const learn = (word) => {
    if (words.has(word)) return;
    words.add(word);
    for (const stem of forms.stems(word)) byStem.set(stem, [...(byStem.get(stem) ?? []), word]);
  };
  for (const term of terms) {
    for (const text of term.is_name ? Object.values(term.texts) : [textIn(term, from)?.text ?? ""]) {
      let here = root;
      for (const word of tokens(text)) {
        learn(word);
        if (!here.further.has(word)) here.further.set(word, step());
        here = here.further.get(word);
      }
      if (here !== root) here.whole.push(term);
    }
  }

  /** The terms' words that this is a form of: itself, then those it shares most with. */
  function meantBy(word) {
    if (!meant.has(word)) {
      const others = byStem.size ? forms.stems(word).flatMap((stem) => byStem.get(stem) ?? []) : [];
      meant.set(word, [...new Set(words.has(word) ? [word, ...others] : others)]);
    }
    return meant.get(word);
  }
  return { root, meantBy, particles: forms.particles };
}

let last = {};

/** The terms that a text in this language has, in its order; of two at one place the longer one. */
export function termsIn(text, terms, from) {
  // While somebody types, the glossary stays the same.
  if (last.terms !== terms || last.from !== from) last = { terms, from, known: knownIn(terms, from) };
  const there = tokens(text);
  const found = new Set();
  for (let place = 0; place < there.length;) {
    const [here, end] = longest(last.known, there, place);
    for (const term of here) found.add(term);
    place = Math.max(place + 1, end);
  }
  return [...found];
}

/** The longest terms that begin here, and where they end. */
function longest(known, there, place) {
  let [best, end] = [[], 0];
  let ways = [[known.root, place]];
  while (ways.length) {
    ways = ways.flatMap(([from, at]) => after(known, there, from, at)).slice(0, MOST_WAYS);
    for (const [{ whole }, at] of ways) {
      if (whole.length && at > end && stands(known, there, place, at)) [best, end] = [whole, at];
    }
  }
  return [best, end];
}

/** Where the next word of the text leads to. */
function after(known, there, { further }, at) {
  if (at === there.length) return [];
  const ways = [];
  for (const word of known.meantBy(there[at])) if (further.has(word)) ways.push([further.get(word), at + 1]);
  if (further.has(BREAK) && known.particles.size && there[at] !== BREAK) {
    // The term goes on with another word: here a particle stands between, or not even a space.
    const past = pastParticle(known, there, at);
    ways.push([further.get(BREAK), there[past] === BREAK ? past + 1 : at]);
  }
  return ways;
}

/** Whether a single character is a word here where words carry particles; it is part of too many others. */
function stands(known, there, place, end) {
  const isWithin = (at) => at >= 0 && at < there.length && UNSPACED.test(there[at]);
  if (!known.particles.size || end - place > 1 || !isWithin(place)) return true;
  return !isWithin(place - 1) && (!isWithin(end) || pastParticle(known, there, end) >= 0);
}

/** Where the word ends if what is left of it is a particle, else -1. */
function pastParticle({ particles }, there, at) {
  let end = at;
  while (end < there.length && UNSPACED.test(there[end])) {
    end += 1;
    if (end - at > LONGEST_PARTICLE) return -1;
  }
  return particles.has(there.slice(at, end).join("")) ? end : -1;
}

const spaced = (text) => fold(text).replace(/ +/g, " ");

/** What the text before the cursor begins: [{start, text, tag, source}], the longest beginning first. */
export function offers(before, terms, from, to) {
  const wanted = [];
  for (const term of terms) {
    const target = textIn(term, to);
    if (target) wanted.push({ ...target, word: spaced(target.text), source: textIn(term, from) });
  }
  const found = new Map();
  for (let start = Math.max(0, before.length - FARTHEST); start < before.length; start += 1) {
    const here = first(before.slice(start, start + 2));
    if (!WORDY.test(here) || !parts(ending(before.slice(0, start)), here)) continue;
    const typed = spaced(before.slice(start));
    if ([...typed].length < (UNSPACED.test(here) ? 1 : 2)) continue;
    for (const one of wanted) {
      if (found.size < MOST && one.word !== typed && one.word.startsWith(typed) && !found.has(one.text)) found.set(one.text, { start, text: one.text, tag: one.tag, source: one.source });
    }
  }
  return [...found.values()];
}

/** The term as it stands at the beginning of a sentence, when what was typed began with a capital. */
export function cased(text, typed, tag) {
  const [letter = ""] = typed;
  const [own = ""] = text;
  const isCapital = letter !== letter.toLowerCase() && own === own.toLowerCase();
  return isCapital ? own.toLocaleUpperCase(tag) + text.slice(own.length) : text;
}
