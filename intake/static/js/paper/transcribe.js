/* Typing up paper notes without waiting: the field is empty at once and the note is sent meanwhile. Whatever goes wrong puts it
   back. The plain form does the same with a page for each note. */


const $ = (id) => document.getElementById(id);
const form = () => $("typing");
const field = (name) => form().elements[name];
/** What the next note does not have from the one before it. */
const FRESH = { text: "", kind: "paraphrase", agreed: "0" };
let saving = false;
let again = false;

function write(values) {
  for (const [name, value] of Object.entries(values)) field(name).value = value;
}

/** The text is written in the language that is chosen beside it. */
function follow() {
  const chosen = field("language").selectedOptions[0];
  if (!chosen) return;
  field("text").lang = chosen.value;
  field("text").dir = chosen.dataset.dir;
}

async function save() {
  again = saving;
  if (saving) return;
  saving = true;
  const sent = new FormData(form());
  const before = Object.fromEntries(Object.keys(FRESH).map((name) => [name, field(name).value]));
  write(FRESH);
  field("text").focus();
  $("trouble").textContent = "";
  let page = null;
  let isSaved = false;
  try {
    const answer = await fetch(form().action, { method: "POST", body: sent });
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
    isSaved = answer.ok && answer.redirected && Boolean(page.getElementById("typing"));
    if (isSaved) history.replaceState(null, "", answer.url);
  } catch {
    // No network: the note goes back into the field.
  }
  const next = page && page.getElementById("typing");
  if (isSaved) take(page, next);
  else giveBack(before, next);
  saving = false;
  if (again && isSaved) save();
}

/** The note is stored: it stands in the list, and the form has an id for the next one. */
function take(page, next) {
  if (form().querySelector("[aria-invalid]")) exchange(next);
  else field("id").value = next.elements.id.value;
  $("typed-count").textContent = page.getElementById("typed-count").textContent;
  const list = page.querySelector(".typed-notes");
  const shown = document.querySelector(".typed-notes");
  if (shown) shown.replaceWith(list);
  else $("typed").append(list);
}

/** The note is not stored: it is in the field again, before what was typed since, with what the server says of it. */
function giveBack(before, next) {
  const since = field("text").value;
  if (next) exchange(next);
  else write(before);
  const text = field("text");
  text.value = since.trim() ? `${before.text}\n${since}` : text.value;
  if (!next) $("trouble").textContent = form().dataset.failed;
  (form().querySelector("[aria-invalid] input:checked, [aria-invalid]") || text).focus();
}

/** The form as the server has it, with what is being typed in it. */
function exchange(next) {
  const typed = field("text").value;
  const isSaved = !next.querySelector("[aria-invalid]");
  form().replaceWith(document.importNode(next, true));
  follow();
  if (isSaved) {
    field("text").value = typed;
    field("text").focus();
  }
}

document.addEventListener("submit", (event) => {
  if (event.target !== form()) return;
  event.preventDefault();
  save();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || event.keyCode === 229) return;
  if (!form().contains(event.target)) return;
  event.preventDefault();
  save();
});
document.addEventListener("change", (event) => {
  if (event.target === field("place")) {
    const spoken = event.target.selectedOptions[0].dataset.language;
    if (spoken) field("language").value = spoken;
  }
  follow();
});
addEventListener("beforeunload", (event) => {
  if (saving || field("text").value.trim()) event.preventDefault();
});
follow();
