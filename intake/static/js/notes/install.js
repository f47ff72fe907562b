/* Offers to put Intake on the home screen, once, where a browser can; on iPhone and iPad it says how. Whoever says no is left alone. */

const box = document.getElementById("install");
const button = box.querySelector("[name=install]");
const REFUSED = "no_install";

function wasRefused() {
  try {
    return Boolean(localStorage.getItem(REFUSED));
  } catch {
    return true;
  }
}

if (!wasRefused() && !navigator.standalone) {
  // Only Safari on iPhone and iPad has this, and there no script may ask.
  if (navigator.standalone === false) {
    button.hidden = true;
    box.querySelector("[data-by-hand]").hidden = false;
    box.hidden = false;
  }
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    box.hidden = false;
    button.onclick = () => {
      box.hidden = true;
      event.prompt();
    };
  });
  addEventListener("appinstalled", () => { box.hidden = true; });
  box.querySelector("[name=later]").onclick = () => {
    box.hidden = true;
    localStorage.setItem(REFUSED, "1");
  };
}
