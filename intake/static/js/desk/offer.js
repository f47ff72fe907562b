/* Taking the worklist along is offered where it can be kept. */

import { canKeepPage, forgetOthers } from "./taking.js";

const link = document.getElementById("take-along");
link.hidden = !canKeepPage();
forgetOthers(link.dataset.device, new URL(link.href).pathname).catch(() => {});
