"""Compare the groups of a run: what ``textkit compare`` prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from textkit.compare.adjust import Adjustment
from textkit.compare.by_hand import beside_naive, hand_codes
from textkit.compare.differences import STRATA, Against, compare_groups
from textkit.compare.estimates import estimate_means
from textkit.compare.grouping import Weighting
from textkit.compare.units import choose_units
from textkit.resample import DRAWS

if TYPE_CHECKING:
    from textkit.analysis import Analysis

MOST_GROUPS = 8
"""Of more groups than these not every pair is compared: name a reference."""


def compare_analysis(
    analysis: Analysis,
    *,
    by: str | Sequence[str],
    of: str = "themes",
    theme: Sequence[str] = (),
    role: str | None = None,
    where: str | None = None,
    reference: str | None = None,
    weighting: Weighting = "pooled",
    cluster: str = "agency_id",
    strata: Sequence[str] = STRATA,
    adjust: Adjustment | None = None,
    codes: pd.DataFrame | None = None,
    agencies: pd.DataFrame | None = None,
    labels: Mapping[str, str] | None = None,
    draws: int = DRAWS,
    random_state: int = 0,
) -> pd.DataFrame:
    r"""Estimate shares or means by group, and the differences between groups.

    Parameters
    ----------
    analysis
        The frames of a run.
    by
        A column of the items (also the primary ``theme``, ``substance``, further columns of the reports), or of
        the reports if an indicator is compared. Of two columns the groups of the first are compared within each
        value of the second. Years are compared with the year before.
    of
        ``themes``; ``substantive`` or ``firm`` (measures); an indicator of reports; or a column of numbers of the
        items, such as those of `reuse_shares`. What is both, as ``novel``, is of items where a theme, a role or a
        column that only items have is named.
    theme
        Only these themes; of anything but themes, only items with one of them as their primary theme.
    role
        ``problem`` or ``measure``; by default each apart.
    where
        Which items or reports to use, see `select_where`.
    reference
        The group to compare all others with. Without it every pair is compared, if there are at most
        `MOST_GROUPS` groups.
    weighting, cluster, strata, adjust, draws, random_state
        See `estimate_means` and `compare_groups`.
        `cluster` may also be ``reuse_component``, see `reuse_components`.
    codes
        Items coded by people, each with its chance `pi` to be drawn, see `hand_codes`: estimates and differences
        of themes, substantive or firm are corrected by them, with the naive figures beside.
    agencies
        ``agency_id parent``: lets `by` and `cluster` name the parent; not needed if the run had a registry.
    labels
        Theme → label.

    Returns
    -------
    DataFrame
        Frame ``comparisons``: the groups, then their differences, which have a `reference`. With `codes` the
        columns of `beside_naive` besides.

    Raises
    ------
    ValueError
        If a column, theme, role, reference or `of` does not exist; those there are are listed. If codes by hand
        cannot correct, see `hand_codes`.

    Examples
    --------
    >>> import pathlib, tempfile, textkit
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> for year in (2020, 2021):
    ...     _ = (folder / f"{year}_澄湖市教育局.txt").write_text(
    ...         f"澄湖市教育局{year}年政府信息公开工作年度报告\n五、存在的主要问题及改进情况\n"
    ...         f"一是专职人员不足；二是栏目更新慢。", encoding="utf-8")
    >>> found = compare_analysis(textkit.analyze(folder), by="year", theme=["staffing"])
    >>> found[["group", "term", "estimate", "reference", "reason"]].values.tolist()
    [['2020', 'staffing', 0.5, <NA>, 'one agency'],
     ['2021', 'staffing', 0.5, <NA>, 'one agency'],
     ['2021', 'staffing', 0.0, '2020',
      'one agency in a group; labels can stand in only 2 ways within level']]
    """
    by = [by] if isinstance(by, str) else list(by)
    if not 1 <= len(by) <= 2:
        raise ValueError("compare by one column, or by one within another")
    names = dict(labels or {})
    chosen = choose_units(analysis, of=of, named=[*by, cluster], theme=theme, role=role, where=where, agencies=agencies)
    units, values = chosen.data, chosen.values
    shared: dict[str, Any] = {
        "weighting": weighting, "cluster": cluster, "weights": chosen.weights, "labels": names, "draws": draws,
        "random_state": random_state,
    }  # fmt: skip
    against: Against = "previous" if by[0] == "year" else "each"
    within = by[1] if len(by) == 2 else None
    pairs = reference is not None or by[0] == "year" or units[by[0]].nunique() <= MOST_GROUPS

    def claims(values: pd.DataFrame) -> pd.DataFrame:
        found = [estimate_means(units, values, by=by, **shared)]
        if pairs:
            differences = compare_groups(
                units, values, by=by[0], within=within, reference=reference, against=against, strata=strata,
                adjust=adjust, **shared,
            )  # fmt: skip
            found.append(differences)
        return pd.concat([frame for frame in found if len(frame)] or found[:1], ignore_index=True)

    if codes is None:
        return claims(values)
    by_hand = hand_codes(analysis.items, codes, of=of, among=list(analysis.labels))
    return beside_naive(claims, units, values, by_hand, by=by)
