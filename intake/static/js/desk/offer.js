/* Taking the worklist along is offered where it can be kept. */

import { canKeepPage } from "./taking.js";

document.getElementById("take-along").hidden = !canKeepPage();
