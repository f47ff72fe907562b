/* Loading a file that a tablet saved: this one opens its own, the server those of others. */

import { takeIn } from "./keeping.js";
import { open, read } from "./sealing.js";
import * as store from "./store.js";
import { key, settings } from "./tablet.js";

/** Take in what is in a file; resolves with the name of what is to be said of it. */
export async function fromFile(text) {
  let content;
  try {
    content = await open(read(text), await store.tabletKey().catch(() => null));
  } catch ({ code }) {
    return code === "closed" ? handOn(text) : code || "damaged";
  }
  const { came, strangers } = await takeIn(content);
  return strangers ? "strangers" : came ? "loaded" : "nothing_new";
}

/** A device of this tablet that has its token. */
const known = async () => (await store.devices()).find((one) => one.token && (one.device === settings.device || !settings.device));

/** Let the server open it. */
async function handOn(text) {
  try {
    const { token } = (await known()) || { token: await key(settings.device) };
    const response = await fetch(`${settings.api}files`, {
      method: "POST", body: text, headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      redirect: "error", cache: "no-store", credentials: "omit",
    });
    const answer = await response.json();
    if (response.status === 400) return "damaged";
    if (!response.ok || answer.intake !== 1) return "closed";
    return answer.results.every((one) => one.known && !one.rejected) ? "handed_on" : "handed_on_partly";
  } catch {
    return "closed";
  }
}
