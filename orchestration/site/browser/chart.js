// A series as a line, in SVG.
// Here: the small line of a tile, and the chart of a figure with axes and target.
// Not here: the table that says the same in numbers.

import { drawn } from "./dom.js";
import * as month from "./month.js";
import { approximate, nearest, number } from "./number.js";

/** The path through points, interrupted where there is no value and where one begins anew. */
function lineOf(points, x, y) {
  return points
    .map((point, place) => {
      if (point.value === null) return "";
      const lifted = !place || points[place - 1].value === null || point.beginsAnew;
      const there = `${x(point).toFixed(1)} ${y(point.value).toFixed(1)}`;
      // A line of no length, whose round ends show a month that stands alone.
      return lifted ? `M${there}h0` : `L${there}`;
    })
    .join("");
}

const scaled = (low, high, from, to) => (value) =>
  from + ((value - low) / (high - low || 1)) * (to - from);

/** Every month between the first and the last; one without a figure has no value. */
function monthly(figures, window) {
  const there = new Map(figures.map((figure) => [figure.period, figure]));
  return month.between(figures[0].period, figures.at(-1).period).map((period) => {
    const figure = there.get(period);
    const drawable = (column) => (figure?.[column] == null ? null : approximate(figure[column]));
    const beginsAnew = window === "ytd" && period.endsWith("-01");
    return { period, value: drawable("value"), target: drawable("target"), beginsAnew };
  });
}

/** The line of a tile, with its last month marked. */
export function sparkline(figures, { window, label }) {
  const [width, height, edge] = [240, 48, 5];
  const points = monthly(figures, window);
  const values = points.map(({ value }) => value).filter((value) => value !== null);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (point) => scaled(0, points.length - 1, edge, width - edge)(points.indexOf(point));
  const y = low === high ? () => height / 2 : scaled(low, high, height - edge, edge);
  const last = points.findLast(({ value }) => value !== null);
  return drawn(
    "svg",
    { class: "sparkline", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label },
    low < 0 && high > 0 && drawn("line", { class: "zero", x1: 0, x2: width, y1: y(0), y2: y(0) }),
    drawn("path", { class: "line", d: lineOf(points, x, y) }),
    drawn("circle", { class: "dot", cx: x(last), cy: y(last.value), r: 4 }),
  );
}

/** Round numbers from below the lowest to above the highest value, and how far they are apart. */
function ticksOf(low, high) {
  const rough = (high - low || Math.abs(high) || 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough);
  const first = Math.floor(low / step);
  const count = Math.ceil(high / step) - first + 1;
  return { step, ticks: Array.from({ length: count }, (_, place) => (first + place) * step) };
}

const AXIS_UNIT = { SEK: "mnkr", percent: "%", persons: "personer", count: "antal" };

function axisText(tick, step, unit) {
  const power = unit === "SEK" ? 6 : 0;
  const decimals = Math.max(0, power - Math.floor(Math.log10(step)));
  return number(nearest(tick), Math.min(decimals, 4), power);
}

/** The chart of a series, `width` wide, with the month of the figure marked. */
export function chart(figures, { unit, period, window, width, label }) {
  const height = 280;
  const points = monthly(figures, window);
  const drawable = points.flatMap(({ value, target }) => [value, target]);
  const values = drawable.filter((each) => each !== null);
  const { step, ticks } = ticksOf(Math.min(...values), Math.max(...values));
  const texts = ticks.map((tick) => axisText(tick, step, unit));
  const left = 14 + 8 * Math.max(...texts.map((text) => text.length));
  const [right, top, bottom] = [width - 32, 34, height - 34];
  const x = (point) => scaled(0, points.length - 1, left, right)(points.indexOf(point));
  const y = scaled(ticks[0], ticks.at(-1), bottom, top);
  const targets = new Map(points.map((point) => [{ value: point.target }, point]));
  const xOfTarget = (target) => x(targets.get(target));
  const everyNth = Math.ceil(points.length / Math.max(1, Math.floor((right - left) / 70)));
  const text = (content, attributes) => drawn("text", attributes, content);
  const horizontal = (tick) =>
    drawn("line", { class: tick ? "grid" : "zero", x1: left, x2: right, y1: y(tick), y2: y(tick) });
  const dot = (point, style, r) =>
    drawn("circle", { class: style, cx: x(point), cy: y(point.value), r });
  const known = points.filter(({ value }) => value !== null);
  return drawn(
    "svg",
    {
      class: "chart",
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: "img",
      "aria-label": label,
    },
    text(AXIS_UNIT[unit], { x: left, y: 16 }),
    ticks.map((tick, place) => [
      horizontal(tick),
      text(texts[place], { x: left - 8, y: y(tick) + 4, "text-anchor": "end" }),
    ]),
    points
      .filter((_, place) => (points.length - 1 - place) % everyNth === 0)
      .map((point) => text(point.period, { x: x(point), y: height - 10, "text-anchor": "middle" })),
    drawn("path", { class: "target", d: lineOf([...targets.keys()], xOfTarget, y) }),
    drawn("path", { class: "line", d: lineOf(points, x, y) }),
    known.map((point) => dot(point, "point", 2)),
    known.filter((point) => point.period === period).map((point) => dot(point, "dot", 6)),
  );
}
