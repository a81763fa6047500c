"""What care counts by the day: visits, examinations, bookings, applications, patients listed.

Belongs here: how many rows of which kind each month has. What is timed by the clock belongs in
``response_times``, what is waited for in ``waiting``.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from orchestration.synthesis.care_drawing import (
    Care,
    MonthlyTables,
    coded,
    date_column,
    draw_codes,
)
from orchestration.synthesis.care_units import MUNICIPALITIES
from orchestration.synthesis.economy import DELIVERED_MONTHS
from orchestration.synthesis.figures import Floats, Integers, share_out
from orchestration.synthesis.shares import (
    SMALLEST_COUNT,
    Shares,
    course,
    divisible,
    draw_part,
    draw_parts,
    draw_shares,
    month_number,
    volumes,
)
from orchestration.synthesis.swedish_time import (
    ALL_WEEK,
    OFFICE_DAYS,
    days_of,
    draw_days,
)

VISIT_FORMS = ["FYSISKT", "DISTANS", "DIGITALT"]
PHYSICAL, REMOTE, DIGITAL = range(3)
OUTSIDE = "9999"
MUNICIPALITY_CODES = [code for code, _ in MUNICIPALITIES.values()]
INHABITANTS = np.array([inhabitants for _, inhabitants in MUNICIPALITIES.values()])
TOWNS = list(MUNICIPALITIES)


@dataclass(frozen=True)
class VisitsOf:
    """The visits of a service: how many a month, how large a share on which terms.

    Dentists see their patients: none of their visits is remote or digital.

    ``subject`` names the printed figures of the digital share, where there are any.
    """

    a_month: int
    remote: float
    digital: Floats
    planned: float
    subject: str = ""


# fmt: off
VISITS = {
    "KHV": VisitsOf(1_500, 0.04, course(("2023-01", 0.045), ("2024-11", 0.06)), 0.97,
                    "womens_health_visits"),
    "UM": VisitsOf(1_000, 0.06, course(("2023-01", 0.18), ("2023-12", 0.18), ("2024-02", 0.125),
                                       ("2024-11", 0.15)), 0.8, "youth_clinic_visits"),
    "HAB": VisitsOf(1_100, 0.1, course(("2023-01", 0.13), ("2024-11", 0.14)), 0.99,
                    "functional_support_visits"),
    "NUT": VisitsOf(450, 0.15, course(("2023-01", 0.26), ("2024-11", 0.28)), 0.99, "nutrition"),
    "HÖR": VisitsOf(1_500, 0.03, course(("2023-01", 0.02), ("2024-11", 0.04)), 0.95),
    "SYN": VisitsOf(350, 0.02, course(("2023-01", 0.02), ("2024-11", 0.03)), 0.98),
    "VC": VisitsOf(11_500, 0.2, course(("2023-01", 0.05), ("2024-11", 0.09)), 0.72),
    "FTV": VisitsOf(6_500, 0, course(("2023-01", 0)), 0.91),
    "TREG": VisitsOf(500, 0, course(("2023-01", 0)), 0.98),
    "SJH": VisitsOf(12_500, 0.12, course(("2023-01", 0.02), ("2024-11", 0.05)), 0.86),
    "PSY": VisitsOf(3_200, 0.14, course(("2023-01", 0.06), ("2024-11", 0.1)), 0.88),
}
# fmt: on

# Units of ADH that are booked and checked in to: service and words of the name.
WITH_BOOKING = [("KHV", ""), ("UM", ""), ("HÖR", ""), ("SYN", ""), ("HAB", ""),
                ("RTG", "Röntgen|Mammografi")]  # fmt: skip
# Rows a month that leave each area with booking more than a handful, whatever the scale.
ENOUGH_FOR_EACH_AREA = 900

MODALITIES = ["RTG", "DT", "MR", "UL", "MG"]
FUNDINGS = ["INT", "SCR"]
REVENUE_FUNDED, SCREENING = range(2)
# Modalities of a radiology unit by a word of its name: weights in the order of MODALITIES.
MODALITIES_OF: dict[str, list[float]] = {
    "Röntgen": [6, 2.5, 0.5, 1, 0],
    "Mammografi": [0, 0, 0, 1, 9],
    "Screening": [0, 0, 0, 1, 12],
    "Magnetkamera": [0, 0, 1, 0, 0],
    "Datortomografi": [0, 1, 0, 0, 0],
    "Ultraljud": [0, 0, 0, 1, 0],
}

LISTED_SHARE = 0.45
LISTED_AT_HOME = 0.93
LISTED_FROM_OUTSIDE = 0.012


def visits(care: Care) -> MonthlyTables:
    """Visits of all services, by form and the patient's municipality."""
    rng = care.rng(40)
    digital = {service: _digital_visits(care, rng, service) for service in VISITS}
    remote = {
        service: draw_parts(
            rng, shares.wholes - shares.parts, np.full(len(DELIVERED_MONTHS), kind.remote)
        )
        for (service, kind), shares in zip(VISITS.items(), digital.values(), strict=True)
    }
    for number, month in enumerate(DELIVERED_MONTHS):
        days, units, forms, planned = [], [], [], []
        for service, kind in VISITS.items():
            rows = int(digital[service].wholes[number])
            of_form = digital[service].parts[number], remote[service][number]
            form = np.repeat([DIGITAL, REMOTE, PHYSICAL], [*of_form, rows - sum(of_form)])
            forms.append(rng.permutation(form))
            days.append(draw_days(rng, month, rows, OFFICE_DAYS))
            units.append(care.draw_units(rng, care.units.of(service), rows))
            planned.append(rng.random(rows) < kind.planned)
        order = np.argsort(np.concatenate(days), kind="stable")
        unit = np.concatenate(units)[order]
        yield (
            month,
            care.table(
                "visit_number",
                month,
                unit,
                {
                    "visit_date": date_column(np.concatenate(days)[order]),
                    "visit_form": coded(np.concatenate(forms)[order], VISIT_FORMS),
                    "planned": coded(np.concatenate(planned)[order].astype(np.int64), ["N", "J"]),
                    "municipality": coded(
                        _municipalities(care, rng, unit), [*MUNICIPALITY_CODES, OUTSIDE]
                    ),
                },
            ),
        )


