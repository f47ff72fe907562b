/* What leaves the interpreter's page: into the outbox of the tablet, and from there to the server. */

import { form } from "../notes/form.js";
import { say, settings } from "../notes/language.js";
import { ATTENTION, WAITING, newId } from "../notes/outbox.js";
import * as store from "../notes/store.js";
import { askKey, createSync } from "../notes/sync.js";

const { device } = settings;

/** The outbox at work; changed(saves) hears what was answered. */
export const createSending = (changed) => createSync({
  store,
  key,
  api: settings.api,
  changed,
  lost: (gone) => (gone.device === device ? false : import("../notes/keeping.js").then(({ adopt }) => adopt(gone, device))),
});

/** This device's token, asked for where the tablet does not have it. */
export function key(wanted) {
  return askKey(wanted, device, settings.key, () => form.elements.csrf_token.value, store);
}

/** Keep a save on the tablet; where the tablet keeps nothing, only the server's receipt counts. */
export async function keep(sync, element, what) {
  try {
    return await store.add(device, element, newId, what);
  } catch {
    const save = { device, sequence: null, state: WAITING, statement: element, what, version: 0, reason: "", message: "" };
    const delivered = await sync.deliver({ device }, [save]);
    if (!delivered || delivered[0].state === ATTENTION) throw new Error((delivered && delivered[0].message) || say("not_kept"));
    return delivered[0];
  }
}
