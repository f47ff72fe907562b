/* Small comforts of the shared components. Every page works without them. */

/** Menus (details[data-menu]) close on Escape, on a click elsewhere and when the focus leaves. */
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!except || !menu.contains(except)) menu.open = false;
  }
}
document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("focusin", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details[data-menu][open]");
  if (!menu) return;
  if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
  closeMenus();
});

/** Where there are more tabs than fit, the one that is open is in sight. */
const tab = document.querySelector(".tabs [aria-current]");
if (tab) tab.scrollIntoView({ block: "nearest", inline: "center" });

/** − and + of a stepper; the field stays an ordinary number input and hears "input" and "change". */
export function wireSteppers(root = document) {
  for (const stepper of root.querySelectorAll("[data-stepper]")) {
    const input = stepper.querySelector("input");
    const least = input.min === "" ? -Infinity : Number(input.min);
    const most = input.max === "" ? Infinity : Number(input.max);
    for (const button of stepper.querySelectorAll("[data-step]")) {
      button.hidden = false;
      if (button.onclick) continue;
      button.onclick = () => {
        const next = (Number(input.value) || 0) + Number(button.dataset.step);
        input.value = String(Math.min(most, Math.max(least, next)));
        for (const name of ["input", "change"]) input.dispatchEvent(new Event(name, { bubbles: true }));
      };
    }
  }
}

wireSteppers();

/** Some letters of each script that there is a font of ours for. */
const LETTERS = { Arab: "اسم", Deva: "रकझ", Guru: "ਰਕਘ" };
/** Those of them that this device draws as it draws U+0378, which no font has. */
export function lacking() {
  const pen = document.createElement("canvas").getContext("2d");
  const wide = (one) => pen.measureText(one).width;
  return Object.keys(LETTERS).filter((script) => [...LETTERS[script]].every((one) => wide(one) === wide("\u0378")));
}
/** When the page has been painted. */
addEventListener("load", () => requestAnimationFrame(() => setTimeout(() => {
  if (lacking()[0]) import("./fonts.js");
})));
