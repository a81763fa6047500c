"""Sample extracts: synthetic, built so that their totals are the published ones.

No raw data of the region is public. What is written here looks like what the source systems
deliver, row by row, and adds up to what the two source documents print. Everything that only the
sample knows belongs here; nothing else in the project may read from it.

- ``figures``: the published figures, and exact amounts that round to all of them at once
- ``tree``: the cost centres and where they hang
- ``accounts``: the chart of accounts
- ``economy``: what each unit books and budgets on each account group in each month
- ``drawing``, ``ledger``: the vouchers that add up to it
- ``planning``, ``reimbursement``: the other extracts of the finance systems
- ``people``, ``turnover``, ``workforce``: who is employed where, from when to when
- ``schedule``, ``absence``, ``registration``, ``hired``: what the HR system delivers of it by
  month; ``hr`` makes them in their order
- ``care_units``, ``care_counts``, ``response_times``, ``waiting``: the extracts of care, drawn by
  ``care_drawing`` in ``swedish_time``, with ``shares`` that are the printed ones; ``care`` makes
  them in their order
- ``identity``: identity numbers that cannot belong to anyone
- ``writing``: the files, in the dialects that the contracts declare
"""
