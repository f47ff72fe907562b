/* Clearing a tablet: refused while anything could be lost by it, and shown when it is done. */

import { clearAll, isKeptAtDesks } from "./keeping.js";
import { savedAll } from "./files.js";
import * as store from "./store.js";
import { count, deliver, formToken, settings, tell } from "./tablet.js";

const section = document.getElementById("finish").closest("section");
const cleared = document.querySelector('[data-say="cleared"]');
/** Longest wait for a backup that the server makes; milliseconds. */
const LONGEST = 40000;

/** Clear the tablet if nothing is lost by it; else say why not, and what to do. */
export async function finish() {
  tell(section);
  const found = await deliver();
  const isLoose = Boolean(found.waiting || found.attention || found.drafts || found.desk);
  if (isLoose && !(await savedAll())) return tell(section, found.desk ? "at_a_desk" : "undelivered");
  if (isLoose) return offer("in_the_file");
  const answer = found.kept ? await safe() : "";
  return answer ? offer(answer) : clear();
}

/** Say why one might rather wait, and let people clear it all the same. */
function offer(name) {
  tell(section, name, "anyway");
  section.querySelector("[name=anyway]").onclick = clear;
}

/** Nothing when the server has a backup with everything that this tablet delivered; else the name of what is to be said. */
async function safe() {
  const devices = (await store.devices()).filter((one) => one.token);
  const until = Date.now() + LONGEST;
  for (const device of devices) {
    for (;;) {
      const answer = await ask(device);
      if (!answer) return "no_server";
      if (answer.error) return "no_backup";
      if (answer.wait === null) return "own_backups";
      if (answer.wait === 0) break;
      if (Date.now() + answer.wait * 1000 > until) return "no_backup";
      tell(section, "backing_up");
      await new Promise((resolve) => { setTimeout(resolve, answer.wait * 1000); });
    }
  }
  // Only their own page can ask for people with an account.
  return (await isKeptAtDesks()) && !(await savedAll()) ? "no_backup" : "";
}

/** What the server says of backups, {wait}, or {error} to a device that it sent away or does not know; null when it does not answer. */
async function ask({ token, store: own }) {
  try {
    const response = await fetch(`${settings.api}backup`, {
      method: "POST", headers: { Authorization: `Bearer ${token}` }, redirect: "error", cache: "no-store", credentials: "omit",
    });
    const answer = await response.json();
    if (response.status === 401 && answer.error) return answer;
    return response.ok && answer.intake === 1 && (!own || answer.store === own) ? answer : null;
  } catch {
    return null;
  }
}

/** Clear it, look whether it is, and show that. */
async function clear() {
  tell(section);
  const isLeft = await leave();
  const left = await clearAll();
  if (left.length) {
    await count();
    return tell(section, "not_cleared");
  }
  for (const one of document.querySelectorAll("main > :not([data-say=cleared])")) one.hidden = true;
  tell(cleared, ...(isLeft ? [] : ["place_left"]));
  cleared.querySelector('[data-gone="place"]').hidden = !isLeft;
  cleared.hidden = false;
  document.title = cleared.querySelector("h1").textContent;
  return cleared.focus();
}

/** Give the place at the table back; resolves with whether the server took it. */
async function leave() {
  try {
    const body = new URLSearchParams({ csrf_token: await formToken() });
    const response = await fetch(document.getElementById("leave").action, { method: "POST", body, redirect: "error", cache: "no-store" });
    return response.ok && response.headers.get("Intake-Device") !== null;
  } catch {
    return false;
  }
}
