"""The monthly report of an organisation: from the published marts to what a board reads.

Here: what the report says (`chapters`), and the formats it is written in. It reads the published
marts and the controller's own words, nothing else.
Not here: computing a figure, and Dagster.
"""
