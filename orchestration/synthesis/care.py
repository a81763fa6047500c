"""The extracts of the care systems, one after the other.

Belongs here: the order of the extracts. What is in them belongs in ``care_units``, ``care_counts``,
``response_times`` and ``waiting``.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from orchestration.contracts import Contract
from orchestration.synthesis import care_counts, response_times, waiting
from orchestration.synthesis.care_drawing import Care
from orchestration.synthesis.writing import write_rows, write_table

MONTHLY_EXTRACTS = {
    "visit": care_counts.visits,
    "waiting_list": waiting.waiting_lists,
    "laboratory_answer": response_times.laboratory_answers,
    "radiology_examination": care_counts.radiology_examinations,
    "ambulance_assignment": response_times.ambulance_assignments,
    "patient_transport": care_counts.patient_transports,
    "call": response_times.calls,
    "chat": response_times.chats,
    "booking": care_counts.bookings,
    "check_in": care_counts.check_ins,
    "travel_allowance_application": care_counts.travel_allowance_applications,
    "listed_patients": care_counts.listed_patients,
    "dental_recall": care_counts.dental_recalls,
    "orthodontic_patient": care_counts.orthodontic_patients,
}


def write_care(contracts: Mapping[str, Contract], directory: Path, care: Care) -> Iterator[Path]:
    """Write the extracts of care below ``directory``; yields each file when done."""
    yield write_rows(contracts["care_unit"], directory, care.units.rows())
    for name, tables in MONTHLY_EXTRACTS.items():
        for month, table in tables(care):
            yield write_table(contracts[name], directory, f"{month:%Y-%m}", table)
