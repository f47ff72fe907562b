/* Ctrl+Enter or ⌘+Enter saves as the first button does; the glossary is at hand while one types. */

import { attachTerms } from "../shared/terms.js";

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || event.keyCode === 229) return;
  const form = event.target.closest("form");
  if (!form || event.target.name !== "text") return;
  event.preventDefault();
  form.querySelector("button").click();
});

const { terms, from, to } = JSON.parse(document.getElementById("term-data").textContent);
if (terms.length) attachTerms(document.getElementById("text"), { terms, from, to, list: document.getElementById("terms") });
