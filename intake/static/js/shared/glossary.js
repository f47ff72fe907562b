/* What of a glossary a text has, and what of it somebody begins to type. Knows no page.

   Letters are folded as far as terms need it: compatibility forms, accents, Arabic vowel signs and joiners, case, and the
   two letters that Arabic and Persian keyboards write differently. The server's rules (intake/search/folding.py) know more;
   where both look at a text, the server's answer stands on the page. */

/** Terms that are offered at once. */
const MOST = 5;
/** How far back from the cursor a term may have been begun, in UTF-16 units. */
const FARTHEST = 60;
const MARKS = /[\u0300-\u036f\u0640\u064b-\u065f\u0670\u200b-\u200f\u2060\ufeff]/g;
const WORDY = /[\p{L}\p{N}\p{M}]/u;
/** Scripts whose words do not stand apart. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

export function fold(text) {
  const bare = text.normalize("NFKD").toLowerCase().replace(MARKS, "");
  return bare.replace(/[يى]/g, "ی").replace(/ك/g, "ک").replace(/\s+/g, " ");
}

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

const last = (text) => [...text.slice(-2)].pop() ?? "";
const first = (text) => String.fromCodePoint(text.codePointAt(0) ?? 32);

/** The terms that a text in this language has, in its order; of two at one place the longer one. */
export function termsIn(text, terms, from) {
  const whole = fold(text);
  const wanted = [];
  for (const term of terms) {
    const texts = term.is_name ? Object.values(term.texts) : [textIn(term, from)?.text];
    for (const one of texts) if (one) wanted.push({ term, word: fold(one).trim() });
  }
  wanted.sort((a, b) => b.word.length - a.word.length);
  const taken = [];
  // Of each place that is taken, where the term that took it ends. A shorter one that meets it has an end of its own in there.
  const ends = new Int32Array(whole.length);
  for (const { term, word } of wanted) {
    for (let at = word ? whole.indexOf(word) : -1; at >= 0;) {
      const end = at + word.length;
      const isFree = !ends[at] && !ends[end - 1];
      if (isFree && parts(last(whole.slice(Math.max(0, at - 2), at)), first(word)) && parts(end < whole.length ? first(whole.slice(end, end + 2)) : "", last(word))) {
        taken.push({ term, at, end });
        ends.fill(end, at, end);
      }
      at = whole.indexOf(word, Math.max(at + 1, ends[at]));
    }
  }
  taken.sort((a, b) => a.at - b.at);
  return [...new Set(taken.map((one) => one.term))];
}

/** What the text before the cursor begins: [{start, text, tag, source}], the longest beginning first. */
export function offers(before, terms, from, to) {
  const wanted = [];
  for (const term of terms) {
    const target = textIn(term, to);
    if (target) wanted.push({ ...target, word: fold(target.text), source: textIn(term, from) });
  }
  const found = new Map();
  for (let start = Math.max(0, before.length - FARTHEST); start < before.length; start += 1) {
    const here = first(before.slice(start, start + 2));
    if (!WORDY.test(here) || !parts(last(before.slice(0, start)), here)) continue;
    const typed = fold(before.slice(start));
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
