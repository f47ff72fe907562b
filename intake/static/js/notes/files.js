/* A file with what the tablet keeps of this device: what does not fit, does not leave or is to be safe twice. Loaded when wanted. */

import { settings } from "./language.js";
import { DELIVERED } from "./outbox.js";
import * as store from "./store.js";

/** CRC-32 of a text, as eight hexadecimal digits: tells a damaged file, on plain http too. */
export function checksum(text) {
  let rest = -1;
  for (const byte of new TextEncoder().encode(text)) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit += 1) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
  }
  return (~rest >>> 0).toString(16).padStart(8, "0");
}

/** The content of a file with these saves and this draft. */
export function content(device, saves, draft, now) {
  const kept = { intake: 1, kind: "tablet", device, saved_at: now.toISOString(), draft, saves };
  return JSON.stringify({ ...kept, checksum: checksum(JSON.stringify(kept)) }, null, 1);
}

/** Hand the browser a file with everything that is not delivered, and with the statement in the form, kept or not. */
export async function toFile(sheet) {
  const saves = await store.saves(settings.device).catch(() => []);
  const waiting = saves.filter((save) => save.state !== DELIVERED);
  const now = new Date();
  const text = content(settings.device, waiting, sheet.text.trim() ? sheet : null, now);
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `intake-${now.toISOString().slice(0, 16).replace(/:/g, "-")}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}
