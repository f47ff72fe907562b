/* The tray: what the server did not take of this device. It stands above the list with the reason, and can be read, sent again or saved
   to a file; statements can be changed, too. Loaded when there is something. */

import { toFile } from "./files.js";
import { read } from "./form.js";
import { badge, direction, entry as emptyEntry, fetchMore, language, say, settings } from "./language.js";
import { itemOf, refresh, tablet } from "./list.js";
import { ATTENTION, WAITING, newest, route } from "./outbox.js";
import * as store from "./store.js";

const list = document.getElementById("entries");
let tray = null;
/** What stands in the tray and in no list, by id. */
const others = new Map();

/** Put the entries that need attention into the tray, and those that no longer do back into the list. */
export async function show(ids) {
  await fetchMore();
  await makeOthers(ids);
  const items = ids.map((id) => itemOf(id) || others.get(id)).filter(Boolean);
  if (tray) for (const item of [...tray.querySelector("ol").children]) if (!items.includes(item)) putBack(item);
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

/** Statements go back into the list; what is none has no place there. */
function putBack(item) {
  if (itemOf(item.dataset.id) === item) return list.prepend(item);
  others.delete(item.dataset.id);
  return item.remove();
}

/** Write those of these ids that are no statements, in the language of the page. */
async function makeOthers(ids) {
  const every = (await store.saves(settings.device).catch(() => [])).filter((save) => route(save) !== "statements");
  const wanted = every.filter((save) => save.state === ATTENTION && ids.includes(save.statement.id));
  for (const entry of newest(await store.opened(wanted))) {
    const item = others.get(entry.id) || emptyEntry();
    others.set(entry.id, item);
    item.dataset.id = entry.id;
    item.classList.add("entry-attention");
    const part = (name) => item.querySelector(`.entry-${name}`);
    // It keeps its column.
    item.firstElementChild.className = "";
    part("actions").hidden = true;
    Object.assign(part("text"), { textContent: entry.text, lang: entry.language, dir: direction(entry.language) });
    part("badge").replaceChildren(badge(ATTENTION));
    part("language").textContent = language(entry.language);
    Object.assign(part("problem"), { textContent: entry.message || say(entry.reason), hidden: false });
  }
}

/** Let everything in the tray wait for sending again; what was changed since stays as it is. */
async function sendAgain() {
  const saves = await store.saves(settings.device);
  const last = new Set(newest(saves).filter((entry) => entry.delivery === ATTENTION).map(({ id, revision }) => `${id} ${revision}`));
  const again = saves.filter(({ statement }) => last.has(`${statement.id} ${statement.revision}`))
    .map((save) => ({ ...save, state: WAITING, reason: "", message: "" }));
  await store.settle(settings.device, again);
  refresh(await store.opened(again));
  tablet.sync.drain();
}
