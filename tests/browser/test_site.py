"""The start page and the figures' pages, clicked through in Chromium, from a region's first run."""

import functools
import http.server
import re
import threading
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from shutil import copyfile
from typing import Any, Literal

import duckdb
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from orchestration.figure import FigureKey
from orchestration.marts import Marts, published_marts
from orchestration.site.place import site_in_place
from orchestration.trace import Part, Trace, trace

LAPTOP, PHONE = (1280, 800), (320, 640)
FINANCE = "figure.html#budget_deviation/ADH/total/2024-02/ytd"
STAFF = "figure.html#sick_leave/ADH/total/2024-11/r12"
CARE = "figure.html#share_within_time/ADH-HF/hearing_first/2024-11/ytd"
WITHHELD = "figure.html#sick_leave/ADH-AS-1177/female/2024-11/r12"
RESTATED = "figure.html#result/ADH/total/2024-02/ytd"
PAGES = ("index.html", FINANCE, STAFF, CARE, WITHHELD, "figure.html#no/such/figure/at/all")

# What the page's own module makes of figures: the value of their parts, and whether it is theirs.
VALUES_OF_PARTS = """
async (keys) => {
    const [trace, data] = await Promise.all([import("./trace.js"), import("./data.js")]);
    return Promise.all(keys.map(async (key) => {
        const parts = await trace.partsOf(key);
        const { value } = await data.value(key);
        const made = trace.valueOf(parts);
        return {
            parts: parts.length,
            made: String(made),
            value: String(value),
            agrees: trace.agree(made, value),
        };
    }));
}
"""
PARTS = """
async (key) => {
    const trace = await import("./trace.js");
    const parts = await trace.partsOf(key);
    const deliveries = await trace.deliveriesOf(key, parts);
    return {
        parts: parts.map((part) => ({ ...part, amount: String(part.amount) })),
        files: deliveries.map(({ file }) => file),
    };
}
"""


