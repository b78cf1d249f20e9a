"""Differences between groups and between years, with intervals and permutation tests.

Two rules decide what is exchanged in a test. Where each agency belongs to one group, labels are permuted between
agencies of the same stratum (level and set of years reported, unless told otherwise). Where an agency has both, as
in two years of a panel, its labels are exchanged within it: it is its own comparison. Agencies with one label
beside such with both are permuted between each other. The column `test` says what was done.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from typing import Any, Literal

import pandas as pd

from textkit.compare.adjust import Adjustment, adjust_p
from textkit.compare.columns import check_columns, check_group
from textkit.compare.estimates import NO_VALUE, comparisons_frame, describe, name_group, unit_of
from textkit.compare.exchange import Exchange, exchange_tests
from textkit.compare.grouping import Cell, Grouped, Weighting
from textkit.compare.intervals import Interval, Sums, difference_intervals
from textkit.resample import DRAWS, LEVEL

Against = Literal["each", "previous"]
STRATA = ("level", "year")
_ADJUSTED = {"holm": "Holm", "bh": "Benjamini-Hochberg"}
_Pair = tuple[int, int]


def compare_groups(
    units: pd.DataFrame,
    values: pd.DataFrame,
    *,
    by: str,
    within: str | None = None,
    reference: object = None,
    against: Against = "each",
    strata: Sequence[str] = STRATA,
    weighting: Weighting = "pooled",
    cluster: str = "agency_id",
    weights: pd.DataFrame | None = None,
    labels: Mapping[str, str] | None = None,
    adjust: Adjustment | None = None,
    level: float = LEVEL,
    draws: int = DRAWS,
    random_state: int = 0,
) -> pd.DataFrame:
    """Estimate differences between groups in the share or mean of every term, and test them.

    Parameters
    ----------
    units, values, weighting, cluster, weights, labels, level, draws, random_state
        As `estimate_means` takes them.
    by
        The column of the groups.
    within
        A column, such as year, in each value of which the groups are compared: what a trend beside year effects
        cannot tell.
    reference
        The group that all others are compared with; without it `against` decides.
    against
        ``each``: every pair of groups. ``previous``: every group with the one before it in order.
    strata
        Columns within which labels are permuted between clusters; those not there, `by` and `within` are passed
        over. Clusters are of one stratum if their units take the same set of values in each.
    adjust
        ``holm`` or ``bh``; by default bh for several terms, holm for one. The tests of one call are a family.

    Returns
    -------
    DataFrame
        The columns of `estimate_means`. `estimate` is the value of `group` less that of `reference`, `statistic`
        the difference over its cluster-robust standard error, `p_value` two-sided, `test` what was exchanged and
        how p-values were adjusted.

    Raises
    ------
    ValueError
        If a column or the reference does not exist; those there are are listed.

    Examples
    --------
    >>> items = pd.DataFrame({"item_id": [f"{n}#1" for n in range(8)], "role": "measure", "year": 2021})
    >>> items = items.assign(report_id=items["item_id"], agency_id=items["item_id"], region=["云泽省", "澄湖市"] * 4)
    >>> words = pd.DataFrame({"n_acts": [1.0, 3, 2, 5, 1, 4, 2, 4]}, index=pd.Index(items["item_id"]))
    >>> found = compare_groups(items, words, by="region", draws=99)
    >>> found[["group", "reference", "estimate", "p_adjusted"]].values.tolist()
    [['澄湖市', '云泽省', 2.5, 0.05]]
    """
    check_columns(units, list(strata) if tuple(strata) != STRATA else [])
    columns = [by] if within is None else [by, within]
    grouped = Grouped(units, values, by=columns, weighting=weighting, cluster=cluster, weights=weights, strata=strata)
    settings = {"weighting": weighting, "cluster": grouped.cluster}
    sums = [grouped.sums(term) for term in range(len(grouped.terms))]
    rows = []
    for one, other in _pairs(grouped.cells, reference, against):
        its_strata = {**grouped.strata_of(other), **grouped.strata_of(one)}
        known = [term for term, held in enumerate(sums) if len(held[one]) and len(held[other])]
        pairs = [(sums[term][one], sums[term][other]) for term in known]
        chance: dict[str, Any] = {"unit": unit_of(cluster), "draws": draws, "random_state": random_state}
        intervals = difference_intervals(pairs, [grouped.is_share[term] for term in known], level=level, **chance)
        tests = exchange_tests(pairs, its_strata, within=grouped.strata, **chance)
        figures = {
            term: _difference(pair, interval, test)
            for term, pair, interval, test in zip(known, pairs, intervals, tests, strict=True)
        }
        for term in range(len(sums)):
            row = describe(grouped, grouped.cells[one], term, by=columns, settings=settings, labels=labels or {})
            row["reference"] = name_group(grouped.cells[other].group)
            counts = grouped.counts(term, [one, other])
            row |= {"n_items": counts.items, "n_reports": counts.reports, "n_agencies": counts.agencies}
            rows.append(row | figures.get(term, {"reason": NO_VALUE}))
    found = comparisons_frame(rows, by=columns if within else ())
    return _adjusted(found, adjust or ("bh" if len(grouped.terms) > 1 else "holm"))


def compare_years(
    units: pd.DataFrame, values: pd.DataFrame, *, by: str = "year", against: Against = "previous", **options: Any
) -> pd.DataFrame:
    """Estimate and test what changed from year to year.

    Agencies that report in both years exchange their labels within themselves, the others between each other.

    Parameters
    ----------
    units, values, options
        As `compare_groups` takes them; with `reference`, a year, all others are compared with it.
    against
        ``previous``: each year with the one before it in the data; ``each``: every pair.

    Returns
    -------
    DataFrame
        As of `compare_groups`.

    Examples
    --------
    >>> items = pd.DataFrame({"item_id": [f"{n}#1" for n in range(12)], "role": "measure", "year": [2020, 2021] * 6})
    >>> items = items.assign(report_id=items["item_id"], agency_id=[f"{n // 2}局" for n in range(12)])
    >>> acts = pd.DataFrame({"n_acts": [1.0, 3, 2, 5, 1, 4, 2, 4, 2, 3, 1, 1]}, index=pd.Index(items["item_id"]))
    >>> compare_years(items, acts)["test"].item()
    'labels exchanged within 6 agencies that have both, 2000 draws; Holm over 1 test'
    """
    return compare_groups(units, values, by=by, against=against, **options)


def _difference(pair: tuple[Sums, Sums], interval: Interval, test: Exchange) -> dict[str, Any]:
    """Return what a row says of estimate, interval and test."""
    one, other = pair
    reasons = dict.fromkeys(reason for reason in (interval.reason, test.reason) if reason)
    return {
        "estimate": one.ratio - other.ratio,
        "ci_low": interval.low,
        "ci_high": interval.high,
        "interval": interval.method,
        "statistic": test.statistic,
        "p_value": test.p_value,
        "test": test.name,
        "reason": "; ".join(reasons) or None,
        "n_clusters": len({*one.cluster.tolist(), *other.cluster.tolist()}),
    }


def _pairs(cells: Sequence[Cell], reference: object, against: Against) -> Iterator[_Pair]:
    """Yield the pairs of cells to compare: of one role and, beyond the first column, of one group."""
    families: dict[tuple[Any, ...], list[int]] = {}
    for at, cell in enumerate(cells):
        families.setdefault((cell.role, *cell.group[1:]), []).append(at)
    if reference is not None:
        check_group(reference, [cell.group[0] for cell in cells])
    elif against not in ("each", "previous"):
        raise ValueError(f"no against {against!r}; there are each, previous")
    for members in families.values():
        if reference is not None:
            first = [at for at in members if str(cells[at].group[0]) == str(reference)]
            yield from ((at, first[0]) for at in members if first and at != first[0])
        else:
            chosen = combinations(members, 2) if against == "each" else pairwise(members)
            yield from ((later, earlier) for earlier, later in chosen)


def _adjusted(found: pd.DataFrame, method: Adjustment) -> pd.DataFrame:
    """Fill `p_adjusted` over all tests of the frame, and name the method in `test`."""
    p_values = found["p_value"].to_numpy("float64", na_value=float("nan"))
    tests = int((p_values == p_values).sum())
    said = f"; {_ADJUSTED.get(method)} over {tests} test{'s' if tests != 1 else ''}"
    adjusted = pd.Series(adjust_p(p_values, method=method), index=found.index, dtype="float64")
    return found.assign(p_adjusted=adjusted.astype("Float64"), test=found["test"] + said)
