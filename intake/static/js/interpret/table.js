/* The statements of the table as the server gave them last, newest first: {id, question, text, language, version, confirmed, renderings…}.
   They are locked like all that was said, in the store of keys, which is the one that asks for no form; whoever clears the tablet clears
   them too, and a device that comes to another table leaves none behind. */

import { lock, result, transact, unlock } from "../notes/store.js";

const PREFIX = "table ";

/** The statements seen last, or null when none were or they cannot be read any more. */
export async function load(device) {
  const found = await transact(["keys"], "readonly", (all) => result(all.get(PREFIX + device)));
  return found ? unlock(found.list).catch(() => null) : null;
}

/** Keep these in place of all that were kept, another table's too. */
export async function keep(device, list) {
  const shut = await lock(list);
  return transact(["keys"], "readwrite", async (all) => {
    all.delete(IDBKeyRange.bound(PREFIX, `${PREFIX}\uffff`));
    all.put({ name: PREFIX + device, list: shut });
  });
}

/**
 * All of them from the server, for one of store.devices(), and kept; null when it cannot be asked now, none when it shows this device
 * nothing any more.
 */
export async function refresh({ device, token, store }, address) {
  const found = new Map();
  for (let before = ""; ;) {
    const { answer, isRefused } = await ask(`${address}?limit=100${before && `&before=${before}`}`, token);
    if (isRefused) {
      found.clear();
      break;
    }
    const isOurs = answer && answer.intake === 1 && (!store || answer.store === store) && Array.isArray(answer.statements);
    if (!isOurs) return null;
    for (const one of answer.statements) found.set(one.id, one);
    if (!answer.has_older || !answer.statements.length) break;
    before = answer.statements[answer.statements.length - 1].id;
  }
  const list = [...found.values()];
  await keep(device, list).catch(() => {});
  return list;
}

async function ask(address, token) {
  try {
    const headers = { Authorization: `Bearer ${token}`, Accept: "application/json" };
    const response = await fetch(address, { headers, redirect: "error", cache: "no-store", credentials: "omit" });
    const answer = await response.json();
    return response.ok ? { answer } : { isRefused: Boolean(answer.error) && [401, 403].includes(response.status) };
  } catch {
    return {};
  }
}
