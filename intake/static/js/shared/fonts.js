/* Letters that old tablets lack. controls.js loads this only where the device draws boxes for a script that there is a font of ours for;
   the font itself comes when the page, a field or a text in the page is in a language of that script. */

import { lacking } from "./controls.js";

/** Script: the family that base.css names, and what of it the file has. */
const FONTS = {
  Arab: ["Noto Sans Arabic", "U+600-6FF, U+750-77F, U+870-8FF, U+200C-200E, U+25CC, U+FB50-FDFF, U+FE70-FEFC"],
  Deva: ["Noto Sans Devanagari", "U+900-97F, U+1CD0-1CF9, U+200C-200D, U+20B9, U+25CC, U+A830-A839, U+A8E0-A8FF"],
  Guru: ["Noto Sans Gurmukhi", "U+951-952, U+964-965, U+A01-A76, U+200C-200D, U+20B9, U+25CC, U+A830-A839"],
};
/** The scripts whose letters are still to be had. */
const open = new Set(lacking());

function scriptOf({ lang }) {
  try {
    return new Intl.Locale(lang).maximize().script;
  } catch {
    return "";
  }
}

/** The names in a choice of languages, which stand in buttons, are not worth a font. */
function bring() {
  const texts = document.querySelectorAll("html, main [lang]:not(button, button *)");
  for (const script of new Set([...texts].map(scriptOf))) {
    if (!open.delete(script)) continue;
    const [family, unicodeRange] = FONTS[script];
    const face = new FontFace(family, `url("${new URL(`../../fonts/${script}.woff2`, import.meta.url)}")`, { unicodeRange });
    document.fonts.add(face);
    face.load().catch(() => { document.fonts.delete(face); open.add(script); });
  }
}

bring();
new MutationObserver(bring).observe(document.documentElement, { attributeFilter: ["lang"], subtree: true });
