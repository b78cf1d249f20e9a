"""Frames of the figures of the statistical tables."""

from __future__ import annotations

import pandas as pd

from textkit.analysis import Analysis
from textkit.compare.estimates import ALL
from textkit.figures.request import Request
from textkit.indicators import load_indicators

OUTCOMES = ("granted", "partly_granted", "refused", "unavailable", "not_processed", "other")
"""A row of the table of requests belongs to the outcome with which its name begins."""


def request_outcomes(analysis: Analysis, request: Request) -> pd.DataFrame:
    """Return what became of the requests of each group, as a share of those handled."""
    table = analysis.tables
    cells = table[(table["table"] == "requests") & (table["column"] == "total") & table["value"].notna()]
    outcome = cells["row"].map(lambda row: next((each for each in OUTCOMES if str(row).startswith(each)), None))
    cells = _grouped(cells.assign(outcome=outcome).dropna(subset=["outcome"]), analysis, request)
    return _shares(cells, "outcome", OUTCOMES, cells["value"].astype(float))


def talk_outcomes(analysis: Analysis, request: Request) -> pd.DataFrame:
    """Return whether those that lose reviews and suits name the problem, of each group."""
    classes = next(each.classes for each in load_indicators() if each.id == "talk_outcome")
    found = analysis.indicators
    found = found[(found["indicator"] == "talk_outcome") & found["value"].notna()]
    found = found.assign(talk_outcome=found["value"].astype(int).map(dict(enumerate(classes))))
    found = _grouped(found, analysis, request)
    return _shares(found, "talk_outcome", classes, pd.Series(1.0, index=found.index))


def failed_checks(analysis: Analysis, request: Request) -> pd.DataFrame:
    """Return the share of the checks that could be computed and fail, by group and year."""
    checks = analysis.checks[analysis.checks["ok"].notna()]
    if "warning" in checks.columns:
        checks = checks[~checks["warning"].fillna(False).astype(bool)]
    years = analysis.reports[["report_id", "year"]]
    found = _grouped(checks, analysis, request).merge(years, on="report_id").dropna(subset=["group", "year"])
    if request.by == "year":
        found = found.assign(group=ALL)  # years are the columns already
    counts = found.assign(failed=~found["ok"].astype(bool)).groupby(["group", "year"])["failed"].agg(["mean", "size"])
    return counts.set_axis(["share", "n"], axis=1).reset_index()


def _grouped(data: pd.DataFrame, analysis: Analysis, request: Request) -> pd.DataFrame:
    """Give each row of a report the group of the report."""
    by = request.column(analysis.reports)
    groups = analysis.reports.set_index("report_id")[by]
    return data.assign(group=data["report_id"].map(groups)).dropna(subset=["group"])


def _shares(data: pd.DataFrame, part: str, parts: tuple[str, ...], weights: pd.Series) -> pd.DataFrame:
    sums = weights.groupby([data["group"], data[part]]).sum()
    totals = weights.groupby(data["group"]).sum()
    rows = [
        (group, each, float(sums.get((group, each), 0.0)) / float(total), int(total))
        for group, total in totals.items()
        if total > 0
        for each in parts
    ]
    return pd.DataFrame(rows, columns=["group", part, "share", "n"])
