"""What `make lint` holds the project against: known advisories, and secrets that slipped in.

Here: the audit of what the lock files install, what of it is accepted and until when, and the
settings of the scan for secrets. Not here: anything that runs with the pipeline.
"""
