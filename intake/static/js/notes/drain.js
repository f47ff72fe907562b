/* On a page where nothing can be written (sent away, not joined any more), what waits on the tablet still goes out. */

import * as store from "./store.js";
import { createSync } from "./sync.js";

const sync = createSync({
  store,
  key: async () => null,
  api: document.querySelector("[data-api]").dataset.api,
  changed: () => {},
});

/** Whether there may be something; a browser that cannot say it without making a place for it is taken at its worst. */
const mayHave = async () => !indexedDB.databases || (await indexedDB.databases()).some(({ name }) => name === store.NAME);

/** On a tablet that was cleared nothing begins anew. */
const drain = () => mayHave().then((may) => may && sync.drain(), () => {});

for (const name of ["online", "focus", "pageshow"]) addEventListener(name, drain);
document.addEventListener("visibilitychange", () => document.hidden || drain());
