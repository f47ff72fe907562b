/* The glossary beside a field: terms of the source text go into it with a tap, and terms that are begun in it are offered.

   A text area may not be a combobox, so it stays a text box that says where its list is and which option is active; that
   the list opened is said aloud. Keys belong to the list only while it is open, Enter and Tab only once an arrow key has
   chosen an option, and none while an input method composes. */

import { cased, offers, termsIn, textIn } from "./glossary.js";

const said = (value) => (typeof value === "function" ? value() : value);
let made = 0;

function direction(tag) {
  try {
    const locale = new Intl.Locale(tag);
    const { direction: found } = locale.getTextInfo ? locale.getTextInfo() : locale.textInfo || {};
    if (found) return found;
    return /^(Arab|Hebr|Syrc|Thaa|Nkoo|Adlm|Rohg|Mand|Samr)$/.test(locale.maximize().script) ? "rtl" : "ltr";
  } catch {
    return "auto";
  }
}

function written(element, { tag, text }) {
  element.lang = tag;
  element.dir = direction(tag);
  element.textContent = text;
  return element;
}

/** Put a text in place of what stands between two places of the field, so that it can be undone like typing. */
function put(textarea, start, end, text) {
  textarea.focus();
  textarea.setSelectionRange(start, end);
  if (document.execCommand("insertText", false, text)) return;
  textarea.setRangeText(text, start, end, "end");
  textarea.dispatchEvent(new Event("input", { bubbles: true }));
}

/**
 * Attach a glossary to a field.
 * - terms: [{texts: {tag: text}, note, is_name}]
 * - from, to: the tags, or functions that return them
 * - list: the part of the page for the terms of the source text (templates/components/terms.html)
 * - source: a function that returns the source text; without one what the list has stays
 * Returns {update}: call it when the source text or a language has changed.
 */
export function attachTerms(textarea, { terms, from, to, list, source }) {
  const rows = list.querySelector("ul");
  const row = list.querySelector("template");
  const box = document.createElement("ul");
  const told = document.createElement("p");
  let shown = [];
  let active = -1;
  let closedAt = -1;
  let isComposing = false;

  made += 1;
  box.id = `terms-offered-${made}`;
  box.className = "terms-offered";
  box.hidden = true;
  box.setAttribute("role", "listbox");
  told.className = "visually-hidden";
  told.setAttribute("role", "status");
  textarea.after(box, told);
  textarea.parentElement.classList.add("terms-field");
  textarea.setAttribute("aria-autocomplete", "list");
  textarea.setAttribute("aria-controls", box.id);

  function close() {
    box.hidden = true;
    box.replaceChildren();
    shown = [];
    active = -1;
    told.textContent = "";
    textarea.removeAttribute("aria-activedescendant");
  }

  function choose(place) {
    active = place;
    for (const [n, option] of [...box.children].entries()) option.setAttribute("aria-selected", String(n === place));
    box.children[place].scrollIntoView({ block: "nearest" });
    textarea.setAttribute("aria-activedescendant", box.children[place].id);
  }

  function take({ start, text, tag }) {
    if (isComposing) {
      // What is being composed is in the field already; leaving the field makes it so for the keyboard too.
      textarea.blur();
    }
    const end = textarea.selectionStart;
    put(textarea, start, end, cased(text, textarea.value.slice(start, end), tag));
    closedAt = start;
    close();
  }

  function option({ text, tag, source: original }, place) {
    const item = document.createElement("li");
    item.id = `${box.id}-${place}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.append(written(document.createElement("b"), { tag, text }));
    if (original && original.text !== text) item.append(written(document.createElement("span"), original));
    return item;
  }

  function offer() {
    const { selectionStart: at, selectionEnd: end, value } = textarea;
    const found = at === end ? offers(value.slice(0, at), terms, said(from), said(to)) : [];
    if (!found.length) closedAt = -1;
    if (!found.length || found[0].start === closedAt) return close();
    const wasOpen = !box.hidden;
    close();
    shown = found;
    box.append(...found.map(option));
    box.hidden = false;
    if (!wasOpen) box.scrollIntoView({ block: "nearest" });
    // The page may have another language by now.
    const { offered } = list.querySelector("[data-offered]").dataset;
    box.setAttribute("aria-label", offered);
    told.textContent = offered;
  }

  textarea.addEventListener("input", offer);
  textarea.addEventListener("compositionstart", () => { isComposing = true; });
  textarea.addEventListener("compositionend", () => { isComposing = false; offer(); });
  textarea.addEventListener("blur", close);
  textarea.addEventListener("click", close);
  textarea.addEventListener("keydown", (event) => {
    if (box.hidden || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
    const { key, shiftKey } = event;
    const count = shown.length;
    if ((key === "ArrowDown" || key === "ArrowUp") && !shiftKey) {
      choose(key === "ArrowDown" ? (active + 1) % count : (active > 0 ? active : count) - 1);
    } else if ((key === "Enter" || key === "Tab") && !shiftKey && active >= 0) {
      take(shown[active]);
    } else if (key === "Escape") {
      closedAt = shown[0].start;
      close();
    } else {
      if (/^(Arrow(Left|Right)|Home|End|Page)/.test(key)) close();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  });
  // The field keeps the focus while a term is tapped.
  for (const place of [box, list]) place.addEventListener("mousedown", (event) => { if (event.target.closest("li")) event.preventDefault(); });
  box.addEventListener("click", (event) => {
    const place = [...box.children].indexOf(event.target.closest("li"));
    if (place >= 0) take(shown[place]);
  });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button.term-target");
    if (!button) return;
    const { selectionStart: start, selectionEnd: end, value } = textarea;
    const touches = /[\p{L}\p{N}]$/u.test(value.slice(0, start)) && !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]$/u.test(value.slice(0, start));
    put(textarea, start, end, (touches ? " " : "") + button.textContent);
  });

  function wire() {
    for (const target of rows.querySelectorAll("b.term-target:not(:empty)")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = target.className;
      target.replaceWith(written(button, { tag: target.lang, text: target.textContent }));
    }
    for (const hint of list.querySelectorAll(".hint")) hint.hidden = !rows.querySelector("button");
    list.hidden = !rows.children.length;
  }

  let drawn;

  function update() {
    close();
    if (source) {
      const here = [source(), said(from), said(to)];
      if (drawn === here.join("\0")) return;
      drawn = here.join("\0");
      rows.replaceChildren(...termsIn(here[0], terms, here[1]).map(drawnRow));
    }
    wire();
  }

  function drawnRow(term) {
    const item = row.content.firstElementChild.cloneNode(true);
    const [original, target] = [textIn(term, said(from)), textIn(term, said(to))];
    if (original) written(item.querySelector(".term-source"), original);
    if (target) written(item.querySelector(".term-target"), target);
    item.querySelector(".term-note").textContent = term.note;
    return item;
  }

  update();
  return { update };
}
