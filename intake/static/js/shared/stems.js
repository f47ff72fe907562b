/* Which words are forms of each other: intake/search/stems.py once more, for when there is no server. */

import { ENDINGS } from "./endings.js";

const read = new Map();

/** How words change in the language of this tag: {stems(word), particles}. */
export function formsOf(tag) {
  const [language] = tag.toLowerCase().split("-");
  if (!read.has(language)) {
    const found = Object.keys(ENDINGS).includes(language) ? ENDINGS[language] : {};
    read.set(language, forms(typeof found === "string" ? ENDINGS[found] : found));
  }
  return read.get(language);
}

function forms({ endings: together = [], beginnings = [], particles = "" }) {
  // Of each ending the sets that it is in, and how many letters they want before it.
  const endings = new Map();
  for (const [number, [least, all]] of together.entries()) {
    for (const ending of all.replace("-", "").split(" ")) endings.set(ending, [...(endings.get(ending) ?? []), [number, least]]);
  }
  const longest = Math.max(0, ...[...endings.keys()].map((ending) => ending.length));
  const before = [[0, ""], ...beginnings.flatMap(([least, all]) => all.split(" ").map((one) => [least, one]))];

  /** Each stem that the word may have, with the set of the endings that may follow it there; the longest first. */
  function stems(word) {
    const found = [];
    if (!endings.size) return found;
    for (const [least, beginning] of before) {
      if (!word.startsWith(beginning)) continue;
      const bare = word.slice(beginning.length);
      for (let length = bare.length; length >= 0 && length >= bare.length - longest; length -= 1) {
        for (const [number, wanted] of endings.get(bare.slice(length)) ?? []) {
          if (length >= Math.max(least, wanted)) found.push(`${number} ${bare.slice(0, length)}`);
        }
      }
    }
    return found;
  }
  return { stems, particles: new Set(particles.split(" ").filter(Boolean)) };
}
