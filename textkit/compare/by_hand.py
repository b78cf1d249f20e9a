"""Comparisons corrected by a hand-coded sample, beside those of the program's codes.

How often their intervals hold the truth stands in `textkit.compare.corrected`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from textkit.compare.estimates import name_group, within_range
from textkit.compare.grouping import ROLES
from textkit.compare.values import substance_values, theme_values
from textkit.records import require

FIELDS: Mapping[str, str] = {"themes": "theme", "substantive": "substance", "firm": "substance"}
"""What can be corrected → the field of the codes that does."""
METHOD = "dsl"
_NONE_CODED = "no hand-coded item"
_NAIVE = {"estimate": "naive", "ci_low": "naive_ci_low", "ci_high": "naive_ci_high", "p_value": "naive_p_value"}
_COUNTS = ("n_items", "n_reports", "n_agencies", "n_clusters")


class HandCodes(NamedTuple):
    """Values by people of some items, and the chance of each to be drawn and coded.

    Attributes
    ----------
    values
        Index item_id, a column per term.
    pi
        Index item_id.
    """

    values: pd.DataFrame
    pi: pd.Series[float]


def hand_codes(items: pd.DataFrame, codes: pd.DataFrame, *, of: str, among: Sequence[str] = ()) -> HandCodes:
    """Return codes by hand as values, with the chances with which they came about.

    Where sheets came back incomplete, the codes there are stand for those there are not, as a random part of
    them: chances are multiplied by the share that the codes stand for, Σ 1/π over the number of items.

    Parameters
    ----------
    items
        All items of the run, with columns ``item_id role``.
    codes
        ``item_id theme substance pi``, and `coder` where it is known, a row per coded item; several themes are
        parted by blanks.
    of
        A key of `FIELDS`.
    among
        The themes.

    Raises
    ------
    ValueError
        If nothing of that name is coded by people, an item has several coders, none has a code, or a chance is
        missing.

    Examples
    --------
    Of four measures, one of two drawn was coded:

    >>> items = pd.DataFrame({"item_id": ["甲#1", "甲#5", "乙#1", "乙#7"], "role": "measure"})
    >>> codes = pd.DataFrame({"item_id": ["甲#1"], "substance": ["firm"], "pi": [0.5]})
    >>> found = hand_codes(items, codes, of="firm")
    >>> found.values.loc["甲#1", "firm"], found.pi["甲#1"]
    (np.float64(1.0), np.float64(0.25))
    """
    if of not in FIELDS:
        raise ValueError(f"codes by hand do not correct {of!r}; they correct {', '.join(FIELDS)}")
    field = FIELDS[of]
    require(codes, ["item_id", field, "pi"], made_by="read_coding")
    twice = codes.loc[codes["item_id"].duplicated(), "item_id"].unique()
    if len(twice):
        raise ValueError(f"coded by more than one coder: {len(twice)} items, as {twice[0]}; agree on one code of each")
    roles = items.drop_duplicates("item_id").set_index("item_id")["role"]
    used = codes.assign(role=codes["item_id"].map(roles))
    used = used[used["role"].isin(["measure"] if field == "substance" else ROLES)]
    coded = used[used[field].notna()]
    if coded.empty:
        raise ValueError(f"no item of the run has a {field} by hand")
    if coded["pi"].isna().any():
        raise ValueError(
            f"pi is missing for {int(coded['pi'].isna().sum())} items coded by hand, as {coded['item_id'].iloc[0]}: "
            "an estimate is corrected by items drawn with a known chance, as textkit export draws them"
        )
    by_item = coded.set_index("item_id")
    values = _theme_weights(by_item["theme"], among) if field == "theme" else _of_substance(by_item["substance"], of)
    pi = by_item["pi"].astype(float) * sample_share(items, codes) * _answered(used, field)
    return HandCodes(values, pi.clip(upper=1.0))  # a sample by chance a little too large makes none surer than sure


def sample_share(items: pd.DataFrame, codes: pd.DataFrame) -> float:
    """Return the share of the items that the coded ones stand for; 1 where all that were drawn are coded.

    Examples
    --------
    >>> items = pd.DataFrame({"item_id": ["甲#1", "甲#5"], "role": "measure"})
    >>> sample_share(items, pd.DataFrame({"item_id": ["甲#1"], "pi": [0.5]}))
    1.0
    """
    roles = items.drop_duplicates("item_id").set_index("item_id")["role"]
    drawn = codes.assign(role=codes["item_id"].map(roles))
    drawn = drawn[drawn["role"].isin(ROLES) & drawn["pi"].notna()]
    of = int(roles.isin(drawn["role"].unique()).sum())
    return float((1 / drawn["pi"].astype(float)).sum() / of) if of else 0.0


def _answered(used: pd.DataFrame, field: str) -> float:
    """Return the share, by weight, of coded items that have a code of this field too."""
    weight = 1 / used["pi"].astype(float)
    return float(weight[used[field].notna()].sum() / weight.sum())


def _theme_weights(said: pd.Series[str], among: Sequence[str]) -> pd.DataFrame:
    rows = said.str.split().explode().rename("theme").reset_index()
    rows = rows.assign(rank=1, weight=1 / rows.groupby("item_id")["theme"].transform("size"))
    return theme_values(said.reset_index(), rows, among=among)


def _of_substance(said: pd.Series[str], of: str) -> pd.DataFrame:
    return substance_values(said.reset_index())[[of]]


def corrected_values(values: pd.DataFrame, by_hand: HandCodes) -> pd.DataFrame:
    """Return Ỹ = Ŷ + (R/π)(Y − Ŷ) of each item and term (Egami et al. 2023), whose mean no error of codes biases.

    Parameters
    ----------
    values
        Ŷ of the program; index item_id, a column per term.
    by_hand
        Y and π of the items coded by people; terms that people did not code stay as they are.

    Examples
    --------
    >>> values = pd.DataFrame({"firm": [1.0, 1.0]}, index=pd.Index(["甲#1", "乙#1"], name="item_id"))
    >>> coded = pd.DataFrame({"firm": [0.0]}, index=pd.Index(["甲#1"], name="item_id"))
    >>> corrected_values(values, HandCodes(coded, pd.Series({"甲#1": 0.5})))["firm"].tolist()
    [-1.0, 1.0]
    """
    weight = 1 / by_hand.pi.reindex(values.index)
    found = values.copy()
    for term in values.columns.intersection(by_hand.values.columns):
        off = (by_hand.values[term].reindex(values.index) - values[term]) * weight
        found[term] = values[term] + off.fillna(0.0)
    return found


def beside_naive(
    estimate: Callable[[pd.DataFrame], pd.DataFrame],
    units: pd.DataFrame,
    values: pd.DataFrame,
    by_hand: HandCodes,
    *,
    by: Sequence[str],
) -> pd.DataFrame:
    """Estimate from the program's codes, and from those corrected by hand-coded items.

    Parameters
    ----------
    estimate
        Values → a frame of comparisons, as `estimate_means` or `compare_groups` of `units` by `by`.
    units, values
        As `estimate_means` takes them, of items.
    by_hand
        See `hand_codes`. Terms that people did not code are estimated as they are, and have no naive figure.

    Returns
    -------
    DataFrame
        The frame, corrected, and ``naive naive_ci_low naive_ci_high naive_p_value method n_coded``. Estimates are
        unbiased and may fall outside 0-1 where few items are coded, which `reason` tells; intervals are cut there,
        see `within_range`. Missing with a reason in a group without any hand-coded item.

    Examples
    --------
    >>> from textkit.compare.estimates import estimate_means
    >>> items = pd.DataFrame({"item_id": ["甲#1", "乙#1"], "report_id": list("rs"), "agency_id": ["甲局", "乙局"],
    ...     "role": "measure", "level": "county"})
    >>> values = pd.DataFrame({"firm": [1.0, 1.0]}, index=pd.Index(items["item_id"]))
    >>> coded = HandCodes(values.head(1) * 0, pd.Series({"甲#1": 1.0}))
    >>> found = beside_naive(lambda held: estimate_means(items, held, by="level"), items, values, coded, by=["level"])
    >>> found[["group", "estimate", "naive", "n_coded"]].values.tolist()
    [['county', 0.5, 1.0, 1]]
    """
    naive = estimate(values)
    cells = units[["item_id", "role", *by]].dropna()
    cells = cells.assign(
        group=[name_group(group) for group in zip(*(cells[column] for column in by), strict=True)],
        coded=cells["item_id"].isin(by_hand.values.index),
    )
    counts = cells.groupby(["role", "group"])["coded"]
    # nothing is known of the errors in a group without any: no value there, rather than the program's
    none = cells.loc[counts.transform("sum") == 0, "item_id"]
    terms = [term for term in values.columns if term in by_hand.values.columns]
    mended = corrected_values(values, by_hand)
    mended.loc[mended.index.isin(none), terms] = np.nan
    found = estimate(mended)
    corrected, pairs = found["term"].isin(terms), found["reference"].notna()
    known = counts.sum().to_dict()
    sides = [
        [int(known.get((role, each), 0)) for each in (group, other) if pd.notna(each)]
        for role, group, other in zip(found["role"], found["group"], found["reference"], strict=True)
    ]
    for name, column in _NAIVE.items():
        found[column] = naive[name].where(corrected)
    found[list(_COUNTS)] = naive[list(_COUNTS)]
    found["method"] = pd.Series(METHOD, found.index, dtype="string").where(corrected)
    found["n_coded"] = pd.Series([sum(each) for each in sides], found.index, dtype="Int64").where(corrected)
    unknown = corrected & np.array([min(each) == 0 for each in sides], dtype=bool)
    found.loc[unknown, "reason"] = _NONE_CODED
    found.loc[unknown & pairs, "reason"] = f"{_NONE_CODED} in a group"
    return within_range(found, corrected, differences=pairs)
