/* The key of the list that was taken along. It stands in a cookie that the server gives to a sign-in and takes back with it, and that the browser
   ends by itself after some hours (intake/web/list_key.py): without it nobody reads the list here any more, with whatever program. */

const COOKIE = "intake_list";

/** Whose list may be read, and with what. */
function given() {
  const found = document.cookie.split("; ").find((one) => one.startsWith(`${COOKIE}=`)) || "";
  const [person = "", secret = ""] = found.slice(COOKIE.length + 1).split(".");
  return { person, secret };
}

/** Whether the list of this person may be read here. */
export const isOpen = (device) => device.split(":")[1] === given().person;

/** Nobody's may be any more. */
export function end() {
  document.cookie = `${COOKIE}=; Max-Age=0; Path=/; SameSite=Strict`;
}

/** The list of this person as it is kept; null where it cannot be shut. */
export async function shut(device, list) {
  if (!crypto.subtle || !isOpen(device)) return null;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), new TextEncoder().encode(JSON.stringify(list)));
  return { iv, data };
}

/** The list again; rejects when it was shut for another sign-in, or the key is gone. */
export async function open({ iv, data }) {
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await key(), data)));
}

function key() {
  const bytes = Uint8Array.from(atob(given().secret.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}
