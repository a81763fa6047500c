// What a figure adds up from.
// Here: the contributions of a value of finance by the terms of its measure, for everything else
// the values of the organisations below and of the months, as counts; the deliveries behind them.
// The same parts as orchestration/trace/parts.py gives; a test holds the two against each other.
// Not here: how it is shown.

import * as data from "./data.js";
import { fromOre, percent, sum } from "./number.js";
import { between, periodsOf, shifted } from "./month.js";

// A person who leaves counts once, in the whole and in each organisation that she leaves, so that
// the organisations below do not add up to the one above, nor the months to the year.
const COUNTED_ONCE = ["staff_turnover", "staff_turnover_corrected", "staff_turnover_lowest"];

/** The parts of a value, none where it has none that are published. */
export async function partsOf(key) {
  if (key.window === "target") return [];
  const index = await data.index();
  const appliesTo = ["every", key.subject === "total" ? "total" : "other"];
  const terms = index.terms.filter(
    (term) => term.measure === key.measure && appliesTo.includes(term.applies_to),
  );
  const found = terms.length
    ? terms.map((term) => contributions(index, key, term))
    : [counts(index, key)];
  return (await Promise.all(found)).flat();
}

export const sumOf = (parts, role) =>
  sum(parts.filter((part) => part.role === role).map((part) => part.amount));

/** What the parts make; null where there are none, or nothing to divide by. */
export function valueOf(parts) {
  if (parts.some((part) => part.role === "value")) return sumOf(parts, "value");
  return percent(sumOf(parts, "numerator"), sumOf(parts, "denominator"));
}

/** To the öre, and a quotient to the last but one of the decimals that marts.kpi keeps. */
export function agree(made, value) {
  if (made === null || value === null) return made === value;
  return made - value <= 1n && value - made <= 1n;
}

async function contributions(index, key, term) {
  const [first, last] = periodsOf(key, term.months);
  const without =
    term.organisations === "below_but_subject" && key.subject.replace(/^all_areas_but_/, "");
  const within = index.organisations.filter(({ code }) => code !== without);
  const organisations = below(
    key.organisation,
    within.map(({ code, parent }) => [code, parent]),
  );
  const group = term.account_group === "subject" ? key.subject : term.account_group;
  const groups = group !== "any" && below(group, Object.entries(index.account_groups));
  const there = index.contributions.find(({ part }) => part === term.part)?.years ?? [];
  const years = there.filter((year) => first.slice(0, 4) <= year && year <= last.slice(0, 4));
  const files = await Promise.all(years.sort().map((year) => data.contribution(term.part, year)));
  const what = term.part + (term.months.includes("previous_year") ? "_previous_year" : "");
  const parts = [];
  for (const { periods, deliveries, lines } of files) {
    const delivery = new Map(deliveries.map(([period, ...words]) => [period, words]));
    for (const line of lines) {
      const [organisation, costCentre, account, name, accountGroup, subject, amounts, rows] = line;
      if (!organisations.has(organisation)) continue;
      if (groups && !groups.has(accountGroup)) continue;
      if (term.subjects === "subject" && subject !== key.subject) continue;
      periods.forEach((period, place) => {
        if (amounts[place] === null || period < first || period > last) return;
        const [extract, deliveryPeriod] = delivery.get(period);
        parts.push({
          role: term.role,
          what,
          period,
          organisation,
          amount: BigInt(term.sign) * fromOre(amounts[place]),
          subtracted: term.sign < 0,
          costCentre,
          account,
          name,
          accountGroup,
          subject,
          extract,
          deliveryPeriod,
          sourceRows: rows[place],
        });
      });
    }
  }
  return parts;
}

/** A code and all codes below it; `tree` has pairs of a code and the one above. */
function below(code, tree) {
  const found = new Set([code]);
  for (const above of found) {
    for (const [child, parent] of tree) if (parent === above) found.add(child);
  }
  return found;
}

/** The counts behind a value that is about people or patients. */
async function counts(index, key) {
  const parts = [];
  for (const [role, sign, counted, column] of await countedOf(index, key)) {
    for (const cell of await cells(counted, column)) {
      for (const [organisation, amount] of await rightBelow(index, cell, column)) {
        parts.push({
          role,
          what: cell.measure,
          period: cell.period,
          organisation,
          amount: sign * amount,
          subtracted: sign < 0n,
          subject: cell.subject,
        });
      }
    }
  }
  return parts;
}

