/* What has to be known all the time stands over everything else. Loaded when there is something. */

import { badge, fetchMore } from "./language.js";
import { isShell, tablet } from "./list.js";

const standing = document.getElementById("standing");

export async function stand() {
  await fetchMore();
  const names = [
    tablet.keeps ? "" : "keepless", tablet.waitsLong ? "old" : "", isShell() ? "offline" : "",
    isSecureContext ? "" : "insecure", tablet.locks ? "" : "unlocked",
  ].filter(Boolean);
  const shown = [...names, document.documentElement.lang].join();
  if (standing.dataset.shown === shown) return;
  standing.dataset.shown = shown;
  standing.replaceChildren(...names.map(badge));
}

// Over plain http a page that is left while the server is away does not come again.
if (!isSecureContext) {
  addEventListener("beforeunload", (event) => {
    if (!tablet.sync.state.failures) return;
    event.preventDefault();
    event.returnValue = true;
  });
}
