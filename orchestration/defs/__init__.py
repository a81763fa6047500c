"""Dagster and nothing else: what is run, in which order, when, and what a run shows.

Here: thin assets, checks, the job, its schedule and their resources. A module for what every
domain shares, a folder for what one domain alone has.
Not here: any work of its own; the libraries beside this package do it.
"""
