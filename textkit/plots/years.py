"""Figure of change: estimates over the years, on the agencies that report in all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from textkit.labels import fill
from textkit.plots.canvas import canvas, legend, no_data, set_columns, tick_size
from textkit.plots.colours import FRAME, INK, QUIET, SERIES_COLOURS, SERIES_MARKERS, lighter
from textkit.plots.labels import Lang, label
from textkit.plots.marks import ESTIMATES, has_intervals, hollow_key, numbers, shown
from textkit.plots.style import FAMILY
from textkit.records import require

APART = 0.06
"""How far, in years, the intervals of two series stand from one another."""


def plot_years(data: pd.DataFrame, *, formats: Sequence[int] = (), ax: Axes | None = None, lang: Lang = "en") -> Axes:
    """Draw estimates over the years, with the years in which the format of the reports changed.

    Parameters
    ----------
    data
        A frame of comparisons, a row per year and term: `group` (the year), `term` (as substantive, reused),
        `estimate` (0-1), `n_items`; optionally `label`, `ci_low`, `ci_high`, `n_agencies`. A year without an
        estimate breaks the line; one without interval has a hollow mark. With ``naive naive_ci_low
        naive_ci_high``, as of `beside_naive`, estimates corrected for errors of coding are drawn dashed beside the
        naive ones.
    formats
        Years from which reports follow a new format; a line before each says so.
    ax, lang
        See `plot_problems_measures`.

    Examples
    --------
    >>> data = pd.DataFrame({"group": [2020, 2021], "term": ["substantive"] * 2, "estimate": [0.2, 0.3],
    ...     "n_items": [40, 42], "n_agencies": [12, 12]})
    >>> plot_years(data, lang="zh").get_xlabel()
    '年份（每年均有报告的 12 个机构）'
    """
    require(data, ("group", *ESTIMATES), made_by="textkit.compare")
    series = _series(shown(data.loc[data["group"].notna()]))
    drawn = pd.concat([each for each, _ in series]) if series else data.head(0)
    years = _span(drawn)
    terms = list(pd.unique(drawn["term"]))
    with canvas(ax, lang, 12) as ax:
        if drawn.empty:
            return no_data(ax, lang)
        _mark_formats(ax, formats, years, lang)
        handles = []
        for place, (each, corrected) in enumerate(series):
            number = terms.index(each["term"].iloc[0])
            style: dict[str, Any] = {"colour": SERIES_COLOURS[number % 5], "marker": SERIES_MARKERS[number % 5]}
            style["off"] = (place - (len(series) - 1) / 2) * APART
            handles.append(_draw(ax, each, years, corrected=corrected, lang=lang, **style))
        ax.set_ylim(bottom=min(0.0, 100 * float(drawn["estimate"].min())))  # corrected shares may fall below 0
        ax.set_ylabel(label("axis", "percent", lang))
        counts = drawn.groupby(drawn["group"].astype(int))["n_items"].max()
        set_columns(ax, [str(year) for year in years], [f"n={int(counts.get(year, 0)):,}" for year in years])
        ax.set_xlabel(_panel(drawn, lang))
        legend(ax, [*handles, *hollow_key(ax, lang)], handlelength=3.0)
        return ax


def _series(data: pd.DataFrame) -> list[tuple[pd.DataFrame, bool]]:
    """Return the estimates of each line, and whether they are corrected; naive ones come before corrected ones."""
    found = []
    for _, mine in data.groupby("term", sort=False):
        corrected = "naive" in mine.columns and mine["naive"].notna().any()
        if corrected:
            told = ["estimate", "ci_low", "ci_high"]
            of_naive = {"naive": "estimate", "naive_ci_low": "ci_low", "naive_ci_high": "ci_high"}
            found.append((mine.drop(columns=told, errors="ignore").rename(columns=of_naive), False))
        found.append((mine, bool(corrected)))
    found = [(each.loc[each["estimate"].notna()], corrected) for each, corrected in found]
    return [(each, corrected) for each, corrected in found if len(each)]


def _span(data: pd.DataFrame) -> list[int]:
    years = data["group"].astype(int)
    return list(range(int(years.min()), int(years.max()) + 1)) if len(years) else []


def _panel(data: pd.DataFrame, lang: Lang) -> str:
    """Name the axis, with the number of agencies where the data tell it."""
    agencies = data["n_agencies"].dropna() if "n_agencies" in data.columns else pd.Series(dtype=float)
    if agencies.empty:
        return label("axis", "year", lang)
    return fill(label("axis", "panel", lang), n=f"{int(agencies.max()):,}")


def _draw(
    ax: Axes, data: pd.DataFrame, years: list[int], *, colour: str, marker: str, off: float, corrected: bool, lang: Lang
) -> Line2D:
    """Draw one line with its intervals, `off` aside of its years, and return the entry of the legend."""
    by_year = data.assign(group=data["group"].astype(int)).drop_duplicates("group").set_index("group").reindex(years)
    places = np.arange(len(years)) + off
    values, low, high = (numbers(by_year, column) * 100 for column in ("estimate", "ci_low", "ci_high"))
    whole = np.isfinite(low) & np.isfinite(high)
    if has_intervals(data):
        ax.vlines(places[whole], low[whole], high[whole], color=colour, linewidth=0.9, zorder=2)
    else:
        whole = np.isfinite(values)
    text = _called(data, lang)
    if corrected:
        text = label("axis", "corrected", lang).format(name=text)
    look: dict[str, Any] = {"color": colour, "linestyle": "--" if corrected else "-", "zorder": 3, "clip_on": False}
    if corrected:
        look["markerfacecolor"] = lighter(colour)
    (line,) = ax.plot(places, values, marker=marker, markeredgecolor=INK, markeredgewidth=0.4, label=text, **look)
    hollow = np.isfinite(values) & ~whole
    if hollow.any():
        look = {"markerfacecolor": "#ffffff", "markeredgecolor": colour, "zorder": 4, "clip_on": False}
        ax.plot(places[hollow], values[hollow], marker, label="_hollow", **look)
    return line


def _called(data: pd.DataFrame, lang: Lang) -> str:
    if "label" in data.columns and data["label"].notna().any():
        return str(data["label"].dropna().iloc[0])
    return label("indicator", data["term"].iloc[0], lang)


def _mark_formats(ax: Axes, formats: Sequence[int], years: list[int], lang: Lang) -> None:
    for year in formats:
        if years[0] < year <= years[-1]:
            place = years.index(year) - 0.5
            ax.axvline(place, color=FRAME, linewidth=0.6, linestyle=":", zorder=0)
            ax.annotate(
                label("axis", "format", lang).format(year=year),
                (place, 1.0),
                xycoords=("data", "axes fraction"),
                xytext=(2, -2),
                textcoords="offset points",
                size=tick_size() * 0.9,
                color=QUIET,
                rotation=90,
                va="top",
                ha="left",
                fontfamily=FAMILY,
            )
