// The start page: the measures of an organisation and a month as tiles.
// Here: choosing, which figures a choice shows, and the tiles. The choice stands in the address.
// Not here: what a figure consists of (figure.js).

import { sparkline } from "./chart.js";
import * as data from "./data.js";
import { element, opened, shownByAddress, table } from "./dom.js";
import * as month from "./month.js";
import { short } from "./number.js";
import * as words from "./words.js";

const ALL = "all";
const allOf = (domain) => `${ALL}-${domain}`;

// What a measure is shown for where it has several windows, the first that there is.
const WINDOWS = ["ytd", "r12", "full_year", "point_in_time", "history", "month"];

const form = document.querySelector("form");
const choice = {
  organisation: document.querySelector("#organisation"),
  month: document.querySelector("#month"),
  measure: document.querySelector("#measure"),
};

async function show() {
  const address = location.hash;
  const index = await data.index();
  const asked = new URLSearchParams(address.slice(1));
  const organisations = index.organisations.map(({ code }) => code);
  const organisation = chosen(asked.get("organisation"), organisations);
  const series = (await data.seriesOf(organisation)).filter(({ window }) => window !== "target");
  // Something else was chosen meanwhile.
  if (address !== location.hash) return;
  const months = monthsOf(series);
  const period = chosen(asked.get("month"), months);
  const domains = Object.keys(words.DOMAINS).map(allOf);
  const measures = index.measures.map(({ measure }) => measure);
  const measure = chosen(asked.get("measure"), [ALL, ...domains, ...measures]);
  offer(choice.organisation, index.organisations.map(organisationOption), organisation);
  offer(choice.month, months.map((each) => option(each, month.named(each))), period);
  offer(choice.measure, measureOptions(index), measure);
  form.hidden = false;
  showTiles(index, organisation, period, tilesOf(index, series, period, measure));
}

const chosen = (asked, offered) => (offered.includes(asked) ? asked : offered[0]);

/** The months that were measured, the last of them first. */
function monthsOf(series) {
  const measured = series.filter(({ window }) => window === "month");
  const periods = measured.flatMap(({ figures }) => figures.map(({ period }) => period));
  return [...new Set(periods)].sort().reverse();
}

const option = (value, text) => element("option", { value }, text);

const DEPTH = { region: 0, administration: 1, area: 2, unit: 3 };

const organisationOption = ({ code, level, name_sv }) =>
  option(code, "\u2003".repeat(DEPTH[level] ?? 0) + name_sv);

function measureOptions(index) {
  const groups = Object.entries(words.DOMAINS).map(([domain, name]) =>
    element(
      "optgroup",
      { label: name },
      option(allOf(domain), `Alla inom ${name.toLowerCase()}`),
      index.measures
        .filter((each) => each.domain === domain)
        .map(({ measure, name_sv }) => option(measure, name_sv)),
    ),
  );
  return [option(ALL, "Alla mått"), ...groups];
}

function offer(select, options, value) {
  // A list that someone is using is not made anew under their fingers.
  const offered = options.map((each) => each.outerHTML).join("");
  if (select.innerHTML !== offered) select.replaceChildren(...options);
  select.value = value;
}

form.addEventListener("change", () => {
  const asked = Object.entries(choice).map(([name, { value }]) => [name, value]);
  history.replaceState(null, "", `#${new URLSearchParams(asked)}`);
  window.dispatchEvent(new HashChangeEvent("hashchange"));
});

/** The figures of a choice: of one measure all there are, else one window of what is in total. */
function tilesOf(index, series, period, measure) {
  const there = series
    .map((each) => ({ ...each, figure: figureIn(each.figures, period) }))
    .filter(({ figure }) => figure);
  return index.measures
    .filter((each) => [ALL, allOf(each.domain), each.measure].includes(measure))
    .flatMap((each) => {
      const own = there.filter((one) => one.measure === each.measure).sort(inOrder(index));
      return (measure === each.measure ? own : inShort(own)).map((one) => ({ ...one, ...each }));
    });
}

