/* Signing out with translations that were not sent: said once, and they stay, locked. What opens without the server does so no more. */

import { DELIVERED } from "../notes/outbox.js";
import * as store from "../notes/store.js";
import { result, transact } from "../notes/store.js";
import { forget } from "./taking.js";

const notice = document.getElementById("still-here");
const { person, form: action } = notice.dataset;
const form = document.querySelector(`form[action="${action}"]`);
let isTold = false;

/** Whether this browser has kept anything; one that cannot say so is asked. */
const mayHave = async () => !indexedDB.databases || (await indexedDB.databases()).some(({ name }) => name === store.NAME);

/** Whether something of this person is not sent: saves, or what is being written. */
async function isAnyLeft() {
  if (!(await mayHave())) return false;
  const isOwn = ({ device }) => device.startsWith(`account:${person}:`);
  const drafts = await transact(["drafts"], "readonly", (all) => result(all.getAll()));
  const saves = await store.saves();
  return drafts.some((one) => isOwn(one) && (one.others || []).length) || saves.some((one) => isOwn(one) && one.state !== DELIVERED);
}

async function leave() {
  if (!isTold && (await isAnyLeft().catch(() => false))) {
    isTold = true;
    notice.hidden = false;
    return;
  }
  if (await mayHave().catch(() => false)) await forget().catch(() => {});
  form.submit();
}

form.onsubmit = (event) => {
  event.preventDefault();
  leave();
};
