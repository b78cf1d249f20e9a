"""Shares of themes and of levels of substance, pooled over the items of a group."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from textkit.records import SUBSTANCES, require


def theme_shares(
    items: pd.DataFrame,
    themes: pd.DataFrame,
    *,
    by: str | None = None,
    labels: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return the share of each theme among problems and among measures.

    An item weighs 1, split over its themes; the share of a theme is its weight over the items of the group.

    Parameters
    ----------
    items
        With columns ``item_id role`` and the column named by `by`.
    themes
        With columns ``item_id theme weight``.
    by
        A column of `items` to group by; items where it is missing are left out.
    labels
        Theme → label; themes of the codebook that no item has get share 0.

    Returns
    -------
    DataFrame
        ``theme label role group share n``; `share` in 0-1, `n` the items of role and group. Without `by` the
        group is ``"all"``.

    Examples
    --------
    >>> items = pd.DataFrame({"item_id": ["a#1", "a#9"], "role": ["problem", "measure"]})
    >>> themes = pd.DataFrame({"item_id": ["a#1", "a#9"], "theme": ["skills"] * 2, "weight": [1.0, 1.0]})
    >>> theme_shares(items, themes, labels={"skills": "业务能力"})[["label", "role", "share"]].values.tolist()
    [['业务能力', 'problem', 1.0], ['业务能力', 'measure', 1.0]]
    """
    require(items, ["item_id", "role", *([by] if by else [])], made_by="extract_items")
    require(themes, ["item_id", "theme", "weight"], made_by="tag_themes")
    labels = labels or {theme: theme for theme in sorted(themes["theme"].dropna().unique())}
    used = items[items["role"].isin(["problem", "measure"])]
    used = used.assign(group=used[by] if by else "all").dropna(subset=["group"])
    weights = used[["item_id", "role", "group"]].merge(themes[["item_id", "theme", "weight"]], on="item_id")
    totals = weights.groupby(["group", "role", "theme"])["weight"].sum()
    counts = used.groupby(["group", "role"])["item_id"].size()
    rows = [
        (theme, label, role, group, float(totals.get((group, role, theme), 0.0)) / n, n)
        for group, role in sorted(counts.index, key=lambda key: (_order(key[0]), key[1] != "problem"))
        if (n := int(counts[(group, role)]))
        for theme, label in labels.items()
    ]
    return pd.DataFrame(rows, columns=["theme", "label", "role", "group", "share", "n"])


def substance_shares(items: pd.DataFrame, substance: pd.DataFrame, *, by: str | None = None) -> pd.DataFrame:
    """Return the share of each level of substance among the measures of each group.

    Parameters
    ----------
    items
        With columns ``item_id`` and the column named by `by`.
    substance
        With columns ``item_id substance``, a row per measure.
    by
        A column of `items` to group by; measures where it is missing are left out.

    Returns
    -------
    DataFrame
        ``group substance share n``; the shares of a group sum to 1, `n` counts its measures.

    Examples
    --------
    >>> items = pd.DataFrame({"item_id": ["a#1", "a#9"], "level": ["city", "city"]})
    >>> substance = pd.DataFrame({"item_id": ["a#1", "a#9"], "substance": ["firm", "general"]})
    >>> substance_shares(items, substance, by="level")["share"].tolist()
    [0.0, 0.5, 0.0, 0.5]
    """
    require(items, ["item_id", *([by] if by else [])], made_by="extract_items")
    require(substance, ["item_id", "substance"], made_by="score_substance")
    scored = substance.merge(items, on="item_id")
    scored = scored.assign(group=scored[by] if by else "all").dropna(subset=["group"])
    counts = scored.groupby(["group", "substance"]).size()
    totals = scored.groupby("group").size()
    rows = [
        (group, level, int(counts.get((group, level), 0)) / int(totals[group]), int(totals[group]))
        for group in sorted(totals.index, key=_order)
        for level in SUBSTANCES
    ]
    return pd.DataFrame(rows, columns=["group", "substance", "share", "n"])


def _order(group: object) -> tuple[int, float, str]:
    """Numbers by value, before text by code point."""
    if isinstance(group, int | float):
        return 0, float(group), ""
    return 1, 0.0, str(group)
