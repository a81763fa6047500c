"""The start page: the published figures as a static site, each with its trace.

Here: the files of the site, made from the published marts alone, and putting them in place. What
the pages do stands in `pages/`, in HTML, CSS and JavaScript that a browser runs as they are.
Not here: how a figure is computed (dbt), a server, and Dagster.
"""
