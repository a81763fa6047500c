"""From text to records, slowly and exactly: what DuckDB's reader does not tell about a file.

Used for the header, and for a second pass over a delivery in which something is wrong: where each
record stands, its raw text, and which records cannot be split into fields. What the fields mean
belongs in `values`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LONGEST_RECORD = 200_000
"""Bytes; a longer record has lost a closing quote."""


@dataclass(frozen=True)
class Record:
    """One record of a file.

    `line` is the physical line, from 1, on which it begins. `raw_text` is without its line end.
    `closed` is False for a record whose last quote is still open at the end of the file.
    """

    line: int
    raw_text: str
    closed: bool


@dataclass(frozen=True)
class Malformed:
    """Why a record cannot be split into the fields of its file."""

    rule: str
    finding: str


class Splitter:
    """Splits text at one delimiter the way DuckDB does: RFC 4180, blanks around quotes allowed."""

    def __init__(self, delimiter: str) -> None:
        """Take the delimiter, one character."""
        sign = re.escape(delimiter)
        self._opening = re.compile(rf'(?:^|{sign}) *"')
        self._closing = re.compile(r'[^"]*+(?:""[^"]*+)*+"')
        self._quoted = re.compile(rf' *"([^"]*+(?:""[^"]*+)*+)" *(?={sign}|\Z)')
        self._plain = re.compile(rf"[^{sign}]*")

    def records(self, path: Path) -> Iterator[Record]:
        """The records of a UTF-8 file, the header first, blank lines left out."""
        is_header = True
        first_line = 1
        lines: list[str] = []
        inside = False
        with path.open(encoding="utf-8-sig", newline="\n") as file:
            for line_number, line in enumerate(file, start=1):
                if not inside:
                    first_line, lines, length = line_number, [], 0
                if length <= LONGEST_RECORD:
                    lines.append(line)
                    length += len(line)
                inside = self._ends_inside_quotes(line, inside=inside)
                if inside:
                    continue
                raw_text = _without_line_end("".join(lines))
                if raw_text or is_header:
                    yield Record(first_line, raw_text, closed=True)
                    is_header = False
        if inside:
            yield Record(first_line, _without_line_end("".join(lines)), closed=False)

    def fields(self, raw_text: str) -> list[str] | Malformed:
        """The fields of a record as text."""
        fields = []
        position = 0
        while True:
            match = self._quoted.match(raw_text, position)
            if match is not None:
                fields.append(match[1].replace('""', '"'))
            else:
                match = self._plain.match(raw_text, position)
                assert match is not None
                if match[0].lstrip(" ").startswith('"'):
                    return Malformed(
                        "quoting",
                        f"field {len(fields) + 1} has text behind its closing quote, or no closing"
                        " quote; a quote inside a quoted field is written twice",
                    )
                fields.append(match[0])
            if match.end() == len(raw_text):
                return fields
            position = match.end() + 1

    def row(self, raw_text: str, width: int) -> list[str] | Malformed:
        """The fields of a record that must have `width` of them.

        An empty field behind the last one is let pass: some systems end every record so.
        """
        if len(raw_text.encode()) > LONGEST_RECORD:
            return Malformed("record_length", f"is longer than {LONGEST_RECORD} bytes")
        fields = self.fields(raw_text)
        if isinstance(fields, Malformed) or len(fields) == width:
            return fields
        if len(fields) == width + 1 and fields[-1] == "":
            return fields[:-1]
        few_or_many = "few" if len(fields) < width else "many"
        return Malformed(
            f"too_{few_or_many}_fields", f"has {len(fields)} fields, but the header has {width}"
        )

    def _ends_inside_quotes(self, line: str, *, inside: bool) -> bool:
        position = 0
        while True:
            if inside:
                closing = self._closing.match(line, position)
                if closing is None:
                    return True
                position = closing.end()
            opening = self._opening.search(line, position)
            if opening is None:
                return False
            inside = True
            position = opening.end()


def write_split(
    source: Path, delimiter: str, width: int, split: Path, malformed: Path
) -> Record | None:
    """Write the records behind the header with their line and raw text, for DuckDB to read.

    `split` gets (line, raw text, fields...), `malformed` gets (line, raw text, rule, finding), both
    with every field quoted, ';' between and LF behind, without a header.

    Returns:
        The last record if the file ends inside its quotes, else None.
    """
    splitter = Splitter(delimiter)
    with (
        split.open("w", encoding="utf-8", newline="") as split_file,
        malformed.open("w", encoding="utf-8", newline="") as malformed_file,
    ):
        for number, record in enumerate(splitter.records(source)):
            if not record.closed:
                return record
            if number == 0:
                continue
            place = (record.line, record.raw_text[:LONGEST_RECORD])
            row = splitter.row(record.raw_text, width)
            if isinstance(row, Malformed):
                malformed_file.write(_line(*place, row.rule, row.finding))
            else:
                split_file.write(_line(*place, *row))
    return None


def _line(*fields: str | int) -> str:
    return ";".join('"' + str(field).replace('"', '""') + '"' for field in fields) + "\n"


def _without_line_end(text: str) -> str:
    return text.removesuffix("\n").removesuffix("\r")
