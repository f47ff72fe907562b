/* One look at a page as it is laid out: what is wrong with it, by kind. Run in the page; every list should be empty. */
() => {
  const root = document.documentElement;
  const AWAY = ".visually-hidden, .skip";
  const SCROLLS = ".table-region, .tabs";
  /* Long names that are read in full elsewhere. */
  const MAY_END_IN_DOTS = ".bar-session, .crumbs a, .crumbs li";
  const name = (e) => `${e.tagName.toLowerCase()}${e.id ? `#${e.id}` : ""}.${e.getAttribute("class") || ""} “${(e.textContent || e.value || "").trim().slice(0, 40)}”`;
  const isAway = (e) => e.matches(AWAY) || getComputedStyle(e).clipPath === "inset(50%)";
  const isSeen = (e) => {
    for (let at = e; at; at = at.parentElement) if (isAway(at)) return false;
    return e.checkVisibility({ visibilityProperty: true });
  };
  const every = [...document.body.querySelectorAll("*")].filter((e) => isSeen(e) && !(e.ownerSVGElement));

  const first = (list) => list.slice(0, 6);
  const width = root.clientWidth;
  const overflow = every.filter((e) => {
    const box = e.getBoundingClientRect();
    return box.width > 1 && !e.parentElement.closest(`${SCROLLS}, ${MAY_END_IN_DOTS}`) && (box.right > width + 1 || box.left < -1);
  }).map(name);
  if (root.scrollWidth > width) overflow.unshift("the page itself");

  /* Text that does not fit into its box: cut off by it, or running out of it. */
  const pen = document.createElement("canvas").getContext("2d");
  const inked = (e, text) => {
    const style = getComputedStyle(e);
    pen.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    pen.letterSpacing = style.letterSpacing === "normal" ? "0px" : style.letterSpacing;
    return pen.measureText(text).width;
  };
  const inside = (e) => {
    const style = getComputedStyle(e);
    return e.clientWidth - parseFloat(style.paddingInlineStart) - parseFloat(style.paddingInlineEnd);
  };
  const cut = every.filter((e) => {
    if (e.matches("select")) return !e.multiple && e.selectedOptions[0] && inked(e, e.selectedOptions[0].text) > inside(e) + 1;
    if (e.matches("[type=number]")) return inked(e, e.value) > inside(e) + 1;
    if (e.matches("input")) return !e.value && e.placeholder && inked(e, e.placeholder) > inside(e) + 1;
    if (e.matches(`textarea, svg, progress, option, ${SCROLLS}`) || !e.clientWidth) return false;
    const style = getComputedStyle(e);
    const holds = ["hidden", "clip"].includes(style.overflowX) || e.matches("button, .button, .badge, .chip, th");
    const wide = holds && e.scrollWidth > e.clientWidth + 1 && !e.matches(MAY_END_IN_DOTS);
    const high = style.overflowY === "hidden" && e.scrollHeight > e.clientHeight + 6;
    // A menu that is open hangs out of its box, and is meant to.
    return (wide || high) && ![...e.querySelectorAll("*")].some((in_) => getComputedStyle(in_).position === "absolute" && isSeen(in_));
  }).map((e) => `${name(e)} ${e.scrollWidth}×${e.scrollHeight} in ${e.clientWidth}×${e.clientHeight}`);

  /* Lines of text and controls, each in the layer that it scrolls and stacks with. */
  const layer = (e) => {
    for (let at = e; at; at = at.parentElement) if (["absolute", "fixed", "sticky"].includes(getComputedStyle(at).position)) return at;
    return root;
  };
  const clipped = (box, e) => {
    const seen = { left: box.left, right: box.right, top: box.top, bottom: box.bottom, height: box.height };
    for (let at = e; at; at = at.parentElement) {
      if (getComputedStyle(at).overflowX === "visible") continue;
      const edge = at.getBoundingClientRect();
      seen.left = Math.max(seen.left, edge.left);
      seen.right = Math.min(seen.right, edge.right);
    }
    return seen;
  };
  const pieces = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const texts = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const parent = node.parentElement;
    if (!node.data.trim() || parent.closest("script, template, option, textarea, svg") || !isSeen(parent)) continue;
    texts.push([node.data, parent]);
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) if (box.width > 1) pieces.push({ e: parent, box: clipped(box, parent), at: layer(parent), isText: true });
  }
  const CONTROLS = "button, select, textarea, input:not([type=hidden]), summary, .button, .badge, .chip";
  for (const e of every) {
    if (e.matches(CONTROLS) && !e.closest(".segmented input")) pieces.push({ e, box: e.getBoundingClientRect(), at: layer(e), isText: false });
  }
  const overlap = [];
  const shared = (a, b, from, to) => Math.min(a[to], b[to]) - Math.max(a[from], b[from]);
  pieces.forEach((a, n) => pieces.slice(n + 1).forEach((b) => {
    if (a.at !== b.at || a.e.contains(b.e) || b.e.contains(a.e)) return;
    const across = shared(a.box, b.box, "left", "right");
    const down = shared(a.box, b.box, "top", "bottom");
    // Fonts reserve more height than their letters take: lines of text may share some of it.
    const most = a.isText || b.isText ? Math.min(a.box.height, b.box.height) * .4 : 1;
    if (across > 2 && down > most) overlap.push(`${name(a.e)} and ${name(b.e)} by ${Math.round(across)}×${Math.round(down)}`);
  }));
  const out = pieces.filter(({ e, box, isText }) => {
    const control = isText && e.closest("button, .button, .badge, .chip, summary");
    if (!control) return false;
    const around = control.getBoundingClientRect();
    return box.left < around.left - 1 || box.right > around.right + 1 || box.top < around.top - 5 || box.bottom > around.bottom + 5;
  });
  cut.push(...out.map(({ e }) => `${name(e)} sticks out of its control`));

  /* What a finger cannot hit; links within sentences are exempt. */
  const standsAlone = (link) => {
    const around = link.parentElement.cloneNode(true);
    around.querySelectorAll("a, button").forEach((one) => one.remove());
    return !around.textContent.trim() || getComputedStyle(link).display !== "inline";
  };
  const small = every.filter((e) => e.matches("button, summary, select, textarea, input:not([type=hidden]), .button") || (e.matches("a[href]") && standsAlone(e)))
    .map((e) => {
      const target = (e.matches("[type=radio], [type=checkbox]") && e.closest("label")) || e;
      const after = getComputedStyle(e, "::after");
      const box = after.position === "absolute" && after.content !== "none" ? e.offsetParent.getBoundingClientRect() : target.getBoundingClientRect();
      return [e, Math.round(box.width), Math.round(box.height)];
    })
    .filter(([, w, h]) => w < 44 || h < 44)
    .map(([e, w, h]) => `${name(e)} ${w}×${h}`);

  /* The page reads from the side its language begins at. */
  const mirrored = [];
  const isRight = root.dir === "rtl";
  const sign = document.querySelector(".wordmark, .bar-place strong");
  if (sign) {
    const box = sign.getBoundingClientRect();
    if ((box.left + box.right > width) !== isRight) mirrored.push(`${name(sign)} stands on the wrong side`);
  }
  for (const icon of document.querySelectorAll(".icon-mirrors")) {
    const own = icon.closest("[dir]").dir === "rtl";
    if (isSeen(icon) && getComputedStyle(icon).transform.startsWith("matrix(-1") !== own) mirrored.push(`${name(icon.parentElement)} points the wrong way`);
  }
  if (getComputedStyle(document.body).direction !== root.dir) mirrored.push("the body's direction");

  /* Letters that no font has are drawn as the same box that an unassigned one is. */
  const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 40 });
  const paint = canvas.getContext("2d", { willReadFrequently: true });
  const drawn = (letter, family) => {
    paint.clearRect(0, 0, 40, 40);
    paint.font = `24px ${family}`;
    paint.fillText(letter, 8, 30);
    return new Uint32Array(paint.getImageData(0, 0, 40, 40).data.buffer);
  };
  const isSame = (a, b) => a.every((pixel, n) => pixel === b[n]);
  for (const e of every) if (e.placeholder) texts.push([e.placeholder, e]);
  for (const e of every) if (e.matches("option")) texts.push([e.text, e]);
  const families = new Map();
  for (const [text, e] of texts) {
    const family = getComputedStyle(e).fontFamily;
    const letters = families.get(family) || families.set(family, new Set()).get(family);
    for (const letter of text) if (!/[\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\s]/u.test(letter)) letters.add(letter);
  }
  const missing = [];
  for (const [family, letters] of families) {
    const box = drawn("\u0378", family);
    for (const letter of letters) if (isSame(drawn(letter, family), box)) missing.push(`${letter} (U+${letter.codePointAt(0).toString(16)}) in ${family.slice(0, 60)}`);
  }

  return {
    overflow: first(overflow), cut: first(cut), overlap: first(overlap), small: first(small), mirrored: first(mirrored), missing: first(missing),
    lang: root.lang, dir: root.dir,
  };
}
