/* Every text that the page itself says, a sentence each: what stands in one block together, and what attributes say. Passed over is what is in a
   language of its own (what people wrote, names of languages) and what is marked as nobody's language; names of time zones are. */
() => {
  const page = document.documentElement.lang, found = [];
  const foreign = (one) => one.closest(`[lang]:not([lang="${page}"]), [translate="no"], script, style, template, svg, code, kbd, pre, [name=time_zone]`);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    if (data.trim() && !foreign(parentElement)) found.push(data.trim());
  }
  for (const name of ["aria-label", "title", "placeholder", "alt", "data-done", "label"]) {
    for (const one of document.querySelectorAll(`body [${name}]`)) {
      if (one.getAttribute(name) && !foreign(one)) found.push(one.getAttribute(name));
    }
  }
  return [document.title, ...found];
}
