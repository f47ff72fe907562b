/* Many tablets in one process, each a thread with globals of its own. The first line of the input says what they are and do; when
   the input ends, so do they. What they tell is written as lines of JSON. */

import { createInterface } from "node:readline";
import { Worker } from "node:worker_threads";

const tell = (fact) => process.stdout.write(`${JSON.stringify(fact)}\n`);
const lines = createInterface({ input: process.stdin });

lines.once("line", (line) => {
  for (const tablet of JSON.parse(line)) {
    const thread = new Worker(new URL("./tablet.js", import.meta.url), { workerData: tablet });
    thread.on("message", (fact) => tell({ tablet: tablet.number, ...fact }));
    thread.on("error", (error) => tell({ tablet: tablet.number, fault: String(error.stack || error) }));
  }
});
lines.on("close", () => process.exit());
