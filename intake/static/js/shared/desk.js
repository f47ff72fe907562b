/* Comforts that the capture page has no use for. */

/** Copy buttons (button[data-copy="text"]) copy, then show their data-done word for a moment. */
export function wireCopying(root = document) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    if (button.onclick) continue;
    const word = button.querySelector("[aria-live]") || button;
    const before = word.textContent;
    button.onclick = async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      word.textContent = button.dataset.done;
      setTimeout(() => { word.textContent = before; }, 2500);
    };
  }
}

/** Print buttons (button[data-print]). */
export function wirePrinting(root = document) {
  for (const button of root.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.onclick = () => document.fonts.ready.then(() => window.print());
  }
}

/** For so long a form that was sent is on its way; milliseconds. */
const PATIENCE = 8000;
let sent = new WeakMap();
// A second press sends nothing twice; what was typed after the first one is something else, and goes. Heard last, since other scripts
// send some forms themselves.
addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  const { name = "", value = "" } = event.submitter || {};
  const now = { at: Date.now(), what: String(new URLSearchParams([...new FormData(form), [name, value]])) };
  const before = sent.get(form);
  if (before && before.what === now.what && now.at - before.at < PATIENCE) event.preventDefault();
  else sent.set(form, now);
});
// Whoever comes back to the page may send it anew.
addEventListener("pageshow", () => { sent = new WeakMap(); });

wireCopying();
wirePrinting();
