"""What a controller writes for a chapter."""

from pathlib import Path

import pytest

from orchestration.report.document import Bullets, Chapter, Paragraph, Strong
from orchestration.report.own_words import NotUnderstood, invite, read_own_words

CHAPTER = Chapter("sjukfranvaro", "3.2", "Sjukfrånvaro", 2)


def write(directory: Path, text: str) -> None:
    (directory / "sjukfranvaro.md").write_text(text, encoding="utf-8")


def test_an_invitation_is_no_comment(tmp_path: Path) -> None:
    invite(tmp_path, [CHAPTER])

    assert "Sjukfrånvaro" in (tmp_path / "sjukfranvaro.md").read_text("utf-8")
    assert read_own_words(tmp_path) == {}


def test_what_is_written_is_never_written_over(tmp_path: Path) -> None:
    write(tmp_path, "Mina ord.\n")
    invite(tmp_path, [CHAPTER])

    assert (tmp_path / "sjukfranvaro.md").read_text("utf-8") == "Mina ord.\n"


def test_paragraphs_lists_and_bold(tmp_path: Path) -> None:
    write(tmp_path, "<!-- x -->\n\nFörsta *ej*\n".replace(" *ej*", "") + "\n- a\n- **b** c\n")

    assert read_own_words(tmp_path) == {
        "sjukfranvaro": (
            Paragraph(("Första",), "own"),
            Bullets((("a",), (Strong("b"), " c")), "own"),
        )
    }


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Ord.\n\n# Rubrik\n", "rad 3: heading"),
        ("En [länk](http://a)\n", "rad 1: link"),
        ("![bild](a.png)\n", "rad 1: image"),
        ("<b>fet</b>\n", "rad 1: html"),
        ("```\nkod\n```\n", "rad 1: fence"),
        ("Ett \x07 styrtecken\n", "rad 1: ett styrtecken"),
    ],
)
def test_what_a_format_could_not_show_is_refused(tmp_path: Path, text: str, named: str) -> None:
    write(tmp_path, text)

    with pytest.raises(NotUnderstood) as raised:
        read_own_words(tmp_path)
    assert named in str(raised.value)
    assert "sjukfranvaro.md" in str(raised.value)
