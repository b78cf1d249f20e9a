"""Substance × reuse: is copied text emptier?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from textkit.compare.columns import check_columns
from textkit.compare.estimates import ALL, estimate_means
from textkit.compare.grouping import Weighting
from textkit.compare.values import SUBSTANTIVE
from textkit.records import SUBSTANCES, require
from textkit.resample import DRAWS, LEVEL

SHARES = {
    "template": "template",
    "own_past": "stacked_own_past",
    "other_agencies": "stacked_other_agencies",
    "novel": "novel",
}
"""Whose words → the column of its share, in the order in which characters are given to them (coding rules, 5)."""
SOURCES = (*SHARES, "unknown")
"""Whose words an item can be; unknown: new, or of a source that there was no report to tell by."""
_GROUP, _SOURCE = "_group", "_source"


def stack_characters(reuse_shares: pd.DataFrame) -> pd.Series:
    """Return whose words the characters of a set of items are.

    Parameters
    ----------
    reuse_shares
        With columns ``template stacked_own_past stacked_other_agencies novel n_chars``, as made by ``score_reuse``;
        `novel` known for all of the items or for none.

    Returns
    -------
    Series
        Index `SOURCES`, shares of the characters (0-1). Missing where no item could be compared with a source; what no
        source has is then ``unknown``, else ``novel``.

    Examples
    --------
    >>> shares = pd.DataFrame({"template": [0.5, 0.0], "stacked_own_past": [None, None],
    ...     "stacked_other_agencies": [0.0, 0.2], "novel": [None, None], "n_chars": [10, 30]})
    >>> stack_characters(shares).tolist()
    [0.125, nan, 0.15, nan, 0.725]
    """
    require(reuse_shares, [*SHARES.values(), "n_chars"], made_by="score_reuse")
    weights = reuse_shares["n_chars"].astype(float)
    parts = reuse_shares[list(SHARES.values())].astype(float).mul(weights, axis=0).sum(min_count=1)
    parts = parts.set_axis(list(SHARES)) / max(weights.sum(), 1.0)
    parts["unknown"] = max(1 - parts.sum(), 0.0) if len(reuse_shares) and pd.isna(parts["novel"]) else 0.0
    return parts


def main_source(reuse_shares: pd.DataFrame) -> pd.Series:
    """Return whose words most characters of each item are.

    Parameters
    ----------
    reuse_shares
        With columns ``item_id template stacked_own_past stacked_other_agencies novel``, as made by ``score_reuse``.

    Returns
    -------
    Series
        Index item_id, values of `SOURCES`: the largest of the shares that sum to 1, of equal ones the first.
        ``unknown`` where most characters are in no source, but there was no own past, or no other agency, to
        compare with; missing where there was neither.

    Raises
    ------
    ValueError
        If a column is missing.

    Examples
    --------
    >>> shares = pd.DataFrame({"item_id": ["甲#1", "甲#9", "甲#20"], "template": [0.1, 0.0, 0.0],
    ...     "stacked_own_past": [0.6, None, None], "stacked_other_agencies": [0.0, 0.2, None],
    ...     "novel": [0.3, None, None]})
    >>> main_source(shares).tolist()
    ['own_past', 'unknown', <NA>]
    """
    require(reuse_shares, ["item_id", *SHARES.values()], made_by="score_reuse")
    shares = reuse_shares[list(SHARES.values())].to_numpy(np.float64, na_value=np.nan)
    rest = np.where(np.isnan(shares[:, 3]), 1 - np.nansum(shares, axis=1), np.nan)
    parts = np.column_stack([shares, rest])
    largest = np.where(np.isnan(parts), -1.0, parts).argmax(axis=1) if len(parts) else np.zeros(0, int)
    sources = pd.array([SOURCES[at] for at in largest], dtype="string")
    sources[np.isnan(shares[:, 1:]).all(axis=1)] = pd.NA
    return pd.Series(sources, index=pd.Index(reuse_shares["item_id"], name="item_id"), name="source")


def substance_by_source(
    items: pd.DataFrame,
    substance: pd.DataFrame,
    reuse_shares: pd.DataFrame,
    *,
    by: str | None = None,
    weighting: Weighting = "pooled",
    cluster: str = "agency_id",
    draws: int = DRAWS,
    level: float = LEVEL,
    random_state: int = 0,
) -> pd.DataFrame:
    """Estimate the share of each level of substance among measures, by whose words they are.

    Parameters
    ----------
    items
        Frame ``items``.
    substance
        With columns ``item_id substance``, a row per measure.
    reuse_shares
        See `main_source`; measures without a source are left out.
    by
        A further column of `items` to group by, such as level.
    weighting, cluster, draws, level, random_state
        As `estimate_means` takes them.

    Returns
    -------
    DataFrame
        A frame of comparisons with the further columns ``substance n``. `group` is the value of `by` or ``all``,
        `term` the source, `substance` a level or ``substantive`` (checkable or firm); `estimate` is the share
        of the source's measures, the four levels sum to 1; `n` counts the measures of the cell, `n_items`
        those of the source. A source that no measure of a group has gives a row with a reason.

    Raises
    ------
    ValueError
        If a column is missing.

    Examples
    --------
    >>> items = pd.DataFrame({"item_id": ["甲#1", "乙#1"], "report_id": ["甲", "乙"], "agency_id": ["甲局", "乙局"],
    ...     "role": "measure"})
    >>> substance = pd.DataFrame({"item_id": ["甲#1", "乙#1"], "substance": ["firm", "general"]})
    >>> shares = pd.DataFrame({"item_id": ["甲#1", "乙#1"], "template": 0.0, "stacked_own_past": [0.0, 0.9],
    ...     "stacked_other_agencies": 0.0, "novel": [1.0, 0.1]})
    >>> found = substance_by_source(items, substance, shares).query("substance == 'substantive'")
    >>> found[["term", "estimate", "n", "n_items"]].dropna().values.tolist()
    [['own_past', 0.0, 0, 1], ['novel', 1.0, 1, 1]]
    """
    require(items, ["item_id", "report_id", "agency_id", "role"], made_by="extract_items")
    require(substance, ["item_id", "substance"], made_by="score_substance")
    check_columns(items, [by] if by else [])
    source = items["item_id"].map(main_source(reuse_shares)).astype("string")
    # names of their own: a corpus may bring columns called group and source
    used = items.assign(**{_GROUP: items[by] if by else ALL, _SOURCE: source})
    values = _values(substance)
    found = estimate_means(
        used, values, by=[_GROUP, _SOURCE], weighting=weighting, cluster=cluster, draws=draws, level=level,
        random_state=random_state,
    )  # fmt: skip
    found = found.rename(columns={"term": "substance"}).assign(
        group=found[_GROUP].astype("string"), term=found[_SOURCE]
    )
    cells = used[["item_id", _GROUP, _SOURCE]].merge(values, left_on="item_id", right_index=True)
    counts = cells.groupby([_GROUP, _SOURCE], observed=True)[list(values.columns)].sum()
    places = zip(found[_GROUP], found[_SOURCE], found["substance"], strict=True)
    found["n"] = pd.array([int(counts.loc[(group, source), term]) for group, source, term in places], "Int64")
    return _complete(found.drop(columns=[_GROUP, _SOURCE]), list(values.columns))


def _values(substance: pd.DataFrame) -> pd.DataFrame:
    """Return 0 or 1 for each level and for substantive, by item."""
    codes = substance.set_index("item_id")["substance"].astype("string")
    held = {name: codes.eq(name) for name in SUBSTANCES} | {"substantive": codes.isin(SUBSTANTIVE)}
    return pd.DataFrame({name: has.astype("float64").where(codes.notna()) for name, has in held.items()})


def _complete(found: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    """Set groups, sources and codes in order, with a row and a reason where a group has none of a source."""
    order = pd.MultiIndex.from_product([list(dict.fromkeys(found["group"])), SOURCES, codes])
    full = found.set_index(["group", "term", "substance"]).reindex(order.set_names(["group", "term", "substance"]))
    full = full.reset_index().reindex(columns=found.columns)
    none = full["n_items"].isna()
    full.loc[none, ["n_items", "n_reports", "n_agencies", "n"]] = 0
    full.loc[none, "reason"] = "no measure"
    full.loc[none, "role"] = "measure"
    return full.astype(found.dtypes.to_dict())
