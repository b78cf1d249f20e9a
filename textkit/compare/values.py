"""What is averaged: values per item or report, a column per term."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from textkit.records import require

SUBSTANTIVE = ("checkable", "firm")


def theme_values(
    items: pd.DataFrame, themes: pd.DataFrame, *, primary: bool = False, among: Sequence[str] | None = None
) -> pd.DataFrame:
    """Return the weight of each theme in each item; 0 where an item does not have it.

    Parameters
    ----------
    items
        With the column ``item_id``.
    themes
        With columns ``item_id theme rank weight``.
    primary
        Give an item whole to its primary theme instead of splitting it.
    among
        The themes, in order; those of `themes` by default. One that no item has is 0 throughout.

    Returns
    -------
    DataFrame
        Index item_id, a column per theme, values in 0-1.

    Examples
    --------
    >>> items = pd.DataFrame({"item_id": ["甲#1", "甲#9"]})
    >>> themes = pd.DataFrame({"item_id": ["甲#1"] * 2, "theme": ["skills", "staffing"],
    ...     "rank": [1, 2], "weight": [0.5, 0.5]})
    >>> theme_values(items, themes).values.tolist()
    [[0.5, 0.5], [0.0, 0.0]]
    """
    require(items, ["item_id"], made_by="extract_items")
    require(themes, ["item_id", "theme", "rank", "weight"], made_by="tag_themes")
    columns = list(among) if among is not None else sorted(themes["theme"].dropna().unique())
    used = themes[themes["rank"] == 1].assign(weight=1.0) if primary else themes
    wide = used.pivot_table(index="item_id", columns="theme", values="weight", aggfunc="sum", observed=True)
    wide = wide.reindex(index=pd.Index(items["item_id"], name="item_id"), columns=columns)
    return wide.astype("Float64").fillna(0.0).astype("float64").rename_axis(columns=None)


def substance_values(substance: pd.DataFrame) -> pd.DataFrame:
    """Return 1 for measures that are substantive (checkable or firm), or firm, else 0.

    Parameters
    ----------
    substance
        With columns ``item_id substance``, a row per measure; missing stays missing.

    Returns
    -------
    DataFrame
        Index item_id, columns ``substantive firm``.

    Examples
    --------
    >>> substance_values(pd.DataFrame({"item_id": ["甲#9"], "substance": ["checkable"]})).values.tolist()
    [[1.0, 0.0]]
    """
    require(substance, ["item_id", "substance"], made_by="score_substance")
    levels = substance.set_index("item_id")["substance"].astype("string")
    known = levels.notna()
    columns = {"substantive": levels.isin(SUBSTANTIVE), "firm": levels == "firm"}
    return pd.DataFrame({name: held.astype("float64").where(known) for name, held in columns.items()})


def column_values(data: pd.DataFrame, column: str, *, unit: str) -> pd.DataFrame:
    """Return a column of numbers, true or false counted as 1 or 0, by the id of its unit.

    Parameters
    ----------
    data
        With the column `unit`, ``item_id`` or ``report_id``, without repeats.

    Raises
    ------
    ValueError
        If there is no such column (those that could be taken are listed), or it holds no numbers.

    Examples
    --------
    >>> shares = pd.DataFrame({"item_id": ["甲#1"], "own_past": [0.4]})
    >>> float(column_values(shares, "own_past", unit="item_id").loc["甲#1", "own_past"])
    0.4
    """
    numbers = [name for name in data.columns if pd.api.types.is_numeric_dtype(data[name])]
    if column not in numbers:
        raise ValueError(f"no column of numbers {column!r}; there are {', '.join(map(str, numbers)) or 'none'}")
    return data.set_index(unit)[[column]].astype("Float64").astype("float64")


def indicator_values(indicators: pd.DataFrame, indicator: str) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Return an indicator of reports, and its denominators as weights for pooling.

    Parameters
    ----------
    indicators
        With columns ``report_id indicator value denominator``, as made by ``score_indicators``.

    Returns
    -------
    tuple
        Index report_id and one column each; no weights where the indicator is no ratio.

    Raises
    ------
    ValueError
        If there is no such indicator; those there are are listed.

    Examples
    --------
    >>> held = pd.DataFrame([("甲", "firm_share", 0.25, 4)], columns=["report_id", "indicator", "value", "denominator"])
    >>> values, weights = indicator_values(held, "firm_share")
    >>> float(values.iloc[0, 0]), float(weights.iloc[0, 0])
    (0.25, 4.0)
    """
    require(indicators, ["report_id", "indicator", "value", "denominator"], made_by="score_indicators")
    known = list(dict.fromkeys(indicators["indicator"].dropna()))
    if indicator not in known:
        raise ValueError(f"no indicator {indicator!r}; there are {', '.join(known) or 'none'}")
    rows = indicators[indicators["indicator"] == indicator].set_index("report_id")
    wide = {name: rows[[name]].astype("Float64").astype("float64") for name in ("value", "denominator")}
    values, weights = (frame.set_axis([indicator], axis=1) for frame in wide.values())
    return values, weights if weights.notna().any(axis=None) else None
