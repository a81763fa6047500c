// What figures and their parts are called in Swedish.
// Here: sentences made of the words that index.json brings. Not here: numbers (number.js).

import * as month from "./month.js";
import { long, number, short, sum, whole, withUnit } from "./number.js";

const ATTAINED = {
  true: { symbol: "✓", text: "når målet", name: "attained" },
  false: { symbol: "✗", text: "når inte målet", name: "missed" },
};
const NO_TARGET = { symbol: "–", text: "inget målvärde", name: "none" };
const NOT_JUDGED = { symbol: "–", text: "kan inte bedömas mot målet", name: "none" };

export const DOMAINS = {
  finance: "Ekonomi",
  workforce: "Medarbetare",
  production: "Tillgänglighet och produktion",
};

export const called = (index, code) => index.names[code] ?? code;

export const measureOf = (index, name) => index.measures.find(({ measure }) => measure === name);

export const subjectOf = (index, subject) => (subject === "total" ? "" : called(index, subject));

/** The value at a glance; words where there is none. */
export function valueOf({ value, quality }, unit) {
  if (value !== null) return short(value, unit);
  return quality?.startsWith("withheld") ? "Visas inte" : "Inget värde";
}

/** How a figure stands to its target: symbol and words, and a name for its style. */
export function statusOf({ target, attained }) {
  if (target === null) return NO_TARGET;
  return ATTAINED[attained] ?? NOT_JUDGED;
}

export const qualityOf = (index, { quality }) => (quality ? index.quality[quality] : null);

export function printed(index, { value, decimals, unit, qualifier }) {
  return (index.words.qualifiers[qualifier] ?? "") + withUnit(number(value, decimals), unit);
}

/** What a series says, for those who do not see its line. */
export function summaryOf(figures, unit) {
  const known = figures.filter(({ value }) => value !== null);
  if (known.length < 2) return null;
  const by = [...known].sort((a, b) => (a.value < b.value ? -1 : Number(a.value > b.value)));
  const said = ({ period, value }) => `${short(value, unit)} (${month.named(period)})`;
  const first = month.named(figures[0].period);
  const last = month.named(figures.at(-1).period);
  const [lowest, highest, latest] = [by[0], by.at(-1), known.at(-1)].map(said);
  return `${first} till ${last}: lägst ${lowest}, högst ${highest}, senast ${latest}`;
}

/** What a part is, and whether it is subtracted. */
export const whatOf = (index, key, part) =>
  (part.subtracted ? "avgår " : "") + nameOf(index, key, part);

function nameOf(index, key, { what, role }) {
  if (what === key.measure && role !== "value") return index.words.roles[role].toLowerCase();
  return index.words.parts[what] ?? called(index, what).toLowerCase();
}

/** An amount with all its decimals: money in öre, counts without any. */
export const amount = (part, value) => (part.extract ? number(value, 2) : whole(value));

/** How a value is computed, with its numbers. */
export function formula(index, key, parts, figure) {
  if (!parts.length) {
    return "Värdet har inga delar: det är ett målvärde, eller noll för att inget har bokförts.";
  }
  const value = long(figure.value, measureOf(index, key.measure).unit);
  const added = (role) => addedUp(index, key, parts.filter((part) => part.role === role));
  if (parts.some(({ role }) => role === "value")) return `${added("value")} = ${value}`;
  return `100 × (${added("numerator")}) / (${added("denominator")}) = ${value}`;
}

function addedUp(index, key, parts) {
  const terms = Map.groupBy(parts, (part) => whatOf(index, key, part));
  const words = [...terms.values()].map((same) => {
    const total = sum(same.map((part) => part.amount));
    const unsigned = same[0].subtracted ? -total : total;
    const text = amount(same[0], unsigned);
    const sign = same[0].subtracted ? "−" : "+";
    return `${sign} ${nameOf(index, key, same[0])} ${unsigned < 0n ? `(${text})` : text}`;
  });
  return words.join(" ").replace(/^\+ /, "");
}
