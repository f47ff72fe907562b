/* The list beside the field: what was taken along, and how far each is. */

import { ATTENTION, DELIVERED, WAITING } from "../notes/outbox.js";
import { isOpen, isTwo, rowKey } from "./rows.js";

const $ = (id) => document.getElementById(id);
const LONGEST = 120;

export const number = (value) => new Intl.NumberFormat(document.documentElement.lang).format(value);

/** A copy of a badge of the page. */
const badge = (name) => $("parts").querySelector(`[data-badge="${name}"]`).firstElementChild.cloneNode(true);

/** A text with its language and its direction, as the list that was taken along knows it. */
export function written(element, text, tag, languages) {
  const [, direction] = languages[tag] || ["", "auto"];
  Object.assign(element, { textContent: text, lang: tag, dir: direction });
  return element;
}

/** What a row says of itself besides its words; one sign, the most pressing. */
export function signs(row) {
  const { own, begun, rendering } = row;
  if (own && own.state === ATTENTION) return [badge("attention")];
  if (begun) return [badge("begun")];
  if (own && own.state === WAITING) return [badge("tablet")];
  if (own && own.state === DELIVERED) return [badge("delivered"), ...(isTwo(row) ? [badge("conflict")] : [])];
  if (rendering && rendering.is_held) return [badge("held")];
  if (isTwo(row)) return [badge("conflict")];
  if (!rendering) return [];
  return [badge(rendering.is_stale ? "stale" : rendering.state)];
}

/** Show the rows; the one with this key is open. Whoever is on one of them stays there. */
export function show(rows, current, languages, open) {
  const held = document.activeElement.closest("#rows [data-key]");
  const key = held && held.dataset.key;
  $("rows").replaceChildren(...rows.map((row) => itemOf(row, current, languages, open)));
  const again = key && $("rows").querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (again) again.focus();
  $("left").textContent = number(rows.filter(isOpen).length);
}

function itemOf(row, current, languages, open) {
  const item = $("parts").querySelector("li").cloneNode(true);
  const button = item.querySelector("button");
  const text = row.text || (row.begun || (row.own ? row.own.statement : { text: "" })).text;
  button.dataset.key = rowKey(row);
  item.querySelector(".chip").textContent = row.question;
  written(item.querySelector(".desk-text"), text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text, row.text ? row.language : row.into, languages);
  item.querySelector(".desk-badge").replaceChildren(...signs(row));
  if (rowKey(row) === current) button.setAttribute("aria-current", "true");
  button.onclick = () => open(rowKey(row));
  return item;
}

/** How much waits, of every language; where the words are not shown, how much there is of each kind. */
export function count(saves, begun, isLocked) {
  const among = (wanted) => saves.filter(({ state }) => state === wanted).length;
  tell("waiting", among(WAITING));
  tell("unread", isLocked ? among(ATTENTION) : 0);
  tell("unfinished", isLocked ? begun.length : 0);
  $("rows").hidden = $("head").hidden = isLocked;
}

function tell(name, amount) {
  $(name).hidden = !amount;
  $(name).querySelector("b").textContent = number(amount);
}
