"""A contract that says too little, too much or two things is refused by file and field."""

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.contracts import ContractError, Reference, load_contracts
from orchestration.contracts.reading import CONTRACTS_DIRECTORY

NAMES = ("call", "care_unit", "chart_of_accounts", "cost_centre", "employment", "general_ledger")
TEXTS = {name: (CONTRACTS_DIRECTORY / f"{name}.yaml").read_text(encoding="utf-8") for name in NAMES}


def error_after(directory: Path, changes: dict[str, tuple[str, str]]) -> str:
    """What is said of the contracts when a piece of their text is replaced, by contract."""
    for name, text in TEXTS.items():
        old, new = changes.get(name, ("", ""))
        assert old in text
        changed = text.replace(old, new, 1) if old else text
        (directory / f"{name}.yaml").write_text(changed, encoding="utf-8")
    with pytest.raises(ContractError) as error:
        load_contracts(directory)
    return str(error.value)


def test_every_extract_stands_behind_those_it_refers_to() -> None:
    contracts = load_contracts()

    order = list(contracts)
    assert len(order) == len(list(CONTRACTS_DIRECTORY.glob("*.yaml")))
    for name, contract in contracts.items():
        for _, reference in contract.referring_columns:
            assert order.index(reference.extract) < order.index(name)


