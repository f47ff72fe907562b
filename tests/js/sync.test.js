import assert from "node:assert/strict";
import { test } from "node:test";
import { after } from "../../intake/static/js/notes/outbox.js";
import { createSync } from "../../intake/static/js/notes/sync.js";

/** A store in memory, a server that keeps what it accepts by id and revision, and a network that may be bent. */
function hall({ devices = [{ device: "d", token: "t", store: "s" }], bend = (answer) => answer, ...more } = {}) {
  const saves = new Map();
  const server = new Map();
  const requests = [];
  const pauses = [];
  const backups = { epoch: 1, safe: 0 };
  let clock = 1e12;
  let last = 0;
  const moments = [];
  const store = {
    devices: async () => devices,
    saves: async (device) => [...saves.values()].filter((save) => save.device === device),
    opened: async (some) => some.map(({ statement: { said, ...rest }, ...save }) => ({ ...save, statement: { ...rest, ...said } })),
    settle: async (device, settled, { epoch, safe_sequence: safe } = {}) => {
      for (const { statement: _, ...save } of settled) saves.set(save.device + save.sequence, { ...saves.get(save.device + save.sequence), ...save });
      const known = devices.find((one) => one.device === device);
      const isRestored = Boolean(epoch && known.epoch && known.epoch !== epoch);
      known.epoch = epoch || known.epoch;
      if (epoch) for (const [name, save] of saves) if (save.device === device) saves.set(name, after(save, safe, isRestored));
    },
  };
  const accept = (token, elements, { nonce }) => ({
    intake: 1, store: "s", epoch: backups.epoch, nonce, safe_sequence: backups.safe,
    results: elements.map(({ id, revision, text, statement }) => {
      if (statement && !server.has(`${statement}1`)) return { id, revision, version: 0, status: "rejected", problem: { code: "unknown_statement", message: "?" } };
      if (text.includes("\0")) return { id, revision, version: 0, status: "rejected", problem: { code: "control_character", message: "No." } };
      const status = server.has(id + revision) ? "unchanged" : "stored";
      server.set(id + revision, { token, text });
      return { id, revision, version: 1, status, problem: null };
    }),
  });
  const sync = createSync({
    store, api: "/api/v1/", key: async () => null, changed: () => {}, locks: null,
    later: (task, ms) => {
      if (task.name === "drain") pauses.push(ms);
      else { clock += ms; task(); }
      return () => {};
    },
    now: () => clock,
    sent: { get: () => last, set: (moment) => { last = moment; moments.push(moment); } },
    fetch: async (address, { headers, body, redirect, signal }) => {
      assert.equal(redirect, "error");
      assert.ok(signal);
      const request = JSON.parse(body);
      const token = headers.Authorization.replace("Bearer ", "");
      const where = address.replace("/api/v1/", "");
      requests.push({ token, where, saved: request.saved, ids: request[where].map(({ id }) => id) });
      return bend(json(accept(token, request[where], request)), request, requests.length, token);
    },
    ...more,
  });
  const add = (sequence, text = `said ${sequence}`, device = "d") => saves.set(device + sequence, {
    device, sequence, state: "waiting", version: 0, reason: "", message: "",
    statement: { id: `${device}-${sequence}`, revision: 1, said: { text } },
  });
  const about = (sequence, of, what = "rendering") => saves.set(`d${sequence}`, {
    device: "d", sequence, state: "waiting", version: 0, reason: "", message: "", what,
    statement: { id: `d-${sequence}`, statement: `d-${of}`, revision: 1, said: { text: `made ${sequence}` } },
  });
  const states = () => [...saves.values()].map((save) => save.state);
  const passes = (ms) => { clock += ms; };
  return { add, about, states, saves, server, requests, pauses, moments, sync, backups, passes };
}

function json(content, status = 200) {
  return { status, headers: new Headers({ "Content-Type": "application/json" }), json: async () => content };
}
const html = (status) => ({ status, headers: new Headers({ "Content-Type": "text/html" }), json: async () => { throw new SyntaxError(); } });

test("each request says how many saves the tablet has numbered", async () => {
  const { add, requests, sync } = hall({ devices: [{ device: "d", token: "t", store: "s", sequence: 60 }] });
  for (let sequence = 31; sequence <= 60; sequence += 1) add(sequence);
  await sync.drain();
  assert.deepEqual(requests.map(({ saved }) => saved), [60, 60]);
});

