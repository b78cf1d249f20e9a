"""Which themes go together: in one item, or in one report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.analysis import count_agencies
from textkit.compare.columns import check_columns
from textkit.compare.design import cluster_codes
from textkit.records import require
from textkit.resample import DRAWS, LEVEL, Floats, bootstrap_ratios, percentile_interval

Within = Literal["item", "report"]

COLUMNS = {
    "theme_a": "string",
    "theme_b": "string",
    "observed": "Int64",
    "expected": "Float64",
    "lift": "Float64",
    "ci_low": "Float64",
    "ci_high": "Float64",
    "phi": "Float64",
    "n_a": "Int64",
    "n_b": "Int64",
    "n_units": "Int64",
    "n_reports": "Int64",
    "n_agencies": "Int64",
    "within": "string",
    "reason": "string",
}


@dataclass(frozen=True, slots=True)
class _Units:
    """Items or reports: which themes each has, and whose it is."""

    data: pd.DataFrame
    has: NDArray[np.bool_]


def theme_pairs(
    items: pd.DataFrame,
    themes: pd.DataFrame,
    *,
    within: Within = "report",
    among: Sequence[str] | None = None,
    cluster: str = "agency_id",
    draws: int = DRAWS,
    level: float = LEVEL,
    random_state: int = 0,
) -> pd.DataFrame:
    """Count how often each pair of themes stands together, beside what chance would give.

    Parameters
    ----------
    items
        With columns ``item_id report_id agency_id`` and that of `cluster`; of one role, as a rule.
    themes
        With columns ``item_id theme``; further themes of an item count as its primary one does.
    within
        ``report``: reports that name both in any of their items. ``item``: items that are about both. As most
        items have one theme, which shuts others out, pairs within items are below chance as a rule: compare
        them with each other, not with 1.
    among
        The themes, in order; those of `themes` by default.
    cluster
        Whole clusters are drawn.
    draws, level, random_state
        Of the bootstrap.

    Returns
    -------
    DataFrame
        ``theme_a theme_b observed expected lift ci_low ci_high phi n_a n_b n_units n_reports n_agencies within
        reason``, a row per pair. `observed` counts the units with both; `expected` is ``n_a * n_b / n_units``;
        `lift` observed over expected, 1 under independence, with the percentile interval of a cluster
        bootstrap, expanded for the number of clusters (Hesterberg 2015; of 400 simulated corpora each of 12, 20, 40
        and 100 agencies it held the truth in 95-96 %); `phi` the correlation of the two, -1 to 1; `n_reports` and
        `n_agencies` count where both stand together. Missing with a reason where a theme is never or always there.

    Raises
    ------
    ValueError
        If a column is missing or `within` is neither.

    Examples
    --------
    >>> items = pd.DataFrame({"item_id": ["甲#1", "甲#9", "乙#1", "丙#1"], "report_id": ["甲", "甲", "乙", "丙"],
    ...     "agency_id": ["甲局", "甲局", "乙局", "丙局"]})
    >>> themes = pd.DataFrame({"item_id": ["甲#1", "甲#9", "乙#1"], "theme": ["skills", "staffing", "skills"]})
    >>> theme_pairs(items, themes)[["theme_a", "theme_b", "observed", "lift"]].values.tolist()
    [['skills', 'staffing', 1, 1.5]]
    """
    if within not in ("item", "report"):
        raise ValueError(f"within: no {within!r}; there are item, report")
    require(items, ["item_id", "report_id", "agency_id"], made_by="extract_items")
    require(themes, ["item_id", "theme"], made_by="tag_themes")
    check_columns(items, [cluster])
    chosen = list(among) if among is not None else sorted(themes["theme"].dropna().unique())
    units = _units(items, themes, chosen, within)
    pairs = list(combinations(range(len(chosen)), 2))
    if not pairs or units.data.empty:
        return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
    sums = _sums(units.has, cluster_codes(units.data, cluster), pairs)
    low, high = _intervals(sums, pairs, len(chosen), draws=draws, level=level, random_state=random_state)
    total, each, both = _split(sums.sum(axis=0)[None, :], len(chosen))
    first, second = (np.array(side) for side in zip(*pairs, strict=True))
    n, n_a, n_b, observed = total[0, 0], each[0, first], each[0, second], both[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(n_a * (n - n_a) * n_b * (n - n_b))
        phi = np.where(spread > 0, (n * observed - n_a * n_b) / spread, np.nan)
        lift = observed * n / (n_a * n_b)
    found = pd.DataFrame(
        {
            "theme_a": [chosen[a] for a in first],
            "theme_b": [chosen[b] for b in second],
            "observed": observed.astype(int),
            "expected": n_a * n_b / n,
            "lift": lift,
            "ci_low": low,
            "ci_high": high,
            "phi": phi,
            "n_a": n_a.astype(int),
            "n_b": n_b.astype(int),
            "n_units": int(n),
            "n_reports": [units.data.loc[units.has[:, a] & units.has[:, b], "report_id"].nunique() for a, b in pairs],
            "n_agencies": [count_agencies(units.data[units.has[:, a] & units.has[:, b]]) for a, b in pairs],
            "within": within,
            "reason": [
                _reason(chosen[a], chosen[b], n_a[at], n_b[at], observed[at], n, len(sums), low[at])
                for at, (a, b) in enumerate(pairs)
            ],
        }
    )
    return found.astype(COLUMNS)


def _units(items: pd.DataFrame, themes: pd.DataFrame, chosen: Sequence[str], within: Within) -> _Units:
    key = "item_id" if within == "item" else "report_id"
    data = items.drop_duplicates(key).reset_index(drop=True)
    place = pd.Series(range(len(data)), index=data[key].astype(object))
    owner = items.set_index("item_id")[key] if within == "report" else items["item_id"].set_axis(items["item_id"])
    row = themes["item_id"].map(owner).astype(object).map(place)
    column = themes["theme"].astype(object).map({theme: at for at, theme in enumerate(chosen)})
    known = (row.notna() & column.notna()).to_numpy(bool)
    has = np.zeros((len(data), len(chosen)), bool)
    has[row[known].to_numpy(int), column[known].to_numpy(int)] = True
    return _Units(data, has)


def _sums(has: NDArray[np.bool_], clusters: NDArray[np.intp], pairs: Sequence[tuple[int, int]]) -> Floats:
    """Return per cluster: its units, those with each theme, those with each pair."""
    count = int(clusters.max()) + 1
    columns = [np.ones(len(has)), *has.T, *(has[:, a] & has[:, b] for a, b in pairs)]
    return np.column_stack([np.bincount(clusters, column, count) for column in columns])


def _split(sums: Floats, themes: int) -> tuple[Floats, Floats, Floats]:
    return sums[:, :1], sums[:, 1 : 1 + themes], sums[:, 1 + themes :]


def _intervals(
    sums: Floats, pairs: Sequence[tuple[int, int]], themes: int, *, draws: int, level: float, random_state: int
) -> tuple[Floats, Floats]:
    """Return the bounds of each pair's lift over draws of clusters."""
    bounds = np.full((2, len(pairs)), np.nan)
    if len(sums) < 2:
        return bounds[0], bounds[1]
    first, second = (np.array(side) for side in zip(*pairs, strict=True))
    # sums per cluster drawn will do: what they are divided by cancels out
    means = bootstrap_ratios(sums, np.ones_like(sums), draws=draws, random_state=random_state)
    total, each, both = _split(means, themes)
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = both * total / (each[:, first] * each[:, second])
    for at in range(len(pairs)):
        bounds[:, at] = percentile_interval(drawn[:, at], level=level, clusters=len(sums))
    bounds[:, ~(sums[:, 1 + themes :] > 0).any(axis=0)] = np.nan
    return bounds[0], bounds[1]


def _reason(a: str, b: str, n_a: float, n_b: float, both: float, n: float, clusters: int, low: float) -> str | None:
    for theme, count in ((a, n_a), (b, n_b)):
        if not count:
            return f"{theme} never occurs"
        if count == n:
            return f"{theme} is everywhere"
    if clusters < 2:
        return "one cluster"
    if not both:
        return "never together"
    return None if np.isfinite(low) else "no variation between clusters"
