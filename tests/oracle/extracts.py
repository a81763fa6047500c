"""The extracts of the landing zone, read by code of the oracle's own.

Here: headers, encodings and number formats as a careful reader finds them in the files. Neither the
contracts nor `orchestration.ingest` are used, so that a fault there cannot hide here too.
Not here: what the rows mean (`structure`, and `finance`, `workforce`, `care`).

Months are 'YYYY-MM', days 'YYYY-MM-DD' (empty where there is none), amounts öre in int64; signs are
the ledger's.
"""

from collections.abc import Callable, Mapping
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


def hundredths(text: str) -> int:
    """A number with a decimal comma and at most two decimals, in hundredths: '37,5' is 3750.

    Raises:
        ValueError: the number has more decimals, or is none.
    """
    whole, _, decimals = text.partition(",")
    if len(decimals) > 2:
        raise ValueError(f"not a number with at most two decimals: {text!r}")
    return int(whole + decimals.ljust(2, "0"))


def _month(text: str) -> str:
    """'202402' as '2024-02'."""
    return f"{text[:4]}-{text[4:6]}"


_FORMATS: Mapping[str, Callable[[str], Any]] = {
    "month": _month,
    "round": _month,
    "known_from": _month,
    "paid_month": lambda text: text[:7],
    "ore": ore,
    "budget": ore,
    "forecast": ore,
    "carry_over": ore,
    "hours": hundredths,
    "extent": hundredths,
    "birth_year": int,
    "listed": int,
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


@dataclass(frozen=True)
class Source:
    """Where an extract lies, how its files are written, and which columns are read of it."""

    pattern: str
    columns: Mapping[str, str]
    separator: str = ";"
    encoding: str = "utf-8-sig"


def read_sources(raw: Path, sources: Mapping[str, Source]) -> dict[str, pd.DataFrame]:
    """Every extract of a source system by name: all that is delivered in the landing zone `raw`.

    Raises:
        ValueError: there are no files of an extract, or a number is not written as in the others.
    """
    return {
        name: _read(
            raw,
            source.pattern,
            source.columns,
            separator=source.separator,
            encoding=source.encoding,
        )
        for name, source in sources.items()
    }


# Hours and extents are hundredths; persons are told apart by the number that is delivered.
HR = {
    "employment": Source(
        "hr/employment/anstallningar*.csv",
        {
            "Anställningsnr": "employment",
            "Personnummer": "person",
            "Kön": "sex",
            "Födelseår": "birth_year",
            "Ansvar": "cost_centre",
            "Anställningsform": "form",
            "Fr o m": "begins",
            "T o m": "ends",
        },
        encoding="cp1252",
    ),
    "scheduled_hours": Source(
        "hr/scheduled_hours/ordinarie_tid_*.csv",
        {"Period": "month", "Anställningsnr": "employment", "Ordinarie timmar": "hours"},
        encoding="cp1252",
    ),
    "absence": Source(
        "hr/absence/franvaro_*.csv",
        {
            "Registrerad": "month",
            "Frånvaronr": "absence",
            "Anställningsnr": "employment",
            "Orsak": "cause",
            "Omfattning": "extent",
            "Fr o m": "begins",
            "T o m": "ends",
            "Ersätter": "corrected",
        },
        encoding="cp1252",
    ),
    "hired_staff": Source(
        "hr/hired_staff/hyrpersonal_*.csv",
        {"Period": "month", "Ansvar": "cost_centre", "Timmar": "hours"},
        encoding="cp1252",
    ),
}

# Moments are text: with an offset from UTC where the laboratory and the ambulance write them, by
# the clock on the wall where the telephone does.
CARE = {
    "care_unit": Source(
        "care/care_unit/vardenheter*.csv",
        {"Enhet": "care_unit", "Verksamhet": "service", "Ansvar": "cost_centre"},
    ),
    "visit": Source(
        "care/visit/besok_*.csv",
        {"period": "month", "enhet": "care_unit", "form": "form"},
        separator=",",
    ),
    "waiting_list": Source(
        "care/waiting_list/vantelista_*.csv",
        {
            "Period": "month",
            "Personnummer": "patient",
            "Enhet": "care_unit",
            "Väntar på": "waiting_for",
            "Remissdatum": "referred",
            "Erbjuden tid": "offered",
            "Besöksdatum": "visited",
            "Avförd": "removed",
        },
    ),
    "laboratory_answer": Source(
        "care/laboratory_answer/labsvar_*.csv",
        {
            "Period": "month",
            "Enhet": "care_unit",
            "Disciplin": "discipline",
            "Prioritet": "priority",
            "Provtaget": "sampled",
            "Besvarat": "answered",
        },
        separator="|",
    ),
    "radiology_examination": Source(
        "care/radiology_examination/rontgen_*.csv",
        {"Period": "month", "Enhet": "care_unit", "Finansiering": "funding"},
        separator="\t",
        encoding="cp1252",
    ),
    "ambulance_assignment": Source(
        "care/ambulance_assignment/ambulansuppdrag_*.csv",
        {
            "Period": "month",
            "Station": "care_unit",
            "Prio": "priority",
            "Larm": "called",
            "Framme": "arrived",
        },
    ),
    "patient_transport": Source(
        "care/patient_transport/sjuktransporter_*.csv",
        {"Period": "month", "Enhet": "care_unit", "Prio": "priority", "Utfört av": "driven_by"},
    ),
    "call": Source(
        "care/call/samtal_*.csv",
        {
            "Period": "month",
            "Enhet": "care_unit",
            "Inkommet": "arrived",
            "Utfall": "outcome",
            "Kontakt": "contact",
        },
    ),
    "chat": Source(
        "care/chat/chattar_*.csv", {"period": "month", "enhet": "care_unit"}, separator=","
    ),
    "booking": Source(
        "care/booking/bokningar_*.csv",
        {"Period": "month", "Enhet": "care_unit", "Kanal": "channel"},
    ),
    "check_in": Source(
        "care/check_in/incheckningar_*.csv",
        {"Period": "month", "Enhet": "care_unit", "Kanal": "channel"},
    ),
    "travel_allowance_application": Source(
        "care/travel_allowance_application/sjukreseersattning_*.csv",
        {"Period": "month", "Enhet": "care_unit", "Kanal": "channel"},
    ),
    "listed_patients": Source(
        "care/listed_patients/listning_*.csv",
        {
            "Period": "month",
            "Vårdcentral": "care_unit",
            "Kommun": "municipality",
            "Antal listade": "listed",
        },
    ),
    "dental_recall": Source(
        "care/dental_recall/undersokningar_*.csv",
        {
            "Period": "month",
            "Klinik": "care_unit",
            "Grupp": "age_group",
            "Planerad": "due",
            "Undersökt": "examined",
        },
        encoding="cp1252",
    ),
    "orthodontic_patient": Source(
        "care/orthodontic_patient/tandreglering_*.csv",
        {"Period": "month", "Klinik": "care_unit"},
        encoding="cp1252",
    ),
}
