"""Reads the contracts from their YAML files and refuses those that say too little or too much.

What a contract may say is the Open Data Contract Standard's business, checked by its package; what
it must say for an extract to be read is checked here.
"""

import graphlib
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NoReturn, TypeVar, cast, get_args

import yaml
from open_data_contract_standard.model import (
    CustomProperty,
    DataQuality,
    OpenDataContractStandard,
    SchemaObject,
    SchemaProperty,
    ServiceLevelAgreementProperty,
)
from pydantic import ValidationError

from orchestration.contracts.contract import (
    Column,
    Contract,
    DateFormat,
    DeliveryPeriod,
    Encoding,
    LogicalType,
    PersonKind,
    QualityRule,
    Reference,
    TimestampFormat,
)

T = TypeVar("T")

CONTRACTS_DIRECTORY = Path(__file__).parent

ADDED_COLUMNS = ("delivery_id", "line_number", "file_index")
"""What ingest adds to the columns of every raw table, or of the rows that it reads."""

CHANGE_DIMENSIONS = ("cost_centre", "account")
"""By what the record of changes can tell old and new totals apart."""

_PHYSICAL_TYPES: Mapping[LogicalType, re.Pattern[str]] = {
    "string": re.compile("VARCHAR"),
    "integer": re.compile("SMALLINT|INTEGER|BIGINT"),
    "number": re.compile(r"DECIMAL\((?P<precision>\d+),(?P<scale>\d+)\)"),
    "date": re.compile("DATE"),
    "timestamp": re.compile("TIMESTAMP|TIMESTAMP WITH TIME ZONE"),
}
_FORMATS: Mapping[LogicalType, tuple[str, ...]] = {
    "date": get_args(DateFormat),
    "timestamp": get_args(TimestampFormat),
}
_TYPE_OF_TIMESTAMP: Mapping[TimestampFormat, str] = {
    "yyyy-MM-dd HH:mm:ss": "TIMESTAMP",
    "yyyy-MM-ddTHH:mm:ssXXX": "TIMESTAMP WITH TIME ZONE",
}
_INTEGER_DIGITS = {"SMALLINT": 5, "INTEGER": 10, "BIGINT": 19}
_PERIOD_FORMATS: Mapping[DeliveryPeriod, tuple[DateFormat, ...]] = {
    "snapshot": (),
    "month": ("yyyyMM",),
    "year": ("yyyy",),
}
_LOOKS_LIKE_A_PERSON = ("196408233234", "19640823-3234", "6408233234", "640823-3234", "640823+3234")
"""The ways in which an identity number is written."""
_SHORTEST_IDENTITY_NUMBER = 10
"""Digits."""


class ContractError(ValueError):
    """A contract lacks something or contradicts itself; the message names file and field."""


def load_contracts(directory: Path = CONTRACTS_DIRECTORY) -> dict[str, Contract]:
    """Read every contract of a directory.

    Returns:
        The contracts by name, each after those that its columns refer to.

    Raises:
        ContractError: a contract lacks something, contradicts itself or another.
    """
    contracts = {}
    for path in sorted(directory.glob("*.yaml")):
        contract = read_contract(path)
        contracts[contract.name] = contract
    for contract in contracts.values():
        _check_references(contract, contracts)
    return {name: contracts[name] for name in _dependency_order(contracts)}


