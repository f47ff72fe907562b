/* Letters as the server folds them (intake/search/folding.py): what readers of a script take for the same letter becomes the
   same, and what parts words becomes a space. Tests hold the two against each other. */

/** Scripts whose words do not stand apart, or carry particles. */
export const UNSPACED = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17d3\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7a3\u{20000}-\u{3ffff}]/u;
const ACCENTS = /[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/g;
const ARABIC_MARKS = /[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]/g;
const NUKTA = /[\u093c\u0a3c]/g;
const ALIKE = {
  đ: "d", ð: "d", ø: "o", ł: "l", ı: "i", ħ: "h", ŧ: "t", ŋ: "n", ʻ: "", ʼ: "", æ: "ae", œ: "oe", þ: "th", ё: "е",
  ي: "ی", ى: "ی", ې: "ی", ے: "ی", ة: "ه", ہ: "ه", ھ: "ه", ە: "ه", ۃ: "ه", ك: "ک", ٱ: "ا", ـ: "", "\u0901": "\u0902", "\u0a01": "\u0a02",
};
const folded = new Map();

/** Words and what parts them, as spaces; two texts that read the same become the same. */
export function fold(text) {
  let whole = "";
  for (const character of text.normalize("NFC")) {
    let one = folded.get(character);
    if (one === undefined) folded.set(character, one = foldOne(character));
    whole += one;
  }
  return whole;
}

function foldOne(character) {
  // By way of capitals, since ß and ς have none of their own.
  return [...character.normalize("NFKC").toLowerCase().toUpperCase().toLowerCase()].map(part).join("");
}

function part(character) {
  if (/\p{Nd}/u.test(character)) return digit(character.codePointAt(0));
  if (/^\p{Cf}$/u.test(character) || bare(character, ACCENTS, ARABIC_MARKS, NUKTA) === "") return "";
  if (!/[\p{L}\p{N}\p{M}\p{Co}]/u.test(character)) return " ";
  if (character >= "\uac00" && character <= "\ud7a3") return character;
  const apart = character.normalize("NFKD");
  if (/^[\u0600-\u06ff]/.test(apart)) return [...bare(apart, ARABIC_MARKS)].map(alike).join("");
  if (/^[\u0900-\u0a7f]/.test(apart)) return alike(bare(apart, NUKTA));
  // й and ї are letters of their own.
  if (/^[\u0400-\u052f]/.test(apart)) return alike(character);
  return alike(bare(apart, ACCENTS));
}

const bare = (text, ...marks) => marks.reduce((left, one) => left.replace(one, ""), text);
const alike = (character) => ALIKE[character] ?? character;

/** Digits of a script stand one after the other, from nought on. */
function digit(code) {
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return String(value);
}
