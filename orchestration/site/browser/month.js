// Months and windows. Not here: what is measured in them.

const NAME = new Intl.DateTimeFormat("sv-SE", { month: "long", year: "numeric", timeZone: "UTC" });

export const isMonth = (period) => period.length === 7;

/** november 2024; a year as it is. */
export const named = (period) => (isMonth(period) ? NAME.format(new Date(period)) : period);

/** Months since the year 0, to compute with. */
export const count = (period) => 12 * Number(period.slice(0, 4)) + Number(period.slice(5)) - 1;

export function shifted(period, months) {
  const month = count(period) + months;
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;
}

/** Every month from the first to the last. */
export const between = (first, last) =>
  Array.from({ length: count(last) - count(first) + 1 }, (_, place) => shifted(first, place));

/** The first and the last period of the contributions that a term takes. */
export function periodsOf({ period, window }, months) {
  const year = period.slice(0, 4);
  if (months === "period") return [period, period];
  if (months === "year" || (months === "window" && window === "full_year")) {
    return [`${year}-01`, `${year}-12`];
  }
  if (months === "previous_year") return [`${year - 1}-01`, `${year - 1}-12`];
  const last = months === "window_previous_year" ? shifted(period, -12) : period;
  if (window === "r12") return [shifted(last, -11), last];
  return [window === "month" ? last : `${last.slice(0, 4)}-01`, last];
}
