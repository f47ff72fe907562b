/* What the tablet keeps of each save, what it sends, and what counts as delivered. Pure: no page, no network, no storage.
   A save is {device, sequence, state, statement, what, version, reason, message}; nothing in here ever drops one. `what` is "rendering" or
   "confirmation", and missing for a statement; `statement` is what is sent, whichever it is. */

export const WAITING = "waiting", DELIVERED = "delivered", ATTENTION = "attention";
/** Saves in one request, and about how many characters. */
export const BATCH = 25, BATCH_LENGTH = 60000;
/** With the requests of a whole evening two seconds apart, everything is out within half a minute of an outage's end. */
const LONGEST_PAUSE = 15000;

/** A version 7 UUID; crypto.randomUUID is missing on plain http and before 2022, and a clock may stand before 1970. */
export function newId(now = Date.now(), random = crypto.getRandomValues(new Uint8Array(10))) {
  const time = Math.abs(now).toString(16).padStart(12, "0");
  const bytes = [0x70 | (random[0] & 15), random[1], 0x80 | (random[2] & 63), ...random.subarray(3)];
  const rest = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [time.slice(0, 8), time.slice(8), rest.slice(0, 4), rest.slice(4, 8), rest.slice(8)].join("-");
}

/** The statement that stands in a form, as it is sent; `values` are the form's, by name. */
export function written(values, now = new Date()) {
  const revision = Number(values.revision);
  return {
    id: values.id,
    revision,
    base: Number(values.base) || (revision === 1 ? 0 : null),
    question: values.question,
    text: values.text,
    language: values.language === "other" ? values.tag.trim() : values.language,
    kind: values.kind,
    agreed: Number(values.agreed) || 0,
    captured_at: now.toISOString(),
    withdrawn: false,
  };
}

/** The first of the waiting saves that fit into one request; at least one, however long. */
export function batch(saves, most = BATCH) {
  let length = 0;
  const end = saves.findIndex((save, index) => {
    length += save.statement.text.length;
    return index === most || (index > 0 && length > BATCH_LENGTH);
  });
  return end < 0 ? saves : saves.slice(0, end);
}

/** Whether something is of a person with an account, who sends it by signing in (js/desk), and no tablet's. */
export const isAccount = ({ device }) => device.startsWith("account:");

/** What saves are of, as the API calls it: "statements", "renderings" or "confirmations". */
export const route = ({ what = "statement" } = {}) => `${what}s`;

/** Of what waits, in order, what goes next and at once: of one kind, and nothing before an earlier save about the same statement. */
export function due(waiting, passed) {
  const behind = new Set();
  let first;
  return waiting.filter((save) => {
    const { id, statement = id } = save.statement;
    const isNext = !passed.has(save.sequence) && !behind.has(statement) && route(save) === (first = first || route(save));
    if (!isNext) behind.add(statement);
    return isNext;
  });
}

/** The body of a request; `saved` is how many saves the tablet has numbered, so that an organizer sees what is still on it. */
export function payload(saves, nonce, saved) {
  return { schema: 1, nonce, saved, [route(saves[0])]: saves.map((save) => ({ ...save.statement, sequence: save.sequence })) };
}

const KNOWN = ["stored", "unchanged", "held", "conflict", "rejected"];

/** The results for these saves, in their order; null unless the answer is this store's own receipt for this very request. */
export function receipt(answer, nonce, saves, store) {
  const results = answer && answer.intake === 1 && answer.nonce === nonce && answer.results;
  if (!Array.isArray(results) || results.length !== saves.length || (store && answer.store !== store)) return null;
  const fits = (result, index) => result && result.id === saves[index].statement.id
    && result.revision === saves[index].statement.revision && KNOWN.includes(result.status);
  return results.every(fits) ? results : null;
}

/** The save after its result: delivered, or kept for somebody to look at. */
export function settled(save, result) {
  const { code = "", message = "" } = result.problem || {};
  if (result.status === "rejected") return { ...save, state: ATTENTION, reason: code, message };
  const reason = result.status === "conflict" ? "conflict" : code;
  return { ...save, state: DELIVERED, version: result.version, reason, message: "" };
}

/** Whether the tablet still has the words of a save that was delivered. */
export const isKept = ({ state, statement }) => state === DELIVERED && Boolean(statement.said);

/**
 * A save after any receipt of its device. Of what is in a backup the tablet keeps enough to know it again, and nothing that anybody
 * said; what is in none waits again when the store was restored from an older one.
 */
export function after(save, safe, isRestored) {
  if (!isKept(save)) return save;
  const { id, revision, withdrawn, captured_at } = save.statement;
  if (save.sequence <= safe) return { ...save, statement: { id, revision, withdrawn, captured_at } };
  return isRestored ? { ...save, state: WAITING, reason: "", message: "" } : save;
}

/** The newest state of each statement of these saves, in the order of their first save. */
export const entries = (saves) => newest(saves.filter((save) => route(save) === "statements"));

/** The same of everything, whatever it is. */
export function newest(saves) {
  const found = new Map();
  for (const save of saves) {
    const { captured_at: at, withdrawn, ...fields } = save.statement;
    const before = found.get(fields.id);
    found.set(fields.id, { ...fields, at: before ? before.at : at, ...fate(save, before ? before.version : 0) });
  }
  return [...found.values()];
}

/** What the list says of a save beside its words. */
export function fate({ state, statement, version, reason, message }, known = 0) {
  const isHeld = state === DELIVERED && reason && reason !== "conflict";
  return {
    version: version || known,
    delivery: state === WAITING ? "tablet" : state,
    status: statement.withdrawn ? "withdrawn" : isHeld ? "held" : "active",
    reason: reason || "",
    message: message || "",
  };
}

/** How long to wait after so many failures in a row: 2 s, doubled each time up to 15 s, never all tablets at once. */
export function pause(failures, random = Math.random()) {
  return Math.min(LONGEST_PAUSE, 1000 * 2 ** failures) * (0.75 + random / 2);
}