def _digital_visits(care: Care, rng: np.random.Generator, service: str) -> Shares:
    """The digital ones of a service's visits, month by month."""
    kind = VISITS[service]
    wholes = volumes(rng, kind.a_month * care.scale)
    if not kind.subject:
        return Shares(draw_parts(rng, wholes, kind.digital), wholes)
    return _adh_digital_share(care, rng, wholes, kind.digital, kind.subject)


def _adh_digital_share(
    care: Care, rng: np.random.Generator, wholes: Integers, shares: Floats, subject: str
) -> Shares:
    """A share that the report prints for January, February and the twelve months to February."""
    figure = f"adh.digital.{subject}"
    printed = {"2024-01": f"{figure}.jan", "2024-02": f"{figure}.feb"}
    return draw_shares(care.published, rng, wholes, shares, printed, ("2024-02", f"{figure}.r12"))


def _municipalities(care: Care, rng: np.random.Generator, units: Integers) -> Integers:
    """Where the patients live: mostly where the unit is, some in another place or outside."""
    town_of_unit = np.array(
        [TOWNS.index(unit.town) if unit.town else -1 for unit in care.units.all]
    )
    home = town_of_unit[units]
    anywhere = draw_codes(rng, len(units), INHABITANTS)
    chance = rng.random(len(units))
    lives = np.where((chance < 0.85) & (home >= 0), home, anywhere)
    lives[chance > 0.97] = len(TOWNS)
    return lives


def radiology_examinations(care: Care) -> MonthlyTables:
    """Examinations by modality, paid for by revenue or, in screening, by grant."""
    rng = care.rng(41)
    numbers = [
        _with_growth(care, rng, volumes(rng, 9_400 * care.scale, 0), "radiology_growth"),
        _with_growth(care, rng, volumes(rng, 2_900 * care.scale, -0.015), "screening_growth"),
    ]
    units = [care.units.of("RTG", "^(?!Screening)"), care.units.of("RTG", "Screening")]
    for number, month in enumerate(DELIVERED_MONTHS):
        rows = [int(of_funding[number]) for of_funding in numbers]
        funding = rng.permutation(np.repeat([REVENUE_FUNDED, SCREENING], rows))
        unit = np.empty(len(funding), dtype=np.int64)
        for code in (REVENUE_FUNDED, SCREENING):
            unit[funding == code] = care.draw_units(rng, units[code], rows[code])
        modality = np.empty(len(funding), dtype=np.int64)
        for code in np.unique(unit):
            at_unit = np.flatnonzero(unit == code)
            word = care.units.all[code].name.split()[0]
            modality[at_unit] = draw_codes(rng, len(at_unit), MODALITIES_OF[word])
        yield (
            month,
            care.table(
                "examination_number",
                month,
                unit,
                {
                    "examined_date": date_column(draw_days(rng, month, len(unit), OFFICE_DAYS)),
                    "modality": coded(modality, MODALITIES),
                    "funding": coded(funding, FUNDINGS),
                },
            ),
        )