def test_what_a_contract_says() -> None:
    ledger = load_contracts()["general_ledger"]

    assert ledger.directory == "ledger/general_ledger"
    assert ledger.tolerated_bad_row_share == Decimal(0)
    assert [column.name for column in ledger.primary_key] == ["voucher", "voucher_row"]
    assert ledger.partition_column is not None
    assert ledger.partition_column.name == "accounting_period"
    assert [reference for _, reference in ledger.referring_columns] == [
        Reference("cost_centre", "cost_centre"),
        Reference("chart_of_accounts", "account"),
    ]
    amount = ledger.columns[-1]
    assert (amount.header, amount.precision, amount.scale) == ("Belopp", 18, 2)
    assert ledger.edition.startswith("1.0.0+")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("version: 1.0.0", "", "version is missing"),
        ("domain: finance", "", "domain is missing"),
        ("dataProduct: ledger", "", "dataProduct is missing"),
        (
            "dataProduct: ledger",
            "dataProduct: ../etc",
            "dataProduct is '../etc', but must be one fo",
        ),
        (
            "dataProduct: ledger",
            "dataProduct: /etc",
            "dataProduct is '/etc', but must be one folder",
        ),
        ("  purpose: Every", "  usages: Every", "description.usages is not known to the standard"),
        ("name: general_ledger", "name: ledger", "name is 'ledger', but must be the name of the f"),
        ("domain: finance", "domains: finance", "domains breaks the standard: Extra inputs"),
        ("    physicalName: huvudbok", "", "schema[0].physicalName is missing"),
        ("kind: DataContract", "kind: [", "as a whole is no YAML"),
        ("value: month", "value: week", "deliveryPeriod is 'week', but must be one of 'snapshot'"),
        ("value: month", "value: snapshot", "filePattern has the named groups ['delivery', 'peri"),
        ("(?P<period>", "(?P<periode>", "filePattern has the named groups ['delivery', 'periode'"),
        ("(?P<period>", "(?P<period", "filePattern is no regular expression"),
        (
            "value: utf-8",
            "value: utf-16",
            "encoding is 'utf-16', but must be one of 'utf-8', 'cp12",
        ),
        ('value: ";"', 'value: ";;"', "delimiter is ';;', but must be one of ';'"),
        ("decimalSign, value", "decimalsign, value", "decimalSign is missing"),
        (
            "toleratedBadRowShare, value: 0",
            "toleratedBadRowShare, value: 2",
            "toleratedBadRowShare is 2, but must be a share from 0 to 1",
        ),
        ("property: changeDimensions", "property: changes", "custom property 'changes' is not kn"),
        ("[cost_centre, account]", "[voucher]", "changeDimensions 'voucher' is no column out of"),
        (
            "controlSumColumn, value: amount",
            "controlSumColumn, value: account",
            "controlSumColumn 'account' is no column of the type DECIMAL(18,2)",
        ),
        ("- {property: controlSumColumn, value: amount}", "", "changeDimensions needs a controlS"),
        ("name: voucher_row", "name: voucher", "schema[0].properties[1].name 'voucher' stands the"),
        ("physicalName: Rad", "physicalName: Belopp", "physicalName 'Belopp' stands there twice"),
        ("name: counterparty", "name: delivery_id", "is no free name in lower case"),
        ("name: counterparty", "name: Motpart", "is no free name in lower case"),
        ("description: Free text of the row, in Swedish.", "", "(row_text).description is missing"),
        ("logicalType: integer", "logicalType: decimal", "(voucher_row).logicalType is 'decimal'"),
        (
            "DECIMAL(18,2)",
            "DOUBLE",
            "(amount).physicalType 'DOUBLE' does not hold a number exactly",
        ),
        ("format: yyyy-MM-dd", "format: dd.MM.yyyy", "logicalTypeOptions.format is 'dd.MM.yyyy'"),
        ("format: yyyy-MM-dd", "formatt: x", "logicalTypeOptions.formatt is not known"),
        (
            "physicalType: INTEGER",
            "physicalType: INTEGER\n        logicalTypeOptions: {format: yyyy}",
            "(voucher_row).logicalTypeOptions.format is not for the type integer",
        ),
        (
            "physicalType: INTEGER",
            "physicalType: INTEGER\n        logicalTypeOptions: {pattern: x}",
            "(voucher_row).logicalTypeOptions.pattern is for the type string, not for integer",
        ),
        (
            "physicalType: VARCHAR",
            "physicalType: VARCHAR\n        logicalTypeOptions: {pattern: (}",
            "(voucher).logicalTypeOptions.pattern is no regular expression",
        ),
        (
            "- {value: LEV, description: supplier invoice}",
            "- {description: x}",
            "enum.value is mis",
        ),
        (
            "        primaryKeyPosition: 2",
            "        primaryKeyPosition: 3",
            "primaryKeyPosition coun",
        ),
        ("        primaryKeyPosition: 2", "", "(voucher_row).primaryKeyPosition is missing"),
        (
            "        primaryKey: true\n",
            "",
            "(voucher).primaryKeyPosition stands without primaryKey",
        ),
        (
            "        required: true\n        primaryKey",
            "        required: false\n        primaryKey",
            "(voucher).required must be true for a column of the primary key",
        ),
        ("        required: false\n", "", "(counterparty).required is missing"),
        ("        partitioned: true\n", "", "partitioned stands at 0 columns, but deliveryPeriod"),
        ("{format: yyyyMM}", "{format: yyyy-MM-dd}", "column accounting_period is partitioned, so"),
        (
            "physicalName: Text",
            "physicalName: Text\n        customProperties: [{property: unknownMarkr, value: x}]",
            "custom property 'unknownMarkr' is not",
        ),
        (
            "physicalName: Belopp",
            "physicalName: Belopp\n        customProperties: [{property: unknownMarker, value: x}]",
            "unknownMarker contradicts required",
        ),
        (
            "to: cost_centre.cost_centre",
            "to: unit.unit",
            "column cost_centre: relationships lead to 'unit', which has no contract",
        ),
        ("to: cost_centre.cost_centre", "to: cost_centre.code", "lead to 'code', which is no colu"),
        (
            "to: cost_centre.cost_centre",
            "to: cost_centre",
            "must be one entry with to: <extract>.<",
        ),
        ("type: custom", "type: sql", "schema[0].quality[0].type is 'sql'"),
        ("engine: duckdb", "engine: spark", "schema[0].quality[0].engine is 'spark'"),
        ("${object}", "ledger", "implementation must be SQL that selects from ${object}"),
    ],
)
def test_fault_of_a_contract(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    error = error_after(tmp_path, {"general_ledger": (old, new)})

    assert error.startswith("general_ledger.yaml: ")
    assert complaint in error


PERSON = "          - {property: personalIdentity, value: employee}"
FREE_TEXT = "column occupation is free text in an extract with aboutPeople"
ABOUT = "      - {property: aboutPeople, value: employee}\n"
AID = "        logicalTypeOptions: {pattern: '^[0-9]{6}$'}\n"
DEGREE = "description: Degree of employment in percent of full time."


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (AID, "", FREE_TEXT),
        (AID, AID.replace("{6}", "{6,12}"), "which an identity number fits"),
        (AID, AID.replace("[0-9]{6}", "[-+0-9]*"), "which an identity number fits"),
        ("SMALLINT", "BIGINT", "column birth_year is a BIGINT in an extract with aboutPeople"),
        ("SMALLINT", "INTEGER", "give it fewer than 10 digits"),
        ("DECIMAL(5,2)", "DECIMAL(18,2)", "column degree is a DECIMAL(18,2) in an extract"),
        ("classification: restricted", "classification: public", "classification is restricted"),
        (
            PERSON,
            PERSON.replace("employee", "customer"),
            "(person).personalIdentity is 'customer', but must be one of 'employee'",
        ),
        (
            ABOUT,
            ABOUT.replace("employee", "customer"),
            "aboutPeople is 'customer', but must be one of 'employee'",
        ),
        (
            ABOUT,
            ABOUT.replace("employee", "patient"),
            "personalIdentity 'employee', but aboutPeople of the extract is 'patient'",
        ),
        (ABOUT, "", "column person has the personalIdentity 'employee', but aboutPeople of the"),
        (PERSON, f"{PERSON}\n        enum: [{{value: x}}]", "whose form needs no other rule"),
        (
            AID,
            f"        classification: restricted\n        customProperties:\n{PERSON}".replace(
                "employee", "patient"
            )
            + "\n",
            "column occupation has the personalIdentity 'patient', but aboutPeople",
        ),
    ],
)
def test_nothing_beside_a_person_can_hold_a_number(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    error = error_after(tmp_path, {"employment": (old, new)})

    assert error.startswith("employment.yaml: ")
    assert complaint in error


NUMBER_OF_CALL = "        logicalTypeOptions: {pattern: '^N[0-9]{9}$'}\n"


@pytest.mark.parametrize(
    ("new", "complaint"),
    [
        ("", "column call_number is free text in an extract with aboutPeople"),
        (NUMBER_OF_CALL.replace("N[0-9]{9}", "[0-9]{12}"), "which an identity number fits"),
    ],
)
def test_an_extract_about_people_needs_no_person_to_be_guarded(
    tmp_path: Path, new: str, complaint: str
) -> None:
    assert complaint in error_after(tmp_path, {"call": (NUMBER_OF_CALL, new)})


def test_every_extract_of_staff_and_care_but_the_register_of_units_is_about_people() -> None:
    about = {
        (contract.data_product, contract.about_people)
        for contract in load_contracts().values()
        if contract.data_product in ("hr", "care") and contract.name != "care_unit"
    }

    assert about == {("hr", "employee"), ("care", "patient")}


def test_who_refers_to_a_person_delivers_a_person(tmp_path: Path) -> None:
    error = error_after(tmp_path, {"call": ("to: care_unit.care_unit", "to: employment.person")})

    assert "lead to employment.person, which has another personalIdentity" in error


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd", "logicalTypeOptions.format is 'yyyy-MM-dd'"),
        (
            "physicalType: TIMESTAMP\n",
            "physicalType: TIMESTAMP WITH TIME ZONE\n",
            "'TIMESTAMP WITH TIME ZONE' does not hold yyyy-MM-dd HH:mm:ss, whose type is TIMESTAMP",
        ),
    ],
)
def test_fault_of_a_timestamp(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    assert complaint in error_after(tmp_path, {"call": (old, new)})


def test_every_quality_rule_runs_on_the_columns_of_its_contract() -> None:
    with duckdb.connect() as connection:
        for contract in load_contracts().values():
            columns = ", ".join(f"{entry.name} {entry.physical_type}" for entry in contract.columns)
            connection.execute(f"create table {contract.name} ({columns})")
            for rule in contract.quality_rules:
                query = rule.offenders_sql.replace("${object}", contract.name)
                result = connection.execute(f"select offender, finding from ({query})")
                assert result.fetchall() == [], (contract.name, rule.name)


def test_relationships_in_a_circle(tmp_path: Path) -> None:
    name = "physicalName: Benämning\n"
    circle = name + "        relationships:\n          - {to: general_ledger.account}\n"

    error = error_after(tmp_path, {"chart_of_accounts": (name, circle)})

    assert "relationships lead in a circle: " in error
    assert "chart_of_accounts" in error
    assert "general_ledger" in error
