"""One result under every choice that could have been made otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import TYPE_CHECKING, Any

import pandas as pd

from textkit.compare.columns import check_columns, check_group
from textkit.compare.crosstab import main_source
from textkit.compare.differences import compare_groups
from textkit.compare.estimates import comparisons_frame, estimate_means, name_group
from textkit.compare.grouping import Weighting
from textkit.compare.values import SUBSTANTIVE, theme_values
from textkit.resample import DRAWS

if TYPE_CHECKING:
    from textkit.analysis import Analysis

WEIGHTINGS: tuple[Weighting, ...] = ("pooled", "report")
_SUBSTANCE = "substance"
_GONE = "no item is left in a group"
_CHOICES = ("unit", "threshold", "theming", "weighting", "reused_text")


def sensitivity_grid(
    analysis: Analysis,
    *,
    by: str,
    of: str = _SUBSTANCE,
    role: str = "measure",
    reference: object = None,
    cluster: str = "agency_id",
    draws: int = DRAWS,
    random_state: int = 0,
) -> pd.DataFrame:
    r"""Estimate one share, or its difference between groups, under every combination of choices.

    Parameters
    ----------
    analysis
        The frames of a run.
    by
        The column of the items that makes the groups.
    of
        ``substance``, or a theme.
    role
        Whose theme, ``problem`` or ``measure``; substance is of measures.
    reference
        Estimate the difference of every other group from this one; without it the groups themselves.
    cluster, draws, random_state
        See `estimate_means`.

    Returns
    -------
    DataFrame
        Frame ``comparisons``, a row per combination and group, and a column per choice. Of substance: ``unit``
        (items; acts, which `n_items` then counts) and ``threshold`` (substantive: checkable or firm; firm). Of a
        theme: ``theming`` (split over the themes of an item; primary theme alone). Of both: ``weighting`` (pooled;
        report) and ``reused_text`` (with; without: items most of whose characters stand in the template, the own past
        or other agencies' reports are left out; without a comparison they stay). A group of which no item is left has a
        reason. Specification curve after
        Simonsohn, Simmons & Nelson (2020).

    Raises
    ------
    ValueError
        If a column, the theme or the reference does not exist; those there are are listed.

    Examples
    --------
    >>> import pathlib, tempfile, textkit
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "2021_澄湖市教育局.txt").write_text(
    ...     "澄湖市教育局2021年政府信息公开工作年度报告\n五、存在的主要问题及改进情况\n"
    ...     "一是人员不足。下一步：一是6月底前印发《公开规程》；二是加强培训。", encoding="utf-8")
    >>> grid = sensitivity_grid(textkit.analyze(folder), by="level")
    >>> grid = grid[(grid["weighting"] == "pooled") & (grid["reused_text"] == "with")]
    >>> grid[["unit", "threshold", "estimate"]].values.tolist()
    [['items', 'substantive', 0.5], ['items', 'firm', 0.5], ['acts', 'substantive', 0.5], ['acts', 'firm', 0.5]]
    """
    role = "measure" if of == _SUBSTANCE else role
    items = analysis.items[analysis.items["role"] == role]
    check_columns(items, [by, cluster])
    if of != _SUBSTANCE and of not in analysis.labels:
        raise ValueError(f"no theme {of!r}; there are {_SUBSTANCE}, {', '.join(analysis.labels)}")
    if reference is not None:
        check_group(reference, _groups(items[by]))
    reference_name = None if reference is None else str(reference)
    groups = [name_group([group]) for group in _groups(items[by]) if str(group) != reference_name]
    copied = set(_copied(analysis))
    settings: dict[str, Any] = {"by": by, "cluster": cluster, "draws": draws, "random_state": random_state}
    if reference is not None:
        settings["reference"] = reference
    estimate = estimate_means if reference is None else compare_groups
    found = []
    for chosen, units, values in _specifications(analysis, items, of):
        for weighting, reused in product(WEIGHTINGS, ("with", "without")):
            used = units if reused == "with" else units[~units["source_item"].isin(copied)]
            left = set(used[by].dropna().astype(str))
            rows = comparisons_frame()
            if reference is None or str(reference) in left:
                rows = estimate(used, values.loc[used["item_id"]], weighting=weighting, **settings)
            gone = [group for group in groups if group not in set(rows["group"])]
            shared = {"term": of, "role": role, "weighting": weighting, "reference": reference_name, "n_items": 0}
            lost = comparisons_frame([{**shared, "group": group, "reason": _GONE} for group in gone])
            rows = pd.concat([each for each in (rows, lost) if len(each)] or [rows], ignore_index=True)
            found.append(rows.assign(**chosen, reused_text=reused))
    grid = pd.concat(found, ignore_index=True)
    return grid[[*(column for column in grid if column not in _CHOICES), *(c for c in _CHOICES if c in grid)]]


def _groups(column: pd.Series) -> list[object]:
    """Return the groups of a column in order."""
    return list(pd.unique(column.dropna().sort_values()))


def _copied(analysis: Analysis) -> pd.Index:
    """The items most of whose characters stand elsewhere."""
    source = main_source(analysis.reuse_shares)
    return source.index[source.notna() & ~source.isin(["novel", "unknown"])]


def _specifications(
    analysis: Analysis, items: pd.DataFrame, of: str
) -> Iterator[tuple[dict[str, str], pd.DataFrame, pd.DataFrame]]:
    """Yield choices, units and values; units are called ``item_id`` whatever they are."""
    items = items.assign(source_item=items["item_id"])
    if of != _SUBSTANCE:
        for theming in ("split", "primary"):
            yield (
                {"theming": theming},
                items,
                theme_values(items, analysis.themes, primary=theming == "primary", among=[of]),
            )
        return
    acts = analysis.acts[["act_id", "item_id", "level_of_substance"]].merge(items, on="item_id")
    acts = acts.drop(columns="item_id").rename(columns={"act_id": "item_id", "level_of_substance": "substance"})
    scored = items.merge(analysis.substance[["item_id", "substance"]], on="item_id")
    for (unit, units), threshold in product((("items", scored), ("acts", acts)), ("substantive", "firm")):
        levels = SUBSTANTIVE if threshold == "substantive" else ("firm",)
        reached = units["substance"].isin(levels).astype(float).where(units["substance"].notna())
        values = pd.DataFrame({_SUBSTANCE: reached.to_numpy()}, index=pd.Index(units["item_id"], name="item_id"))
        yield {"unit": unit, "threshold": threshold}, units, values
