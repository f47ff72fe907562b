/* A tablet without a page: the scripts that keep and send are the page's own, around them stands what a browser would give them.
   The notetaker follows a script of acts; what became of each save and each request is told. */

import "fake-indexeddb/auto";
import { parentPort, workerData } from "node:worker_threads";

const { device, api, acts, begin, scripts, failures, habits } = workerData;
const tell = (fact) => parentPort.postMessage(fact);

Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
globalThis.isSecureContext = true;
globalThis.localStorage = {
  getItem(name) { return Object.hasOwn(this, name) ? this[name] : null; },
  setItem(name, value) { this[name] = String(value); },
  removeItem(name) { delete this[name]; },
};

const { newId } = await import(`${scripts}/outbox.js`);
const store = await import(`${scripts}/store.js`);
const { createSync } = await import(`${scripts}/sync.js`);

/** Statements of this tablet by the mark in their text: {id, revision}; what the server said their version is, by id. */
const written = new Map(), versions = new Map();

const sync = createSync({
  store,
  api,
  key: async () => device.token,
  fetch: watched,
  later: (task, ms) => { const timer = setTimeout(task, ms); return () => clearTimeout(timer); },
  // A habit of a control: it never looks when it sent last.
  sent: habits.includes("hasty") ? { get: () => 0, set: () => {} } : store.sent,
  locks: null,
  changed,
});

/** The network, with each request told: begin, end, statements in it, whether the answer was one to this very request. */
async function watched(where, request) {
  const started = Date.now();
  const asked = JSON.parse(request.body);
  const told = (answered) => tell({ asked: [started, Date.now(), asked.statements.length, answered] });
  try {
    const response = await fetch(where, request);
    const { ok, status, headers } = response;
    const text = await response.text();
    told(ok && text.includes(asked.nonce));
    if (ok && habits.includes("believing")) return believed(asked);
    return new Response(text || null, { status, headers });
  } catch (error) {
    told(false);
    throw error;
  }
}

/** Another habit: whatever was answered well is taken for a receipt. */
function believed({ nonce, statements }) {
  const results = statements.map(({ id, revision }) => ({ id, revision, version: 1, status: "stored", problem: null }));
  return Response.json({ intake: 1, store: device.store, epoch: 1, nonce, safe_sequence: 0, results });
}

function changed(saves) {
  for (const { statement, version } of saves) versions.set(statement.id, version);
  const those = (state) => saves.filter((save) => save.state === state).map((save) => save.sequence);
  const delivered = those("delivered"), attention = those("attention");
  if (delivered.length) tell({ delivered, at: Date.now() });
  if (attention.length) tell({ attention });
}

/** Save, change or withdraw, as the page does. */
async function act({ mark, text, language, withdrawn }) {
  const before = written.get(mark);
  const statement = {
    id: before ? before.id : newId(),
    revision: before ? before.revision + 1 : 1,
    base: before ? versions.get(before.id) || null : 0,
    question: "Q1", text, language, kind: "quote", agreed: 0, captured_at: new Date().toISOString(), withdrawn,
  };
  const kept = await store.add(device.device, statement, newId);
  written.set(mark, { id: kept.statement.id, revision: kept.statement.revision });
  tell({ saved: kept.sequence, at: Date.now() });
  sync.drain();
}

await store.keepDevice(device);
sync.state.failures = failures;
tell({ ready: true });
for (const one of acts) {
  await new Promise((resolve) => { setTimeout(resolve, begin + one.at * 1000 - Date.now()); });
  await act(one);
}
tell({ finished: true });
