/** Counts the statements in the bytes of a file while it arrives. */

const QUOTE = 34;
const LINE_FEED = 10;

/** Lines outside quotation marks, as CSV has them, without the header. */
export function csvRows() {
  let quoted = false;
  let lines = 0;
  return (bytes) => {
    for (let place = 0; place < bytes.length; place += 1) {
      if (bytes[place] === QUOTE) quoted = !quoted;
      else if (bytes[place] === LINE_FEED && !quoted) lines += 1;
    }
    return Math.max(0, lines - 1);
  };
}

/** Lines, as JSON Lines has them. */
export function jsonRows() {
  let lines = 0;
  return (bytes) => {
    for (let place = 0; place < bytes.length; place += 1) if (bytes[place] === LINE_FEED) lines += 1;
    return lines;
  };
}

/** What the server writes last when a file broke off (intake/web/export_stream.py). */
const BROKEN = "INCOMPLETE: this export broke off.";
/** How far from its end a whole workbook has the mark of its end. */
const END_OF_WORKBOOK = 22;

/** Whether these last bytes are those of a whole file. */
export function isWhole(tail, kind) {
  if (kind !== "xlsx") return !new TextDecoder().decode(tail).includes(BROKEN);
  const end = tail.slice(-END_OF_WORKBOOK);
  return end[0] === 80 && end[1] === 75 && end[2] === 5 && end[3] === 6;
}

/** The last bytes of a file, after one more piece of it. */
export function lastBytes(before, piece, length = 200) {
  if (piece.length >= length) return piece.slice(-length);
  const both = new Uint8Array(before.length + piece.length);
  both.set(before);
  both.set(piece, before.length);
  return both.slice(-length);
}
