"""The figures of the site, as JSON files that its pages fetch.

    index.json                               what everything is called, and how measures add up
    measure/<measure>.json                   its definition, what was printed, what was restated
    kpi/<organisation>.json                  every value of the organisation
    contribution/<part>/<year>.json          what the values of finance add up from
    voucher/<year>/<cost centre>.json        the voucher rows of a cost centre

Amounts are exact: kronor as whole numbers of öre, values of `kpi` as the text of their decimals.
Here: one query for each kind of file, which writes the JSON.
Not here: how a page shows it (`browser/`).
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from orchestration.marts import Marts
from orchestration.quality import in_swedish
from orchestration.trace import names
from orchestration.trace.wording import GROUPINGS, QUALIFIERS, ROLES, STATUSES, WHAT, WINDOWS

_AT_ONCE = 50

# What JavaScript's encodeURIComponent leaves as it is.
_UNQUOTED = "-_.!~*'()"

_FUNCTIONS = """
create or replace temp macro exact(amount) as
    rtrim(rtrim(cast(amount as varchar), '0'), '.');
create or replace temp macro ore(amount) as cast(100 * amount as bigint);
"""

_KPI = """
with series as (
    select
        organisation_code,
        concat_ws('/', measure, subject, "window") as name,
        to_json(list(json_array(
            period, exact(value), exact(numerator), exact(denominator), exact(target), attained,
            quality
        ) order by period)) as figures
    from kpi
    group by all
)
select 'kpi', organisation_code, cast(json_group_object(name, figures) as varchar)
from series
group by all
"""

# Of a row of contributions only what differs between its months stands in a list of its own.
_CONTRIBUTION = """
with of_year as (
    select part, left(period, 4) as year, * exclude (part) from contribution
),
period as (
    select part, year, list(distinct period order by period) as periods
    from of_year
    group by all
),
delivery as (
    select part, year, json_group_array(json_array(period, extract, delivery_period)) as deliveries
    from (select distinct part, year, period, extract, delivery_period from of_year)
    group by all
),
booked as (
    select
        part, year, organisation_code, cost_centre, account, name_sv, account_group, subject,
        map_from_entries(list((period, ore(amount)))) as amounts,
        map_from_entries(list((period, source_rows))) as source_rows
    from of_year
    group by all
),
line as (
    select
        booked.part,
        booked.year,
        to_json(list(json_array(
            organisation_code, cost_centre, account, name_sv, account_group, subject,
            list_transform(period.periods, lambda month: amounts[month]),
            list_transform(period.periods, lambda month: source_rows[month])
        ) order by organisation_code, cost_centre, account, name_sv, subject)) as lines
    from booked
    inner join period using (part, year)
    group by all
)
select 'contribution', part, year, cast(json_object(
    'periods', periods, 'deliveries', deliveries, 'lines', lines
) as varchar)
from line
inner join period using (part, year)
inner join delivery using (part, year)
"""

_VOUCHER = """
with account_month as (
    select
        left(period, 4) as year, cost_centre, concat_ws('/', period, account) as name,
        to_json(list(json_array(
            line_number, voucher, voucher_row, strftime(voucher_date, '%Y-%m-%d'), ore(amount)
        ) order by line_number)) as vouchers
    from voucher_row
    group by left(period, 4), cost_centre, period, account
)
select 'voucher', year, cost_centre, cast(json_group_object(name, vouchers) as varchar)
from account_month
group by all
"""


def write_figures(marts: Marts, directory: Path) -> None:
    """Write every file of figures below `directory`."""
    marts.connection.execute(_FUNCTIONS)
    _write(directory, ("index",), _json(_index(marts)))
    for measure, content in _measures(marts):
        _write(directory, ("measure", measure), _json(content))
    for query in (_KPI, _CONTRIBUTION, _VOUCHER):
        result = marts.connection.execute(query)
        while rows := result.fetchmany(_AT_ONCE):
            for *name, content in rows:
                _write(directory, tuple(name), content)


def _write(directory: Path, name: tuple[str, ...], content: str) -> None:
    """Write a file. Codes of organisations and cost centres are names whatever stands in them."""
    *above, last = (quote(word, safe=_UNQUOTED) for word in name)
    file = directory.joinpath(*above, f"{last}.json")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, "utf-8")


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, default=str, separators=(",", ":"))


def _index(marts: Marts) -> dict[str, Any]:
    return {
        "organisations": marts.rows(
            "select organisation_code as code, parent_organisation_code as parent, level, name_sv"
            " from organisation order by sort_order"
        ),
        # Those first that the region itself prints most often.
        "measures": marts.rows(
            """
            select measure, domain, unit, name_sv, source_extracts
            from measure
            order by (
                select count(*) from published_reconciliation as printed
                where printed.measure = measure.measure
            ) desc, name_sv
            """
        ),
        "names": names(marts),
        "account_groups": _pairs(
            marts, "select account_group, parent_account_group from account_group"
        ),
        "terms": marts.rows("from measure_term order by measure, term"),
        "contributions": marts.rows(
            "select part, list(distinct left(period, 4)) as years from contribution group by all"
        ),
        "deliveries": marts.rows(
            "select extract, strftime(period, '%Y-%m-%d') as period, file, row_count, content_hash"
            f" from ({marts.deliveries}) order by extract, period"
        ),
        "extracts": _pairs(
            marts,
            """
            select distinct concat_ws('/', measure, subject), extract from accessibility
            union
            select distinct concat_ws('/', measure, subject), extract from production
            """,
        ),
        "quality": {
            row["quality"]: " ".join(in_swedish(row["quality"]))
            for row in marts.rows(
                """
                select quality from kpi where quality is not null
                union
                select quality from restatement where quality is not null
                """
            )
        },
        "words": {
            "windows": WINDOWS,
            "statuses": STATUSES,
            "qualifiers": QUALIFIERS,
            "roles": ROLES,
            "groupings": GROUPINGS,
            "parts": WHAT,
        },
    }


def _pairs(marts: Marts, query: str) -> dict[str, Any]:
    return dict(marts.connection.execute(query).fetchall())


def _measures(marts: Marts) -> Iterator[tuple[str, dict[str, Any]]]:
    printed = _by_measure(
        marts,
        """
        select measure, organisation_code, subject, period, "window", figure_id, status, unit,
            exact(published_value) as value, decimals, qualifier
        from published_reconciliation
        where kind <> 'chart' and published_value is not null
        order by figure_id
        """,
    )
    restated = _by_measure(
        marts,
        """
        select measure, organisation_code, subject, period, "window", publication_id, caused_by,
            exact(old_value) as value, quality
        from restatement
        order by publication_id desc
        """,
    )
    for measure in marts.rows("from measure"):
        name = measure["measure"]
        yield name, {**measure, "printed": printed[name], "restated": restated[name]}


def _by_measure(marts: Marts, query: str) -> defaultdict[str, list[dict[str, Any]]]:
    rows: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in marts.rows(query):
        rows[row["measure"]].append(row)
    return rows
