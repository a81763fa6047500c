"""From an audited build database to the files that people read, and back to an earlier one.

Here: the verdict of the audit, the plan, the atomic publication with its history and its versions,
as plain functions over DuckDB files.
Not here: how a figure is computed or compared (dbt), or when any of this runs (`defs`).
"""

from orchestration.publish.audit import AuditFailed, AuditVerdict, FailingFigure, audit_verdict
from orchestration.publish.marts import PublicationFailed
from orchestration.publish.plan import KpiChange, Plan, TableChange, make_plan
from orchestration.publish.publication import (
    Publication,
    is_published,
    publish,
    published_now,
    roll_back,
)
from orchestration.publish.versions import Versions

__all__ = [
    "AuditFailed",
    "AuditVerdict",
    "FailingFigure",
    "KpiChange",
    "Plan",
    "Publication",
    "PublicationFailed",
    "TableChange",
    "Versions",
    "audit_verdict",
    "is_published",
    "make_plan",
    "publish",
    "published_now",
    "roll_back",
]
