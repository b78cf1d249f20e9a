"""Shares and means by group, each with its interval.

Share of 95 % intervals that hold the true value, in 2,000 simulated corpora each: items in reports, reports in
agencies, agencies of unequal size that differ (``python tests/benchmarks/bench_coverage.py 2000``; a share within
0.94-0.96 is as good as 0.95 in so many). A share is that of one group of so many agencies, a difference that of two
groups of half as many; below the line, what the bootstrap's plain percentiles would do for the pooled share.

=========================  =====  =====  =====  =====  =====  =====  =====  =====
true share                 35 %                        9 %
-------------------------  --------------------------  --------------------------
agencies                   12     20     40     100    12     20     40     100
=========================  =====  =====  =====  =====  =====  =====  =====  =====
share, pooled              .959   .949   .950   .953   .954   .946   .953   .959
share, report-weighted     .959   .953   .951   .957   .952   .948   .949   .949
difference, pooled         .958   .958   .949   .950   .956   .960   .948   .954
difference, report-w.      .958   .947   .953   .944   .964   .955   .954   .946
-------------------------  -----  -----  -----  -----  -----  -----  -----  -----
plain percentiles          .910   .918   .936   .949   .891   .907   .934   .951
=========================  =====  =====  =====  =====  =====  =====  =====  =====
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from textkit.compare.grouping import Cell, Grouped, Weighting
from textkit.compare.intervals import ratio_intervals
from textkit.records import FRAMES
from textkit.resample import DRAWS, LEVEL

COLUMNS = dict(FRAMES["comparisons"])
"""Columns of `comparisons` and their dtypes; the columns of a grouping by several columns follow."""

ALL = "all"
NO_VALUE = "no value"
BEYOND = "estimate outside {low} to 1: too few items coded by hand"
_ROUNDING = 1e-9


def comparisons_frame(rows: Sequence[Mapping[str, Any]] = (), *, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return rows as the frame `comparisons`; columns of `by` that it lacks follow.

    Examples
    --------
    >>> float(comparisons_frame([{"group": "county", "term": "firm", "estimate": 0.25}]).loc[0, "estimate"])
    0.25
    """
    further = [column for column in by if column not in COLUMNS]
    return pd.DataFrame(list(rows), columns=[*COLUMNS, *further]).astype(COLUMNS)


def name_group(group: Sequence[Any]) -> str:
    """Return the name of a group, of several columns joined by a cross.

    Examples
    --------
    >>> name_group(("county", 2021)), name_group(())
    ('county × 2021', 'all')
    """
    return " × ".join(map(str, group)) or ALL


def describe(
    grouped: Grouped,
    cell: Cell,
    term: int,
    *,
    by: Sequence[str],
    settings: Mapping[str, str],
    labels: Mapping[str, str],
) -> dict[str, Any]:
    """Return what a row of comparisons says beside its figures."""
    name = grouped.terms[term]
    further = {column: part for column, part in zip(by, cell.group, strict=False) if column not in COLUMNS}
    return {
        "group": name_group(cell.group),
        "role": cell.role,
        "term": name,
        "label": labels.get(name),
        **settings,
        **(further if len(by) > 1 else {}),
    }