/** Which column of which value is counted, and how: role, sign, value, column. */
async function countedOf(index, key) {
  if (key.measure === "production_growth") {
    const isMeasure = index.measures.some(({ measure }) => measure === key.subject);
    const [measure, subject] = isMeasure ? [key.subject, "total"] : ["production", key.subject];
    const now = { ...key, measure, subject };
    const before = { ...now, period: shifted(key.period, -12) };
    return change(now, before, before);
  }
  if (key.measure === "queue_length_peak" || key.measure === "queue_reduction") {
    const now = { ...key, measure: "queue_length", window: "point_in_time" };
    const peak = { ...now, period: await periodOfPeak(now) };
    return key.measure === "queue_reduction"
      ? change(peak, now, peak)
      : [["value", 1n, peak, "value"]];
  }
  const figure = await data.value(key);
  if (figure.denominator !== null) {
    return [
      ["numerator", 1n, key, "numerator"],
      ["denominator", 1n, key, "denominator"],
    ];
  }
  const { unit } = index.measures.find(({ measure }) => measure === key.measure);
  return unit === "percent" ? [] : [["value", 1n, key, "value"]];
}

const change = (more, less, whole) => [
  ["numerator", 1n, more, "value"],
  ["numerator", -1n, less, "value"],
  ["denominator", 1n, whole, "value"],
];

/** The month in which the queue was longest, the first of several. */
async function periodOfPeak(key) {
  const until = (await data.series(key)).filter(({ period }) => period <= key.period);
  const known = until.filter(({ value }) => value !== null);
  const longer = (longest, each) => (each.value > longest.value ? each : longest);
  return known.reduce(longer, known[0] ?? until[0]).period;
}

const amountOf = async (key, column) => (await data.value(key))?.[column] ?? 0n;

/** The months of the window, where they add up to it; else the window itself. */
async function cells(key, column) {
  if (!["ytd", "r12"].includes(key.window) || COUNTED_ONCE.includes(key.measure)) return [key];
  const months = between(...periodsOf(key, "window")).map((period) => ({
    ...key,
    period,
    window: "month",
  }));
  const amounts = await Promise.all(months.map((month) => amountOf(month, column)));
  return sum(amounts) === (await amountOf(key, column)) ? months : [key];
}

/** What the organisations right below have of a value, and what the organisation has beyond. */
async function rightBelow(index, key, column) {
  const whole = await amountOf(key, column);
  if (COUNTED_ONCE.includes(key.measure)) return [[key.organisation, whole]];
  const children = index.organisations.filter(({ parent }) => parent === key.organisation);
  const amounts = await Promise.all(
    children.map(async ({ code }) => {
      const own = await data.value({ ...key, organisation: code });
      return [code, own?.[column] ?? null];
    }),
  );
  const shown = amounts.filter(([, amount]) => amount !== null);
  if (!shown.length) return [[key.organisation, whole]];
  const beyond = whole - sum(shown.map(([, amount]) => amount));
  return beyond ? [...shown, [null, beyond]] : shown;
}

/** The deliveries of the parts; of counts those of the measure's extracts in their months. */
export async function deliveriesOf(key, parts) {
  const index = await data.index();
  if (parts.some(({ extract }) => extract)) {
    const booked = new Set(parts.map(deliveryOf));
    return index.deliveries.filter((delivery) => booked.has(nameOf(delivery)));
  }
  const measure = index.measures.find((each) => each.measure === key.measure);
  const extracts = measure.source_extracts.split(", ");
  const months = new Set(parts.length ? parts.map(({ period }) => period) : [key.period]);
  const counted = parts.length && index.extracts[`${parts[0].what}/${parts[0].subject}`];
  return index.deliveries.filter(
    ({ extract, period }) =>
      extracts.includes(extract) &&
      (period === null || (months.has(period.slice(0, 7)) && (!counted || extract === counted))),
  );
}

/** The name of a delivery. */
export const nameOf = ({ extract, period }) => `${extract}/${period}`;

/** The name of the delivery that a booked part comes from. */
export const deliveryOf = ({ extract, deliveryPeriod }) => `${extract}/${deliveryPeriod}`;

/** The voucher rows behind booked parts of one cost centre and account, as they were booked. */
export async function voucherRowsOf(parts) {
  const index = await data.index();
  const booked = parts.filter(({ extract }) => extract === "general_ledger");
  // A share may have the same rows both above and below its line.
  const months = new Map(booked.map((part) => [part.period, part]));
  const rows = await Promise.all(
    [...months.keys()].sort().map((period) => vouchersOf(index, months.get(period))),
  );
  return rows.flat();
}

async function vouchersOf(index, part) {
  const vouchers = await data.vouchers(part.period.slice(0, 4), part.costCentre);
  const { file } = index.deliveries.find((delivery) => nameOf(delivery) === deliveryOf(part));
  return vouchers[`${part.period}/${part.account}`].map(([line, voucher, row, date, ore]) => ({
    file,
    line,
    voucher,
    row,
    date,
    amount: fromOre(ore),
  }));
}
