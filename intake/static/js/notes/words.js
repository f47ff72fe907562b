/* What the page says in its language: sentences from its JSON block, the rest read off the form, so that nothing is said twice. */

const read = (id) => JSON.parse(document.getElementById(id).textContent);

/** Addresses, the device, the session's time zone. */
export const settings = read("settings");

const RIGHT_TO_LEFT = ["Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg", "Mand"];

/** The sentence with this name, or nothing. */
export const say = (name) => read("words")[name] || "";

/** Something made for the language of the page; a language that the browser does not know is written as its own. */
function local(make) {
  try {
    return make(document.documentElement.lang);
  } catch {
    return make(undefined);
  }
}

export const number = (value) => local((lang) => new Intl.NumberFormat(lang)).format(value);

export const time = (moment) => local((lang) => new Intl.DateTimeFormat(lang, {
  hour: "numeric", minute: "2-digit", timeZone: settings.zone,
})).format(new Date(moment));

/** "rtl" or "ltr" for any language tag. */
export function direction(tag) {
  try {
    return RIGHT_TO_LEFT.includes(new Intl.Locale(tag).maximize().script) ? "rtl" : "ltr";
  } catch {
    return "auto";
  }
}

/** The word for a kind, as on the form. */
export const kind = (value) => {
  const word = document.querySelector(`[data-swap="kind-${value}"]`);
  return word ? word.textContent : value;
};

/** The name of a language, as in the form's list. */
export const language = (tag) => {
  const option = [...document.querySelectorAll("#language option")].find((one) => one.value === tag);
  return option ? option.textContent : tag;
};

/** A badge of states.html: "tablet", "delivered", "attention", "held", "withdrawn" or "hidden". */
export const badge = (name) => (
  document.importNode(document.getElementById("badges").content.querySelector(`[data-badge="${name}"]`), true).firstElementChild
);
