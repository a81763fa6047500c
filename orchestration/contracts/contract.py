"""What a contract says, as plain values: dataclasses without behaviour that reads or writes.

How they are made from the YAML files belongs in `reading`.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

DeliveryPeriod = Literal["snapshot", "month", "year"]
Encoding = Literal["utf-8", "cp1252"]
LogicalType = Literal["string", "integer", "number", "date", "timestamp"]
DateFormat = Literal["yyyy-MM-dd", "yyyyMM", "yyyy"]
TimestampFormat = Literal["yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ssXXX"]
PersonKind = Literal["employee", "patient"]


@dataclass(frozen=True)
class Reference:
    """A column of another extract in which a value must be found."""

    extract: str
    column: str


@dataclass(frozen=True)
class Column:
    """One column of an extract.

    `name` is its name in the warehouse, `header` the one delivered. `precision` and `scale` are
    the digits of a DECIMAL in all and after the decimal sign; an integer has scale 0. A timestamp
    is Swedish time: with its offset from UTC an instant, without it what the clock on the wall
    showed. `pattern` is a regular expression that the whole value must match, not a part of it.
    `personal_identity` says whose identity number the column delivers; the warehouse holds its
    pseudonym.
    """

    name: str
    header: str
    description: str
    logical_type: LogicalType
    physical_type: str
    precision: int | None
    scale: int | None
    date_format: DateFormat | None
    timestamp_format: TimestampFormat | None
    pattern: str | None
    required: bool
    key_position: int | None
    enum: tuple[str, ...]
    reference: Reference | None
    partitioned: bool
    unknown_marker: str | None
    personal_identity: PersonKind | None


@dataclass(frozen=True)
class QualityRule:
    """A statement about a whole delivery.

    `offenders_sql` selects the rows (offender, finding) that break it, from the table whose name
    takes the place of `${object}`.
    """

    name: str
    description: str
    offenders_sql: str


@dataclass(frozen=True)
class Contract:
    """What one extract looks like when it is delivered as agreed.

    `edition` is the version with a digest of the file, so that a changed contract is told from
    the one before even when its version was forgotten. `latency_days` says how many days after the
    end of its month a delivery is there at the latest; None where none is expected every month.
    `about_people` says whom the rows are about,
    so that an identity number could stand in them by mistake, also where no column delivers one.
    """

    name: str
    file: str
    version: str
    edition: str
    domain: str
    data_product: str
    source_name: str
    purpose: str
    usage: str
    limitations: str | None
    granularity: str
    file_pattern: re.Pattern[str]
    delivery_period: DeliveryPeriod
    latency_days: int | None
    encoding: Encoding
    delimiter: str
    decimal_sign: str
    tolerated_bad_row_share: Decimal
    control_sum_column: str | None
    about_people: PersonKind | None
    change_dimensions: tuple[str, ...]
    columns: tuple[Column, ...]
    quality_rules: tuple[QualityRule, ...]

    @property
    def directory(self) -> str:
        """Where its files are delivered, relative to the landing zone."""
        return f"{self.data_product}/{self.name}"

    @property
    def primary_key(self) -> tuple[Column, ...]:
        """The columns of the primary key in their order; none where a row has no key."""
        keyed = [(column.key_position, column) for column in self.columns if column.key_position]
        return tuple(column for _, column in sorted(keyed, key=lambda entry: entry[0]))

    @property
    def has_pseudonyms(self) -> bool:
        """Whether the warehouse holds pseudonyms out of it, which hang on the key."""
        return any(column.personal_identity is not None for column in self.columns)

    @property
    def partition_column(self) -> Column | None:
        """The column that holds the period of the delivery; None for a snapshot."""
        return next((column for column in self.columns if column.partitioned), None)

    @property
    def referring_columns(self) -> tuple[tuple[Column, Reference], ...]:
        """The columns whose values must be found in another extract, with that extract."""
        return tuple(
            (column, column.reference) for column in self.columns if column.reference is not None
        )
