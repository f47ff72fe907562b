/* Translating away from the server: what was taken along, one statement after the other, kept in this browser first and sent from there. */

import { canSeal, toFile } from "../notes/files.js";
import { DELIVERED } from "../notes/outbox.js";
import * as store from "../notes/store.js";
import * as field from "./field.js";
import * as list from "./list.js";
import * as lock from "./lock.js";
import { following, isOpen, rowKey, together } from "./rows.js";
import { createSending } from "./sending.js";
import * as taking from "./taking.js";

const settings = JSON.parse(document.getElementById("settings").textContent);
const { device } = settings;
const $ = (id) => document.getElementById(id);
/** How often a page that is only looked at sees whether its time is over; milliseconds. */
const BEAT = 30000;
const NOTHING = { into: "", languages: {}, terms: [], statements: [] };

let taken = null;
let rows = [];
let current = "";
let isAway = false;
/** What was delivered while this page is open stays in its list. */
const recent = new Set();

const sync = createSending(settings, changed);

/** Show a sentence of the page, or none. */
const say = (name, isSo) => { document.querySelector(`[data-say="${name}"]`).hidden = !isSo; };

/** Whether nobody may read here any more: the sign-in is over, as far as this browser knows. */
const isLocked = () => !lock.isOpen(device);

async function show() {
  const every = await store.saves(device);
  const { others = [] } = (await store.draft(device)) || {};
  // Another sign-in, or the browser's own clock, may have ended it since.
  if (isLocked()) await leave();
  const saves = isLocked() ? every : await store.opened(every);
  rows = isLocked() ? [] : together(taken || NOTHING, saves, others);
  list.count(every, others, isLocked());
  say("file", (await canSeal()) && (others.length || every.some(({ state }) => state !== DELIVERED)));
  const here = rows.find((row) => rowKey(row) === current);
  if (here) field.renew(here);
  list.show(rows, current, (taken || NOTHING).languages, open);
  say("signed_out", isLocked() || sync.state.out === "signed_out");
  say("nothing", Boolean(taken) && !rows.some(isOpen));
  say("no_list", !taken && !isLocked());
}

/** Nothing that anybody said stays on the page; what was being written is kept already. */
async function leave() {
  taken = null;
  current = "";
  field.close();
  await taking.drop(device).catch(() => {});
}

function open(key) {
  const row = rows.find((one) => rowKey(one) === key);
  if (!row) return;
  current = key;
  field.open(row, taken || NOTHING);
  list.show(rows, current, (taken || NOTHING).languages, open);
  field.focus();
}

/** After a save: the next one by itself. */
async function saved(row) {
  say("keepless", false);
  say("saved", false);
  $("saved").textContent = "";
  await show();
  const next = following(rows, rowKey(row));
  if (next) open(rowKey(next));
  else field.close();
  if (!next) current = "";
  await show();
  $("saved").textContent = $("saved").dataset.word;
  sync.drain();
}

/** What was answered, and how things stand with the server. */
async function changed(saves) {
  for (const { state, statement } of saves) if (state === DELIVERED) recent.add(statement.statement);
  const { out } = sync.state;
  if (out === "signed_out") await taking.dropLists().catch(() => {});
  say("refused", out && out !== "signed_out");
  $("refusal").textContent = out === "signed_out" ? "" : out;
  await show().catch(() => {});
  // What somebody else made of it meanwhile, or that it is decided, stands in the list.
  const isNews = saves.some(({ reason, statement }) => reason === "conflict" || statement.seen);
  // Whoever may not send may perhaps not read any more, which the list's own answer says.
  if (isNews || (isAway && saves.length) || (taken ? out && !isLocked() : !isLocked())) {
    await refresh();
    begin();
  }
}

/** A file with what this person has here: sealed, so also for somebody who may read none of it. */
async function save() {
  if (await toFile(device, null, [], (one) => one.device === device)) say("saved", true);
}

/** Where the list of this page is, by its filters. */
const address = () => settings.list + location.search;

/** Take the list along anew. What is in no list any more stays while something of it is here. */
async function refresh() {
  const isSame = taken && taken.address === address();
  const found = await taking.ask(address(), device, isSame ? taken.etag : "");
  if (found.isOther) return void sync.drain();
  if (found.status === 401) await taking.dropLists();
  if ([403, 404].includes(found.status)) await leave();
  isAway = !found.list && !found.isKnown && !found.error;
  say("offline", isAway);
  if (found.list) {
    const names = new Set(found.list.statements.map(({ id }) => id));
    const stays = ({ id, own, begun }) => !names.has(id) && (begun || recent.has(id) || (own && own.state !== DELIVERED));
    const kept = rows.filter((row) => row.text && row.into === found.list.into && stays(row)).map(({ own: _own, begun: _begun, ...row }) => row);
    taken = { ...found.list, statements: [...found.list.statements, ...kept], languages: { ...(taken || NOTHING).languages, ...found.list.languages } };
    await taking.keep(device, taken).catch(() => say("keepless", true));
  }
  if (!isAway && !found.error) await sync.introduce();
  if (!isAway && !found.error) document.documentElement.dataset.kept = await taking.keepPage(settings).catch(() => false);
  say("kept", document.documentElement.dataset.kept === "true" && Boolean(taken));
  await show();
}

/** Ask for it when there is none, or none from the server. */
async function renew() {
  if (!isAway && !isLocked()) return;
  await refresh();
  begin();
}

function begin() {
  const into = taken ? taken.into : new URLSearchParams(location.search).get("into") || "";
  $("into").textContent = taken ? taken.languages[into][0] : "";
  const first = rows.find((row) => row.begun) || rows.find(isOpen);
  if (!current && first) open(rowKey(first));
}

async function start() {
  $("desk").hidden = false;
  $("back").href = settings.statement + location.search;
  $("sign-in").href = `${settings.signIn}?next=${encodeURIComponent(location.pathname + location.search)}`;
  field.wire(device, {
    begun: () => {
      say("keepless", false);
      say("saved", false);
    },
    saved,
    failed: () => say("keepless", true),
  });
  document.querySelector(".languages form").onsubmit = switchLanguage;
  document.querySelector("[name=send]").onclick = () => sync.drain();
  document.querySelector("[name=file]").onclick = save;
  try {
    await store.keepDevice({ device });
    say("unlocked", !(await store.tabletKey()));
    taken = await taking.load(device, new URLSearchParams(location.search).get("into"));
    await show();
    if (taken && taken.address === address()) begin();
  } catch {
    say("keepless", true);
  }
  await refresh().catch(() => {});
  begin();
  sync.drain();
  for (const name of ["online", "focus", "pageshow"]) addEventListener(name, again);
  document.addEventListener("visibilitychange", () => document.hidden || again());
  const look = () => { if (taken && isLocked()) show().catch(() => {}); };
  setInterval(look, BEAT);
  // Any answer to any page of this browser may have ended it.
  if (self.cookieStore) cookieStore.addEventListener("change", look);
  document.documentElement.dataset.ready = "true";
}

/** Without the server the menu of languages opens the kept page in the chosen one. */
function switchLanguage(event) {
  if (!isAway) return;
  event.preventDefault();
  const query = new URLSearchParams(location.search);
  query.set("lang", event.submitter.value);
  location.search = query;
}

/** The network may be back, or another tab has saved something. */
function again() {
  show().catch(() => {});
  renew().catch(() => {});
  sync.drain();
  // Also where nothing is to be sent: whether this person may still read.
  if (taken) sync.introduce().then(() => changed([])).catch(() => {});
}

start();
