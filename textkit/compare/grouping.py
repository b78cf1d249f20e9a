"""From units and their values to sums per group and cluster: all that intervals and tests need of the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import pandas as pd

from textkit.compare.columns import check_columns
from textkit.compare.intervals import Sums
from textkit.records import LEVELS
from textkit.resample import Floats, Whole

Weighting = Literal["pooled", "report"]
Group = tuple[Any, ...]

ROLES = ("problem", "measure")
_ID = {"item_id": "extract_items", "report_id": "read_corpus"}
_STANDINS = ("agency_id", "report_id")
"""What a unit without a value of the cluster column is clustered by: it is nobody's, not everybody's."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A group of a role; `role` is missing where units have none, as reports."""

    role: str | None
    group: Group


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items (of reports: none), reports and agencies have a value."""

    items: int | None
    reports: int
    agencies: int


class Grouped:
    """Units by role and group, ready to be summed per cluster.

    Parameters
    ----------
    units
        Items or reports: the columns of `by`, of the cluster and of `strata`, ``report_id agency_id``, for
        items also ``item_id role``.
    values
        Index: the id of the unit, named item_id or report_id; a column of numbers per term. A missing value
        is no value: the unit does not count for that term. Of items, only roles that occur in it are used.
    by
        Columns that make the groups; units where one is missing are left out.
    weighting
        ``pooled``: every item counts 1, every report its weight; ``report``: the items of a report in a group
        share a weight of 1, every report counts 1.
    cluster
        The column that tells clusters apart; see `_STANDINS` for units without.
    weights
        As `values`: what a report's value weighs when reports are pooled, such as the denominator of a share.
    strata
        Columns within which labels may be exchanged; those in `by` are passed over.
    """

    def __init__(
        self,
        units: pd.DataFrame,
        values: pd.DataFrame,
        *,
        by: Sequence[str],
        weighting: Weighting = "pooled",
        cluster: str = "agency_id",
        weights: pd.DataFrame | None = None,
        strata: Sequence[str] = (),
    ) -> None:
        key = values.index.name
        if key not in _ID:
            raise ValueError("values: name the index item_id or report_id, after the id of the units")
        if weighting not in ("pooled", "report"):
            raise ValueError(f"no weighting {weighting!r}; there are pooled, report")
        if values.index.has_duplicates:
            raise ValueError(f"values: more than one row for a {key}")
        self.of_items = key == "item_id"
        self.terms = [str(term) for term in values.columns]
        needed = dict.fromkeys([key, "report_id", "agency_id", *(["role"] if self.of_items else []), *by, cluster])
        check_columns(units, list(needed))
        used = self._used(units, values, by)
        place = values.index.get_indexer(pd.Index(used[key]))
        held = values.to_numpy(np.float64, na_value=np.nan)
        self.values: Floats = np.vstack([held, np.full((1, held.shape[1]), np.nan)])[place]
        self.is_share = [_within(column) for column in self.values.T]
        self.cells, self._cell = _cells(used, by, self.of_items)
        self._report, self._agency = _codes(used["report_id"]), _codes(used["agency_id"])
        names, standins = _clusters(used, cluster)
        self.cluster = ", else ".join([cluster, *standins])
        self._cluster = _codes(names)
        strata = [column for column in strata if column in used.columns and column not in by]
        self.strata = strata
        row = _pairs(self._cell, self._cluster)
        self._row = row
        first = np.unique(row, return_index=True)[1]
        self._row_cell, self._row_cluster = self._cell[first], self._cluster[first]
        self._row_stratum = _profiles(used, strata, row, len(first))
        self._weight = self._weights(weighting, weights, used[key])
        self._cached: dict[int, list[tuple[int, frozenset[int], frozenset[int]]]] = {}

    def _used(self, units: pd.DataFrame, values: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
        if not self.of_items:
            return units.dropna(subset=list(by)) if by else units
        roles = units.loc[values.index.get_indexer(pd.Index(units["item_id"])) >= 0, "role"].dropna().unique()
        return units[units["role"].isin([role for role in roles if role in ROLES])].dropna(subset=list(by))

    def _weights(self, weighting: Weighting, weights: pd.DataFrame | None, ids: pd.Series[Any]) -> Floats:
        known = ~np.isnan(self.values)
        if self.of_items and weighting == "report":
            place = _pairs(self._cell, self._report)
            counts = np.column_stack([np.bincount(place, column) for column in known.T.astype(np.float64)])
            with np.errstate(divide="ignore"):
                return np.asarray(np.where(known, 1 / counts[place], 0.0), dtype=np.float64)
        if weights is None or weighting == "report":
            return known.astype(np.float64)
        given = weights.reindex(ids)[list(weights.columns)].to_numpy(np.float64, na_value=0.0)
        return np.asarray(np.where(known, given, 0.0), dtype=np.float64)

    def rows(self, cell: int) -> Whole:
        """Return the rows of the sums that belong to a cell, one a cluster, clusters rising."""
        return np.flatnonzero(self._row_cell == cell)

    def sums(self, term: int) -> dict[int, Sums]:
        """Return the sums of a term per cell, of clusters that have a value."""
        weight = self._weight[:, term]
        value = np.where(weight > 0, self.values[:, term], 0.0)
        weighted = weight * value
        columns = [weighted, weight, weighted**2, weighted * weight, weight**2]
        moments = np.column_stack([np.bincount(self._row, column, len(self._row_cell)) for column in columns])
        found = {}
        for cell in range(len(self.cells)):
            rows = self.rows(cell)
            rows = rows[moments[rows, 1] > 0]
            found[cell] = Sums(self._row_cluster[rows], *moments[rows].T)
        return found

    def strata_of(self, cell: int) -> dict[int, int]:
        """Return cluster → stratum of the clusters of a cell."""
        rows = self.rows(cell)
        return dict(zip(self._row_cluster[rows].tolist(), self._row_stratum[rows].tolist(), strict=True))

    def counts(self, term: int, cells: Sequence[int]) -> Counts:
        """Return how many items, reports and agencies of the cells have a value."""
        known = self._weight[:, term] > 0
        # most often every unit has a value of every term
        held = self._held(-1 if known.all() else term)
        items, reports, agencies = zip(*(held[cell] for cell in cells), strict=True)
        return Counts(
            items=sum(items) if self.of_items else None,
            reports=len(frozenset().union(*reports)),
            agencies=len(frozenset().union(*agencies) - {-1}),
        )

    def _held(self, term: int) -> list[tuple[int, frozenset[int], frozenset[int]]]:
        """Return per cell: units, reports and agencies with a value of the term (-1: all units)."""
        if term not in self._cached:
            every = np.arange(len(self._cell))
            known = every if term < 0 else np.flatnonzero(self._weight[:, term] > 0)
            units = np.bincount(self._cell[known], minlength=len(self.cells))
            sets = []
            for codes in (self._report, self._agency):
                pairs = np.unique(np.column_stack([self._cell[known], codes[known]]), axis=0)
                bounds = np.searchsorted(pairs[:, 0], np.arange(len(self.cells) + 1))
                sets.append([frozenset(pairs[b:e, 1].tolist()) for b, e in pairwise(bounds)])
            self._cached[term] = list(zip(units.tolist(), *sets, strict=True))
        return self._cached[term]


def _within(column: Floats) -> bool:
    known = column[~np.isnan(column)]
    return bool(len(known) and known.min() >= 0 and known.max() <= 1)


def _codes(column: pd.Series[Any]) -> Whole:
    return np.asarray(pd.factorize(column, sort=True)[0], dtype=np.int64)


def _pairs(left: Whole, right: Whole) -> Whole:
    """Number the pairs that occur, in order of left, then right."""
    width = int(right.max(initial=0)) + 2
    return np.asarray(np.unique(left * width + right + 1, return_inverse=True)[1], dtype=np.int64)


def _cells(used: pd.DataFrame, by: Sequence[str], of_items: bool) -> tuple[list[Cell], Whole]:
    """Return the cells in order, and the cell of each unit."""
    columns = (["role"] if of_items else []) + list(by)
    if not columns:
        return [Cell(None, ())], np.zeros(len(used), dtype=np.int64)
    places = [_ordered(used[column]) for column in columns]
    code = np.zeros(len(used), dtype=np.int64)
    for values, codes in places:
        code = code * max(len(values), 1) + codes
    present, cell = np.unique(code, return_inverse=True)
    cells = []
    for each in present.tolist():
        parts = []
        for values, _ in reversed(places):
            each, at = divmod(each, len(values))
            parts.append(values[at])
        whole = tuple(reversed(parts))
        cells.append(Cell(whole[0], whole[1:]) if of_items else Cell(None, whole))
    return cells, np.asarray(cell, dtype=np.int64)


def _ordered(column: pd.Series[Any]) -> tuple[list[Any], Whole]:
    """Return the values of a column in order, and the place of each row's among them."""
    values = sorted(column.unique().tolist(), key=_order)
    place = {value: at for at, value in enumerate(values)}
    return values, column.map(place).to_numpy(dtype=np.int64, na_value=-1)