@pytest.fixture(scope="module")
def published(region_after_first_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published file of this suite's own, in which one value was another before."""
    database = tmp_path_factory.mktemp("warehouse") / "marts.duckdb"
    copyfile(region_after_first_run / "warehouse" / "marts.duckdb", database)
    with duckdb.connect(database) as connection:
        connection.execute("use marts.marts")
        connection.execute(
            """
            insert into restatement by name
            select max(publication_id) as publication_id, 'result' as measure,
                'ADH' as organisation_code, 'total' as subject, '2024-02' as period,
                'ytd' as "window", 'SEK' as unit, -1234567.89 as old_value,
                -1 as new_value, 'huvudbok_2024-02' as caused_by
            from publication
            """
        )
    return database


@pytest.fixture(scope="module")
def site(published: Path) -> Path:
    with published_marts(published) as marts:
        return site_in_place(marts, published.with_name("site"))


@pytest.fixture(scope="module")
def marts(published: Path) -> Iterator[Marts]:
    with published_marts(published) as opened:
        yield opened


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """Where the site is served, by what serves it in `make site`."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page with no network but the site itself; it may not ask for more, nor report an error."""
    with browser.new_context(
        base_url=address, locale="sv-SE", viewport={"width": LAPTOP[0], "height": LAPTOP[1]}
    ) as context:
        elsewhere: list[str] = []
        errors: list[str] = []

        def only_the_site(route: Route) -> None:
            if route.request.url.startswith(address):
                route.continue_()
            else:
                elsewhere.append(route.request.url)
                route.abort()

        context.route("**/*", only_the_site)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        yield page
        assert elsewhere == []
        assert errors == []


def opened(page: Page, address: str) -> Page:
    """The page of an address, with all that it fetches."""
    # From one figure to another only what follows # changes, and the page is not loaded anew.
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_load_state("networkidle")
    expect(page.locator("[aria-busy]")).to_have_count(0)
    return page


def choose(page: Page, label: str, choice: str) -> None:
    page.get_by_label(label, exact=True).select_option(value=choice)


def key_of(address: str) -> FigureKey:
    return FigureKey(*address.partition("#")[2].split("/"))


def as_script(key: FigureKey) -> dict[str, str]:
    names = {**vars(key)}
    return {"organisation": names.pop("organisation_code"), **names}


def figures_published(marts: Marts) -> list[FigureKey]:
    rows = marts.rows(
        """
        select distinct measure, organisation_code, subject, period, "window"
        from published_reconciliation where kind in ('outcome', 'plan') order by all
        """
    )
    return [FigureKey(**row) for row in rows]


def one_of_each(marts: Marts) -> list[FigureKey]:
    """A value of every measure in every window, for the organisation that has the fewest parts."""
    rows = marts.rows(
        """
        from (
            select measure, organisation_code, subject, period, "window" from kpi
            where value is not null and "window" <> 'target' and period < '2024-12'
        )
        qualify row_number() over (
            partition by measure, "window"
            order by period desc, len(organisation_code) desc, organisation_code, subject
        ) = 1
        """
    )
    return [FigureKey(**row) for row in rows]


# Choosing, and what is found


def test_an_organisation_a_month_and_a_measure_are_chosen(page: Page) -> None:
    opened(page, "index.html")
    assert page.locator(".tile").count() > 30
    status = page.get_by_role("status")
    expect(status).to_contain_text("Region Halland, november 2024")

    choose(page, "Förvaltning", "ADH")
    choose(page, "Månad", "2024-02")
    expect(status).to_contain_text("Ambulans, diagnostik och hälsa, februari 2024")
    deviation = page.locator(
        ".tile", has=page.get_by_role("link", name="Budgetavvikelse", exact=True)
    )
    expect(deviation).to_contain_text("−1,5\u202fmnkr")
    expect(deviation).to_contain_text("\u2013 inget målvärde")
    expect(deviation.get_by_role("img")).to_have_attribute(
        "aria-label", re.compile("mars 2023 till februari 2024: lägst .*, högst .*, senast −1,5")
    )

    choose(page, "Mått", "sick_leave")
    expect(status).to_contain_text("12 tal för")
    tile = page.locator(".tile", has_text="rullande tolv månader").first
    expect(tile).to_contain_text("✗ når inte målet 5,2\u202f%")
    expect(tile).to_contain_text("enheter i schemasystemet Tessa rapporterar ca 20–30 %")

    # The choice stands in the address, so that it can be sent to somebody.
    address = page.url
    opened(page, address)
    expect(status).to_contain_text("12 tal för Ambulans, diagnostik och hälsa, februari 2024")
    expect(page.get_by_label("Mått", exact=True)).to_have_value("sick_leave")

    choose(page, "Mått", "listed_patients")
    expect(status).to_contain_text("Måttet har inget tal för")


def test_the_lines_of_the_tiles_have_a_table(page: Page) -> None:
    opened(page, "index.html#organisation=ADH&month=2024-02")
    page.get_by_text("Ekonomi: tolv månader som tabell").click()

    table = page.get_by_role("table", name="Ekonomi, tolv månader")
    expect(table.get_by_role("columnheader")).to_have_count(13)
    first = page.get_by_role(
        "rowheader", name="Budgetavvikelse, ackumulerat från januari", exact=True
    )
    row = table.get_by_role("row").filter(has=first)
    expect(row.get_by_role("cell").last).to_have_text("−1,5\u202fmnkr")


def test_a_figure_is_followed_to_its_voucher_rows_and_back(page: Page) -> None:
    opened(page, "index.html#organisation=ADH&month=2024-02")
    chosen = page.url
    page.get_by_role("link", name="Budgetavvikelse", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Budgetavvikelse")
    expect(page.get_by_text("✓ Delarna ger talet exakt.")).to_be_visible()
    # Value, formula and the last row of every table are one number.
    value = "−1\u202f464\u202f454,98"
    expect(page.locator(".exact")).to_have_text(f"{value}\u202fkr")
    expect(page.locator(".formula")).to_contain_text(f"= {value}\u202fkr")
    for name in ("Per organisation", "Per kontogrupp", "Per leverans"):
        last = page.get_by_role("table", name=name, exact=True).get_by_role("row").last
        expect(last.get_by_role("cell").last).to_have_text(value)
    expect(page.get_by_role("table", name="Per leverans")).to_contain_text("huvudbok_2024-02.csv")
    expect(page.get_by_role("table", name="Tryckta tal")).to_contain_text("−1\u202f464\u202ftkr")

    page.locator("summary", has_text="ADH-LVS Lednings- & verksamhetsstöd").click()
    page.locator("summary", has_text="Ansvar").first.click()
    accounts = page.get_by_role("table", name=re.compile(r"Ansvar \w+ per konto"))
    summary = page.locator("summary", has_text="Verifikationsrader").first
    account = re.search(r"konto (.+)", summary.inner_text())
    assert account
    summary.click()
    vouchers = page.get_by_role("table", name=re.compile("Verifikationsrader på ansvar"))
    expect(vouchers).to_contain_text("ledger/general_ledger/huvudbok_2024-0")
    actual = accounts.get_by_role("row", name=account[1]).get_by_role("cell").first
    total = vouchers.get_by_role("row").last.get_by_role("cell").last
    expect(total).to_have_text(actual.inner_text())

    page.go_back()
    expect(page).to_have_url(chosen)
    expect(page.get_by_role("status")).to_contain_text("februari 2024")


def test_an_earlier_month_of_the_series_is_a_figure_of_its_own(page: Page) -> None:
    opened(page, FINANCE)
    page.get_by_role("table", name="Serien").get_by_role("link", name="2024-01").click()

    expect(page.locator(".subtitle")).to_contain_text("januari 2024")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.get_by_role("link", name="Startsidan").click()
    expect(page.get_by_role("status")).to_contain_text(
        "Ambulans, diagnostik och hälsa, januari 2024"
    )


def test_what_was_published_before_is_shown(page: Page) -> None:
    opened(page, RESTATED)
    row = page.get_by_role("table", name="Tidigare publicerat").get_by_role("row").last
    expect(row).to_contain_text("−1\u202f234\u202f567,89\u202fkr")
    expect(row).to_contain_text("huvudbok_2024-02")


def test_a_figure_that_is_withheld_shows_nothing_and_says_why(page: Page) -> None:
    opened(page, WITHHELD)
    expect(page.locator("#figure > .value")).to_have_text("Visas inte")
    expect(page.locator("#figure > .quality")).to_contain_text("av integritetsskäl: gruppen har")
    expect(page.get_by_role("table", name="Per organisation")).to_have_count(0)


def test_a_figure_that_does_not_exist(page: Page) -> None:
    opened(page, PAGES[-1])
    expect(page.get_by_role("heading", level=1)).to_have_text("Det finns inget sådant tal")


def test_parts_that_do_not_make_the_figure_are_not_shown(page: Page) -> None:
    def one_more_ore(route: Route) -> None:
        content = route.fetch().json()
        amounts = next(
            amounts
            for organisation, _, _, _, group, _, amounts, _ in content["lines"]
            if organisation == "ADH-LVS" and group == "premises" and amounts[0]
        )
        amounts[0] += 1
        route.fulfill(json=content)

    page.route("**/contribution/actual/2024.json", one_more_ore)
    opened(page, "figure.html#result/ADH-LVS/total/2024-02/ytd")

    expect(page.get_by_text("Delarna ger inte talet.").first).to_be_visible()
    expect(page.get_by_role("table", name="Per organisation")).to_have_count(0)


def test_a_page_left_open_over_a_publication_says_so(browser: Browser, address: str) -> None:
    page = browser.new_page(base_url=address)
    opened(page, "index.html")
    page.route("**/kpi/NSVH.json", lambda route: route.fulfill(status=404))
    choose(page, "Förvaltning", "NSVH")

    expect(page.get_by_role("alert")).to_contain_text("Har något publicerats")
    page.close()


# What the page computes


def test_the_page_adds_up_every_published_figure(page: Page, marts: Marts) -> None:
    figures = figures_published(marts)
    opened(page, "index.html")
    made = page.evaluate(VALUES_OF_PARTS, [as_script(key) for key in figures])

    assert len(figures) > 100
    without_parts = 0
    for key, each in zip(figures, made, strict=True):
        (row,) = marts.rows(
            "from kpi where measure = $measure and organisation_code = $organisation_code"
            ' and subject = $subject and period = $period and "window" = $window',
            vars(key),
        )
        assert Decimal(each["value"]).scaleb(-10) == row["value"], key
        if not each["parts"]:
            # Nothing was booked: its value is 0.
            without_parts += 1
            assert row["value"] == 0, key
        elif row["unit"] == "percent":
            assert each["agrees"], key
        else:
            assert Decimal(each["made"]).scaleb(-10) == row["value"], key
    assert without_parts <= 1


def test_the_page_finds_the_parts_and_deliveries_that_the_trace_finds(
    page: Page, marts: Marts
) -> None:
    opened(page, "index.html")
    keys = one_of_each(marts)

    assert len(keys) > 80
    for key in keys:
        traced = trace(marts, key)
        shown = page.evaluate(PARTS, as_script(key))
        assert Counter(map(part_shown, shown["parts"])) == Counter(
            map(part_traced, traced.parts)
        ), key
        assert sorted(shown["files"]) == sorted(files(traced)), key


def part_shown(part: dict[str, Any]) -> tuple[object, ...]:
    names = (
        "role what period organisation subtracted costCentre account name accountGroup subject"
        " extract deliveryPeriod sourceRows"
    )
    return Decimal(part["amount"]).scaleb(-10), *(part.get(name) for name in names.split())


def part_traced(part: Part) -> tuple[object, ...]:
    return (
        part.amount,
        part.role,
        part.what,
        part.period,
        part.organisation_code,
        part.subtracted,
        part.cost_centre,
        part.account,
        part.name,
        part.account_group,
        part.subject,
        part.extract,
        None if part.delivery_period is None else part.delivery_period.isoformat(),
        part.source_rows,
    )


def files(traced: Trace) -> list[str]:
    return [str(delivery["file"]) for delivery in traced.deliveries]


# For everyone


@pytest.mark.parametrize(
    ("size", "scheme"),
    [
        (LAPTOP, "light"),
        (PHONE, "dark"),
        pytest.param(LAPTOP, "dark", marks=pytest.mark.soak),
        pytest.param(PHONE, "light", marks=pytest.mark.soak),
    ],
)
@pytest.mark.parametrize("address_of_page", PAGES)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    page: Page, address_of_page: str, size: tuple[int, int], scheme: Literal["light", "dark"]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=scheme)
    opened(page, address_of_page)
    # What is closed is not looked at.
    for _ in range(3):
        summary = page.locator("details:not([open]) > summary").first
        if summary.count():
            summary.click()
            page.wait_for_load_state("networkidle")

    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_everything_is_reached_by_keyboard(page: Page) -> None:
    opened(page, "index.html")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Till innehållet")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()

    page.keyboard.press("Tab")
    organisation = page.get_by_label("Förvaltning", exact=True)
    expect(organisation).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("status")).to_contain_text("Ambulans, diagnostik och hälsa")
    expect(organisation).to_be_focused()
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.locator(".tile a").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("✓ Delarna ger talet exakt.")).to_be_visible()

    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "SUMMARY":
            break
    page.keyboard.press("Enter")
    expect(page.locator("summary", has_text="Ansvar").first).to_be_visible()


@pytest.mark.parametrize("address_of_page", PAGES[:2])
def test_every_page_has_its_language_landmarks_and_says_that_data_are_synthetic(
    page: Page, address_of_page: str
) -> None:
    opened(page, address_of_page)
    assert page.get_attribute("html", "lang") == "sv"
    for role in ("banner", "main", "contentinfo"):
        expect(page.get_by_role(role)).to_have_count(1)
    expect(page.get_by_text("Exempeldata är syntetiska.")).to_be_visible()
    levels = page.eval_on_selector_all(
        "h1, h2, h3", "all => all.map(each => Number(each.tagName[1]))"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


def test_on_paper_the_tables_are_whole_and_the_controls_are_gone(page: Page) -> None:
    opened(page, FINANCE)
    page.emulate_media(media="print", color_scheme="dark")
    assert (
        page.locator(".scroll").first.evaluate("box => getComputedStyle(box).overflow") == "visible"
    )
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    expect(page.get_by_role("link", name="Startsidan")).to_be_hidden()
