/* The tray: statements of this device that the server did not take. They stand above the others with the reason, and can be read,
   changed, sent again or saved to a file. Loaded when there is one. */

import { toFile } from "./files.js";
import { read } from "./form.js";
import { badge, fetchMore, settings } from "./language.js";
import { itemOf, refresh, tablet } from "./list.js";
import { ATTENTION, WAITING, entries } from "./outbox.js";
import * as store from "./store.js";

const list = document.getElementById("entries");
let tray = null;

/** Put the entries that need attention into the tray, and those that no longer do back into the list. */
export async function show(ids) {
  await fetchMore();
  const items = ids.map(itemOf).filter(Boolean);
  if (tray) for (const item of [...tray.querySelector("ol").children]) if (!items.includes(item)) list.prepend(item);
  if (!items.length) {
    if (tray) tray.remove();
    tray = null;
    return;
  }
  const fresh = badge("tray");
  fresh.querySelector(".actions").append(badge("file"));
  if (!tray) list.before(tray = fresh);
  else for (const name of ["h3", "[name=again]", "[name=file]"]) tray.querySelector(name).replaceChildren(...fresh.querySelector(name).childNodes);
  for (const item of items) if (!tray.contains(item)) tray.querySelector("ol").append(item);
  tray.onclick = (event) => {
    if (event.target.closest("[name=again]")) sendAgain();
    if (event.target.closest("[name=file]")) toFile(settings.device, read());
  };
}

/** Let everything in the tray wait for sending again; what was changed since stays as it is. */
async function sendAgain() {
  const saves = await store.saves(settings.device);
  const newest = new Set(entries(saves).filter((entry) => entry.delivery === ATTENTION).map(({ id, revision }) => `${id} ${revision}`));
  const again = saves.filter(({ statement }) => newest.has(`${statement.id} ${statement.revision}`))
    .map((save) => ({ ...save, state: WAITING, reason: "", message: "" }));
  await store.settle(settings.device, again);
  refresh(await store.opened(again));
  tablet.sync.drain();
}
