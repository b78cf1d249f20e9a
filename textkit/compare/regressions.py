"""Models of a run: what ``textkit regress`` prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from textkit.compare.by_hand import hand_codes
from textkit.compare.corrected import corrected_model
from textkit.compare.grouping import ROLES, Weighting
from textkit.compare.models import fit_model
from textkit.compare.moments import Link
from textkit.compare.units import Units, choose_units

if TYPE_CHECKING:
    from textkit.analysis import Analysis

_WEIGHT, _PER_REPORT, _BY_HAND = "denominator", "1/items", "by_hand"


def regress_analysis(
    analysis: Analysis,
    *,
    of: str,
    on: Sequence[str],
    effects: Sequence[str] = (),
    kind: Link | None = None,
    theme: str | None = None,
    role: str | None = None,
    where: str | None = None,
    reference: Mapping[str, str] | None = None,
    weighting: Weighting = "pooled",
    cluster: str = "agency_id",
    codes: pd.DataFrame | None = None,
    agencies: pd.DataFrame | None = None,
) -> pd.DataFrame:
    r"""Fit a model of items or of reports, naive beside corrected where there are codes by hand.

    Parameters
    ----------
    analysis
        The frames of a run.
    of
        The outcome: ``substantive`` or ``firm`` (measures), ``themes`` with one `theme` (its weight in an item), a
        column of numbers of the items, or an indicator of reports.
    on
        Columns of the items, of their reports and of `reuse_shares`, or of reports and indicators; ``a:b`` is a
        product, see `build_design`.
    effects, reference, cluster
        See `fit_model`; `cluster` may also be ``reuse_component`` or ``parent``.
    kind
        ``logit`` or ``linear``; by default logit of items whose outcome is 0 or 1, else linear.
    theme
        With ``themes`` the one that is the outcome; else only items with it as their primary theme.
    role, where, agencies
        See `compare_analysis`.
    weighting
        As of `compare_analysis`: ``pooled`` weighs items alike and reports by the denominators of their shares,
        ``report`` gives every report the same weight.
    codes
        Items coded by people, see `hand_codes`: coefficients are corrected by them (`corrected_model`).

    Returns
    -------
    DataFrame
        As of `fit_model`, or of `corrected_model` with `codes`.

    Raises
    ------
    ValueError
        If a column, theme, role, reference or `of` does not exist; those there are are listed. If codes by hand
        cannot correct, see `hand_codes` and `corrected_model`.

    Examples
    --------
    >>> import pathlib, tempfile, textkit
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> for place, year, more in (("澄湖市", 2020, ""), ("石桥县", 2020, ""), ("石桥县", 2021, "；三是培训不足")):
    ...     _ = (folder / f"{year}_{place}教育局.txt").write_text(
    ...         f"{place}教育局{year}年政府信息公开工作年度报告\n五、存在的主要问题及改进情况\n"
    ...         f"一是专职人员不足；二是栏目更新慢{more}。", encoding="utf-8")
    >>> found = regress_analysis(textkit.analyze(folder), of="n_problems", on=["year"])
    >>> found[["term", "estimate", "n_items", "reason"]].round(2).values.tolist()[1]
    ['year', 1.0, 3, 'no variation between clusters']
    """
    if of == "themes" and theme is None:
        raise ValueError("a model has one outcome: name the theme")
    named = [*(part for term in on for part in term.split(":")), *effects, cluster]
    chosen = choose_units(
        analysis, of=of, named=named, theme=[theme] if theme else (), role=role, where=where, agencies=agencies
    )
    data, outcome = _data(chosen), str(chosen.values.columns[0])
    if chosen.of_items:
        data = data[data["role"].isin(ROLES)]
    binary = bool(data[outcome].isin([0.0, 1.0]).all())
    shared: dict[str, Any] = {
        "kind": kind or ("logit" if chosen.of_items and binary else "linear"),
        "effects": effects, "cluster": cluster, "reference": reference,
    }  # fmt: skip
    if codes is None:
        weights = _WEIGHT if chosen.weights is not None and weighting == "pooled" else None
        if chosen.of_items and weighting == "report":
            weights = _PER_REPORT
            data = data.assign(**{_PER_REPORT: 1 / data.groupby("report_id")["item_id"].transform("size")})
        return fit_model(data, outcome, on, weights=weights, **shared)
    if weighting == "report":
        raise ValueError("codes by hand correct items that all weigh the same: leave the weighting pooled")
    by_hand = hand_codes(analysis.items, codes, of=of, among=list(analysis.labels))
    data = data.assign(
        **{_BY_HAND: data["item_id"].map(by_hand.values[outcome]), "pi": data["item_id"].map(by_hand.pi)}
    )
    return corrected_model(data, outcome, _BY_HAND, on, **shared)


def _data(chosen: Units) -> pd.DataFrame:
    """Return the units that have a value, with it and its weight as columns."""
    key, outcome = str(chosen.values.index.name), str(chosen.values.columns[0])
    values = chosen.values.dropna()
    if chosen.weights is not None:
        values = values.join(chosen.weights.set_axis([_WEIGHT], axis=1))
    data = chosen.data.drop(columns=[outcome, _WEIGHT], errors="ignore")
    return data.merge(values, left_on=key, right_index=True).reset_index(drop=True)
