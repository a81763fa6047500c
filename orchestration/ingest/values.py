"""How a text becomes a value: SQL expressions, one set for each type of a contract's columns.

Outer blanks (every Unicode space) never count, an empty text is no value. An expression gives
NULL where the text cannot be read; the rules tell such a text from one that is missing. How the
texts come out of the file belongs in `records` and `reading`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from orchestration.contracts import Column
from orchestration.ingest.pseudonym import CONCEALED
from orchestration.ingest.sql import identifier, literal
from orchestration.ingest.warehouse import raw_table

_ODD_SIGNS = "\u00a0\u202f\u2009\u2212"
_PLAIN_SIGNS = "   -"
"""No-break, narrow no-break and thin space read as a blank, U+2212 as a minus."""

_DATES = {
    "yyyy-MM-dd": (r"[1-9]\d{3}-\d{2}-\d{2}", "{text}"),
    "yyyyMM": (r"[1-9]\d{5}", "{text}[1:4] || '-' || {text}[5:6] || '-01'"),
    "yyyy": (r"[1-9]\d{3}", "{text} || '-01-01'"),
}

_CLOCK = r"[1-9]\d{3}-\d{2}-\d{2}%s([01]\d|2[0-3]):[0-5]\d:[0-5]\d"
_TIMESTAMPS = {
    "yyyy-MM-dd HH:mm:ss": _CLOCK % " ",
    "yyyy-MM-ddTHH:mm:ssXXX": _CLOCK % "T" + r"(Z|[+-]\d{2}:[0-5]\d)",
}
_SWEDEN = "at time zone 'Europe/Stockholm'"
"""Makes an instant out of what the clocks in Sweden show, and the other way round."""


@dataclass(frozen=True)
class Rule:
    """What a value of a column must be.

    `broken` is the SQL condition under which it is not, over the columns that `text_name` and the
    column's own name give; of one that `looks_up` over the column's own name alone, for DuckDB
    makes a join of that, behind which rows are in no order.
    """

    name: str
    broken: str
    finding: str
    looks_up: bool = False


def text_name(column: Column) -> str:
    """The quoted name under which the text of a column stands beside its value."""
    return identifier(f"{column.name} as delivered")


def text_sql(column: Column, delivered: str) -> str:
    """The text of a value, without outer blanks; NULL where there is none or it is unknown."""
    return _unless_unknown(column, f"nullif(trim({delivered}), '')")


def bare_text_sql(column: Column, delivered: str) -> str:
    """The same of a text that is not empty, but a rule of its column is broken by outer blanks.

    They are looked for only where no rule would tell, for that takes a third of all reading.
    """
    if column.logical_type == "string" and not (
        column.enum or column.reference or column.personal_identity
    ):
        return text_sql(column, delivered)
    return _unless_unknown(column, delivered)


def _unless_unknown(column: Column, text: str) -> str:
    if column.unknown_marker is None:
        return text
    return f"nullif({text}, {literal(column.unknown_marker)})"


def value_sql(column: Column, decimal_sign: str) -> str:
    """The value of a column out of its text, typed as the contract says."""
    text = text_name(column)
    if column.date_format is not None:
        pattern, iso = _DATES[column.date_format]
        return (
            f"case when regexp_full_match({text}, '{pattern}')"
            f" then try_cast({iso.format(text=text)} as date) end"
        )
    if column.timestamp_format is not None:
        return (
            f"case when regexp_full_match({text}, '{_TIMESTAMPS[column.timestamp_format]}')"
            f" then try_cast({text} as {column.physical_type}) end"
        )
    if column.personal_identity is not None:
        return (
            f"case when regexp_full_match({text}, '{CONCEALED}[0-9a-f]{{32}}') then {text}[2:] end"
        )
    if column.logical_type == "string":
        return text
    return number_sql(text, column.physical_type, column.scale or 0, decimal_sign)


def number_sql(text: str, physical_type: str, scale: int, decimal_sign: str) -> str:
    """The number that a text holds; NULL where it holds none of this type.

    Digits without separators and a leading minus are read the short way, which is the way of
    nearly every row; the other forms are first made plain.
    """
    sign = re.escape(decimal_sign)
    decimals = f"({sign}[0-9]{{1,{scale}}})?" if scale else ""
    digits = "([0-9]+|[0-9]{1,3}( [0-9]{3})+)"
    plain = f"translate({text}, '{_ODD_SIGNS}', '{_PLAIN_SIGNS}')"
    return (
        f"case when regexp_full_match({text}, '-?[0-9]+{decimals}')"
        f" then try_cast(replace({text}, '{decimal_sign}', '.') as {physical_type})"
        f" when regexp_full_match({plain}, '-?{digits}{decimals}|{digits}{decimals}-')"
        f" then try_cast(if(contains({plain}, '-'), '-', '')"
        f" || translate({plain}, '{decimal_sign} -', '.') as {physical_type}) end"
    )


def rules(column: Column, decimal_sign: str) -> Iterator[Rule]:
    """The rules that a value of the column must keep, the first that it breaks being the one."""
    text = text_name(column)
    value = identifier(column.name)
    if column.required:
        yield Rule("required", f"{text} is null", "has no value, but every row must have one")
    if column.logical_type != "string":
        yield Rule(
            column.logical_type,
            f"{text} is not null and {value} is null",
            _type_finding(column, decimal_sign),
        )
    if column.personal_identity is not None:
        yield Rule(
            "personal_identity",
            f"{text} is not null and {value} is null",
            "is no identity number in the form YYYYMMDD-NNNN or YYYYMMDDNNNN",
        )
    if column.timestamp_format is not None:
        yield _swedish_time(column)
    if column.pattern is not None:
        yield Rule(
            "pattern",
            f"not regexp_full_match({text}, {literal(column.pattern)})",
            f"does not have the form {column.pattern}",
        )
    if column.enum:
        choices = ", ".join(map(literal, column.enum))
        yield Rule(
            "enum",
            f"{value} not in ({choices})",
            f"must be one of {', '.join(column.enum)}",
            looks_up=True,
        )
    if column.reference is not None:
        extract, key = column.reference.extract, identifier(column.reference.column)
        yield Rule(
            "reference",
            f"{value} not in (select {key} from {raw_table(extract)} where {key} is not null)",
            f"is not known: no row of {extract} has it as {column.reference.column}",
            looks_up=True,
        )


def _swedish_time(column: Column) -> Rule:
    """The rule that the clocks in Sweden showed that time, under that offset where it has one."""
    value = identifier(column.name)
    if column.timestamp_format == "yyyy-MM-dd HH:mm:ss":
        # Since 1980 they have been put forward at two; to ask what they showed costs more than all
        # else that is asked of a time.
        return Rule(
            "swedish_time",
            f"case when hour({value}) = 2 or year({value}) < 1980"
            f" then {value} {_SWEDEN} {_SWEDEN} <> {value} end",
            "is a time that never was in Sweden: the clocks were put forward over it",
        )
    text = text_name(column)
    return Rule(
        "swedish_time",
        f"not ends_with({text}, 'Z') and {value} {_SWEDEN} <> try_cast({text}[:19] as timestamp)",
        "has an offset from UTC that Sweden (Europe/Stockholm) did not have at that time",
    )


def _type_finding(column: Column, decimal_sign: str) -> str:
    if column.date_format is not None:
        return f"is no real date in the form {column.date_format}"
    if column.timestamp_format is not None:
        return f"is no real time in the form {column.timestamp_format}"
    if column.logical_type == "integer":
        return f"is no whole number that a column of the type {column.physical_type} holds"
    whole = (column.precision or 0) - (column.scale or 0)
    return (
        f"is no number of at most {whole} digits, with at most {column.scale} decimals after"
        f" '{decimal_sign}'"
    )
