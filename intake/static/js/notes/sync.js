/* Sends what waits on the tablet until the server has given a receipt for it. A bad answer, a portal's page or no network at all
   only ever mean: later. Pure but for what it is handed, so that node can test it. */

import { ATTENTION, BATCH, WAITING, batch, due, isAccount, isKept, newId, pause, payload, receipt, route, settled } from "./outbox.js";

/** Time after which an answer is not waited for any longer; time between two requests, from whatever tab of this tablet. */
const PATIENCE = 20000, SPACING = 2000;
/** How often a tablet asks what is in a backup by now, while it keeps the words of what it delivered. */
const BEAT = 60000;

/**
 * The token of the device that a page is of, asked for with the page's form token: the cookie that holds it is out of a script's reach. Null
 * when it cannot be had, or another device's was wanted.
 */
export async function askKey(wanted, device, address, formToken, store) {
  try {
    const headers = { "X-CSRFToken": await formToken(), Accept: "application/json" };
    const response = await fetch(address, { method: "POST", headers, redirect: "error", cache: "no-store" });
    const answer = await response.json();
    if (!answer.token || answer.device !== device) return null;
    await store.keepDevice(answer).catch(() => {});
    return wanted === device ? answer.token : null;
  } catch {
    return null;
  }
}

/**
 * store: see store.js. api: the address under which each route is. key(device): the device's token when the store has none, or null.
 * changed(saves): called with what was settled, and after every attempt. lost(device): the server knows this device no more; resolves with
 * whether its saves were given to another one. mine(device): whether it sends for this one. sent: the moment of the last request, for all
 * tabs. Returns {drain, deliver, state}.
 */
export function createSync({
  store, api, key, changed, lost = async () => false, mine = (one) => !isAccount(one), sent = store.sent, now = Date.now, locks = navigator.locks,
  fetch = (...given) => self.fetch(...given), later = (task, ms) => { const timer = setTimeout(task, ms); return () => clearTimeout(timer); },
}) {
  const state = { failures: 0, joined: true, wait: 0 };
  /** When each device had its last receipt. */
  const heard = new Map();
  let running = null;
  let again = false;
  let cancel = () => {};
  /** How long the last answer was waited for in vain. */
  let spent = 0;

  /** Send now; resolves when there is nothing more to do for the moment. */
  function drain() {
    again = Boolean(running);
    running = running || alone(pass).finally(() => {
      running = null;
      if (again) drain();
    });
    return running;
  }

  /** One tab at a time where the browser can say so; where it cannot, sending twice does no harm. */
  function alone(task) {
    if (!locks) return task();
    return locks.request("intake-send", { ifAvailable: true }, (lock) => (lock ? task() : plan(1)));
  }

  async function pass() {
    cancel();
    let failed = false;
    state.isKeeping = false;
    try {
      for (const device of (await store.devices()).filter(mine)) failed = !(await empty(device)) || failed;
    } catch {
      failed = true;
    }
    state.failures = failed ? state.failures + 1 : 0;
    if (failed) plan(state.failures);
    else if (state.isKeeping) cancel = later(drain, BEAT * (0.75 + Math.random() / 2));
    changed([]);
  }

  function plan(failures) {
    cancel();
    // An answer that never came took its part of the pause.
    cancel = later(drain, Math.max(pause(failures) - spent, 0, state.wait));
    spent = 0;
  }

  /** Whether it is time to ask for a receipt although nothing waits. */
  const isDue = (device) => Math.abs(now() - (heard.get(device.device) || 0)) >= BEAT * 0.7;

  /** Send one device's saves, all about one statement in order; false when some had to stay. A request that is refused is taken apart. */
  async function empty(device) {
    const passed = new Set();
    let most = BATCH;
    for (;;) {
      const every = await store.saves(device.device);
      const waiting = due(every.filter((save) => save.state === WAITING), passed);
      const isKeeping = every.some(isKept);
      state.isKeeping = state.isKeeping || isKeeping;
      if (!waiting.length && !(isKeeping && isDue(device))) return !passed.size;
      device.sequence = Math.max(device.sequence || 0, ...every.slice(-1).map((save) => save.sequence));
      const readable = await store.opened(waiting.slice(0, most));
      const torn = readable.filter((save) => save.state !== WAITING);
      const saves = torn.length ? [] : batch(readable, most);
      const found = torn.length ? torn : await deliver(device, saves);
      if (found) {
        await store.settle(device.device, found, torn.length ? {} : state.receipt);
        changed(found);
      } else if (state.refused && saves.length > 1) {
        most = 1;
      } else if (state.refused && saves.length && !passed.size) {
        // The server stumbles over this one: the others go on without it, unless they make it stumble too.
        passed.add(saves[0].sequence);
      } else {
        if (state.joined || !(await lost(device))) return false;
        again = true;
        return true;
      }
    }
  }

  /** The saves as they are after one request for them; null when there is no receipt. */
  async function deliver(device, saves) {
    const nonce = newId();
    const token = device.token || (await key(device.device));
    const { status, answer, wait = 0 } = token ? await send(token, route(saves[0]), payload(saves, nonce, device.sequence)) : {};
    const error = answer && answer.error;
    state.wait = wait;
    state.joined = !(status === 401 && error);
    state.refused = Boolean(error) && [400, 413, 500].includes(status);
    // What is refused even alone needs somebody's attention; a fault of the server may pass.
    if (state.refused && status < 500 && saves.length === 1) return [{ ...saves[0], state: ATTENTION, message: error.message || "" }];
    const results = status === 200 ? receipt(answer, nonce, saves, device.store) : null;
    if (results) {
      heard.set(device.device, now());
      state.receipt = answer;
    }
    return results && saves.map((save, index) => settled(save, results[index]));
  }

  /** Not before its time. A clock that was set back keeps nobody waiting. */
  async function pace() {
    for (;;) {
      const left = sent.get() + SPACING - now();
      if (left <= 0 || left > SPACING) return sent.set(now());
      await new Promise((resolve) => { later(resolve, left); });
    }
  }

  async function send(token, where, body) {
    await pace();
    const stop = new AbortController();
    const began = now();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const response = await fetch(api + where, {
        method: "PUT",
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
        body: JSON.stringify(body),
        redirect: "error",
        cache: "no-store",
        credentials: "omit",
        signal: stop.signal,
      });
      const isJson = (response.headers.get("Content-Type") || "").startsWith("application/json");
      const wait = Number(response.headers.get("Retry-After")) * 1000 || 0;
      return { status: response.status, answer: isJson ? await response.json() : null, wait };
    } catch {
      return { status: 0, answer: null };
    } finally {
      clearTimeout(timer);
      spent = Math.max(0, now() - began);
    }
  }

  return { drain, deliver, state };
}
