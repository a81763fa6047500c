"""The extracts of the landing zone, read by code of the oracle's own.

Here: headers, encodings and number formats as a careful reader finds them in the files. Neither the
contracts nor `orchestration.ingest` are used, so that a fault there cannot hide here too.
Not here: what the rows mean (`structure`, `marts`).

Months are 'YYYY-MM', days 'YYYY-MM-DD', amounts öre in int64; signs are the ledger's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

LEDGER = "ledger/general_ledger/huvudbok_*.csv"
BUDGET = "planning/budget/budget_*.csv"
FORECAST = "planning/forecast/prognos_*.csv"


@dataclass(frozen=True)
class Extracts:
    """Everything delivered, one table an extract.

    Attributes:
        ledger: month, cost_centre, account, ore.
        budget: month, cost_centre, account, ore.
        forecast: round, cost_centre, account, driver (empty where none is named), ore.
        cost_centres: cost_centre, parent, valid_from, valid_to (empty where open).
        actions: month, plan_year, action, cost_centre, decided, effect, effect_next_year (text).
        grants: year, grant, cost_centre, known_from, decided, ore.
        investments: month, cost_centre, budget, forecast, carry_over, carry_over_decided.
        claims: month, cost_centre, ore, paid_month (empty where not paid).
    """

    ledger: pd.DataFrame
    budget: pd.DataFrame
    forecast: pd.DataFrame
    cost_centres: pd.DataFrame
    actions: pd.DataFrame
    grants: pd.DataFrame
    investments: pd.DataFrame
    claims: pd.DataFrame


def read_extracts(raw: Path) -> Extracts:
    """Read the landing zone `raw`.

    Raises:
        ValueError: there are no files of an extract, or an amount is not written with two decimals.
    """
    return Extracts(
        ledger=_read(
            raw,
            LEDGER,
            {"Period": "month", "Ansvar": "cost_centre", "Konto": "account", "Belopp": "ore"},
        ),
        budget=_read(
            raw,
            BUDGET,
            {"Period": "month", "Ansvar": "cost_centre", "Konto": "account", "Belopp": "ore"},
            separator="\t",
        ),
        forecast=_read(
            raw,
            FORECAST,
            {
                "Prognosomgång": "round",
                "Ansvar": "cost_centre",
                "Konto": "account",
                "Orsak": "driver",
                "Helårsbelopp": "ore",
            },
            encoding="cp1252",
        ),
        cost_centres=_read(
            raw,
            "ledger/cost_centre/ansvar*.csv",
            {
                "Ansvar": "cost_centre",
                "Överordnat ansvar": "parent",
                "Giltig fr o m": "valid_from",
                "Giltig t o m": "valid_to",
            },
            encoding="cp1252",
        ),
        actions=_read(
            raw,
            "planning/action_plan/atgardsplan_*.csv",
            {
                "Rapportmånad": "month",
                "Planår": "plan_year",
                "Åtgärd": "action",
                "Ansvar": "cost_centre",
                "Beslutad": "decided",
                "Effekt innevarande år": "effect",
                "Helårseffekt nästa år": "effect_next_year",
            },
        ),
        grants=_read(
            raw,
            "planning/budget_grant/tillskott_*.csv",
            {
                "Budgetår": "year",
                "Tillskott": "grant",
                "Ansvar": "cost_centre",
                "Känt fr o m": "known_from",
                "Beslutat": "decided",
                "Belopp": "ore",
            },
        ),
        investments=_read(
            raw,
            "planning/investment/investeringar_*.csv",
            {
                "Rapportmånad": "month",
                "Ansvar": "cost_centre",
                "Årsbudget": "budget",
                "Årsprognos": "forecast",
                "Överföring": "carry_over",
                "Överföring beslutad": "carry_over_decided",
            },
        ),
        claims=_read(
            raw,
            "reimbursement/vaccination_claim/vaccinationer_*.csv",
            {"Månad": "month", "Ansvar": "cost_centre", "Belopp": "ore", "Utbetald": "paid_month"},
            separator=",",
        ),
    )


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table, one by one, by the names of its columns."""
    names = [str(name) for name in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.itertuples(index=False)]


def ore(text: str) -> int:
    """An amount in öre, as any of the source systems writes it: '-1234,50', '1 234,50-'.

    Raises:
        ValueError: the amount is not written with two decimals.
    """
    plain = "".join(text.split()).replace("\u2212", "-")
    if plain.endswith("-"):
        plain = f"-{plain[:-1]}"
    kronor, _, decimals = plain.partition(",")
    if len(decimals) != 2:
        raise ValueError(f"not an amount with two decimals: {text!r}")
    return int(kronor + decimals)


def _month(text: str) -> str:
    """'202402' as '2024-02'."""
    return f"{text[:4]}-{text[4:6]}"


_FORMATS = {
    "month": _month,
    "round": _month,
    "known_from": _month,
    "paid_month": lambda text: text[:7],
    "ore": ore,
    "budget": ore,
    "forecast": ore,
    "carry_over": ore,
}


def _read(
    raw: Path,
    pattern: str,
    columns: Mapping[str, str],
    *,
    separator: str = ";",
    encoding: str = "utf-8-sig",
) -> pd.DataFrame:
    """All files of an extract below each other, with the named columns, their formats undone."""
    rows = pd.concat(
        pd.read_csv(file, sep=separator, encoding=encoding, dtype=str, keep_default_na=False)
        for file in sorted(raw.glob(pattern))
    )
    rows = rows[list(columns)].rename(columns=dict(columns))
    for column in rows.columns.intersection(list(_FORMATS)):
        rows[column] = rows[column].map(_FORMATS[column])
    return rows.reset_index(drop=True)
