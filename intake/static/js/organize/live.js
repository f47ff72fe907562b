/* Keeps the live part of a session's page up to date, gently: with an ETag, with back-off, and not while hidden. */

const EVERY = 5000;
const MOST = 60000;
const part = document.getElementById("live");
const news = document.getElementById("news");
let tag = `W/"${part.dataset.tag}"`;
let said = part.querySelector("[data-news]").dataset.news;
let wait = EVERY;
let timer = 0;

/** Whether somebody is about to press something here: then nothing may move. */
function isInUse() {
  return part.querySelector("details[open]") || part.contains(document.activeElement);
}

async function refresh() {
  try {
    const answer = await fetch(part.dataset.live, { headers: { "If-None-Match": tag }, cache: "no-store" });
    if (answer.redirected || answer.status === 403 || answer.status === 404) return location.reload();
    if (answer.ok && !isInUse()) show(await answer.text(), answer.headers.get("ETag"));
    wait = answer.ok || answer.status === 304 ? EVERY : Math.min(wait * 2, MOST);
  } catch {
    wait = Math.min(wait * 2, MOST);
  }
  schedule();
}

function show(html, newTag) {
  part.innerHTML = html;
  tag = newTag;
  const now = part.querySelector("[data-news]").dataset.news;
  if (now && now !== said) news.textContent = now;
  said = now;
}

function schedule() {
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(refresh, wait);
}

document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : refresh()));
schedule();