/** What is told by the year stands in each of its months that has nothing of its own. */
const figureIn = (figures, period) =>
  figures.find((figure) => figure.period === period) ??
  figures.find((figure) => figure.period === period.slice(0, 4));

const inOrder = (index) => (a, b) =>
  Number(b.subject === "total") - Number(a.subject === "total") ||
  words.subjectOf(index, a.subject).localeCompare(words.subjectOf(index, b.subject), "sv") ||
  WINDOWS.indexOf(a.window) - WINDOWS.indexOf(b.window);

function inShort(series) {
  const total = series.filter(({ subject }) => subject === "total");
  const shown = total.length ? total : series;
  return shown.filter(
    ({ subject, window }) =>
      window === shown.find((each) => each.subject === subject).window,
  );
}

function showTiles(index, organisation, period, tiles) {
  const where = `${words.called(index, organisation)}, ${month.named(period)}`;
  document.title = `${where} – Månadsuppföljning`;
  document.querySelector("#status").textContent = tiles.length
    ? `${tiles.length} tal för ${where}.`
    : `Måttet har inget tal för ${where}. Välj en annan månad eller en annan förvaltning.`;
  const sections = Object.entries(words.DOMAINS).map(([domain, name]) => {
    const own = tiles.filter((tile) => tile.domain === domain);
    return own.length ? section(index, name, own, period) : null;
  });
  document.querySelector("#tiles").replaceChildren(...sections.filter(Boolean));
}

function section(index, name, tiles, period) {
  const id = `domain-${tiles[0].domain}`;
  return element(
    "section",
    { "aria-labelledby": id },
    element("h2", { id }, name),
    element("ul", { class: "tiles" }, tiles.map((tile) => tileOf(index, tile, period))),
    opened(`${name}: tolv månader som tabell`, async () => tableOf(index, name, tiles, period)),
  );
}

const titleOf = (index, { name_sv, subject }) =>
  [name_sv, words.subjectOf(index, subject)].filter(Boolean).join(": ");

/** The twelve months up to a month, those of them that there are. */
function twelveMonths({ figures }, period) {
  const first = month.shifted(period, -11);
  const months = figures.filter((figure) => month.isMonth(figure.period));
  return months.filter((figure) => first <= figure.period && figure.period <= period);
}

function tileOf(index, tile, period) {
  const { figure, unit } = tile;
  const href = data.addressOf({ ...tile, period: figure.period });
  const valueStyle = figure.value === null ? "value none" : "value";
  const status = words.statusOf(figure);
  const line = twelveMonths(tile, period);
  const summary = words.summaryOf(line, unit);
  const quality = words.qualityOf(index, figure);
  return element(
    "li",
    { class: "tile" },
    element(
      "h3",
      {},
      element("a", { href }, titleOf(index, tile)),
    ),
    element("p", { class: "window" }, index.words.windows[tile.window]),
    element("p", { class: valueStyle }, words.valueOf(figure, unit)),
    element(
      "p",
      { class: `status ${status.name}` },
      element("span", { "aria-hidden": "true" }, status.symbol),
      ` ${status.text}`,
      figure.target !== null && ` ${short(figure.target, unit)}`,
    ),
    quality && element("p", { class: "quality" }, quality),
    summary && sparkline(line, { window: tile.window, label: summary }),
  );
}

function tableOf(index, name, tiles, period) {
  const months = month.between(month.shifted(period, -11), period);
  const rows = tiles.map((tile) => [
    `${titleOf(index, tile)}, ${index.words.windows[tile.window]}`,
    ...months.map((each) => {
      const figure = tile.figures.find((one) => one.period === each);
      return figure ? words.valueOf(figure, tile.unit) : "";
    }),
  ]);
  return table(`${name}, tolv månader`, ["Mått", ...months], rows);
}

shownByAddress(show);
