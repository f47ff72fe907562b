/* Sends what waits on the tablet until the server has given a receipt for it. A bad answer, a portal's page or no network at all
   only ever mean: later. Pure but for what it is handed, so that node can test it. */

import { ATTENTION, BATCH, DELIVERED, WAITING, batch, forgotten, newId, pause, payload, receipt, settled } from "./outbox.js";

/** Time after which an answer is not waited for any longer. */
const PATIENCE = 20000;

/**
 * store: see store.js. key(device): the device's token when the store has none, or null. fetch, locks, later(task, ms) → cancel():
 * the browser's. changed(saves): called with what was settled, and after every attempt. Returns {drain, deliver, state}.
 */
export function createSync({ store, address, key, fetch, later, locks, changed }) {
  const state = { failures: 0, joined: true };
  let running = null;
  let again = false;
  let cancel = () => {};

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
    try {
      for (const device of await store.devices()) failed = !(await empty(device)) || failed;
    } catch {
      failed = true;
    }
    state.failures = failed ? state.failures + 1 : 0;
    if (failed) plan(state.failures);
    changed([]);
  }

  function plan(failures) {
    cancel();
    cancel = later(drain, pause(failures));
  }

  /** Send one device's saves in order; false when some had to stay. */
  async function empty(device) {
    let most = BATCH;
    for (;;) {
      const waiting = (await store.saves(device.device)).filter((save) => save.state === WAITING);
      if (!waiting.length) return true;
      const saves = batch(waiting, most);
      const found = await deliver(device, saves);
      if (found) {
        await store.settle(found.map((save) => (save.state === DELIVERED ? forgotten(save) : save)));
        changed(found);
      } else if (state.tooLarge) {
        most = 1;
      } else {
        return false;
      }
    }
  }

  /** The saves as they are after one request for them; null when there is no receipt. */
  async function deliver(device, saves) {
    const nonce = newId();
    const token = device.token || (await key(device.device));
    const { status, answer } = token ? await send(token, payload(saves, nonce, device.sequence || undefined)) : {};
    const isOurs = answer && answer.error;
    state.joined = !(status === 401 && isOurs);
    state.tooLarge = status === 413 && Boolean(isOurs);
    // What is too large even alone needs somebody's attention.
    if (state.tooLarge && saves.length === 1) return [{ ...saves[0], state: ATTENTION, message: answer.error.message }];
    const results = status === 200 ? receipt(answer, nonce, saves, device.store) : null;
    return results && saves.map((save, index) => settled(save, results[index]));
  }

  async function send(token, body) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const response = await fetch(address, {
        method: "PUT",
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
        body: JSON.stringify(body),
        redirect: "error",
        cache: "no-store",
        credentials: "omit",
        signal: stop.signal,
      });
      const isJson = (response.headers.get("Content-Type") || "").startsWith("application/json");
      return { status: response.status, answer: isJson ? await response.json() : null };
    } catch {
      return { status: 0, answer: null };
    } finally {
      clearTimeout(timer);
    }
  }

  return { drain, deliver, state };
}
