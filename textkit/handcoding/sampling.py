"""Which items are coded by hand: samples in which the chance of every item to be drawn is known.

An item's inclusion probability `pi` is what makes a sample speak for its corpus: a total is estimated without
bias by summing values divided by `pi` (Horvitz and Thompson 1952).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.records import require

Design = Literal["stratified", "uncertainty", "random"]
Allocation = Literal["proportional", "equal"]
Floats = NDArray[np.float64]

DESIGNS: tuple[Design, ...] = get_args(Design)
ALLOCATIONS: tuple[Allocation, ...] = get_args(Allocation)
STRATA = ("level", "year")
SAMPLED = ("problem", "measure")
"""The roles that are sampled: what themes and substance are read off."""
FLOOR = 0.05
"""The least size of an item in a sample by uncertainty: what the program is sure of is checked as well."""
_MISSING = "?"


class Sample(NamedTuple):
    """A sample and what it was drawn from.

    Attributes
    ----------
    items
        `item_id`, `stratum`, `pi` of the items drawn, in the order of the corpus.
    frame
        The same of all items that could have been drawn, with `drawn`.
    design
        What was asked for: design, n, by, allocation, seed, and a row per stratum.
    """

    items: pd.DataFrame
    frame: pd.DataFrame
    design: dict[str, Any]


def sample_items(
    items: pd.DataFrame,
    themes: pd.DataFrame | None = None,
    *,
    n: int = 200,
    design: Design = "stratified",
    by: Sequence[str] = STRATA,
    allocation: Allocation = "proportional",
    random_state: int = 0,
) -> Sample:
    """Draw problems and measures for coding by hand, each with its probability of being drawn.

    Parameters
    ----------
    items
        A frame of items with `item_id`, `role` and the columns `by`; that of `textkit.Analysis.coded` has the
        program's `theme` and `substance` as well, so that rare ones are not missed.
    themes
        The themes of the items; needed for ``uncertainty``.
    n
        How many; all where there are no more.
    design
        ``random``: every item has the same chance. ``stratified``: so many from each combination of `by`,
        drawn within it by equal chance. ``uncertainty``: by chances proportional to 1 minus the probability of
        the primary theme, at least `FLOOR`, without replacement (systematic sampling in random order: Madow
        1949). An item whose theme cues chose alone has no probability and counts as wholly uncertain; one whose
        theme was coded by hand as certain.
    by
        Columns that make strata; a missing value is a stratum of its own.
    allocation
        ``proportional`` to the size of the stratum, or ``equal``; at least one item of each.
    random_state
        The seed. The order of the rows does not matter.

    Returns
    -------
    Sample
        The chances `pi` of the frame are above 0, at most 1, and sum to the number drawn.

    Raises
    ------
    ValueError
        If a column is missing, `n` is below 1 or below the number of strata, or the themes are missing.

    Examples
    --------
    >>> items = pd.DataFrame({"item_id": ["甲#1", "甲#9", "乙#1", "乙#7"], "role": "problem",
    ...                       "year": [2020, 2020, 2021, 2021]})
    >>> drawn = sample_items(items, n=2, by=["year"])
    >>> drawn.items["pi"].tolist(), drawn.items["stratum"].tolist()
    ([0.5, 0.5], ['2020', '2021'])
    """
    by = list(by) if design == "stratified" else []
    require(items, ("item_id", "role"), made_by="extract_items")
    if unknown := [name for name in by if name not in items.columns]:
        raise ValueError(f"no column {', '.join(unknown)}; there are {', '.join(map(str, items.columns))}")
    if design not in DESIGNS or allocation not in ALLOCATIONS:
        raise ValueError(f"no design {design} {allocation}; there are {', '.join(DESIGNS)}; {', '.join(ALLOCATIONS)}")
    if n < 1:
        raise ValueError(f"a sample of {n} items")
    # drawn in the order of the ids, so that the order of the rows does not matter
    rows = items[items["role"].isin(SAMPLED)]
    frame = pd.DataFrame({"item_id": rows["item_id"].astype(str), "stratum": _strata(rows, by)})
    ordered = frame.sort_values("item_id", kind="stable").reset_index(drop=True)
    random = np.random.default_rng(random_state)
    if design == "uncertainty":
        pi = inclusion_probabilities(_sizes(ordered["item_id"], themes), n)
        drawn = systematic_draw(pi, random)
    else:
        pi, drawn = _by_strata(ordered["stratum"], n, allocation, random)
    chances = ordered.assign(pi=pi, drawn=drawn).set_index("item_id")
    frame = frame.reset_index(drop=True).join(chances[["pi", "drawn"]], on="item_id")
    about: dict[str, Any] = {
        "design": design,
        "n": int(drawn.sum()),
        "of": len(frame),
        "by": by,
        "random_state": random_state,
    }
    if by:
        about |= {"allocation": allocation, "strata": _counts(frame)}
    if design == "uncertainty":
        about["floor"] = FLOOR
    return Sample(frame[frame["drawn"]].drop(columns="drawn").reset_index(drop=True), frame, about)


def _strata(items: pd.DataFrame, by: Sequence[str]) -> list[str]:
    columns = [items[name].astype("string").fillna(_MISSING) for name in by]
    return [" / ".join(values) for values in zip(*columns, strict=True)] if columns else [""] * len(items)


def _counts(frame: pd.DataFrame) -> list[dict[str, Any]]:
    sizes = frame.groupby("stratum")["drawn"].agg(["size", "sum"])
    return [{"stratum": str(name), "of": int(of), "n": int(n)} for name, of, n in sizes.itertuples(name=None)]


def _by_strata(
    strata: pd.Series[Any], n: int, allocation: Allocation, random: np.random.Generator
) -> tuple[Floats, NDArray[np.bool_]]:
    """Draw within each stratum by equal chance."""
    names, owner, sizes = np.unique(strata.to_numpy(dtype=str), return_inverse=True, return_counts=True)
    wanted = allocate(sizes, min(n, len(strata)), allocation)
    drawn = np.zeros(len(strata), dtype=bool)
    for at in range(len(names)):
        drawn[random.choice(np.flatnonzero(owner == at), wanted[at], replace=False)] = True
    return (wanted / sizes)[owner] if len(names) else np.zeros(0), drawn


def allocate(sizes: NDArray[np.int64], n: int, allocation: Allocation = "proportional") -> NDArray[np.int64]:
    """Share `n` draws among strata: at least one each, at most their size, by largest remainders.

    Raises
    ------
    ValueError
        If `n` is below the number of strata.

    Examples
    --------
    >>> allocate(np.array([90, 9, 1]), 10).tolist(), allocate(np.array([90, 9, 1]), 10, "equal").tolist()
    ([8, 1, 1], [5, 4, 1])
    """
    if n < len(sizes):
        raise ValueError(f"{n} items cannot cover {len(sizes)} strata: draw more, or name fewer columns")
    shares = sizes / sizes.sum() if allocation == "proportional" else np.full(len(sizes), 1 / max(len(sizes), 1))
    given = np.ones(len(sizes), dtype=np.int64)
    for _ in range(min(n, int(sizes.sum())) - len(sizes)):
        # one by one to the stratum that lacks most of its share; ties go to the first
        given[np.argmax(np.where(given < sizes, shares * n - given, -np.inf))] += 1
    return given


def _sizes(ids: pd.Series[Any], themes: pd.DataFrame | None) -> Floats:
    """How uncertain the primary theme of each item is."""
    if themes is None:
        raise ValueError("a sample by uncertainty needs the themes of the items")
    require(themes, ("item_id", "rank", "probability", "method"), made_by="tag_themes")
    first = themes[themes["rank"] == 1].drop_duplicates("item_id").set_index("item_id").reindex(ids)
    doubt = 1 - first["probability"].astype("Float64").to_numpy(dtype=np.float64, na_value=0.0)
    certain = (first["method"] == "human").fillna(False).to_numpy(dtype=bool)
    sizes: Floats = np.where(certain, FLOOR, np.maximum(doubt, FLOOR))
    return sizes


def inclusion_probabilities(sizes: Floats, n: int) -> Floats:
    """Return chances proportional to `sizes` that sum to `n`; what would pass 1 is drawn for certain.

    Examples
    --------
    >>> inclusion_probabilities(np.array([1.0, 1.0, 8.0]), 2).tolist()
    [0.5, 0.5, 1.0]
    """
    chances = np.ones(len(sizes))
    if n >= len(sizes):
        return chances
    certain = np.zeros(len(sizes), dtype=bool)
    while True:
        chances[~certain] = (n - certain.sum()) * sizes[~certain] / sizes[~certain].sum()
        passed = (chances >= 1) & ~certain
        if not passed.any():
            return chances
        chances[passed], certain = 1.0, certain | passed


def systematic_draw(chances: Floats, random: np.random.Generator) -> NDArray[np.bool_]:
    """Draw by chances that sum to a whole number, without replacement (Madow 1949).

    Returns
    -------
    numpy.ndarray
        Which are drawn: exactly as many as the chances sum to.

    Examples
    --------
    >>> int(systematic_draw(np.array([1.0, 0.5, 0.5]), np.random.default_rng(0)).sum())
    2
    """
    order = random.permutation(len(chances))
    n = round(float(chances.sum()))
    upto = np.cumsum(chances[order])
    ticks = np.searchsorted(upto * (n / max(upto[-1], 1e-300)), random.random() + np.arange(n), side="right")
    drawn = np.zeros(len(chances), dtype=bool)
    drawn[order[np.minimum(ticks, len(chances) - 1)]] = True
    return drawn
