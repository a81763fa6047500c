// Numbers: exact in sums, Swedish in print.
// Here: amounts as whole numbers of 10^-10, the scale of marts.kpi, and how they are written.
// Not here: what they are amounts of.

const DECIMALS = 10;
const ONE = 10n ** BigInt(DECIMALS);
const NARROW_SPACE = "\u202f";
const MINUS = "\u2212";
const SIGN = { SEK: "kr", tkr: "tkr", mnkr: "mnkr", percent: "%", persons: "personer" };

/** The amount that a decimal text says; null where there is none. */
export function exact(text) {
  if (text === null) return null;
  const [whole, decimals = ""] = text.split(".");
  return BigInt(whole + decimals.padEnd(DECIMALS, "0"));
}

/** The amount of so many öre. */
export const fromOre = (ore) => BigInt(ore) * (ONE / 100n);

/** 100 × a / b, to the last decimal; null where there is nothing to divide by. */
export function percent(a, b) {
  if (b === 0n) return null;
  return divided(100n * a * ONE, b);
}

/** For drawing alone, where exactness cannot be seen; and back, for what stands on an axis. */
export const approximate = (amount) => Number(amount) / Number(ONE);
export const nearest = (drawn) => BigInt(Math.round(drawn * Number(ONE)));

export const sum = (amounts) => amounts.reduce((total, amount) => total + amount, 0n);

const absolute = (amount) => (amount < 0n ? -amount : amount);

/** Half away from zero, as the published documents round. */
function divided(a, b) {
  const quotient = (2n * absolute(a) + absolute(b)) / (2n * absolute(b));
  return a < 0n === b < 0n ? quotient : -quotient;
}

/** A number with so many decimals; `power` 6 prints millions. */
export function number(amount, decimals, power = 0) {
  const rounded = divided(amount, 10n ** BigInt(DECIMALS - decimals + power));
  const digits = absolute(rounded).toString().padStart(decimals + 1, "0");
  const point = digits.length - decimals;
  const whole = digits.slice(0, point).replace(/\B(?=(\d{3})+$)/g, NARROW_SPACE);
  return (rounded < 0n ? MINUS : "") + whole + (decimals ? `,${digits.slice(point)}` : "");
}

/** With all the decimals that it has. */
export function whole(amount) {
  const decimals = (absolute(amount) % ONE).toString().padStart(DECIMALS, "0");
  return number(amount, decimals.replace(/0+$/, "").length);
}

export const withUnit = (text, unit) => (SIGN[unit] ? text + NARROW_SPACE + SIGN[unit] : text);

/** As it is read at a glance: millions of kronor and percent with one decimal, counts whole. */
export function short(amount, unit) {
  if (unit === "SEK") return withUnit(number(amount, 1, 6), "mnkr");
  return withUnit(number(amount, unit === "percent" ? 1 : 0), unit);
}

/** Kronor to the öre, percent with six decimals. */
export const long = (amount, unit) =>
  withUnit(number(amount, { SEK: 2, percent: 6 }[unit] ?? 0), unit);
