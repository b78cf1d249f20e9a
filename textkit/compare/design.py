"""From column names to a design matrix: no formula is ever evaluated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from textkit.compare.columns import check_columns
from textkit.compare.moments import Codes, Floats
from textkit.records import BODIES, LEVELS, ROLES, STATUSES, SUBSTANCES

_ORDERS: Mapping[str, Sequence[str]] = {
    "level": LEVELS,
    "body": BODIES,
    "role": ROLES,
    "status": STATUSES,
    "substance": SUBSTANCES,
}
CONSTANT = "constant"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a design: the term it belongs to and, of a category, its group against the reference."""

    term: str
    group: str | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Design:
    """Rows that have all values, their matrix, and the effects that are absorbed.

    The first columns are the constant and the dummies of effects that are not absorbed; `columns` describes
    the last ones, which are the terms asked for.
    """

    rows: pd.DataFrame
    matrix: Floats
    columns: tuple[Column, ...]
    absorbed: Codes | None

    @property
    def first(self) -> int:
        """The place of the first term in the matrix."""
        return int(self.matrix.shape[1]) - len(self.columns)


def build_design(
    data: pd.DataFrame,
    terms: Sequence[str],
    *,
    effects: Sequence[str] = (),
    reference: Mapping[str, str] | None = None,
    cluster: str | None = None,
) -> Design:
    """Build the design matrix of `terms` beside `effects`.

    Parameters
    ----------
    data
        Rows with a missing value in any column used are left out.
    terms
        Column names. Numbers and truth values are taken as numbers, anything else as categories, in the order
        of the codebook's lists or of their names, against the first (of those that occur in more than one
        `cluster`, if any do: against one agency nothing can be tested). ``a:b`` is the product of two columns.
    effects
        Columns of which every value gets an intercept of its own, numbers too; the one with the most values
        is absorbed.
    reference
        Column → the category that the others are compared with.
    cluster
        Column of the clusters of the errors.

    Raises
    ------
    ValueError
        If a column or a reference does not exist; those there are are listed.

    Examples
    --------
    >>> data = pd.DataFrame({"level": ["county", "city", "city"], "n_chars": [3, 5, 8]})
    >>> design = build_design(data, ["level", "n_chars"])
    >>> [(column.term, column.group) for column in design.columns]
    [('level', 'county'), ('n_chars', None)]
    >>> design.matrix.tolist()
    [[1.0, 1.0, 3.0], [1.0, 0.0, 5.0], [1.0, 0.0, 8.0]]
    """
    names = list(dict.fromkeys([*(part for term in terms for part in term.split(":")), *effects]))
    check_columns(data, names)
    rows = data.dropna(subset=names) if names else data
    owners = cluster_codes(rows, cluster) if cluster else np.arange(len(rows))
    chosen = reference or {}
    columns: list[Column] = []
    blocks: list[Floats] = []
    for term in terms:
        described, block = _term(rows, term, chosen, owners)
        columns += described
        blocks.append(block)
    ordered = sorted(effects, key=lambda name: -rows[name].nunique())
    before = [] if ordered else [np.ones((len(rows), 1))]
    before += [_dummies(rows[name].astype(str), _categories(rows[name], name), None)[1] for name in ordered[1:]]
    absorbed = rows[ordered[0]].factorize()[0].astype(np.intp) if ordered else None
    matrix = np.hstack([np.empty((len(rows), 0)), *before, *blocks])
    return Design(rows, matrix, tuple(columns), absorbed)


def cluster_codes(data: pd.DataFrame, cluster: str) -> Codes:
    """Number the clusters; where the cluster is unknown, each report (or row) stands for one of its own.

    Examples
    --------
    >>> data = pd.DataFrame({"agency_id": ["甲局", None, None], "report_id": ["a", "b", "b"]})
    >>> cluster_codes(data, "agency_id").tolist()
    [0, 1, 1]
    """
    check_columns(data, [cluster])
    codes: Codes = data[cluster].factorize()[0].astype(np.intp)
    unknown = codes < 0
    if unknown.any():
        alone = data["report_id"].factorize()[0] if "report_id" in data.columns else np.arange(len(data))
        codes[unknown] = codes.max() + 1 + alone[unknown]
        codes = np.unique(codes, return_inverse=True)[1].astype(np.intp)
    return codes


def count_reports(data: pd.DataFrame) -> int:
    """Count the reports of some rows."""
    return int(data["report_id"].nunique()) if "report_id" in data.columns else len(data)


def _term(rows: pd.DataFrame, term: str, reference: Mapping[str, str], owners: Codes) -> tuple[list[Column], Floats]:
    parts = [_single(rows, name, reference.get(name), owners) for name in term.split(":")]
    columns, block = parts[0]
    for more, other in parts[1:]:
        block = (block[:, :, None] * other[:, None, :]).reshape(len(rows), -1)
        columns = [
            Column(term, _joined(a.group, b.group), _joined(a.reference, b.reference)) for a in columns for b in more
        ]
    return columns, block


def _joined(a: str | None, b: str | None) -> str | None:
    return ":".join(name for name in (a, b) if name is not None) or None


def _single(rows: pd.DataFrame, name: str, reference: str | None, owners: Codes) -> tuple[list[Column], Floats]:
    values = rows[name]
    if pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
        return [Column(name)], values.to_numpy(float, na_value=np.nan)[:, None]
    groups = _categories(values, name)
    if reference is not None and reference not in groups:
        raise ValueError(f"{name} has no {reference!r}; there are {', '.join(groups)}")
    named = values.astype(str)
    spread = [group for group in groups if len(np.unique(owners[named.eq(group).to_numpy(bool)])) > 1]
    base = reference or next(iter(spread or groups), None)
    kept, block = _dummies(named, groups, base)
    return [Column(name, group, base) for group in kept], block


def _categories(values: pd.Series, name: str) -> list[str]:
    present = {str(value) for value in values.unique()}
    listed = [group for group in _ORDERS.get(name, ()) if group in present]
    return listed + sorted(present - set(listed))


def _dummies(values: pd.Series, groups: Sequence[str], reference: str | None) -> tuple[list[str], Floats]:
    """Return the groups but for the reference, and a column of 0 and 1 for each."""
    base = reference or (groups[0] if groups else None)
    kept = [group for group in groups if group != base]
    block = np.zeros((len(values), len(kept)))
    for place, group in enumerate(kept):
        block[:, place] = values.eq(group).to_numpy(float)
    return kept, block