test("everything that waits is delivered, in order, 25 at a time", async () => {
  const { add, states, server, requests, sync, pauses } = hall();
  for (let sequence = 1; sequence <= 60; sequence += 1) add(sequence);
  await sync.drain();
  assert.deepEqual(requests.map(({ ids }) => ids.length), [25, 25, 10]);
  assert.equal(requests[0].ids[0], "d-1");
  assert.equal(server.size, 60);
  assert.ok(states().every((state) => state === "delivered"));
  assert.equal(pauses.length, 1, "it asks again for a receipt, since nothing is in a backup yet");
  assert.ok(pauses[0] >= 45000);
});

test("an evening of statements and their renderings goes out in few requests, each of one kind, nothing before what it is about", async () => {
  const { add, about, states, requests, sync } = hall();
  for (let sequence = 1; sequence <= 60; sequence += 2) {
    add(sequence);
    about(sequence + 1, sequence);
  }
  about(61, 59, "confirmation");
  await sync.drain();
  assert.deepEqual(requests.map(({ where, ids }) => [where, ids.length]), [
    ["statements", 25], ["renderings", 25], ["statements", 5], ["renderings", 5], ["confirmations", 1],
  ]);
  assert.ok(states().every((state) => state === "delivered"), "none arrived before its statement");
});

test("a rendering that is not taken needs attention, keeps its words and holds up no other", async () => {
  const { add, about, states, saves, sync } = hall();
  about(1, 9);
  add(2);
  about(3, 2);
  await sync.drain();
  assert.deepEqual(states(), ["attention", "delivered", "delivered"]);
  assert.deepEqual([saves.get("d1").reason, saves.get("d1").statement.said.text], ["unknown_statement", "made 1"]);
});

test("while the server stumbles over a statement, what was made of it stays with it", async () => {
  let isBroken = true;
  const stumbles = ({ statements = [] }) => isBroken && statements.some(({ text }) => text === "stone");
  const { add, about, states, sync } = hall({
    bend: (answer, request) => (stumbles(request) ? json({ error: { code: "fault", message: "" } }, 500) : answer),
  });
  add(1, "stone");
  about(2, 1);
  add(3);
  about(4, 3);
  await sync.drain();
  assert.deepEqual(states(), ["waiting", "waiting", "delivered", "delivered"]);
  isBroken = false;
  await sync.drain();
  assert.ok(states().every((state) => state === "delivered"));
});

test("after a restore renderings are offered again too", async () => {
  const { add, about, states, server, sync, backups, passes } = hall();
  add(1);
  about(2, 1);
  await sync.drain();
  server.clear();
  backups.epoch = 2;
  passes(60000);
  await sync.drain();
  assert.deepEqual([states(), [...server.values()].map(({ text }) => text)], [["delivered", "delivered"], ["said 1", "made 2"]]);
});

test("words are forgotten when they are in a backup, and asking ends", async () => {
  const { add, saves, requests, sync, backups, pauses, passes } = hall();
  for (let sequence = 1; sequence <= 3; sequence += 1) add(sequence);
  await sync.drain();
  assert.ok(JSON.stringify([...saves.values()]).includes("said 3"));
  backups.safe = 2;
  passes(60000);
  await sync.drain();
  assert.deepEqual(requests[1].ids, []);
  assert.deepEqual([...saves.values()].map(({ statement }) => Boolean(statement.said)), [false, false, true]);
  backups.safe = 3;
  passes(60000);
  await sync.drain();
  assert.ok(!JSON.stringify([...saves.values()]).includes("said"), "no words stay on the tablet");
  const asked = pauses.length;
  passes(60000);
  await sync.drain();
  assert.deepEqual([requests.length, pauses.length], [3, asked]);
});

test("after a restore what is in no backup is offered again, once, and nothing else", async () => {
  const { add, states, server, requests, sync, backups, passes } = hall();
  for (let sequence = 1; sequence <= 50; sequence += 1) add(sequence);
  backups.safe = 20;
  await sync.drain();
  for (let sequence = 21; sequence <= 50; sequence += 1) server.delete(`d-${sequence}1`);
  backups.epoch = 2;
  passes(60000);
  await sync.drain();
  assert.deepEqual(requests.slice(2).map(({ ids }) => ids.length), [0, 25, 5]);
  assert.equal(server.size, 50);
  assert.ok(states().every((state) => state === "delivered"));
});

