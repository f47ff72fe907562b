/* What of a glossary a text has, and what is offered while one types. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { cased, offers, termsIn, textIn } from "../../intake/static/js/shared/glossary.js";

const TERMS = [
  { texts: { en: "rent stabilization", es: "estabilización de alquileres", fa: "تثبیت اجاره‌بها", "zh-Hans": "租金管制" }, note: "", is_name: false },
  { texts: { en: "rent", es: "alquiler", fa: "اجاره", "zh-Hans": "租金" }, note: "", is_name: false },
  { texts: { en: "Measure U", es: "Medida U" }, note: "", is_name: true },
];
const sources = (text, from) => termsIn(text, TERMS, from).map((term) => term.texts.en);
const offered = (before, to, from = "en") => offers(before, TERMS, from, to).map(({ start, text }) => [start, text]);

test("a text has the terms of its language, the longest at a place, in its order", () => {
  assert.deepEqual(sources("Lower rent and RENT  stabilization, rental", "en"), ["rent", "rent stabilization"]);
  assert.deepEqual(sources("estabilizacion de alquileres", "es-MX"), ["rent stabilization"]);
  assert.deepEqual(sources("ما تثبيت اجارهبها می‌خواهیم", "fa-AF"), ["rent stabilization"]);
  assert.deepEqual(sources("我们要租金管制和租金", "zh-CN"), ["rent stabilization", "rent"]);
  assert.deepEqual(sources("rent", "es"), []);
  assert.deepEqual(sources("Votamos la measure u", "es"), ["Measure U"]);
  assert.deepEqual(sources("", "en"), []);
});

test("a term is found in other forms and not in other words, as the server finds it", () => {
  const cases = JSON.parse(readFileSync(new URL("../glossary/forms.json", import.meta.url), "utf8"));
  const wrong = [];
  for (const [tag, { found, absent }] of Object.entries(cases)) {
    for (const [rows, isThere] of [[found, true], [absent, false]]) {
      for (const [term, said] of rows) {
        const terms = [{ texts: { [tag]: term }, note: "", is_name: false }];
        if ((termsIn(said, terms, tag).length === 1) !== isThere) wrong.push([tag, term, said, isThere]);
      }
    }
  }
  assert.deepEqual(wrong, []);
});

test("the word itself goes before another form of it", () => {
  const terms = ["house", "housing"].map((text) => ({ texts: { en: text }, note: "", is_name: false }));
  assert.deepEqual(termsIn("Housing costs", terms, "en"), [terms[1]]);
  assert.deepEqual(termsIn("Houses", terms, "en"), [terms[0]]);
});

/** How often a map is asked while something is done. */
function asked(done) {
  let count = 0;
  const { get, has } = Map.prototype;
  Map.prototype.get = function (...given) { count += 1; return get.apply(this, given); };
  Map.prototype.has = function (...given) { count += 1; return has.apply(this, given); };
  try {
    done();
  } finally {
    Object.assign(Map.prototype, { get, has });
  }
  return count;
}

test("a long text with a full glossary is read once, whatever it repeats", () => {
  const count = 500, length = 20000;
  const terms = Array.from({ length: count }, (_, place) => ({ texts: { "zh-Hans": "的".repeat(place + 1) }, note: "", is_name: false }));
  let found;
  const looks = asked(() => { found = termsIn("的".repeat(length), terms, "zh-Hans"); });
  assert.equal(found[0], terms.at(-1));
  assert.ok(looks < length * 10 + count * count * 3, `looked ${looks} times`);
});

test("words that are forms of everything are followed in few ways", () => {
  const count = 400;
  const words = (number) => Array.from({ length: 9 }, (_, place) => ["rent", "rents"][(number >> place) & 1]);
  const terms = Array.from({ length: 512 }, (_, number) => ({ texts: { en: `${words(number).join(" ")} x` }, note: "", is_name: false }));
  termsIn("", terms, "en");
  const looks = asked(() => assert.deepEqual(termsIn("rented ".repeat(count), terms, "en"), []));
  assert.ok(looks < count * 10 * 8 * 8, `looked ${looks} times`);
});

test("a term is offered from its second letter on, at the beginning of a word only", () => {
  assert.deepEqual(offered("queremos e", "es"), []);
  assert.deepEqual(offered("queremos es", "es"), [[9, "estabilización de alquileres"]]);
  assert.deepEqual(offered("queremos estabilizacion de a", "es"), [[9, "estabilización de alquileres"]]);
  assert.deepEqual(offered("queremos estabilización de alquileres", "es"), []);
  assert.deepEqual(offered("mes", "es"), []);
  assert.deepEqual(offered("más al", "es"), [[4, "alquiler"]]);
  assert.deepEqual(offered("más a ", "es"), []);
});

test("where words do not stand apart one character is enough, anywhere", () => {
  assert.deepEqual(offered("我们要租", "zh-Hans"), [[3, "租金管制"], [3, "租金"]]);
  assert.deepEqual(offered("می‌خواهیم تث", "fa"), [[10, "تثبیت اجاره‌بها"]]);
  assert.deepEqual(offered("𠀀𠀀租", "zh-Hans").length, 2);
});

test("a name without a text stays as it is, and another script is another language", () => {
  assert.deepEqual(textIn(TERMS[2], "fa"), { tag: "en", text: "Measure U" });
  assert.deepEqual(textIn(TERMS[0], "zh-TW"), null);
  assert.deepEqual(textIn(TERMS[0], "zh-Hans-CN"), { tag: "zh-Hans", text: "租金管制" });
  assert.deepEqual(textIn(TERMS[0], "not a tag"), null);
});

test("a capital at the beginning of a sentence is kept", () => {
  assert.equal(cased("alquiler", "Al", "es"), "Alquiler");
  assert.equal(cased("alquiler", "al", "es"), "alquiler");
  assert.equal(cased("Medida U", "me", "es"), "Medida U");
  assert.equal(cased("иск", "И", "ru"), "Иск");
  assert.equal(cased("租金", "租", "zh"), "租金");
});
