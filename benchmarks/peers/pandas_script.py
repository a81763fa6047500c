"""The marts by a script in pandas, with the product's environment.

Here: what the test suite's oracle computes from the extracts with pandas and plain Python, written
as tables of the schema marts. Not here: computing (`tests.oracle`).

A mart has the columns that the oracle has of it, which leaves out texts that are only looked up.
Nothing is withheld: the rows about few people show what the product hides. Shares are divided
exactly, and in the product in floating point. The oracle is written to be read, not to be fast.
"""

import argparse
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import TypeGuard

import duckdb
import pyarrow as pa

from orchestration.ingest.sql import identifier
from tests.oracle.mart import Count, Mart, Value
from tests.oracle.marts import Oracle

_MONEY = pa.decimal128(18, 2)
_NUMBER = pa.decimal128(28, 10)
_LAST_PLACE = Decimal("1e-10")


def write_marts(raw: Path, database: Path) -> None:
    """Compute the marts from the landing zone `raw` and write them to a new database.

    Raises:
        ValueError: an extract is missing, or holds a number that cannot be read.
        duckdb.CatalogException: the database has a schema marts already.
    """
    marts = Oracle(raw).marts()
    # The file may be called marts itself, so that the schema needs its name before it.
    schema = f"{identifier(database.stem)}.marts"
    with duckdb.connect(database) as connection:
        connection.execute(f"create schema {schema}")
        for name, mart in marts.items():
            connection.register("computed", _table(mart))
            connection.execute(f"create table {schema}.{name} as from computed")


def _table(mart: Mart) -> pa.Table:
    rows = [(*key, *values) for key, values in mart.rows.items()]
    columns = zip((*mart.key, *mart.values), zip(*rows, strict=True), strict=True)
    return pa.table({name: _column(values) for name, values in columns})


def _column(values: Sequence[Value]) -> pa.Array:
    """The values as the marts show them: öre as kronor, shares and hours with ten decimals."""
    return pa.array([_as_shown(value) for value in values], _type(values))


def _as_shown(value: Value) -> Decimal | int | str | None:
    if isinstance(value, Fraction):
        exact = Decimal(value.numerator) / value.denominator
        return exact.quantize(_LAST_PLACE, ROUND_HALF_UP)
    if _is_money(value):
        return Decimal(value) / 100
    return value


def _is_money(value: Value) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool | Count)


def _type(values: Sequence[Value]) -> pa.DataType:
    """The narrowest type that the warehouse has for all of them."""
    known = [value for value in values if value is not None]
    if all(isinstance(value, str) for value in known):
        return pa.string()
    if all(isinstance(value, bool) for value in known):
        return pa.bool_()
    if all(isinstance(value, Count) for value in known):
        return pa.int64()
    return _MONEY if all(_is_money(value) for value in known) else _NUMBER


def main() -> None:
    """Compute what is named on the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.peers.pandas_script", description=__doc__
    )
    parser.add_argument("raw", type=Path, help="the landing zone")
    parser.add_argument("database", type=Path, help="the new DuckDB file")
    arguments = parser.parse_args()
    write_marts(arguments.raw, arguments.database)


if __name__ == "__main__":
    main()
