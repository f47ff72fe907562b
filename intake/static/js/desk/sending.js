/* The outbox of somebody with an account: sent by the sign-in of the browser and never under another's name. */

import * as store from "../notes/store.js";
import { createSync } from "../notes/sync.js";
import { forget } from "./taking.js";

/**
 * settings: of the page. changed(saves): as for createSync. Returns the same, and `state.out`: "signed_out", or the server's words when it
 * refuses this person; introduce() learns from the server what a file of this person is sealed with.
 */
export function createSending(settings, changed) {
  const { device } = settings;
  let epoch;
  const sync = createSync({
    store,
    mine: (one) => one.device === device,
    key,
    api: settings.api,
    fetch: send,
    changed,
  });
  sync.state.out = "";

  /** The token that this browser's sign-in takes, as the key of a device; null while it is nobody's, or another's. */
  async function key() {
    let answer;
    try {
      const response = await fetch(settings.key, { headers: { Accept: "application/json" }, redirect: "error", cache: "no-store" });
      answer = { status: response.status, ...(await response.json()) };
    } catch {
      return null;
    }
    if (answer.error) {
      sync.state.out = answer.status === 401 ? "signed_out" : answer.error.message;
      return null;
    }
    if (answer.intake !== 1) return null;
    if (answer.device !== device) {
      // Somebody else signed in: this page is theirs to open anew, and what it shows is not theirs to see.
      await forget().catch(() => {});
      location.replace(settings.page + location.search);
      return null;
    }
    sync.state.out = "";
    const { epoch: now, file_key, proof } = answer;
    await store.keepDevice({ device, store: answer.store, epoch: now, file_key, proof: await store.lock(proof) });
    epoch = (await store.devices()).find((one) => one.device === device).epoch;
    return answer.token;
  }

  /** As a browser that is signed in sends; a token of an earlier sign-in says nothing about what was sent. */
  async function send(_address, { headers: { Authorization, ...headers }, body, ...options }) {
    const own = { Accept: "application/json", "X-CSRFToken": Authorization.replace("Bearer ", ""), "Intake-Writer": device, "Intake-Epoch": epoch };
    // Who only asks for a receipt sends no statements, of which there are none here, in place of no translations.
    const { statements: nothing, ...content } = JSON.parse(body);
    const response = await fetch(`${settings.api}renderings`, {
      ...options, body: JSON.stringify(nothing ? { ...content, renderings: nothing } : content), headers: { ...headers, ...own }, credentials: "same-origin",
    });
    if (response.status !== 400) return response;
    const answer = await response.clone().json().catch(() => ({}));
    return answer.error && answer.error.code === "stale_form" ? new Response(await response.text(), { status: 401, headers: response.headers }) : response;
  }

  // What a file is sealed with has to be here before the network is gone.
  return { ...sync, introduce: key };
}