test("what a server knows no more is given to the device that came after", async () => {
  const devices = [{ device: "d", token: "gone", store: "s" }, { device: "e", token: "t", store: "s" }];
  const lost = async (device) => {
    hallway.saves.delete(`${device.device}1`);
    hallway.add(1, "said 1", "e");
    return true;
  };
  const bend = (answer, _request, _count, token) => (token === "gone" ? json({ error: { code: "not_joined", message: "" } }, 401) : answer);
  const hallway = hall({ devices, lost, bend });
  hallway.add(1);
  await hallway.sync.drain();
  assert.deepEqual(hallway.states(), ["delivered"]);
});

const PORTALS = {
  "a page with status 200": () => html(200),
  "a redirect": () => { throw new TypeError("redirect"); },
  "no content": () => html(204),
  "network authentication": () => html(511),
  "empty JSON": () => json({}),
  "JSON that is not an answer": () => json("ok"),
  "somebody else's receipt": (_answer, request) => json({ intake: 1, store: "s", nonce: "another", results: request.statements }),
  "another server": (answer) => ({ ...answer, json: async () => ({ ...(await answer.json()), store: "t" }) }),
  "an error of ours": () => json({ error: { code: "unavailable", message: "Busy." } }, 503),
};
for (const [name, bend] of Object.entries(PORTALS)) {
  test(`${name} is not taken as delivered, and is tried again`, async () => {
    let isBent = true;
    const { add, states, sync, pauses } = hall({ bend: (...given) => (isBent ? bend(...given) : given[0]) });
    add(1);
    add(2);
    await sync.drain();
    assert.deepEqual(states(), ["waiting", "waiting"]);
    assert.equal(pauses.length, 1);
    await sync.drain();
    assert.ok(pauses[1] > pauses[0] * 0.9 && sync.state.failures === 2);
    isBent = false;
    await sync.drain();
    assert.deepEqual(states(), ["delivered", "delivered"]);
    assert.equal(sync.state.failures, 0);
  });
}

test("an answer that was lost is asked for again, and nothing is stored twice", async () => {
  const { add, states, server, sync } = hall({ bend: (answer, _request, count) => { if (count % 2) throw new TypeError(); return answer; } });
  add(1);
  await sync.drain();
  assert.deepEqual(states(), ["waiting"]);
  assert.equal(server.size, 1);
  await sync.drain();
  assert.deepEqual(states(), ["delivered"]);
  assert.equal(server.size, 1);
});

test("one that is rejected holds up no other and keeps its text", async () => {
  const { add, states, saves, sync, pauses } = hall();
  add(1);
  add(2, "bad\0");
  add(3);
  await sync.drain();
  assert.deepEqual(states(), ["delivered", "attention", "delivered"]);
  assert.deepEqual([saves.get("d2").message, saves.get("d2").statement.said.text], ["No.", "bad\0"]);
  assert.ok(pauses.every((ms) => ms >= 45000));
});

test("what is too large together is sent one by one; what is too large alone needs attention", async () => {
  const isLarge = ({ statements }) => statements.length > 1 || statements[0].text === "huge";
  const { add, states, sync } = hall({
    bend: (answer, request) => (isLarge(request) ? json({ error: { code: "too_large", message: "Too large." } }, 413) : answer),
  });
  add(1);
  add(2, "huge");
  add(3);
  await sync.drain();
  assert.deepEqual(states(), ["delivered", "attention", "delivered"]);
});

test("one that makes the server stumble holds up no other and keeps waiting", async () => {
  let isBroken = true;
  const stumbles = ({ statements }) => isBroken && statements.some(({ text }) => text === "stone");
  const { add, states, sync, pauses } = hall({
    bend: (answer, request) => (stumbles(request) ? json({ error: { code: "fault", message: "" } }, 500) : answer),
  });
  for (const [sequence, text] of ["one", "stone", "three", "four"].entries()) add(sequence + 1, text);
  await sync.drain();
  assert.deepEqual(states(), ["delivered", "waiting", "delivered", "delivered"]);
  assert.equal(pauses.length, 1);
  isBroken = false;
  await sync.drain();
  assert.ok(states().every((state) => state === "delivered"));
});