def _with_growth(care: Care, rng: np.random.Generator, counts: Integers, name: str) -> Integers:
    """The counts with January and February of 2024 grown by the printed percentage."""
    figure = f"adh.production.{name}"
    first, second = month_number("2023-01"), month_number("2024-01")
    before = int(counts[first : first + 2].sum())
    whole = divisible(care.published, figure, before)
    counts[first] += whole - before
    grown = draw_part(care.published, rng, figure, whole)
    counts[second : second + 2] = share_out(
        whole + grown, counts[second : second + 2].astype(float)
    )
    return counts


def bookings(care: Care) -> MonthlyTables:
    """Bookings, rebookings and cancellations at the units of ADH, some of them on the web."""
    rng = care.rng(42)
    on_web = _adh_digital_share(
        care,
        rng,
        volumes(rng, max(3_600 * care.scale, ENOUGH_FOR_EACH_AREA)),
        course(("2023-01", 0.16), ("2024-02", 0.21), ("2024-11", 0.26)),
        "web_booking",
    )
    units = [number for service in WITH_BOOKING for number in care.units.of(*service)]
    for number, month in enumerate(DELIVERED_MONTHS):
        rows = int(on_web.wholes[number])
        channel = 1 + draw_codes(rng, rows, [4, 1])
        channel[rng.permutation(rows)[: on_web.parts[number]]] = 0
        columns = {
            "booked_date": date_column(draw_days(rng, month, rows, OFFICE_DAYS)),
            "event": coded(draw_codes(rng, rows, [7, 2, 1]), ["BOKNING", "OMBOKNING", "AVBOKNING"]),
            "channel": coded(channel, ["WEBB", "TELEFON", "RECEPTION"]),
        }
        unit = care.draw_units(rng, units, rows)
        yield month, care.table("booking_number", month, unit, columns)


def check_ins(care: Care) -> MonthlyTables:
    """Check-ins at the units of ADH, some of them on the patient's mobile phone."""
    rng = care.rng(43)
    on_mobile = _adh_digital_share(
        care,
        rng,
        volumes(rng, max(4_300 * care.scale, ENOUGH_FOR_EACH_AREA)),
        course(("2023-01", 0.36), ("2023-12", 0.46), ("2024-02", 0.48), ("2024-11", 0.57)),
        "mobile_check_in",
    )
    units = [number for service in WITH_BOOKING for number in care.units.of(*service)]
    for number, month in enumerate(DELIVERED_MONTHS):
        rows = int(on_mobile.wholes[number])
        channel = 1 + draw_codes(rng, rows, [2, 3])
        channel[rng.permutation(rows)[: on_mobile.parts[number]]] = 0
        columns = {
            "checked_in_date": date_column(draw_days(rng, month, rows, OFFICE_DAYS)),
            "channel": coded(channel, ["MOBIL", "TERMINAL", "RECEPTION"]),
        }
        unit = care.draw_units(rng, units, rows)
        yield month, care.table("check_in_number", month, unit, columns)


def travel_allowance_applications(care: Care) -> MonthlyTables:
    """Applications for travel allowance: on paper, and digitally from November 2023."""
    rng = care.rng(44)
    figure = "adh.digital.travel_allowance_applications"
    shares = course(("2023-11", 0.14), ("2024-01", 0.27), ("2024-11", 0.36))
    shares[: month_number("2023-11")] = 0
    digital = draw_shares(
        care.published,
        rng,
        volumes(rng, 2_900 * care.scale),
        shares,
        {"2024-01": f"{figure}.jan", "2024-02": f"{figure}.feb"},
    )
    for number, month in enumerate(DELIVERED_MONTHS):
        rows = int(digital.wholes[number])
        on_paper = np.ones(rows, dtype=np.int64)
        on_paper[rng.permutation(rows)[: digital.parts[number]]] = 0
        columns = {
            "received_date": date_column(draw_days(rng, month, rows, OFFICE_DAYS)),
            "channel": coded(on_paper, ["DIGITAL", "PAPPER"]),
        }
        unit = care.draw_units(rng, care.units.of("SJR", "Egen bil"), rows)
        yield month, care.table("application_number", month, unit, columns)


