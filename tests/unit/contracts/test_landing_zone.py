"""The README of the landing zone says what the contracts say."""

from orchestration.contracts import load_contracts
from orchestration.contracts.__main__ import README
from orchestration.contracts.landing_zone import example_file_name, render_landing_zone


def test_the_readme_is_the_one_that_the_contracts_make() -> None:
    made = render_landing_zone(load_contracts())

    assert README.read_text(encoding="utf-8") == made, "run python -m orchestration.contracts"


def test_every_example_is_a_file_name_that_its_contract_recognises() -> None:
    for contract in load_contracts().values():
        assert contract.file_pattern.fullmatch(example_file_name(contract)), contract.name


def test_every_column_and_every_rule_stands_in_it() -> None:
    readme = render_landing_zone(load_contracts())

    for contract in load_contracts().values():
        section = readme.split(f"\n## {contract.name}\n")[1].split("\n## ")[0]
        for column in contract.columns:
            assert f"| {column.header} | `{column.name}` |" in section
            assert column.description in section
        for rule in contract.quality_rules:
            assert rule.description in section