def read_contract(path: Path) -> Contract:
    """Read one contract.

    Raises:
        ContractError: it lacks something or contradicts itself.
    """
    content = path.read_bytes()
    fields = _Fields(path.name)
    standard = _parse(fields, content)
    schema = _only_schema(fields, standard)
    name = fields.required("name", standard.name)
    for field, value in (("name", name), ("schema[0].name", schema.name)):
        if value != path.stem:
            fields.fail(field, f"is '{value}', but must be the name of the file, '{path.stem}'")
    version = fields.required("version", standard.version)
    description = fields.required("description", standard.description)
    columns = _read_columns(fields, schema)
    terms = _Terms(fields, schema.customProperties)
    contract = Contract(
        name=name,
        file=path.name,
        version=version,
        edition=f"{version}+{hashlib.sha256(content).hexdigest()[:12]}",
        domain=fields.required("domain", standard.domain),
        data_product=fields.folder_name("dataProduct", standard.dataProduct),
        source_name=fields.required("schema[0].physicalName", schema.physicalName),
        purpose=fields.required("description.purpose", description.purpose),
        usage=fields.required("description.usage", description.usage),
        limitations=description.limitations,
        granularity=fields.required(
            "schema[0].dataGranularityDescription", schema.dataGranularityDescription
        ),
        file_pattern=terms.pattern("filePattern"),
        delivery_period=cast(
            "DeliveryPeriod", terms.one_of("deliveryPeriod", get_args(DeliveryPeriod))
        ),
        latency_days=_read_latency(fields, standard.slaProperties or []),
        encoding=cast("Encoding", terms.one_of("encoding", get_args(Encoding))),
        delimiter=terms.one_of("delimiter", (";", ",", "\t", "|")),
        decimal_sign=terms.one_of("decimalSign", (",", ".")),
        tolerated_bad_row_share=terms.share("toleratedBadRowShare"),
        control_sum_column=terms.text("controlSumColumn"),
        about_people=cast(
            "PersonKind | None", terms.optional_one_of("aboutPeople", get_args(PersonKind))
        ),
        change_dimensions=terms.texts("changeDimensions"),
        columns=columns,
        quality_rules=tuple(
            _read_quality_rule(fields, f"schema[0].quality[{index}]", rule)
            for index, rule in enumerate(schema.quality or [])
        ),
    )
    terms.refuse_others()
    _check_primary_key(fields, contract)
    _check_period(fields, contract)
    _check_totals(fields, contract)
    _check_privacy(fields, contract)
    return contract


class _Fields:
    """The fields of one file, to be asked for and complained about by name."""

    def __init__(self, file: str) -> None:
        self._file = file

    def fail(self, field: str, what: str) -> NoReturn:
        message = f"{self._file}: {field} {what}"
        raise ContractError(message)

    def required(self, field: str, value: T | None) -> T:
        if value is None or value == "":
            self.fail(field, "is missing")
        return value

    def one_of(self, field: str, value: str | None, choices: Sequence[str]) -> str:
        if self.required(field, value) not in choices:
            self.fail(field, f"is {value!r}, but must be one of {', '.join(map(repr, choices))}")
        return cast("str", value)

    def folder_name(self, field: str, value: str | None) -> str:
        name = self.required(field, value)
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            self.fail(field, f"is {name!r}, but must be one folder's name in lower case")
        return name

    def regular_expression(self, field: str, value: str) -> re.Pattern[str]:
        try:
            return re.compile(value, re.ASCII)
        except re.error as error:
            self.fail(field, f"is no regular expression: {error}")


class _Terms:
    """The custom properties of an extract: how it is delivered."""

    def __init__(self, fields: _Fields, properties: list[CustomProperty] | None) -> None:
        self._fields = fields
        self._values = {entry.property: entry.value for entry in properties or []}
        self._asked: set[str | None] = set()

    def text(self, name: str) -> str | None:
        value = self._value(name)
        if value is not None and not isinstance(value, str):
            self._fields.fail(name, f"is {value!r}, but must be a text")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        value = self._value(name) or []
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            self._fields.fail(name, f"is {value!r}, but must be a list of texts")
        return tuple(value)

    def one_of(self, name: str, choices: Sequence[str]) -> str:
        return self._fields.one_of(name, self.text(name), choices)

    def optional_one_of(self, name: str, choices: Sequence[str]) -> str | None:
        return None if self.text(name) is None else self.one_of(name, choices)

    def pattern(self, name: str) -> re.Pattern[str]:
        value = self._fields.required(name, self.text(name))
        return self._fields.regular_expression(name, value)

    def share(self, name: str) -> Decimal:
        value = self._fields.required(name, self._value(name))
        try:
            share = Decimal(str(value))
        except InvalidOperation:
            share = Decimal(-1)
        if not 0 <= share <= 1:
            self._fields.fail(name, f"is {value!r}, but must be a share from 0 to 1")
        return share

    def refuse_others(self) -> None:
        for name in self._values:
            if name not in self._asked:
                self._fields.fail(f"custom property '{name}'", "is not known; correct its name")

    def _value(self, name: str) -> object:
        self._asked.add(name)
        return self._values.get(name)


