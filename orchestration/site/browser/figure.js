// A figure's page: what it is, how it is computed, what it was, and what it consists of.
// Here: the sections of the page. Not here: which parts there are (trace.js), and words (words.js).

import { chart } from "./chart.js";
import * as data from "./data.js";
import { element, opened, shownByAddress, table } from "./dom.js";
import * as month from "./month.js";
import { exact, long, number, short, sum, withUnit } from "./number.js";
import * as trace from "./trace.js";
import * as words from "./words.js";

const HASH_DIGITS = 12;
const NARROWEST = 260;

const page = document.querySelector("#figure");

async function show() {
  const address = location.hash;
  const index = await data.index();
  const key = data.keyOf(address.slice(1));
  const measure = words.measureOf(index, key.measure);
  const organisation = index.organisations.find(({ code }) => code === key.organisation);
  const figure = measure && organisation && (await data.value(key));
  if (!figure) {
    page.replaceChildren(
      way(key),
      heading("Det finns inget sådant tal"),
      element("p", {}, "Gå till startsidan och välj förvaltning, månad och mått."),
    );
    return;
  }
  const told = await data.measure(key.measure);
  const shown = { index, key, figure, unit: measure.unit };
  const computed = section("beräkning", "Så räknas det");
  const composition = section("spår", "Vad talet består av", element("p", {}, "Hämtar delarna …"));
  composition.setAttribute("aria-busy", "true");
  const series = await seriesSection(shown);
  // Another figure was asked for meanwhile.
  if (address !== location.hash) return;
  page.replaceChildren(
    way(key),
    ...itself(shown, told),
    series,
    computed,
    definition(told),
    history(shown, told),
    composition,
  );
  document.title = `${told.name_sv}, ${subtitle(shown)} – Månadsuppföljning`;
  await compose(shown, computed, composition);
}

const heading = (text) => element("h1", { tabindex: "-1" }, text);
const section = (id, title, ...content) =>
  element("section", { "aria-labelledby": id }, element("h2", { id }, title), content);

function way({ organisation, period }) {
  const asked = new URLSearchParams({ organisation, month: period });
  return element(
    "nav",
    { "aria-label": "Väg" },
    element("a", { href: `index.html#${asked}` }, "← Startsidan"),
  );
}

const subtitle = ({ index, key }) =>
  [
    words.subjectOf(index, key.subject),
    words.called(index, key.organisation),
    month.named(key.period),
    index.words.windows[key.window],
  ]
    .filter(Boolean)
    .join(" · ");

function itself({ index, key, figure, unit }, told) {
  const status = words.statusOf(figure);
  const quality = words.qualityOf(index, figure);
  const atAGlance = words.valueOf(figure, unit);
  const exactly = figure.value !== null && long(figure.value, unit);
  return [
    heading(told.name_sv),
    element("p", { class: "subtitle" }, subtitle({ index, key })),
    element(
      "p",
      { class: figure.value === null ? "value none" : "value" },
      atAGlance,
      exactly && exactly !== atAGlance && element("span", { class: "exact" }, exactly),
    ),
    key.window !== "target" &&
      element(
        "p",
        { class: `status ${status.name}` },
        element("span", { "aria-hidden": "true" }, status.symbol),
        ` ${status.text}`,
        figure.target !== null && ` ${short(figure.target, unit)}`,
      ),
    quality && element("p", { class: "quality" }, quality),
  ].filter(Boolean);
}

async function seriesSection({ index, key, figure, unit }) {
  const figures = await data.series(key);
  const months = figures.filter(({ period }) => month.isMonth(period));
  const summary = words.summaryOf(months, unit);
  const hasTarget = figures.some(({ target }) => target !== null);
  const hasQuality = figures.some(({ quality }) => quality);
  const rows = [...figures].reverse().map((each) => [
    each.period === figure.period
      ? element("strong", { "aria-current": "true" }, each.period)
      : element("a", { href: data.addressOf({ ...key, period: each.period }) }, each.period),
    words.valueOf(each, unit),
    ...(hasTarget ? [targetText(each, unit), statusText(each)] : []),
    ...(hasQuality ? [words.qualityOf(index, each) ?? ""] : []),
  ]);
  const header = [
    "Period",
    "Värde",
    ...(hasTarget ? ["Målvärde", "Status"] : []),
    ...(hasQuality ? ["Att veta"] : []),
  ];
  const legend = "Heldragen linje: värdet. Streckad linje: målvärdet.";
  return section(
    "serie",
    "Serien",
    summary && fitted((width) => chart(months, { ...key, unit, width, label: summary })),
    summary && hasTarget && element("p", { class: "legend" }, legend),
    table("Serien, varje värde", header, rows, { words: header.length }),
  );
}

const targetText = ({ target }, unit) => (target === null ? "–" : short(target, unit));

const statusText = (figure) => {
  const { symbol, text } = words.statusOf(figure);
  return `${symbol} ${text}`;
};

