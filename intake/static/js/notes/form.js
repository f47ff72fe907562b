/* The form: read and written as a whole, by the names its fields have, and kept as a draft at every change. */

import { newId } from "./outbox.js";
import { direction, language } from "./language.js";
import * as store from "./store.js";

export const form = document.getElementById("capture");
export const text = form.elements.text;
/** What is carried along but does not belong to the statement. */
const APART = ["csrf_token", "aside"];

/** The values of the form, by name. */
export function read() {
  const values = Object.fromEntries(new FormData(form));
  for (const name of APART) delete values[name];
  // FormData gives line ends as CRLF in some browsers.
  return { ...values, text: text.value };
}

/** Put values into the form; fields without one stay. */
export function write(values) {
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements[name];
    if (!field || APART.includes(name)) continue;
    if (name === "language") offer(field, value);
    field.value = value;
  }
  show();
}

/** A clean sheet for the next statement: question and language stay, the kind is a paraphrase again. */
export const fresh = () => ({ id: newId(), revision: "1", base: "0", text: "", kind: "paraphrase", agreed: "0" });

/** Make the page fit what is in the form: the question's wording, the writing direction, the height. */
export function show() {
  const chosen = form.querySelector(".question-list input:checked");
  if (chosen) {
    const summary = form.querySelector(".question > summary");
    summary.querySelector(".chip").textContent = chosen.value;
    const wording = chosen.closest("label").querySelector(".question-text");
    summary.querySelector(".question-text").replaceChildren(...wording.cloneNode(true).childNodes);
  }
  const isOther = form.elements.language.value === "other";
  form.elements.tag.hidden = !isOther;
  text.lang = isOther ? form.elements.tag.value : form.elements.language.value;
  text.dir = direction(text.lang);
  form.classList.toggle("is-change", form.elements.revision.value !== "1");
  grow();
}

/** As high as what is written, where the style sheet cannot say so. */
export function grow() {
  if (CSS.supports("field-sizing", "content")) return;
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + text.offsetHeight - text.clientHeight}px`;
}

/** A language that is not in the list is put into it. */
function offer(select, tag) {
  if ([...select.options].some((option) => option.value === tag)) return;
  select.prepend(new Option(language(tag), tag));
}

/** Keep the draft, and what waits aside; resolves with whether it is kept. */
export const keep = (device, aside) => store.keepDraft(device, { aside, sheet: read() }).then(() => true, () => false);

/** Its buttons do what `actions` say, by name; Save and Ctrl+Enter do `save`. */
export function enliven(actions, save) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[name]");
    const act = button && button.form === form && actions[button.name];
    if (!act) return;
    event.preventDefault();
    const menu = button.closest("details[data-menu]");
    if (menu) menu.open = false;
    act(button);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save();
  });
  form.addEventListener("keydown", (event) => {
    const act = event.ctrlKey || event.metaKey ? save : event.target.name === "question" && settle;
    if (event.key !== "Enter" || !act || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    act();
  });
  form.addEventListener("click", (event) => {
    // The arrow keys choose too; for them the list stays open. A label hands its tap on first.
    if (event.detail && event.target.closest(".question-list label")) setTimeout(settle);
  });
}

/** The question is chosen. */
function settle() {
  form.querySelector(".question").open = false;
  text.focus();
}