def _order(value: object) -> tuple[int, float, str]:
    """Roles and levels as they are ranked, numbers by value, other text by code point."""
    ranked: Mapping[object, int] = {name: at for at, name in enumerate((*ROLES, *LEVELS))}
    if isinstance(value, int | float):
        return 0, float(value), ""
    return (1, float(ranked[value]), "") if value in ranked else (2, 0.0, str(value))


def _clusters(used: pd.DataFrame, cluster: str) -> tuple[pd.Series[Any], list[str]]:
    """Return the cluster of each unit, and the columns that stood in."""
    names = used[cluster].astype("string")
    standins = []
    for column in _STANDINS:
        if column != cluster and (used[column].notna() & names.isna()).any():
            standins.append(column)
            # an agency stands with those whose parent it is
            names = names.fillna(used[column].astype("string"))
    return names, standins


def _profiles(used: pd.DataFrame, strata: Sequence[str], row: Whole, rows: int) -> Whole:
    """Number what the clusters of each row are in the strata: the set of values that their units take."""
    profiles: list[tuple[tuple[int, ...], ...]] = [()] * rows
    for column in strata:
        codes = _codes(used[column])
        pairs = np.unique(np.column_stack([row, codes]), axis=0)
        starts = np.searchsorted(pairs[:, 0], np.arange(rows + 1))
        for at in range(rows):
            profiles[at] = (*profiles[at], tuple(pairs[starts[at] : starts[at + 1], 1].tolist()))
    return np.asarray(pd.factorize(pd.Series(profiles, dtype=object), sort=True)[0], dtype=np.int64)