def estimate_means(
    units: pd.DataFrame,
    values: pd.DataFrame,
    *,
    by: str | Sequence[str] = (),
    weighting: Weighting = "pooled",
    cluster: str = "agency_id",
    weights: pd.DataFrame | None = None,
    labels: Mapping[str, str] | None = None,
    level: float = LEVEL,
    draws: int = DRAWS,
    random_state: int = 0,
) -> pd.DataFrame:
    """Estimate the share or mean of every term in every group, with a confidence interval.

    Parameters
    ----------
    units
        Items (``item_id report_id agency_id role``) or reports (``report_id agency_id``), with the columns of
        `by` and `cluster`.
    values
        A row per unit, its id as the index, and a column per term; see `theme_values`, `substance_values`,
        `column_values`, `indicator_values`. Of items, problems and measures are kept apart, and only roles
        that have values are used.
    by
        One column or several; units where one is missing are left out.
    weighting
        ``pooled``: every item counts the same, reports by `weights`. ``report``: every report counts the same.
    cluster
        The column of what is drawn: agency_id, or what ties agencies together (parent, region, a reuse
        component). A unit without it is clustered by its agency, one without agency by its report.
    weights
        Denominators of the values of reports, for pooling.
    labels
        Term → label.
    level
        Of confidence, 0-1.
    draws, random_state
        Of the bootstrap, used with 50 clusters and more; see `textkit.compare.intervals`.

    Returns
    -------
    DataFrame
        ``group role term estimate ci_low ci_high statistic p_value p_adjusted n_items n_reports n_agencies test
        reason reference label weighting cluster n_clusters interval`` and, of several, the columns of `by`. A mean
        tests nothing: statistic and p are missing. `reason` says why an estimate or an interval is missing.

    Raises
    ------
    ValueError
        If a column does not exist; those there are are listed.

    Examples
    --------
    >>> items = pd.DataFrame({"item_id": list("abcd"), "report_id": list("rrst"), "agency_id": list("rrst"),
    ...     "role": ["measure"] * 4, "level": ["county"] * 3 + ["city"]})
    >>> firm = pd.DataFrame({"firm": [1.0, 1, 0, 1]}, index=pd.Index(items["item_id"]))
    >>> found = estimate_means(items, firm, by="level", labels={"firm": "明确承诺"})
    >>> found[["group", "label", "estimate", "n_items", "reason"]].values.tolist()
    [['city', '明确承诺', 1.0, 1, 'one agency'], ['county', '明确承诺', 0.6666666666666666, 3, <NA>]]
    """
    by = [by] if isinstance(by, str) else list(by)
    grouped = Grouped(units, values, by=by, weighting=weighting, cluster=cluster, weights=weights)
    settings = {"weighting": weighting, "cluster": grouped.cluster}
    sums = [grouped.sums(term) for term in range(len(grouped.terms))]
    rows = []
    for at, cell in enumerate(grouped.cells):
        here = {term: each[at] for term, each in enumerate(sums) if len(each[at])}
        intervals = ratio_intervals(
            list(here.values()), [grouped.is_share[term] for term in here], unit=unit_of(cluster), draws=draws,
            random_state=random_state, level=level,
        )  # fmt: skip
        found = dict(zip(here, intervals, strict=True))
        for term in range(len(sums)):
            counts = grouped.counts(term, [at])
            row = describe(grouped, cell, term, by=by, settings=settings, labels=labels or {})
            row |= {"n_items": counts.items, "n_reports": counts.reports, "n_agencies": counts.agencies}
            row |= {"n_clusters": 0, "reason": NO_VALUE}
            if term in here:
                held, interval = here[term], found[term]
                row |= {"estimate": held.ratio, "ci_low": interval.low, "ci_high": interval.high}
                row |= {"n_clusters": len(held), "reason": interval.reason, "interval": interval.method}
            rows.append(row)
    return comparisons_frame(rows, by=by if len(by) > 1 else ())


def within_range(found: pd.DataFrame, shares: pd.Series[bool], *, differences: pd.Series[bool]) -> pd.DataFrame:
    """Cut the intervals of corrected shares at 0 and 1, of differences at −1 and 1, and tell estimates beyond.

    An estimate that is unbiased may fall beyond the range of its parameter where few items are coded by hand, as
    every difference estimator of survey sampling may (Särndal, Swensson & Wretman 1992). It stays as it is, for
    to cut it would bias it (neither do the packages dsl and ppi_py), and `reason` says so: more items have to be
    coded. To cut an interval costs no coverage; one that lies beyond the range as a whole is missing.

    Parameters
    ----------
    found
        With columns ``estimate ci_low ci_high reason``.
    shares, differences
        Which rows are corrected shares or differences of such, and which of all rows are differences.

    Examples
    --------
    >>> found = pd.DataFrame({"estimate": [-0.1], "ci_low": [-0.3], "ci_high": [0.1], "reason": [None]})
    >>> within_range(found, pd.Series([True]), differences=pd.Series([False])).values.tolist()
    [[-0.1, 0.0, 0.1, 'estimate outside 0 to 1: too few items coded by hand']]
    """
    low = np.where(differences, -1.0, 0.0)
    held = {name: found[name].to_numpy("float64", na_value=np.nan) for name in ("estimate", "ci_low", "ci_high")}
    beyond = shares & ((held["estimate"] < low - _ROUNDING) | (held["estimate"] > 1 + _ROUNDING))
    nowhere = (held["ci_high"] < low) | (held["ci_low"] > 1)
    cut = {name: np.where(nowhere, np.nan, np.clip(held[name], low, 1.0)) for name in ("ci_low", "ci_high")}
    told = np.where(differences, BEYOND.format(low=-1), BEYOND.format(low=0))
    reasons = [
        reason if pd.isna(before) else f"{before}; {reason}"
        for before, reason in zip(found["reason"], told, strict=True)
    ]
    return found.assign(
        **{name: found[name].where(~shares, values) for name, values in cut.items()},
        reason=found["reason"].where(~beyond, reasons),
    )


def unit_of(cluster: str) -> str:
    """Return what a cluster of this column is called.

    Examples
    --------
    >>> unit_of("agency_id"), unit_of("parent")
    ('agency', 'parent')
    """
    return cluster.removesuffix("_id")