def patient_transports(care: Care) -> MonthlyTables:
    """Transports of lying patients; those of priority 4 need no ambulance."""
    rng = care.rng(45)
    others = volumes(rng, 1_300 * care.scale)
    lying = draw_shares(
        care.published,
        rng,
        volumes(rng, 1_900 * care.scale),
        course(("2023-01", 0.71), ("2023-12", 0.79), ("2024-11", 0.86)),
        {},
    )
    for number, month in enumerate(DELIVERED_MONTHS):
        of_priority_4 = int(lying.wholes[number])
        priority = np.r_[draw_codes(rng, int(others[number]), [1, 5, 6]), [3] * of_priority_4]
        by_ambulance = (rng.random(len(priority)) < 0.97).astype(np.int64)
        by_ambulance[-of_priority_4:] = np.arange(of_priority_4) >= lying.parts[number]
        order = rng.permutation(len(priority))
        columns = {
            "transport_date": date_column(draw_days(rng, month, len(order), ALL_WEEK)),
            "priority": coded(priority[order], ["1", "2", "3", "4"]),
            "driven_by": coded(by_ambulance[order], ["LIGGANDE", "AMBULANS"]),
        }
        units = care.units.of("SJR", "Beställningscentral|Liggande")
        unit = care.draw_units(rng, units, len(order))
        yield month, care.table("transport_number", month, unit, columns)


def listed_patients(care: Care) -> MonthlyTables:
    """Patients listed at each clinic, at home in its municipality, another or none; not scaled."""
    rng = care.rng(46)
    clinics = care.units.of("VC", "Vårdcentralen")
    size = care.units.weights(clinics) * INHABITANTS.sum() * LISTED_SHARE
    home = np.array([TOWNS.index(care.units.all[clinic].town) for clinic in clinics])
    share = INHABITANTS * rng.uniform(0.5, 1.5, (len(clinics), len(TOWNS)))
    share[np.arange(len(clinics)), home] = 0
    share *= (1 - LISTED_AT_HOME) / share.sum(axis=1, keepdims=True)
    share[np.arange(len(clinics)), home] = LISTED_AT_HOME
    share = np.c_[share, np.full(len(clinics), LISTED_FROM_OUTSIDE)]
    listed = share * size[:, np.newaxis]
    for month in DELIVERED_MONTHS:
        listed *= rng.normal(1.0012, 0.0008, size=listed.shape)
        clinic, municipality = np.nonzero(listed >= 2 * SMALLEST_COUNT)
        columns = {
            "reporting_month": pa.repeat(pa.scalar(month), len(clinic)),
            "care_unit": coded(np.array(clinics)[clinic], care.units.codes),
            "municipality": coded(municipality, [*MUNICIPALITY_CODES, OUTSIDE]),
            "listed": np.round(listed[clinic, municipality]).astype(np.int64),
        }
        yield month, pa.table(columns)


def dental_recalls(care: Care) -> MonthlyTables:
    """Examinations that came due; those made in time, late or not at all by the month's end."""
    rng = care.rng(47)
    in_time = [
        draw_shares(
            care.published,
            rng,
            volumes(rng, a_month * care.scale),
            course(("2023-01", before), ("2024-11", after)),
            {},
        )
        for a_month, before, after in ((1_900, 0.83, 0.87), (2_400, 0.67, 0.72))
    ]
    for number, month in enumerate(DELIVERED_MONTHS):
        wholes = [int(of_group.wholes[number]) for of_group in in_time]
        group = np.repeat([0, 1], wholes)
        on_time = np.concatenate(
            [np.arange(of_group.wholes[number]) < of_group.parts[number] for of_group in in_time]
        )
        order = rng.permutation(len(group))
        due = draw_days(rng, month, len(group), OFFICE_DAYS)
        examined = due - rng.integers(0, 60, size=len(due))
        late = due + rng.integers(1, 45, size=len(due))
        late[late > days_of(month)[-1]] = np.datetime64("NaT")
        columns = {
            "age_group": coded(group[order], ["BARN", "VUXEN"]),
            "due_date": date_column(due),
            "examined_date": date_column(np.where(on_time[order], examined, late)),
        }
        unit = care.draw_units(rng, care.units.of("FTV", "Folktandvården"), len(due))
        yield month, care.table("recall_number", month, unit, columns)


def orthodontic_patients(care: Care) -> MonthlyTables:
    """Patients who began with orthodontics."""
    rng = care.rng(48)
    began = volumes(rng, 60 * care.scale, 0.05)
    for number, month in enumerate(DELIVERED_MONTHS):
        days = draw_days(rng, month, int(began[number]), OFFICE_DAYS)
        unit = care.draw_units(rng, care.units.of("TREG"), len(days))
        yield month, care.table("case_number", month, unit, {"started_date": date_column(days)})
