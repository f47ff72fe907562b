/** The export page: counts again when a filter changes, shows a bar while the file arrives. Works without. */

import { csvRows, isWhole, jsonRows, lastBytes } from "./rows.js";

const COUNTERS = { csv: csvRows, jsonl: jsonRows };
/** Bytes after which what arrived is handed to the browser, which may put it on disk. */
const PART = 8 * 1024 * 1024;

const form = document.getElementById("export");
const box = document.getElementById("progress-box");
const bar = document.getElementById("progress");
const figure = document.getElementById("progress-figure");
const broken = document.getElementById("broken");
const done = document.getElementById("done");
const download = document.getElementById("download");
const number = new Intl.NumberFormat(document.documentElement.lang);
let counting = null;
let receiving = null;

document.getElementById("recount").hidden = true;

function query() {
  return new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
}

/** Ask the page itself how many there are, and take the number out of its answer. */
async function recount() {
  counting?.abort();
  counting = new AbortController();
  const address = `${form.action}?${query()}`;
  try {
    const answer = await fetch(address, { signal: counting.signal, headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const count = page.getElementById("count");
    if (count) document.getElementById("count").replaceWith(count);
    history.replaceState(null, "", address);
  } catch {
    // A newer question was asked, or there is no network: the number stays.
  }
}

/** How far it is; of a search with very many statements the page does not say how many there will be. */
function show(rows, total, bytes) {
  if (rows === null || total === null) {
    bar.removeAttribute("value");
    figure.textContent = `${number.format(Math.round(bytes / 1e5) / 10)} MB`;
    return;
  }
  bar.max = Math.max(total, 1);
  bar.value = Math.min(rows, total);
  figure.textContent = `${number.format(rows)} / ${number.format(total)}`;
}

function fileName(answer) {
  return /filename="?([^";]+)"?/.exec(answer.headers.get("Content-Disposition") || "")?.[1] || "statements";
}

function offer(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

async function receive(answer, total, kind) {
  const count = COUNTERS[kind]?.();
  const reader = answer.body.getReader();
  const parts = [];
  let waiting = [];
  let size = 0;
  let bytes = 0;
  let tail = new Uint8Array(0);
  for (;;) {
    const { done: ended, value } = await reader.read();
    if (ended) break;
    waiting.push(value);
    tail = lastBytes(tail, value);
    size += value.length;
    bytes += value.length;
    show(count ? count(value) : null, total, bytes);
    if (size > PART) {
      parts.push(new Blob(waiting));
      waiting = [];
      size = 0;
    }
  }
  if (!isWhole(tail, kind)) throw new Error("broken off");
  return new Blob([...parts, ...waiting], { type: answer.headers.get("Content-Type") });
}

async function start() {
  const { count } = document.getElementById("count").dataset;
  const total = count === undefined ? null : Number(count);
  const kind = new FormData(form).get("format");
  receiving = new AbortController();
  broken.hidden = done.hidden = true;
  box.hidden = false;
  download.disabled = true;
  show(COUNTERS[kind] ? 0 : null, total, 0);
  try {
    const answer = await fetch(`${form.dataset.file}?${query()}`, { signal: receiving.signal });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    offer(await receive(answer, total, kind), fileName(answer));
    done.hidden = false;
  } catch (error) {
    broken.hidden = error.name === "AbortError";
  } finally {
    box.hidden = true;
    download.disabled = false;
    receiving = null;
  }
}

if (window.ReadableStream && window.AbortController) {
  form.addEventListener("change", recount);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.submitter && event.submitter !== download) recount();
    else if (!receiving) start();
  });
  document.getElementById("stop").addEventListener("click", () => receiving?.abort());
}