/** What is drawn as wide as there is room, and anew when that changes. */
function fitted(draw) {
  const box = element("figure", {});
  let drawn = 0;
  new ResizeObserver(([{ contentRect }]) => {
    const width = Math.max(NARROWEST, Math.round(contentRect.width));
    if (width !== drawn) box.replaceChildren(draw(width));
    drawn = width;
  }).observe(box);
  return box;
}

function definition(told) {
  const entries = [
    ["Definition", told.definition_sv],
    ["Täljare, eller det som summeras", told.numerator_sv],
    ["Nämnare", told.denominator_sv],
    ["Mätperiod", told.window_sv],
    ["Kända fel", told.known_faults_sv],
    ["Källa i dokumenten", told.reference_sv],
    ["Underlag", told.source_extracts],
    ["Räknas i", told.computed_in],
  ];
  const described = ([term, text]) => [
    element("dt", {}, term),
    element("dd", {}, withCodes(text)),
  ];
  return section("definition", "Definition", element("dl", {}, entries.map(described)));
}

/** A text of the documentation, where codes stand between backticks and minus is a hyphen. */
const withCodes = (text) =>
  text
    .replace(/(?<![\p{L}\d])-(?=\d)/gu, "\u2212")
    .split("`")
    .map((words, place) => (place % 2 ? element("code", {}, words) : words));

const isOf = (key) => (row) =>
  row.organisation_code === key.organisation &&
  ["subject", "period", "window"].every((name) => row[name] === key[name]);

function history({ index, key, unit }, told) {
  const printed = told.printed.filter(isOf(key)).map((each) => [
    each.figure_id,
    words.printed(index, { ...each, value: exact(each.value) }),
    index.words.statuses[each.status] ?? each.status,
  ]);
  const restated = told.restated.filter(isOf(key)).map((each) => [
    `före ${each.publication_id}`,
    each.value === null
      ? (words.qualityOf(index, each) ?? "inget värde")
      : long(exact(each.value), unit),
    each.caused_by,
  ]);
  return section(
    "tidigare",
    "Tryckt och tidigare publicerat",
    printed.length
      ? table("Tryckta tal", ["Tal", "Tryckt", "Mot det beräknade"], printed, { words: 3 })
      : element("p", {}, "Talet är inte tryckt i något av källdokumenten."),
    restated.length
      ? table("Tidigare publicerat", ["När", "Värde", "Ändrat av"], restated, { words: 3 })
      : element("p", {}, "Talet har inte ändrats sedan det först publicerades."),
  );
}

/** Fill in how a figure is computed and what it consists of, if its parts do make it. */
async function compose(shown, computed, composition) {
  const { index, key, figure } = shown;
  const parts = await trace.partsOf(key);
  const say = (below, ...content) => below.replaceChildren(below.firstElementChild, ...content);
  const made = trace.valueOf(parts);
  composition.removeAttribute("aria-busy");
  if (figure.value === null) {
    say(computed, element("p", {}, "Talet har inget värde."));
    const reason = words.qualityOf(index, figure) ?? "Det finns inget att visa.";
    say(composition, element("p", {}, reason));
  } else if (parts.length && !trace.agree(made, figure.value)) {
    const text = "Delarna ger inte talet. De visas inte: något är fel i det som publicerats.";
    say(computed, element("p", { class: "message" }, text));
    say(composition, element("p", { class: "message" }, text));
  } else {
    say(computed, element("p", { class: "formula" }, words.formula(index, key, parts, figure)));
    say(composition, ...(await compositionOf(shown, parts)));
  }
}

async function compositionOf(shown, parts) {
  const { index, key } = shown;
  const deliveries = await trace.deliveriesOf(key, parts);
  if (!parts.length) return [deliveryTable(deliveries)];
  const equal = element("p", { class: "equal" }, "✓ Delarna ger talet exakt.");
  const by = (caption, label, labelOf) => groupedTable(shown, caption, label, parts, labelOf);
  const inOrganisation = (each) => organisationOf(index, key, each);
  const organisation = by("Per organisation", "Organisation", inOrganisation);
  if (!parts[0].extract) {
    const months = new Set(parts.map(({ period }) => period));
    return [
      equal,
      organisation,
      months.size > 1 && by("Per månad", "Månad", ({ period }) => period),
      deliveryTable(deliveries),
    ].filter(Boolean);
  }
  return [
    equal,
    organisation,
    by("Per kontogrupp", "Kontogrupp", (each) => accountGroupOf(index, each)),
    bookedDeliveryTable(shown, deliveries, parts),
    element("h3", {}, "Ned till verifikationsraden"),
    element("p", {}, "Organisation, ansvar, konto och till sist de bokförda raderna."),
    ...groups(parts, inOrganisation).map(([name, own]) =>
      opened(`${name}: ${totals(own)}`, async () => costCentres(shown, own)),
    ),
  ];
}

function organisationOf(index, key, { organisation }) {
  if (organisation === null) return `Övrigt inom ${key.organisation}, eller ej visat`;
  return `${organisation} ${words.called(index, organisation)}`;
}