def _parse(fields: _Fields, content: bytes) -> OpenDataContractStandard:
    try:
        given = yaml.load(content, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        fields.fail("as a whole", f"is no YAML: {error}")
    if not isinstance(given, dict):
        fields.fail("as a whole", "is no mapping of fields to values")
    try:
        standard = OpenDataContractStandard(**given)
    except ValidationError as error:
        first = error.errors()[0]
        fields.fail(_path(first["loc"]), f"breaks the standard: {first['msg']}")
    kept = standard.model_dump(by_alias=True, exclude_unset=True)
    for path in _lost_fields(given, kept, ()):
        fields.fail(_path(path), "is not known to the standard; correct its name")
    return standard


def _lost_fields(
    given: object, kept: object, path: tuple[str | int, ...]
) -> Iterator[tuple[str | int, ...]]:
    """The fields that the standard's package read over, which are misspelt."""
    if isinstance(given, dict) and isinstance(kept, dict):
        for name, value in given.items():
            if name in kept:
                yield from _lost_fields(value, kept[name], (*path, name))
            else:
                yield (*path, name)
    elif isinstance(given, list) and isinstance(kept, list):
        for index, (value, kept_value) in enumerate(zip(given, kept, strict=True)):
            yield from _lost_fields(value, kept_value, (*path, index))


def _path(parts: Iterable[str | int]) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return text.removeprefix(".")


def _only_schema(fields: _Fields, standard: OpenDataContractStandard) -> SchemaObject:
    schemas = fields.required("schema", standard.schema_)
    if len(schemas) != 1:
        fields.fail("schema", f"has {len(schemas)} entries, but an extract has exactly one")
    return schemas[0]


def _read_latency(
    fields: _Fields, properties: Sequence[ServiceLevelAgreementProperty]
) -> int | None:
    if not properties:
        return None
    if len(properties) > 1:
        fields.fail("slaProperties", "has more than the latency")
    (entry,) = properties
    fields.one_of("slaProperties[0].property", entry.property, ("latency",))
    fields.one_of("slaProperties[0].unit", entry.unit, ("d",))
    if not isinstance(entry.value, int) or entry.value < 0:
        fields.fail("slaProperties[0].value", f"is {entry.value!r}, but must be a number of days")
    return entry.value


def _read_columns(fields: _Fields, schema: SchemaObject) -> tuple[Column, ...]:
    properties = fields.required("schema[0].properties", schema.properties or None)
    columns = tuple(
        _read_column(fields, f"schema[0].properties[{index}]", entry)
        for index, entry in enumerate(properties)
    )
    for field, names in (
        ("name", [column.name for column in columns]),
        ("physicalName", [column.header for column in columns]),
    ):
        for index, name in enumerate(names):
            if name in names[:index]:
                fields.fail(
                    f"schema[0].properties[{index}].{field}", f"'{name}' stands there twice"
                )
    return columns


def _read_column(fields: _Fields, place: str, entry: SchemaProperty) -> Column:
    name = fields.required(f"{place}.name", entry.name)
    place = f"{place} ({name})"
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or name in ADDED_COLUMNS:
        fields.fail(f"{place}.name", "is no free name in lower case for a column of the warehouse")
    terms = _Terms(fields, entry.customProperties)
    logical_type = cast(
        "LogicalType",
        fields.one_of(f"{place}.logicalType", entry.logicalType, get_args(LogicalType)),
    )
    physical_type = fields.required(f"{place}.physicalType", entry.physicalType)
    type_match = _PHYSICAL_TYPES[logical_type].fullmatch(physical_type)
    if type_match is None:
        fields.fail(
            f"{place}.physicalType", f"'{physical_type}' does not hold a {logical_type} exactly"
        )
    precision, scale = _digits(logical_type, type_match)
    options = dict(entry.logicalTypeOptions or {})
    given_format = options.pop("format", None)
    pattern = options.pop("pattern", None)
    for option in options:
        fields.fail(f"{place}.logicalTypeOptions.{option}", "is not known; correct its name")
    if logical_type in _FORMATS:
        fields.one_of(f"{place}.logicalTypeOptions.format", given_format, _FORMATS[logical_type])
    elif given_format is not None:
        fields.fail(f"{place}.logicalTypeOptions.format", f"is not for the type {logical_type}")
    date_format = cast("DateFormat | None", given_format if logical_type == "date" else None)
    timestamp_format = cast(
        "TimestampFormat | None", given_format if logical_type == "timestamp" else None
    )
    if timestamp_format and physical_type != _TYPE_OF_TIMESTAMP[timestamp_format]:
        fields.fail(
            f"{place}.physicalType",
            f"'{physical_type}' does not hold {timestamp_format}, whose type is"
            f" {_TYPE_OF_TIMESTAMP[timestamp_format]}",
        )
    if pattern is not None:
        fields.regular_expression(f"{place}.logicalTypeOptions.pattern", pattern)
    enum = tuple(fields.required(f"{place}.enum.value", item.value) for item in entry.enum or [])
    for field, value in (("logicalTypeOptions.pattern", pattern), ("enum", enum)):
        if value and logical_type != "string":
            fields.fail(f"{place}.{field}", f"is for the type string, not for {logical_type}")
    marker = terms.text("unknownMarker")
    personal_identity = terms.text("personalIdentity")
    terms.refuse_others()
    if personal_identity is not None:
        fields.one_of(f"{place}.personalIdentity", personal_identity, get_args(PersonKind))
        if logical_type != "string" or entry.classification != "restricted":
            fields.fail(
                f"{place}.personalIdentity",
                "is for a string whose classification is restricted",
            )
    if marker is not None and entry.required:
        fields.fail(f"{place}.unknownMarker", "contradicts required: an unknown value is none")
    if entry.required is None:
        fields.fail(f"{place}.required", "is missing")
    return Column(
        name=name,
        header=fields.required(f"{place}.physicalName", entry.physicalName),
        description=fields.required(f"{place}.description", entry.description),
        logical_type=logical_type,
        physical_type=physical_type,
        precision=precision,
        scale=scale,
        date_format=date_format,
        timestamp_format=timestamp_format,
        pattern=pattern,
        required=entry.required,
        key_position=_key_position(fields, place, entry),
        enum=enum,
        reference=_read_reference(fields, place, entry),
        partitioned=bool(entry.partitioned),
        unknown_marker=marker,
        personal_identity=cast("PersonKind | None", personal_identity),
    )


def _digits(logical_type: LogicalType, match: re.Match[str]) -> tuple[int | None, int | None]:
    if logical_type == "number":
        return int(match["precision"]), int(match["scale"])
    if logical_type == "integer":
        return _INTEGER_DIGITS[match[0]], 0
    return None, None


def _key_position(fields: _Fields, place: str, entry: SchemaProperty) -> int | None:
    if not entry.primaryKey:
        if entry.primaryKeyPosition is not None:
            fields.fail(f"{place}.primaryKeyPosition", "stands without primaryKey")
        return None
    if not entry.required:
        fields.fail(f"{place}.required", "must be true for a column of the primary key")
    return fields.required(f"{place}.primaryKeyPosition", entry.primaryKeyPosition)


def _read_reference(fields: _Fields, place: str, entry: SchemaProperty) -> Reference | None:
    relationships = entry.relationships or []
    if not relationships:
        return None
    target = relationships[0].to
    if len(relationships) > 1 or not isinstance(target, str) or target.count(".") != 1:
        fields.fail(f"{place}.relationships", "must be one entry with to: <extract>.<column>")
    extract, column = target.split(".")
    return Reference(extract, column)


def _read_quality_rule(fields: _Fields, place: str, rule: DataQuality) -> QualityRule:
    fields.one_of(f"{place}.type", rule.type, ("custom",))
    fields.one_of(f"{place}.engine", rule.engine, ("duckdb",))
    sql = fields.required(f"{place}.implementation", rule.implementation)
    if not isinstance(sql, str) or "${object}" not in sql:
        fields.fail(f"{place}.implementation", "must be SQL that selects from ${object}")
    return QualityRule(
        name=fields.required(f"{place}.name", rule.name),
        description=fields.required(f"{place}.description", rule.description),
        offenders_sql=sql,
    )


def _check_primary_key(fields: _Fields, contract: Contract) -> None:
    positions = [column.key_position for column in contract.primary_key]
    if positions != list(range(1, len(positions) + 1)):
        fields.fail("primaryKeyPosition", f"counts {positions}, but must count from 1 on")


def _check_period(fields: _Fields, contract: Contract) -> None:
    groups = set(contract.file_pattern.groupindex)
    formats = _PERIOD_FORMATS[contract.delivery_period]
    expected = {"delivery", "period"} if formats else {"delivery"}
    if groups != expected:
        fields.fail(
            "filePattern",
            f"has the named groups {sorted(groups)}, but deliveryPeriod"
            f" '{contract.delivery_period}' needs {sorted(expected)}",
        )
    partitioned = [column for column in contract.columns if column.partitioned]
    if len(partitioned) != len(formats):
        fields.fail(
            "partitioned",
            f"stands at {len(partitioned)} columns, but deliveryPeriod"
            f" '{contract.delivery_period}' needs {len(formats)}",
        )
    for column in partitioned:
        if column.date_format not in formats or not column.required:
            fields.fail(
                f"column {column.name}",
                f"is partitioned, so it must be a required date in the format {formats[0]}",
            )
    if contract.latency_days is not None and contract.delivery_period != "month":
        fields.fail("slaProperties", "gives a latency, but only an extract by month has one")


def _check_totals(fields: _Fields, contract: Contract) -> None:
    types = {column.name: column.physical_type for column in contract.columns}
    control = contract.control_sum_column
    if control is not None and types.get(control) != "DECIMAL(18,2)":
        fields.fail("controlSumColumn", f"'{control}' is no column of the type DECIMAL(18,2)")
    if contract.change_dimensions and control is None:
        fields.fail("changeDimensions", "needs a controlSumColumn to add up")
    for dimension in contract.change_dimensions:
        if dimension not in CHANGE_DIMENSIONS or dimension not in types:
            fields.fail(
                "changeDimensions",
                f"'{dimension}' is no column out of {', '.join(CHANGE_DIMENSIONS)}",
            )


def _check_privacy(fields: _Fields, contract: Contract) -> None:
    """Refuse, in rows about people, every column in which an identity number could be smuggled in.

    What is wide enough for one is refused too: it would be concealed in the midst of a value.
    """
    for column in contract.columns:
        place = f"column {column.name}"
        if column.personal_identity not in (None, contract.about_people):
            fields.fail(
                place,
                f"has the personalIdentity '{column.personal_identity}', but aboutPeople of the"
                f" extract is {contract.about_people!r}: make them the same",
            )
        if contract.about_people is None:
            continue
        if column.personal_identity is not None:
            if column.pattern or column.enum or column.unknown_marker:
                fields.fail(place, "has a personalIdentity, whose form needs no other rule")
        elif column.logical_type == "string":
            if not (column.pattern or column.enum or column.reference):
                fields.fail(
                    place,
                    "is free text in an extract with aboutPeople, so it could hold an identity"
                    " number: give it an enum, a pattern or a relationship",
                )
            if column.pattern and any(
                re.fullmatch(column.pattern, number) for number in _LOOKS_LIKE_A_PERSON
            ):
                fields.fail(
                    place, f"has the pattern {column.pattern}, which an identity number fits"
                )
        elif column.precision is not None and column.precision >= _SHORTEST_IDENTITY_NUMBER:
            fields.fail(
                place,
                f"is a {column.physical_type} in an extract with aboutPeople, so it could hold"
                f" an identity number: give it fewer than {_SHORTEST_IDENTITY_NUMBER} digits",
            )


def _check_references(contract: Contract, contracts: Mapping[str, Contract]) -> None:
    fields = _Fields(contract.file)
    for column, reference in contract.referring_columns:
        target = contracts.get(reference.extract)
        if target is None:
            fields.fail(
                f"column {column.name}: relationships",
                f"lead to '{reference.extract}', which has no contract",
            )
        kinds = {entry.name: entry.personal_identity for entry in target.columns}
        if reference.column not in kinds:
            fields.fail(
                f"column {column.name}: relationships",
                f"lead to '{reference.column}', which is no column of {reference.extract}",
            )
        if column.personal_identity != kinds[reference.column]:
            fields.fail(
                f"column {column.name}: relationships",
                f"lead to {reference.extract}.{reference.column}, which has another"
                " personalIdentity",
            )


def _dependency_order(contracts: Mapping[str, Contract]) -> tuple[str, ...]:
    graph = {
        name: [reference.extract for _, reference in contract.referring_columns]
        for name, contract in contracts.items()
    }
    try:
        return tuple(graphlib.TopologicalSorter(graph).static_order())
    except graphlib.CycleError as error:
        circle = error.args[1]
        _Fields(contracts[circle[0]].file).fail(
            "relationships", f"lead in a circle: {' to '.join(circle)}"
        )
