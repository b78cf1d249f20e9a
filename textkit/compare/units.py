"""What of a run is compared: its items or reports with all columns that can be named, and a value of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from textkit.compare.columns import check_columns
from textkit.compare.components import reuse_components
from textkit.compare.values import column_values, indicator_values, substance_values, theme_values
from textkit.compare.where import parse_where, select_where
from textkit.indicators import load_indicators

if TYPE_CHECKING:
    from textkit.analysis import Analysis

PARENT, COMPONENT = "parent", "reuse_component"
_MEASURED = ("substantive", "firm")


@dataclass(frozen=True, slots=True)
class Units:
    """Items or reports of a run, with their values.

    Parameters
    ----------
    data
        A row per item or report.
    values
        Index: item_id or report_id; a column per term.
    weights
        As `values`: what a report's value weighs where reports are pooled; ``None`` if all weigh the same.
    """

    data: pd.DataFrame
    values: pd.DataFrame
    weights: pd.DataFrame | None

    @property
    def of_items(self) -> bool:
        """Whether the units are items, not reports."""
        return self.values.index.name == "item_id"


def choose_units(
    analysis: Analysis,
    *,
    of: str,
    named: Sequence[str],
    theme: Sequence[str] = (),
    role: str | None = None,
    where: str | None = None,
    agencies: pd.DataFrame | None = None,
) -> Units:
    """Return what is asked for, and check that the columns `named` are there.

    Parameters
    ----------
    analysis, of, theme, role, where, agencies
        See `compare_analysis`.
    named
        Columns that are needed; `COMPONENT` is made if it is among them.

    Raises
    ------
    ValueError
        If a column, theme, role or `of` does not exist; those there are are listed.

    Examples
    --------
    >>> import textkit
    >>> from textkit.analysis import empty_frames
    >>> choose_units(textkit.Analysis(**empty_frames()), of="firm", named=["县"])
    Traceback (most recent call last):
    ValueError: no column '县'; there are item_id, report_id, ...
    """
    asked = [*named, *(condition.column for condition in (parse_where(where) if where else ()))]
    units, values, weights = _chosen(analysis, of, theme, role, asked)
    units = _with_agencies(units, agencies)
    if COMPONENT in named:
        components = reuse_components(analysis.reuse, analysis.reports)
        units = units.assign(**{COMPONENT: units["agency_id"].map(components).astype("string")})
    if where:
        units = select_where(units, where)
    if PARENT in named and (PARENT not in units.columns or (len(units) and units[PARENT].isna().all())):
        raise ValueError("no agency has a parent: parents are told by a registry of agencies (--agencies FILE)")
    check_columns(units, named, besides=[COMPONENT])
    return Units(units, values, weights)


def _chosen(
    analysis: Analysis, of: str, theme: Sequence[str], role: str | None, asked: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame | None]:
    """Return the units, their values and their weights."""
    indicators = list(dict.fromkeys(analysis.indicators["indicator"]))
    numbers = [name for frame in _numbers(analysis) for name in frame.columns if name != "item_id"]
    only_items = set(analysis.coded().columns) - set(analysis.reports.columns)
    within = bool(theme or role or only_items & set(asked))
    if of in indicators and not (within and of in numbers):
        if theme or role:
            raise ValueError(f"{of} is of whole reports: it has neither theme nor role")
        if of in _classes(analysis):
            raise ValueError(f"{of} is a class: it has no mean to compare")
        return _reports(analysis, asked), *indicator_values(analysis.indicators, of)
    items = _items(analysis, role)
    themes = list(analysis.labels) or sorted(analysis.themes["theme"].dropna().unique())
    if unknown := [each for each in theme if each not in themes]:
        raise ValueError(f"no theme {', '.join(unknown)}; there are {', '.join(themes)}")
    if of == "themes":
        return items, theme_values(items, analysis.themes, among=list(theme) or themes), None
    if theme:
        items = items[items["theme"].isin(theme)]
    if of in _MEASURED:
        return items, substance_values(analysis.substance)[[of]], None
    if of not in numbers:
        raise ValueError(
            f"nothing to compare called {of!r}; there are themes, {', '.join(_MEASURED)}; of items: "
            f"{', '.join(numbers)}; of reports: {', '.join(indicators) or 'no indicators'}"
        )
    return items, column_values(items, of, unit="item_id"), None


def _numbers(analysis: Analysis) -> list[pd.DataFrame]:
    """Return the frames of numbers of items."""
    return [analysis.reuse_shares, analysis.substance.drop(columns="substance")]


def _classes(analysis: Analysis) -> dict[str, tuple[str, ...]]:
    """Return the indicators that are classes, with the names of their codes."""
    return {each.id: each.classes for each in load_indicators(analysis.labels) if each.classes}


def _reports(analysis: Analysis, asked: Sequence[str]) -> pd.DataFrame:
    """Return the reports with the indicators that are asked for."""
    reports = analysis.analysed()
    known = set(analysis.indicators["indicator"]) - set(reports.columns)
    for name in dict.fromkeys(name for name in asked if name in known):
        values = indicator_values(analysis.indicators, name)[0]
        if names := _classes(analysis).get(name):
            values = values.apply(lambda codes, names=names: codes.map(dict(enumerate(names)))).astype("string")
        reports = reports.merge(values, left_on="report_id", right_index=True, how="left")
    return reports


def _items(analysis: Analysis, role: str | None) -> pd.DataFrame:
    """Return the coded items with the further columns of their reports and the numbers of items."""
    items = analysis.coded()
    for further, key in (*((numbers, "item_id") for numbers in _numbers(analysis)), (analysis.reports, "report_id")):
        fresh = [name for name in further if name == key or name not in items.columns]
        items = items.merge(further[fresh], on=key, how="left")
    roles = sorted(items["role"].dropna().unique())
    if role is not None and role not in roles:
        raise ValueError(f"no items of role {role!r}; there are {', '.join(roles) or 'none'}")
    return items if role is None else items[items["role"] == role]


def _with_agencies(units: pd.DataFrame, agencies: pd.DataFrame | None) -> pd.DataFrame:
    """Add the parents of agencies; those told now win over those of the run."""
    if agencies is None:
        return units
    parents = agencies.drop_duplicates("agency_id").set_index("agency_id")["parent"]
    return units.assign(**{PARENT: units["agency_id"].map(parents).astype("string")})
