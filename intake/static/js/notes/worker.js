/* Answers for the server while it cannot be reached: the capture page, that of the tablet, that of reading back and their files, as offline.js keeps them, and nothing else;
   in a scope of its own, the page of somebody who translates at a desk, as desk/taking.js keeps it.
   What is sent, and every other page, goes its own way. It holds no list of files and no state, so that a new one of it may take over
   at any time: which page and which files belong together is decided by what offline.js kept in one piece. */

const PAGE = new URL(self.registration.scope).pathname;
const KEPT = `${PAGE}offline/kept`;
/** Pages beside the capture page, each with a folder of its name among the kept ones. */
const OTHERS = ["tablet", "interpret", "read-back"];
/** Who waits longer than this for the server gets the page that is kept. */
const PATIENCE = 4000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, searchParams } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  // What is read back is in the residents' language, whatever that of the tablet is.
  const tag = searchParams.get(pathname === `${PAGE}read-back` ? "language" : "lang");
  if (pathname === PAGE && !searchParams.has("before")) event.respondWith(page(request, "", tag));
  else if (OTHERS.some((one) => pathname === PAGE + one)) event.respondWith(page(request, `${pathname.slice(PAGE.length)}/`, tag));
  else if (pathname.includes("/static/") || pathname.startsWith(`${PAGE}words/`)) event.respondWith(file(request));
});

/** A file's address names its version, so the one that is kept is the right one. */
const file = async (request) => (await caches.match(request)) || fetch(request);

/** The server's page; where there is none that is really the server's, the one that is kept. */
async function page(request, folder, tag) {
  const found = await caches.match(KEPT);
  if (!found) return fetch(request);
  const kept = await found.json();
  const answer = await timely(fetch(request.url, {
    headers: { Accept: "text/html" }, mode: "same-origin", credentials: "same-origin", redirect: "follow", cache: "no-store",
  }));
  const device = answer && answer.headers.get("Intake-Device");
  if (!device || answer.status >= 500) return offline(kept, folder, tag);
  // The tablet is at another table now; its page must not open for this one's notes.
  if (device !== "none" && device !== kept.device) await caches.delete(kept.index);
  return answer.redirected ? Response.redirect(answer.url, 303) : answer;
}

async function offline({ pages, tag }, folder, wanted) {
  const cache = await caches.open(pages);
  const address = (one) => `${PAGE}offline/${folder}${one}`;
  for (const one of [...wider(wanted), tag]) {
    const found = await cache.match(address(one));
    if (found) return found;
  }
  return Response.error();
}

/** A tag and what its page may be kept under: its language and script, its language. */
function wider(tag) {
  try {
    const { language, script } = new Intl.Locale(tag).maximize();
    return [tag, `${language}-${script}`, language];
  } catch {
    return [];
  }
}

/** The answer; null when there is none, or none in time. */
function timely(answer) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PATIENCE, null);
    answer.then(resolve, () => resolve(null)).finally(() => clearTimeout(timer));
  });
}
