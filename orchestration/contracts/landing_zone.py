"""The landing zone: its README, made from the contracts, and how a sample in it is marked.

What a contract may say belongs in `contract`, what is done with a delivery in
`orchestration.ingest`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from orchestration.contracts.contract import Column, Contract

SYNTHETIC_MARKER = "SYNTHETIC.txt"
"""The file that says of the extracts beside it that they are synthetic; its first line says how."""

SYNTHETIC_STATEMENT = (
    "The sample extracts are synthetic, built so that their totals are the published ones."
)

_INTRODUCTION = f"""\
<!-- Made by `python -m orchestration.contracts` from orchestration/contracts/*.yaml.
     Change those, never this file. -->

# The landing zone

What the source systems deliver, as they deliver it. Each extract has a folder and a contract, and
is read only as its contract says; a file in no extract's folder is named at the end of a run.

{SYNTHETIC_STATEMENT}
While they lie here, `{SYNTHETIC_MARKER}` lies beside them, and every run says so.

## What holds for every extract

- **Names.** A file is named after the period it is for and, from the second delivery of that
  period on, a delivery number: a higher number replaces a lower one, never the other way. The same
  bytes again change nothing. A file with another name is refused.
- **Form.** One header line with the columns below, in any order; CRLF or LF; fields with the
  delimiter, quotes or line breaks in them stand in `"`, and a quote inside is written twice. UTF-8
  with or without byte order mark. The last line ends with a line end, or the file counts as
  truncated; with a line above 1 MiB it is refused.
- **Files.** Only a regular file is read: never a link, whatever it leads to, a pipe or a device,
  and no archive is ever unpacked. `raw/` itself may be a link or a mount. A file that changes while
  it is read is refused and tried again on the next run: write it under a name that begins with `.`,
  which nobody looks at, and rename it once it is whole.
- **Values.** Outer blanks never count. Thousands may be parted by a blank, a no-break, a narrow
  no-break or a thin space, in groups of three. A minus is `-` or U+2212, in front or behind. More
  decimals than the type holds are a fault and are never rounded. An empty field is no value.
- **Form of a value.** Where a column has a form, the whole value must match that regular
  expression, not a part of it.
- **Times.** With an offset (`2024-03-31T03:30:00+02:00`) an instant: the offset must be the one
  that Sweden had then, so both `02:30:00+02:00` and `02:30:00+01:00` on the night when the clocks
  are put back; `Z` is UTC. Without one (`2024-03-31 03:30:00`) what the clock on the wall showed:
  an hour that the clocks were put forward over never was, and is a fault.
- **People.** An identity number (personnummer or samordningsnummer) stands as `YYYYMMDD-NNNN` or
  `YYYYMMDDNNNN`. It is replaced by a pseudonym, HMAC-SHA256 of kind and number under a secret key,
  before anything is written. The same person has one pseudonym as an employee and another as a
  patient. Under another key an extract with pseudonyms is taken in anew as a whole: keep its files,
  for a period whose file is gone has to be delivered again.
- **Extracts about people.** Whether a column delivers identity numbers or not, whatever looks like
  one is concealed in whichever column it stands, ten digits in a row too, before anything is
  written; and no value and no raw text is shown anywhere: look the row up in the file, by the line
  in `quarantine.bad_row`.
- **Faults.** A row with a bad value goes to `quarantine.bad_row` with its raw text, line, column
  and the finding. More of them than the tolerated share, or a fault of the whole file, and the
  delivery is rejected: the last good one stays. `deliveries.delivery` says what became of each.
- **Control file.** Beside an extract there may lie a file of the same name with `.kontroll` behind
  it: two lines, `rader;summa` and for instance `43210;0,00`: the number of rows, and what the
  column of the control sum adds up to. Where it disagrees, or has more than 1000 bytes, the
  delivery is rejected.

## Extracts
"""

_ENCODING_NAMES = {"utf-8": "UTF-8", "cp1252": "Windows-1252"}
_DELIMITER_NAMES = {";": "`;`", ",": "`,`", "|": "`|`", "\t": "tab"}
_EXAMPLE_PERIODS = {"snapshot": "", "month": "2024-11", "year": "2024"}
_DELIVERED_PER = {"snapshot": "whole", "month": "a month", "year": "a year"}


def render_landing_zone(contracts: Mapping[str, Contract]) -> str:
    """The README in Markdown: a table of the extracts, then a section for each."""
    parts = [_INTRODUCTION, *_extract_table(contracts.values())]
    for contract in contracts.values():
        parts += _section(contract)
    return "\n".join(parts).rstrip() + "\n"


def example_file_name(contract: Contract) -> str:
    """A file name that the contract's pattern matches: of a first delivery."""
    name = re.sub(
        r"\(\?P<period>.*?\)", _EXAMPLE_PERIODS[contract.delivery_period], _pattern(contract)
    )
    return re.sub(r"\(\?:_\(\?P<delivery>.*?\)\)\?", "", name).replace("\\", "")


def _pattern(contract: Contract) -> str:
    return contract.file_pattern.pattern


def _extract_table(contracts: Iterable[Contract]) -> Iterator[str]:
    yield _row("folder", "extract", "delivered", "one row is", "file, for instance")
    yield _row(*["---"] * 5)
    for contract in contracts:
        yield _row(
            f"[`{contract.directory}/`](#{contract.name})",
            contract.source_name,
            _DELIVERED_PER[contract.delivery_period],
            contract.granularity.removeprefix("one row "),
            f"`{example_file_name(contract)}`",
        )
    yield ""


def _section(contract: Contract) -> Iterator[str]:
    yield f"## {contract.name}\n"
    yield f"{contract.purpose} {contract.usage}\n"
    if contract.limitations:
        yield f"{contract.limitations.strip()}\n"
    yield f"- file name: `{_pattern(contract)}`, for instance `{example_file_name(contract)}`"
    yield (
        f"- dialect: {_ENCODING_NAMES[contract.encoding]}, delimiter"
        f" {_DELIMITER_NAMES[contract.delimiter]}, decimal sign `{contract.decimal_sign}`"
    )
    if contract.latency_days is not None:
        yield f"- delivered at the latest {contract.latency_days} days after its month"
    yield f"- tolerated share of bad rows: {_percent(contract.tolerated_bad_row_share)}"
    keys = ", ".join(f"`{column.header}`" for column in contract.primary_key)
    yield f"- primary key: {keys or 'none'}"
    headers = {column.name: column.header for column in contract.columns}
    if contract.about_people:
        yield f"- about people: {contract.about_people}"
    if contract.control_sum_column:
        yield f"- control sum: of `{headers[contract.control_sum_column]}`"
    for rule in contract.quality_rules:
        yield f"- rule {rule.name}: {rule.description}"
    yield f"- contract: [`{contract.file}`](../orchestration/contracts/{contract.file})\n"
    yield _row("header", "column", "type", "value", "meaning")
    yield _row(*["---"] * 5)
    for column in contract.columns:
        yield _row(
            column.header,
            f"`{column.name}`",
            _type(column),
            "required" if column.required else "may be empty",
            _meaning(column),
        )
    yield ""


def _type(column: Column) -> str:
    if column.date_format is not None:
        return f"date as `{column.date_format}`"
    if column.timestamp_format is not None:
        return f"time as `{column.timestamp_format}`"
    return f"`{column.physical_type}`"


def _meaning(column: Column) -> str:
    notes = [column.description]
    if column.pattern is not None:
        notes.append(f"Form: `{column.pattern}`.")
    if column.personal_identity is not None:
        notes.append(f"Identity number of the {column.personal_identity}, kept as a pseudonym.")
    if column.enum:
        notes.append(f"One of: {', '.join(f'`{value}`' for value in column.enum)}.")
    if column.reference is not None:
        notes.append(
            f"Must be known as `{column.reference.column}` of"
            f" [{column.reference.extract}](#{column.reference.extract})."
        )
    if column.partitioned:
        notes.append("Must be the period of the delivery.")
    if column.unknown_marker is not None:
        notes.append(f"`{column.unknown_marker}` means unknown and is read as no value.")
    return " ".join(notes)


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f} %"


def _row(*cells: str) -> str:
    escaped = (cell.replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"