test("a server in trouble is not asked for every statement", async () => {
  const { add, states, requests, sync } = hall({ bend: () => json({ error: { code: "fault", message: "" } }, 500) });
  for (let sequence = 1; sequence <= 20; sequence += 1) add(sequence);
  await sync.drain();
  assert.ok(states().every((state) => state === "waiting"));
  assert.ok(requests.length <= 3);
});

test("requests are two seconds apart, and a clock that was set back stops nothing", async () => {
  const { add, moments, sync } = hall();
  for (let sequence = 1; sequence <= 60; sequence += 1) add(sequence);
  await sync.drain();
  add(61);
  await sync.drain();
  assert.deepEqual(moments.slice(1).map((moment, index) => moment - moments[index]), [2000, 2000, 2000]);
  const ahead = hall({ sent: { get: () => 2e12, set: () => {} } });
  ahead.add(1);
  await ahead.sync.drain();
  assert.deepEqual(ahead.states(), ["delivered"]);
});

test("a server that names a time is left alone as long", async () => {
  const busy = { ...json({ error: { code: "too_many", message: "" } }, 429), headers: new Headers({ "Content-Type": "application/json", "Retry-After": "90" }) };
  const { add, pauses, sync } = hall({ bend: () => busy });
  add(1);
  await sync.drain();
  assert.ok(pauses[0] >= 90000);
});

test("the time that an answer was waited for in vain is part of the pause", async () => {
  let clock = 1e12;
  const silent = async () => { clock += 20000; throw new TypeError("aborted"); };
  const { add, pauses, sync } = hall({ now: () => clock, sent: { get: () => 0, set: () => {} }, fetch: silent });
  add(1);
  sync.state.failures = 100;
  await sync.drain();
  assert.deepEqual(pauses, [0]);
});

test("each device's saves go with its own token", async () => {
  const devices = [{ device: "d", token: "t", store: "s" }, { device: "e", token: "u", store: "s" }];
  const { add, server, sync } = hall({ devices });
  add(1);
  add(1, "elsewhere", "e");
  await sync.drain();
  assert.deepEqual([...server.values()].map(({ token }) => token), ["t", "u"]);
});

test("a device without a token asks for it, and waits when there is none", async () => {
  const devices = [{ device: "d", store: "s" }];
  const without = hall({ devices });
  without.add(1);
  await without.sync.drain();
  assert.deepEqual([without.states(), without.requests.length], [["waiting"], 0]);
  const asked = hall({ devices, key: async (device) => (device === "d" ? "new" : null) });
  asked.add(1);
  await asked.sync.drain();
  assert.equal(asked.requests[0].token, "new");
});

test("what somebody with an account keeps is left to them, and they send nobody else's", async () => {
  const devices = [{ device: "account:a:score" }, { device: "d", token: "t", store: "s" }];
  const asked = [];
  const tablet = hall({ devices, key: async (device) => { asked.push(device); return null; } });
  tablet.add(1, "translated", "account:a:score");
  tablet.add(1);
  await tablet.sync.drain();
  assert.deepEqual([tablet.states(), asked, tablet.sync.state.failures], [["waiting", "delivered"], [], 0]);
  const desk = hall({ devices, mine: ({ device }) => device === "account:a:score", key: async () => "theirs" });
  desk.add(1, "translated", "account:a:score");
  desk.add(1);
  await desk.sync.drain();
  assert.deepEqual([desk.states(), desk.requests.map(({ token }) => token)], [["delivered", "waiting"], ["theirs"]]);
});

test("a token that is not known pauses and loses nothing", async () => {
  const { add, states, sync } = hall({ bend: () => json({ error: { code: "not_joined", message: "Scan again." } }, 401) });
  add(1);
  await sync.drain();
  assert.deepEqual([states(), sync.state.joined], [["waiting"], false]);
});

test("asking many times at once sends once", async () => {
  const { add, requests, sync } = hall();
  add(1);
  await Promise.all([sync.drain(), sync.drain(), sync.drain()]);
  assert.equal(requests.length, 1);
});

test("another tab that is sending is left to it", async () => {
  const locks = { request: async (_name, { ifAvailable }, task) => { assert.ok(ifAvailable); return task(null); } };
  const { add, states, requests, pauses, sync } = hall({ locks });
  add(1);
  await sync.drain();
  assert.deepEqual([states(), requests.length, pauses.length], [["waiting"], 0, 1]);
});
