"""The follow-up warehouse of a health region: everything that is not SQL.

Only `orchestration.defs` knows Dagster. `contracts`, `ingest`, `synthesis`, `publish` and
`report` are plain libraries of plain functions that it calls.
"""
