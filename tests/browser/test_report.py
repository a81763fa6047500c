"""The report in a browser: accessible, on a phone, a screen and paper, without a network."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from orchestration.marts import published_marts
from orchestration.report.make import COMMENTS, make_report

PHONE, LAPTOP = 320, 1280


@pytest.fixture(scope="module")
def report(region_after_first_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("reports")
    comments = directory / "ADH" / "2024-02" / COMMENTS
    comments.mkdir(parents=True)
    (comments / "sammanfattning.md").write_text("Arbetet har **fortlöpt** väl.\n", "utf-8")
    with published_marts(region_after_first_run / "warehouse" / "marts.duckdb") as marts:
        return make_report(marts, "ADH", "2024-02", directory).files["html"]


@pytest.fixture
def laptop(browser: Browser, report: Path) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": LAPTOP, "height": 900}, offline=True)
    opened = context.new_page()
    opened.goto(report.as_uri())
    yield opened
    context.close()


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (LAPTOP, "light"),
        (PHONE, "dark"),
        pytest.param(LAPTOP, "dark", marks=pytest.mark.soak),
        pytest.param(PHONE, "light", marks=pytest.mark.soak),
    ],
)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    laptop: Page, width: int, scheme: Literal["light", "dark"]
) -> None:
    laptop.set_viewport_size({"width": width, "height": 900})
    laptop.emulate_media(color_scheme=scheme)
    laptop.eval_on_selector_all("details", "all => all.forEach(each => each.open = true)")

    violations = Axe().run(laptop).response["violations"]

    assert [
        (each["id"], [node["html"][:120] for node in each["nodes"]]) for each in violations
    ] == []
    assert laptop.evaluate("document.documentElement.scrollWidth") == width


def test_every_picture_is_drawn_and_has_its_words_and_its_table(laptop: Page) -> None:
    charts = laptop.locator("figure")

    assert charts.count() > 8
    for chart in charts.all():
        picture = chart.locator("img")
        assert picture.evaluate("image => image.naturalWidth") > 300
        words = picture.get_attribute("alt") or ""
        assert words.startswith(("Linjediagram:", "Stapeldiagram:"))
        assert chart.locator("details tbody tr").count() > 0


def test_the_keyboard_reaches_the_content_the_chapters_and_the_tables(laptop: Page) -> None:
    laptop.keyboard.press("Tab")
    assert laptop.evaluate("document.activeElement.textContent") == "Till innehållet"
    laptop.keyboard.press("Enter")
    assert laptop.evaluate("document.activeElement.id") == "innehall"
    laptop.keyboard.press("Tab")
    assert laptop.evaluate("document.activeElement.closest('main') !== null")
    summary = laptop.locator("summary").first
    summary.focus()
    laptop.keyboard.press("Enter")
    assert summary.evaluate("summary => summary.parentElement.open")


def test_the_headings_and_landmarks_tell_the_structure(laptop: Page) -> None:
    assert laptop.evaluate("document.documentElement.lang") == "sv"
    assert laptop.locator("h1").count() == 1
    assert laptop.locator("header, nav, main, footer").count() == 4
    levels = laptop.eval_on_selector_all(
        "h1, h2, h3, h4", "all => all.map(each => Number(each.tagName[1]))"
    )
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))
    for link in laptop.locator("nav a").all():
        target = link.get_attribute("href") or ""
        assert laptop.locator(f"main {target}").count() == 1


def test_own_words_are_told_apart_in_words(laptop: Page) -> None:
    own = laptop.locator(".own")

    assert own.count() == 1
    assert "Förvaltningens kommentar" in own.inner_text()
    assert "Arbetet har fortlöpt väl." in own.inner_text()


def test_on_paper_every_table_is_open(laptop: Page) -> None:
    laptop.emulate_media(media="print")

    hidden = laptop.eval_on_selector_all(
        "details table", "all => all.filter(each => !each.checkVisibility()).length"
    )
    assert hidden == 0
