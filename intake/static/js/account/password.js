/* Buttons that show what was typed into a password field (button[data-reveal="id of the field"]). Without them the field works
   as any other; before the form is sent it is hidden again, so that browsers offer to keep it as a password. */

for (const button of document.querySelectorAll("button[data-reveal]")) {
  const field = document.getElementById(button.dataset.reveal);
  const show = (visible) => {
    field.type = visible ? "text" : "password";
    button.setAttribute("aria-pressed", String(visible));
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    show(field.type === "password");
    field.focus();
  });
  field.form.addEventListener("submit", () => show(false));
}
