"""The controller's own words: a Markdown file for each chapter, kept when the report is made anew.

Here: making the files that are missing, and reading them. Paragraphs, lists and words in bold are
understood; anything else is refused, for it would be lost in one of the formats.
Not here: where in the chapter they stand (`chapters`).
"""

import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from orchestration.report.document import Block, Bullets, Chapter, Paragraph, Run, Strong, Text

_INVITATION = """\
<!-- Förvaltningens egen kommentar till kapitlet {heading}. Skriv under denna rad: stycken, listor
     och **fetstil**. Filen ändras aldrig av rapporten; så länge inget står här har kapitlet ingen
     kommentar. -->
"""


class NotUnderstood(Exception):
    """Own words have something that not every format can show; the message says where."""


def invite(directory: Path, chapters: Iterable[Chapter]) -> None:
    """Make an empty file for each chapter that has none. What is there stays as it is."""
    directory.mkdir(parents=True, exist_ok=True)
    for chapter in chapters:
        file = directory / f"{chapter.name}.md"
        if not file.exists():
            file.write_text(_INVITATION.format(heading=chapter.heading), encoding="utf-8")


def read_own_words(directory: Path) -> dict[str, tuple[Block, ...]]:
    """The blocks of every file that has words, by the name of its chapter.

    Raises:
        NotUnderstood: a file has a table, a picture, a link, HTML or the like.
    """
    files = sorted(directory.glob("*.md")) if directory.is_dir() else []
    return {file.stem: blocks for file in files if (blocks := tuple(_blocks(file)))}


def _blocks(file: Path) -> Iterator[Block]:
    text = file.read_text(encoding="utf-8")
    for line_number, line in enumerate(text.splitlines(), start=1):
        for sign in line:
            if unicodedata.category(sign) in ("Cc", "Cs", "Co") and sign != "\t":
                raise NotUnderstood(
                    f"{file}, rad {line_number}: ett styrtecken (U+{ord(sign):04X}). Ta bort det."
                )
    tokens = iter(MarkdownIt("commonmark").parse(text))
    for token in tokens:
        if token.type == "html_block" and token.content.strip().startswith("<!--"):
            continue
        if token.type == "paragraph_open":
            yield Paragraph(_text(file, next(tokens)), origin="own")
            next(tokens)
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            yield Bullets(tuple(_items(file, tokens, token.type)), origin="own")
        else:
            raise _refused(file, token)


def _items(file: Path, tokens: Iterator[Token], opened: str) -> Iterator[Text]:
    for token in tokens:
        if token.type == opened.replace("_open", "_close"):
            return
        if token.type == "inline":
            yield _text(file, token)
        elif token.type not in _PARTS_OF_AN_ITEM:
            raise _refused(file, token)


_PARTS_OF_AN_ITEM = ("list_item_open", "list_item_close", "paragraph_open", "paragraph_close")


def _text(file: Path, inline: Token) -> Text:
    runs: list[Run] = []
    strong = False
    for token in inline.children or []:
        if token.type in ("strong_open", "strong_close"):
            strong = token.type == "strong_open"
        elif token.type in ("softbreak", "hardbreak"):
            runs.append(" ")
        elif token.type == "text":
            if token.content:
                runs.append(Strong(token.content) if strong else token.content)
        else:
            raise _refused(file, token, inline)
    return tuple(runs)


def _refused(file: Path, token: Token, within: Token | None = None) -> NotUnderstood:
    line = (token.map or (within.map if within else None) or [0])[0] + 1
    return NotUnderstood(
        f"{file}, rad {line}: {token.type.removesuffix('_open')} kan inte visas i alla format."
        " Använd stycken, listor och **fetstil**."
    )
