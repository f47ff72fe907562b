/* Fills in what can be guessed on a form that begins something: the short name from the name, and this browser's zone. */

const name = document.querySelector("input[data-names]");
const slug = name && document.getElementById(name.dataset.names);
if (slug) {
  let own = slug.value !== "";
  slug.addEventListener("input", () => { own = slug.value !== ""; });
  name.addEventListener("input", () => {
    if (own) return;
    const plain = name.value.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase();
    slug.value = (plain.match(/[a-z0-9]+/g) || []).join("-").slice(0, 60).replace(/-$/, "");
  });
}

const zone = document.querySelector("select[data-zone]");
if (zone) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zone.options].some((option) => option.value === here)) zone.value = here;
}