/** What is planned without an account has a name of its own. */
const accountGroupOf = (index, { accountGroup, subject, name }) =>
  accountGroup && accountGroup !== "-"
    ? words.called(index, accountGroup)
    : (name ?? words.called(index, subject));

/** The parts by a label, in the order of the labels. */
const groups = (parts, labelOf) =>
  [...Map.groupBy(parts, labelOf)].sort(([a], [b]) => a.localeCompare(b, "sv"));

/** What parts add up to, for each of the roles that they have. */
function totals(parts) {
  const roles = [...Map.groupBy(parts, ({ role }) => role)];
  return roles
    .map(([role, own]) => {
      const text = withUnit(number(sum(own.map(({ amount }) => amount)), 2), "SEK");
      return role === "value" ? text : `${role === "numerator" ? "täljare" : "nämnare"} ${text}`;
    })
    .join(", ");
}

const NOTHING_MORE = { header: [], cells: () => [] };

/** The parts by one thing: a column for each role and term, and a last row with the sums. */
function groupedTable({ index, key }, caption, label, parts, labelOf, extra = NOTHING_MORE) {
  const columnOf = (each) => `${each.role}/${words.whatOf(index, key, each)}`;
  const columns = [...new Set(parts.map(columnOf))];
  const several = new Set(parts.map(({ role }) => role)).size > 1;
  const withTotal = !several && columns.length > 1;
  const amountsOf = (own) => {
    const amounts = columns.map((column) =>
      sum(own.filter((each) => columnOf(each) === column).map(({ amount }) => amount)),
    );
    const shown = withTotal ? [...amounts, sum(amounts)] : amounts;
    return shown.map((amount) => words.amount(parts[0], amount));
  };
  const names = columns.map((column) => {
    const [role, what] = column.split("/");
    const roleName = index.words.roles[role];
    if (!several) return capital(what);
    return what === roleName.toLowerCase() ? roleName : `${roleName}: ${what}`;
  });
  return table(
    caption,
    [label, ...extra.header, ...names, ...(withTotal ? ["Summa"] : [])],
    groups(parts, labelOf).map(([name, own]) => [name, ...extra.cells(name), ...amountsOf(own)]),
    { sums: ["Summa", ...extra.header.map(() => ""), ...amountsOf(parts)] },
  );
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

const rowsIn = ({ row_count }) =>
  row_count === null ? "–" : number(exact(String(row_count)), 0);

const hash = ({ content_hash }) => element("code", {}, content_hash.slice(0, HASH_DIGITS));

function deliveryTable(deliveries) {
  return table(
    "Leveranser",
    ["Fil", "Rader i filen", "SHA-256, början"],
    deliveries.map((delivery) => [delivery.file, rowsIn(delivery), hash(delivery)]),
  );
}

function bookedDeliveryTable(shown, deliveries, parts) {
  const ofName = new Map(deliveries.map((delivery) => [trace.nameOf(delivery), delivery]));
  const ofFile = new Map(deliveries.map((delivery) => [delivery.file, delivery]));
  const fileOf = (each) => ofName.get(trace.deliveryOf(each)).file;
  return groupedTable(shown, "Per leverans", "Fil", parts, fileOf, {
    header: ["Rader i filen", "SHA-256, början"],
    cells: (file) => [rowsIn(ofFile.get(file)), hash(ofFile.get(file))],
  });
}

const costCentres = (shown, parts) =>
  groups(parts, ({ costCentre }) => costCentre).map(([costCentre, own]) =>
    opened(`Ansvar ${costCentre}: ${totals(own)}`, async () => accounts(shown, costCentre, own)),
  );

function accounts(shown, costCentre, parts) {
  const accountOf = ({ account, name }) => `${account} ${name}`;
  const booked = parts.filter(({ extract }) => extract === "general_ledger");
  return [
    groupedTable(shown, `Ansvar ${costCentre} per konto`, "Konto", parts, accountOf),
    ...groups(booked, accountOf).map(([account, own]) => {
      const name = `Verifikationsrader på ansvar ${costCentre}, konto ${account}`;
      return opened(name, () => vouchers(name, own));
    }),
  ];
}

async function vouchers(name, parts) {
  const rows = await trace.voucherRowsOf(parts);
  const kronor = (amount) => number(amount, 2);
  return table(
    `${name}, som de är bokförda`,
    ["Verifikation", "Nr", "Datum", "Fil", "Rad", "Belopp"],
    rows.map((each) => [
      each.voucher,
      each.row,
      each.date,
      each.file,
      each.line,
      kronor(each.amount),
    ]),
    { words: 4, sums: ["Summa", "", "", "", "", kronor(sum(rows.map(({ amount }) => amount)))] },
  );
}

let opening = true;
shownByAddress(async () => {
  await show();
  // Who follows a link from one figure to the next begins at the top of the page, as on any page.
  if (!opening) {
    window.scrollTo(0, 0);
    page.querySelector("h1").focus();
  }
  opening = false;
});
