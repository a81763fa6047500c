"""Charts as pictures, on a machine with whatever fonts."""

from dataclasses import replace

from orchestration.report import drawing
from orchestration.report.document import Chart
from tests.unit.report.example import TREND


def titled(title: str) -> Chart:
    return replace(TREND, specification={**TREND.specification, "title": title})


def test_the_texts_of_an_svg_are_text_and_its_numbers_swedish() -> None:
    svg = drawing.svg(TREND)

    for text in ("Område, \u22121\u202f234 ÅÄÖ", "Ambulans &amp; sjukresor", "\u22121,5", "månad"):
        assert f">{text}</text>" in svg


def test_every_text_has_a_font_that_is_there_wherever_it_is_seen() -> None:
    svg = drawing.svg(TREND)

    fonts = 'font-family="Liberation Sans, Arial, Libertinus Serif, sans-serif"'
    assert svg.count("<text ") == svg.count(fonts) > 0


def test_the_texts_of_a_png_are_drawn() -> None:
    drawn = {drawing.png(titled(title)) for title in ("ÅÄÖ 1234", "AAO 1234", "ÅÄÖ 1\u202f234")}

    assert len(drawn) == 3


def test_a_chart_is_drawn_the_same_each_time() -> None:
    assert drawing.svg(TREND) == drawing.svg(TREND)
    assert drawing.png(TREND) == drawing.png(TREND)


def test_the_chart_keeps_its_own_settings() -> None:
    quiet = {**TREND.specification, "config": {"background": "#123456"}}

    assert 'fill="#123456"' in drawing.svg(replace(TREND, specification=quiet))
