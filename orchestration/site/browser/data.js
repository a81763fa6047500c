// The files of figures, each fetched when it is first asked for and once.
// Here: where they are, and the values of an organisation by their key.
// Not here: what is computed from them.

import { exact } from "./number.js";

const publication = document.documentElement.dataset.publication;
const fetched = new Map();

/** A file that is not there: the site has been made anew since the page was opened. */
export class Gone extends Error {}

function file(...words) {
  // The names of the files are quoted, and so is the address of a name.
  const name = words.map((word) => encodeURIComponent(encodeURIComponent(word))).join("/");
  if (!fetched.has(name)) fetched.set(name, read(`data/${publication}/${name}.json`));
  return fetched.get(name);
}

async function read(address) {
  const answer = await fetch(address).catch(() => null);
  if (!answer?.ok) throw new Gone(address);
  return answer.json();
}

export const index = () => file("index");
export const measure = (name) => file("measure", name);
export const contribution = (part, year) => file("contribution", part, year);
export const vouchers = (year, costCentre) => file("voucher", year, costCentre);
const kpi = (organisation) => file("kpi", organisation);

const COLUMNS = ["period", "value", "numerator", "denominator", "target", "attained", "quality"];
const AMOUNTS = ["value", "numerator", "denominator", "target"];

function figure(row) {
  const named = Object.fromEntries(COLUMNS.map((column, place) => [column, row[place]]));
  for (const column of AMOUNTS) named[column] = exact(named[column]);
  return named;
}

/** Every series of an organisation: measure, subject and window, with its rows by period. */
export async function seriesOf(organisation) {
  return Object.entries(await kpi(organisation)).map(([name, rows]) => {
    const [measure, subject, window] = name.split("/");
    return { organisation, measure, subject, window, figures: rows.map(figure) };
  });
}

/** The values of one series by period; none where there is no such series. */
export async function series({ organisation, measure, subject, window }) {
  const rows = (await kpi(organisation))[`${measure}/${subject}/${window}`] ?? [];
  return rows.map(figure);
}

/** One value, or undefined. */
export async function value(key) {
  return (await series(key)).find(({ period }) => period === key.period);
}

const KEY = ["measure", "organisation", "subject", "period", "window"];

/** The key that an address names: measure/organisation/subject/period/window. */
export function keyOf(address) {
  const words = address.split("/").map(decodeURIComponent);
  return Object.fromEntries(KEY.map((name, place) => [name, words[place] ?? ""]));
}

export const addressOf = (key) =>
  `figure.html#${KEY.map((name) => encodeURIComponent(key[name])).join("/")}`;
