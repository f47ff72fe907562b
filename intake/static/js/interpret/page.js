/* Ctrl+Enter or ⌘+Enter saves as the first button does. */

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || event.keyCode === 229) return;
  const form = event.target.closest("form");
  if (!form || event.target.name !== "text") return;
  event.preventDefault();
  form.querySelector("button").click();
});
