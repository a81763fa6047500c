"""From an audited build database to the file that people read.

Here: the verdict of the audit and the atomic publication, as plain functions over DuckDB files.
Not here: how a figure is computed or compared (dbt), or when any of this runs (`defs`).
"""

from orchestration.publish.audit import AuditFailed, AuditVerdict, FailingFigure, audit_verdict
from orchestration.publish.publication import Publication, PublicationFailed, publish

__all__ = [
    "AuditFailed",
    "AuditVerdict",
    "FailingFigure",
    "Publication",
    "PublicationFailed",
    "audit_verdict",
    "publish",
]
