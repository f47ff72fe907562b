/* The glossary of the initiative beside the translation: what the guide of this tablet says, kept for when there is no network.
   It is what organizers wrote down for interpreters, nothing that anybody said. */

import { settings } from "../notes/language.js";
import { devices, result, transact } from "../notes/store.js";
import { attachTerms } from "../shared/terms.js";
import { languages, original, other } from "./panes.js";

const { device } = settings;
const NAME = `terms ${device}`;

/** Show the terms of what was said and offer them while one types; resolves with {update}, or null when there are none. */
export async function attach() {
  const terms = (await asked()) || (await kept());
  if (!terms.length) return null;
  const [from, to] = [() => languages()[0], () => languages()[1]];
  return attachTerms(other, { terms, from, to, source: original, list: document.getElementById("terms") });
}

/** What the server has; null when it cannot be asked. */
async function asked() {
  try {
    const { token } = (await devices()).find((one) => one.device === device);
    const headers = { Authorization: `Bearer ${token}`, Accept: "application/json" };
    const response = await fetch(`${settings.api}guide`, { headers, redirect: "error", credentials: "omit" });
    const { terms } = await response.json();
    if (!response.ok || !Array.isArray(terms)) return null;
    await transact(["keys"], "readwrite", async (all) => { all.put({ name: NAME, terms }); }).catch(() => {});
    return terms;
  } catch {
    return null;
  }
}

const kept = () => transact(["keys"], "readonly", (all) => result(all.get(NAME))).then((found) => (found ? found.terms : []), () => []);
