/* A file with all that the tablet keeps and that is in no backup yet: what does not leave, or is to be safe twice. Loaded when wanted. */

import { everything } from "./keeping.js";
import { plain, seal } from "./sealing.js";
import * as store from "./store.js";

/** What was in the last file, to know whether anything came after it. */
let last = "";

/** Who can open a file of this tablet: {file_key, store}; nobody but who holds it where the browser cannot seal one. */
async function server() {
  const known = (await store.devices()).filter((one) => one.file_key);
  return crypto.subtle ? known.pop() : undefined;
}

/** Whether a file will be sealed. */
export const canSeal = async () => Boolean(await server());

/** What the file has: where it is sealed, also what people with an account keep here. */
const whole = async () => ((await canSeal().catch(() => false)) ? () => true : undefined);

/**
 * Hand the browser the file, with the statement in the form of this device and what was written beside it, [{what, element}], kept or not;
 * resolves with whether it did. whose(one): what of the tablet's is in it, and then it is sealed or none.
 */
export async function toFile(device, sheet = null, beside = [], whose = undefined) {
  const content = await everything(whose || (await whole())).catch(() => ({ devices: [{ device }], drafts: [], saves: [] }));
  const form = sheet && sheet.text.trim() ? { sheet } : {};
  const typed = beside.filter(({ element }) => element.text.trim());
  if (form.sheet || typed.length) {
    const written = { sheet: null, aside: null, others: [], ...content.drafts.find((one) => one.device === device) };
    const rest = written.others.filter(({ element }) => !typed.some((one) => one.element.id === element.id));
    content.drafts = [...content.drafts.filter((one) => one.device !== device), { ...written, device, ...form, others: [...rest, ...typed] }];
  }
  const known = await server().catch(() => undefined);
  if (whose && !known) return false;
  const file = known ? await seal(content, known.file_key, await store.tabletKey().catch(() => null), known.store) : plain(content);
  download(JSON.stringify(file, null, 1));
  last = fingerprint(content);
  return true;
}

/** Whether everything that is on the tablet now is in the file that was saved last on this page. */
export const savedAll = async () => Boolean(last) && last === fingerprint(await everything(await whole()));

const fingerprint = ({ drafts, saves }) => JSON.stringify([
  drafts, saves.filter(({ state }) => state !== "delivered").map(({ device, sequence }) => [device, sequence]),
]);

function download(text) {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `intake-${new Date().toISOString().slice(0, 16).replace(/:/g, "-")}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}
