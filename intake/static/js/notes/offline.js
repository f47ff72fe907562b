/* Keeps the page for opening it without a network: asks the server for the page in every language and for its files, checks each,
   and only when all of them are there makes them the ones that worker.js answers with. What was kept before stays until then. */

import { pause } from "./outbox.js";
import { settings } from "./language.js";

const { device, worker } = settings;
/** Where the pages of tablets are; settings.page is this one of them. */
const page = settings.root || settings.page;
const PREFIX = "intake-", INDEX = `${PREFIX}index`;
const KEPT = "kept";
/** The scripts that come when they are wanted. */
const LATER = ["fetched", "standing", "keyboard", "tray", "files", "keeping", "sealing"];

const canKeep = () => isSecureContext && Boolean(navigator.serviceWorker) && "caches" in self;

/** Keep the page of this device; what cannot be kept now, the next opening tries again. */
export async function keepPage() {
  // The interpreter's page has a list of its own.
  if (!settings.root) import("./fetched.js").then(({ missed }) => missed()).catch(() => {});
  document.documentElement.dataset.kept = await keepIt().catch(() => false);
}

async function keepIt() {
  if (!canKeep()) {
    // This page must do with what it has once the connection is gone.
    await Promise.all(LATER.map((one) => import(`./${one}.js`)));
    return false;
  }
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
  await navigator.serviceWorker.register(worker, { scope: page, updateViaCache: "none" });
  const index = await caches.open(INDEX);
  const kept = await read(index);
  const headers = { Accept: "application/json" };
  if (kept && kept.device === device) headers["If-None-Match"] = `"${kept.version}"`;
  const response = await fetch(`${page}offline`, { headers, redirect: "error", cache: "no-store" });
  if (response.status === 304 && headers["If-None-Match"]) return true;
  const found = response.ok && (await response.json());
  if (!found || found.intake !== 1 || found.device !== device || !found.version || !found.pages || !found.tablets) throw new Error("not ours");
  // The language may be changed without a connection too, so fonts are kept for all of them, where the device has none.
  const { lacking } = await import("../shared/controls.js");
  for (const script of lacking()) Object.assign(found.files, (found.fonts || {})[script]);
  const tag = document.documentElement.lang;
  const now = { device, version: found.version, tag, index: INDEX, pages: `${PREFIX}pages-${found.version}`, files: `${PREFIX}files-${await name(found)}` };
  await keepFiles(await caches.open(now.files), found);
  const pages = await caches.open(now.pages);
  for (const [folder, every] of [["", found.pages], ["tablet/", found.tablets], ...Object.entries(found.others || {})]) {
    for (const [language, html] of Object.entries(every)) {
      await pages.put(`${page}offline/${folder}${language}`, new Response(html, { headers: found.headers }));
    }
  }
  // From here on the new ones are opened. Pages that are open go on with the files that they began with.
  const before = kept && kept.files !== now.files ? kept.files : kept && kept.before;
  await write(index, { ...now, before });
  for (const one of await caches.keys()) {
    if (one.startsWith(PREFIX) && ![INDEX, now.pages, now.files, before].includes(one)) await caches.delete(one);
  }
  return true;
}

let returning;
/** After an opening without a network: take in what the server has as soon as it answers; then(), when it did. */
export async function comeBack(then, attempt = 1) {
  clearTimeout(returning);
  try {
    const fetched = await import("./fetched.js");
    if (await fetched.comeBack()) {
      then();
      return keepPage();
    }
  } catch { /* Later. */ }
  returning = setTimeout(comeBack, pause(attempt), then, attempt + 1);
}

/** Open in this language next time. */
export async function rememberLanguage(tag) {
  if (!canKeep()) return;
  const index = await caches.open(INDEX);
  const kept = await read(index);
  if (kept && kept.tag !== tag) await write(index, { ...kept, tag });
}

async function read(index) {
  const found = await index.match(`${page}offline/${KEPT}`);
  return found ? found.json() : null;
}

const write = (index, kept) => index.put(`${page}offline/${KEPT}`, new Response(JSON.stringify(kept)));

/** All the files with the digests that the server gave; a portal's page in the place of one fails, and with it the whole. */
async function keepFiles(cache, { files, words }) {
  for (const [address, integrity] of Object.entries(files)) {
    if (await cache.match(address)) continue;
    const response = await fetch(address, { integrity, redirect: "error" });
    if (!response.ok) throw new Error(address);
    await cache.put(address, response);
  }
  for (const [address, content] of Object.entries(words)) {
    await cache.put(address, new Response(content, { headers: { "Content-Type": "application/json" } }));
  }
}

/** A name for exactly these files. */
async function name({ files, words }) {
  const every = new TextEncoder().encode(JSON.stringify([files, Object.keys(words)]));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", every));
  return [...digest.slice(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
